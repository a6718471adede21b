"""What reviewers are told of a round: how much, until when, and where. No mail names a city."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet, Sum
from django.urls import reverse

from cda_portal.accounts.models import User
from cda_portal.core import clock, links
from cda_portal.notifications.services import notify
from selection.models import ReviewAssignment, RoundReviewer

LINK = "review-answer"
PLACE = "/review/"  # where reviewers read
PRESSING = timedelta(days=3)  # so long before the end a nudge is due


def unfinished(row: RoundReviewer, seen_by: User | None = None) -> QuerySet[ReviewAssignment]:
    """What this person has still to write in the round: without cities that they conflict with.

    `seen_by` leaves out those that a member of staff must not know of: what they do reaches only what they see.
    """
    rows = ReviewAssignment.objects.all() if seen_by is None else ReviewAssignment.objects.visible_to(seen_by)
    standing = rows.standing().clear_of_conflicts()
    return standing.filter(round=row.round_id, reviewer=row.reviewer_id).exclude(review__submitted_at__isnull=False)


def first_due(row: RoundReviewer, seen_by: User | None = None) -> datetime | None:
    """When the first of them is due; None where nothing is left."""
    rows: Any = unfinished(row, seen_by).with_due()  # type: ignore[attr-defined]
    due: datetime | None = rows.aggregate(first=Min("due"))["first"]
    return due


def is_pressing(row: RoundReviewer, seen_by: User) -> bool:
    due = first_due(row, seen_by)
    return due is not None and due <= clock.now() + PRESSING


def figures(row: RoundReviewer) -> dict[str, Any]:
    """How many there are, minutes in all, and when the first is due; the round is loaded."""
    left = unfinished(row)
    minutes = left.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    return {"count": left.count(), "minutes": minutes, "due": first_due(row) or row.round.closes}


def _context(row: RoundReviewer, link: str) -> dict[str, Any]:
    now = figures(row)
    return {
        **now,
        "row": row,
        "round": row.round,
        "call": row.round.call,
        "link": link,
        "over": now["due"] <= clock.now(),
    }


def assigned(row: RoundReviewer) -> None:
    """With a link that accepts or declines, for whoever has not answered yet."""
    occurrence = f"{row.asked_at:%Y%m%dT%H%M%S%f}"
    if row.accepted_at is not None:
        notify("review_assigned", to=row.reviewer, about=row, context=_context(row, PLACE), occurrence=occurrence)
        return
    links.revoke(row, LINK)
    link = links.make(LINK, row, recipient=row.reviewer.email, expires_at=row.round.closes)
    notify(
        "review_assigned",
        to=row.reviewer,
        about=row,
        context={**_context(row, PLACE), "answer": reverse("selection:review-answer", args=["TOKEN"])},
        occurrence=occurrence,
        expires_at=row.round.closes,
        secret={"token": link.token},
    )


def nudged(row: RoundReviewer) -> None:
    occurrence = f"{row.nudged_at:%Y%m%dT%H%M%S%f}"
    notify("review_nudge", to=row.reviewer, about=row, context=_context(row, PLACE), occurrence=occurrence)


def taken_back(assignment: ReviewAssignment) -> None:
    """For one that they had opened; of another they need not hear."""
    row = RoundReviewer.objects.select_related("round__call", "reviewer").get(
        round=assignment.round_id, reviewer=assignment.reviewer_id
    )
    occurrence = f"{assignment.withdrawn_at:%Y%m%dT%H%M%S%f}"
    context = _context(row, PLACE)
    notify("review_taken_back", to=row.reviewer, about=assignment, context=context, occurrence=occurrence)
