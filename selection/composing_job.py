"""The search for the best set as work in the background. Only workers load this module: it needs scipy."""

from typing import Any

from django.utils.translation import gettext as _

from cda_portal.core.jobs import Failed, Run, Told
from selection import composing
from selection.models import Scenario
from selection.services import composing_best
from selection.services.composing_best import Inputs


def run(run: Run) -> Told:
    """Keep a proposal in the job's scenario. Nothing of it is placed before somebody applies it."""
    scenario = Scenario.objects.select_related("call").filter(pk=run.job.parameters["scenario"]).first()
    if scenario is None or scenario.archived_at is not None:
        raise Failed(_("This scenario is archived. Restore it, then search again."))
    given = composing_best.inputs(scenario)
    proposal = {"based_on": given.based_on, **proposed(given)}
    run.step(1, 1)
    composing_best.propose(scenario, proposal)
    return Told(act="best set searched", what="", count=len(given.applications))


def proposed(given: Inputs) -> dict[str, Any]:
    """The best set, or the fewest constraints to relax so that there is one."""
    if len(given.seated) > given.seats:
        return {"feasible": False, "relax": [], "full": True}
    asked = [
        composing.Constraint((one.dimension, one.value), composing.Bound(one.bound), one.number)
        for one in given.constraints
    ]
    problem = composing.Problem(given.values, given.features, asked, given.seats, given.seated, given.out)
    found = composing.solve(problem)
    if found.feasible:
        return {"feasible": True, "seats": [given.applications[at] for at in found.chosen]}
    relaxed = composing.explain(problem)
    return {
        "feasible": False,
        "relax": [{"constraint": given.constraints[one.constraint].pk, "number": one.number} for one in relaxed],
    }
