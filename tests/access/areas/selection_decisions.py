"""A draft of decisions that the officer made, and released ones with a proposed correction; both decide about the city."""

from datetime import timedelta

from applications.models import Application
from applications.tests.factories import CallFactory
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from selection.models import ScenarioItem
from selection.services import decisions, decisions_corrections, decisions_letters, decisions_release
from selection.tests.factories import RoundFactory, ScenarioFactory, sent_application

DAY = {"confirm_by": "2030-01-01T12:00"}


def make(world):
    officer, approver = world.people["ofcr"], UserFactory(role="approver")
    world.provisional = _drafted(world, year=2024, reference="CDA-2024-PRVL", by=officer)
    world.released = _drafted(world, year=2023, reference="CDA-2023-RLSD", by=officer)
    arrange(world.released)
    seal = decisions_letters.seal(world.released, decisions_letters.drafts(world.released))
    decisions_release.approve(world.released, by=approver, seen=seal, anyway=True)
    decisions_release.publish(world.released, by=approver)
    world.released.refresh_from_db()
    world.wrong = _of(world.released, world.city)
    world.next_up = world.released.decisions.exclude(pk=world.wrong.pk).get()
    told = {"why": "Mixed up", "message": "We mixed two cities up."}
    world.correction = decisions_corrections.propose(world.wrong, "decline", by=UserFactory(role="officer"), **told)
    world.placed = Application.objects.get(reference="CDA-2023-RLSD")


def arrange(release):
    days = {"confirm_by": clock.now() + timedelta(days=20), "announced_at": None, "next_call_on": None}
    decisions.arrange(release, by=release.drafted_by, version=release.version, tell_rank=False, **days)
    release.refresh_from_db()


def _of(release, city):
    return release.decisions.select_related("release__call", "application").get(application__city=city)


def _drafted(world, *, year, reference, by):
    call = CallFactory(programme_start=world.past.programme_start.replace(year=year))
    scenario = ScenarioFactory(round=RoundFactory(call=call), seats=3)
    ours = sent_application(call, city=world.city, reference=reference)
    theirs = sent_application(call, city=CityFactory())
    ScenarioItem.objects.create(scenario=scenario, application=ours, outcome="select")
    ScenarioItem.objects.create(scenario=scenario, application=theirs, outcome="waitlist", rank=1)
    return decisions.draft(scenario, by=by)


def parameters(world):
    provisional, released = world.provisional, world.released
    slug = released.call.slug
    return {
        r"^/apply/.*/place/": {"reference": world.placed.reference},
        r"^/staff/selection/<slug:slug>/decisions/": {"slug": slug},
        r"^/staff/selection/<slug:slug>/letters/": {"slug": slug, "kind": "decline"},
        r"^/staff/selection/decisions/.*/waiting-list/": {"pk": released.pk},
        r"^/staff/selection/decisions/.*/kit/": {"pk": provisional.pk, "language": "es"},
        r"^/staff/selection/decisions/": {"pk": provisional.pk},
        r"^/staff/selection/decision/.*/extend/": {"pk": world.wrong.pk},
        r"^/staff/selection/decision/.*/correct/": {"pk": world.next_up.pk},
        r"^/staff/selection/decision/": {"pk": _of(provisional, world.city).pk},
        r"^/staff/selection/corrections/": {"pk": world.correction.pk},
    }


ONE = "/staff/selection/decisions/<int:pk>/"
CITY = "/staff/selection/decision/<int:pk>/"
POSTS = {
    "/apply/<str:reference>/place/decline/": lambda world: {"sure": "on"},
    "/staff/selection/<slug:slug>/decisions/": lambda world: {"scenario": world.released.scenario_id},
    "/staff/selection/<slug:slug>/letters/<slug:kind>/": lambda world: {
        "version": 0,
        "subject_en": "Hello {{ city }}",
        "body_en": "Not this time",
    },
    f"{ONE}days/": lambda world: {"version": 1, **DAY},
    f"{ONE}redraft/": lambda world: {"version": 1, "scenario": world.provisional.scenario_id},
    f"{ONE}discard/": lambda world: {"version": 1},
    f"{ONE}waiting-list/": lambda world: {"decision": world.next_up.pk, **DAY},
    f"{ONE}kit/": lambda world: {"text_en": "Fifteen cities"},
    f"{CITY}change/": lambda world: {"version": 1, "outcome": "decline", "reason": "Thin"},
    f"{CITY}feedback/": lambda world: {"version": 1, "text_en": "Clear"},
    f"{CITY}extend/": lambda world: {"until": "2030-01-01T12:00", "why": "They asked"},
    f"{CITY}correct/": lambda world: {"outcome": "decline", "why": "Mixed up", "message": "We mixed you up"},
}
