"""Who reads in a round and what: asked, assigned, given longer, taken back, nudged. A plan is applied by these, too.

Locks are taken in one order: the person, their row in the round, their assignments.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from applications.models import Application, Submission
from applications.models.application import snapshot_words
from cda_portal.accounts.models import RoleGrant, User
from cda_portal.accounts.models.user import active
from cda_portal.core import audit, clock
from selection.minutes import expected_minutes
from selection.models import ReviewAssignment, ReviewRound, RoundReviewer
from selection.readable import applications_to_read
from selection.services import matching_mails as mails
from selection.services.conflicts import locked_person
from selection.services.errors import NotAllowed


class OverLimit(NotAllowed):
    """It would be more than the person gave minutes for: somebody has to say that it is meant."""


# ---- who reads


@transaction.atomic
def add_reviewer(round: ReviewRound, user: User, minutes: int, *, by: User) -> RoundReviewer:
    """Have a person read in the round for so many minutes at most; they are told by `tell_reviewers`.

    Somebody who reads in it already keeps their row as it is. Whoever had declined or was taken off is asked anew.
    Raises NotAllowed for somebody who is no reviewer, a screening, and a round that is over.
    """
    user = locked_person(user)
    still_on(round)
    if not RoleGrant.objects.filter(active(), user=user, role="reviewer").exists() or not user.is_active:
        raise NotAllowed(_("%(name)s is not a reviewer. Give them the role first.") % {"name": user})
    row, new = RoundReviewer.objects.get_or_create(round=round, reviewer=user, defaults={"minutes": minutes})
    if not new and row.declined_at is None and row.left_at is None:
        return row
    if not new:
        row.minutes, row.asked_at, row.accepted_at, row.declined_at, row.left_at = minutes, None, None, None, None
        row.declined_why = ""
        row.save(update_fields=["minutes", "asked_at", "accepted_at", "declined_at", "left_at", "declined_why"])
    audit.record(row, "reviewer added to a round", by=by, target=str(minutes))
    return row


def still_on(round: ReviewRound) -> ReviewRound:
    """The round as it is now, where people can still be given something to read in it."""
    round = ReviewRound.objects.select_related("call").get(pk=round.pk)
    if round.kind == ReviewRound.Kind.SCREENING:
        raise NotAllowed(_("Staff do the screening themselves: it has no reviewers."))
    if round.closes <= clock.now():
        raise NotAllowed(_("This round is over. Give it a later end first."))
    return round


@transaction.atomic
def set_minutes(row: RoundReviewer, minutes: int, *, by: User) -> RoundReviewer:
    """The most this person reads in this round. What they have already stays, even where it is more."""
    row = locked_row(row.round_id, row.reviewer)
    if row.minutes != minutes:
        audit.record(row, "reviewer’s minutes changed", by=by, source=str(row.minutes), target=str(minutes))
        row.minutes = minutes
        row.save(update_fields=["minutes"])
    return row


@transaction.atomic
def take_off(row: RoundReviewer, why: str, *, by: User, opened: bool) -> int:
    """Ask this person to read no more in the round: how many assignments that took back, of those that `by` may see.

    Those they have not opened are taken back; those they have begun too when `opened`, else they finish them. What
    they sent counts as before.
    """
    row = locked_row(row.round_id, row.reviewer)
    seen = set(mails.unfinished(row, by).values_list("pk", flat=True))
    rows = mails.unfinished(row)
    taken = [_end(one, why, by=by) for one in (rows if opened else rows.filter(opened_at=None)).order_by("pk")]
    if row.left_at is None:
        row.left_at = clock.now()
        row.save(update_fields=["left_at"])
        audit.record(row, "reviewer taken off a round", by=by, why=why)
    return len([one for one in taken if one.pk in seen])


def locked_row(round_id: int, reviewer: User) -> RoundReviewer:
    """The row of a person in a round, with the person held before it. Raises NotAllowed where there is none."""
    locked_person(reviewer)
    rows = RoundReviewer.objects.select_for_update(of=("self",)).select_related("round__call", "reviewer")
    row = rows.filter(round=round_id, reviewer=reviewer).first()
    if row is None:
        raise NotAllowed(_("%(name)s does not read in this round. Add them first.") % {"name": reviewer})
    return row


# ---- who reads what


def minutes_of(application: Application) -> int:
    """Expected minutes, from the words of the submission that counts."""
    counting = Submission.objects.filter(application=application).counting_first().first()
    return expected_minutes(snapshot_words(counting.snapshot) if counting else 0)


@transaction.atomic
def assign(
    round: ReviewRound,
    application: Application,
    reviewer: User,
    *,
    by: User,
    by_hand: bool = True,
    why: str = "",
    minutes: int | None = None,
    over_limit: bool = False,
) -> ReviewAssignment:
    """Give a person an application to read; asked twice, or by two at once, they get it once.

    Raises OverLimit where it is more than they gave minutes for, unless `over_limit` says that this is meant; and
    NotAllowed for a conflict, an application that is not there to be read, and whoever does not read in the round.
    """
    still_on(round)
    row = locked_row(round.pk, reviewer)
    _can_take(row, round, application)
    _hold_declined(round, application)
    there = ReviewAssignment.objects.standing().filter(round=round, application=application, reviewer=reviewer)
    if (one := there.first()) is not None:
        return one
    minutes = minutes_of(application) if minutes is None else minutes
    if not over_limit:
        _within_limit(row, minutes)
    made = ReviewAssignment.objects.create(
        round=round, application=application, reviewer=reviewer, minutes=minutes, by_hand=by_hand, why=why, by=by
    )
    audit.record(made, "assigned", by=by, target="by hand" if by_hand else "by matching", why=why)
    return made


def _hold_declined(round: ReviewRound, application: Application) -> None:
    """Whoever declined it, and would read it after all, waits until it is given to another."""
    rows = ReviewAssignment.objects.filter(round=round, application=application, declined_at__isnull=False)
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _can_take(row: RoundReviewer, round: ReviewRound, application: Application) -> None:
    if row.declined_at is not None or row.left_at is not None:
        raise NotAllowed(_("%(name)s no longer reads in this round. Add them again first.") % {"name": row.reviewer})
    if not applications_to_read(round).filter(pk=application.pk).exists():
        raise NotAllowed(_("This application is not there to be read in this round."))
    # By the city that it is of now: another may have been merged into it since the page was loaded.
    if Application.objects.filter(pk=application.pk, city__conflicts__user=row.reviewer_id).exists():
        raise NotAllowed(_("%(name)s has a conflict with this city. Choose somebody else.") % {"name": row.reviewer})


def _within_limit(row: RoundReviewer, minutes: int) -> None:
    standing = ReviewAssignment.objects.standing().filter(round=row.round_id, reviewer=row.reviewer_id)
    has = standing.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    if has + minutes > row.minutes:
        raise OverLimit(
            _("That is more than the %(limit)d minutes that %(name)s gave. Confirm that this is meant.")
            % {"name": row.reviewer, "limit": row.minutes}
        )


@transaction.atomic
def reassign(
    assignment: ReviewAssignment, to: User, why: str, *, by: User, over_limit: bool = False
) -> ReviewAssignment:
    """Another person reads it instead, or what was declined. What the first one wrote stays theirs: nobody else reads it.

    The same person twice is once. Raises as `assign` and `take_back` do, and then nothing has changed.
    """
    for person in sorted({assignment.reviewer_id, to.pk}):  # both held, always in the same order
        locked_person(User(pk=person))
    if to.pk == assignment.reviewer_id:
        raise NotAllowed(_("%(name)s reads it already. Choose somebody else.") % {"name": to})
    now = take_back(assignment, why, by=by) if assignment.declined_at is None else locked(assignment)
    if assignment.declined_at is not None and now.declined_at is None:
        raise NotAllowed(_("%(name)s reads it after all.") % {"name": assignment.reviewer})
    application = assignment.application
    return assign(assignment.round, application, to, by=by, why=why, minutes=assignment.minutes, over_limit=over_limit)


# ---- one assignment


@transaction.atomic
def take_back(assignment: ReviewAssignment, why: str, *, by: User) -> ReviewAssignment:
    """This person need not read it. Their draft is kept and read by nobody. Taken back already, nothing happens.

    Raises NotAllowed for a review that was sent: it counts, unless a conflict is recorded.
    """
    assignment = locked(assignment)
    if assignment.withdrawn_at is not None or assignment.declined_at is not None:
        return assignment
    if _sent(assignment):
        raise NotAllowed(_("The review was sent meanwhile, and counts. A conflict, once recorded, takes it out."))
    return _end(assignment, why, by=by)


def _end(assignment: ReviewAssignment, why: str, *, by: User) -> ReviewAssignment:
    assignment.withdrawn_at, assignment.withdrawn_why = clock.now(), why
    assignment.save(update_fields=["withdrawn_at", "withdrawn_why"])
    audit.record(assignment, "assignment taken back", by=by, why=why)
    if assignment.opened_at is not None:
        mails.taken_back(assignment)
    return assignment


@transaction.atomic
def put_back(assignment: ReviewAssignment, *, by: User) -> ReviewAssignment:
    """Undo a taking back: the person reads it again, with their draft. Standing already, nothing happens.

    Raises NotAllowed where it can no longer be theirs, as `assign` does.
    """
    row = locked_row(assignment.round_id, assignment.reviewer)
    still_on(row.round)
    assignment = locked(assignment)
    _can_take(row, row.round, assignment.application)
    twins = ReviewAssignment.objects.standing().filter(
        round=assignment.round_id, application=assignment.application_id, reviewer=assignment.reviewer_id
    )
    if (one := twins.first()) is not None:
        return one
    if assignment.declined_at is not None:
        raise NotAllowed(_("%(name)s declined it. Assign it again instead.") % {"name": assignment.reviewer})
    assignment.withdrawn_at, assignment.withdrawn_why = None, ""
    assignment.save(update_fields=["withdrawn_at", "withdrawn_why"])
    audit.record(assignment, "assignment put back", by=by)
    return assignment


@transaction.atomic
def extend(assignment: ReviewAssignment, until: datetime, *, by: User) -> ReviewAssignment:
    """Give this one longer than the round, until `until` (UTC). It can be given again, earlier or later.

    Raises NotAllowed for a day before the round's end or in the past, and where nothing is left to write.
    """
    assignment = locked(assignment)
    if assignment.withdrawn_at is not None or assignment.declined_at is not None or _sent(assignment):
        raise NotAllowed(_("Nothing is left to write: it was sent, declined or taken back."))
    _later(until, assignment.round)
    if assignment.extended_to == until:
        return assignment
    assignment.extended_to = until
    assignment.save(update_fields=["extended_to"])
    audit.record(assignment, "review extended", by=by, target=until.isoformat(timespec="minutes"))
    return assignment


@transaction.atomic
def extend_reviewer(row: RoundReviewer, until: datetime, *, by: User) -> int:
    """Give one person longer for all they have not finished: how many it was."""
    row = locked_row(row.round_id, row.reviewer)
    _later(until, row.round)
    rows = list(mails.unfinished(row, by).order_by("pk"))
    if not rows:
        raise NotAllowed(_("%(name)s has nothing left to write.") % {"name": row.reviewer})
    return len([extend(one, until, by=by) for one in rows])


def _later(until: datetime, round: ReviewRound) -> None:
    if until <= clock.now():
        raise NotAllowed(_("Choose a day that is still to come."))
    if until <= round.closes:
        raise NotAllowed(_("The round itself lasts longer. Choose a later day."))


def locked(assignment: ReviewAssignment) -> ReviewAssignment:
    rows = ReviewAssignment.objects.select_for_update(of=("self",))
    return rows.select_related("round__call", "application", "reviewer").get(pk=assignment.pk)


def _sent(assignment: ReviewAssignment) -> bool:
    """Read after the assignment's lock, which sending takes as well."""
    return ReviewAssignment.objects.filter(pk=assignment.pk, review__submitted_at__isnull=False).exists()


