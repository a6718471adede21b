"""Which act tells whom what: once, in the reader's language, after commit, as plain words."""

import html
import re
from contextlib import suppress

import pytest
from celery import current_app
from django.db import transaction
from django.utils import translation

from applications import services
from applications.contributions.intake import message_kinds
from applications.models import Clarification
from applications.tests.factories import CheckFactory, InterestFormFactory, call_with_form, complete_draft
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.links import open_link
from cda_portal.core.models import SecretLink
from cda_portal.notifications import delivery
from cda_portal.notifications.models import Message, Notice
from cda_portal.notifications.rendering import reveal

pytestmark = pytest.mark.django_db
AWKWARD = "O'Brien & Co <b>"
OFFICE = "office@city.example"


def person(language="es"):
    return UserFactory(full_name=AWKWARD, language=language, time_zone="America/Bogota")


def a_form(status="received", language="es", **fields):
    city = CityFactory(name=AWKWARD)
    return InterestFormFactory(status=status, city=city, sender=person(language), language=language, **fields)


def receive(language):
    kept = {
        "office_email": OFFICE,
        "office_aware": True,
        "sender_title": AWKWARD,
        "population": 1,
        "population_year": 2024,
    }
    check = CheckFactory(name=AWKWARD, language=language, interest=kept, interest_at=clock.now())
    sender = person(language)
    return sender, lambda: services.receive(check, by=sender)


def ask(language):
    form = a_form(language=language)
    return form.sender, lambda: services.ask(form, AWKWARD, by=UserFactory())


def answer(language):
    form = a_form(language=language)
    Clarification.objects.create(form=form, question="Who?", asked_by=UserFactory())
    return form.sender, lambda: services.answer_question(form, AWKWARD, by=form.sender)


def invite(language):
    form = a_form(language=language, call=call_with_form())
    return form.sender, lambda: services.invite(form, by=UserFactory())


def decline(language):
    form = a_form(language=language)
    return form.sender, lambda: services.decline(form, AWKWARD, by=UserFactory())


def reopen(language):
    form = a_form("declined", language)
    return form.sender, lambda: services.reopen(form, by=UserFactory(), why=AWKWARD)


def object_to(language):
    form = a_form(language=language)
    return form.sender, lambda: services.object_to(form)


def submit(language):
    application, lead = complete_draft(city=CityFactory(name=AWKWARD))
    lead.language, lead.full_name = language, AWKWARD
    lead.save()
    return lead, lambda: services.submit(application, by=lead, arrived=clock.now())


ACTS = {  # which messages each act queues: kind and recipient
    receive: [("interest_office", OFFICE), ("interest_received", "sender")],
    ask: [("interest_question", "sender")],
    answer: [],
    invite: [("invited", "sender")],
    decline: [("interest_declined", "sender")],
    reopen: [],
    object_to: [],
    submit: [("application_receipt", "sender")],
}


def queued():
    return list(Message.objects.order_by("kind").values_list("kind", "email"))


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_who_is_told_what_and_once(act):
    sender, do = act("es")
    expected = [(kind, sender.email if to == "sender" else to) for kind, to in ACTS[act]]

    do()
    assert queued() == expected

    with suppress(services.NotAllowed):
        do()
    assert queued() == expected


def test_every_kind_of_mail_is_sent_by_an_act():
    assert {kind for told in ACTS.values() for kind, _to in told} == {kind.name for kind in message_kinds()}


TELLING = [act for act in ACTS if ACTS[act]]
TITLES = {"en": "Call for 2027", "es": "Convocatoria 2027", "pt-br": "Chamada 2027", "fr": "Appel 2027"}


@pytest.mark.parametrize("act", TELLING, ids=lambda act: act.__name__)
@pytest.mark.parametrize("language", TITLES)
def test_a_mail_speaks_the_language_of_its_reader(act, language):
    """Whatever the language of the person who acts."""
    with translation.override("fr" if language == "en" else "en"):
        act(language)[1]()
    for message in Message.objects.all():
        assert message.language == language
        assert f'<html lang="{"pt-BR" if language == "pt-br" else language}">' in message.html
        said = [code for code, title in TITLES.items() if title in " ".join(message.text.split())]
        assert said == ([] if message.kind == "interest_question" else [language])


SUBJECTS = {
    "interest_office": f"A form was sent in the name of {AWKWARD}",
    "interest_received": f"We have received the interest form of {AWKWARD}",
    "interest_question": f"A question about the interest form of {AWKWARD}",
    "invited": f"{AWKWARD} is invited to apply",
    "interest_declined": f"The interest form of {AWKWARD}",
}


@pytest.mark.parametrize("act", TELLING, ids=lambda act: act.__name__)
def test_subjects(act):
    act("en")[1]()
    for message in Message.objects.all():
        reference = getattr(message.about, "reference", "")
        assert message.subject == SUBJECTS.get(message.kind, f"Your application {reference} has arrived")


