"""What every page of a city's application begins with."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from applications import permissions, services, snapshot
from applications.models import Application
from cda_portal.core.requests import Request


def mine(request: Request, reference: str) -> Application:
    """The application if this person acts for its city. Staff have a page of their own.

    Whose it is, their roles in the city say: asked for once, where `visible_to` would ask for them as well.
    """
    rows = Application.objects.clear_of_conflicts(request.user).for_page(request.user)
    application = get_object_or_404(rows, reference=reference)
    if not application.my_roles:
        raise Http404
    return application


def page_context(request: Request, application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "call": application.call,
        "closes": permissions.closes(application),
        "is_open": permissions.is_open(application, request.arrived_at),
        "late": request.arrived_at > permissions.closes(application),
        "can_edit": permissions.can_edit_application(request.user, application, request.arrived_at),
        "can_withdraw": permissions.can_withdraw(request.user, application)
        and application.status in services.WITHDRAWABLE,
        "can_submit": permissions.can_submit_application(request.user, application),
    }


def unsent(
    application: Application, sections: list[Any], values: dict[int, Any], languages: dict[int, str]
) -> dict[str, Any] | None:
    """Of an application that was sent and can be sent again: the latest submission, and how many answers differ now."""
    if application.status != Application.Status.SUBMITTED:
        return None
    latest = application.submissions.order_by("-number").first()
    if latest is None:
        return None
    now = snapshot.of(application, sections, values, languages)
    return {"latest": latest, "count": len(snapshot.changed(latest.snapshot, now))}
