"""A scenario over a ranking of the city's application and another's, with a constraint, a change and a proposal."""

from cda_portal.accounts.tests.factories import CityFactory
from selection.services import composing, composing_best, composing_constraints
from selection.tests.factories import RoundFactory, ranked, sent_application


def make(world):
    officer = world.people["ofcr"]
    round = RoundFactory(call=world.read_call)
    world.carded = sent_application(world.read_call, city=CityFactory(name="Carded"))
    ranked(round, world.read, world.carded)
    made = composing.create(round, name="Balanced", seats=1, by=officer)
    world.wish = composing_constraints.add(made, "country", "CO", bound="at_least", number=1, by=officer)
    made = composing.move(made, world.carded, "waitlist", why="Next", version=1, by=officer)
    composing.copy(made, name="Other", by=officer)
    proposal = {"based_on": composing_best.digest(made), "feasible": True, "seats": [world.read.pk]}
    composing_best.propose(made, proposal)
    made.refresh_from_db()
    world.scenario = made


def parameters(world):
    given = {"pk": world.scenario.pk, "version": world.scenario.version, "constraint": world.wish.pk, "act": "off"}
    return {
        r"^/staff/selection/<slug:slug>/scenarios/": {"slug": world.read_call.slug},
        r"^/staff/selection/scenarios/": {**given, "application": world.read.pk},
    }


ONE = "/staff/selection/scenarios/<int:pk>/"
POSTS = {
    "/staff/selection/<slug:slug>/scenarios/new/": lambda world: {
        "name": "New",
        "round": world.scenario.round_id,
        "seats": 1,
        "shortlist": 60,
    },
    f"{ONE}change/": lambda world: {"name": "Changed", "seats": 1, "version": world.scenario.version},
    f"{ONE}copy/": lambda world: {"name": "Copy"},
    f"{ONE}cards/<int:application>/": lambda world: {
        "to": "decline",
        "why": "Thin",
        "version": world.scenario.version,
    },
    f"{ONE}constraints/": lambda world: {"bound": "at_most", "number": 2, "what": "level:gold"},
    f"{ONE}proposal/": lambda world: {"based_on": world.scenario.proposal["based_on"]},
}
STATES = {f"{ONE}cards/<int:application>/@free": lambda world: {"application": world.carded.pk}}
