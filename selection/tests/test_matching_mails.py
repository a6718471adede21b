"""What reviewers are told: to whom, in which words, once; and what they answer by the link."""

import json
from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse

from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock, links, secrets
from cda_portal.core.models import SecretLink
from cda_portal.notifications.kinds import find
from cda_portal.notifications.models import Message
from selection.contributions.matching import message_kinds
from selection.models import ReviewAssignment, ReviewRound, RoundReviewer
from selection.services import answering, matching
from selection.services.errors import NotAllowed
from selection.services.matching_mails import LINK
from selection.tests.factories import AssignmentFactory, RoundFactory, reviewed, rubric_with, sent_application

pytestmark = pytest.mark.django_db
CITY = "Zarzamora"
NUMBERS = count()


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def a_row(cities=2, language="en", **fields):
    """A reviewer with so many applications of cities whose name no mail may tell."""
    reviewer = UserFactory(role="reviewer", language=language, time_zone="America/Bogota")
    round = RoundFactory(**fields)
    for _number in range(cities):
        application = sent_application(round.call, city=CityFactory(name=f"{CITY} {next(NUMBERS)}"))
        AssignmentFactory(round=round, application=application, reviewer=reviewer)
    return RoundReviewer.objects.select_related("reviewer", "round__call").get(round=round, reviewer=reviewer)


def token_of(message):
    return json.loads(secrets.decrypt(message.secret))["token"]


def page(row):
    message = Message.objects.filter(kind="review_assigned", user=row.reviewer).latest("pk")
    return reverse("selection:review-answer", args=[token_of(message)])


@pytest.mark.parametrize("language", ["en", "es", "pt-br", "fr"])
def test_no_mail_names_a_city(officer, language):
    row = a_row(language=language)
    matching.tell_reviewers(row.round, by=officer)
    matching.nudge(row, by=officer)
    ReviewAssignment.objects.update(opened_at=clock.now())
    matching.take_back(ReviewAssignment.objects.first(), f"{CITY} is hers", by=officer)
    mails = Message.objects.filter(user=row.reviewer)
    assert {one.kind for one in mails} == {kind.name for kind in message_kinds()}
    said = "".join(one.subject + one.text + one.html for one in mails)
    assert CITY not in said
    assert "%(" not in said
    assert "{{ " not in said


def test_what_the_mail_says_and_where_it_leads(officer, settings):
    row = a_row(closes=clock.now() + timedelta(days=9))
    assert matching.tell_reviewers(row.round, by=officer) == 1
    message = Message.objects.get(kind="review_assigned")
    assert message.subject == "2 applications to review: Scoring"
    assert "- about 60 minutes in all" in message.text
    assert " UTC)" in message.text
    assert f"{settings.PUBLIC_URL}/review/answer/{{{{secret.token}}}}/" in message.text
    assert "Accept or decline" in message.text
    assert message.expires_at == row.round.closes


def test_told_once_until_there_is_more(officer):
    row = a_row()
    told = [matching.tell_reviewers(row.round, by=officer) for _twice in range(2)]
    more = AssignmentFactory(round=row.round, reviewer=row.reviewer, at=clock.now())
    old = page(row)
    told.append(matching.tell_reviewers(row.round, by=officer))
    assert (told, more.reviewer_id) == ([1, 0, 1], row.reviewer_id)
    assert SecretLink.objects.filter(purpose=LINK, revoked_at=None).count() == 1
    assert page(row) != old


def test_whoever_has_accepted_gets_no_link_to_answer(officer):
    row = a_row()
    answering.accept(row, by=row.reviewer)
    matching.tell_reviewers(row.round, by=officer)
    message = Message.objects.get(kind="review_assigned")
    assert (message.secret, "Accept or decline" in message.text, "/review/\n" in message.text) == ("", False, True)


def test_nobody_is_told_of_nothing(officer):
    for change in (
        lambda row: RoundReviewer.objects.filter(pk=row.pk).update(declined_at=clock.now()),
        lambda row: ReviewAssignment.objects.filter(round=row.round).update(withdrawn_at=clock.now()),
        lambda row: [
            Conflict.objects.create(user=row.reviewer, city=one.application.city, reason="x", declared_by=officer)
            for one in row.round.assignments.all()
        ],
    ):
        row = a_row()
        change(row)
        assert matching.tell_reviewers(row.round, by=officer) == 0
    assert Message.objects.count() == 0


