"""The application, as a city writes it: start, task list, check, submission."""

import math
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from applications import call_states, endorsements, panels, permissions, progress, services
from applications.forms.section import SectionForm
from applications.models import Answer, Application, Call, InterestForm, Section
from applications.reading import plain_number
from applications.services.endorsement import standing_of
from applications.steps import next_steps
from applications.views import endorsement
from applications.views.colleagues import with_marks
from applications.views.panels import HOME_PANELS
from applications.views.shared import mine, page_context, unsent
from cda_portal.core.access import check as allow
from cda_portal.core.moments import read as read_moment
from cda_portal.core.requests import Request
from cda_portal.core.text import say


@login_not_required
@require_GET
def start(request: Request) -> HttpResponse:
    """Before an account: what is asked, how long it takes, the deadline. Signed in: straight to what is yours."""
    call = Call.objects.current()
    mine: list[Any] = []
    if request.user.is_authenticated:
        mine = list(
            Application.objects.visible_to(request.user)
            .for_page(request.user)
            .filter(city__members__user=request.user)
            .distinct()
        )
    forms = (
        list(InterestForm.objects.filter(sender=request.user).select_related("city"))
        if request.user.is_authenticated
        else []
    )
    sections = Section.objects.for_form(call.pk) if call else []
    context = {
        "call": call,
        "state": call_states.state(call, request.arrived_at) if call else "",
        "interest_open": bool(call and call.interest_open(request.arrived_at)),
        "applications": mine,
        "forms": forms,
        "sections": sections,
        "hours": math.ceil(sum(section.minutes for section in sections) / 60),
        "words": sum(progress.words_of(section.live_questions) for section in sections),
    }
    return render(request, "applications/apply_start.html", context)


