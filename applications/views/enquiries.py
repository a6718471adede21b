"""Questions of a city's people to the programme team: asked from the application, answered by staff."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import permissions, services
from applications.forms.staff import AnswerForm
from applications.forms.staff_lists import EnquiryFilters
from applications.forms.team import EnquiryForm
from applications.models import Application, Enquiry, Section
from applications.panels import Panel
from applications.views.colleagues import facts_of
from applications.views.shared import mine
from cda_portal.accounts.models import named
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request

# ---- the city's side


def ask_panel(request: Request, application: Application) -> Panel | None:
    """On the task list: the way to ask, and how many questions wait or are answered."""
    answered = facts_of(application)["answered"]
    context = {
        "application": application,
        "section": "",
        "open": answered.count(False),
        "answered": answered.count(True),
    }
    return Panel("applications/enquiry_panel.html", context)


def ask_here_panel(request: Request, application: Application) -> Panel | None:
    """In a section: the way to ask about it."""
    context = {"application": application, "section": request.resolver_match.kwargs["section"]}
    return Panel("applications/enquiry_panel.html", context)


ENQUIRY = ("application", "part", "question", "asked_at", "answer", "answered_at", "withdrawn_at")


def _asked(application: Application) -> list[Enquiry]:
    rows = application.enquiries.filter(withdrawn_at=None).select_related("asked_by", "answered_by")
    rows = rows.only(*ENQUIRY, *named("asked_by", "answered_by"))
    return list(rows.order_by("-asked_at", "-pk"))


def _titles(application: Application) -> dict[str, dict[str, str]]:
    return dict(Section.objects.filter(call=application.call_id, retired_at=None).values_list("key", "title"))


@require_http_methods(["GET", "POST"])
def enquiries(request: Request, reference: str) -> HttpResponse:
    """What this city asked, and a field to ask; from a section the question carries its name."""
    application = mine(request, reference)
    titles = _titles(application)
    form = EnquiryForm(request.POST or None, initial={"part": request.GET.get("section", "")[:50]})
    if request.method == "POST" and form.is_valid():
        part = form.cleaned_data["part"] if form.cleaned_data["part"] in titles else ""
        services.enquire(application, form.cleaned_data["question"], by=request.user, part=part)
        messages.success(
            request, _("Your question is with the programme team. The answer comes by mail and stands here.")
        )
        return redirect("applications:enquiries", reference)
    asked = _asked(application)
    for one in asked:
        one.application = application  # loaded with this person's roles
    context = {
        "application": application,
        "form": form,
        "asked": [
            {"row": one, "about": titles.get(one.part), "mine": permissions.can_withdraw_enquiry(request.user, one)}
            for one in asked
        ],
        "about": titles.get(form["part"].value() or ""),
    }
    return render(request, "applications/enquiries.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: Request, reference: str, pk: int) -> HttpResponse:
    application = mine(request, reference)
    enquiry = get_object_or_404(application.enquiries.select_related("asked_by"), pk=pk)
    enquiry.application = application
    allow(permissions.can_withdraw_enquiry(request.user, enquiry))
    try:
        services.withdraw_enquiry(enquiry, by=request.user)
        messages.success(request, _("The question is taken back."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:enquiries", reference)


def status_panel(request: Request, application: Application) -> Panel | None:
    """After sending: where the team and its questions are."""
    return Panel("applications/team_status.html", {"application": application})


# ---- staff


def staff_panel(request: Request, application: Application) -> Panel | None:
    """On staff's page of an application: what the city asked, the newest first."""
    asked = _asked(application)
    if not asked:
        return None
    context = {"asked": asked, "form": AnswerForm(auto_id=False), "can_answer": _may(request)}
    return Panel("applications/staff_enquiry_panel.html", context)


def _may(request: Request) -> bool:
    return permissions.can_answer_enquiries(request.user)


def _of_staff(request: Request) -> QuerySet[Enquiry]:
    """Every question this member of staff may see; 403 for others."""
    allow(permissions.can_see_staff_pages(request.user))
    rows = Enquiry.objects.visible_to(request.user).filter(withdrawn_at=None)
    return rows.select_related("application__city", "application__call", "asked_by", "answered_by")


@require_GET
def staff_list(request: Request) -> HttpResponse:
    """Open questions, the oldest first; those that are answered under a tab of their own."""
    form = EnquiryFilters(request.GET)
    rows = form.narrow(_of_staff(request))
    answered = form.chosen["state"] == "answered"
    chosen = rows.filter(answered_at__isnull=False).order_by("-answered_at", "-pk") if answered else rows.open()
    here = f"{reverse('applications:staff-enquiries')}?{urlencode({'q': form.chosen['q']})}"
    context = {
        "form": form,
        "filtered": bool(form.chosen["q"]),
        "page_obj": Paginator(chosen, 50).get_page(request.GET.get("page")),
        "answered": answered,
        "tabs": [
            {"label": pgettext("questions", "Open"), "href": here, "current": not answered},
            {"label": pgettext("questions", "Answered"), "href": f"{here}&state=answered", "current": answered},
        ],
    }
    return render(request, "applications/staff_enquiries.html", context)


@require_http_methods(["GET", "POST"])
def staff_answer(request: Request, pk: int) -> HttpResponse:
    enquiry = get_object_or_404(_of_staff(request), pk=pk)
    form = AnswerForm(request.POST or None)
    context: dict[str, Any] = {"enquiry": enquiry, "form": form, "can_answer": _may(request)}
    if request.method == "GET":
        return render(request, "applications/staff_enquiry.html", context)
    allow(_may(request))
    if not form.is_valid():
        return render(request, "applications/staff_enquiry.html", context, status=422)
    try:
        services.answer_enquiry(enquiry, form.cleaned_data["answer"], by=request.user)
        messages.success(request, _("Answered. Whoever asked has been told."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return render(request, "applications/staff_enquiry.html", context, status=409)
    return redirect("applications:staff-application", enquiry.application.reference)
