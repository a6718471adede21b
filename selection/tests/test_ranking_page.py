"""Staff's pages of a ranking: what they say, how they are narrowed, and what somebody with a conflict is told."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.tests.factories import InterestFormFactory, theme
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from selection.models import Calibration, Review, ReviewRound, Severity, Standing
from selection.services import ranking
from selection.tests.factories import (
    AssignmentFactory,
    RoundFactory,
    RoundReviewerFactory,
    reviewed,
    rubric_with,
    sent_application,
)

pytestmark = pytest.mark.django_db


def page_of(round, user, name="ranking", **query):
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"selection:{name}", args=[round.pk]), query)


def told(response):
    """The text of the page's main part, tags away."""
    main = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def cities(response):
    return [row["city"] for row in response.context["rows"]]


class Ranked:
    """As many applications as asked, best first; each was read by Strict and by Generous, who gives a point more."""

    def __init__(self, count=3):
        self.round = RoundFactory(scores_changed_at=clock.now(), reviews_each=2)
        self.rubric = rubric_with(self.round.call, "problem", "team")
        self.strict = UserFactory(role="reviewer", full_name="Stella Strict")
        self.generous = UserFactory(role="reviewer", full_name="Gina Generous")
        self.officer = UserFactory(role="officer")
        for person in (self.strict, self.generous):
            RoundReviewerFactory(round=self.round, reviewer=person)
        self.applications = []
        for number in range(count):
            city = CityFactory(name=f"City {number}", country=["CO", "BR", "MX"][number % 3])
            application = sent_application(
                self.round.call, city=city, reference=f"CDA-2027-{number}", language=["es", "pt-br", "es"][number % 3]
            )
            self.applications.append(application)
            self.review(application, self.strict, max(4 - number, 1))
            self.review(application, self.generous, max(5 - number, 2))
        ranking.calibrate(self.round)

    def review(self, application, reviewer, score):
        assignment = AssignmentFactory(round=self.round, application=application, reviewer=reviewer)
        return reviewed(assignment, self.rubric, [score, score])


@pytest.fixture
def three():
    return Ranked()


def test_the_ranking_says_what_it_rests_on_and_what_was_corrected(three):
    response = page_of(three.round, three.officer)
    assert cities(response) == ["City 0", "City 1", "City 2"]
    row = response.context["rows"][0]
    assert (row["place"], row["band"], row["calibrated"], row["raw"]) == (1, "Alone at its place", "4.50", "4.50")
    assert (row["reviews"], row["spread"], row["far"], row["country"]) == ("2 of 2", "1.0", False, "Colombia")
    text = told(response)
    assert "3 applications are ranked. 6 reviews are counted." in text
    lower = "1 reviewer scored on average 0.5 lower than the others on the same applications, which was added: Stella"
    assert lower in text
    assert "1 reviewer scored on average 0.5 higher" in text
    assert "Reviewers agree little: talk over what lies close (Krippendorff’s alpha 0.55)." in text
    assert "No score has changed since." in text


def test_the_picture_says_its_numbers(three):
    picture = page_of(three.round, three.officer).context["rows"][1]["picture"]
    assert picture.startswith('<svg class="interval" viewBox="0 0 140 14" role="img"><title>Calibrated score 3.50<')
    assert "<desc>Nine times in ten between 2.04 and 4.96</desc>" in picture
    assert '<circle cx="86.0" cy="7" r="3.5"/>' in picture  # at 3.5 of 1 to 5: 6 and five eighths of 128


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["City 0", "City 1", "City 2"]),
        ({"sort": "-place"}, ["City 2", "City 1", "City 0"]),
        ({"sort": "raw"}, ["City 2", "City 1", "City 0"]),
        ({"sort": "-calibrated"}, ["City 0", "City 1", "City 2"]),
        ({"sort": "-spread"}, ["City 1", "City 0", "City 2"]),
        ({"sort": "nonsense"}, ["City 0", "City 1", "City 2"]),
        ({"country": "BR"}, ["City 1"]),
        ({"language": "es"}, ["City 0", "City 2"]),
        ({"theme": "housing"}, ["City 2"]),
        ({"reviews": "few"}, ["City 1"]),
        ({"country": "XX"}, ["City 0", "City 1", "City 2"]),
        ({"country": "CO", "language": "pt-br"}, []),
    ],
)
def test_filters_and_order_stand_in_the_address(three, query, found):
    form = InterestFormFactory(call=three.round.call, city=three.applications[2].city)
    form.themes.add(theme("housing"))
    Application.objects.filter(pk=three.applications[2].pk).update(form=form)
    Standing.objects.filter(application=three.applications[1]).update(spread=3, reviews=1)
    assert cities(page_of(three.round, three.officer, **query)) == found


def test_reviewers_far_apart_and_reviews_that_are_missing_are_marked(three):
    Standing.objects.filter(place=2).update(spread=2.0)
    Standing.objects.filter(place=3).update(reviews=1, spread=4.0)
    rows = page_of(three.round, three.officer).context["rows"]
    assert [(row["far"], row["few"]) for row in rows] == [(False, False), (True, False), (False, True)]


