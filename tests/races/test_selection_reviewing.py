"""A reviewer who writes while something happens to the assignment; each guard has a twin that takes it away."""

from datetime import timedelta

import pytest

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection.models import Review, ReviewAssignment
from selection.services import conflicts, discussing, matching, reviewing, reviewing_declining
from selection.services.errors import NotAllowed, Stale
from selection.tests.factories import AssignmentFactory, RoundReviewerFactory, rubric_with
from tests.interleave import while_uncommitted

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """One assignment with a draft that is complete, and the officer of the round."""

    def __init__(self):
        self.assignment = AssignmentFactory()
        rubric_with(self.assignment.round.call, "problem", "team")
        self.reviewer, self.officer = self.assignment.reviewer, UserFactory(role="officer")
        self.save("Draft", 0)

    def save(self, words, version):
        return reviewing.save(
            self.assignment,
            {"problem": 4, "team": 2},
            {"for_panel": words},
            version=version,
            by=self.reviewer,
            at=clock.now(),
        )

    def send(self):
        return reviewing.submit(self.assignment, by=self.reviewer, at=clock.now())

    def decline(self):
        return reviewing_declining.decline(self.assignment, "No time", by=self.reviewer, at=clock.now())

    def read_after_all(self):
        return reviewing_declining.read_after_all(self.assignment, by=self.reviewer, at=clock.now())

    def end_the_round(self):
        round = self.assignment.round
        round.closes = clock.now() - timedelta(minutes=1)
        round.save(update_fields=["closes"])

    def extend(self):
        return matching.extend(self.assignment, clock.ahead(days=1), by=self.officer)

    def conflict(self):
        city = self.assignment.application.city
        return conflicts.declare(self.reviewer, city, "Worked there", by=self.reviewer)

    def words(self):
        return list(Review.objects.values_list("for_panel", "version"))


@pytest.fixture
def desk():
    return Desk()


# ---- two windows


def two_windows(desk):
    return while_uncommitted(lambda: desk.save("Mine", 1), lambda: desk.save("Theirs", 1), blocks=True)


def test_of_two_windows_one_wins_and_the_other_is_told(desk):
    _first, second = two_windows(desk)

    assert isinstance(second, Stale)
    assert second.current.for_panel == "Mine"
    assert desk.words() == [("Mine", 2)]


@pytest.mark.fault
def test_twin_of_two_windows_one_is_overwritten_unseen(desk, no_row_locks):
    _first, second = two_windows(desk)

    assert isinstance(second, Review)
    assert desk.words() == [("Theirs", 2)]


# ---- a conflict declared while the page is open


def test_a_save_during_a_conflict_is_refused(desk):
    _declared, saved = while_uncommitted(desk.conflict, lambda: desk.save("Too late", 1), blocks=True)

    assert isinstance(saved, NotAllowed)
    assert desk.words() == [("Draft", 1)]


@pytest.mark.fault
def test_twin_a_save_during_a_conflict_is_kept(desk, no_row_locks):
    _declared, saved = while_uncommitted(desk.conflict, lambda: desk.save("Too late", 1), blocks=False)

    assert isinstance(saved, Review)


def test_a_review_that_is_sent_during_a_conflict_does_not_count(desk):
    _declared, sent = while_uncommitted(desk.conflict, desk.send, blocks=True)

    assert isinstance(sent, NotAllowed)
    assert not Review.objects.counting().exists()


def test_a_review_sent_before_a_conflict_ends_with_it(desk):
    while_uncommitted(desk.send, desk.conflict, blocks=True)

    assert (Review.objects.submitted().count(), Review.objects.counting().count()) == (1, 0)
    assert not ReviewAssignment.objects.standing().exists()


# ---- the end of the round against a later day


def test_a_review_sent_while_a_later_day_is_given_is_in_time(desk):
    desk.end_the_round()

    _given, sent = while_uncommitted(desk.extend, desk.send, blocks=True)

    assert isinstance(sent, Review)


@pytest.mark.fault
def test_twin_a_review_sent_while_a_later_day_is_given_is_too_late(desk, no_row_locks):
    desk.end_the_round()

    _given, sent = while_uncommitted(desk.extend, desk.send, blocks=False)

    assert isinstance(sent, NotAllowed)


def test_an_assignment_taken_back_takes_no_review(desk):
    def take_back():
        return matching.take_back(desk.assignment, "Too much to read", by=desk.officer)

    _taken, sent = while_uncommitted(take_back, desk.send, blocks=True)

    assert isinstance(sent, NotAllowed)


def test_a_review_sent_twice_at_once_is_sent_once(desk):
    first, second = while_uncommitted(desk.send, desk.send, blocks=True)

    assert (first.pk, first.submitted_at) == (second.pk, second.submitted_at)


# ---- declining


def test_a_review_that_was_sent_is_not_declined(desk):
    _sent, declined = while_uncommitted(desk.send, desk.decline, blocks=True)

    assert isinstance(declined, NotAllowed)
    assert Review.objects.counting().count() == 1


def test_what_was_declined_is_not_sent(desk):
    _declined, sent = while_uncommitted(desk.decline, desk.send, blocks=True)

    assert isinstance(sent, NotAllowed)


@pytest.mark.fault
def test_twin_a_review_that_was_sent_is_declined(desk, no_row_locks):
    _sent, declined = while_uncommitted(desk.send, desk.decline, blocks=False)

    assert isinstance(declined, ReviewAssignment)
    assert (Review.objects.submitted().count(), Review.objects.counting().count()) == (1, 0)


def given_and_taken_up(desk, **options):
    other = RoundReviewerFactory(round=desk.assignment.round, minutes=600).reviewer
    desk.decline()

    def give():
        return matching.assign(desk.assignment.round, desk.assignment.application, other, by=desk.officer)

    return while_uncommitted(give, desk.read_after_all, **options)


def test_what_is_given_to_another_is_not_taken_up_again(desk):
    _given, taken_up = given_and_taken_up(desk, blocks=True)

    assert isinstance(taken_up, NotAllowed)
    assert ReviewAssignment.objects.standing().count() == 1


@pytest.mark.fault
def test_twin_it_is_taken_up_though_another_has_it(desk, no_row_locks):
    given_and_taken_up(desk, blocks=False)

    assert ReviewAssignment.objects.standing().count() == 2


# ---- a remark in two windows


def a_remark_twice(desk, **options):
    assignment = desk.assignment
    remark = discussing.discuss(assignment.round, assignment.application, "First", by=desk.reviewer)
    was = discussing.mark(remark)
    first, second = (lambda text=text: discussing.edit(remark, text, was=was, by=desk.reviewer) for text in "AB")
    return while_uncommitted(first, second, **options)


def test_of_two_windows_on_a_remark_the_second_is_told(desk):
    _first, second = a_remark_twice(desk, blocks=True)

    assert isinstance(second, Stale)
    assert second.current.text == "A"


@pytest.mark.fault
def test_twin_a_remark_is_overwritten_unseen(desk, no_row_locks):
    _first, second = a_remark_twice(desk, blocks=True)

    assert second.text == "B"
