"""Mails about an application that was sent: who is told what, once, in their language, as plain words."""

from datetime import date

import pytest

from applications import services
from applications.contributions.writing import message_kinds
from applications.tests.factories import complete_draft
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
AWKWARD = "O'Brien & Co <b>"


def sent(language="en"):
    application, lead = complete_draft(city=CityFactory(name=AWKWARD))
    lead.language, lead.full_name = language, AWKWARD
    lead.save()
    services.submit(application, by=lead, arrived=clock.now())
    return application, lead


def withdraw(language):
    application, lead = sent(language)
    services.withdraw(application, by=lead, why=AWKWARD)
    return lead


def ask(language):
    application, lead = sent(language)
    services.ask_city(application, AWKWARD, by=UserFactory(role="officer"), due_on=date(2028, 12, 31))
    return lead


def answer(language):
    application, lead = sent()
    officer = UserFactory(role="officer", language=language)
    services.answer_city_question(services.ask_city(application, AWKWARD, by=officer), AWKWARD, by=lead)
    return officer


ACTS = {"application_withdrawn": withdraw, "application_question": ask, "application_answered": answer}


def test_every_kind_of_mail_is_sent_by_an_act():
    assert set(ACTS) == {kind.name for kind in message_kinds()}


@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("language", ["en", "es", "pt-br", "fr"])
def test_a_mail_is_plain_text_for_one_reader(kind, language):
    reader = ACTS[kind](language)
    [message] = Message.objects.filter(kind=kind)
    assert message.email == reader.email
    for odd in ("&amp;", "&#x27;", "&lt;", "{{", "None"):
        assert odd not in message.text + message.subject
    assert AWKWARD in message.text


def test_the_day_an_answer_is_due_stands_in_both_zones():
    ask("en")
    text = " ".join(Message.objects.get(kind="application_question").text.split())
    assert "31 December 2028, 23:59" in text
    assert "UTC" in text


def test_a_late_version_is_told_that_the_one_on_time_counts():
    application, lead = sent()
    row = application.answers.select_related("question").get(question__key="department")
    late = application.call.application_closes + application.call.grace
    services.save_answer(application, row.question, "New", version=1, by=lead, language="en", arrived=late)
    services.submit(application, by=lead, arrived=late)
    text = " ".join(Message.objects.filter(kind="application_receipt").latest("pk").text.split())
    assert "Version: 2" in text
    assert "The version that was on time counts; this one stands beside it." in text
