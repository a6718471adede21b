"""Matching, in shared places; core.registry lists the kinds."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.registry import Audited, Card, Duty
from cda_portal.core.text import fold
from cda_portal.notifications.kinds import Kind, Priority
from selection import round_board
from selection.models import ReviewAssignment, ReviewRound, RoundReviewer
from selection.services import matching_mails as mails


def message_kinds() -> list[Kind]:
    why = _("You get this because you review applications for the City Data Alliance.")
    told = Kind(
        "review_assigned", _("Reviews: applications to read"), Priority.RECEIPT, why=why, still_wanted=_has_left
    )
    nudged = Kind("review_nudge", _("Reviews: not finished yet"), Priority.REMINDER, why=why, still_wanted=_has_left)
    taken = Kind("review_taken_back", _("Reviews: one is taken back"), Priority.RECEIPT, why=why, still_wanted=_is_gone)
    return [told, nudged, taken]


def _has_left(row: RoundReviewer) -> bool:
    """Whether they still have something to write."""
    return row.declined_at is None and mails.unfinished(row).exists()


def _is_gone(assignment: ReviewAssignment) -> bool:
    """Whether it was not put back meanwhile."""
    return assignment.withdrawn_at is not None


def acts() -> dict[str, str | Promise]:
    return {
        "reviewer added to a round": _("Reviewer added to a round"),
        "reviewer’s minutes changed": _("Reviewer’s minutes changed"),
        "reviewer taken off a round": _("Reviewer taken off a round"),
        "reviewer told": _("Reviewer told of applications to read"),
        "reviewer nudged": _("Reviewer nudged"),
        "reading accepted": _("Reviewer accepted"),
        "reading declined": _("Reviewer declined"),
        "assigned": _("Application assigned to a reviewer"),
        "assignment declined": _("Assignment declined"),
        "assignment taken back": _("Assignment taken back"),
        "assignment put back": _("Assignment put back"),
        "review extended": _("Reviewer given longer"),
    }


def home(user: User) -> list[Card]:
    """Applications that too few people read, in rounds that run and have been matched."""
    if not user.is_programme_staff:
        return []
    matched = Exists(ReviewAssignment.objects.filter(round=OuterRef("pk")))
    running = ReviewRound.objects.filter(matched, closes__gt=clock.now()).exclude(kind=ReviewRound.Kind.SCREENING)
    return [card for round in running.select_related("call") if (card := _gap(round, user))]


def _gap(round: ReviewRound, user: User) -> Card | None:
    count = round_board.short_of_readers(round, user)
    if not count:
        return None
    title = ngettext("%(count)d application has too few readers", "%(count)d applications have too few readers", count)
    said_no = round.reviewers.filter(declined_at__isnull=False).count()
    words = ngettext("%(count)d reviewer has declined.", "%(count)d reviewers have declined.", said_no)
    text = f"{round}. " + (words % {"count": said_no} if said_no else "")
    href = reverse("selection:round-board", args=[round.pk]) + "?tab=applications&show=short"
    return Card(title % {"count": count}, text.strip(), _("See the gap"), href, kind="warn")


# ---- the audit page


def audited() -> list[Audited]:
    return [
        Audited(RoundReviewer, _("Reviewer in a round"), _rows_named, _rows_found),
        Audited(ReviewAssignment, _("Assignment"), _assignments_named, _assignments_found),
    ]


def _rows_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = RoundReviewer.objects.filter(pk__in=ids).select_related("reviewer", "round")
    return {
        row.pk: (f"{row.reviewer}, {row.round}", reverse("selection:round-reviewer", args=[row.round_id, row.pk]))
        for row in rows
    }


def _rows_found(text: str) -> Collection[int]:
    people = User.objects.matching(text).values("pk")
    return set(RoundReviewer.objects.filter(reviewer__in=people).values_list("pk", flat=True)[:500])


def _assignments_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = ReviewAssignment.objects.filter(pk__in=ids).select_related("reviewer", "application__city")
    return {
        one.pk: (f"{one.application.city}: {one.reviewer}", reverse("selection:assignment", args=[one.pk]))
        for one in rows
    }


def _assignments_found(text: str) -> Collection[int]:
    wanted = Q(application__city__names_folded__contains=fold(text)) | Q(reviewer__in=User.objects.matching(text))
    return set(ReviewAssignment.objects.filter(wanted).values_list("pk", flat=True)[:500])


# ---- who goes, and what must hold


def duties(person: User, reader: User) -> list[Duty]:
    """Reviews that they have not sent, in rounds that still run for them; of cities that the reader may see."""
    standing: Any = ReviewAssignment.objects.visible_to(reader).standing().filter(reviewer=person).with_due()
    waiting = standing.exclude(review__submitted_at__isnull=False).filter(due__gt=clock.now())
    rows = RoundReviewer.objects.filter(reviewer=person).select_related("round").order_by("pk")
    counts = dict(waiting.values_list("round").annotate(count=Count("pk")).order_by())
    return [_duty(row, counts[row.round_id]) for row in rows if row.round_id in counts]


def _duty(row: RoundReviewer, count: int) -> Duty:
    text = ngettext("Has %(count)d review to write: %(round)s", "Has %(count)d reviews to write: %(round)s", count)
    href = reverse("selection:round-reviewer", args=[row.round_id, row.pk])
    return Duty(text % {"count": count, "round": row.round}, href)


def invariants() -> dict[str, int]:
    standing = ReviewAssignment.objects.standing()
    here = RoundReviewer.objects.filter(round=OuterRef("round"), reviewer=OuterRef("reviewer"))
    begun = Q(review__submitted_at__isnull=False)
    reads = Exists(here.reading()) | (Exists(here.filter(declined_at=None)) & Q(opened_at__isnull=False))
    return {"a standing assignment’s reviewer is in the round": standing.exclude(begun).exclude(reads).count()}
