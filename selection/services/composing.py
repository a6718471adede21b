"""Drafts of a cohort: made from a ranking, copied, and changed card by card, each time with the reason.

    scenario = composing.create(round, name="Balanced", seats=15, by=officer)
    composing.move(scenario, application, "select", why="…", version=scenario.version, by=officer)

Every change of a card locks the scenario, refuses one that was made for an earlier version (Stale), and counts the
version up. Nothing of it is seen by cities or reviewers.
"""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from applications.models import Application, Call
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from selection.models import Constraint, Outcome, ReviewRound, Scenario, ScenarioItem, ScenarioMove, Standing
from selection.services.errors import NotAllowed, Stale

FREE = "free"  # a card that the search for the best set may place again
MOST_CARDS = 120
SETTINGS = ("name", "note", "seats", "coaching")
APART = 1000  # between the old and the new places of a waiting list while it is written


# ---- the scenario itself


@transaction.atomic
def create(
    round: ReviewRound,
    *,
    name: str,
    seats: int,
    by: User,
    shortlist: int = 60,
    coaching: int | None = None,
    note: str = "",
) -> Scenario:
    """The best of the round's ranking as cards: the first `seats` of them select, the rest decline.

    Raises NotAllowed where there is no ranking, or another scenario of that name. Sent twice it is one.
    """
    Call.objects.select_for_update(no_key=True).get(pk=round.call_id)
    if there := Scenario.objects.filter(call=round.call_id, name=name).first():
        same = (there.by_id, there.round_id, there.seats, there.version, there.copied_from_id)
        if same == (by.pk, round.pk, seats, 1, None):
            return there
        raise _name_taken()
    reading = Standing.objects.filter(round=round, application__status=Application.Status.IN_REVIEW)
    ranked = list(reading.order_by("place", "pk").values_list("application", flat=True)[:shortlist])
    if not ranked:
        raise NotAllowed(_("This round has no ranking yet. Choose one in which applications were scored."))
    scenario = Scenario.objects.create(
        call_id=round.call_id,
        round=round,
        name=name,
        note=note,
        seats=seats,
        shortlist=shortlist,
        coaching=coaching,
        by=by,
    )
    ScenarioItem.objects.bulk_create(
        ScenarioItem(scenario=scenario, application_id=pk, outcome=Outcome.SELECT if at < seats else Outcome.DECLINE)
        for at, pk in enumerate(ranked)
    )
    audit.record(scenario, "scenario made", by=by)
    return scenario


@transaction.atomic
def copy(scenario: Scenario, *, name: str, by: User) -> Scenario:
    """The same cards in the same places, with their reasons and constraints, under another name. Sent twice it is one."""
    source = Scenario.objects.select_for_update(no_key=True).get(pk=scenario.pk)
    if there := Scenario.objects.filter(call=source.call_id, name=name).first():
        if (there.copied_from_id, there.by_id, there.version) == (source.pk, by.pk, 1):
            return there
        raise _name_taken()
    kept = {field: getattr(source, field) for field in ("call", "round", "seats", "shortlist", "coaching", "note")}
    made = _named(Scenario(**kept, name=name, copied_from=source, by=by))
    items, constraints = list(source.items.all()), list(source.constraints.all())
    for item in items:
        item.pk, item.scenario = None, made
    for one in constraints:
        one.pk, one.scenario = None, made
    ScenarioItem.objects.bulk_create(items)
    Constraint.objects.bulk_create(constraints)
    audit.record(made, "scenario copied", by=by, source=str(source.pk))
    return made


@transaction.atomic
def change(scenario: Scenario, values: dict[str, Any], *, version: int, by: User) -> Scenario:
    """Name, note, seats and what coaches can take. Raises NotAllowed for a name that is taken."""
    scenario = changing(scenario, version)
    changed = [field for field in SETTINGS if field in values and getattr(scenario, field) != values[field]]
    if not changed:
        return scenario
    for field in changed:
        setattr(scenario, field, values[field])
    _named(scenario)
    counted(scenario)
    audit.record(scenario, "scenario changed", by=by, why=", ".join(changed))
    return scenario


@transaction.atomic
def archive(scenario: Scenario, *, by: User) -> None:
    """Put it away: it stays to be read, copied and restored. A draft of decisions that stands on it goes on."""
    scenario = Scenario.objects.select_for_update(no_key=True).get(pk=scenario.pk)
    if scenario.archived_at is None:
        scenario.archived_at = clock.now()
        scenario.save(update_fields=["archived_at"])
        audit.record(scenario, "scenario archived", by=by)


@transaction.atomic
def restore(scenario: Scenario, *, by: User) -> None:
    scenario = Scenario.objects.select_for_update(no_key=True).get(pk=scenario.pk)
    if scenario.archived_at is not None:
        scenario.archived_at = None
        scenario.save(update_fields=["archived_at"])
        audit.record(scenario, "scenario restored", by=by)


def _named(scenario: Scenario) -> Scenario:
    try:
        with transaction.atomic():
            scenario.save()
    except IntegrityError as error:
        raise _name_taken() from error
    return scenario


def _name_taken() -> NotAllowed:
    return NotAllowed(_("This call has a scenario of that name. Choose another name."))


def lock(scenario: Scenario) -> Scenario:
    """The row under its lock. Raises NotAllowed for one that was archived."""
    scenario = Scenario.objects.select_for_update(of=("self",), no_key=True).get(pk=scenario.pk)
    if scenario.archived_at is not None:
        raise NotAllowed(_("This scenario is archived. Restore it before you change it."))
    return scenario


def changing(scenario: Scenario, version: int) -> Scenario:
    """As `lock`; raises Stale where somebody changed it since that version."""
    scenario = lock(scenario)
    if scenario.version != version:
        raise Stale(
            _("Somebody changed this scenario after you opened it. Look at what stands now, then decide again."),
            scenario,
        )
    return scenario


