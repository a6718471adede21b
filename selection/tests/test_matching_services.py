"""Who reads in a round and what: every verb from every state, and what it refuses in which words."""

from datetime import timedelta

import pytest

from applications.models import Application
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message
from selection.models import ReviewAssignment, ReviewRound, RoundReviewer
from selection.services import answering, matching
from selection.services.errors import NotAllowed
from selection.tests.factories import AssignmentFactory, RoundFactory, entry, reviewed, rubric_with, sent_application

pytestmark = pytest.mark.django_db
STATES = ("plain", "opened", "sent", "withdrawn", "declined", "conflicted", "over")
LATER = timedelta(days=20)


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def in_state(state):
    """An assignment; `over`: its round is."""
    one = AssignmentFactory(opened_at=clock.now() if state in ("opened", "sent") else None)
    now = clock.now()
    if state == "sent":
        reviewed(one, rubric_with(one.round.call, "problem"), [4])
    elif state in ("withdrawn", "declined"):
        ReviewAssignment.objects.filter(pk=one.pk).update(**{f"{state}_at": now})
    elif state == "conflicted":
        Conflict.objects.create(user=one.reviewer, city=one.application.city, reason="x", declared_by=one.reviewer)
    elif state == "over":
        ReviewRound.objects.filter(pk=one.round_id).update(closes=clock.ago(hours=1))
    return ReviewAssignment.objects.get(pk=one.pk)


def condition(pk):
    one = ReviewAssignment.objects.get(pk=pk)
    return "withdrawn" if one.withdrawn_at else "declined" if one.declined_at else "stands"


# What becomes of the assignment, or the beginning of what is refused.
EXPECTED = {
    "take_back": {
        "plain": "withdrawn",
        "opened": "withdrawn",
        "sent": "The review was sent",
        "withdrawn": "withdrawn",
        "declined": "declined",
        "conflicted": "withdrawn",
        "over": "withdrawn",
    },
    "put_back": {
        "plain": "stands",
        "opened": "stands",
        "sent": "stands",
        "withdrawn": "stands",
        "declined": "declined it. Assign it again",
        "conflicted": "has a conflict with this city",
        "over": "This round is over",
    },
    "extend": {
        "plain": "stands",
        "opened": "stands",
        "sent": "Nothing is left to write",
        "withdrawn": "Nothing is left to write",
        "declined": "Nothing is left to write",
        "conflicted": "stands",
        "over": "stands",
    },
    "reassign": {
        "plain": "withdrawn",
        "opened": "withdrawn",
        "sent": "The review was sent",
        "withdrawn": "withdrawn",
        "declined": "declined",
        "conflicted": "withdrawn",
        "over": "This round is over",
    },
}


def another(one):
    return RoundReviewer.objects.create(round=one.round, reviewer=UserFactory(role="reviewer")).reviewer


VERBS = {
    "take_back": lambda one, by: matching.take_back(one, "Because", by=by),
    "put_back": lambda one, by: matching.put_back(one, by=by),
    "extend": lambda one, by: matching.extend(one, clock.now() + LATER, by=by),
    "reassign": lambda one, by: matching.reassign(one, another(one), "Because", by=by),
}


def outcome(one, verb, by, expected):
    try:
        VERBS[verb](one, by)
    except NotAllowed as error:
        return expected if expected in str(error) else str(error)
    return condition(one.pk)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(officer, verb):
    found = {state: outcome(in_state(state), verb, officer, EXPECTED[verb][state]) for state in STATES}
    assert found == EXPECTED[verb]


def test_what_is_refused_has_changed_nothing(officer):
    one = in_state("over")
    with pytest.raises(NotAllowed):
        matching.reassign(one, another(one), "Because", by=officer)
    assert (condition(one.pk), ReviewAssignment.objects.count()) == ("stands", 1)


# ---- giving somebody something to read


def a_row(**fields):
    return RoundReviewer.objects.create(
        round=RoundFactory(), reviewer=UserFactory(role="reviewer", full_name="Ana"), **fields
    )


def give(row, officer, application=None, **options):
    application = application or sent_application(row.round.call)
    return matching.assign(row.round, application, row.reviewer, by=officer, why="Knows it", **options)


def test_assigned_once_with_the_minutes_of_its_words(officer):
    row = a_row()
    application = sent_application(row.round.call, answers=[entry(value="word " * 1000)])
    one = give(row, officer, application)
    assert give(row, officer, application) == one
    assert (one.minutes, one.by_hand, one.why, one.by) == (20, True, "Knows it", officer)
    assert Change.objects.filter(act="assigned").count() == 1


def conflicted(row, application):
    Conflict.objects.create(user=row.reviewer, city=application.city, reason="x", declared_by=row.reviewer)


def in_status(status):
    def change(row, application):
        Application.objects.filter(pk=application.pk).update(status=status)

    return change


def of_row(**fields):
    return lambda row, application: RoundReviewer.objects.filter(pk=row.pk).update(**fields)


def of_round(**fields):
    return lambda row, application: ReviewRound.objects.filter(pk=row.round_id).update(**fields)


