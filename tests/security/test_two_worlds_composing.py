"""Two states that differ in a draft of a cohort alone: cities and reviewers get equal pages, and so do conflicted staff."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from applications.tests.factories import member
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from selection import cards
from selection.models import Scenario, ScenarioItem
from selection.models.decision import ScenarioItemQuerySet
from selection.services import composing, composing_constraints
from selection.tests.composing import card, scenario_of
from tests.security import worlds

pytestmark = pytest.mark.django_db
WORD = worlds.WORD
UNSEEN = ["visitor", "person", "city lead", "reviewer", "coach"]


class World:
    """Five cities on cards; Clara conflicts with B."""

    def __init__(self):
        self.officer = UserFactory(role="officer")
        self.scenario = scenario_of(self.officer, seats=2)
        self.application = card(self.scenario, "B")
        clara = UserFactory(role="officer")
        Conflict.objects.create(user=clara, city=self.application.city, reason="Worked there", declared_by=self.officer)
        self.readers = {
            "visitor": None,
            "person": UserFactory(),
            "city lead": member(self.application.city),
            "reviewer": UserFactory(role="reviewer"),
            "coach": UserFactory(role="coach"),
            "officer": UserFactory(role="officer"),
            "officer with a conflict": clara,
        }

    def paths(self):
        one = self.scenario.get_absolute_url()
        slug, reference = self.scenario.call.slug, self.application.reference
        yield from ("/home/", "/staff/", "/review/", "/inbox/", f"/staff/selection/{slug}/scenarios/", one)
        yield from (f"/apply/{reference}/", f"/apply/{reference}/status/", f"{one}history/", f"{one}proposal/")
        yield f"{one}cards/{self.application.pk}/?to=waitlist"

    def read(self, who):
        cache.clear()
        client, user = Client(), self.readers[who]
        if user is not None:
            client.force_login(user)
        return {path: worlds.seen(client.get(path)) for path in self.paths()}

    def differences(self, who, *changes):
        """The pages that are others once the changes are made; the first state stands again afterwards."""
        before = self.read(who)
        with transaction.atomic():
            for change in changes:
                change(self)
            after = self.read(who)
            transaction.set_rollback(True)
        return [path for path in before if before[path] != after[path]]


def decided(world):
    """Whom the officer places where and why."""
    composing.move(world.scenario, card(world.scenario, "C"), "waitlist", why=WORD, version=1, by=world.officer)


def told(world):
    composing_constraints.add(world.scenario, "level", "gold", bound="at_least", number=1, by=world.officer)
    Scenario.objects.update(name=WORD, note=WORD, seats=9, proposal={"based_on": "", "feasible": True, "seats": []})


def of_the_hidden_city(world):
    """What is written about B, at the place where it is."""
    ScenarioItem.objects.filter(application=world.application).update(by_hand=True, why=WORD)
    world.application.city.name = WORD
    world.application.city.country = "HT"
    world.application.city.population = 5
    world.application.city.save()


@pytest.fixture
def world():
    return World()


@pytest.mark.parametrize("who", UNSEEN)
def test_nobody_outside_staff_learns_of_a_scenario(world, who):
    assert world.differences(who, decided, told) == []


def test_conflicted_staff_learn_nothing_of_the_city(world):
    assert world.differences("officer with a conflict", of_the_hidden_city) == []


def test_the_officer_reads_it(world):
    one = world.scenario.get_absolute_url()
    assert {one, f"{one}history/"} <= set(world.differences("officer", decided, told))
    assert one in world.differences("officer", of_the_hidden_city)


@pytest.mark.fault
def test_twin_without_its_guard_the_hidden_city_is_seen(monkeypatch, world):
    monkeypatch.setattr(ScenarioItemQuerySet, "visible_to", lambda rows, user: rows)
    monkeypatch.setattr(cards, "_hidden_places", lambda scenario, user: [])
    assert world.differences("officer with a conflict", of_the_hidden_city) != []