def counted(scenario: Scenario) -> None:
    scenario.version, scenario.changed_at = scenario.version + 1, clock.now()
    scenario.save(update_fields=["version", "changed_at"])


# ---- cards


@transaction.atomic
def move(
    scenario: Scenario,
    application: Application,
    to: str,
    *,
    why: str,
    version: int,
    by: User,
    before: int | None = None,
) -> Scenario:
    """Put a card in a seat, on the waiting list before the card of that application (None: last), or decline it.

    `FREE` leaves it where it is and lets the search for the best set place it. Sent twice it is one change.
    """
    mine = ScenarioMove.objects.filter(scenario=scenario, application=application, by=by, version=version + 1, why=why)
    if lock(scenario) and mine.filter(undoes=None).exists():
        return scenario
    scenario = changing(scenario, version)
    items = {item.application_id: item for item in scenario.items.select_for_update()}
    item = items[application.pk]
    before_it = state(item), hand(item)
    if to == FREE:
        item.by_hand, item.why, item.by = False, "", None
    else:
        _into(items, item, to, before)
        item.by_hand, item.why, item.by = True, why, by
    item.at = clock.now()
    counted(scenario)
    write(scenario, items.values())
    told(scenario, item, before_it, FREE if to == FREE else "", why=why, by=by)
    audit.record(scenario, "card moved", by=by)
    return scenario


@transaction.atomic
def undo(scenario: Scenario, *, version: int, by: User) -> Scenario:
    """Take the last change of cards back, and then the one before it. Raises NotAllowed where there is none left."""
    scenario = changing(scenario, version)
    last = undoable(scenario)
    moves = list(scenario.moves.filter(version=last or 0))
    if not moves:
        raise NotAllowed(_("There is nothing to undo any more."))
    if len(moves) != scenario.moves.visible_to(by).filter(version=last or 0).count():
        raise NotAllowed(_("You cannot undo the last change. Ask a colleague to do it."))
    items = {item.application_id: item for item in scenario.items.select_for_update()}
    pairs = [(items[move.application_id], move) for move in moves]
    was = [(state(item), hand(item)) for item, _move in pairs]
    put_back(items, [(item, move.source) for item, move in pairs])
    for item, move in pairs:
        item.by_hand, item.why, item.by_id = (move.before[key] for key in ("by_hand", "why", "by_id"))
        item.at = clock.now()
    counted(scenario)
    write(scenario, items.values())
    for (item, move), before in zip(pairs, was, strict=True):
        told(scenario, item, before, undoes=last, by_hand=move.by_hand, why=move.why, by=by)
    audit.record(scenario, "change undone", by=by)
    return scenario


def undoable(scenario: Scenario) -> int | None:
    """The version of the last change of cards that stands."""
    undone = scenario.moves.exclude(undoes=None).values("undoes")
    return (
        scenario.moves.filter(undoes=None)
        .exclude(version__in=undone)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )


def state(item: ScenarioItem) -> str:
    """Where a card is, as moves keep it: select, decline, or waitlist with the place."""
    return f"{item.outcome} {item.rank}" if item.rank else str(item.outcome)


def put_back(items: dict[int, ScenarioItem], places: Iterable[tuple[ScenarioItem, str]]) -> None:
    """Give each of these cards the place that `state` told; the others of the waiting list close up around them."""
    wanted = [(item, *_read(place)) for item, place in places]
    moved = {item.pk for item, _outcome, _rank in wanted}
    order = [item for item in waiting(items.values()) if item.pk not in moved]
    for item, outcome, _rank in wanted:
        item.outcome, item.rank = outcome, None
    for item, _outcome, rank in sorted((one for one in wanted if one[2]), key=lambda one: one[2]):
        order.insert(rank - 1, item)
    _number(order)


def write(scenario: Scenario, items: Iterable[ScenarioItem]) -> None:
    """Save the cards; a place on the waiting list is unique at every moment."""
    items = list(items)
    scenario.items.filter(rank__isnull=False).update(rank=F("rank") + APART)
    ScenarioItem.objects.bulk_update(items, ["outcome", "rank", "by_hand", "why", "by", "at"])


def waiting(items: Iterable[ScenarioItem]) -> list[ScenarioItem]:
    return sorted((item for item in items if item.rank), key=lambda item: item.rank or 0)


def _read(place: str) -> tuple[str, int]:
    outcome, _space, rank = place.partition(" ")
    return outcome, int(rank or 0)


def _number(order: Iterable[ScenarioItem]) -> None:
    for rank, item in enumerate(order, start=1):
        item.rank = rank


def _into(items: dict[int, ScenarioItem], item: ScenarioItem, to: str, before: int | None) -> None:
    order = [one for one in waiting(items.values()) if one.pk != item.pk]
    item.outcome, item.rank = to, None
    if to == Outcome.WAITLIST:
        ahead = [one.application_id for one in order]
        order.insert(ahead.index(before) if before in ahead else len(order), item)
    _number(order)


def hand(item: ScenarioItem) -> dict[str, Any]:
    """By whose hand a card is where it is, as moves keep it."""
    return {"by_hand": item.by_hand, "why": item.why, "by_id": item.by_id}


def told(
    scenario: Scenario, item: ScenarioItem, before: tuple[str, dict[str, Any]], target: str = "", **fields: Any
) -> None:
    """Keep that a card came from `before` (its state and hand) to where it is now, or `target`."""
    source, by_whom = before
    ScenarioMove.objects.create(
        scenario=scenario,
        application_id=item.application_id,
        version=scenario.version,
        source=source,
        target=target or state(item),
        before=by_whom,
        **fields,
    )
