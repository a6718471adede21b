"""Plans of who reads what: two who apply the same one, a conflict declared meanwhile, one opened; with their twins."""

import pytest

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core.models import Change
from selection.models import ReviewAssignment
from selection.services import conflicts, matching_plan
from selection.services.errors import Stale
from selection.services.matching_plan import Applied
from selection.tests.factories import AssignmentFactory
from selection.tests.planning import a_round, planned, standing
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


# ---- two apply the same plan


def apply_twice():
    round = a_round()
    plan, officers = planned(round), UserFactory.create_batch(2, role="officer")
    one, other = (lambda by=by: matching_plan.apply_plan(plan, by=by) for by in officers)
    return round, while_uncommitted(one, other, blocks=True)


def test_of_two_who_apply_a_plan_one_does():
    round, found = apply_twice()
    assert found == (Applied(3, 0, 0), Applied(0, 0, 0))
    assert (len(standing(round)), ReviewAssignment.objects.count()) == (3, 3)
    assert Change.objects.filter(act="matching plan applied").count() == 1


@pytest.mark.fault
def test_twin_without_locks_and_constraint_everybody_reads_everything_twice(no_row_locks):
    with without_constraint(ReviewAssignment, "one_standing_assignment"):
        _round, (_first, second) = apply_twice()
        assert second == Applied(3, 0, 0)
        assert ReviewAssignment.objects.count() == 6


# ---- a conflict is declared while it is applied


def declare_first(*, blocks):
    round = a_round()
    plan, carla, officer = planned(round), round.people["Carla"], UserFactory(role="officer")
    city = round.cities["Cano"].city
    found = while_uncommitted(
        lambda: conflicts.declare(carla, city, "Born there", by=carla),
        lambda: matching_plan.apply_plan(plan, by=officer),
        blocks=blocks,
    )
    return round, found


def test_a_plan_waits_for_a_conflict_that_is_being_declared_and_is_refused():
    round, (_conflict, second) = declare_first(blocks=True)
    assert isinstance(second, Stale)
    assert standing(round) == set()


@pytest.mark.fault
def test_twin_without_locks_somebody_is_given_the_city_they_conflict_with(no_row_locks):
    round, (_conflict, second) = declare_first(blocks=False)
    assert second == Applied(3, 0, 0)
    assert ("Cano", "Carla") in standing(round)


def apply_first():
    round = a_round()
    plan, carla, officer = planned(round), round.people["Carla"], UserFactory(role="officer")
    city = round.cities["Cano"].city
    found = while_uncommitted(
        lambda: matching_plan.apply_plan(plan, by=officer),
        lambda: conflicts.declare(carla, city, "Born there", by=carla),
        blocks=True,
    )
    return round, found


def test_a_conflict_waits_for_a_plan_that_is_being_applied_and_takes_its_pair_back():
    round, (first, _conflict) = apply_first()
    assert first == Applied(3, 0, 0)
    assert standing(round) == {("Alta", "Ana"), ("Belo", "Bruno")}


# ---- one is opened while it is applied


def open_first():
    round = a_round()
    one = AssignmentFactory(round=round, application=round.cities["Cano"], reviewer=round.people["Bruno"])
    plan, officer = planned(round), UserFactory(role="officer")
    found = while_uncommitted(
        lambda: ReviewAssignment.objects.filter(pk=one.pk).update(opened_at=one.at),
        lambda: matching_plan.apply_plan(plan, by=officer),
        blocks=True,
    )
    return round, found


def test_what_is_being_opened_is_not_taken_back():
    round, (_opened, second) = open_first()
    assert second == Applied(3, 0, 1)
    assert ("Cano", "Bruno") in standing(round)


@pytest.mark.fault
def test_twin_without_locks_what_somebody_reads_is_taken_from_them(no_row_locks):
    round, (_opened, second) = open_first()
    assert second == Applied(3, 1, 0)
    assert ("Cano", "Bruno") not in standing(round)
