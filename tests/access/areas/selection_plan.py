"""A plan of who reads what in a round of its own, which the worker's job has made."""

from applications.tests.factories import CallFactory
from selection.services import matching_plan
from selection.tests.factories import RoundFactory, RoundReviewerFactory, sent_application


def make(world):
    call = CallFactory(programme_start=world.past.programme_start.replace(year=2022))
    world.plan_round = RoundFactory(call=call, reviews_each=1)
    application = sent_application(call, city=world.city, reference="CDA-2022-PLAN")
    reviewer = RoundReviewerFactory(round=world.plan_round).reviewer
    world.plan = world.plan_round.plans.create(
        pairs=[[application.pk, reviewer.pk]],
        figures={"gap": 0, "minutes": {str(application.pk): 20}, "limits": {str(reviewer.pk): 600}},
        based_on=matching_plan.digest(world.plan_round),
        by=world.people["ofcr"],
    )


def parameters(world):
    return {r"^/staff/selection/rounds/<int:pk>/matching/": {"pk": world.plan_round.pk}}


ROUND = "/staff/selection/rounds/<int:pk>/matching/"
POSTS = {f"{ROUND}{act}/": lambda world: {"plan": world.plan.pk} for act in ("apply", "discard")}
