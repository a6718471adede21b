"""What a scenario's page reads of its cards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cda_portal.accounts.tests.factories import UserFactory
from selection import cards
from selection.models import Constraint, Scenario
from selection.tests.composing import scenario_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def scenario(officer):
    return scenario_of(officer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_cards_are_read_in_few_queries(officer, count):
    scenario = Scenario.objects.select_related("call").get(pk=scenario_of(officer, count=count).pk)
    with CaptureQueriesContext(connection) as ran:
        assert len(cards.board(scenario, officer).all()) == count
    assert len(ran) == 5


def test_what_is_counted_of_a_card(officer):
    city = {"country": "BR", "population": 300_000, "wwc_status": "Gold"}
    scenario = scenario_of(officer, count=1, A=city)
    [one] = cards.board(scenario, officer).all()
    assert one.profile.values() == {
        "country": ("BR",),
        "language": ("en",),
        "population": ("250k_500k",),
        "theme": (),
        "mandate": ("unknown",),
        "level": ("gold",),
    }


def test_constraints_in_words(officer, scenario):
    one = Constraint(scenario=scenario, dimension="mandate", value="12_23", bound="at_most", number=4)
    assert cards.wish_text(one, {}) == "At most 4: Mandate left, 12 to 23 months"
