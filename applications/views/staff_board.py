"""Staff: a call at a glance."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from applications import board as boards
from applications import permissions
from applications.views.staff_lists import calls_for
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


@require_GET
def board(request: Request) -> HttpResponse:
    """Forms, drafts, submitted; what waits for staff; by country and by day."""
    allow(permissions.can_see_staff_pages(request.user))
    call, calls = calls_for(request, "seats", "application_closes", "zone", "zone_place")
    context = {
        "call": call,
        "calls": calls,
        "board": boards.of_call(call, request.user) if call else None,
    }
    return render(request, "applications/staff_board.html", context)