REFUSED = {
    "a conflict": (conflicted, "Ana has a conflict with this city. Choose somebody else."),
    "withdrawn": (in_status("withdrawn"), "This application is not there to be read in this round."),
    "a draft": (in_status("draft"), "This application is not there to be read in this round."),
    "declined": (of_row(declined_at=clock.now()), "Ana no longer reads in this round. Add them again first."),
    "taken off": (of_row(left_at=clock.now()), "Ana no longer reads in this round. Add them again first."),
    "not in the round": (
        lambda row, application: row.delete(),
        "Ana does not read in this round. Add them first.",
    ),
    "over": (of_round(closes=clock.now() - timedelta(hours=1)), "This round is over. Give it a later end first."),
    "a screening": (of_round(kind="screening"), "Staff do the screening themselves: it has no reviewers."),
    "over the limit": (
        of_row(minutes=19),
        "That is more than the 19 minutes that Ana gave. Confirm that this is meant.",
    ),
}


def refusal(change, officer):
    row = a_row()
    application = sent_application(row.round.call)
    change(row, application)
    with pytest.raises(NotAllowed) as error:
        give(row, officer, application)
    return str(error.value)


def test_who_cannot_be_given_what(officer):
    assert {name: refusal(change, officer) for name, (change, _words) in REFUSED.items()} == {
        name: words for name, (_change, words) in REFUSED.items()
    }
    assert ReviewAssignment.objects.count() == 0


def test_more_than_their_minutes_when_it_is_meant(officer):
    row = a_row(minutes=19)
    give(row, officer, over_limit=True)
    assert ReviewAssignment.objects.get().minutes == 20


# ---- who reads


def test_added_kept_and_asked_anew(officer):
    round, ana = RoundFactory(), UserFactory(role="reviewer")
    row = matching.add_reviewer(round, ana, 300, by=officer)
    assert matching.add_reviewer(round, ana, 900, by=officer).minutes == 300
    answering.decline(row, "A move", by=ana)
    row = matching.add_reviewer(round, ana, 100, by=officer)
    assert (row.minutes, row.declined_at, row.declined_why) == (100, None, "")
    matching.take_off(row, "Enough", by=officer, opened=False)
    assert matching.add_reviewer(round, ana, 50, by=officer).left_at is None
    with pytest.raises(NotAllowed, match="is not a reviewer"):
        matching.add_reviewer(round, officer, 300, by=officer)


def with_three(officer):
    """One not opened, one begun, one sent."""
    row = a_row()
    plain, begun, sent = (
        AssignmentFactory(round=row.round, reviewer=row.reviewer, opened_at=opened)
        for opened in (None, clock.now(), clock.now())
    )
    reviewed(sent, rubric_with(row.round.call, "problem"), [3])
    return row, (plain.pk, begun.pk, sent.pk)


@pytest.mark.parametrize(("opened", "left", "mails"), [(False, 1, 0), (True, 2, 1)])
def test_taken_off_the_round(officer, opened, left, mails):
    row, pks = with_three(officer)
    assert matching.take_off(row, "Enough", by=officer, opened=opened) == left
    begun = "withdrawn" if opened else "stands"
    assert [condition(pk) for pk in pks] == ["withdrawn", begun, "stands"]
    assert Message.objects.filter(kind="review_taken_back").count() == mails
    assert matching.take_off(row, "Enough", by=officer, opened=opened) == 0  # twice is once


def test_minutes_are_changed_and_recorded(officer):
    row = a_row()
    matching.set_minutes(row, 90, by=officer)
    matching.set_minutes(row, 90, by=officer)
    assert list(Change.objects.filter(object_id=row.pk).values_list("source", "target")) == [("600", "90")]


# ---- what they answer


def test_accepting_and_declining_from_every_state(officer):
    states = {
        "asked": {},
        "accepted": {"accepted_at": clock.now()},
        "declined": {"declined_at": clock.now()},
        "off": {"left_at": clock.now()},
    }
    found = {}
    for name, fields in states.items():
        for verb in ("accept", "decline"):
            row = a_row(**fields)
            try:
                row = (
                    answering.accept(row, by=row.reviewer)
                    if verb == "accept"
                    else answering.decline(row, "", by=row.reviewer)
                )
            except NotAllowed as error:
                found[name, verb] = str(error).split(".")[0]
            else:
                found[name, verb] = "accepted" if row.accepted_at else "declined"
    off = "Our team has taken you off this round"
    assert found == {
        ("asked", "accept"): "accepted",
        ("asked", "decline"): "declined",
        ("accepted", "accept"): "accepted",
        ("accepted", "decline"): "declined",
        ("declined", "accept"): "You have declined",
        ("declined", "decline"): "declined",
        ("off", "accept"): off,
        ("off", "decline"): off,
    }


def test_declining_takes_back_what_was_not_sent(officer):
    row, pks = with_three(officer)
    answering.decline(row, "A new job", by=row.reviewer)
    assert [condition(pk) for pk in pks] == ["declined", "declined", "stands"]
    assert RoundReviewer.objects.get(pk=row.pk).declined_why == "A new job"


# ---- given longer


def test_longer_means_later_than_the_round(officer):
    row, pks = with_three(officer)
    found = {}
    for name, until in {
        "past": clock.ago(days=1),
        "before the round's end": clock.ahead(days=3),
        "later": clock.ahead(days=20),
    }.items():
        try:
            found[name] = matching.extend_reviewer(row, until, by=officer)
        except NotAllowed as error:
            found[name] = str(error)
    assert found == {
        "past": "Choose a day that is still to come.",
        "before the round's end": "The round itself lasts longer. Choose a later day.",
        "later": 2,
    }
    extended = ReviewAssignment.objects.filter(extended_to__isnull=False).values_list("pk", flat=True)
    assert set(extended) == set(pks[:2])
