"""The cohort composer on the demonstration's scenario; see __init__.py."""

from django.urls import reverse

from selection.models import Scenario
from tests.journeys.visit import Visit


def _scenario():
    return Scenario.objects.order_by("pk").first()


def _of(name, *more):
    return lambda: reverse(f"selection:{name}", args=[_scenario().pk, *more])


def _in_call(name):
    return lambda: reverse(f"selection:{name}", args=[_scenario().call.slug])


def _card():
    one = _scenario()
    address = reverse("selection:scenario-move", args=[one.pk, one.items.order_by("pk").first().application_id])
    return f"{address}?to=decline"


def _compared():
    asked = "&".join(f"of={one.pk}" for one in _scenario().call.scenarios.order_by("pk")[:2])
    return f"{_in_call('scenario-compare')()}?{asked}"


VISITS = [
    Visit("scenarios", "officer", _in_call("scenarios")),
    Visit("scenario-new", "officer", _in_call("scenario-new")),
    Visit("scenario", "officer", _of("scenario")),
    Visit("scenario-observer", "observer", _of("scenario")),
    Visit("scenario-change", "officer", _of("scenario-change")),
    Visit("scenario-copy", "officer", _of("scenario-copy")),
    Visit("scenario-move", "officer", _card),
    Visit("scenario-history", "officer", _of("scenario-history")),
    Visit("scenario-proposal", "officer", _of("scenario-proposal")),
    Visit("scenarios-compared", "officer", _compared),
]
