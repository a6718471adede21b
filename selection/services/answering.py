"""What a person says to being asked to read in a round: yes, or no with a reason. By the link of a mail, or signed in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cda_portal.accounts.models import User
from cda_portal.core import audit, clock, links
from cda_portal.core.models import SecretLink
from selection.models import RoundReviewer
from selection.services.errors import NotAllowed
from selection.services.matching import locked_row
from selection.services.matching_mails import LINK, unfinished


@transaction.atomic
def accept(row: RoundReviewer, *, by: User) -> RoundReviewer:
    """Said twice it is said once. Raises NotAllowed after a no, and when staff took them off the round."""
    row = _asked(row)
    if row.declined_at is not None:
        raise NotAllowed(_("You have declined. Write to our team if you can read after all."))
    if row.accepted_at is None:
        row.accepted_at = clock.now()
        row.save(update_fields=["accepted_at"])
        audit.record(row, "reading accepted", by=by)
    return row


@transaction.atomic
def decline(row: RoundReviewer, why: str, *, by: User) -> RoundReviewer:
    """All that they have not sent goes back, for staff to give to others; what they sent counts. Twice is once."""
    row = _asked(row)
    if row.declined_at is not None:
        return row
    now = clock.now()
    row.accepted_at, row.declined_at, row.declined_why = None, now, why.strip()[:300]
    row.save(update_fields=["accepted_at", "declined_at", "declined_why"])
    for assignment in unfinished(row).select_for_update(of=("self",)).order_by("pk"):
        assignment.declined_at = now
        assignment.save(update_fields=["declined_at"])
        audit.record(assignment, "assignment declined", by=by)
    audit.record(row, "reading declined", by=by)
    links.revoke(row, LINK)
    return row


def _asked(row: RoundReviewer) -> RoundReviewer:
    row = locked_row(row.round_id, row.reviewer)
    if row.left_at is not None:
        raise NotAllowed(_("Our team has taken you off this round. There is nothing to do."))
    if row.round.closes <= clock.now():
        raise NotAllowed(_("This round is over. There is nothing to do."))
    return row


@transaction.atomic
def answer(link: SecretLink, *, yes: bool, why: str, arrived: datetime) -> RoundReviewer:
    """The answer of whoever holds the link; the link is used by it. Raises NotAllowed when it opens nothing any more."""
    row = RoundReviewer.objects.select_related("reviewer").get(pk=link.object_id)
    locked_row(row.round_id, row.reviewer)
    if link.expires_at <= arrived or not links.use(link):
        raise NotAllowed(_("This link no longer works."))
    if yes:
        return accept(row, by=row.reviewer)
    return decline(row, why, by=row.reviewer)