# ---- what reviewers are told


@transaction.atomic
def tell_reviewers(round: ReviewRound, *, by: User) -> int:
    """Write to everybody who has something to read that they were not told of yet: how many mails that made."""
    rows = round.reviewers.reading().filter(reviewer__is_active=True).select_related("reviewer").order_by("pk")
    return sum(_tell(locked_row(round.pk, row.reviewer), by=by) for row in rows)


def _tell(row: RoundReviewer, *, by: User) -> bool:
    if row.declined_at is not None or row.left_at is not None:
        return False
    waiting = mails.unfinished(row, by)
    if row.asked_at is not None:
        waiting = waiting.filter(at__gt=row.asked_at)
    if not waiting.exists():
        return False
    row.asked_at = clock.now()
    row.save(update_fields=["asked_at"])
    mails.assigned(row)
    audit.record(row, "reviewer told", by=by)
    return True


@transaction.atomic
def nudge(row: RoundReviewer, *, by: User) -> RoundReviewer:
    """Remind one person of what they have not finished. Raises NotAllowed where nothing is left, or a second time a day."""
    row = locked_row(row.round_id, row.reviewer)
    if not row.reviewer.is_active or not mails.unfinished(row, by).exists():
        raise NotAllowed(_("%(name)s has nothing left to write.") % {"name": row.reviewer})
    if nudged_today(row):
        raise NotAllowed(_("%(name)s was nudged today already. Try again tomorrow.") % {"name": row.reviewer})
    row.nudged_at = clock.now()
    row.save(update_fields=["nudged_at"])
    mails.nudged(row)
    audit.record(row, "reviewer nudged", by=by)
    return row


def nudged_today(row: RoundReviewer) -> bool:
    """By the day on the reviewer's own calendar."""
    zone = clock.zone(row.reviewer.time_zone)
    return row.nudged_at is not None and row.nudged_at.astimezone(zone).date() == clock.now().astimezone(zone).date()


@transaction.atomic
def nudge_late(round: ReviewRound, *, by: User) -> tuple[int, int]:
    """Remind everybody who is late or has three days left: how many, and how many were left alone today."""
    told = again = 0
    rows = round.reviewers.filter(reviewer__is_active=True).select_related("reviewer").order_by("pk")
    for row in [one for one in rows if mails.is_pressing(one, by)]:
        try:
            nudge(row, by=by)
            told += 1
        except NotAllowed:
            again += 1
    return told, again
