"""Who reads what, two at once: each guard has a twin that takes it away and must go red."""

import pytest
from django.db import transaction

from applications.services import cities
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from selection.models import Interview, Review, ReviewAssignment, RoundReviewer
from selection.services import answering, conflicts, interviews, matching, reviewing
from selection.services.errors import NotAllowed, Stale
from selection.tests.factories import AssignmentFactory, RoundFactory, rubric_with, sent_application
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


def a_row():
    round = RoundFactory()
    return RoundReviewer.objects.create(round=round, reviewer=UserFactory(role="reviewer")), sent_application(
        round.call
    )


def giving(row, application):
    """Staff, each with a connection of their own, give it to the same person."""
    officer = UserFactory(role="officer")
    return lambda: matching.assign(row.round, application, row.reviewer, by=officer, why="Knows it")


def standing():
    return ReviewAssignment.objects.standing().count()


# ---- two staff assign the same pair


def test_the_same_pair_is_assigned_once():
    row, application = a_row()
    first, second = while_uncommitted(giving(row, application), giving(row, application), blocks=True)
    assert (first, standing()) == (second, 1)


@pytest.mark.fault
def test_twin_the_same_pair_is_assigned_twice(no_row_locks):
    row, application = a_row()
    with without_constraint(ReviewAssignment, "one_standing_assignment"):
        while_uncommitted(giving(row, application), giving(row, application), blocks=False)
        assert standing() == 2


# ---- a conflict, while somebody gives them the city to read


def conflict_and_giving(**options):
    row, application = a_row()
    declare = lambda: conflicts.declare(row.reviewer, application.city, "A sister", by=row.reviewer)  # noqa: E731
    return while_uncommitted(declare, giving(row, application), **options)


def test_nothing_is_given_past_a_conflict():
    _declared, given = conflict_and_giving(blocks=True)
    assert (isinstance(given, NotAllowed), standing()) == (True, 0)


def test_a_conflict_takes_back_what_was_given_just_before():
    row, application = a_row()
    declare = lambda: conflicts.declare(row.reviewer, application.city, "A sister", by=row.reviewer)  # noqa: E731
    while_uncommitted(giving(row, application), declare, blocks=True)
    assert standing() == 0


@pytest.mark.fault
def test_twin_it_is_given_past_a_conflict(no_row_locks):
    conflict_and_giving(blocks=False)
    assert standing() == 1


# ---- two cities merge, while a person who conflicts with one is given the other


def merge_and_giving(**options):
    row, application = a_row()
    old, officer = CityFactory(), UserFactory(role="officer")
    conflicts.declare(row.reviewer, old, "A sister", by=officer)
    merge = lambda: cities.merge(old, application.city, by=officer, why="x")  # noqa: E731
    return while_uncommitted(merge, giving(row, application), **options)


def test_nothing_is_given_past_a_merge_with_a_conflict():
    _merged, given = merge_and_giving(blocks=True)
    assert (isinstance(given, NotAllowed), standing()) == (True, 0)


@pytest.mark.fault
def test_twin_it_is_given_past_a_merge(no_row_locks):
    merge_and_giving(blocks=False)
    assert standing() == 1


# ---- a no, while somebody gives them more


def no_and_giving(**options):
    row, application = a_row()
    return while_uncommitted(lambda: answering.decline(row, "", by=row.reviewer), giving(row, application), **options)


def test_nothing_is_given_to_whoever_declines():
    _row, given = no_and_giving(blocks=True)
    assert (isinstance(given, NotAllowed), standing()) == (True, 0)


@pytest.mark.fault
def test_twin_it_is_given_to_somebody_who_declined(no_row_locks):
    no_and_giving(blocks=False)
    assert standing() == 1


# ---- taking back, while they send it


def a_case():
    one = AssignmentFactory(opened_at=clock.now())
    return one, rubric_with(one.round.call, "problem"), UserFactory(role="officer")


