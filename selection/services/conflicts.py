"""Conflicts: declared by the reviewer or by staff, lifted by staff, and suggestions that are none.

A person's row is the lock: whoever gives them something to read takes it as well, so that a conflict and an assignment
cannot pass each other by.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from cda_portal.accounts.models import City, Conflict, User
from cda_portal.core import audit, clock
from selection import signs
from selection.models import DismissedSuggestion, ReviewAssignment, ReviewRound
from selection.services.errors import NotAllowed

ENDED = "conflict"  # in an assignment's withdrawn_why: not for a person to read, and no reason to undo


def locked_person(user: User) -> User:
    """The row of the person, before the rows of their rounds and assignments: always in this order."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


@transaction.atomic
def declare(user: User, city: City, reason: str, *, by: User) -> Conflict:
    """From now on everything of the city is gone for this person, and nothing they found counts.

    Declared twice it is declared once, with the first reason. Their assignments for the city are taken back; their
    drafts and reviews are kept, unread. Raises NotAllowed without a reason.
    """
    user, reason = locked_person(user), reason.strip()[:300]
    if not reason:
        raise NotAllowed(_("Give the reason"))
    city = _as_it_is_now(city)
    conflict, new = Conflict.objects.get_or_create(
        user=user, city=city, defaults={"reason": reason, "declared_by": by, "at": clock.now()}
    )
    if new:
        audit.record(city, "conflict declared", by=by, target=str(user.pk))
    _take_back(user, city, by=by)
    return conflict


def _as_it_is_now(city: City) -> City:
    """Held, so that it is not merged meanwhile; the one that it was merged into before."""
    found = City.objects.select_for_update(no_key=True, of=("self",)).select_related("merged_into").get(pk=city.pk)
    return found.merged_into or found


@transaction.atomic
def merged(city: City, *, by: User) -> None:
    """Another city has become part of this one: whoever conflicts with either reads nothing of both.

    Called while both cities are held, and the people who conflict with them before that.
    """
    reads = ReviewAssignment.objects.standing().filter(application__city=city).values("reviewer")
    for user in User.objects.filter(conflicts__city=city, pk__in=reads).order_by("pk"):
        _take_back(user, city, by=by)


def _take_back(user: User, city: City, *, by: User) -> None:
    """Their standing assignments for the city end; a ranking in which one counted is out of date."""
    rows = ReviewAssignment.objects.standing().filter(reviewer=user, application__city=city)
    ended = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for assignment in ended:
        assignment.withdrawn_at, assignment.withdrawn_why = clock.now(), ENDED
        assignment.save(update_fields=["withdrawn_at", "withdrawn_why"])
        audit.record(assignment, "assignment ended by a conflict", by=by)
    rounds = {one.round_id for one in ended}
    for round in ReviewRound.objects.filter(pk__in=rounds).order_by("pk"):
        round.scores_changed_at = clock.now()
        round.save(update_fields=["scores_changed_at"])


@transaction.atomic
def lift(conflict: Conflict, why: str, *, by: User) -> None:
    """It was none, or is none any more. Assignments do not come back: staff give them anew. Nobody lifts their own."""
    user = locked_person(conflict.user)
    if user.pk == by.pk:
        raise NotAllowed(_("Somebody else of the team has to lift your own conflict."))
    gone, _rows = Conflict.objects.filter(pk=conflict.pk).delete()
    if gone:
        audit.record(conflict.city, "conflict lifted", by=by, target=str(user.pk), why=why)
        _changed(conflict)


def _changed(conflict: Conflict) -> None:
    """Reviews that still stand count again, where any do."""
    rows = ReviewAssignment.objects.standing().filter(reviewer=conflict.user_id, application__city=conflict.city_id)
    rounds = rows.filter(review__submitted_at__isnull=False).values("round")
    ReviewRound.objects.filter(pk__in=rounds).update(scores_changed_at=clock.now())


@transaction.atomic
def dismiss(user: User, city: City, sign: str, why: str, *, by: User) -> DismissedSuggestion:
    """What suggested a conflict is none: it is not suggested again by this sign. Twice is once."""
    if sign not in signs.WORDS:
        raise NotAllowed(_("This suggestion is no longer there. Load the page again."))
    if not (why := why.strip()[:300]):
        raise NotAllowed(_("Say why it is no conflict"))
    dismissed, new = DismissedSuggestion.objects.get_or_create(
        user=user, city=city, sign=sign, defaults={"why": why, "by": by, "at": clock.now()}
    )
    if new:
        audit.record(city, "suggested conflict dismissed", by=by, source=sign, target=str(user.pk))
    return dismissed
