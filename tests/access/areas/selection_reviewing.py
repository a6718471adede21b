"""The reviewer has agreed to confidentiality, so that the way to their assignment is free."""

from selection.services import reviewing


def make(world):
    reviewing.agree(world.guide, by=world.people["revw"], language="en")


def parameters(world):
    return {
        r"^/review/rounds/": {"pk": world.round.pk},
        r"^/review/<int:pk>/": {"pk": world.assignment.pk, "key": "nothing", "remark": 10**9},
        r"^/staff/selection/applications/": {"reference": world.read.reference, "remark": 10**9},
    }


POSTS = {
    "/review/rounds/<int:pk>/welcome/": lambda _world: {"agree": "on"},
    "/review/<int:pk>/conflict/": lambda _world: {"reason": "Worked there"},
    "/review/<int:pk>/decline/": lambda _world: {"why": "No time this week"},
    "/review/<int:pk>/reading/": lambda _world: {"translated": "1"},
    "/staff/selection/applications/<str:reference>/": lambda world: {"text": "Look again", "round": world.round.pk},
}
