"""Pages of writing, and those after sending; staff's questions and versions."""

from collections.abc import Callable

from django.urls import reverse

from applications.models import Application, Question
from tests.journeys.visit import Visit


def _of(city: str) -> Application:
    return Application.objects.filter(city__name=city).latest("call__programme_start")


def _page(name: str, city: str, *more: object) -> Callable[[], str]:
    return lambda: reverse(f"applications:{name}", args=[_of(city).reference, *more])


def _dependent() -> str:
    """The section with a question that hangs on another."""
    application = _of("Bucaramanga")
    question = Question.objects.filter(section__call=application.call, depends_on__isnull=False).first()
    return reverse("applications:application-section", args=[application.reference, question.section.key])


def _question(city: str) -> Callable[[], str]:
    def path() -> str:
        application = _of(city)
        asked = application.clarifications.latest("pk")
        return reverse("applications:application-question", args=[application.reference, asked.pk])

    return path


VISITS = [
    Visit("section-dependent", "lead", _dependent),
    Visit("earlier", "lead", _page("application-earlier", "Bucaramanga")),
    Visit("withdraw", "lead", _page("application-withdraw", "Bucaramanga")),
    Visit("tasks-sent", "lead-sent", _page("application-home", "Recife")),
    Visit("check-again", "lead-sent", _page("application-check", "Recife")),
    Visit("discard", "lead-sent", _page("application-discard", "Recife")),
    Visit("versions", "lead-sent", _page("application-versions", "Recife")),
    Visit("city-question", "lead-sent", _question("Recife")),
    Visit("staff-versions", "observer", _page("staff-application-versions", "Recife")),
    Visit("staff-ask", "officer", _page("staff-application-ask", "Recife")),
    Visit("staff-application-asked", "officer", _page("staff-application", "Durham")),
    Visit("staff-application-withdrawn", "officer", _page("staff-application", "Londrina")),
]
