"""Who reads in the round of the access world: the reviewer of column `revw`, whose review is not written yet."""

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, links
from selection.models import RoundReviewer
from selection.services.matching_mails import LINK

PUBLIC = {"/review/answer/<str:token>/": "a reviewer accepts or declines by the link of a mail, without signing in"}


def make(world):
    world.in_round = RoundReviewer.objects.get(round=world.round, reviewer=world.people["revw"])
    world.answer_link = links.make(LINK, world.in_round, recipient="r@city.example", expires_at=world.round.closes)
    world.free_reviewer = UserFactory(role="reviewer")
    world.other_in_round = RoundReviewer.objects.create(round=world.round, reviewer=UserFactory(role="reviewer"))


def parameters(world):
    pk = world.round.pk
    return {
        r"^/review/answer/": {"token": world.answer_link.token},
        r"^/staff/selection/rounds/<int:pk>/(reviewers|board)/": {"pk": pk, "row": world.in_round.pk},
        r"^/staff/selection/rounds/<int:pk>/applications/": {"pk": pk, "reference": world.read.reference},
        r"^/staff/selection/assignments/": {"pk": world.assignment.pk},
    }


def until():
    return f"{clock.ahead(days=30):%Y-%m-%dT%H:%M}"


ROUND = "/staff/selection/rounds/<int:pk>/"
ASSIGNMENT = "/staff/selection/assignments/<int:pk>/"
POSTS = {
    f"{ROUND}reviewers/": lambda world: {"people": [world.free_reviewer.pk], "minutes": "300"},
    f"{ROUND}reviewers/<int:row>/": lambda _world: {"minutes": "300"},
    f"{ROUND}reviewers/<int:row>/extend/": lambda _world: {"until": until()},
    f"{ROUND}reviewers/<int:row>/off/": lambda _world: {"why": "A long journey"},
    f"{ROUND}applications/<str:reference>/": lambda world: {
        "reviewer": world.other_in_round.reviewer_id,
        "why": "Reads Spanish",
    },
    f"{ASSIGNMENT}extend/": lambda _world: {"until": until()},
    f"{ASSIGNMENT}reassign/": lambda world: {
        "other-reviewer": world.other_in_round.reviewer_id,
        "other-why": "Reads Spanish",
    },
    f"{ASSIGNMENT}take-back/": lambda _world: {"back-why": "Too much"},
    "/review/answer/<str:token>/": lambda _world: {"yes": "1"},
}
