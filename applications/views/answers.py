"""Writing answers: a section a page, one question at a time by autosave, and files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications import panels, permissions, progress, services
from applications.forms.section import Row, SectionForm, digest, number, understood
from applications.kinds import KINDS
from applications.models import Answer, Application, Question, Section
from applications.views.files import save_files, show_files
from applications.views.panels import SECTION_BELOW, SECTION_PANELS
from applications.views.shared import mine, page_context
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.middleware import nearest
from cda_portal.core.moments import read as read_moment
from cda_portal.core.requests import Request
from cda_portal.core.text import say


@require_http_methods(["GET", "POST"])
def section(request: Request, reference: str, section: str) -> HttpResponse:
    application = mine(request, reference)
    sections = Section.objects.for_form(application.call_id, only=section)
    position = next((i for i, one in enumerate(sections) if one.key == section), None)
    if position is None:
        raise Http404
    chosen = sections[position]
    answers = Answer.objects.with_editors(application, [one for each in sections for one in each.live_questions])
    values = {pk: answer.value for pk, answer in answers.items()}
    posted = request.POST if request.method == "POST" else None
    others = progress.known(sections)
    form = SectionForm(chosen, answers, values, posted, reference, others=others, at=request.arrived_at)
    refused = ""
    if request.method == "POST":
        allow(permissions.can_write_answers(request.user, application))
        try:
            if _save(request, application, form) and "check" not in request.POST:
                return _onward(request, application, sections, position)
        except services.NotAllowed as error:
            # Too late, or sent by a colleague this minute: what was typed stays on the page, to be copied.
            refused = str(error)
            messages.error(request, refused)
    show_files(application, form)
    context = {
        **page_context(request, application),
        "section": chosen,
        "number": position + 1,
        "total": len(sections),
        "section_words": progress.words_of(chosen.live_questions),
        "sheet": form,
        "page_has_errors": bool(form.errors()),
        "sheet_errors": form.errors(),
        "others": _by_others(chosen, answers, request.user),
        "saved": _last_saved(chosen, answers, request.user),
        "panels": panels.of(SECTION_PANELS, request, application),
        "below": panels.of(SECTION_BELOW, request, application),
        **({"can_edit": False} if refused else {}),
    }
    return render(request, "applications/apply_section.html", context, status=_status(form, refused))


def _status(form: SectionForm, refused: str) -> int:
    if refused or any(row.theirs or row.refused for row in form.rows):
        return 409
    return 422 if form.errors() else 200


def _by_others(section: Section, answers: dict[int, Answer], user: User) -> list[dict[str, str]]:
    """Who else changed what in this section, and when, in the reader's zone."""
    changed = [(question, answers[question.pk]) for question in section.live_questions if question.pk in answers]
    return [
        {
            "name": str(answer.editor),
            "note": _("Changed “%(question)s”, %(when)s")
            % {"question": say(question.label), "when": read_moment(answer.edited_at, user.time_zone).text},
        }
        for question, answer in changed
        if answer.editor_id not in (None, user.pk)
    ]


def _last_saved(section: Section, answers: dict[int, Answer], user: User) -> str:
    """The clock of the newest save, with its day when that is not today."""
    edits = [answers[question.pk].edited_at for question in section.live_questions if question.pk in answers]  # type: ignore[attr-defined]
    if not edits:
        return ""
    last, now = (read_moment(instant, user.time_zone) for instant in (max(edits), clock.now()))
    return last.clock if last.day == now.day else last.text


def _save(request: Request, application: Application, form: SectionForm) -> bool:
    """Save what was touched, wrong or not; True when the page may be left. Raises NotAllowed once it is too late."""
    if not permissions.can_edit_application(request.user, application, request.arrived_at):
        raise services.NotAllowed(services.CLOSED)  # also where nothing was typed: it must not be called saved
    values = dict(form.values)
    for row in form.touched():
        values[row.question.pk] = row.value
        if row.frozen:
            row.refused, row.error = True, services.frozen_words(row.question, application)
            continue
        try:
            saved = services.save_answer(
                application,
                row.question,
                row.value,
                version=row.version,
                by=request.user,
                language=get_language() or "en",
                arrived=request.arrived_at,
            )
            row.version, row.was = saved.version, digest(saved.value)
        except services.StaleAnswer as stale:
            row.theirs, row.version, row.was = stale.current, stale.current.version, digest(stale.current.value)
            row.error = _("Somebody changed this answer while you were writing. Both texts are here: keep one.")
    complete = save_files(request, application, form)
    return form.judge(values) and complete


def _onward(request: Request, application: Application, sections: list[Section], position: int) -> HttpResponse:
    messages.success(request, _("Saved."))
    if "back" in request.POST or position + 1 == len(sections):
        return redirect("applications:application-home", application.reference)
    return redirect("applications:application-section", application.reference, sections[position + 1].key)


@require_POST
def save_answer(request: Request, reference: str, pk: int) -> HttpResponse:
    """Autosave of one question: JSON for the script, which keeps the text on the device until this says it is saved."""
    application = get_object_or_404(
        Application.objects.visible_to(request.user).for_page(request.user), reference=reference
    )
    allow(permissions.can_write_answers(request.user, application))
    question = get_object_or_404(
        Question.objects.filter(section__call=application.call_id, retired_at=None).exclude(kind=Question.Kind.FILE),
        pk=pk,
    )
    value = KINDS[question.kind].read(request.POST, question.key)
    version = number(request.POST.get("version"), 0)
    language = nearest(request.POST.get("language", "")) or get_language() or "en"
    try:
        saved = services.save_answer(
            application,
            question,
            value,
            version=version,
            by=request.user,
            language=language,
            arrived=request.arrived_at,
        )
    except services.StaleAnswer as stale:
        return JsonResponse(_conflict(request, question, stale), status=409)
    except services.NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=403)
    return JsonResponse(
        {
            "version": saved.version,
            "was": digest(value),
            "saved": _clock(request),
            "words": KINDS[question.kind].words(value),
            "understood": understood(question, saved.value, saved.language),
        }
    )


def _conflict(request: Request, question: Question, stale: services.StaleAnswer) -> dict[str, Any]:
    row = Row(question, stale.mine, stale.current.version, "", theirs=stale.current)
    theirs = stale.current.value
    return {
        "error": str(stale),
        "version": stale.current.version,
        "editor": str(stale.current.editor or ""),
        "saved": read_moment(stale.current.edited_at, request.user.time_zone).clock,
        "theirs": "\n".join(row.their_lines),
        "values": {question.key: theirs} if isinstance(theirs, str) else None,
    }


def _clock(request: Request) -> str:
    return read_moment(clock.now(), request.user.time_zone).clock
