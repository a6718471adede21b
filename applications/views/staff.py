"""Staff: the call's board, the lists of forms and applications, a page for each, and what is decided there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import UserPassesTestMixin
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_filters.views import FilterView

from applications import board as boards
from applications import history, permissions, progress, services
from applications.findings import facts_of_form, term_words
from applications.forms.staff import (
    ApplicationFilters,
    CityFilters,
    DeclineForm,
    InterestFilters,
    QuestionForm,
    ReopenForm,
)
from applications.lists import application_rows, form_rows
from applications.models import Answer, Application, Call, InterestForm, Section
from applications.views.apply import sent_sections
from cda_portal.core.access import check as allow
from cda_portal.core.models import Change
from cda_portal.core.requests import Request


class StaffOnly(UserPassesTestMixin):
    """Programme staff; everybody else gets 403, as they do for the actions."""

    raise_exception = True
    request: Request

    def test_func(self) -> bool:
        return permissions.can_see_staff_pages(self.request.user)


@require_GET
def board(request: Request) -> HttpResponse:
    """The call at a glance: forms, drafts, submitted; by country and by day."""
    allow(permissions.can_see_staff_pages(request.user))
    call = Call.objects.current()
    context = {"call": call, "board": boards.of_call(call, request.user) if call else None}
    return render(request, "applications/staff_board.html", context)


class CallList(StaffOnly, FilterView):
    """A list of the current call's rows: filters, sort and pages stand in the address."""

    paginate_by = 50
    model: Any = None
    sorts: dict[str, str] = {}
    default_sort = ""
    rows: Callable[..., list[dict[str, Any]]]

    def get_queryset(self) -> QuerySet[Any]:
        call = Call.objects.current()
        rows = self.model.objects.visible_to(self.request.user).filter(call=call)
        return rows.with_open_question().select_related("city").order_by(*self.order())

    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else self.default_sort

    def order(self) -> list[OrderBy]:
        """Rows without a value, such as drafts by day sent, come last either way."""
        sort = self.sort()
        column = F(self.sorts[sort.removeprefix("-")])
        if sort.startswith("-"):
            return [column.desc(nulls_last=True), F("pk").desc()]
        return [column.asc(nulls_last=True), F("pk").asc()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        filters: CityFilters = context["filter"]
        return {
            **context,
            "sort": self.sort(),
            "default_sort": self.default_sort,
            "names": ["country", "status", "flag"],
            "rows": type(self).rows(context["object_list"]),
            "filtered": any(self.request.GET.get(name) for name in filters.filters),
        }


class ApplicationList(CallList):
    model = Application
    filterset_class = ApplicationFilters
    template_name = "applications/staff_applications.html"
    sorts = {"city": "city__name_folded", "population": "city__population", "status": "status", "sent": "submitted_at"}
    default_sort = "-sent"
    rows = staticmethod(application_rows)


class FormList(CallList):
    model = InterestForm
    filterset_class = InterestFilters
    template_name = "applications/staff_forms.html"
    sorts = {"city": "city__name_folded", "population": "population", "status": "status", "received": "received_at"}
    default_sort = "-received"
    rows = staticmethod(form_rows)


def staff_form(request: Request, pk: int) -> InterestForm:
    allow(permissions.can_see_staff_pages(request.user))
    forms = InterestForm.objects.visible_to(request.user).select_related("call", "city", "city__place", "sender")
    return get_object_or_404(
        forms.prefetch_related("themes", "clarifications__asked_by", "clarifications__answered_by"), pk=pk
    )


def form_context(request: Request, interest: InterestForm, **forms: Any) -> dict[str, Any]:
    clarifications = list(interest.clarifications.all())
    return {
        "interest": interest,
        "facts": facts_of_form(interest),
        "clarifications": clarifications,
        "terms": [term_words(term) for term in interest.terms],
        "open_question": any(one.answered_at is None for one in clarifications),
        "application": interest.applications.first(),
        "can_decide": permissions.can_decide_form(request.user, interest),
        "history": history.lines(Change.objects.about(interest).for_timeline()),
        "question_form": QuestionForm(),
        "decline_form": DeclineForm(),
        "reopen_form": ReopenForm(),
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
        services.ask(form, data["question"], by=request.user)
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

    return _decide(request, pk, ReopenForm, "reopen_form", act)


@require_GET
def application_page(request: Request, reference: str) -> HttpResponse:
    """An application as staff read it: what was sent, team, findings, history; of a draft only how far it is."""
    allow(permissions.can_see_staff_pages(request.user))
    rows = (
        Application.objects.visible_to(request.user).for_page(request.user).with_open_question().select_related("form")
    )
    application = get_object_or_404(rows, reference=reference)
    readable = permissions.can_read_answers(request.user, application)
    submission = application.submissions.select_related("by").order_by("-number").first() if readable else None
    done = []
    if submission is None:
        done = progress.of_sections(
            Section.objects.for_form(application.call_id), Answer.objects.values_of(application)
        )
    about = [application, application.form] if application.form else [application]
    context = {
        "application": application,
        "submission": submission,
        "sections": sent_sections(submission.snapshot) if submission else [],
        "completed": sum(one.state is progress.State.COMPLETED for one in done),
        "total": len(done),
        "team": application.team_members.all() if submission else [],
        "people": application.city.members.active().select_related("user"),
        "facts": facts_of_form(application.form) if application.form else [],
        "closes": permissions.closes(application),
        "history": history.lines(Change.objects.about(*about).for_timeline()),
    }
    return render(request, "applications/staff_application.html", context)
