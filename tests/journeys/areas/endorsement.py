"""The endorsement: the team's page in several states, the mayor's page in its own, and what staff read."""

from collections.abc import Callable

from django.urls import reverse

from applications.models import Application
from applications.services.endorsement import LINK
from cda_portal.core.models import SecretLink
from tests.journeys.visit import Visit


def _of(city: str) -> Application:
    return Application.objects.filter(city__name=city).latest("call__programme_start")


def _page(city: str) -> Callable[[], str]:
    return lambda: reverse("applications:application-endorsement", args=[_of(city).reference])


def _mayor(city: str) -> Callable[[], str]:
    def path() -> str:
        request = _of(city).endorsement_requests.latest("pk")
        link = SecretLink.objects.filter(purpose=LINK, object_id=request.pk).latest("pk")
        return reverse("applications:endorse", args=[link.token])

    return path


def _staff(city: str) -> Callable[[], str]:
    return lambda: reverse("applications:staff-application", args=[_of(city).reference])


VISITS = [
    Visit("endorsement-asked", "lead", _page("Bucaramanga")),
    Visit("endorsement-given", "lead-sent", _page("Recife")),
    Visit("endorse", "", _mayor("Bucaramanga")),
    Visit("endorse-done", "", _mayor("Recife")),
    Visit("endorse-question", "", _mayor("Sherbrooke")),
    Visit("staff-letter", "officer", _staff("Durham")),
]
