"""The pages of who reads in a round: what staff see and do there, and how many queries that takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.tests.factories import theme
from cda_portal.accounts.models import Profile
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection.contributions import matching as contributions
from selection.models import ReviewAssignment, RoundReviewer
from selection.services import answering
from selection.tests.factories import AssignmentFactory, RoundFactory, reviewed, rubric_with, sent_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = UserFactory(role="officer", full_name="Olga")
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"selection:{name}", args=args)


def said(answer):
    return " ".join(answer.content.decode().split())


# ---- who reads


def test_several_are_added_at_once(client, officer):
    round = RoundFactory()
    people = [UserFactory(role="reviewer", full_name=name) for name in ("Ana", "Bea", "Cruz")]
    profile = Profile.objects.create(user=people[0], languages=["es", "pt-br"])
    profile.themes.add(theme("housing"))
    page = url("round-reviewers", round.pk)
    text = said(client.get(page))
    assert "Nobody reads in this round yet" in text
    assert "Spanish · " not in text
    empty = client.post(page, {"minutes": "300"})
    assert (empty.status_code, "Tick at least one reviewer" in said(empty)) == (422, True)
    answer = client.post(page, {"people": [one.pk for one in people[:2]], "minutes": "300"}, follow=True)
    assert "2 reviewers are added." in said(answer)
    rows = RoundReviewer.objects.filter(round=round).order_by("reviewer__full_name_folded")
    assert [(row.reviewer, row.minutes) for row in rows] == [(people[0], 300), (people[1], 300)]
    assert client.post(page, {"people": [officer.pk], "minutes": "300"}).status_code == 422
    assert client.post(page, {"people": [people[0].pk], "minutes": "300"}).status_code == 422  # reads already


def test_minutes_and_taking_off(client, officer):
    one = AssignmentFactory(opened_at=clock.now())
    plain = AssignmentFactory(round=one.round, reviewer=one.reviewer)
    row = RoundReviewer.objects.get(reviewer=one.reviewer)
    page = url("round-reviewer", one.round_id, row.pk)
    assert client.post(page, {"minutes": "-1"}).status_code == 422
    assert client.post(page, {"minutes": "90"}).status_code == 302
    off = url("round-reviewer-off", one.round_id, row.pk)
    text = said(client.get(off))
    assert "1 application that they have not opened is taken back." in text
    assert "1 application is begun: choose below." in text
    assert client.post(off, {"why": "A long journey"}).status_code == 422  # what becomes of what is begun?
    answer = client.post(off, {"why": "A long journey", "opened": "keep"}, follow=True)
    assert "1 assignment was taken back." in said(answer)
    taken = ReviewAssignment.objects.filter(withdrawn_at__isnull=False).values_list("pk", flat=True)
    row.refresh_from_db()
    assert (list(taken), row.minutes, row.left_at is None) == ([plain.pk], 90, False)
    assert contributions.invariants() == {"a standing assignment’s reviewer is in the round": 0}


# ---- the board


def test_the_board_counts(client, officer):
    round = RoundFactory(reviews_each=2)
    rubric = rubric_with(round.call, "problem")
    done = AssignmentFactory(round=round, opened_at=clock.now())
    reviewed(done, rubric, [4])
    AssignmentFactory(round=round, reviewer=done.reviewer)
    declined = AssignmentFactory(round=round, application=done.application)
    answering.decline(RoundReviewer.objects.get(reviewer=declined.reviewer), "A move", by=declined.reviewer)
    sent_application(round.call)
    board = url("round-board", round.pk)
    text = said(client.get(board))
    assert "<dt>Reviews sent</dt><dd>1<small>of 2 assigned</small></dd>" in text
    assert "<dt>Not opened</dt><dd>1</dd>" in text
    assert "<dt>Missing</dt><dd>4<small>for 2 reviews each</small></dd>" in text
    assert "1 reviewer has something to read that they were not told of." in text
    for query in ("", "?sort=-late", "?sort=x", "?tab=applications", "?tab=applications&show=short&sort=missing"):
        assert client.get(f"{board}{query}").status_code == 200
    assert "No application here" in said(client.get(f"{board}?tab=applications&show=late"))


def test_told_and_nudged_from_the_board(client, officer):
    round = RoundFactory(closes=clock.ahead(days=2))
    AssignmentFactory(round=round)
    board = url("round-board", round.pk)
    answers = [
        said(client.post(url(name, round.pk), follow=True))
        for name in ("round-tell", "round-tell", "round-nudge", "round-nudge")
    ]
    expected = (
        "1 reviewer is told by mail.",
        "Everybody has been told already.",
        "1 reviewer is reminded by mail.",
        "1 was nudged today already.",
    )
    assert [words in text for words, text in zip(expected, answers, strict=True)] == [True] * 4
    assert "Nudge all of them" not in said(client.get(board))


def test_the_gap_stands_on_the_home_page(officer):
    round = RoundFactory(reviews_each=1)
    one = AssignmentFactory(round=round)
    assert contributions.home(officer) == []
    answering.decline(RoundReviewer.objects.get(reviewer=one.reviewer), "A move", by=one.reviewer)
    [card] = contributions.home(officer)
    assert (str(card.title), card.text) == (
        "1 application has too few readers",
        "Scoring. 1 reviewer has declined.",
    )
    assert contributions.home(one.reviewer) == []


def test_what_a_reviewer_would_leave_lying(officer):
    one = AssignmentFactory()
    [duty] = contributions.duties(one.reviewer, officer)
    assert (duty.text, duty.blocks) == ("Has 1 review to write: Scoring", False)
    one.reviewer.conflicts.create(city=one.application.city, reason="x", declared_by=officer)
    officer.conflicts.create(city=one.application.city, reason="x", declared_by=officer)
    assert contributions.duties(one.reviewer, officer) == []


# ---- by hand


def by_hand(limit=600):
    round = RoundFactory()
    ana = UserFactory(role="reviewer", full_name="Ana")
    RoundReviewer.objects.create(round=round, reviewer=ana, minutes=limit)
    return round, ana, sent_application(round.call)


def test_assigned_by_hand_over_the_limit_asks(client, officer):
    round, ana, application = by_hand(limit=10)
    page = url("round-application", round.pk, application.reference)
    assert "Ana (10 minutes left)" in said(client.get(page))
    data = {"reviewer": ana.pk, "why": "Reads Spanish"}
    assert client.post(page, {**data, "why": ""}).status_code == 422
    asked = client.post(page, data)
    text = said(asked)
    assert (asked.status_code, "more than the 10 minutes that Ana gave" in text) == (409, True)
    assert 'value="Reads Spanish"' in text
    assert "More than their minutes: this is meant" in text
    assert client.post(page, {**data, "over_limit": "on"}).status_code == 302
    one = ReviewAssignment.objects.get()
    assert (one.by_hand, one.why, one.by) == (True, "Reads Spanish", officer)
    assert client.post(page, data).status_code == 422  # no longer in the list


def test_whoever_conflicts_is_not_in_the_list(client, officer):
    round, ana, application = by_hand()
    ana.conflicts.create(city=application.city, reason="x", declared_by=ana)
    page = url("round-application", round.pk, application.reference)
    assert "Ana" not in said(client.get(page))
    assert client.post(page, {"reviewer": ana.pk, "why": "x"}).status_code == 422


def test_one_assignment_is_extended_given_on_taken_back_and_given_back(client, officer):
    one = AssignmentFactory()
    bea = RoundReviewer.objects.create(round=one.round, reviewer=UserFactory(role="reviewer", full_name="Bea"))
    until = one.round.closes + timedelta(days=3)
    local = f"{until.astimezone(clock.zone(one.round.call.zone)):%Y-%m-%dT%H:%M}"
    assert client.post(url("assignment-extend", one.pk), {"until": "soon"}).status_code == 422
    assert client.post(url("assignment-extend", one.pk), {"until": "2020-01-01T10:00"}).status_code == 409
    assert client.post(url("assignment-extend", one.pk), {"until": local}).status_code == 302
    one.refresh_from_db()
    assert one.extended_to == until.replace(second=0, microsecond=0)
    assert client.post(url("assignment-take-back", one.pk)).status_code == 422
    answer = client.post(url("assignment-take-back", one.pk), {"back-why": "Too much"}, follow=True)
    assert url("assignment-put-back", one.pk) in said(answer)
    assert client.post(url("assignment-put-back", one.pk)).status_code == 302
    assert ReviewAssignment.objects.standing().get() == one
    data = {"other-reviewer": bea.reviewer_id, "other-why": "Ill"}
    assert client.post(url("assignment-reassign", one.pk), data).status_code == 302
    assert ReviewAssignment.objects.standing().get().reviewer == bea.reviewer
    assert client.get(url("assignment", one.pk)).status_code == 200


def test_longer_for_all_of_one_reviewer(client, officer):
    one = AssignmentFactory()
    row = RoundReviewer.objects.get(reviewer=one.reviewer)
    page = url("round-reviewer-extend", one.round_id, row.pk)
    assert client.post(page, {"until": ""}).status_code == 422
    local = f"{one.round.closes + timedelta(days=3):%Y-%m-%dT%H:%M}"
    assert "1 review has a later end." in said(client.post(page, {"until": local}, follow=True))
    nudge = url("round-reviewer-nudge", one.round_id, row.pk)
    assert "is reminded by mail." in said(client.post(nudge, follow=True))
    assert "was nudged today already." in said(client.post(nudge, follow=True))


# ---- queries


def crowded(count):
    """A round with as many reviewers, applications and themes."""
    round = RoundFactory()
    rubric = rubric_with(round.call, "problem")
    application = sent_application(round.call)
    for number in range(count):
        one = AssignmentFactory(round=round, application=application, opened_at=clock.now())
        profile = Profile.objects.create(user=one.reviewer, languages=["es"])
        profile.themes.add(theme(f"theme-{number}"))
        AssignmentFactory(round=round, reviewer=one.reviewer)
        UserFactory(role="reviewer")
    reviewed(one, rubric, [3])
    return round, application, one


PAGES = {
    "round-reviewers": (lambda round, application, one, row: [round.pk], "", 9),
    "round-reviewer": (lambda round, application, one, row: [round.pk, row.pk], "", 9),
    "round-board": (lambda round, application, one, row: [round.pk], "", 9),
    "round-board by application": (lambda round, application, one, row: [round.pk], "?tab=applications", 10),
    "round-application": (lambda round, application, one, row: [round.pk, application.reference], "", 10),
    "assignment": (lambda round, application, one, row: [one.pk], "", 7),
}


@pytest.mark.parametrize("size", [1, 3])
def test_queries(client, officer, size):
    round, application, one = crowded(size)
    row = RoundReviewer.objects.get(round=round, reviewer=one.reviewer)
    found = {}
    for name, (args, query, _count) in PAGES.items():
        page = url(name.split()[0], *args(round, application, one, row)) + query
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        found[name] = len(queries)
    assert found == {name: count for name, (_args, _query, count) in PAGES.items()}