@require_GET
def home(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    if not _is_written(request, application):
        return redirect("applications:application-status", reference)
    sections = Section.objects.for_form(application.call_id, brief=True)
    answers = list(
        Answer.objects.filter(application=application).values_list("question", "value", "language", "edited_at")
    )
    values, languages = {one[0]: one[1] for one in answers}, {one[0]: one[2] for one in answers}
    done = progress.of_sections(sections, values, at=request.arrived_at, languages=languages)
    last = max((edited_at for *_answer, edited_at in answers), default=None)
    completed = sum(one.state is progress.State.COMPLETED for one in done)
    endorsed = standing_of(application)
    context = {
        **page_context(request, application),
        "endorsement": endorsement.task(application, endorsed),
        "groups": with_marks(application, _groups(done, reference)),
        "completed": completed,
        "total": len(done),
        "progress_text": _("%(completed)d of %(total)d sections completed")
        % {"completed": completed, "total": len(done)},
        "saved_text": _("Saved %(when)s") % {"when": read_moment(last, request.user.time_zone).text} if last else "",
        "finish": _finish(reference, ready=not progress.missing(done), waits_for=endorsements.missing(endorsed)),
        "effort": _effort(done),
        "unsent": unsent(application, sections, values, languages),
        "steps": next_steps(application, permissions.closes(application)),
        "panels": panels.of(HOME_PANELS, request, application),
    }
    return render(request, "applications/apply_home.html", context)


def _is_written(request: Request, application: Application) -> bool:
    """A draft is, even one that came too late; what was sent is while it can be changed and sent again."""
    return application.status == Application.Status.DRAFT or permissions.is_open(application, request.arrived_at)


def _effort(done: list[progress.SectionProgress]) -> str:
    """What the form takes in all, and what is left of it."""
    minutes, left = sum(one.minutes for one in done), sum(one.minutes_left for one in done)
    words = sum(one.words for one in done)
    text = (
        _("About %(hours)s in all, %(left)s left. The long texts take up to %(words)s words together.")
        if left
        else _("About %(hours)s in all. The long texts take up to %(words)s words together.")
    )
    return text % {
        "hours": duration(minutes),
        "left": duration(left),
        "words": plain_number(Decimal(words)),
    }


def duration(minutes: int) -> str:
    """Minutes up to an hour and a half, then half hours."""
    if minutes <= 90:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = Decimal(round(minutes / 30)) / 2
    return _("%(count)s hours") % {"count": plain_number(hours.normalize())}


STATES = {
    progress.State.NOT_STARTED: (gettext_lazy("Not started"), "open"),
    progress.State.IN_PROGRESS: (gettext_lazy("In progress"), "doing"),
    progress.State.COMPLETED: (gettext_lazy("Completed"), "done"),
}


def _groups(done: list[progress.SectionProgress], reference: str) -> list[dict[str, Any]]:
    """Sections under the headings of the task list, in order."""
    groups: list[dict[str, Any]] = []
    for one in done:
        if not groups or groups[-1]["title"] != one.section.group:
            groups.append({"title": one.section.group, "sections": []})
        word, kind = STATES[one.state]
        groups[-1]["sections"].append(
            {
                "key": one.section.key,
                "title": say(one.section.title),
                "href": reverse("applications:application-section", args=[reference, one.section.key]),
                "hint": _hint(one),
                "word": word,
                "kind": kind,
            }
        )
    return groups


def _hint(one: progress.SectionProgress) -> str:
    if one.state is progress.State.IN_PROGRESS:
        left = len(one.missing)
        return ngettext("%(count)d answer to go", "%(count)d answers to go", left) % {"count": left}
    count = len(one.questions)
    questions = ngettext("%(count)d question", "%(count)d questions", count) % {"count": count}
    told = {"questions": questions, "minutes": one.minutes, "words": plain_number(Decimal(one.words))}
    if one.words:
        return _("%(questions)s, about %(minutes)d minutes, up to %(words)s words") % told
    return _("%(questions)s, about %(minutes)d minutes") % told


def _finish(reference: str, *, ready: bool, waits_for: str) -> dict[str, Any]:
    """`waits_for`: what keeps a complete application from being sent, in a sentence."""
    word, kind = STATES[progress.State.NOT_STARTED] if ready and not waits_for else (_("Cannot start yet"), "locked")
    return {
        "title": _("Check your answers and send"),
        "href": reverse("applications:application-check", args=[reference]),
        "hint": (waits_for or _("Everything is there"))
        if ready
        else _("Sending opens when the sections above are completed"),
        "word": word,
        "kind": kind,
    }


@require_GET
def check_answers(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    if not _is_written(request, application):
        return redirect("applications:application-status", reference)
    return render(request, "applications/apply_check.html", _check_context(request, application))


def _check_context(request: Request, application: Application) -> dict[str, Any]:
    sections = Section.objects.for_form(application.call_id)
    answers = {answer.question_id: answer for answer in Answer.objects.filter(application=application)}
    values = {pk: answer.value for pk, answer in answers.items()}
    languages = {pk: answer.language for pk, answer in answers.items()}
    others = progress.known(sections)
    sheets = [SectionForm(one, answers, values, others=others, at=request.arrived_at) for one in sections]
    by_pk = {one.pk: one for one in sections}
    done = progress.of_sections(sections, values, at=request.arrived_at, languages=languages)
    missing = progress.missing(done)
    for one in missing:
        one.question.section = by_pk[one.question.section_id]
    endorsed = standing_of(application)
    return {
        **page_context(request, application),
        "sheets": sheets,
        "missing": missing,
        "unsent": unsent(application, sections, values, languages),
        "endorsement": endorsement.task(application, endorsed),
        "unendorsed": endorsements.missing(endorsed),
    }


@require_POST
def submit(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    allow(permissions.can_submit_application(request.user, application))
    try:
        services.submit(application, by=request.user, arrived=request.arrived_at)
    except services.NotReady:
        context = {**_check_context(request, application), "page_has_errors": True, "refused": True}
        return render(request, "applications/apply_check.html", context, status=422)
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return redirect("applications:application-check", reference)
    return redirect("applications:application-status", reference)
