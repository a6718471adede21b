"""A reviewer's queue: what they read in each round, in the order and narrowed as its address says. Two queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from django.http import QueryDict
from django.urls import reverse

from cda_portal.accounts.models import User
from selection.models import ReviewAssignment, ReviewRound

SHOWS = ("open", "sent", "all")
SORTS = ("due", "city", "language", "minutes")


@dataclass(slots=True)
class Row:
    """One application that a reviewer reads, in the order of `COLUMNS`; `due` is when the right to write ends."""

    pk: int
    round_id: int
    application_id: int
    minutes: int
    due: datetime
    saved_at: datetime | None
    submitted_at: datetime | None
    reference: str
    language: str
    city: str
    city_folded: str
    region: str
    country: str

    @property
    def is_sent(self) -> bool:
        return self.submitted_at is not None

    @property
    def state(self) -> str:
        if self.is_sent:
            return "sent"
        return "begun" if self.saved_at else "new"

    def get_absolute_url(self) -> str:
        return reverse("selection:review", args=[self.pk])


COLUMNS = (
    *("pk", "round_id", "application_id", "minutes", "due", "review__saved_at", "review__submitted_at"),
    *("application__reference", "application__language", "application__city__name"),
    *("application__city__name_folded", "application__city__region", "application__city__country"),
)


@dataclass
class Queue:
    """One round as its reviewer sees it. Minutes are those expected of what is not sent yet."""

    round: ReviewRound
    rows: list[Row] = field(default_factory=list)
    sent: int = 0
    total: int = 0
    minutes: int = 0
    due: datetime | None = None

    def add(self, row: Row) -> None:
        self.total += 1
        if row.is_sent:
            self.sent += 1
        else:
            self.minutes += row.minutes
            self.due = min(self.due or row.due, row.due)


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


def of(user: User, round: ReviewRound | None = None) -> list[Row]:
    """All that this person reads, or what they read in one round."""
    rows = ReviewAssignment.objects.mine(user)
    if round is not None:
        rows = rows.filter(round=round)
    return [Row(*values) for values in rows.with_due().order_by("pk").values_list(*COLUMNS)]


def queues(rows: list[Row], wished: Mapping[str, str], at: datetime) -> list[Queue]:
    """The rounds that have begun, the newest first; each with the rows that the wish leaves."""
    begun = ReviewRound.objects.filter(pk__in={row.round_id for row in rows}, opens__lte=at)
    made = {round.pk: Queue(round) for round in begun.order_by("-opens", "-pk")}
    for row in rows:
        if queue := made.get(row.round_id):
            queue.add(row)
            if _wanted(row, wished):
                queue.rows.append(row)
    for queue in made.values():
        queue.rows.sort(key=_order(wished))
    return list(made.values())


def _wanted(row: Row, wished: Mapping[str, str]) -> bool:
    if wished["language"] and row.language != wished["language"]:
        return False
    return wished["show"] == "all" or row.is_sent == (wished["show"] == "sent")


def _order(wished: Mapping[str, str]) -> "attrgetter[tuple[object, int]]":
    return attrgetter({"city": "city_folded"}.get(wished["sort"], wished["sort"]), "pk")


def after(pk: int, rows: list[Row], wished: Mapping[str, str]) -> Row | None:
    """Of a round's rows the next one after `pk` that is not sent, in the queue's order, from the beginning at its end."""
    order = _order(wished)
    same = sorted((row for row in rows if row.language == wished["language"] or not wished["language"]), key=order)
    here = next((order(row) for row in rows if row.pk == pk), None)
    open_ones = [row for row in same if not row.is_sent and row.pk != pk]
    later = [row for row in open_ones if here is not None and order(row) > here]
    return next(iter([*later, *open_ones]), None)
