"""Rounds of a call and its screening. A round's dates switch rights by themselves: nothing opens or closes it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Subquery, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from applications import call_states
from applications.models import Application, Call, Extension
from applications.services import begin_review
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from selection.models import ReviewAssignment, ReviewRound, Screening
from selection.readable import READ
from selection.services.errors import NotAllowed, Stale
from selection.services.setup_guide import ensure_guide
from selection.services.setup_rubric import ensure_rubric, locked_call, revise_rubric

__all__ = [
    "begin_reviews",
    "change_round",
    "delete_round",
    "ensure_guide",
    "ensure_rubric",
    "make_round",
    "pass_all",
    "revise_rubric",
    "screen",
    "unpass",
]

FIELDS = ("kind", "name", "opens", "closes", "reviews_each", "sees", "common_why")
# Rows that make a round a used one: it can be changed, but neither deleted nor made another kind.
RESTS = ("screenings", "assignments", "interviews", "reviewers", "plans", "scenarios", "panels", "practices")
Kind = ReviewRound.Kind


def round_mark(round: ReviewRound) -> str:
    """Tells whether a round is still what a page was loaded with."""
    common = sorted(round.common.values_list("pk", flat=True))
    return call_states.mark([*(getattr(round, name) for name in FIELDS), common])


def is_used(round: ReviewRound) -> bool:
    names = [name for name in RESTS if hasattr(round, name)]
    return any(getattr(round, name).exists() for name in names)


@transaction.atomic
def make_round(
    call: Call, values: dict[str, Any], *, by: User | None, common: Iterable[Application] = ()
) -> ReviewRound:
    """Values as in FIELDS, instants in UTC. The same round made twice is one. Raises NotAllowed for a second screening."""
    call = locked_call(call)
    same = {name: values[name] for name in ("kind", "name", "opens", "closes")}
    if there := ReviewRound.objects.filter(call=call, **same).first():
        return there
    if values["kind"] == Kind.SCREENING:
        _only_screening(call)
    _in_order(values)
    round = ReviewRound.objects.create(call=call, by=by, **values)
    round.common.set(common)
    audit.record(round, "round made", by=by, target=round.kind)
    return round


def _only_screening(call: Call) -> None:
    if ReviewRound.objects.filter(call=call, kind=Kind.SCREENING).exists():
        raise NotAllowed(_("This call has a screening already. Change that one, or choose another kind."))


def _in_order(values: dict[str, Any]) -> None:
    if values["closes"] <= values["opens"]:
        raise NotAllowed(_("The round has to close after it opens."))


def _locked(round: ReviewRound) -> ReviewRound:
    """Locked so that nothing comes to rest on it meanwhile."""
    locked_call(round.call)
    found = ReviewRound.objects.select_for_update(of=("self",)).select_related("call").filter(pk=round.pk).first()
    if found is None:
        raise NotAllowed(_("Somebody deleted this round meanwhile."))
    return found


@transaction.atomic
def change_round(
    round: ReviewRound, values: dict[str, Any], *, was: str, by: User, common: Iterable[Application] | None = None
) -> ReviewRound:
    """Save a round; rights follow its dates at once. `common` None leaves those as they are.

    Raises Stale when it is not what the page was loaded with (`was` is its mark).
    """
    round = _locked(round)
    if round_mark(round) != was:
        raise Stale(_("Somebody saved this while you were writing."), current=round, mine=values)
    _in_order(values)
    if values["kind"] != round.kind:
        if is_used(round):
            raise NotAllowed(_("People work in this round already, so it keeps its kind."))
        if values["kind"] == Kind.SCREENING:
            _only_screening(round.call)
    for name in FIELDS:
        setattr(round, name, values[name])
    round.save(update_fields=FIELDS)
    if common is not None:
        round.common.set(common)
    audit.record(round, "round changed", by=by)
    return round


@transaction.atomic
def delete_round(round: ReviewRound, *, by: User) -> None:
    """Only one that nobody has worked in; what people did there is kept."""
    round = _locked(round)
    if is_used(round):
        raise NotAllowed(_("People work in this round already, so it stays. Change its dates instead."))
    audit.record(round.call, "round deleted", by=by, target=str(round.pk))
    round.delete()


# ---- screening


def _screens_now(round: ReviewRound) -> ReviewRound:
    """The round as it is now, where its dates allow screening; held, so that it is not deleted meanwhile."""
    round = ReviewRound.objects.select_for_update(no_key=True).get(pk=round.pk)
    now = clock.now()
    if round.kind != Kind.SCREENING:
        raise NotAllowed(_("This round is not a screening."))
    if now < round.opens:
        raise NotAllowed(_("The screening has not begun yet. Change its dates to begin earlier."))
    if now >= round.closes:
        raise NotAllowed(_("The screening is over. Change its dates to go on."))
    return round


@transaction.atomic
def screen(
    round: ReviewRound, application: Application, outcome: str, reason: str, version: int, *, by: User
) -> Screening:
    """Write what was found. `version` is that of the finding the page showed, 0 where there was none.

    Raises Stale with the finding that stands when somebody else wrote another meanwhile, NotAllowed outside the
    round's dates, without a reason for anything but a pass, and for an application that is not there to be read.
    """
    round = _screens_now(round)
    _lock(round, [application.pk], by)
    reason = reason.strip()
    if outcome not in Screening.Outcome.values:
        raise NotAllowed(_("Choose pass, fail or unsure."))
    if outcome != Screening.Outcome.PASS and not reason:
        raise NotAllowed(_("Say why it does not pass."))
    found = Screening.objects.filter(round=round, application=application).first()
    if found and (found.outcome, found.reason, found.by_id) == (outcome, reason, by.pk):
        return found
    if (found.version if found else 0) != version:
        raise Stale(_("Somebody screened this meanwhile."), current=found, mine=(outcome, reason))
    source = found.outcome if found else ""
    found = found or Screening(round=round, application=application, version=0)
    found.outcome, found.reason, found.by, found.at = outcome, reason, by, clock.now()
    found.version += 1
    found.save()
    audit.record(application, "screened", by=by, source=source, target=outcome, why=reason)
    return found


def _lock(round: ReviewRound, pks: Collection[int], by: User, *, alone: bool = True) -> list[int]:
    """The applications of these that this person may screen, locked: of two people one waits for the other.

    Raises NotAllowed where it is `alone` and no longer there.
    """
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).visible_to(by).filter(status__in=READ)
    found = list(rows.filter(call=round.call_id, pk__in=pks).order_by("pk").values_list("pk", flat=True))
    if alone and len(pks) == 1 and not found:
        raise NotAllowed(_("This application is not there to be screened any more. Load the list again."))
    return found


@transaction.atomic
def pass_all(round: ReviewRound, pks: Collection[int], *, by: User) -> tuple[int, datetime]:
    """Let these pass, but for those that somebody has screened: how many it were, and the instant that they share.

    The instant names the act for `unpass`.
    """
    round = _screens_now(round)
    free = set(_lock(round, pks, by)) if pks else set()
    free -= set(Screening.objects.filter(round=round, application__in=free).values_list("application", flat=True))
    now, passed = clock.now(), Screening.Outcome.PASS
    rows = [Screening(round=round, application_id=pk, outcome=passed, by=by, at=now) for pk in sorted(free)]
    for row in Screening.objects.bulk_create(rows):
        audit.record(Application(pk=row.application_id), "screened", by=by, target=row.outcome)
    return len(rows), now


@transaction.atomic
def unpass(round: ReviewRound, at: datetime, *, by: User) -> int:
    """Undo one's own `pass_all` of that instant: how many wait for their screening again.

    Those that somebody has screened anew since, or that are given to somebody to read, stay as they are.
    """
    round = _screens_now(round)
    done = Screening.objects.filter(round=round, by=by, at=at, outcome=Screening.Outcome.PASS, version=1, reason="")
    mine = _lock(round, list(done.values_list("application", flat=True)), by, alone=False)
    read = ReviewAssignment.objects.standing().filter(application__in=mine).values("application")
    rows = list(done.filter(application__in=mine).exclude(application__in=read))
    for row in rows:
        audit.record(Application(pk=row.application_id), "screening taken back", by=by, source=row.outcome)
    Screening.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


# ---- reading begins


def begin_reviews() -> int:
    """Take every application into review whose call has a round that has opened, once its city can no longer send.

    That is after the call's deadline, or the city's own later one, and the minutes of grace. How many it were.
    """
    now = clock.now()
    own = Extension.objects.filter(call=OuterRef("call"), city=OuterRef("city")).values("closes")
    grace = ExpressionWrapper(F("call__grace_minutes") * Value(timedelta(minutes=1)), output_field=DurationField())
    opened = ReviewRound.objects.filter(opens__lte=now).values("call")
    ready = (
        Application.objects.filter(status=Application.Status.SUBMITTED, call__in=opened)
        .annotate(ends=Greatest(F("call__application_closes"), Subquery(own)) + grace)
        .filter(ends__lt=now)
        .order_by("pk")
    )
    begun = [begin_review(application) for application in ready]
    return len(begun)
