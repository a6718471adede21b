"""The criteria of a call. A version that reviews rest on is never changed: a change makes the next one, with a reason.

Reviews that were sent keep the version they were scored by, and count in the ranking by its weights; a draft takes
the newest version when it is opened.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import call_states, call_texts
from applications.models import Call
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from selection.content import rubric as default
from selection.models import Criterion, Review, Rubric
from selection.services.errors import NotAllowed, Stale

WORDS = ("title", "help", "weight", "ranks", "anchors", "stamps", "position")


class NeedsReason(NotAllowed):
    """Reviews rest on the version in force, so that the change makes the next one and has to be explained."""


def locked_call(call: Call) -> Call:
    """The call's row, held until the transaction ends. An archived call is not changed."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if call.archived_at is not None:
        raise NotAllowed(str(call_states.NO_MORE))
    return call


def used_by(rubric: Rubric) -> int:
    """How many reviews rest on this version, drafts included."""
    return Review.objects.filter(rubric=rubric).count()


def mark(criterion: Criterion) -> str:
    """Tells whether a criterion is still what a page was loaded with, in whichever version it stands by now."""
    words = [criterion.title, criterion.help, criterion.anchors]
    return call_states.mark([*words, f"{criterion.weight:.2f}", criterion.ranks])


@transaction.atomic
def ensure_rubric(call: Call, *, by: User | None = None) -> Rubric:
    """The rubric in force; a call without one gets the default, which is to be confirmed."""
    call = locked_call(call)
    if there := Rubric.objects.in_force(call):
        return there
    rubric = Rubric.objects.create(call=call, version=1, low=default.LOW, high=default.HIGH, by=by)
    now = clock.now().isoformat()
    rows = [Criterion(rubric=rubric, position=number, **one) for number, one in enumerate(default.CRITERIA)]
    for row in rows:
        row.stamps = {name: dict.fromkeys(words, now) for name, words in texts_of(row).items()}
    Criterion.objects.bulk_create(rows)
    audit.record(rubric, "rubric made", by=by)
    return rubric


def texts_of(criterion: Criterion) -> dict[str, call_texts.Words]:
    """Everything of a criterion that is written once per language, by the name its stamps have."""
    anchors = {f"anchor_{score}": words for score, words in criterion.anchors.items()}
    return {"title": criterion.title, "help": criterion.help, **anchors}


def _in_force(call: Call) -> Rubric:
    """The newest version, locked so that no review begins on it meanwhile. The caller holds the call's row."""
    rubric = Rubric.objects.select_for_update().filter(call=call).order_by("-version").first()
    if rubric is None:
        raise NotAllowed(_("This call has no rubric yet. Begin one first."))
    return rubric


def _editable(call: Call, *, why: str, by: User) -> Rubric:
    """The version to change: the newest, or the one after it where reviews rest on the newest."""
    rubric = _in_force(call)
    if not (count := used_by(rubric)):
        return rubric
    if not why.strip():
        text = ngettext(
            "%(count)d review uses this rubric. Say why it changes: a new version is made.",
            "%(count)d reviews use this rubric. Say why it changes: a new version is made.",
            count,
        )
        raise NeedsReason(text % {"count": count})
    return _next(rubric, rubric, why=why, by=by)


def _next(last: Rubric, source: Rubric, *, why: str, by: User) -> Rubric:
    """A version after `last` with the criteria of `source`."""
    rubric = Rubric.objects.create(
        call=last.call,
        version=last.version + 1,
        low=source.low,
        high=source.high,
        to_be_confirmed=source.to_be_confirmed,
        why=why,
        by=by,
    )
    Criterion.objects.bulk_create(
        Criterion(rubric=rubric, key=one.key, **{name: getattr(one, name) for name in WORDS})
        for one in source.criteria.all()
    )
    audit.record(rubric, "rubric version made", by=by, target=str(rubric.version), why=why)
    return rubric


