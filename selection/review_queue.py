"""A reviewer's queue: what they read in each round, in the order and narrowed as its address says. One query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict

from cda_portal.accounts.models import User
from selection.models import ReviewAssignment, ReviewRound

SHOWS = ("open", "sent", "all")
SORTS = ("due", "city", "language", "minutes")


@dataclass
class Queue:
    """One round as its reviewer sees it. Minutes are those expected of what is not sent yet."""

    round: ReviewRound
    rows: list[ReviewAssignment] = field(default_factory=list)
    sent: int = 0
    total: int = 0
    minutes: int = 0
    due: datetime | None = None

    def add(self, row: ReviewAssignment) -> None:
        self.total += 1
        if is_sent(row):
            self.sent += 1
        else:
            self.minutes += row.minutes
            self.due = min(self.due or row.ends(), row.ends())


def is_sent(row: ReviewAssignment) -> bool:
    review = getattr(row, "review", None)
    return review is not None and review.submitted_at is not None


def state_of(row: ReviewAssignment) -> str:
    if is_sent(row):
        return "sent"
    return "begun" if hasattr(row, "review") else "new"


def wish(given: Mapping[str, str]) -> dict[str, str]:
    """Of an address what narrows and orders; anything else falls back to the plain queue."""
    show, sort = given.get("show", ""), given.get("sort", "")
    return {
        "show": show if show in SHOWS else "open",
        "sort": sort if sort in SORTS else "due",
        "language": given.get("language", "")[:10],
    }


def query(wished: Mapping[str, str]) -> str:
    """The address's part for this wish, "" for the plain queue: it travels from page to page."""
    plain = wish({})
    kept = QueryDict(mutable=True)
    for name, value in wished.items():
        if value != plain[name]:
            kept[name] = value
    return kept.urlencode()


def assignments(user: User) -> list[ReviewAssignment]:
    """All that this person reads, with what a row shows."""
    rows = ReviewAssignment.objects.mine(user).select_related("round", "application__city", "review")
    return list(
        rows.only(
            *"round application reviewer minutes extended_to opened_at meets_at meets_where".split(),
            *(f"round__{name}" for name in "call kind name opens closes sees".split()),
            *(f"application__{name}" for name in "reference language status call city".split()),
            *(f"application__city__{name}" for name in "name name_folded country region".split()),
            *"review__submitted_at review__saved_at review__assignment".split(),
        ).order_by("pk")
    )


def queues(rows: list[ReviewAssignment], wished: Mapping[str, str], at: datetime) -> list[Queue]:
    """The rounds that have begun, the newest first; each with the rows that the wish leaves."""
    made: dict[int, Queue] = {}
    for row in rows:
        if row.round.opens > at:
            continue
        queue = made.setdefault(row.round_id, Queue(row.round))
        queue.add(row)
        if _wanted(row, wished):
            queue.rows.append(row)
    for queue in made.values():
        queue.rows.sort(key=lambda row: _key(row, wished["sort"]))
    return sorted(made.values(), key=lambda queue: (queue.round.opens, queue.round.pk), reverse=True)


def _wanted(row: ReviewAssignment, wished: Mapping[str, str]) -> bool:
    if wished["language"] and row.application.language != wished["language"]:
        return False
    return wished["show"] == "all" or is_sent(row) == (wished["show"] == "sent")


def _key(row: ReviewAssignment, sort: str) -> tuple[Any, ...]:
    first: dict[str, Any] = {
        "due": row.ends(),
        "city": row.application.city.name_folded,
        "language": row.application.language,
        "minutes": row.minutes,
    }
    return first[sort], row.pk


def after(
    current: ReviewAssignment, rows: list[ReviewAssignment], wished: Mapping[str, str]
) -> ReviewAssignment | None:
    """The next one of the same round that is not sent, in the queue's order, from the beginning again at its end."""
    same = [row for row in rows if row.round_id == current.round_id]
    same = [row for row in same if not wished["language"] or row.application.language == wished["language"]]
    same.sort(key=lambda row: _key(row, wished["sort"]))
    here = _key(current, wished["sort"])
    open_ones = [row for row in same if not is_sent(row) and row.pk != current.pk]
    later = [row for row in open_ones if _key(row, wished["sort"]) > here]
    return next(iter([*later, *open_ones]), None)
