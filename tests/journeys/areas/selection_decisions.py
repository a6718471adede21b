"""Decisions: the draft of the demonstration data, a city, its letter; and a selected city's place."""

from collections.abc import Callable

from django.urls import reverse

from applications.models import Application
from cda_portal.accounts.models import CityMember, User
from cda_portal.core import clock
from selection.models import Release
from tests.journeys.visit import Visit


def _release(name: str) -> Callable[[], str]:
    """The draft; what follows a release is looked at on the earlier one."""
    return lambda: reverse(f"selection:{name}", args=[Release.objects.latest("number").pk])


def _released(name: str) -> Callable[[], str]:
    return lambda: reverse(f"selection:{name}", args=[Release.objects.earliest("number").pk])


def _decision(name: str) -> Callable[[], str]:
    return lambda: reverse(f"selection:{name}", args=[Release.objects.latest("number").decisions.earliest("pk").pk])


def _call(name: str, *more: str) -> Callable[[], str]:
    return lambda: reverse(f"selection:{name}", args=[Release.objects.earliest("pk").call.slug, *more])


def _place(name: str) -> Callable[[], str]:
    """Somebody new is deputy of a selected city from here on: no sign-in of the demonstration leads one."""

    def path() -> str:
        application = Application.objects.filter(status="selected", city__name="Kitchener").earliest("pk")
        user = User.objects.get(email="new@demo.example")
        told = {"role": "deputy", "defaults": {"since": clock.today("UTC")}}
        CityMember.objects.get_or_create(city=application.city, user=user, **told)
        return reverse(f"applications:{name}", args=[application.reference])

    return path


VISITS = [
    Visit("decisions", "officer", _call("releases")),
    Visit("decisions-letter", "officer", _call("letter-template", "decline")),
    Visit("decisions-release", "officer", _release("release")),
    Visit("decisions-days", "officer", _release("release-days")),
    Visit("decisions-redraft", "officer", _release("release-redraft")),
    Visit("decisions-discard", "officer", _release("release-discard")),
    Visit("decisions-released", "officer", _released("release")),
    Visit("decisions-waiting-list", "officer", _released("waiting-list")),
    Visit("decisions-kit", "officer", _released("kit")),
    Visit("decision", "officer", _decision("decision")),
    Visit("decision-change", "officer", _decision("decision-change")),
    Visit("decision-feedback", "officer", _decision("decision-feedback")),
    Visit("decision-letter", "observer", _decision("decision-letter")),
    Visit("place", "new", _place("application-status")),
    Visit("place-confirm", "new", _place("place-confirm")),
    Visit("place-decline", "new", _place("place-decline")),
]
