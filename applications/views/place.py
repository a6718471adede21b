"""A selected city takes its place or gives it up, and reads what was decided about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import permissions, services
from applications.forms.place import GiveUpForm
from applications.models import Application
from applications.panels import Panel
from applications.views.shared import mine, page_context
from cda_portal.core import registry
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request

Status = Application.Status
ANSWERED = (Status.CONFIRMED, Status.PLACE_DECLINED)


def status_panel(request: Request, application: Application) -> Panel | None:
    """What to do about the place, until when and by whom."""
    if application.status != Status.SELECTED:
        return None
    return Panel("applications/place_panel.html", _open_place(request, application))


def told_panel(request: Request, application: Application) -> Panel | None:
    """What readers said, and what a higher floor adds: the letters, the day of the next call."""
    more = [panel for told in registry.contributions("outcome_told") if (panel := told(application))]
    if not application.feedback and not more:
        return None
    return Panel("applications/place_told.html", {"application": application, "more": more})


def coming_panel(request: Request, application: Application) -> Panel | None:
    """What a higher floor asks the city to come to, such as an interview."""
    more = [panel for told in registry.contributions("coming_told") if (panel := told(application))]
    return Panel("applications/place_told.html", {"more": more}) if more else None


def _open_place(request: Request, application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "call": application.call,
        "may": permissions.can_answer_for_place(request.user, application),
        "over": application.confirm_by is not None and request.arrived_at > application.confirm_by,
    }


@require_http_methods(["GET", "POST"])
def confirm(request: Request, reference: str) -> HttpResponse:
    """The city takes its place. After its day there is a page with a way on."""
    application = mine(request, reference)
    allow(permissions.can_answer_for_place(request.user, application))
    refused = ""
    if request.method == "POST":
        try:
            services.confirm_place(application, by=request.user, arrived=request.arrived_at)
        except services.NotAllowed as error:
            refused = str(error)
        else:
            messages.success(request, _("The place is confirmed. A mail to the lead says so."))
            return redirect("applications:application-status", reference)
    context = {**_context(request, application), "refused": refused, "page_has_errors": bool(refused)}
    return render(request, "applications/place_confirm.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def decline(request: Request, reference: str) -> HttpResponse:
    """The city gives its place up, after a confirmation: there is no way back but a letter to staff."""
    application = mine(request, reference)
    allow(permissions.can_answer_for_place(request.user, application))
    form = GiveUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decline_place(application, by=request.user, why=form.cleaned_data["why"])
        except services.NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The place is given up. A mail to the lead says so."))
            return redirect("applications:application-status", reference)
    context = {**_context(request, application), "form": form}
    return render(request, "applications/place_decline.html", context, status=422 if form.errors else 200)


def _context(request: Request, application: Application) -> dict[str, Any]:
    answered = application.status in ANSWERED
    place = {**_open_place(request, application), "answered": answered, "status_words": _words(application)}
    return {**page_context(request, application), **place, "open": application.status == Status.SELECTED}


def _words(application: Application) -> str:
    if application.status == Status.CONFIRMED:
        return _("Your city has confirmed its place.")
    if application.status == Status.PLACE_DECLINED:
        return _("Your city has given its place up.")
    return _("There is no place to answer for.")
