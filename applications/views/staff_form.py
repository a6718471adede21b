"""Staff: the page of an interest form, and what is decided there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from applications import history, permissions, services
from applications.findings import facts_of, term_words
from applications.forms.clarifications import QuestionForm
from applications.forms.staff import DeclineForm
from applications.models import EligibilityOverride, InterestForm
from applications.views import desk
from applications.views.corrections import of_form
from cda_portal.core.access import check as allow
from cda_portal.core.forms import WhyForm
from cda_portal.core.models import Change
from cda_portal.core.requests import Request


def staff_form(request: Request, pk: int) -> InterestForm:
    allow(permissions.can_see_staff_pages(request.user))
    forms = InterestForm.objects.visible_to(request.user).select_related("call", "city", "city__place", "sender")
    about = ("themes", "clarifications__asked_by", "clarifications__answered_by")
    return get_object_or_404(forms.prefetch_related(*about), pk=pk)


def form_context(request: Request, interest: InterestForm, **forms: Any) -> dict[str, Any]:
    clarifications = list(interest.clarifications.all())
    return {
        "interest": interest,
        "facts": facts_of(interest, EligibilityOverride.objects.standing_for(interest)),
        "can_set": permissions.can_set_finding(request.user),
        "clarifications": clarifications,
        "terms": [term_words(term) for term in interest.terms],
        "open_question": any(one.answered_at is None and one.withdrawn_at is None for one in clarifications),
        "application": interest.applications.first(),
        "can_decide": permissions.can_decide_form(request.user, interest),
        "history": history.lines(Change.objects.about(interest).for_timeline()),
        "corrections": of_form(interest),
        "question_form": QuestionForm(),
        "decline_form": DeclineForm(),
        "reopen_form": WhyForm(),
        **desk.context(interest, request.user),
        **forms,
    }


@require_GET
def form_page(request: Request, pk: int) -> HttpResponse:
    return render(request, "applications/staff_form.html", form_context(request, staff_form(request, pk)))


def _decide(
    request: Request, pk: int, form_class: Any, name: str, act: Callable[[InterestForm, dict[str, Any]], str]
) -> HttpResponse:
    """One act on a form: look up, check, call, say, redirect. `act` returns what is said."""
    interest = staff_form(request, pk)
    allow(permissions.can_decide_form(request.user, interest))
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        context = form_context(request, interest, **{name: form, "form": form})
        return render(request, "applications/staff_form.html", context, status=422)
    try:
        messages.success(request, act(interest, form.cleaned_data if form is not None else {}))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:staff-form", pk)


@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    def act(form: InterestForm, data: dict[str, Any]) -> str:
        services.ask(form, data["question"], by=request.user, due_on=data["due_on"])
        return _("The question is on its way.")

    return _decide(request, pk, QuestionForm, "question_form", act)


@require_POST
def invite(request: Request, pk: int) -> HttpResponse:
    def act(form: InterestForm, data: dict[str, Any]) -> str:
        application = services.invite(form, by=request.user)
        return _("%(city)s is invited. Its application is %(reference)s.") % {
            "city": form.city,
            "reference": application.reference,
        }

    return _decide(request, pk, None, "", act)


@require_POST
def decline(request: Request, pk: int) -> HttpResponse:
    def act(form: InterestForm, data: dict[str, Any]) -> str:
        services.decline(form, data["message"], by=request.user)
        return _("Declined. The city has been told; you can reopen the form.")

    return _decide(request, pk, DeclineForm, "decline_form", act)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    def act(form: InterestForm, data: dict[str, Any]) -> str:
        services.reopen(form, by=request.user, why=data["why"])
        return _("The form is open again.")

    return _decide(request, pk, WhyForm, "reopen_form", act)
