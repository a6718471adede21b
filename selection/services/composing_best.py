"""The search for the best set: started here, done by a worker (composing_job.py), looked at, and then applied or left.

What it found is kept in `Scenario.proposal`:

    {"based_on": digest, "feasible": true, "seats": [application, …]}
    {"based_on": digest, "feasible": false, "relax": [{"constraint": id, "number": what it could ask for}, …]}

with `"full": true` where people have placed more cards in seats than there are. `based_on` tells what it was made
from, so that a proposal made for other cards or constraints is not applied.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock, jobs
from cda_portal.core.models import Job
from selection import cards
from selection.models import Constraint, Outcome, Scenario, ScenarioItem
from selection.services.composing import counted, hand, lock, put_back, state, told, write
from selection.services.errors import NotAllowed, Stale

KIND = "compose"


@dataclass(frozen=True)
class Inputs:
    """What the search reads: one value and one set of features a card; `seated` and `out` are indices of cards that stay
    in a seat or outside of one because people have placed them, or because the city has withdrawn."""

    based_on: str
    seats: int
    applications: list[int]
    values: list[float]
    features: list[frozenset[tuple[str, str]]]
    constraints: list[Constraint]
    seated: list[int]
    out: list[int]


def hides_from(scenario: Scenario, user: User) -> bool:
    """Whether a card is of a city that this person conflicts with: they leave the cohort as a whole to colleagues."""
    return scenario.items.filter(application__city__conflicts__user=user).exists()


def digest(scenario: Scenario) -> str:
    """What a proposal rests on: the cards' places, the seats and the constraints that are switched on."""
    active = scenario.constraints.filter(active=True).order_by("pk")
    asked = list(active.values_list("pk", "dimension", "value", "bound", "number"))
    return sha256(f"{scenario.version} {scenario.seats} {asked}".encode()).hexdigest()


@transaction.atomic
def start(scenario: Scenario, *, by: User) -> Job:
    """Have a worker look for the best set. Asked for again while nothing has changed, it is the same job."""
    scenario = lock(scenario)
    _check_clear(scenario, by)
    parameters = {"scenario": scenario.pk, "based_on": digest(scenario)}
    return jobs.start(KIND, by=by, about=scenario, parameters=parameters)


def inputs(scenario: Scenario) -> Inputs:
    """Everything of the scenario, for workers. Values are shifted so that filling a seat is always worth it."""
    items = list(cards.items_of(scenario))
    known = cards.profiles(scenario.call, items)
    scores = [getattr(item, "calibrated", None) for item in items]
    there = [score for score in scores if score is not None]
    lowest, shift = min(there, default=0.0), 1 - min([0.0, *there])
    out = [item.application.status == Application.Status.WITHDRAWN for item in items]
    placed = [item.by_hand for item in items]
    return Inputs(
        based_on=digest(scenario),
        seats=scenario.seats,
        applications=[item.application_id for item in items],
        values=[(lowest if score is None else score) + shift for score in scores],
        features=[known[item.application_id].features() for item in items],
        constraints=list(scenario.constraints.filter(active=True)),
        seated=[at for at, item in enumerate(items) if placed[at] and _seated(item) and not out[at]],
        out=[at for at, item in enumerate(items) if out[at] or (placed[at] and not _seated(item))],
    )


def _seated(item: ScenarioItem) -> bool:
    return bool(item.outcome == Outcome.SELECT)


@transaction.atomic
def propose(scenario: Scenario, proposal: dict[str, Any]) -> None:
    """Keep what a worker found, in the place of what another found before."""
    Scenario.objects.filter(pk=scenario.pk).update(proposal=proposal)


def changes(items: dict[int, ScenarioItem], proposal: dict[str, Any]) -> dict[int, str]:
    """Which cards a proposal moves, and where: the chosen to seats, others from seats to the declined."""
    chosen = set(proposal.get("seats", []))
    moved = {}
    for pk, item in items.items():
        if item.by_hand or (pk in chosen) == _seated(item):
            continue
        moved[pk] = str(Outcome.SELECT if pk in chosen else Outcome.DECLINE)
    return moved


@transaction.atomic
def apply(scenario: Scenario, *, based_on: str, by: User) -> int:
    """Place the cards as proposed, as one change that can be undone; how many moved.

    Raises NotAllowed where there is nothing to apply, and Stale for a proposal made for other cards or constraints.
    """
    scenario = lock(scenario)
    _check_clear(scenario, by)
    proposal = scenario.proposal or {}
    if not proposal.get("feasible") or proposal["based_on"] != based_on:
        raise NotAllowed(_("This proposal was applied or left already. Look for the best set again."))
    if digest(scenario) != based_on:
        raise Stale(_("The scenario has changed since this was proposed. Look for the best set again."), scenario)
    items = {item.application_id: item for item in scenario.items.select_for_update()}
    moved = changes(items, proposal)
    before = {pk: (state(item), hand(item)) for pk, item in items.items()}
    put_back(items, [(items[pk], target) for pk, target in moved.items()])
    scenario.proposal = None
    scenario.save(update_fields=["proposal"])
    if moved:
        _write(scenario, items, before, by)
    audit.record(scenario, "best set applied", by=by, why=f"{len(moved)} moved")
    return len(moved)


def _write(scenario: Scenario, items: dict[int, ScenarioItem], before: dict[int, Any], by: User) -> None:
    """Every card whose place is another now is part of the change, those that moved up the waiting list as well."""
    differ = [pk for pk, item in items.items() if before[pk][0] != state(item)]
    for pk in differ:
        items[pk].at = clock.now()
    counted(scenario)
    write(scenario, items.values())
    for pk in differ:
        told(scenario, items[pk], before[pk], by=by, by_hand=False, why="")


@transaction.atomic
def leave(scenario: Scenario, *, by: User) -> None:
    """Throw the proposal away."""
    scenario = lock(scenario)
    if scenario.proposal is not None:
        scenario.proposal = None
        scenario.save(update_fields=["proposal"])
        audit.record(scenario, "best set left", by=by)


def _check_clear(scenario: Scenario, by: User) -> None:
    if hides_from(scenario, by):
        raise NotAllowed(
            _("Ask a colleague to do this: a conflict of interest keeps you from seeing all of the shortlist.")
        )


def after(items: dict[int, ScenarioItem], proposal: dict[str, Any]) -> set[int]:
    """The applications that would be in seats."""
    moved = changes(items, proposal)
    return {pk for pk, item in items.items() if moved.get(pk, item.outcome) == Outcome.SELECT}
