"""Staff: the form of a call, its sections and questions, and the form as a city will see it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import call_states
from applications.call_states import State
from applications.forms.calls_form import QuestionForm, SectionForm
from applications.forms.section import SectionForm as Sheet
from applications.models import Call, Question, Section
from applications.services import NotAllowed, calls_form
from applications.services.calls_form import Part
from applications.views.calls import attempt, page, posted, staff_call
from cda_portal.core import clock
from cda_portal.core.requests import Request

TAGS = {
    "in_summary": gettext_lazy("In the mayor’s summary"),
    "renews_endorsement": gettext_lazy("Renews the endorsement"),
}


@require_GET
def form(request: Request, slug: str) -> HttpResponse:
    """All sections and questions, the retired ones at the end of their list."""
    call = staff_call(request, slug)
    questions = Question.objects.filter(section__call=call).annotate(answered=Count("answers"))
    by_section: dict[int, list[dict[str, Any]]] = {}
    for question in questions.order_by("retired_at", "position"):
        by_section.setdefault(question.section_id, []).append(_question_row(question))
    sections = [
        {"section": section, "questions": by_section.get(section.pk, [])}
        for section in Section.objects.filter(call=call).order_by("retired_at", "position")
    ]
    context = page(request, call, "form", sections=sections, is_open=is_open(call))
    return render(request, "applications/call_form.html", context)


def _question_row(question: Question) -> dict[str, Any]:
    tags = [_("optional")] if not question.required else []
    tags += [_("depends on another")] if question.depends_on_id else []
    return {"question": question, "kind": question.get_kind_display(), "tags": [*tags, *_set(question)]}


def _set(question: Question) -> list[str | Promise]:
    return [label for name, label in TAGS.items() if getattr(question, name)]


def is_open(call: Call) -> bool:
    return call_states.state(call, clock.now()) is State.OPEN


@require_POST
def move(request: Request, slug: str) -> HttpResponse:
    """One place up or down. The button's value names what and where to: up-question-12."""
    call = staff_call(request, slug, edit=True)
    way, _dash, rest = request.POST.get("move", "").partition("-")
    word, _dash, pk = rest.partition("-")
    if way not in ("up", "down") or word not in PARTS or not pk.isdecimal() or len(pk) > 15:
        raise Http404
    part = PARTS[word](call, int(pk))
    try:
        calls_form.move(part, up=way == "up", by=request.user)
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect(f"{_form_url(call)}#{word}-{pk}")


def _form_url(call: Call) -> str:
    return redirect("applications:staff-call-form", call.slug).url


def _section(call: Call, pk: int) -> Section:
    return get_object_or_404(Section.objects.select_related("call"), call=call, pk=pk)


def _question(call: Call, pk: int) -> Question:
    return get_object_or_404(Question.objects.select_related("section__call", "depends_on"), section__call=call, pk=pk)


PARTS: dict[str, Callable[[Call, int], Part]] = {"section": _section, "question": _question}


@require_http_methods(["GET", "POST"])
def section(request: Request, slug: str, pk: int | None = None) -> HttpResponse:
    """A new section, or one to edit."""
    call = staff_call(request, slug, edit=request.method == "POST" or pk is None)
    part = _section(call, pk) if pk else Section(call=call)
    sheet = SectionForm(posted(request), instance=part, call=call)
    return _edit(request, call, part, sheet, lambda values: calls_form.add_section(call, values, by=request.user))


@require_http_methods(["GET", "POST"])
def question_new(request: Request, slug: str, pk: int) -> HttpResponse:
    call = staff_call(request, slug, edit=True)
    of = _section(call, pk)
    part = Question(section=of, kind=Question.Kind.SHORT_TEXT)
    sheet = QuestionForm(posted(request), instance=part, call=call, earlier=_earlier(call, part))
    return _edit(request, call, part, sheet, lambda values: calls_form.add_question(of, values, by=request.user))


@require_http_methods(["GET", "POST"])
def question(request: Request, slug: str, pk: int) -> HttpResponse:
    call = staff_call(request, slug, edit=request.method == "POST")
    part = _question(call, pk)
    chosen = calls_form.chosen_values(part)
    sheet = QuestionForm(posted(request), instance=part, call=call, earlier=_earlier(call, part), chosen=chosen)
    return _edit(request, call, part, sheet, None)