@transaction.atomic
def send(one, rubric):
    """A whole draft, sent by its reviewer."""
    reviewing.save(one, {"problem": 4}, {}, version=0, by=one.reviewer, at=clock.now())
    return reviewing.submit(one, by=one.reviewer, at=clock.now())


def sending_and_taking(**options):
    one, rubric, officer = a_case()
    return while_uncommitted(lambda: send(one, rubric), lambda: matching.take_back(one, "x", by=officer), **options)


def test_what_was_sent_is_not_taken_back():
    _sent, taken = sending_and_taking(blocks=True)
    assert (isinstance(taken, NotAllowed), standing()) == (True, 1)


def test_what_was_taken_back_is_not_sent():
    one, rubric, officer = a_case()
    _taken, sent = while_uncommitted(
        lambda: matching.take_back(one, "x", by=officer), lambda: send(one, rubric), blocks=True
    )
    assert (isinstance(sent, NotAllowed), Review.objects.count()) == (True, 0)


@pytest.mark.fault
def test_twin_it_is_sent_and_taken_back(no_row_locks):
    sending_and_taking(blocks=False)
    assert (Review.objects.submitted().count(), standing()) == (1, 0)


# ---- a conflict declared while the page of the review is open


def conflict_and_sending(**options):
    one, rubric, _officer = a_case()
    city = one.application.city
    declare = lambda: conflicts.declare(one.reviewer, city, "A sister", by=one.reviewer)  # noqa: E731
    return while_uncommitted(declare, lambda: send(one, rubric), **options)


def test_the_next_save_after_a_conflict_is_refused():
    _declared, sent = conflict_and_sending(blocks=True)
    assert (isinstance(sent, NotAllowed), Review.objects.count()) == (True, 0)


@pytest.mark.fault
def test_twin_a_review_is_sent_past_a_conflict_and_does_not_count_all_the_same(no_row_locks):
    conflict_and_sending(blocks=True)
    assert (Review.objects.submitted().count(), Review.objects.counting().count()) == (1, 0)


# ---- an interview is moved, while somebody calls it off


def an_interview():
    round = RoundFactory(kind="interview")
    officer = UserFactory(role="officer")
    application = sent_application(round.call)
    arranged = interviews.arrange(
        round, application, meets_at=clock.ahead(days=2), meets_where="Here", version=0, by=officer
    )
    return arranged, officer


def moving(interview, officer):
    return lambda: interviews.arrange(
        interview.round,
        interview.application,
        meets_at=clock.ahead(days=3),
        meets_where="There",
        version=interview.version,
        by=officer,
    )


def calling_off(interview, officer):
    return lambda: interviews.call_off(interview, "A storm", version=interview.version, by=officer)


def state_of(interview):
    interview.refresh_from_db()
    return interview.meets_where, interview.called_off_at is None, interview.version


def test_of_a_change_and_a_calling_off_the_first_counts():
    found = {}
    for name, first, second in (("moved", moving, calling_off), ("off", calling_off, moving)):
        interview, officer = an_interview()
        _done, late = while_uncommitted(first(interview, officer), second(interview, officer), blocks=True)
        found[name] = (isinstance(late, Stale), *state_of(interview))
    assert found == {"moved": (True, "There", True, 2), "off": (True, "Here", False, 2)}


def test_two_who_arrange_it_at_once_arrange_one():
    interview, officer = an_interview()
    Interview.objects.all().delete()
    interview.version = 0
    _first, second = while_uncommitted(moving(interview, officer), moving(interview, officer), blocks=True)
    assert (isinstance(second, NotAllowed), Interview.objects.count()) == (True, 1)


@pytest.mark.fault
def test_twin_it_is_moved_and_called_off(no_row_locks):
    interview, officer = an_interview()
    _moved, off = while_uncommitted(moving(interview, officer), calling_off(interview, officer), blocks=True)
    assert not isinstance(off, Exception)
    assert state_of(interview)[1] is False