def _one(rubric: Rubric, key: str) -> Criterion:
    found = rubric.criteria.filter(key=key).first()
    if found is None:
        raise NotAllowed(_("Somebody removed this criterion meanwhile. Load the page again."))
    return found


@transaction.atomic
def add_criterion(call: Call, key: str, values: dict[str, Any], *, by: User, why: str = "") -> Criterion:
    """Put one at the end. Raises NotAllowed where the key is taken: scores are told apart by it."""
    call = locked_call(call)
    newest = _in_force(call)
    if newest.criteria.filter(key=key).exists():
        raise NotAllowed(_("“%(key)s” is taken in this rubric. Choose another short name.") % {"key": key})
    rubric = _editable(call, why=why, by=by)
    last = rubric.criteria.order_by("-position").first()
    criterion = Criterion(rubric=rubric, key=key, position=last.position + 1 if last else 0)
    _write(criterion, values, ())
    criterion.save()
    audit.record(rubric, "criterion added", by=by, target=key, why=why)
    return criterion


@transaction.atomic
def write_criterion(
    call: Call, key: str, values: dict[str, Any], *, was: str, by: User, why: str = "", fits: Iterable[str] = ()
) -> Criterion:
    """Save a criterion. `fits`: languages whose translations still say what the source says.

    Raises Stale when it is not what the page was loaded with (`was` is its mark), NeedsReason where reviews rest on it.
    """
    call = locked_call(call)
    now = _one(_in_force(call), key)
    if mark(now) != was:
        raise Stale(_("Somebody saved this while you were writing."), current=now, mine=values)
    if all(getattr(now, name) == value for name, value in values.items()):
        return _confirmed(now, fits)
    rubric = _editable(call, why=why, by=by)
    criterion = _one(rubric, key)
    _write(criterion, values, fits)
    _still_ranks(rubric, but=criterion)
    criterion.save()
    audit.record(rubric, "criterion changed", by=by, target=key, why=why)
    return criterion


def _confirmed(criterion: Criterion, fits: Iterable[str]) -> Criterion:
    """Nothing but the stamps of translations that were looked at: no reviewer reads them, so no version is made."""
    if fits:
        _write(criterion, {}, fits)
        criterion.save(update_fields=["stamps"])
    return criterion


def _write(criterion: Criterion, values: dict[str, Any], fits: Iterable[str]) -> None:
    before, now = texts_of(criterion), clock.now().isoformat()
    for name, value in values.items():
        setattr(criterion, name, value)
    criterion.stamps = {
        name: call_texts.stamped(criterion.stamps.get(name, {}), before.get(name, {}), words, now, confirmed=fits)
        for name, words in texts_of(criterion).items()
    }


def _still_ranks(rubric: Rubric, *, but: Criterion) -> None:
    others = rubric.criteria.exclude(key=but.key).filter(ranks=True)
    if not but.ranks and not others.exists():
        raise NotAllowed(_("One criterion at least has to count in the ranking."))


@transaction.atomic
def remove_criterion(call: Call, key: str, *, was: str, by: User, why: str = "") -> Rubric:
    """Take it out; the scores it got stay with the versions that had it."""
    call = locked_call(call)
    now = _one(_in_force(call), key)
    if mark(now) != was:
        raise Stale(_("Somebody changed this criterion meanwhile. Look at it again."), current=now)
    rubric = _editable(call, why=why, by=by)
    criterion = _one(rubric, key)
    criterion.ranks = False
    _still_ranks(rubric, but=criterion)
    criterion.delete()
    audit.record(rubric, "criterion removed", by=by, target=key, why=why)
    return rubric


@transaction.atomic
def move_criterion(call: Call, key: str, *, up: bool, by: User) -> bool:
    """Change places with the neighbour; False at the end of the list. An order is no judgement: no version is made."""
    rubric = _in_force(locked_call(call))
    rows = list(rubric.criteria.order_by("position", "pk"))
    at = rows.index(_one(rubric, key))
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    for number, row in enumerate(rows):
        row.position = number
    Criterion.objects.bulk_update(rows, ["position"])
    audit.record(rubric, "criterion moved", by=by, target=key)
    return True


