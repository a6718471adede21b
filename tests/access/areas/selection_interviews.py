"""An interview with the city of the access world, in a round of its own, held by the reviewer of column `revw`."""

from cda_portal.core import clock
from selection.services import interviews
from selection.tests.factories import AssignmentFactory, RoundFactory


def make(world):
    world.talks = RoundFactory(call=world.read_call, kind="interview")
    AssignmentFactory(round=world.talks, application=world.read, reviewer=world.people["revw"])
    world.talk = interviews.arrange(
        world.talks, world.read, meets_at=when(), meets_where="Here", version=0, by=world.people["ofcr"]
    )


def when():
    return clock.ahead(days=3).replace(second=0, microsecond=0)


def parameters(world):
    page = r"^/staff/selection/rounds/<int:pk>/applications/<str:reference>/interview/"
    return {page: {"pk": world.talks.pk, "reference": world.read.reference}}


PAGE = "/staff/selection/rounds/<int:pk>/applications/<str:reference>/interview/"
POSTS = {
    PAGE: lambda _world: {"meets_at": f"{clock.ahead(days=5):%Y-%m-%dT%H:%M}", "meets_where": "There", "version": "1"},
    f"{PAGE}call-off/": lambda _world: {"off-why": "A storm", "off-version": "1"},
}
