"""Two states that differ in scores, places, severities and notes of panels: who may not read them gets equal pages."""

import pytest
from django.core.cache import cache
from django.db.models import F
from django.test import Client
from django.urls import reverse

from applications.tests.factories import member
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from selection.models import Calibration, PanelItem, Review, Score, Severity, Standing
from selection.models.panel import PanelItemQuerySet, StandingQuerySet
from selection.services import ranking, ranking_panels
from selection.tests.factories import AssignmentFactory, RoundFactory, reviewed, rubric_with, sent_application
from tests.security import worlds

pytestmark = pytest.mark.django_db
WORD = worlds.WORD


class World:
    """Three cities are ranked and talked over by a panel in which a reviewer sits; somebody conflicts with the second."""

    def __init__(self):
        self.round = RoundFactory(scores_changed_at=clock.now())
        rubric = rubric_with(self.round.call, "problem", "team")
        self.cities = [CityFactory(name=name) for name in ("Bello", "Envigado", "Sabaneta")]
        other = [UserFactory(role="reviewer"), UserFactory(role="reviewer")]
        reviewer, officer = UserFactory(role="reviewer"), UserFactory(role="officer")
        self.own = []
        for number, city in enumerate(self.cities):
            application = sent_application(self.round.call, city=city, reference=f"CDA-2027-{number}")
            for person in other:
                assignment = AssignmentFactory(round=self.round, application=application, reviewer=person)
                reviewed(assignment, rubric, [5 - number, 4 - number])
            self.own.append(AssignmentFactory(round=self.round, application=application, reviewer=reviewer))
        ranking.calibrate(self.round)
        self.panel = ranking_panels.make(self.round, "Panel", None, [officer, reviewer], by=officer)
        ranking_panels.build(self.panel, 3, [], by=officer)
        conflicted = UserFactory(role="officer")
        Conflict.objects.create(user=conflicted, city=self.cities[1], reason="Worked", declared_by=officer)
        self.readers = {
            "visitor": None,
            "person": UserFactory(),
            "lead of a ranked city": member(self.cities[0]),
            "reviewer": reviewer,
            "coach": UserFactory(role="coach"),
            "officer with a conflict": conflicted,
        }

    def paths(self):
        pages = [reverse(f"selection:{name}", args=[self.round.pk]) for name in ("ranking", "ranking-reviewers")]
        pages += [f"{pages[0]}?sort={sort}" for sort in ("raw", "-calibrated", "-spread")]
        pages += [f"{pages[0]}?reviews=few", f"{pages[0]}?country=CO"]
        pages += [reverse(f"selection:{name}", args=[self.round.call.slug]) for name in ("rankings", "panels")]
        pages += [reverse(f"selection:{name}", args=[self.panel.pk]) for name in ("panel", "review-panel")]
        for number in range(3):
            pages.append(reverse("selection:panel-item", args=[self.panel.pk, f"CDA-2027-{number}"]))
            pages += [f"/staff/applications/CDA-2027-{number}/", f"/apply/CDA-2027-{number}/"]
        return [*pages, "/home/", "/staff/", "/review/", "/staff/search/?q=CDA"]

    def read(self, who):
        cache.clear()
        client, user = Client(), self.readers[who]
        if user is not None:
            client.force_login(user)
        return {path: worlds.seen(client.get(path)) for path in self.paths()}

    def differences(self, who, changes):
        first = self.read(who)
        for change in changes:
            change(self)
        second = self.read(who)
        return sorted(path for path in first if first[path] != second[path])


def scores(world):
    Score.objects.update(value=1)
    Review.objects.update(for_panel=WORD, total=1)


def ranks(world):
    Standing.objects.update(
        place=4 - F("place"), raw=2, calibrated=2.5, low=1, high=3, rank_low=1, rank_high=3, spread=3
    )
    Severity.objects.update(severity=1.5, mean=2)
    Calibration.objects.update(agreement={"total": 0.9}, corrected=False)


def notes(world):
    PanelItem.objects.update(note=WORD, note_by=world.panel.by, note_at=worlds.NOW, discussed_at=worlds.NOW)


def hidden_city(world):
    """All that is known of the second city, which goes from the second place to the first, and on top of the agenda."""
    mine = {"application__city": world.cities[1]}
    Score.objects.filter(review__assignment__application__city=world.cities[1]).update(value=5)
    Review.objects.filter(assignment__application__city=world.cities[1]).update(total=5, submitted_at=worlds.NOW)
    Standing.objects.filter(place=1).update(place=2)
    Standing.objects.filter(**mine).update(
        place=1, raw=5, calibrated=5, low=1, high=5, rank_low=1, rank_high=1, reviews=1, spread=4
    )
    PanelItem.objects.filter(**mine).update(position=0, note=WORD, note_at=worlds.NOW, discussed_at=worlds.NOW)


EVERYTHING = [scores, ranks, notes]
HIDDEN = {
    "visitor": EVERYTHING,
    "person": EVERYTHING,
    "lead of a ranked city": EVERYTHING,
    "reviewer": EVERYTHING,
    "coach": EVERYTHING,
    "officer with a conflict": [hidden_city],
}


@pytest.mark.parametrize("who", HIDDEN)
def test_scores_places_and_notes_change_nothing_for_those_who_may_not_read_them(who):
    with clock.standing_at(worlds.NOW):
        assert World().differences(who, HIDDEN[who]) == []


def places_as_they_are(monkeypatch):
    monkeypatch.setattr(StandingQuerySet, "hidden_places", lambda rows, user: [])


def standings_of_all(monkeypatch):
    monkeypatch.setattr(StandingQuerySet, "visible_to", lambda rows, user: rows)


def items_of_all(monkeypatch):
    monkeypatch.setattr(PanelItemQuerySet, "visible_to", lambda rows, user: rows)


@pytest.mark.fault
@pytest.mark.parametrize("plant", [places_as_they_are, standings_of_all, items_of_all])
def test_twin_without_its_guard_it_is_seen(monkeypatch, plant):
    plant(monkeypatch)
    with clock.standing_at(worlds.NOW):
        assert World().differences("officer with a conflict", [hidden_city]) != []
