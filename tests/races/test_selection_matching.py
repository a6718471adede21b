"""Who reads what, two at once: each guard has a twin that takes it away and must go red."""

import pytest
from django.db import transaction

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection.models import Review, ReviewAssignment, RoundReviewer
from selection.services import answering, conflicts, matching, reviewing
from selection.services.errors import NotAllowed
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
    conflict_and_sending(blocks=False)
    assert (Review.objects.submitted().count(), Review.objects.counting().count()) == (1, 0)
