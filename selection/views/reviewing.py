"""The reviewer's own place: the queue, the first entry with its practice case, and the packet to read off line."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda_portal.core import jobs, moments
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from cda_portal.core.templatetags.components import status_tag
from cda_portal.core.text import say
from selection import permissions, review_queue
from selection.forms.reviewing import AgreeForm, criteria_rows, scores_of
from selection.models import (
    Decision,
    Interview,
    Outcome,
    Practice,
    Release,
    ReviewAssignment,
    ReviewGuide,
    ReviewRound,
    RoundReviewer,
    Rubric,
)
from selection.review_queue import Queue, Row
from selection.services import reviewing
from selection.views.reviewing_shared import guide_of, my_round, not_entered

STATES = {
    "new": (gettext_lazy("Not opened"), "open"),
    "begun": (gettext_lazy("Begun"), "doing"),
    "sent": (pgettext_lazy("review", "Sent"), "done"),
    "late": (gettext_lazy("Late"), "late"),
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
    rows = review_queue.of(request.user)
    queues = review_queue.queues(rows, wished, request.arrived_at)
    guides = {one.call_id: one for one in ReviewGuide.objects.filter(call__in={one.round.call_id for one in queues})}
    agreed = {pk: reviewing.has_agreed(request.user, guide) for pk, guide in guides.items()}
    told, meets = _outcomes(rows, request), _interviews(queues, request)
    query = review_queue.query(wished)
    context = {
        "queues": [_queue(one, request, told, meets, query, agreed.get(one.round.call_id, False)) for one in queues],
        "to_come": _to_come(request),
        "declined": _declined(request),
        "tabs": [_tab(show, label, wished) for show, label in SHOWS.items()],
        "wished": wished,
        "sorts": SORTS.items(),
        "languages": sorted({row.language for row in rows}),
    }
    return render(request, "selection/reviewing_home.html", context)


def _tab(show: str, label: Any, wished: dict[str, str]) -> dict[str, Any]:
    href = f"?{review_queue.query({**wished, 'show': show})}"
    return {"label": label, "href": href, "current": wished["show"] == show}


def _to_come(request: Request) -> Any:
    """Rounds that this person is asked for and that have not begun."""
    rows = RoundReviewer.objects.reading().filter(reviewer=request.user, round__opens__gt=request.arrived_at)
    return rows.select_related("round__call").order_by("round__opens")


def _declined(request: Request) -> Any:
    """What this person gave back in rounds that run: they may take it up again."""
    rows = ReviewAssignment.objects.declined_by(request.user).exclude(declined_why="")
    rows = rows.filter(round__opens__lte=request.arrived_at, round__closes__gt=request.arrived_at)
    return rows.select_related("application__city").only("declined_why", "application__city__name").order_by("pk")


def _outcomes(rows: list[Row], request: Request) -> dict[int, str]:
    """What became of sent reviews' applications, once it is announced, by the application's id."""
    sent = [row.application_id for row in rows if row.is_sent]
    if not sent:
        return {}
    announced = Q(release__announced_at=None) | Q(release__announced_at__lte=request.arrived_at)
    told = Decision.objects.filter(announced, application__in=sent, release__status=Release.Status.RELEASED)
    words = {value: str(label) for value, label in Outcome.choices}
    return {pk: words[outcome] for pk, outcome in told.values_list("application", "outcome")}


def _interviews(queues: list[Queue], request: Request) -> dict[tuple[int, int], str]:
    """When each city is interviewed, by round and application; no query where no round has interviews."""
    rounds = [one.round.pk for one in queues if one.round.kind == ReviewRound.Kind.INTERVIEW]
    if not rounds:
        return {}
    read = {row.application_id for one in queues for row in one.rows}
    rows = Interview.objects.standing().filter(round__in=rounds, application__in=read)
    zone, said = request.user.time_zone, _("Interview: %(when)s")
    found = rows.values_list("round", "application", "meets_at")
    return {(round, pk): said % {"when": moments.read(at, zone).text} for round, pk, at in found}


def _queue(
    one: Queue, request: Request, told: dict[int, str], meets: dict[tuple[int, int], str], query: str, agreed: bool
) -> dict[str, Any]:
    suffix = f"?{query}" if query else ""
    about = _words(request, meets)
    tags = {state: status_tag(word, kind) for state, (word, kind) in STATES.items()}
    rows = [
        {
            "href": f"/review/{row.pk}/{suffix}",
            "city": row.city,
            "about": about(row, told.get(row.application_id, "")),
            "tag": tags["late" if _is_late(row, request) else row.state],
        }
        for row in one.rows
    ]
    return {
        "queue": one,
        "open": one.round.opens <= request.arrived_at < (one.due or one.round.closes),
        "agreed": agreed,
        "left": one.total - one.sent,
        "next": next((row for row in one.rows if not row.is_sent), None),
        "suffix": suffix,
        "rows": rows,
    }


def _is_late(row: Row, request: Request) -> bool:
    return not row.is_sent and row.due <= request.arrived_at


def _words(request: Request, meets: dict[tuple[int, int], str]) -> Callable[[Row, str], str]:
    """What stands under a city's name. Most rows are due together and as long, so each phrase is looked up once."""
    languages = {code: str(name) for code, name in settings.LANGUAGE_NAMES.items()}

    @cache
    def minutes(count: int) -> str:
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", count) % {"minutes": count}

    @cache
    def by(instant: datetime) -> str:
        return _("by %(due)s") % {"due": moments.read(instant, request.user.time_zone).text}

    def words(row: Row, outcome: str) -> str:
        told = _("Decided: %(outcome)s") % {"outcome": outcome} if outcome else ""
        due = told or ("" if _is_late(row, request) else by(row.due))
        place = ", ".join(filter(None, [row.region, row.country]))
        language = languages.get(row.language, row.language)
        parts = [place, row.reference, language, minutes(row.minutes), due]
        return " · ".join(filter(None, [*parts, meets.get((row.round_id, row.application_id))]))

    return words


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
