"""Every page of the portal with demonstration data, and who opens it. Addresses are looked up when the data is there."""

from collections.abc import Callable

from django.urls import reverse

from applications.models import Application, EligibilityCheck, InterestForm, Section
from cda_portal.core import clock
from cda_portal.notifications.models import Message
from tests.journeys.areas import AREAS
from tests.journeys.visit import Visit, at


def _application(who: str) -> Application:
    return Application.objects.filter(city__members__user__email=f"{who}@demo.example").first()


def _draft(name: str, *more: str) -> Callable[[], str]:
    return lambda: reverse(f"applications:{name}", args=[_application("lead").reference, *more])


def _section(kind: str) -> Callable[[], str]:
    def path() -> str:
        application = _application("lead")
        section = Section.objects.filter(call=application.call, questions__kind=kind).first()
        return reverse("applications:application-section", args=[application.reference, section.key])

    return path


def _check(name: str, *, complete: bool = True) -> Callable[[], str]:
    def path() -> str:
        answers = {"term_answered": True, "commitment": "yes", "data": "no", "analysis": "not_sure", "team": "yes"}
        call = Application.objects.first().call
        fields = answers if complete else {}
        check = EligibilityCheck.objects.create(
            call=call,
            language="en",
            name="Pereira",
            country="CO",
            region="Risaralda",
            population=90_000,
            term_end=clock.today("UTC"),
            **fields,
        )
        return reverse(f"applications:{name}", args=[check.key])

    return path


def _form(status: str) -> Callable[[], str]:
    return lambda: reverse("applications:staff-form", args=[InterestForm.objects.filter(status=status).first().pk])


def _staff_application(status: str) -> Callable[[], str]:
    return lambda: reverse(
        "applications:staff-application", args=[Application.objects.filter(status=status).first().reference]
    )


VISITS = [
    Visit("front", "", at("/")),
    Visit("call", "", at("/call/")),
    Visit("privacy", "", at("/privacy/")),
    Visit("accessibility", "", at("/accessibility/")),
    Visit("contact", "", at("/contact/")),
    Visit("missing", "", at("/nothing-here/")),
    Visit("check-city", "", at("/eligibility/")),
    Visit("check-which", "", at("/eligibility/which/?name=richmond")),
    Visit("check-unlisted", "", at("/eligibility/unlisted/")),
    Visit("check-term", "", _check("eligibility-term", complete=False)),
    Visit("check-readiness", "", _check("eligibility-readiness", complete=False)),
    Visit("check-result", "", _check("eligibility-result")),
    Visit("interest-write", "", _check("interest-write")),
    Visit("apply", "", at("/apply/")),
    Visit("sign-in", "", at("/account/login/")),
    Visit("sign-in-code", "", at("/account/login/code/")),
    Visit("sign-up", "", at("/account/signup/")),
    Visit("reset", "", at("/account/password/reset/")),
    Visit("home-new", "new", at("/home/")),
    Visit("home-lead", "lead", at("/home/")),
    Visit("home-officer", "officer", at("/home/")),
    Visit("home-reviewer", "reviewer", at("/home/")),
    Visit("home-mayor", "mayor", at("/home/")),
    Visit("inbox", "lead", at("/inbox/")),
    Visit("inbox-empty", "new", at("/inbox/")),
    Visit("profile", "lead", at("/profile/")),
    Visit("email", "lead", at("/account/email/")),
    Visit("second-factor", "officer", at("/account/2fa/")),
    Visit("sessions", "officer", at("/account/sessions/")),
    Visit("tasks", "lead", _draft("application-home")),
    Visit("check-answers", "lead", _draft("application-check")),
    Visit("section-text", "lead", _section("long_text")),
    Visit("section-practices", "lead", _section("practices")),
    Visit("section-team", "lead", _section("team")),
    Visit("section-metric", "lead", _section("metric")),
    Visit("section-read-only", "mayor", _section("long_text")),
    Visit(
        "status",
        "lead-sent",
        lambda: reverse("applications:application-status", args=[_application("lead-sent").reference]),
    ),
    Visit(
        "interest",
        "sender",
        lambda: InterestForm.objects.filter(sender__email="sender@demo.example").first().get_absolute_url(),
    ),
    Visit("board", "officer", at("/staff/")),
    Visit("forms", "officer", at("/staff/forms/")),
    Visit("forms-none", "officer", at("/staff/forms/?q=zzzz")),
    Visit("form-received", "officer", _form("received")),
    Visit("form-declined", "officer", _form("declined")),
    Visit("applications", "officer", at("/staff/applications/")),
    Visit("applications-none", "officer", at("/staff/applications/?q=zzzz")),
    Visit("application-sent", "officer", _staff_application("submitted")),
    Visit("application-draft", "observer", _staff_application("draft")),
    Visit("messages", "officer", at("/staff/messages/")),
    Visit(
        "message",
        "officer",
        lambda: reverse("notifications:message-detail", args=[Message.objects.order_by("pk").first().pk]),
    ),
    Visit("styleguide", "", at("/styleguide/")),
    *(visit for area in AREAS for visit in area.VISITS),
]
