"""A reviewer who cannot read one application: they give it back with a reason, and may read it after all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from selection import permissions
from selection.models import ReviewAssignment, RoundReviewer
from selection.services.conflicts import locked_person
from selection.services.errors import NotAllowed

LONGEST = 300  # characters of a reason


@transaction.atomic
def decline(assignment: ReviewAssignment, why: str, *, by: User, at: datetime) -> ReviewAssignment:
    """It is no longer theirs to read; the draft is kept, and nobody reads it. Declined twice it is declined once.

    Raises NotAllowed without a reason, for a review that was sent, one that was taken back, and after the round.
    """
    mine = _locked(assignment, by)
    if mine.declined_at is not None:
        return mine
    if mine.withdrawn_at is not None:
        raise NotAllowed(_("This application is no longer yours to review. What you wrote is kept, and not read."))
    if not permissions.can_write_review(by, mine, at):
        raise NotAllowed(_("The round is closed for you. Write to our team if you need longer."))
    if _sent(mine):
        raise NotAllowed(_("You have sent this review. Reopen it to change it."))
    if not (why := why.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]):
        raise NotAllowed(_("Say why you cannot read it"))
    mine.declined_at, mine.declined_why = clock.now(), why
    mine.save(update_fields=["declined_at", "declined_why"])
    audit.record(mine, "assignment declined", by=by)
    return mine


@transaction.atomic
def read_after_all(assignment: ReviewAssignment, *, by: User, at: datetime) -> ReviewAssignment:
    """Undo a declining, with the draft as it was. Standing already, nothing happens.

    Raises NotAllowed once somebody else was given the application, and after the round. Whoever gives it away holds
    the declined assignment as well (services.matching), so that the two cannot pass each other by.
    """
    mine = _locked(assignment, by)
    if mine.declined_at is None and mine.withdrawn_at is None:
        return mine
    if not _may_return(mine, by, at):
        raise NotAllowed(_("You can no longer take this one up again. Write to our team if you want to read it."))
    mine.declined_at, mine.declined_why = None, ""
    mine.save(update_fields=["declined_at", "declined_why"])
    audit.record(mine, "assignment declined no more", by=by)
    return mine


def _may_return(mine: ReviewAssignment, by: User, at: datetime) -> bool:
    reads = RoundReviewer.objects.reading().filter(round=mine.round_id, reviewer=by).exists()
    return mine.withdrawn_at is None and reads and permissions.can_write_review(by, mine, at) and not _given_away(mine)


def _given_away(mine: ReviewAssignment) -> bool:
    """To another, or to the same person anew."""
    standing = ReviewAssignment.objects.standing().filter(round=mine.round_id, application=mine.application_id)
    return standing.filter(at__gte=mine.declined_at).exists()


def _locked(assignment: ReviewAssignment, by: User) -> ReviewAssignment:
    """Of the person's own, with the person held first. A city that they conflict with or that withdrew is gone."""
    locked_person(by)
    rows = ReviewAssignment.objects.select_for_update(of=("self",)).select_related("round", "application")
    rows = rows.clear_of_conflicts().filter(reviewer=by)
    found = rows.exclude(application__status=Application.Status.WITHDRAWN).filter(pk=assignment.pk).first()
    if found is None or not permissions.is_reviewer(by):
        raise NotAllowed(_("This application is no longer yours to review. What you wrote is kept, and not read."))
    return found


def _sent(assignment: ReviewAssignment) -> bool:
    """Read after the assignment's lock, which sending takes as well."""
    return ReviewAssignment.objects.filter(pk=assignment.pk, review__submitted_at__isnull=False).exists()
