"""Conflicts, who reads in a round, its board, one application and one assignment; a reviewer's answer by a link."""

from django.urls import reverse

from cda_portal.core import clock, links
from selection.models import ReviewAssignment, ReviewRound, RoundReviewer
from selection.services.matching_mails import LINK
from tests.journeys.visit import Visit


def _round() -> ReviewRound:
    return ReviewRound.objects.exclude(kind="screening").filter(assignments__isnull=False).order_by("pk").first()


def _at(name: str, query: str = ""):
    return lambda: reverse(f"selection:{name}", args=[_round().pk]) + query


def _conflicts(query: str = ""):
    return lambda: reverse("selection:conflicts", args=[_round().call.slug]) + query


def _row() -> RoundReviewer:
    return _round().reviewers.reading().order_by("pk").first()


def _reviewer(name: str):
    return lambda: reverse(f"selection:{name}", args=[_round().pk, _row().pk])


def _one() -> ReviewAssignment:
    return _round().assignments.standing().select_related("application").order_by("pk").first()


def _answer() -> str:
    link = links.make(LINK, _row(), recipient="reviewer@demo.example", expires_at=clock.ahead(days=9))
    return reverse("selection:review-answer", args=[link.token])


def _old_answer() -> str:
    link = links.make(LINK, _row(), recipient="reviewer@demo.example", expires_at=clock.ago(days=1))
    return reverse("selection:review-answer", args=[link.token])


VISITS = [
    Visit("conflicts", "officer", _conflicts()),
    Visit("conflicts-declared", "observer", _conflicts("?show=declared")),
    Visit("round-reviewers", "officer", _at("round-reviewers")),
    Visit("round-reviewer", "officer", _reviewer("round-reviewer")),
    Visit("round-reviewer-off", "officer", _reviewer("round-reviewer-off")),
    Visit("round-board", "officer", _at("round-board")),
    Visit("round-board-applications", "observer", _at("round-board", "?tab=applications")),
    Visit("round-board-none", "officer", _at("round-board", "?tab=applications&show=late")),
    Visit(
        "round-application",
        "officer",
        lambda: reverse("selection:round-application", args=[_round().pk, _one().application.reference]),
    ),
    Visit("assignment", "officer", lambda: reverse("selection:assignment", args=[_one().pk])),
    Visit("review-answer", "", _answer),
    Visit("review-answer-over", "", _old_answer),
]