def _earlier(call: Call, part: Question) -> list[Question]:
    """The questions that come before this one: only they can decide whether it is asked."""
    found: list[Question] = []
    for section in Section.objects.for_form(call.pk):
        for one in section.live_questions:
            if section.pk == part.section_id and part.pk and one.position >= part.position:
                break
            found.append(one)
        if section.pk == part.section_id:
            break
    return found


def _edit(
    request: Request, call: Call, part: Part, sheet: Any, add: Callable[[dict[str, Any]], Part] | None
) -> HttpResponse:
    """One page for new and known sections and questions; a refusal keeps what was typed."""

    def save() -> HttpResponse:
        saved = _save(request, sheet, add)
        messages.success(request, _("Saved."))
        return redirect(f"{_form_url(call)}#{calls_form.word(saved)}-{saved.pk}")

    done, theirs, status = attempt(sheet, save)
    loaded = sheet.loaded
    more = {"part": loaded, "word": calls_form.word(loaded), "theirs": theirs, "fields": _plain_fields(sheet)}
    counted = {"is_open": is_open(call), "answered": calls_form.answered(loaded) if loaded.pk else 0}
    context = page(request, call, "form", form=sheet, **more, **counted)
    return done or render(request, "applications/call_part.html", context, status=status)


def _save(request: Request, sheet: Any, add: Callable[[dict[str, Any]], Part] | None) -> Part:
    values = sheet.values()
    if add is not None and sheet.loaded.pk is None:
        return add({**values, "key": sheet.cleaned_data["key"]})
    was = sheet.cleaned_data["was"]
    return calls_form.edit(sheet.loaded, values, names=sheet.names, was=was, by=request.user)


def _plain_fields(sheet: Any) -> list[Any]:
    """The fields that are neither a text in languages nor an answer to choose from."""
    apart = (*(f"{name}_" for name in sheet.lang_fields), "option_")
    return [field for field in sheet.visible_fields() if not field.name.startswith(apart)]


VERBS: dict[str, tuple[Callable[..., Any], str | Promise]] = {
    "retire": (calls_form.retire, gettext_lazy("Retired. What cities have answered is kept; you can restore it.")),
    "restore": (calls_form.restore, gettext_lazy("Restored.")),
    "delete": (calls_form.delete, gettext_lazy("Deleted.")),
}


@require_POST
def part_act(request: Request, slug: str, word: str, pk: int, act: str) -> HttpResponse:
    """Retire, restore or delete a section or a question."""
    call = staff_call(request, slug, edit=True)
    if word not in PARTS or act not in VERBS:
        raise Http404
    verb, said = VERBS[act]
    try:
        verb(PARTS[word](call, pk), by=request.user)
        messages.success(request, str(said))
    except NotAllowed as error:
        messages.error(request, str(error))
        return redirect(f"applications:staff-call-{word}", slug, pk)
    return redirect("applications:staff-call-form", slug)


@require_GET
def preview(request: Request, slug: str, section: str = "") -> HttpResponse:
    """A section as a city sees it, by the city's own templates; without a section the first one."""
    call = staff_call(request, slug)
    language = request.GET.get("language", "")
    language = language if language in call.languages else next(iter(call.languages), settings.LANGUAGE_CODE)
    sections = Section.objects.for_form(call.pk)
    chosen = next((one for one in sections if one.key == section), None if section else next(iter(sections), None))
    if section and chosen is None:
        raise Http404
    with translation.override(language):
        sheet = Sheet(chosen, {}, {}) if chosen else None
        places = {"number": sections.index(chosen) + 1, "total": len(sections)} if chosen else {}
        shown = {"section": chosen, "sheet": sheet, "call": call, "language": language, **places}
        body = render_to_string("applications/_call_preview.html", shown)
    names = dict(settings.LANGUAGES)
    context = page(
        request, call, "preview", body=body, chosen=chosen, sections=sections, language=language,
        languages=[(code, names[code]) for code in call.languages],
    )  # fmt: skip
    return render(request, "applications/call_preview.html", context)
