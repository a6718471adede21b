"""The mails of the endorsement: whom they reach, in which words, and where their link leads."""

import html
import re

import pytest
from django.utils import translation

from applications import services
from applications.contributions.endorsement import message_kinds
from applications.models import EndorsementRequest
from applications.tests.endorsing import MAYOR, a_draft, answer, ask, upload
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.notifications import delivery
from cda_portal.notifications.models import Message, Notice
from cda_portal.notifications.rendering import reveal

pytestmark = pytest.mark.django_db
AWKWARD = "O'Brien & Søn <b>"


@pytest.fixture(params=["en", "es", "pt-br", "fr"])
def language(request):
    return request.param


def a_case(language="en"):
    application, lead = a_draft()
    application.city.name = AWKWARD
    application.city.save()
    lead.language, lead.full_name = language, AWKWARD
    lead.save()
    return application, lead


def asked(language="en"):
    application, lead = a_case(language)
    return ask(application, lead, language=language, name=AWKWARD, note=AWKWARD)


def refused(language="en"):
    application, lead = a_case(language)
    services.refuse_letter(upload(application, lead), AWKWARD, by=UserFactory())


def answered(outcome):
    return lambda language="en": answer(asked(language), outcome, AWKWARD, name=AWKWARD)


ACTS = {
    "endorsement_request": asked,
    "endorsement_given": answered("endorsed"),
    "endorsement_question": answered("asked"),
    "endorsement_declined": answered("declined"),
    "endorsement_letter_refused": refused,
}
SUBJECTS = {
    "endorsement_request": f"{AWKWARD} asks for your endorsement",
    "endorsement_given": f"The application of {AWKWARD} is endorsed",
    "endorsement_question": f"The mayor of {AWKWARD} has a question",
    "endorsement_declined": f"The application of {AWKWARD} was not endorsed",
    "endorsement_letter_refused": f"The letter of {AWKWARD} was not accepted",
}


def test_every_kind_is_sent_by_an_act():
    assert set(ACTS) == {kind.name for kind in message_kinds()}


@pytest.mark.parametrize("kind", ACTS)
def test_a_mail_speaks_the_language_of_its_reader(kind, language):
    with translation.override("fr" if language == "en" else "en"):
        ACTS[kind](language)
    message = Message.objects.get(kind=kind)
    assert message.language == language
    assert f'<html lang="{"pt-BR" if language == "pt-br" else language}">' in message.html


@pytest.mark.parametrize("kind", ACTS)
def test_names_come_out_as_they_were_typed(kind):
    ACTS[kind]()
    message = Message.objects.get(kind=kind)
    assert message.subject == SUBJECTS[kind]
    assert not re.search(r"&(amp|#x27|#39|lt|gt|quot);", message.subject + message.text)
    assert "<b>" not in message.html
    assert html.escape(AWKWARD) in message.html
    assert "None" not in message.text


@pytest.mark.parametrize("kind", [kind for kind in ACTS if kind != "endorsement_request"])
def test_the_team_is_led_to_the_page(kind, client):
    ACTS[kind]()
    message = Message.objects.get(kind=kind)
    path = f"/apply/{message.about.reference}/endorsement/"
    assert message.text.count(f"http://localhost:8000{path}") == 1
    assert Notice.objects.get(kind=kind).href == path
    client.force_login(message.user)
    assert client.get(path).status_code == 200


def test_the_mayor_is_led_to_the_link_and_no_token_is_stored(client):
    asked()
    message = Message.objects.get()
    assert (message.email, Notice.objects.count()) == (MAYOR, 0)
    assert message.expires_at == EndorsementRequest.objects.get().expires_at
    assert "{{secret.token}}" in message.text
    text, _body = reveal(message.text, message.html, message.secret)
    [address] = re.findall(r"^http://localhost:8000(/endorse/\S+/)$", text, re.MULTILINE)
    assert client.get(address).status_code == 200


def test_the_mayor_reads_until_when_in_both_zones():
    asked()
    text = " ".join(Message.objects.get().text.split())
    assert "The link works until" in text
    assert text.count("UTC") >= 2


def test_a_request_that_was_taken_back_is_not_sent_any_more():
    request = asked()
    services.take_request_back(request, by=request.by)
    delivery.drain()
    assert list(Message.objects.values_list("status", "error")) == [("dropped", "unwanted")]


def test_each_link_is_a_mail_of_its_own():
    request = asked()
    EndorsementRequest.objects.update(sent_at=clock.ago(hours=1))
    services.resend_request(request, by=request.by)
    assert Message.objects.filter(kind="endorsement_request").count() == 2
