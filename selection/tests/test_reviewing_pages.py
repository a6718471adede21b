"""The reviewer's pages: what they show, to whom, in how many queries, and what they keep when something is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Job
from selection.models import Decision, Outcome, Release, Review, ReviewRound
from selection.services import discussing, reviewing
from selection.tests.factories import (
    AssignmentFactory,
    GuideFactory,
    RoundFactory,
    ScenarioFactory,
    entry,
    reviewed,
    rubric_with,
    sent_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    made = RoundFactory()
    rubric_with(made.call, "problem", "team")
    return made


@pytest.fixture
def reader(round):
    """A reviewer who has agreed to confidentiality."""
    person = UserFactory(role="reviewer")
    reviewing.agree(GuideFactory(call=round.call), by=person, language="en")
    return person


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def read(round, reader, **fields):
    return AssignmentFactory(round=round, reviewer=reader, **fields)


def rubric_of(round):
    return round.call.rubrics.get()


FORM = {"score-problem": "4", "score-team": "2", "for_panel": "Good", "for_city": "", "private": "Mine", "version": "0"}


def test_nothing_of_an_application_is_shown_before_confidentiality_is_agreed(round):
    GuideFactory(call=round.call)
    assignment = AssignmentFactory(round=round)
    client = signed_in(assignment.reviewer)
    welcome = reverse("selection:review-welcome", args=[round.pk])
    page = reverse("selection:review", args=[assignment.pk])
    assert client.get(page).headers["Location"] == welcome
    assert client.get(f"{page}file/x/").headers["Location"] == welcome
    assert client.post(f"{page}save/", FORM).status_code == 403
    city = assignment.application.city.name
    assert city not in client.get("/review/").content.decode()
    assert client.post(welcome, {}).status_code == 422
    assert client.post(welcome, {"agree": "on"}).status_code == 302
    assert city in client.get("/review/").content.decode()
    assert client.get(page).status_code == 200


def test_a_review_is_saved_sent_and_the_next_one_opened(round, reader):
    first, second = read(round, reader), read(round, reader)
    client = signed_in(reader)
    page = f"/review/{first.pk}/"
    assert client.post(page, FORM | {"save": "1"}).headers["Location"] == page
    assert Review.objects.get().private == "Mine"
    sent = client.post(page, FORM | {"version": "1", "send-next": "1"})
    assert sent.headers["Location"] == f"/review/{second.pk}/"
    assert Review.objects.get().total == 3
    last = client.post(f"/review/{second.pk}/", FORM | {"send-next": "1"})
    assert last.headers["Location"] == "/review/"
    assert client.post(page, {"reopen": "1"}).headers["Location"] == page
    assert Review.objects.get(assignment=first).submitted_at is None


def test_order_and_filter_stay_from_page_to_page(round, reader):
    spanish = [read(round, reader, application=sent_application(round.call, language="es")) for _n in range(2)]
    read(round, reader)
    client = signed_in(reader)
    shown = client.get("/review/?language=es&sort=city").context["queues"][0]
    assert sorted(row["href"] for row in shown["rows"]) == [
        f"/review/{one.pk}/?sort=city&language=es" for one in spanish
    ]
    sent = client.post(f"/review/{spanish[0].pk}/?sort=city&language=es", FORM | {"send-next": "1"})
    assert sent.headers["Location"] == f"/review/{spanish[1].pk}/?sort=city&language=es"


def test_what_is_missing_is_named_and_what_was_typed_stays(round, reader):
    assignment = read(round, reader)
    answer = signed_in(reader).post(f"/review/{assignment.pk}/", FORM | {"score-team": "", "send": "1"})
    body = answer.content.decode()
    assert (answer.status_code, "A score is missing: Team" in body, ">Mine</textarea>" in body) == (422, True, True)


def test_two_windows_show_both_texts(round, reader):
    assignment = read(round, reader)
    client = signed_in(reader)
    client.post(f"/review/{assignment.pk}/", FORM | {"save": "1"})
    answer = client.post(f"/review/{assignment.pk}/", FORM | {"for_panel": "Other", "save": "1"})
    body = answer.content.decode()
    assert (answer.status_code, "Good" in body, ">Other</textarea>" in body) == (409, True, True)
    stale = client.post(f"/review/{assignment.pk}/save/", FORM | {"for_panel": "Third"})
    assert (stale.status_code, stale.json()["version"]) == (409, 1)
    assert "Good" in stale.json()["theirs"]
    assert ["another window" in body, "Two people" in body, "Take theirs" in body] == [True, False, False]
    saved = client.post(f"/review/{assignment.pk}/save/", FORM | {"for_panel": "Third", "version": "1"})
    assert (saved.status_code, saved.json()["version"]) == (200, 2)


# By the round's rule and whether one's own is sent: whether the others' reviews and the discussion are there.
SEES = {
    ("never", False): False,
    ("never", True): False,
    ("after_own", False): False,
    ("after_own", True): True,
    ("always", False): True,
    ("always", True): True,
}


@pytest.mark.parametrize(("rule", "own"), SEES)
def test_the_others_show_as_the_round_says_and_without_names(round, reader, rule, own):
    ReviewRound.objects.filter(pk=round.pk).update(sees=rule)
    assignment = read(round, reader)
    other = read(round, UserFactory(role="reviewer", full_name="Nadia Quispe"), application=assignment.application)
    reviewed(other, rubric_of(round), [1, 2], for_panel="Their words", for_city="To the city", private="Their own")
    discussing.discuss(round, assignment.application, "In the round", by=other.reviewer)
    if own:
        reviewed(assignment, rubric_of(round), [5, 5])
    client = signed_in(reader)
    body = client.get(f"/review/{assignment.pk}/").content.decode()
    seen = SEES[rule, own]
    assert ["Their words" in body, "In the round" in body] == [seen, seen]
    assert all(words not in body for words in ("Nadia", "To the city", "Their own"))
    assert client.post(f"/review/{assignment.pk}/talk/", {"text": "Me too"}).status_code == (302 if seen else 404)


def test_ones_own_remark_is_changed_and_two_windows_show_both(round, reader):
    ReviewRound.objects.filter(pk=round.pk).update(sees="always")
    assignment, officer = read(round, reader), UserFactory(role="officer")
    mine = discussing.discuss(round, assignment.application, "First", by=reader)
    theirs = discussing.discuss(round, assignment.application, "Of staff", by=officer)
    client, page = signed_in(reader), f"/review/{assignment.pk}/talk/{mine.pk}/"
    assert client.get(f"/review/{assignment.pk}/talk/{theirs.pk}/").status_code == 404
    was = client.get(page).context["form"]["was"].value()
    assert client.post(page, {"text": " ", "was": was}).status_code == 422
    assert client.post(page, {"text": "Second", "was": was}).headers["Location"] == f"/review/{assignment.pk}/#talk"
    assert "edited" in client.get(f"/review/{assignment.pk}/").content.decode()
    stale = client.post(page, {"text": "Third", "was": was})
    assert (stale.status_code, "Second" in stale.content.decode(), "Third" in stale.content.decode()) == (
        409,
        True,
        True,
    )
    again = {"text": "Third", "was": stale.context["form"]["was"].value()}
    assert client.post(page, again).status_code == 302
    staff, address = signed_in(officer), f"/staff/selection/applications/{assignment.application.reference}/"
    assert [staff.get(f"{address}talk/{one.pk}/").status_code for one in (mine, theirs)] == [404, 200]
    staff.post(f"{address}talk/{theirs.pk}/", {"remove": "1"})
    assert [one.text for one in discussing.talk(assignment.application)] == ["Third"]


def test_a_conflict_takes_everything_of_the_city_away_at_once(round, reader):
    assignment = read(round, reader)
    client = signed_in(reader)
    page = f"/review/{assignment.pk}/"
    assert client.post(f"{page}conflict/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}conflict/", {"reason": "Worked there"}).headers["Location"] == "/review/"
    assert Conflict.objects.get().declared_by == reader
    addresses = [page, f"{page}conflict/", f"{page}file/x/"]
    assert [client.get(one).status_code for one in addresses] == [404, 404, 404]
    assert client.post(f"{page}save/", FORM).status_code == 404
    assert assignment.application.city.name not in client.get("/review/").content.decode()


def test_translations_come_first_when_asked_and_machines_are_named(round, reader):
    application = sent_application(round.call, answers=[entry(value="Los buses tardan", language="es")])
    assignment = read(round, reader, application=application)
    client = signed_in(reader)
    assert "Read translations" not in client.get(f"/review/{assignment.pk}/").content.decode()
    client.post(f"/review/{assignment.pk}/reading/", {"translated": "1"})
    assert assignment.round.reviewers.get(reviewer=reader).translated is True


def test_an_outcome_is_told_once_it_is_released_and_announced(round, reader):
    assignment = read(round, reader)
    reviewed(assignment, rubric_of(round), [5, 5])
    scenario = ScenarioFactory(round=round)
    release = Release.objects.create(call=round.call, scenario=scenario, drafted_by=scenario.by)
    Decision.objects.create(release=release, application=assignment.application, outcome=Outcome.SELECT)
    client = signed_in(reader)

    def told():
        return "Decided:" in client.get("/review/?show=all").content.decode()

    states = [told()]
    released = {"status": "released", "approved_by": UserFactory(role="approver"), "released_at": clock.now()}
    Release.objects.update(**released, announced_at=clock.ahead(days=1))
    states.append(told())
    Release.objects.update(announced_at=clock.ago(days=1))
    states.append(told())
    assert states == [False, False, True]


def test_staff_read_reviews_with_names_and_never_private_notes(round, reader):
    assignment = read(round, reader)
    reviewed(assignment, rubric_of(round), [5, 4], for_panel="To the panel", private="Only mine")
    officer = UserFactory(role="officer")
    address = reverse("selection:application-reviews", args=[assignment.application.reference])
    body = signed_in(officer).get(address).content.decode()
    assert [reader.full_name in body, "To the panel" in body, "Only mine" in body] == [True, True, False]
    Conflict.objects.create(user=officer, city=assignment.application.city, reason="x", declared_by=officer)
    assert signed_in(officer).get(address).status_code == 404


def test_the_packet_is_begun_once(round, reader):
    read(round, reader)
    client = signed_in(reader)
    for _twice in range(2):
        client.post(reverse("selection:review-packet", args=[round.pk]))
    assert Job.objects.get().kind == "review-packet"


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_more(round, reader, count, django_assert_num_queries):
    rows = [read(round, reader) for _number in range(count)]
    for row in rows:
        for _other in range(count):
            other = read(round, UserFactory(role="reviewer"), application=row.application)
            reviewed(other, rubric_of(round), [1, 2])
    reviewed(rows[0], rubric_of(round), [3, 3])
    client = signed_in(reader)
    client.get("/review/")
    client.get(f"/review/{rows[0].pk}/")
    with django_assert_num_queries(HOME):
        client.get("/review/?show=all")
    with django_assert_num_queries(PAGE):
        client.get(f"/review/{rows[0].pk}/")
    fresh = read(round, reader)
    with django_assert_num_queries(SAVE):
        client.post(f"/review/{fresh.pk}/save/", FORM)
    assert Application.objects.count() >= count


HOME, PAGE, SAVE = 9, 18, 15
