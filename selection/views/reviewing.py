"""The reviewer's own place: the queue, the first entry with its practice case, and the packet to read off line."""

from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda_portal.core import jobs, moments
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from cda_portal.core.text import say
from selection import permissions, review_queue
from selection.forms.reviewing import AgreeForm, criteria_rows, scores_of
from selection.models import Decision, Outcome, Practice, Release, ReviewGuide, RoundReviewer, Rubric
from selection.review_queue import Queue
from selection.services import reviewing
from selection.views.reviewing_shared import guide_of, my_round, not_entered

STATES = {
    "new": (gettext_lazy("Not opened"), "open"),
    "begun": (gettext_lazy("Begun"), "doing"),
    "sent": (pgettext_lazy("review", "Sent"), "done"),
}
SHOWS = {
    "open": gettext_lazy("To do"),
    "sent": pgettext_lazy("reviews", "Sent"),
    "all": pgettext_lazy("reviews", "All"),
}
SORTS = {
    "due": gettext_lazy("Due first"),
    "city": gettext_lazy("City"),
    "language": gettext_lazy("Language"),
    "minutes": gettext_lazy("Shortest first"),
}


@require_GET
def home(request: Request) -> HttpResponse:
    """What this person reads, round by round, as the address narrows and orders it."""
    allow(permissions.is_reviewer(request.user))
    wished = review_queue.wish(request.GET)
    rows = review_queue.assignments(request.user)
    queues = review_queue.queues(rows, wished, request.arrived_at)
    guides = {one.call_id: one for one in ReviewGuide.objects.filter(call__in={one.round.call_id for one in queues})}
    agreed = {pk: reviewing.has_agreed(request.user, guide) for pk, guide in guides.items()}
    told = _outcomes(rows, request)
    query = review_queue.query(wished)
    context = {
        "queues": [_queue(one, request, told, query, agreed.get(one.round.call_id, False)) for one in queues],
        "to_come": _to_come(request),
        "tabs": [_tab(show, label, wished) for show, label in SHOWS.items()],
        "wished": wished,
        "sorts": SORTS.items(),
        "languages": sorted({row.application.language for row in rows}),
    }
    return render(request, "selection/reviewing_home.html", context)


def _tab(show: str, label: Any, wished: dict[str, str]) -> dict[str, Any]:
    href = f"?{review_queue.query({**wished, 'show': show})}"
    return {"label": label, "href": href, "current": wished["show"] == show}


def _to_come(request: Request) -> Any:
    """Rounds that this person is asked for and that have not begun."""
    rows = RoundReviewer.objects.reading().filter(reviewer=request.user, round__opens__gt=request.arrived_at)
    return rows.select_related("round__call").order_by("round__opens")


def _outcomes(rows: list[Any], request: Request) -> dict[int, str]:
    """What became of sent reviews' applications, once it is announced, by the application's id."""
    sent = [row.application_id for row in rows if review_queue.is_sent(row)]
    if not sent:
        return {}
    announced = Q(release__announced_at=None) | Q(release__announced_at__lte=request.arrived_at)
    told = Decision.objects.filter(announced, application__in=sent, release__status=Release.Status.RELEASED)
    words = {value: str(label) for value, label in Outcome.choices}
    return {pk: words[outcome] for pk, outcome in told.values_list("application", "outcome")}


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGE_NAMES).get(code, code))


def _queue(one: Queue, request: Request, told: dict[int, str], query: str, agreed: bool) -> dict[str, Any]:
    suffix = f"?{query}" if query else ""

    @cache
    def day(instant: datetime) -> str:  # most rows are due together
        return moments.read(instant, request.user.time_zone).text

    return {
        "queue": one,
        "open": one.round.opens <= request.arrived_at < (one.due or one.round.closes),
        "agreed": agreed,
        "left": one.total - one.sent,
        "next": next((row for row in one.rows if not review_queue.is_sent(row)), None),
        "suffix": suffix,
        "rows": [
            {
                "href": f"/review/{row.pk}/{suffix}",
                "city": row.application.city.name,
                "where": ", ".join(filter(None, [row.application.city.region, row.application.city.country])),
                "reference": row.application.reference,
                "language": _language(row.application.language),
                "minutes": row.minutes,
                "due": day(row.ends()),
                "late": not review_queue.is_sent(row) and row.ends() <= request.arrived_at,
                "state": STATES[review_queue.state_of(row)],
                "told": told.get(row.application_id, ""),
            }
            for row in one.rows
        ],
    }


@require_http_methods(["GET", "POST"])
def welcome(request: Request, pk: int) -> HttpResponse:
    """Confidentiality, who reads what one writes, and how to score. Agreed to, the way is free."""
    round = my_round(request, pk)
    guide = guide_of(round)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and guide is not None and form.is_valid():
        reviewing.agree(guide, by=request.user, language=get_language() or "en")
        return redirect("selection:review-practice", round.pk) if guide.practice else redirect("selection:review-home")
    agreed = reviewing.has_agreed(request.user, guide)
    context = {"round": round, "guide": guide, "form": form, "agreed": agreed}
    return render(request, "selection/reviewing_welcome.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def practice(request: Request, pk: int) -> HttpResponse:
    """An invented case to score; afterwards one's own scores beside those of the guide, with reasons."""
    round = my_round(request, pk)
    if away := not_entered(request, round):
        return away
    guide, rubric = guide_of(round), Rubric.objects.in_force(round.call)
    if guide is None or rubric is None or not guide.practice:
        return redirect("selection:review-home")
    if request.method == "POST":
        typed = {key: value for key, value in scores_of(request.POST).items() if value is not None}
        reviewing.practise(round, typed, by=request.user)
        return redirect("selection:review-practice", round.pk)
    done = Practice.objects.filter(round=round, reviewer=request.user).first()
    again = "again" in request.GET or done is None
    rows = criteria_rows(rubric, done.scores if done else {})
    context = {"round": round, "guide": guide, "again": again, "rows": [_compared(row, guide) for row in rows]}
    return render(request, "selection/reviewing_practice.html", context)


def _compared(row: dict[str, Any], guide: ReviewGuide) -> dict[str, Any]:
    told = guide.practice_scores.get(row["key"]) or {}
    mine = next((value for value, _words, chosen in row["steps"] if chosen), None)
    return {**row, "mine": mine, "theirs": told.get("score"), "why": say(told.get("why"))}


@require_POST
def packet(request: Request, pk: int) -> HttpResponse:
    """Begin the PDF of everything one reads in the round."""
    round = my_round(request, pk)
    if away := not_entered(request, round):
        return away
    return redirect(jobs.start("review-packet", by=request.user, about=round, parameters={"round": round.pk}))