@pytest.mark.parametrize("act", TELLING, ids=lambda act: act.__name__)
def test_names_come_out_as_they_were_typed(act):
    act("en")[1]()
    for message in Message.objects.all():
        assert not re.search(r"&(amp|#x27|#39|lt|gt|quot);", message.subject + message.text)
        assert AWKWARD in message.subject + message.text
        assert "<b>" not in message.html
        assert html.escape(AWKWARD) in message.html
        assert "None" not in message.text


@pytest.mark.parametrize("act", TELLING, ids=lambda act: act.__name__)
def test_the_bell_rings_after_commit_and_not_before(act, django_capture_on_commit_callbacks, monkeypatch):
    rung = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: rung.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        act("en")[1]()
        assert rung == []
    besides = {"applications.build_pdf"} if act.__name__ == "submit" else set()
    assert set(rung) == {"notifications.deliver_due", *besides}


def undone(do):
    with transaction.atomic():
        do()
        raise Undone


class Undone(Exception):
    pass


@pytest.mark.parametrize("act", TELLING, ids=lambda act: act.__name__)
def test_nothing_is_told_of_what_did_not_happen(act):
    _sender, do = act("en")
    with pytest.raises(Undone):
        undone(do)
    assert (queued(), Notice.objects.count()) == ([], 0)


LINKS = {
    ask: "/interest/form/{form}/",
    decline: "/interest/form/{form}/",
    invite: "/apply/{reference}/",
    submit: "/apply/{reference}/",
}


@pytest.mark.parametrize("act", LINKS, ids=lambda act: act.__name__)
def test_a_mail_leads_where_its_reader_can_go_on(act, client):
    sender, do = act("en")
    do()
    message = Message.objects.get()
    about = message.about
    path = LINKS[act].format(form=about.pk, reference=getattr(about, "reference", ""))

    assert message.text.count(f"http://localhost:8000{path}") == 1
    assert Notice.objects.get().href == path
    client.force_login(sender)
    assert client.get(path, follow=True).status_code == 200


# ---- the link of the mayor's office


@pytest.fixture
def office_mail():
    receive("en")[1]()
    return Message.objects.get(kind="interest_office")


def test_no_token_is_stored(office_mail):
    token = SecretLink.objects.get().token
    stored = "".join(str(value) for value in Message.objects.values_list("subject", "text", "html", "secret"))
    assert token not in stored
    assert token.partition("-")[2] not in stored
    assert "{{secret.token}}" in office_mail.text
    assert Notice.objects.filter(kind="interest_office").count() == 0


def test_the_token_is_in_the_mail_that_leaves(office_mail, client):
    text, body = reveal(office_mail.text, office_mail.html, office_mail.secret)
    [address] = re.findall(r"^http://localhost:8000(/interest/not-us/\S+/)$", text, re.MULTILINE)
    assert f"http://localhost:8000{address}" in body
    assert open_link(address.split("/")[-2], "interest-office") == SecretLink.objects.get()
    assert client.get(address).status_code == 200


def test_the_link_lasts_sixty_days(client, office_mail):
    link = SecretLink.objects.get()
    for days, status in ((59, 200), (61, 404)):
        with clock.standing_at(clock.ahead(days=days)):
            assert client.get(f"/interest/not-us/{link.token}/").status_code == status


def test_opening_the_link_says_nothing_and_its_button_says_it_once(client, office_mail):
    token = SecretLink.objects.get().token
    form = office_mail.about
    client.get(f"/interest/not-us/{token}/")
    form.refresh_from_db()
    assert form.office_objected_at is None

    first = client.post(f"/interest/not-us/{token}/")
    second = client.post(f"/interest/not-us/{token}/")

    form.refresh_from_db()
    assert form.office_objected_at is not None
    assert "Thank you. We have noted it." in first.content.decode()
    assert "Thank you. We have noted it." in second.content.decode()


@pytest.mark.parametrize("token", ["1-" + "0" * 43, "1", "-", "0-x", "9" * 30 + "-x", "1-é", "x"])
def test_a_token_that_is_none_of_ours(client, office_mail, token):
    assert client.get(f"/interest/not-us/{token}/").status_code == 404


# ---- what is no longer wanted


def test_a_question_that_was_answered_is_not_sent_any_more(settings):
    form = a_form()
    services.ask(form, "Who?", by=UserFactory())
    services.answer_question(form, "We", by=form.sender)
    delivery.drain()
    assert list(Message.objects.values_list("status", "error")) == [("dropped", "unwanted")]


def test_a_form_that_is_declined_again_is_told_again():
    form, officer = a_form(), UserFactory()
    with clock.standing_at(clock.now()):
        services.decline(form, "First", by=officer)
        services.reopen(form, by=officer, why="A mistake")
    services.decline(form, "Second", by=officer)
    assert [
        ("First" in text, "Second" in text) for text in Message.objects.order_by("pk").values_list("text", flat=True)
    ] == [
        (True, False),
        (False, True),
    ]
