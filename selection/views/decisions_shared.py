"""What the pages of decisions share: rows as this person may see them, and the record of every look."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from applications.models import Call
from cda_portal.accounts.models import User
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions
from selection.models import Decision, Release
from selection.services import decisions
from selection.services.errors import NotAllowed, Stale
from selection.views.shared import page_context


def release_of(request: Request, pk: int) -> Release:
    """403 for whoever is no staff, 404 where there is none."""
    allow(permissions.can_see_staff_pages(request.user))
    rows = Release.objects.visible_to(request.user).select_related("call", "scenario", "drafted_by", "approved_by")
    return get_object_or_404(rows, pk=pk)


def decision_of(request: Request, pk: int) -> Decision:
    """None of a city that this person conflicts with."""
    allow(permissions.can_see_staff_pages(request.user))
    rows = Decision.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("release__call", "release__scenario", "application__city", "application__call"), pk=pk
    )


Page = Callable[[Request, Any], HttpResponse]


def once_sure(find: Callable[[Request, int], Any], may: Callable[[User, Any], bool]) -> Callable[[Page], Page]:
    """A view that gets its row: there or 404, allowed or 403, then by a person who has just shown who they are."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        def checked(request: Request, pk: int) -> HttpResponse:
            row = find(request, pk)
            allow(may(request.user, row))
            answer: HttpResponse = reauthentication_required(view)(request, row)
            return answer

        return checked

    return decorate


def context_of(call: Call, **more: Any) -> dict[str, Any]:
    return {**page_context(call, "releases"), **more}


def note(request: Request, release: Release, what: str) -> None:
    decisions.note_view(release, what, by=request.user)


def posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, act: Callable[[], HttpResponse]) -> tuple[HttpResponse | None, Any]:
    """The answer of `act` where the form is right and the act allowed; else its refusal stands in the form.

    Beside it what somebody else saved meanwhile.
    """
    if not form.is_bound or not form.is_valid():
        return None, None
    try:
        return act(), None
    except Stale as stale:
        form.add_error(None, str(stale))
        return None, stale.current
    except NotAllowed as error:
        form.add_error(None, str(error))
    return None, None


def code_of(form: forms.Form) -> int:
    return 422 if form.errors else 200


def reversioned(form: Any, version: int, name: str = "version") -> None:
    """After a stale save the form is sent with the newer version: pressing again is then on purpose."""
    form.data = form.data.copy()
    form.data[name] = str(version)
