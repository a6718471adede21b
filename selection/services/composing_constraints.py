"""What a scenario asks of its cohort: at least, at most or exactly so many seats of a kind.

They move no card by themselves. Each verb locks the scenario, so that of two people at once both are kept.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from cda_portal.accounts.models import User
from cda_portal.core import audit
from selection.models import Constraint, Scenario
from selection.services.composing import lock
from selection.services.errors import NotAllowed

MOST = 40


@transaction.atomic
def add(scenario: Scenario, dimension: str, value: str, *, bound: str, number: int, by: User) -> Constraint:
    """Ask for it. Asked for with another number before, it is that one with this number, switched on."""
    scenario = lock(scenario)
    if scenario.constraints.count() >= MOST:
        raise NotAllowed(_("There are %(count)d constraints already. Remove one first.") % {"count": MOST})
    constraint, made = Constraint.objects.update_or_create(
        scenario=scenario, dimension=dimension, value=value, bound=bound, defaults={"number": number, "active": True}
    )
    audit.record(scenario, "constraint added" if made else "constraint changed", by=by)
    return constraint


@transaction.atomic
def switch(constraint: Constraint, active: bool, *, by: User) -> None:
    """Switched off it is kept and asks for nothing."""
    scenario = lock(constraint.scenario)
    if Constraint.objects.filter(pk=constraint.pk).exclude(active=active).update(active=active):
        audit.record(scenario, "constraint switched on" if active else "constraint switched off", by=by)


@transaction.atomic
def remove(constraint: Constraint, *, by: User) -> None:
    scenario = lock(constraint.scenario)
    if Constraint.objects.filter(pk=constraint.pk).delete()[0]:
        audit.record(scenario, "constraint removed", by=by)


@transaction.atomic
def relax(constraint: Constraint, *, by: User) -> int:
    """Ask for what the latest search has found to be possible instead; the number. Raises NotAllowed without one."""
    scenario = lock(constraint.scenario)
    wanted = (scenario.proposal or {}).get("relax", [])
    number = next((one["number"] for one in wanted if one["constraint"] == constraint.pk), None)
    if number is None:
        raise NotAllowed(_("The latest search did not ask for that. Look for the best set again."))
    if Constraint.objects.filter(pk=constraint.pk).exclude(number=number).update(number=number):
        audit.record(scenario, "constraint changed", by=by)
    return int(number)
