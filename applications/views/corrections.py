"""Staff enter and correct in a city's name; the city reads what, by whom and why."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from applications import permissions, progress, services
from applications.forms.corrections import CorrectForm, EnterForm, ReasonForm
from applications.forms.section import SectionForm
from applications.models import Answer, Application, Call, Correction, InterestForm, Question, Section
from applications.panels import Panel
from applications.services import corrections
from cda_portal.accounts import permissions as accounts
from cda_portal.accounts.models import named
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


@require_http_methods(["GET", "POST"])
def enter(request: Request) -> HttpResponse:
    """An interest form that came on paper or by telephone."""
    allow(accounts.can_edit_cities(request.user))
    call = Call.objects.current()
    if call is None:
        raise Http404
    form = EnterForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            made = corrections.enter_interest(
                call,
                form.for_keeping(),
                form.ready(),
                by=request.user,
                why=form.cleaned_data["reason"],
                arrived=request.arrived_at,
                **form.where(),
            )
        except services.NotAllowed as error:
            form.add_error("city", str(error))
        else:
            messages.success(request, _("The interest form of %(city)s is entered.") % {"city": made.city})
            return redirect("applications:staff-form", made.pk)
    context = {"form": form, "call": call}
    return render(request, "applications/staff_form_enter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def correct_form(request: Request, pk: int) -> HttpResponse:
    allow(permissions.can_see_staff_pages(request.user))
    rows = InterestForm.objects.visible_to(request.user).select_related("city", "call", "sender")
    interest = get_object_or_404(rows, pk=pk)
    allow(accounts.can_edit_cities(request.user))
    form = CorrectForm(request.POST or None, interest=interest)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.correct_form(interest, form.values(), by=request.user, reason=form.cleaned_data["reason"])
        except services.NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Corrected. %(name)s has been told by mail.") % {"name": interest.sender})
            return redirect("applications:staff-form", pk)
    context = {"form": form, "interest": interest}
    return render(request, "applications/staff_form_correct.html", context, status=422 if form.errors else 200)


def _sent(request: Request, reference: str) -> tuple[Application, dict[str, Any]]:
    """An application that was sent, and what counts of it."""
    allow(permissions.can_see_staff_pages(request.user))
    rows = Application.objects.visible_to(request.user).for_page(request.user)
    application = get_object_or_404(rows, reference=reference)
    allow(accounts.can_edit_cities(request.user))
    counting = application.submissions.counting_first().first()
    if counting is None or application.status not in corrections.CORRECTABLE:
        raise Http404
    return application, counting.snapshot


@require_GET
def answers(request: Request, reference: str) -> HttpResponse:
    """Which answer is to be corrected."""
    application, snapshot = _sent(request, reference)
    sections = Section.objects.for_form(application.call_id)
    asked = {(entry["section"], entry["question"]) for entry in snapshot["answers"]}
    parents = {question.depends_on_id for section in sections for question in section.live_questions}
    shown = [
        {
            "title": section.title,
            "questions": [
                question
                for question in section.live_questions
                if (section.key, question.key) in asked
                and question.kind in corrections.KINDS_CORRECTED
                and question.pk not in parents
            ],
        }
        for section in sections
    ]
    context = {"application": application, "sections": [one for one in shown if one["questions"]]}
    return render(request, "applications/staff_correct_answers.html", context)


@require_http_methods(["GET", "POST"])
def correct_answer(request: Request, reference: str, pk: int) -> HttpResponse:
    application, snapshot = _sent(request, reference)
    question = get_object_or_404(Question.objects.select_related("section"), pk=pk, section__call=application.call_id)
    entry = next((one for one in snapshot["answers"] if corrections.is_about(one, question)), None)
    if entry is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    sheet = _sheet(request, application, question, entry, posted)
    form = ReasonForm(posted)
    status = 200
    if posted is not None:
        if _corrected(request, application, sheet, form):
            return redirect("applications:staff-application", reference)
        status = 422
    context = {"application": application, "row": sheet.rows[0], "form": form, "sheet_errors": sheet.errors()}
    return render(request, "applications/staff_correct_answer.html", context, status=status)


def _sheet(
    request: Request, application: Application, question: Question, entry: dict[str, Any], posted: Any
) -> SectionForm:
    """The one question as a city's page shows it, with what was sent; asked without what it may depend on."""
    question.depends_on = question.frozen_from = None
    section = question.section
    section.live_questions = [question]  # type: ignore[attr-defined]
    sent = Answer(question=question, value=entry["value"], language=entry.get("language") or application.language)
    return SectionForm(section, {question.pk: sent}, {question.pk: entry["value"]}, posted, at=request.arrived_at)


def _corrected(request: Request, application: Application, sheet: SectionForm, form: ReasonForm) -> bool:
    row = sheet.rows[0]
    row.error = progress.problem(
        row.question,
        row.value,
        {row.question.pk: row.value},
        others=sheet.others,
        at=sheet.at,
        language=row.language,
        required=row.question.required,
    )
    if not form.is_valid() or row.error:
        return False
    try:
        corrections.correct_answer(
            application,
            row.question,
            row.value,
            by=request.user,
            reason=form.cleaned_data["reason"],
            language=row.language,
            arrived=request.arrived_at,
        )
    except services.NotAllowed as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Corrected. The city has been told by mail."))
    return True


# ---- what the city reads, and where staff begin

SHOWN = ("application", "reason", "at", "field", "question__label", *named("by"))


def status_panel(request: Request, application: Application) -> Panel | None:
    """The city's status page: what the programme team changed."""
    made = list(application.corrections.select_related("by", "question").only(*SHOWN).order_by("-at", "-pk"))
    return Panel("applications/_corrections.html", {"corrections": made}) if made else None


def staff_panel(request: Request, application: Application) -> Panel | None:
    """Staff's page of an application: what was corrected, and the way to correct more. One query."""
    made = list(application.corrections.select_related("by", "question").only(*SHOWN).order_by("-at", "-pk"))
    can = application.status in corrections.CORRECTABLE and accounts.can_edit_cities(request.user)
    if not made and not can:
        return None
    return Panel(
        "applications/_corrections_staff.html",
        {"corrections": made, "reference": application.reference if can else ""},
    )


def of_form(interest: InterestForm) -> list[Correction]:
    """What the programme team changed in a form, the latest first."""
    return list(interest.corrections.select_related("by").order_by("-at", "-pk"))
