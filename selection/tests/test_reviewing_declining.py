"""One application given back, and read after all: by the state of the assignment, of the round and of the review."""

import pytest
from django.test import Client

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection import round_board
from selection.models import ReviewAssignment, RoundReviewer
from selection.services import conflicts, matching, reviewing, reviewing_declining
from selection.services.errors import NotAllowed
from selection.tests.factories import AssignmentFactory, GuideFactory, RoundReviewerFactory, reviewed, rubric_with

pytestmark = pytest.mark.django_db


def decline(one, why="No time this week"):
    return reviewing_declining.decline(one, why, by=one.reviewer, at=clock.now())


def read_after_all(one):
    return reviewing_declining.read_after_all(one, by=one.reviewer, at=clock.now())


def begun(one):
    reviewed(one, rubric_with(one.round.call, "problem"), [4], submitted=False)


def sent(one):
    reviewed(one, rubric_with(one.round.call, "problem"), [4])


def over(one):
    one.round.closes = clock.ago(minutes=1)
    one.round.save()


def not_begun(one):
    one.round.opens = clock.ahead(days=1)
    one.round.save()


def longer(one):
    over(one)
    one.extended_to = clock.ahead(days=1)
    one.save()


def declined(one):
    decline(one)


def taken_back(one):
    matching.take_back(one, "Too much", by=UserFactory(role="officer"))


def in_conflict(one):
    conflicts.declare(one.reviewer, one.application.city, "Worked there", by=one.reviewer)


def city_withdrew(one):
    one.application.status = "withdrawn"
    one.application.save()


def given_to_another(one):
    other = RoundReviewerFactory(round=one.round).reviewer
    matching.assign(one.round, one.application, other, by=UserFactory(role="officer"), over_limit=True)


def round_declined(one):
    RoundReviewer.objects.filter(reviewer=one.reviewer).update(declined_at=clock.now())


def no_reviewer_any_more(one):
    one.reviewer.grants.all().delete()
    one.reviewer.__dict__.pop("roles", None)


# Whether it can be declined then; and, declined before that happened, read after all.
STATES = {
    None: (True, True),
    begun: (True, True),
    sent: (False, True),
    over: (False, False),
    not_begun: (False, False),
    longer: (True, True),
    declined: (True, True),
    taken_back: (False, True),
    in_conflict: (False, False),
    city_withdrew: (False, False),
    given_to_another: (True, False),
    round_declined: (True, False),
    no_reviewer_any_more: (False, False),
}


def allowed(act, one):
    try:
        act(one)
    except NotAllowed:
        return False
    return True


def fresh(one):
    return ReviewAssignment.objects.select_related("round", "application", "reviewer").get(pk=one.pk)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__ if state else "open")
def test_what_may_be_done_when(state):
    found = []
    for act in (decline, read_after_all):
        one = AssignmentFactory()
        if act is read_after_all:
            decline(one)
        if state:
            state(fresh(one))
        found.append(allowed(act, fresh(one)))
    assert tuple(found) == STATES[state]


def test_it_leaves_with_its_reason_and_comes_back_with_its_draft():
    one = AssignmentFactory()
    begun(one)
    with pytest.raises(NotAllowed, match="Say why"):
        decline(one, " \x00 ")
    for why in ("No time this week", "Another reason"):
        decline(one, why)
    assert list(ReviewAssignment.objects.mine(one.reviewer)) == []
    assert (fresh(one).declined_why, reviewing.Review.objects.count()) == ("No time this week", 1)

    read_after_all(one)

    assert list(ReviewAssignment.objects.mine(one.reviewer)) == [one]
    assert (fresh(one).declined_at, fresh(one).declined_why, fresh(one).review.scores.count()) == (None, "", 1)


def test_nobody_declines_for_another():
    one, other = AssignmentFactory(), UserFactory(role="reviewer")
    for act in (reviewing_declining.decline, reviewing_declining.read_after_all):
        with pytest.raises(NotAllowed):
            act(one, *(["Why"] if act is reviewing_declining.decline else []), by=other, at=clock.now())


def test_staff_see_it_as_open_work_with_the_reason_and_give_it_to_another(client):
    one, officer = AssignmentFactory(), UserFactory(role="officer")
    one.round.reviews_each = 1
    one.round.save()
    other = RoundReviewerFactory(round=one.round, minutes=600).reviewer
    decline(one)
    client.force_login(officer)
    lines = round_board.lines(one.round, officer)
    assert [(line.missing, line.declined) for line in lines] == [(1, 1)]
    pages = [
        f"/staff/selection/rounds/{one.round_id}/board/?tab=applications&show=short",
        f"/staff/selection/rounds/{one.round_id}/applications/{one.application.reference}/",
        f"/staff/selection/assignments/{one.pk}/",
    ]
    assert ["No time this week" in client.get(page).content.decode() for page in pages] == [True, True, True]

    matching.reassign(fresh(one), other, "Has time", by=officer)

    assert [line.missing for line in round_board.lines(one.round, officer)] == [0]
    assert not allowed(read_after_all, one)


def test_whoever_reads_it_after_all_is_not_taken_off_by_an_old_page():
    one, officer = AssignmentFactory(), UserFactory(role="officer")
    other = RoundReviewerFactory(round=one.round, minutes=600).reviewer
    old = decline(one)
    read_after_all(one)
    with pytest.raises(NotAllowed, match="reads it after all"):
        matching.reassign(old, other, "Has time", by=officer)
    assert list(ReviewAssignment.objects.standing()) == [one]


def test_the_pages_decline_and_undo():
    one = AssignmentFactory()
    reviewing.agree(GuideFactory(call=one.round.call), by=one.reviewer, language="en")
    client, page = Client(), f"/review/{one.pk}/decline/"
    client.force_login(one.reviewer)
    assert [client.get(page).status_code, client.post(page, {"why": " "}).status_code] == [200, 422]
    answer = client.post(page, {"why": "<b>No time</b>"}, follow=True)
    body = answer.content.decode()
    assert ("&lt;b&gt;No time" in body, "<b>No time" in body, "Read it after all" in body) == (True, False, True)
    assert client.get(f"/review/{one.pk}/").status_code == 404
    assert client.post(f"/review/{one.pk}/after-all/").headers["Location"] == f"/review/{one.pk}/"
    assert "Read it after all" not in client.get("/review/").content.decode()
