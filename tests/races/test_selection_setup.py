"""Setting a selection up while others work; each guard has a twin that takes it away and must go red."""

import pytest

from applications import services
from applications.models import Application, Submission
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection.models import Review, Rubric, Screening
from selection.services import setup, setup_rubric
from selection.services.errors import NotAllowed, Stale
from selection.tests.factories import AssignmentFactory, RoundFactory, rubric_with, sent_application
from tests.interleave import while_uncommitted, without_constraint
from tests.races.test_sending import one_question, submit
from tests.races.test_sending_again import sent_and_changed

pytestmark = pytest.mark.django_db(transaction=True)


def a_rubric():
    """A rubric of one criterion, and two officers."""
    return rubric_with(a_call(), "problem"), UserFactory(role="officer"), UserFactory(role="officer")


def a_call():
    return RoundFactory().call


def write(rubric, by, title):
    """A change upon the criterion as this person's page was loaded with it."""
    was = setup_rubric.mark(rubric.criteria.get())
    values = {"title": {"en": title}}
    return lambda: setup_rubric.write_criterion(rubric.call, "problem", values, was=was, by=by)


def begin_review(rubric):
    """What a reviewer's first save does: a review that rests on the version in force."""
    assignment = AssignmentFactory(round=rubric.call.rounds.get())
    return lambda: Review.objects.create(assignment=assignment, rubric=Rubric.objects.held(rubric.call))


def test_of_two_revisions_the_second_is_shown_the_first():
    rubric, one, other = a_rubric()

    _first, second = while_uncommitted(write(rubric, one, "First"), write(rubric, other, "Second"), blocks=True)

    assert isinstance(second, Stale)
    assert second.current.title == rubric.criteria.get().title == {"en": "First"}


@pytest.mark.fault
def test_twin_without_locks_the_second_revision_overwrites_the_first(no_row_locks):
    rubric, one, other = a_rubric()
    _first, second = while_uncommitted(write(rubric, one, "First"), write(rubric, other, "Second"), blocks=True)
    assert (second.title, rubric.criteria.get().title) == ({"en": "Second"}, {"en": "Second"})


def test_a_rubric_that_a_review_begins_to_rest_on_is_not_changed_in_place():
    rubric, officer, _other = a_rubric()

    _review, refused = while_uncommitted(begin_review(rubric), write(rubric, officer, "Changed"), blocks=True)

    assert isinstance(refused, setup_rubric.NeedsReason)
    assert rubric.criteria.get().title == {"en": "Problem"}


@pytest.mark.fault
def test_twin_without_locks_it_changes_under_the_review(no_row_locks):
    rubric, officer, _other = a_rubric()
    _review, changed = while_uncommitted(begin_review(rubric), write(rubric, officer, "Changed"), blocks=False)
    assert (changed.title, Review.objects.get().rubric) == ({"en": "Changed"}, rubric)


def a_screening():
    round = RoundFactory(kind="screening")
    officers = [UserFactory(role="officer") for _i in range(2)]
    return round, sent_application(round.call), *officers


def test_of_two_who_screen_at_once_the_second_is_shown_the_first():
    round, application, one, other = a_screening()

    _first, second = while_uncommitted(
        lambda: setup.screen(round, application, "fail", "No team", 0, by=one),
        lambda: setup.screen(round, application, "pass", "", 0, by=other),
        blocks=True,
    )

    assert (type(second), Screening.objects.get().outcome) == (Stale, "fail")


@pytest.mark.fault
def test_twin_without_locks_and_constraint_there_are_two_findings(no_row_locks):
    round, application, one, other = a_screening()
    with without_constraint(Screening, "one_screening_per_round"):
        while_uncommitted(
            lambda: setup.screen(round, application, "fail", "No team", 0, by=one),
            lambda: setup.screen(round, application, "pass", "", 0, by=other),
            blocks=False,
        )
        assert sorted(Screening.objects.values_list("outcome", flat=True)) == ["fail", "pass"]


def test_a_round_is_not_deleted_under_a_screening():
    round, application, one, other = a_screening()

    _screened, refused = while_uncommitted(
        lambda: setup.screen(round, application, "pass", "", 0, by=one),
        lambda: setup.delete_round(round, by=other),
        blocks=True,
    )

    assert (type(refused), Screening.objects.count()) == (NotAllowed, 1)


# ---- reading begins while somebody sends


def test_what_is_sent_while_reading_begins_is_refused():
    application, lead = sent_and_changed()

    _begun, refused = while_uncommitted(
        lambda: services.begin_review(application), submit(application, lead), blocks=True
    )

    assert isinstance(refused, services.NotAllowed)
    found = Application.objects.get(pk=application.pk)
    assert (found.status, Submission.objects.count()) == ("in_review", 1)


def test_reading_begins_with_what_was_sent_meanwhile():
    """And the application that begins to be read while it is withdrawn stays withdrawn."""
    application, lead = sent_and_changed()
    _sent, begun = while_uncommitted(submit(application, lead), lambda: services.begin_review(application), blocks=True)
    assert (begun.status, Submission.objects.count()) == ("in_review", 2)

    other, other_lead = sent_and_changed()
    _gone, untouched = while_uncommitted(
        lambda: services.withdraw(other, by=other_lead), lambda: services.begin_review(other), blocks=True
    )
    assert untouched.status == "withdrawn"


@pytest.mark.fault
def test_twin_without_locks_a_submission_slips_in_under_the_readers(no_row_locks):
    application, lead = sent_and_changed(one_question)
    _begun, sent = while_uncommitted(lambda: services.begin_review(application), submit(application, lead), blocks=True)
    assert (type(sent), Submission.objects.count()) == (Submission, 2)
    assert clock.now() > sent.arrived_at


# ---- a pass of many taken back, while a colleague finds another outcome


def changed_and_unpassed(**options):
    round, one, other = RoundFactory(kind="screening"), UserFactory(role="officer"), UserFactory(role="officer")
    application = sent_application(round.call)
    _count, at = setup.pass_all(round, [application.pk], by=one)
    change = lambda: setup.screen(round, application, "fail", "No team", 1, by=other)  # noqa: E731
    return while_uncommitted(change, lambda: setup.unpass(round, at, by=one), **options)


def test_what_a_colleague_changes_is_not_taken_back():
    assert changed_and_unpassed(blocks=True)[1] == 0
    assert Screening.objects.get().outcome == "fail"


@pytest.mark.fault
def test_twin_what_a_colleague_changes_is_taken_back(no_row_locks):
    assert changed_and_unpassed(blocks=True)[1] == 1
    assert not Screening.objects.exists()
