"""Calls in the browser, and the list of who waits for the next one; see __init__.py."""

from datetime import timedelta

from django.urls import reverse

from applications.models import Call, CallInterest, Extension
from applications.services import calls_next
from cda_portal.core import clock, links
from tests.journeys.visit import Visit, at


def _tab(name, *more):
    return lambda: reverse(f"applications:staff-call-{name}", args=[Call.objects.current().slug, *more])


def _draft():
    return Call.objects.get(published_at=None)


def _question(kind):
    def path():
        section = Call.objects.current().sections.filter(questions__kind=kind).first()
        question = section.questions.filter(kind=kind).first()
        return reverse("applications:staff-call-question", args=[section.call.slug, question.pk])

    return path


def _extension():
    row = Extension.objects.get(call=Call.objects.current())
    return reverse("applications:staff-call-extension", args=[row.call.slug, row.pk])


def _link(name, purpose):
    def path():
        row = CallInterest.objects.first()
        link = links.make(purpose, row, recipient=row.email, expires_at=clock.now() + timedelta(days=1))
        return reverse(f"applications:{name}", args=[link.token])

    return path


def _section():
    section = Call.objects.current().sections.first()
    return reverse("applications:staff-call-section", args=[section.call.slug, section.pk])


VISITS = [
    Visit("calls", "officer", at("/staff/calls/")),
    Visit("calls-observer", "observer", at("/staff/calls/")),
    Visit("call-new", "officer", at("/staff/calls/new/")),
    Visit("call-overview", "officer", _tab("overview")),
    Visit("call-draft", "officer", lambda: reverse("applications:staff-call-overview", args=[_draft().slug])),
    Visit("call-publish", "officer", lambda: reverse("applications:staff-call-act", args=[_draft().slug, "publish"])),
    Visit("call-close", "officer", _tab("act", "close")),
    Visit("call-copy", "officer", _tab("copy")),
    Visit("call-reopen", "officer", _tab("reopen")),
    Visit("call-dates", "officer", _tab("dates")),
    Visit("call-dates-observer", "observer", _tab("dates")),
    Visit("call-texts", "officer", _tab("texts")),
    Visit("call-text", "officer", _tab("text", "offers")),
    Visit("call-title", "officer", _tab("text", "title")),
    Visit("call-form", "officer", _tab("form")),
    Visit("call-section", "officer", _section),
    Visit("call-question", "officer", _question("choice")),
    Visit("call-question-practices", "observer", _question("practices")),
    Visit("call-preview", "officer", _tab("preview")),
    Visit("call-extensions", "officer", _tab("extensions")),
    Visit("call-extension", "officer", _extension),
    Visit("call-languages", "officer", _tab("languages")),
    Visit("next-call", "", at("/next-call/")),
    Visit("next-call-asked", "", at("/next-call/?done=1")),
    Visit("next-call-confirm", "", _link("next-call-confirm", calls_next.CONFIRM)),
    Visit("next-call-stop", "", _link("next-call-stop", calls_next.STOP)),
]
