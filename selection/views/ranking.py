"""Staff: the ranking of a round, what was corrected in it, and having it calculated anew."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from cda_portal.core.text import say
from selection import permissions, standings
from selection.forms.ranking import RankingFilters
from selection.models import Calibration, Criterion, ReviewRound
from selection.services import ranking as rankings_of
from selection.views.shared import call_of, page_context

ROWS = 50


def _rounds(request: Request, pk: int) -> tuple[ReviewRound, list[ReviewRound]]:
    """The round and all of its call that have a ranking, newest first, for staff: one query."""
    allow(permissions.can_see_staff_pages(request.user))
    scored = ReviewRound.objects.visible_to(request.user).filter(
        call__rounds=pk, kind__in=rankings_of.SCORED, call__published_at__lte=clock.now()
    )
    rounds = list(scored.select_related("call", "calibration").order_by("-opens", "-pk"))
    found = next((one for one in rounds if one.pk == pk), None)
    return found or get_object_or_404(ReviewRound.objects.none()), rounds


def _page(request: Request, pk: int) -> dict[str, Any]:
    """What both pages of a round's ranking begin with."""
    round, rounds = _rounds(request, pk)
    calibration: Calibration | None = getattr(round, "calibration", None)
    links = [
        {"label": str(one), "href": reverse("selection:ranking", args=[one.pk]), "current": one == round}
        for one in rounds
    ]
    stale = rankings_of.is_stale(round, calibration)
    return {
        **page_context(round.call, "rankings"),
        "round": round,
        "rounds": links if len(links) > 1 else [],
        "calibration": calibration,
        "scale": standings.shown_on(calibration),
        "stale": stale,
        "since": standings.sent_since(round, calibration, request.user) if stale and calibration else 0,
        "can_ask": permissions.can_set_up(request.user),
        "can_export": permissions.can_export(request.user),
    }


@require_GET
def rankings(request: Request, slug: str) -> HttpResponse:
    """The newest round's ranking; before there is a round that says so."""
    call = call_of(request, slug)
    newest = call.rounds.filter(kind__in=rankings_of.SCORED).order_by("-opens", "-pk").first()
    if newest is None:
        return render(request, "selection/ranking_none.html", page_context(call, "rankings"))
    return redirect("selection:ranking", newest.pk)


@require_GET
def ranking(request: Request, pk: int) -> HttpResponse:
    context = _page(request, pk)
    round, shown = context["round"], context["scale"]
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in standings.SORTS else "place"
    filters = RankingFilters(request.GET, standings.listed(round, request.user), request=request)
    total = standings.summary(round, request.user)
    narrowed = any(request.GET.get(name) for name in filters.filters)
    page = _paged(
        standings.ordered(filters.qs, sort), request.GET.get("page"), None if narrowed else total.applications
    )
    context |= {
        "filter": filters,
        "filtered": narrowed,
        "sort": sort,
        "total": total,
        "page_obj": page,
        "rows": standings.rows(page.object_list, standings.places_for(round, request.user), round, shown),
        **_words(context),
    }
    return render(request, "selection/ranking.html", context)


class Counted(Paginator):
    """A paginator that is told how many there are, where the page has counted them already."""

    known: int | None = None

    @property
    def count(self) -> int:  # type: ignore[override]
        return int(super().count) if self.known is None else self.known


def _paged(rows: Any, number: str | None, known: int | None) -> Page[Any]:
    paginator = Counted(rows, ROWS)
    paginator.known = known
    return paginator.get_page(number)


def _words(context: dict[str, Any]) -> dict[str, Any]:
    """What was corrected and how far reviewers agree; nothing before there is a ranking."""
    calibration, shown = context["calibration"], context["scale"]
    if not calibration or not calibration.reviews:
        return {}
    alpha = calibration.agreement.get("total")
    return {
        "corrections": standings.correction(calibration, standings.severities(context["round"]), shown),
        "agreement": standings.agreement(alpha),
        "alpha": standings.alpha_text(alpha, shown),
    }


@require_GET
def reviewers(request: Request, pk: int) -> HttpResponse:
    """How strict each reviewer is, and how far they agree on each criterion."""
    context = _page(request, pk)
    calibration, shown = context["calibration"], context["scale"]
    agreed = calibration.agreement if calibration else {}
    criteria = Criterion.objects.filter(rubric__call=context["round"].call, key__in=agreed)
    titles = {"total": _("The weighted total")}
    for one in criteria.order_by("-rubric__version", "position"):
        titles.setdefault(one.key, say(one.title))
    context |= {
        "rows": standings.reviewer_rows(context["round"], request.user, shown),
        "agreed": [
            {
                "title": title,
                "alpha": standings.alpha_text(agreed.get(key), shown),
                "words": standings.agreement(agreed.get(key)),
            }
            for key, title in titles.items()
        ],
    }
    return render(request, "selection/ranking_reviewers.html", context)


@require_POST
def anew(request: Request, pk: int) -> HttpResponse:
    """Have a worker calculate it; pressed twice, the second finds nothing to do."""
    round, _rounds_of = _rounds(request, pk)
    allow(permissions.can_set_up(request.user))
    rankings_of.ask(round)
    messages.success(request, _("The ranking is being calculated. Load this page again in a few seconds."))
    return redirect("selection:ranking", pk)