@transaction.atomic
def set_scale(call: Call, low: int, high: int, *, was: tuple[int, int], by: User, why: str = "") -> Rubric:
    """Raises NotAllowed once a review was sent: scores of two scales cannot be compared."""
    call = locked_call(call)
    now = _in_force(call)
    if (now.low, now.high) != was:
        raise Stale(_("Somebody saved this while you were writing."), current=now, mine=(low, high))
    if (low, high) == was:
        return now
    if count := Review.objects.submitted().filter(rubric__call=call).count():
        text = ngettext(
            "%(count)d review was sent on the scale %(low)d to %(high)d, so the scale stays.",
            "%(count)d reviews were sent on the scale %(low)d to %(high)d, so the scale stays.",
            count,
        )
        raise NotAllowed(text % {"count": count, "low": now.low, "high": now.high})
    rubric = _editable(call, why=why, by=by)
    rubric.low, rubric.high = low, high
    rubric.save(update_fields=["low", "high"])
    audit.record(rubric, "scale changed", by=by, source=f"{was[0]}–{was[1]}", target=f"{low}–{high}", why=why)
    return rubric


@transaction.atomic
def confirm(call: Call, *, by: User, confirmed: bool = True) -> Rubric:
    """Say that the programme team stands by it, or that it does not yet. No score rests on that: no version is made."""
    rubric = _in_force(locked_call(call))
    if rubric.to_be_confirmed == confirmed:
        rubric.to_be_confirmed = not confirmed
        rubric.save(update_fields=["to_be_confirmed"])
        audit.record(rubric, "rubric confirmed" if confirmed else "rubric to be confirmed", by=by)
    return rubric


@transaction.atomic
def take_up(call: Call, version: int, *, was: int, by: User, why: str) -> Rubric:
    """Make an earlier version the one in force again, as the next version. `was`: the newest the page was loaded with."""
    last = _in_force(locked_call(call))
    _newest_is(last, was)
    source = Rubric.objects.filter(call=call, version=version).first()
    if source is None or source == last:
        raise NotAllowed(_("This version is in force already."))
    if (source.low, source.high) != (last.low, last.high) and Review.objects.submitted().filter(rubric=last).exists():
        raise NotAllowed(_("Reviews were sent on another scale, so this version cannot come back."))
    return _next(last, source, why=why, by=by)


@transaction.atomic
def discard(call: Call, *, was: int, by: User, why: str = "") -> Rubric:
    """Take the newest version back while no review rests on it: the one before is in force again."""
    call = locked_call(call)
    last = _in_force(call)
    _newest_is(last, was)
    before = Rubric.objects.filter(call=call, version__lt=last.version).order_by("-version").first()
    if before is None:
        raise NotAllowed(_("This is the first version, so there is nothing to go back to."))
    if used_by(last):
        raise NotAllowed(_("Reviews use this version already, so it stays. Take up an earlier one instead."))
    audit.record(before, "rubric version taken back", by=by, target=str(last.version), why=why)
    last.delete()
    return before


def _newest_is(rubric: Rubric, was: int) -> None:
    if rubric.version != was:
        raise Stale(_("Somebody made another version meanwhile. Look at it first."), current=rubric)


def revise_rubric(call: Call, key: str, values: dict[str, Any], *, by: User, why: str = "") -> Criterion:
    """Save a criterion as it stands now, for callers without a page that could be stale."""
    rubric = Rubric.objects.in_force(call)
    if rubric is None:
        raise NotAllowed(_("This call has no rubric yet. Begin one first."))
    return write_criterion(call, key, values, was=mark(_one(rubric, key)), by=by, why=why)