def test_a_nudge_a_day_by_the_reviewers_calendar(officer):
    row = a_row()
    noon = clock.now().replace(hour=17, minute=0)  # midday in Bogotá
    said = []
    for hours in (0, 6, 11, 13):  # midday, evening, 23:00, and 01:00 of the next day
        with clock.standing_at(noon + timedelta(hours=hours)):
            try:
                matching.nudge(row, by=officer)
                said.append("sent")
            except NotAllowed as error:
                said.append(str(error))
    no = f"{row.reviewer} was nudged today already. Try again tomorrow."
    assert said == ["sent", no, no, "sent"]
    assert Message.objects.filter(kind="review_nudge").count() == 2


def test_all_who_are_late_or_nearly_are_nudged(officer):
    round = RoundFactory(closes=clock.ahead(days=2))
    rows = [AssignmentFactory(round=round) for _number in range(3)]
    reviewed(rows[0], rubric_with(round.call, "problem"), [4])  # has sent
    ReviewAssignment.objects.filter(pk=rows[1].pk).update(extended_to=clock.ahead(days=9))  # has time
    assert matching.nudge_late(round, by=officer) == (1, 0)
    assert matching.nudge_late(round, by=officer) == (0, 1)
    assert Message.objects.get(kind="review_nudge").user == rows[2].reviewer


def test_staff_reach_only_whom_they_see(officer):
    row = a_row(cities=1, closes=clock.ahead(days=2))
    city = row.round.assignments.get().application.city
    Conflict.objects.create(user=officer, city=city, reason="x", declared_by=officer)
    assert matching.tell_reviewers(row.round, by=officer) == 0
    assert matching.nudge_late(row.round, by=officer) == (0, 0)
    with pytest.raises(NotAllowed, match="nothing left"):
        matching.extend_reviewer(row, clock.ahead(days=9), by=officer)
    assert matching.take_off(row, "x", by=officer, opened=True) == 0
    assert ReviewAssignment.objects.get().withdrawn_at is not None


def test_nobody_is_reminded_of_what_they_have_done(officer):
    row = a_row(cities=1)
    matching.tell_reviewers(row.round, by=officer)
    matching.nudge(row, by=officer)
    wanted = [find(name).still_wanted for name in ("review_assigned", "review_nudge")]
    assert [ask(row) for ask in wanted] == [True, True]
    one = row.round.assignments.get()
    matching.take_back(one, "x", by=officer)
    assert [ask(row) for ask in wanted] == [False, False]
    gone = find("review_taken_back").still_wanted
    taken = ReviewAssignment.objects.get()
    assert (gone(taken), gone(matching.put_back(taken, by=officer))) == (True, False)


# ---- the page behind the link


def test_opening_uses_nothing_and_one_button_does(officer, client):
    row = a_row()
    matching.tell_reviewers(row.round, by=officer)
    link = page(row)
    for _twice in range(2):
        answer = client.get(link)
        assert (answer.status_code, CITY in answer.content.decode()) == (200, False)
    assert client.post(link).status_code == 422
    assert client.post(link, {"yes": "1", "no": "1"}).status_code == 422
    assert client.post(link, {"yes": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.accepted_at is not None
    assert "you review in this round" in client.get(link).content.decode()
    assert "you review in this round" in client.post(link, {"no": "1"}).content.decode()
    row.refresh_from_db()
    assert row.declined_at is None


def test_declining_by_the_link(officer, client):
    row = a_row()
    matching.tell_reviewers(row.round, by=officer)
    link = page(row)
    assert client.post(link, {"no": "1", "why": "A new job"}).status_code == 302
    row.refresh_from_db()
    assert (row.declined_why, row.round.assignments.standing().count()) == ("A new job", 0)
    answer = client.get(link)
    assert (answer.status_code, "You have declined." in answer.content.decode()) == (200, True)


def off(row, officer):
    matching.take_off(row, "Enough", by=officer, opened=True)


def over(row, officer):
    ReviewRound.objects.filter(pk=row.round_id).update(closes=clock.ago(minutes=1))


def newer(row, officer):
    links.revoke(row, LINK)


def old(row, officer):
    SecretLink.objects.filter(purpose=LINK).update(expires_at=clock.ago(minutes=1))


WHY = {
    off: "Our team has taken you off this round.",
    over: "The round is over, or the link was used.",
    newer: "A newer mail was sent.",
    old: "The round is over, or the link was used.",
}


def test_a_link_that_opens_nothing_says_why(officer, client):
    for change, words in WHY.items():
        row = a_row()
        matching.tell_reviewers(row.round, by=officer)
        link = page(row)
        change(row, officer)
        for answer in (client.get(link), client.post(link, {"yes": "1"})):
            assert (answer.status_code, words in answer.content.decode()) == (410, True), change
        row.refresh_from_db()
        assert row.accepted_at is None
    assert client.get("/review/answer/1-none/").status_code == 404
