"""What a matching is made of, as rows say it. Pages read it as well as workers: it loads no numpy.

A pair is (application, reviewer), both ids. Which pairs stand for good, and which can never be:

- made by hand, opened, or with a review that was begun: it stays, whatever the matching finds;
- a conflict, declined by the reviewer, or taken back by staff: it is not proposed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import Exists, Func, IntegerField, OuterRef, Q, QuerySet

from applications.models import Application, Submission
from cda_portal.accounts.models import Conflict, RoleGrant
from cda_portal.accounts.models.user import active
from selection.minutes import expected_minutes
from selection.models import ReviewAssignment, ReviewRound, RoundReviewer
from selection.readable import applications_to_read
from selection.services.conflicts import ENDED

Pair = tuple[int, int]
MATCHED = "matching"  # in an assignment's withdrawn_why: a later plan had no use for it, and nobody decided against it


@dataclass(frozen=True)
class Given:
    """`applications` with their cities; `reviewers` who take part, with the minutes they give."""

    applications: dict[int, int]
    reviewers: dict[int, int]
    barred: frozenset[Pair]
    by_hand: frozenset[Pair]
    each: int
    common: tuple[int, ...]

    def digest(self) -> str:
        parts = (
            sorted(self.applications),
            sorted(self.reviewers.items()),
            sorted(self.barred),
            sorted(self.by_hand),
            self.each,
            self.common,
        )
        return sha256(repr(parts).encode()).hexdigest()


def given(round: ReviewRound) -> Given:
    """Seven queries, however many rows there are."""
    applications = dict(to_match(round).order_by("pk").values_list("pk", "city"))
    reviewers = dict(taking_part(round).order_by("pk").values_list("reviewer", "minutes"))
    standing = held(round)
    by_hand = {pair for pair, one in standing.items() if one.by_hand and pair[0] in applications}
    people = set(reviewers) | {reviewer for _application, reviewer in by_hand}
    common = round.common.filter(pk__in=applications).order_by("pk").values_list("pk", flat=True)
    return Given(
        applications=applications,
        reviewers=reviewers,
        barred=frozenset(_conflicts(applications, people) | (_refused(round) - standing.keys())),
        by_hand=frozenset(by_hand),
        each=round.reviews_each,
        common=tuple(common),
    )


def to_match(round: ReviewRound) -> QuerySet[Application]:
    """Those that are read in the round; of an interview those that staff arranged, or have given to somebody."""
    rows = applications_to_read(round)
    if round.kind != ReviewRound.Kind.INTERVIEW:
        return rows
    mine = ReviewAssignment.objects.standing().filter(round=round)
    asked = round.interviews.standing()
    return rows.filter(Q(pk__in=mine.values("application")) | Q(pk__in=asked.values("application")))


def taking_part(round: ReviewRound) -> QuerySet[RoundReviewer]:
    """Who can be given something: they have said no to nothing, and are reviewers still."""
    grants = RoleGrant.objects.filter(active(), role=RoleGrant.Role.REVIEWER, user=OuterRef("reviewer"))
    return RoundReviewer.objects.reading().filter(Exists(grants), round=round, reviewer__is_active=True)


def _conflicts(applications: dict[int, int], people: Collection[int]) -> set[Pair]:
    by_city: dict[int, list[int]] = {}
    for application, city in applications.items():
        by_city.setdefault(city, []).append(application)
    rows = Conflict.objects.filter(user__in=people, city__in=by_city).values_list("user", "city")
    return {(application, user) for user, city in rows for application in by_city[city]}


def _refused(round: ReviewRound) -> set[Pair]:
    """Declined by the reviewer, or taken back by a person who meant this pair."""
    ended = ReviewAssignment.objects.filter(round=round).exclude(declined_at=None, withdrawn_at=None)
    rows = ended.values_list("application", "reviewer", "withdrawn_why")
    return {(application, reviewer) for application, reviewer, why in rows if why not in (MATCHED, ENDED)}


# ---- what stands


class Held(NamedTuple):
    """An assignment that stands. `begun`: opened, or a review was written."""

    pk: int
    by_hand: bool
    begun: bool
    minutes: int

    @property
    def stays(self) -> bool:
        return self.by_hand or self.begun


def held(round: ReviewRound) -> dict[Pair, Held]:
    """One query."""
    rows: Any = ReviewAssignment.objects.standing().filter(round=round).order_by("pk")
    found = rows.values_list("pk", "application", "reviewer", "by_hand", "opened_at", "review", "minutes")
    return {
        (application, reviewer): Held(pk, by_hand, opened is not None or review is not None, minutes)
        for pk, application, reviewer, by_hand, opened, review, minutes in found
    }


# ---- how long each takes


class SnapshotWords(Func):
    """Words in a snapshot's answers, counted where it lies: whole snapshots would be tens of megabytes."""

    template = "(SELECT COALESCE(SUM((answer->>'words')::int), 0) FROM jsonb_array_elements(%(expressions)s->'answers') answer)"
    output_field = IntegerField()


def minutes(applications: Collection[int]) -> dict[int, int]:
    """Expected minutes of each, as `services.matching.minutes_of` says; one query."""
    latest = Submission.objects.filter(application__in=applications).order_by("application", "late", "-number")
    counting = Submission.objects.filter(pk__in=latest.distinct("application").values("pk"))
    words = dict(counting.values_list("application", SnapshotWords("snapshot")))
    return {application: expected_minutes(words.get(application, 0)) for application in applications}
