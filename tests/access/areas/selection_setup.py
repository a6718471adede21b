"""A call of its own whose selection is being set up: two versions of a rubric, a guide, and rounds that nobody uses."""

from datetime import timedelta

from applications import call_states
from applications.tests.factories import CallFactory
from cda_portal.core import clock
from selection.models import Rubric
from selection.services import setup, setup_rubric
from selection.tests.factories import GuideFactory, RoundFactory, rubric_with, sent_application


def make(world):
    call = world.setup_call = CallFactory(programme_start=world.past.programme_start.replace(year=2023))
    for version in (1, 2):
        rubric_with(call, "problem", "team", version=version)
    world.setup_guide = GuideFactory(call=call)
    world.setup_round = RoundFactory(call=call)
    world.spare_round = RoundFactory(call=call, name={"en": "Spare"})
    world.screening = RoundFactory(call=call, kind="screening")
    world.to_screen = sent_application(call, city=world.city, reference="CDA-2023-SCRN")
    world.to_pass = sent_application(call)


def parameters(world):
    slug, screening = world.setup_call.slug, world.screening.pk
    return {
        r"^/staff/selection/rounds/<int:pk>/screening/": {"pk": screening, "reference": world.to_screen.reference},
        r"^/staff/selection/rounds/<int:pk>/delete/": {"pk": world.spare_round.pk},
        r"^/staff/selection/rounds/<int:pk>/(edit/)?$": {"pk": world.setup_round.pk},
        r"^/staff/selection/<slug:slug>/guide/": {"slug": slug, "name": "guide", "act": "confirm"},
        r"^/staff/selection/<slug:slug>/rubric/": {"slug": slug, "key": "problem", "act": "confirm", "number": 1},
        r"^/staff/selection/<slug:slug>/(rounds/new/)?$": {"slug": slug},
    }


def criterion(world, key="problem"):
    return Rubric.objects.in_force(world.setup_call).criteria.get(key=key)


def a_round(**fields):
    opens = clock.now() + timedelta(days=30)
    return {
        "kind": "scoring",
        "name_en": "Second reading",
        "opens": f"{opens:%Y-%m-%dT%H:%M}",
        "closes": f"{opens + timedelta(days=9):%Y-%m-%dT%H:%M}",
        "reviews_each": "3",
        "sees": "never",
        **fields,
    }


def written(world):
    mark = setup_rubric.mark(criterion(world))
    return {"was": mark, "weight": "2", "ranks": "on", "title_en": "The problem", "anchor_1_en": "None"}


CALL, ROUND = "/staff/selection/<slug:slug>/", "/staff/selection/rounds/<int:pk>/"
POSTS = {
    f"{CALL}rounds/new/": lambda world: a_round(),
    f"{ROUND}edit/": lambda world: a_round(was=setup.round_mark(world.setup_round)),
    f"{ROUND}screening/pass/": lambda world: {"rows": str(world.to_pass.pk), "confirm": "1"},
    f"{ROUND}screening/<str:reference>/": lambda world: {"version": "0", "outcome": "unsure", "reason": "No team"},
    f"{CALL}rubric/criteria/new/": lambda world: {"key": "reach", "weight": "1", "ranks": "on", "title_en": "Reach"},
    f"{CALL}rubric/criteria/move/": lambda world: {"move": "down-problem"},
    f"{CALL}rubric/criterion/<slug:key>/": written,
    f"{CALL}rubric/criterion/<slug:key>/remove/": lambda world: {"was": setup_rubric.mark(criterion(world))},
    f"{CALL}rubric/scale/": lambda world: {"low": "1", "high": "4", "was": "1-5"},
    f"{CALL}rubric/versions/<int:number>/": lambda world: {"was": "2", "why": "It was better"},
    f"{CALL}guide/text/<slug:name>/": lambda world: {
        "was": call_states.mark(world.setup_guide.guide),
        "guide_en": "Read twice, then score.",
    },
    f"{CALL}guide/scores/": lambda world: {"was": call_states.mark({}), "score_0": "3", "why_0_en": "It is clear"},
}
