"""A round with a ranking and a scenario on it, for tests of the composer."""

from applications.models import Application
from cda_portal.accounts.tests.factories import CityFactory
from selection.services import composing
from selection.tests.factories import RoundFactory, ranked, sent_application


def ranking(count=5, round=None, **cities):
    """A round whose ranking is A, B, C … from the best down; `cities` gives fields of single ones: A={"country": "BR"}."""
    round = round or RoundFactory()
    names = [chr(65 + number) for number in range(count)]
    rows = [
        sent_application(round.call, city=CityFactory(**{"name": name, "country": "CO", **cities.get(name, {})}))
        for name in names
    ]
    ranked(round, *rows)
    return round


def scenario_of(by, count=5, seats=2, **fields):
    """Of A to E, A and B are in seats."""
    return composing.create(ranking(count, **fields), name="Balanced", seats=seats, by=by)


def card(scenario, name):
    return Application.objects.get(call=scenario.call_id, city__name=name)


def lists(scenario):
    """Seats, waiting list and declined, by the cities' names; an asterisk was placed by hand."""
    rows = scenario.items.select_related("application__city").order_by("rank", "application__city__name")
    told = {"select": "", "waitlist": "", "decline": ""}
    for item in rows:
        told[item.outcome] += item.application.city.name + ("*" if item.by_hand else "")
    return " | ".join(told.values())
