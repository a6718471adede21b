"""Two of staff on one scenario at once; each guard has a twin that must go red."""

import pytest
from django.db import IntegrityError

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core.models import Job
from selection import composing_job
from selection.models import Scenario
from selection.services import composing, composing_best
from selection.services.errors import Stale
from selection.tests.composing import card, lists, ranking, scenario_of
from tests.interleave import while_uncommitted

pytestmark = pytest.mark.django_db(transaction=True)


def two():
    return [UserFactory(role="officer") for _person in range(2)]


def waits(scenario, name, by, version=1):
    return lambda: composing.move(scenario, card(scenario, name), "waitlist", why="Waits", version=version, by=by)


def two_move(**options):
    one, other = two()
    scenario = scenario_of(one)
    return scenario, while_uncommitted(waits(scenario, "C", one), waits(scenario, "D", other), **options)


def test_of_two_moves_the_second_is_told_what_stands():
    scenario, (_first, second) = two_move(blocks=True)
    assert isinstance(second, Stale)
    assert (second.current.version, lists(scenario), scenario.moves.count()) == (2, "AB | C* | DE", 1)


@pytest.mark.fault
def test_twin_of_two_moves_one_is_lost(no_row_locks):
    scenario, (_first, second) = two_move(blocks=True)
    assert (isinstance(second, Scenario), lists(scenario), scenario.moves.count()) == (True, "AB | D* | CE", 2)


def sent_twice(**options):
    one, _other = two()
    scenario = scenario_of(one)
    while_uncommitted(waits(scenario, "C", one), waits(scenario, "C", one), **options)
    return scenario


def test_a_move_sent_twice_is_one():
    scenario = sent_twice(blocks=True)
    assert (scenario.moves.count(), lists(scenario)) == (1, "AB | C* | DE")


@pytest.mark.fault
def test_twin_a_move_sent_twice_is_two(no_row_locks):
    assert sent_twice(blocks=True).moves.count() == 2


def applied_twice(**options):
    one, other = two()
    scenario = scenario_of(one)
    composing.move(scenario, card(scenario, "A"), "decline", why="Thin", version=1, by=one)
    scenario.refresh_from_db()
    given = composing_best.inputs(scenario)
    composing_best.propose(scenario, {"based_on": given.based_on, **composing_job.proposed(given)})
    pair = [lambda by=by: composing_best.apply(scenario, based_on=given.based_on, by=by) for by in (one, other)]
    while_uncommitted(*pair, **options)
    return scenario


def test_a_proposal_is_applied_once():
    scenario = applied_twice(blocks=True)
    assert (scenario.moves.filter(by_hand=False).count(), lists(scenario)) == (1, "BC |  | A*DE")


@pytest.mark.fault
def test_twin_a_proposal_is_applied_twice(no_row_locks):
    assert applied_twice(blocks=True).moves.filter(by_hand=False).count() == 2


def made_twice(**options):
    one, _other = two()
    round = ranking(2)
    make = lambda: composing.create(round, name="Balanced", seats=1, by=one)  # noqa: E731
    return while_uncommitted(make, make, **options)


def test_a_scenario_sent_twice_is_one():
    first, second = made_twice(blocks=True)
    assert (first, Scenario.objects.count()) == (second, 1)


@pytest.mark.fault
def test_twin_a_scenario_sent_twice_breaks_on_its_name(no_row_locks):
    _first, second = made_twice(blocks=True)
    assert isinstance(second, IntegrityError)


def test_two_clicks_are_one_search():
    one, _other = two()
    scenario = scenario_of(one)
    start = lambda: composing_best.start(scenario, by=one)  # noqa: E731
    while_uncommitted(start, start, blocks=True)
    assert Job.objects.count() == 1
