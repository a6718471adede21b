"""Questions of staff about an application: asked, taken back, and answered by the city."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications import permissions, services
from applications.forms.clarifications import AnswerCityForm, AskCityForm
from applications.models import Application, Clarification, InterestForm
from applications.panels import Panel
from applications.views.shared import mine, page_context
from cda_portal.accounts.models import named
from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


def home_panel(request: Request, application: Application) -> Panel | None:
    """The open question, on the task list of what was sent; a draft has none."""
    if application.status == Application.Status.DRAFT:
        return None
    asked = application.clarifications.open().first()
    if asked is None:
        return None
    asked.application = application
    context = {
        "asked": asked,
        "application": application,
        "can_answer": permissions.can_answer_clarifications(request.user, application),
    }
    return Panel("applications/clarifications_home.html", context)


PRINTED = (
    *"application question asked_at due_on answer answered_at withdrawn_at".split(),
    *named("asked_by", "answered_by"),
)


def staff_panel(request: Request, application: Application) -> Panel | None:
    """All questions and answers, and what staff may do about them."""
    rows = list(application.clarifications.select_related("asked_by", "answered_by").only(*PRINTED))
    for one in rows:
        one.application = application
    askable = application.status in services.ASKABLE
    if not rows and not askable:
        return None
    may = permissions.can_ask_city(request.user)
    context = {
        "application": application,
        "clarifications": rows,
        "can_ask": may and askable and not any(one.is_open for one in rows),
        "can_take_back": may,
    }
    return Panel("applications/clarifications_staff.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: Request, reference: str) -> HttpResponse:
    allow(permissions.can_see_staff_pages(request.user))
    rows = Application.objects.visible_to(request.user).select_related("call", "city")
    application = get_object_or_404(rows, reference=reference)
    allow(permissions.can_ask_city(request.user))
    form = AskCityForm(request.POST if request.method == "POST" else None, today=clock.today(application.call.zone))
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_city(
                application, form.cleaned_data["question"], by=request.user, due_on=form.cleaned_data["due_on"]
            )
            messages.success(request, _("The question is on its way."))
            return redirect("applications:staff-application", reference)
        except services.NotAllowed as error:
            refused = str(error)  # what was typed stays on the page
    context = {"application": application, "form": form, "refused": refused}
    return render(request, "applications/clarifications_ask.html", context, status=_code(request, refused))


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """A question about a form or an application that staff no longer need an answer to."""
    allow(permissions.can_see_staff_pages(request.user))
    applications = Application.objects.visible_to(request.user)
    forms = InterestForm.objects.visible_to(request.user)
    rows = Clarification.objects.filter(application__in=applications) | Clarification.objects.filter(form__in=forms)
    asked = get_object_or_404(rows.select_related("application"), pk=pk)
    allow(permissions.can_ask_city(request.user))
    try:
        services.take_question_back(asked, by=request.user)
        messages.success(request, _("The question is taken back. The city sees that no answer is needed."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    if asked.application:
        return redirect("applications:staff-application", asked.application.reference)
    return redirect("applications:staff-form", asked.form_id)


@require_http_methods(["GET", "POST"])
def question(request: Request, reference: str, pk: int) -> HttpResponse:
    """The city reads a question and answers it."""
    application = mine(request, reference)
    asked = get_object_or_404(application.clarifications.select_related("answered_by"), pk=pk)
    asked.application = application
    may = permissions.can_answer_clarifications(request.user, application)
    form = AnswerCityForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST":
        allow(may)
        if form.is_valid():
            try:
                services.answer_city_question(asked, form.cleaned_data["answer"], by=request.user)
                messages.success(request, _("Your answer is with our team."))
                return redirect("applications:application-status", reference)
            except services.NotAllowed as error:
                refused = str(error)
    context = {**page_context(request, application), "asked": asked, "form": form, "refused": refused, "may": may}
    return render(request, "applications/clarifications_question.html", context, status=_code(request, refused))


def _code(request: Request, refused: str) -> int:
    if request.method != "POST":
        return 200
    return 409 if refused else 422
