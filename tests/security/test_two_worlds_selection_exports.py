"""Two states that differ in what a reader may not see give them equal sheets of selection, and an equal page of
translations: a city they conflict with, and what reviewers wrote for nobody but themselves."""

import pytest
from django.core.cache import cache
from django.db.models import F
from django.http import QueryDict
from django.test import Client
from django.utils.module_loading import import_string

from applications.models import AnswerTranslation, Application, Submission
from cda_portal.accounts.models import City, Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.exports import declared
from selection import exports
from selection.models import Decision, Release, Review, ReviewAssignment, Score, Standing
from selection.models.decision import DecisionQuerySet, ScenarioItemQuerySet
from selection.models.panel import StandingQuerySet
from selection.tests.factories import AssignmentFactory, RoundFactory, ScenarioFactory, ranked, reviewed, rubric_with
from selection.tests.translated import a_call, sent, translated
from tests.security import worlds

pytestmark = pytest.mark.django_db
WORD = worlds.WORD
NAMES = ("ranking", "reviews", "assignments", "conflicts", "scenario", "decisions", "translations")


class World:
    """Three cities: read, translated, ranked, in a scenario and decided about. One officer conflicts with the first."""

    def __init__(self):
        call = a_call()
        self.round = RoundFactory(call=call)
        rubric = rubric_with(call, "problem", "team")
        cities = [CityFactory(name=name) for name in ("Bello", "Envigado", "Sabaneta")]
        self.rows = [sent(call, city=city, reference=f"CDA-2027-{n}") for n, city in enumerate(cities)]
        for application in self.rows:
            reviewed(AssignmentFactory(round=self.round, application=application), rubric, [4, 3], private="Mine")
            translated(application, "title", "Buses on time")
        ranked(self.round, *self.rows)
        scenario = ScenarioFactory(round=self.round)
        release = Release.objects.create(call=call, scenario=scenario, drafted_by=scenario.by)
        for rank, application in enumerate(self.rows, start=1):
            told = {"application": application, "outcome": "waitlist", "rank": rank}
            scenario.items.create(**told)
            Decision.objects.create(release=release, **told)
        reviewer, self.officer, self.conflicted = (
            UserFactory(role="reviewer"),
            *(UserFactory(role="officer") for _each in range(2)),
        )
        for city in cities:
            Conflict.objects.create(user=reviewer, city=city, reason="Lives there", declared_by=self.officer)
        Conflict.objects.create(user=self.conflicted, city=cities[0], reason="Worked", declared_by=self.officer)
        self.query = f"call={call.slug}&round={self.round.pk}&scenario={scenario.pk}&release={release.pk}"
        self.page = f"/staff/selection/{call.slug}/translations/"

    def read(self, user):
        found = {}
        for name in NAMES:
            table = import_string(declared()[name].table)(user, QueryDict(self.query), False)
            found[name] = (
                table.total,
                [column.label for column in table.columns],
                [list(one) for one in table.batches],
            )
        cache.clear()
        client = Client()
        client.force_login(user)
        found["page"] = worlds.seen(client.get(self.page))
        return found

    def differences(self, user, change):
        first = self.read(user)
        change(self)
        second = self.read(user)
        return sorted(name for name in first if first[name] != second[name])


def hidden_city(world):
    """All about the first city is otherwise, in other words; it goes from the first place to the last."""
    one = world.rows[0]
    Standing.objects.exclude(application=one).update(place=F("place") - 1)
    Standing.objects.filter(application=one).update(place=3, raw=1, calibrated=1, low=1, high=2, means={"team": 1})
    reviews = Review.objects.filter(assignment__application=one)
    reviews.update(for_panel=WORD, for_city=WORD, total=1, reading="translated", submitted_at=worlds.NOW)
    Score.objects.filter(review__in=reviews).update(value=1)
    ReviewAssignment.objects.filter(application=one).update(why=WORD, minutes=99, opened_at=worlds.NOW)
    Conflict.objects.filter(city=one.city).update(reason=WORD)
    one.scenario_items.update(outcome="decline", rank=None, by_hand=True, why=WORD)
    Decision.objects.filter(application=one).update(outcome="select", rank=None, reason=WORD, feedback={"en": WORD})
    AnswerTranslation.objects.filter(answer__application=one).update(text=WORD, language="fr", origin="machine")
    Application.objects.filter(pk=one.pk).update(language="pt-br")
    City.objects.filter(pk=one.city_id).update(name=WORD)
    first = Submission.objects.get(application=one)
    answers = [{**answer, "value": WORD, "language": "en"} for answer in first.snapshot["answers"]]
    Submission.objects.create(
        application=one, number=2, arrived_at=first.arrived_at, late=False, by=first.by, sha256="",
        snapshot={**first.snapshot, "answers": answers},
    )  # fmt: skip


def private_notes(_world):
    Review.objects.update(private=WORD)


def test_a_city_that_somebody_conflicts_with_changes_no_sheet_of_theirs():
    with clock.standing_at(worlds.NOW):
        world = World()
        everything_else_below(world)
        assert world.differences(world.conflicted, hidden_city) == []
        rows = [row for batch in world.read(world.conflicted)["ranking"][2] for row in batch]
        assert [(row[0], row[4]) for row in rows] == [(1, "Envigado"), (2, "Sabaneta")]


def everything_else_below(world):
    """Bands that reach over the hidden city's old and new place alike, so that its move leaves them as they are."""
    Standing.objects.exclude(application=world.rows[0]).update(rank_low=1, rank_high=9)


def test_a_private_note_changes_nobody_s_sheet():
    with clock.standing_at(worlds.NOW):
        world = World()
        assert world.differences(world.officer, private_notes) == []


def test_whoever_has_no_conflict_reads_the_city():
    with clock.standing_at(worlds.NOW):
        world = World()
        found = world.differences(world.officer, hidden_city)
        assert found == sorted([*NAMES, "page"])


# ---- twins


@pytest.mark.fault
def test_twin_without_its_guards_a_conflicted_officer_reads_it(monkeypatch):
    for rows in (DecisionQuerySet, ScenarioItemQuerySet, StandingQuerySet):
        monkeypatch.setattr(rows, "visible_to", lambda rows, user: rows)
    monkeypatch.setattr(exports, "_counting", lambda user: Review.objects.counting())
    with clock.standing_at(worlds.NOW):
        world = World()
        assert {"decisions", "ranking", "reviews", "scenario"} <= set(world.differences(world.conflicted, hidden_city))


@pytest.mark.fault
def test_twin_a_sheet_with_private_notes_is_seen(monkeypatch):
    told = tuple("private" if name == "for_city" else name for name in exports.REVIEW)
    monkeypatch.setattr(exports, "REVIEW", told)
    with clock.standing_at(worlds.NOW):
        world = World()
        assert world.differences(world.officer, private_notes) == ["reviews"]
