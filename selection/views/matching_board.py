"""Staff: how the reading of a round goes, by reviewer and by application, and what is done for many at once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cda_portal.core.requests import Request
from selection import round_board
from selection.models import ReviewRound
from selection.round_board import LINE_SORTS, SORTS, Line, Reader
from selection.services import matching
from selection.views.matching_shared import round_page
from selection.views.setup_shared import round_for

A_PAGE = 50


@require_GET
def board(request: Request, pk: int) -> HttpResponse:
    """Both lists are read on either tab: their counts stand above them."""
    round, user = round_for(request, pk), request.user
    readers, lines = round_board.readers(round, user), round_board.lines(round, user)
    by_application = request.GET.get("tab") == "applications"
    context = round_page(
        request,
        round,
        "round-board",
        totals=_totals(readers, lines),
        waiting=sum(one.presses for one in readers),
        untold=_untold(round, request),
        tabs=_tabs(round, by_application, readers, lines),
        by_application=by_application,
        **(_applications(request, round, lines) if by_application else _reviewers(request, readers)),
    )
    return render(request, "selection/matching_board.html", context)


def _totals(readers: list[Reader], lines: list[Line]) -> dict[str, int]:
    return {
        "assigned": sum(one.assigned for one in readers),
        "done": sum(one.done for one in readers),
        "late": sum(one.late for one in readers),
        "unopened": sum(one.unopened for one in readers),
        "missing": sum(line.missing for line in lines),
    }


def _untold(round: ReviewRound, request: Request) -> int:
    """How many people have something to read that they were not told of; one query."""
    rows: Any = round_board.assignments(round, request.user).filter(round_board.STANDS & ~round_board.SENT)
    newest = rows.order_by().values_list("reviewer", "at")
    told = dict(round.reviewers.reading().values_list("reviewer", "asked_at"))
    waiting = {who for who, at in newest if who in told and (told[who] is None or at > told[who])}
    return len(waiting)


def _tabs(round: ReviewRound, applications: bool, readers: list[Reader], lines: list[Line]) -> list[dict[str, Any]]:
    href = reverse("selection:round-board", args=[round.pk])
    return [
        {"label": _("By reviewer"), "href": href, "current": not applications, "count": len(readers)},
        {
            "label": _("By application"),
            "href": f"{href}?tab=applications",
            "current": applications,
            "count": len(lines),
        },
    ]


def _reviewers(request: Request, readers: list[Reader]) -> dict[str, Any]:
    sort = request.GET.get("sort", "-late")
    rows = round_board.ordered(readers, sort, SORTS, "name")
    return {"sort": sort, "page_obj": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))}


def _applications(request: Request, round: ReviewRound, lines: list[Line]) -> dict[str, Any]:
    sort, show = request.GET.get("sort", "-missing"), request.GET.get("show", "")
    rows = round_board.ordered(round_board.shown(round, request.user, lines, show), sort, LINE_SORTS, "city")
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    round_board.with_names(shown.object_list, round, request.user)
    round_board.with_interviews(shown.object_list, round)
    return {"sort": sort, "show": show if show in round_board.KNOWN else "", "page_obj": shown, "found": len(lines)}


@require_POST
def tell(request: Request, pk: int) -> HttpResponse:
    """Write to everybody who has something to read that they were not told of."""
    round = round_for(request, pk)
    count = matching.tell_reviewers(round, by=request.user)
    text = ngettext("%(count)d reviewer is told by mail.", "%(count)d reviewers are told by mail.", count)
    messages.success(request, text % {"count": count} if count else _("Everybody has been told already."))
    return redirect("selection:round-board", pk)


@require_POST
def nudge(request: Request, pk: int) -> HttpResponse:
    """Remind everybody who is late or has three days left, but not twice a day."""
    round = round_for(request, pk)
    told, again = matching.nudge_late(round, by=request.user)
    text = ngettext("%(count)d reviewer is reminded by mail.", "%(count)d reviewers are reminded by mail.", told)
    left = ngettext("%(count)d was nudged today already.", "%(count)d were nudged today already.", again)
    said = [text % {"count": told} if told else _("Nobody is late."), left % {"count": again} if again else ""]
    messages.success(request, " ".join(said[bool(again) and not told :]).strip())
    return redirect("selection:round-board", pk)
