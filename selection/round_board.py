"""How the reading of a round goes, by reviewer and by application, without cities that the reader conflicts with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.text import fold
from selection.models import Interview, ReviewAssignment, ReviewRound, RoundReviewer
from selection.readable import applications_to_read
from selection.services.matching import nudged_today
from selection.services.matching_mails import PRESSING

STANDS = Q(declined_at=None, withdrawn_at=None)
SENT = Q(review__submitted_at__isnull=False)


def assignments(round: ReviewRound, user: User) -> Any:
    """All of the round that this person may see and whose reviewer does not conflict, with `due`."""
    return ReviewAssignment.objects.visible_to(user).clear_of_conflicts().filter(round=round).with_due()


@dataclass(kw_only=True)
class Counted:
    """What `counts` says of the assignments of one row."""

    assigned: int = 0
    minutes: int = 0
    done: int = 0
    late: int = 0
    unopened: int = 0
    declined: int = 0
    first_due: datetime | None = None


@dataclass
class Reader(Counted):
    """A row of the board: one person in the round."""

    row: RoundReviewer

    @property
    def name(self) -> str:
        return str(self.row.reviewer)

    @property
    def left(self) -> int:
        return self.assigned - self.done

    @property
    def state(self) -> tuple[str, str | Promise]:
        """Its kind of tag and its word."""
        if self.row.declined_at is not None:
            return "bad", pgettext_lazy("reviewer", "Declined")
        if self.row.left_at is not None:
            return "mute", _("Taken off")
        if self.row.accepted_at is not None:
            return "done", pgettext_lazy("reviewer", "Accepted")
        if self.row.asked_at is not None:
            return "open", pgettext_lazy("reviewer", "Asked")
        return "plain", _("Not told yet")

    @property
    def can_be_nudged(self) -> bool:
        return self.left > 0 and not self.nudged_today

    @property
    def nudged_today(self) -> bool:
        return nudged_today(self.row)

    @property
    def presses(self) -> bool:
        """Late, or due within three days, and not nudged today."""
        soon = self.first_due is not None and self.first_due <= clock.now() + PRESSING
        return soon and self.can_be_nudged


SORTS: dict[str, Callable[[Reader], Any]] = {
    "name": lambda one: one.row.reviewer.full_name_folded,
    "assigned": lambda one: one.assigned,
    "minutes": lambda one: one.minutes,
    "done": lambda one: one.done,
    "late": lambda one: one.late,
    "unopened": lambda one: one.unopened,
    "declined": lambda one: one.declined,
}


def counts() -> dict[str, Any]:
    """What is counted of assignments that have `due`, whatever they are grouped by."""
    left = STANDS & ~SENT
    return {
        "assigned": Count("pk", filter=STANDS),
        "minutes": Coalesce(Sum("minutes", filter=STANDS), 0),
        "done": Count("pk", filter=STANDS & SENT),
        "late": Count("pk", filter=left & Q(due__lte=clock.now())),
        "unopened": Count("pk", filter=left & Q(opened_at=None)),
        "declined": Count("pk", filter=Q(declined_at__isnull=False)),
        "first_due": Min("due", filter=left),
    }


def readers(round: ReviewRound, user: User) -> list[Reader]:
    """Everybody who was ever asked to read in the round, by name; two queries."""
    rows = round.reviewers.select_related("reviewer").order_by("reviewer__full_name_folded", "pk")
    found = {one.pop("reviewer"): one for one in assignments(round, user).values("reviewer").annotate(**counts())}
    return [Reader(row, **found.get(row.reviewer_id, {})) for row in rows]


def ordered(rows: list[Any], sort: str, keys: dict[str, Callable[[Any], Any]], usual: str) -> list[Any]:
    """By a column, the name deciding between equals; the rows come by name."""
    name = sort.removeprefix("-")
    return sorted(rows, key=keys[name if name in keys else usual], reverse=sort.startswith("-") and name in keys)


# ---- by application


@dataclass
class Line(Counted):
    """A row of the board: one application, and how many of its reviews are there."""

    pk: int
    reference: str
    city: str
    asked: int
    waits_for: list[tuple[str, bool]] = field(default_factory=list)  # names, and whether they are late
    declined_by: list[tuple[str, str]] = field(default_factory=list)  # names with reasons, while a reader is missing
    meets_at: datetime | None = None  # of its interview, where one is arranged

    @property
    def missing(self) -> int:
        return max(0, self.asked - self.assigned)


LINE_SORTS: dict[str, Callable[[Line], Any]] = {
    "city": lambda one: fold(one.city),
    "done": lambda one: (one.done, -one.missing),
    "late": lambda one: one.late,
    "missing": lambda one: one.missing,
}
SHOWN: dict[str, Callable[[Line], bool]] = {
    "short": lambda one: one.missing > 0,
    "late": lambda one: one.late > 0,
    "open": lambda one: one.done < one.asked,
}
NOT_ASKED = "others"  # of an interview: who could be asked to it
KNOWN = {*SHOWN, NOT_ASKED}


def read_in(round: ReviewRound, user: User) -> QuerySet[Application]:
    """The applications that the round is about: those to be read, and those that were given to somebody in it.

    Of an interview only these and those it is arranged with, since not every city is asked to one.
    """
    standing = ReviewAssignment.objects.standing().filter(round=round)
    wanted = Q(pk__in=standing.values("application"))
    if round.kind == ReviewRound.Kind.INTERVIEW:
        wanted |= Q(pk__in=round.interviews.standing().values("application"))
    else:
        wanted |= Q(pk__in=applications_to_read(round).values("pk"))
    rows = Application.objects.visible_to(user).exclude(status=Application.Status.WITHDRAWN)
    return rows.filter(wanted, call=round.call_id)


def may_be_read_in(round: ReviewRound, user: User) -> QuerySet[Application]:
    """Those of `read_in`, and of an interview those that can still be asked to it."""
    asked = Q(pk__in=read_in(round, user).values("pk"))
    return Application.objects.visible_to(user).filter(asked | Q(pk__in=applications_to_read(round).values("pk")))


def lines(round: ReviewRound, user: User) -> list[Line]:
    """Every application of the round, by city; two queries."""
    found = {one.pop("application"): one for one in assignments(round, user).values("application").annotate(**counts())}
    rows = read_in(round, user).order_by("city__name_folded", "pk").values_list("pk", "reference", "city__name")
    return [Line(*row, round.reviews_each, **found.get(row[0], {})) for row in rows]


def interview_of(round: ReviewRound, application: Application) -> Interview | None:
    """The one that is arranged; of another kind of round there is none, and no query."""
    if round.kind != ReviewRound.Kind.INTERVIEW:
        return None
    return Interview.objects.standing().filter(round=round, application=application).first()


def not_asked(round: ReviewRound, user: User) -> list[Line]:
    """Applications that could be asked to an interview and are not in it, by city; one query."""
    rows = may_be_read_in(round, user).exclude(pk__in=read_in(round, user).values("pk"))
    found = rows.order_by("city__name_folded", "pk").values_list("pk", "reference", "city__name")
    return [Line(*row, 0) for row in found]


def shown(round: ReviewRound, user: User, lines: list[Line], show: str) -> list[Line]:
    """Those of the lines that `show` asks for, all where it asks for nothing that is known."""
    if show == NOT_ASKED and round.kind == ReviewRound.Kind.INTERVIEW:
        return not_asked(round, user)
    return [line for line in lines if SHOWN.get(show, bool)(line)]


def with_interviews(page: Iterable[Line], round: ReviewRound) -> None:
    """When each of these cities is interviewed; one query, of a round of interviews only."""
    if round.kind != ReviewRound.Kind.INTERVIEW:
        return
    by_pk = {line.pk: line for line in page}
    rows = round.interviews.standing().filter(application__in=by_pk)
    for pk, meets_at in rows.values_list("application", "meets_at"):
        by_pk[pk].meets_at = meets_at


def with_names(page: Iterable[Line], round: ReviewRound, user: User) -> None:
    """Who has not sent a review of these, and who declined where somebody is missing; one query."""
    by_pk = {line.pk: line for line in page}
    wanted = STANDS & ~SENT | Q(declined_at__isnull=False)
    left = assignments(round, user).filter(wanted, application__in=by_pk).select_related("reviewer")
    for one in left.order_by("reviewer__full_name_folded", "pk"):
        line = by_pk[one.application_id]
        if one.declined_at is None:
            line.waits_for.append((str(one.reviewer), one.due <= clock.now()))
        elif line.missing:
            line.declined_by.append((str(one.reviewer), one.declined_why))


def short_of_readers(round: ReviewRound, user: User) -> int:
    """How many applications fewer people read than the round asks for; one query."""
    standing = assignments(round, user).filter(STANDS).order_by()
    groups = standing.values("application").annotate(readers=Count("pk"))
    enough = groups.filter(readers__gte=round.reviews_each).values("application")
    return read_in(round, user).exclude(pk__in=enough).count()


# ---- what is shown of one assignment


def state(one: Any) -> tuple[str, str | Promise]:
    """Its kind of tag and its word; the assignment has `due` and its review, if any, is loaded."""
    if one.declined_at is not None:
        return "bad", pgettext_lazy("assignment", "Declined")
    if one.withdrawn_at is not None:
        return "mute", pgettext_lazy("assignment", "Taken back")
    if (review := getattr(one, "review", None)) is not None and review.submitted_at is not None:
        return "done", pgettext_lazy("review", "Sent")
    if one.due <= clock.now():
        return "late", _("Late")
    if one.opened_at is not None:
        return "doing", _("Begun")
    return "plain", pgettext_lazy("assignment", "Not opened")
