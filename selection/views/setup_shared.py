"""What the pages that set up a selection share."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from applications.models import Call
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions
from selection.models import ReviewRound
from selection.services.errors import NotAllowed, Stale
from selection.views.shared import call_of, page_context

Outcome = tuple[HttpResponse | None, list[tuple[str, str]], int]


def posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def call_for(request: Request, slug: str) -> Call:
    """The call; whoever posts has to be allowed to set up."""
    call = call_of(request, slug)
    allow(request.method == "GET" or permissions.can_set_up(request.user))
    return call


def round_for(request: Request, pk: int) -> ReviewRound:
    """The round; whoever posts has to be allowed to set up."""
    allow(permissions.can_see_staff_pages(request.user))
    allow(request.method == "GET" or permissions.can_set_up(request.user))
    return get_object_or_404(ReviewRound.objects.visible_to(request.user).select_related("call"), pk=pk)


def page(request: Request, call: Call, part: str, **context: Any) -> dict[str, Any]:
    """What every page here needs; an archived call is only read."""
    can_edit = permissions.can_set_up(request.user) and call.archived_at is None
    can_export = permissions.can_export(request.user)
    return {**page_context(call, part), "can_edit": can_edit, "can_export": can_export, **context}


def attempt(form: Any, save: Callable[[], HttpResponse]) -> Outcome:
    """Save what was posted: where it leads, else None with what somebody else has saved meanwhile, and the status."""
    if not form.is_bound:
        return None, [], 200
    if not form.is_valid():
        return None, [], 422
    try:
        return save(), [], 302
    except Stale as stale:
        return None, form.theirs(stale.current), 409
    except NotAllowed as error:
        form.add_error(None, str(error))
        return None, [], 409
