"""A draft call with a form, an open one with a later date for the city, and somebody who waits for the next call."""

from datetime import timedelta

from applications import call_states
from applications.models import CallInterest
from applications.services import calls_extend, calls_next
from applications.tests.factories import ApplicationFactory, call_with_form, question_of
from cda_portal.core import clock, links

PUBLIC = {
    "/next-call/": "whoever has no account may ask to hear of the next call",
    "/next-call/confirm/<str:token>/": "the right stands in the link",
    "/next-call/stop/<str:token>/": "the right stands in the link",
}


def make(world):
    summary = dict.fromkeys(("en", "es", "pt-br", "fr"), "Words")
    world.spare = call_with_form(published_at=None, summary=summary)
    until = world.call.application_closes + timedelta(days=9)
    world.extension = calls_extend.give(world.call, world.city, closes=until, reason="A flood", by=world.people["ofcr"])
    world.third = ApplicationFactory(call=world.call)
    world.listener = CallInterest.objects.create(email="w@city.example", language="en", confirmed_at=clock.now())


def parameters(world):
    def token(purpose):
        soon = clock.ahead(days=1)
        return {"token": links.make(purpose, world.listener, recipient="w@city.example", expires_at=soon).token}

    spare, story = world.spare, question_of(world.spare, "department")
    return {
        r"^/staff/calls/<slug:slug>/extensions/": {"slug": world.call.slug, "pk": world.extension.pk},
        r"^/staff/calls/.*/act/": {"slug": spare.slug, "act": "publish"},
        r"^/staff/calls/.*/form/section/": {"slug": spare.slug, "pk": story.section_id},
        r"^/staff/calls/.*/form/": {"slug": spare.slug, "word": "question", "pk": story.pk, "act": "retire"},
        r"^/staff/calls/": {"slug": spare.slug, "name": "offers", "section": "basics"},
        r"^/next-call/confirm/": token(calls_next.CONFIRM),
        r"^/next-call/stop/": token(calls_next.STOP),
    }


def later(world):
    return f"{world.call.application_closes + timedelta(days=3):%Y-%m-%dT%H:%M}"


POSTS = {
    "/staff/calls/new/": lambda world: {
        "slug": "2040",
        "name": "A call",
        "interest_opens": "2040-01-01T09:00",
        "interest_closes": "2040-02-01T09:00",
        "application_opens": "2040-01-01T09:00",
        "application_closes": "2040-03-01T09:00",
        "reference_date": "2040-03-01",
        "programme_start": "2040-06-01",
    },
    "/staff/calls/<slug:slug>/copy/": lambda world: {"slug": "2041", "unit": "weeks", "number": "52"},
    "/staff/calls/<slug:slug>/reopen/": lambda world: {"application_closes": later(world), "why": "A flood"},
    "/staff/calls/<slug:slug>/texts/<slug:name>/": lambda world: {"was": call_states.mark({}), "offers_en": "Coaching"},
    "/staff/calls/<slug:slug>/form/move/": lambda world: {
        "move": f"down-question-{question_of(world.spare, 'department').pk}"
    },
    "/staff/calls/<slug:slug>/form/section/": lambda world: {
        "key": "more",
        "minutes": "5",
        "title_en": "More",
        "group_en": "Your city",
    },
    "/staff/calls/<slug:slug>/extensions/": lambda world: {
        "city": world.third.city_id,
        "closes": later(world),
        "reason": "A flood",
    },
    "/staff/calls/<slug:slug>/extensions/<int:pk>/end/": lambda world: {"end-why": "A mistake"},
    "/next-call/": lambda world: {"email": "new@city.example", "language": "en"},
}