def test_ties_are_told_as_a_band(three):
    Standing.objects.filter(place=2).update(rank_low=1, rank_high=3)
    assert [row["band"] for row in page_of(three.round, three.officer).context["rows"]] == [
        "Alone at its place",
        "1–3 are tied",
        "Alone at its place",
    ]


def conflicted_with(application, role="officer"):
    person = UserFactory(role=role)
    Conflict.objects.create(user=person, city=application.city, reason="Worked there", declared_by=person)
    return person


def test_who_conflicts_with_a_city_reads_a_ranking_without_it_and_without_a_gap(three):
    Standing.objects.update(rank_low=1, rank_high=3)
    person = conflicted_with(three.applications[1])
    response = page_of(three.round, person)
    assert [(row["place"], row["city"], row["band"]) for row in response.context["rows"]] == [
        (1, "City 0", "1–2 are tied"),
        (2, "City 2", "1–2 are tied"),
    ]
    assert "2 applications are ranked. 4 reviews are counted." in told(response)
    reviewers = page_of(three.round, person, "ranking-reviewers").context["rows"]
    assert [(row["name"], row["reviews"], row["mean"]) for row in reviewers] == [
        ("Stella Strict", 2, "3.00"),
        ("Gina Generous", 2, "4.00"),
    ]


def test_reviewers_and_agreement(three):
    response = page_of(three.round, three.officer, "ranking-reviewers")
    assert response.context["rows"] == [
        {
            "name": "Stella Strict",
            "reviews": 3,
            "mean": "3.00",
            "severity": "−0.50",
            "words": "Stricter than the others",
        },
        {
            "name": "Gina Generous",
            "reviews": 3,
            "mean": "4.00",
            "severity": "+0.50",
            "words": "More generous than the others",
        },
    ]
    assert [(row["title"], row["alpha"]) for row in response.context["agreed"]] == [
        ("The weighted total", "0.55"),
        ("Problem", "0.57"),
        ("Team", "0.57"),
    ]


def test_what_was_sent_since_is_told(three):
    Calibration.objects.update(at=clock.ago(hours=1))
    ReviewRound.objects.update(scores_changed_at=clock.now())
    Review.objects.filter(assignment__application=three.applications[0]).update(submitted_at=clock.ago(hours=2))
    assert "4 reviews were sent since." in told(page_of(three.round, three.officer))
    assert "2 reviews were sent since." in told(page_of(three.round, conflicted_with(three.applications[2])))
    Review.objects.update(submitted_at=clock.ago(hours=2))
    assert "Scores or conflicts changed since." in told(page_of(three.round, three.officer))


def test_before_there_is_a_ranking_the_pages_say_so():
    round, officer = RoundFactory(), UserFactory(role="officer")
    assert "Nothing is ranked yet" in told(page_of(round, officer))
    assert "Nothing is calculated yet" in told(page_of(round, officer, "ranking-reviewers"))
    client = Client()
    client.force_login(officer)
    address = reverse("selection:rankings", args=[round.call.slug])
    assert client.get(address)["Location"] == reverse("selection:ranking", args=[round.pk])
    round.delete()
    assert "No round of scoring yet" in told(client.get(address))


def test_several_versions_of_the_rubric_are_told(three):
    Calibration.objects.update(versions=2)
    assert "several versions of the rubric" in told(page_of(three.round, three.officer))


def test_too_few_overlaps_are_told():
    round = RoundFactory(scores_changed_at=clock.now())
    rubric = rubric_with(round.call, "problem")
    reviewed(AssignmentFactory(round=round), rubric, [3])
    ranking.calibrate(round)
    response = page_of(round, UserFactory(role="observer"))
    assert "Nothing was corrected: too few applications" in told(response)
    assert response.context["rows"][0]["interval"] == ""
    assert "cannot be told" in response.context["rows"][0]["picture"]


def test_the_button_asks_a_worker_once_pressed(three, monkeypatch):
    asked = []
    monkeypatch.setattr(ranking.queue, "later", lambda *call: asked.append(call))
    client = Client()
    client.force_login(three.officer)
    response = client.post(reverse("selection:ranking-anew", args=[three.round.pk]))
    assert response["Location"] == reverse("selection:ranking", args=[three.round.pk])
    assert asked == [("selection.calibrate", three.round.pk)]


@pytest.mark.parametrize("name", ["ranking", "ranking-reviewers", "ranking-anew"])
def test_a_round_of_screening_and_one_of_a_draft_call_have_none(name, three):
    client = Client()
    client.force_login(three.officer)
    screening = RoundFactory(kind="screening")
    of_draft = RoundFactory(call__published_at=None)
    for round in (screening, of_draft):
        address = reverse(f"selection:{name}", args=[round.pk])
        assert (client.post if name == "ranking-anew" else client.get)(address).status_code == 404


@pytest.mark.parametrize(("name", "queries"), [("ranking", 9), ("ranking-reviewers", 6)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_for_one_row_and_three(name, queries, count, django_assert_num_queries):
    ranked = Ranked(count)
    client = Client()
    client.force_login(ranked.officer)
    address = reverse(f"selection:{name}", args=[ranked.round.pk])
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
    assert Severity.objects.count() == 2
