"""The mayor's page, on a phone and without an account, and what staff read."""

import pytest
from django.urls import reverse

from applications import services
from applications.models import Application, Endorsement, EndorsementRequest
from applications.tests.endorsing import (
    MAYOR,
    STATEMENT,
    a_draft,
    ask,
    change_story,
    endorsed,
    link_of,
    over,
    state,
    upload,
)
from applications.tests.factories import member
from applications.tests.visitor import Visitor
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import SecretLink
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
LONG = "Ambulances arrive late in the hills. " * 20


@pytest.fixture
def draft():
    return a_draft()


def page_of(application):
    return reverse("applications:application-endorsement", args=[application.reference])


def visit(client, user):
    client.force_login(user)
    return Visitor(client)


def told(application, **changed):
    term = application.city.terms.first()
    kept = {"signer": "mayor", "name": "Eva", "title": "Alcaldesa", "term": term.pk, "email": MAYOR, "language": "es"}
    return {**kept, **changed}


# ---- the mayor


def address_of(request):
    return reverse("applications:endorse", args=[link_of(request).token])


@pytest.fixture
def asked(draft):
    application, lead = draft
    return ask(application, lead)


def answer_on_page(client, request, act="endorse", status=200, **typed):
    page = Visitor(client).open(address_of(request))
    return page.send(status=status, **{act: "1"}, **typed)


def test_opening_uses_nothing_and_shows_the_minute(client, asked):
    application = asked.application
    application.answers.filter(question__key="story").update(value=LONG)
    page = Visitor(client).open(address_of(asked)).open(address_of(asked))
    for words in (
        application.city.name,
        application.reference,
        STATEMENT["en"],
        "version 1",
        "Read more",
        "Ana Prueba",
    ):
        assert words in page.body
    assert "Time until arrival" not in page.body  # not in the summary
    assert (Endorsement.objects.count(), SecretLink.objects.get().used_at) == (0, None)


@pytest.mark.parametrize(
    ("act", "typed", "outcome", "says"),
    [
        ("endorse", {}, "endorsed", "Thank you. Your endorsement is recorded."),
        ("ask", {"question": "Who leads?"}, "asked", "Your question is on its way to the team."),
        ("decline", {}, "declined", "Your answer is recorded: you do not endorse it."),
        ("decline", {"reason": "Not now"}, "declined", "Not now"),
    ],
)
def test_the_three_acts_and_the_page_that_survives(client, asked, act, typed, outcome, says):
    page = answer_on_page(client, asked, act, name="Eva Real", title="Intendenta", signer="delegate", **typed)
    word = Endorsement.objects.get()
    assert (word.outcome, word.signer_name, word.signer_title, word.by_delegate) == (
        outcome,
        "Eva Real",
        "Intendenta",
        True,
    )
    assert word.recorded_by is None
    for _reload in range(2):
        page.open(address_of(asked))
        assert says in page.body
        assert "Eva Real" in page.body
        assert "UTC" in page.body
    again = client.post(address_of(asked), {"decline": "1", "name": "X", "title": "Y", "signer": "mayor"})
    assert (again.status_code, Endorsement.objects.count()) == (302, 1)


NOT_DONE = [
    ("endorse", {"name": ""}, "Enter your full name"),
    ("endorse", {"title": ""}, "Enter your title"),
    ("endorse", {"signer": ""}, "Choose an answer for “You sign as”"),
    ("ask", {"question": " "}, "Write your question"),
    ("nothing", {}, "Choose what to do with one of the three buttons"),
]


@pytest.mark.parametrize(("act", "typed", "words"), NOT_DONE)
def test_what_is_missing_is_said_and_nothing_is_used(client, asked, act, typed, words):
    page = answer_on_page(client, asked, act, status=422, **{"reason": "Kept words", **typed})
    assert words in page.body
    assert "Kept words" in page.body
    assert (Endorsement.objects.count(), SecretLink.objects.get().used_at) == (0, None)


def test_a_text_that_changed_meanwhile_is_shown_and_asked_again(client, asked):
    page = Visitor(client).open(address_of(asked))
    change_story(asked.application, "A new story altogether")
    page.send(status=409, endorse="1", name="Eva Real")
    assert "The text has changed" in page.body
    assert "A new story altogether" in page.body
    assert "Eva Real" in page.body
    assert Endorsement.objects.count() == 0
    page.send(endorse="1")
    assert "Your endorsement is recorded" in page.body
    assert state(asked.application) == "endorsed"


@pytest.mark.parametrize(
    ("language", "words"), [("es", STATEMENT["es"]), ("pt-br", STATEMENT["pt-br"]), ("fr", STATEMENT["fr"])]
)
def test_the_page_speaks_the_language_that_was_chosen(client, draft, language, words):
    application, lead = draft
    request = ask(application, lead, language=language)
    body = client.get(address_of(request), headers={"accept-language": "en"}).content.decode()
    assert words in body
    assert f'<html lang="{"pt-BR" if language == "pt-br" else language}">' in body
    assert '?language=en"' in body


def test_the_mayor_may_read_it_in_another_language(client, asked):
    page = Visitor(client).open(f"{address_of(asked)}?language=fr")
    assert STATEMENT["fr"] in page.body
    page.send(endorse="1")
    word = Endorsement.objects.get()
    assert (word.language, word.statement) == ("fr", STATEMENT["fr"])
    assert client.get(f"{address_of(asked)}?language=xx").status_code == 200


def test_a_link_of_which_the_time_is_over(client, asked):
    link = over(asked)
    body = client.get(reverse("applications:endorse", args=[link.token]))
    assert (body.status_code, "Ask the team to send the request again" in body.content.decode()) == (410, True)
    posted = client.post(reverse("applications:endorse", args=[link.token]), {"endorse": "1"})
    assert (posted.status_code, Endorsement.objects.count()) == (410, 0)


def test_a_link_that_was_taken_back_or_replaced(client, asked):
    first = address_of(asked)
    EndorsementRequest.objects.update(sent_at=clock.ago(hours=1))
    services.resend_request(asked, by=asked.by)
    newer = client.get(first)
    assert (newer.status_code, "A newer link was sent." in newer.content.decode()) == (410, True)
    services.take_request_back(asked, by=asked.by)
    gone = client.get(first)
    assert (gone.status_code, "The team has taken the request back." in gone.content.decode()) == (410, True)


def test_an_application_that_is_over_needs_no_word(client, asked):
    Application.objects.update(status="withdrawn")
    gone = client.get(address_of(asked))
    assert (gone.status_code, "no longer needs an endorsement" in gone.content.decode()) == (410, True)


@pytest.mark.parametrize("token", ["1-" + "0" * 43, "1", "-", "9" * 30 + "-x", "x"])
def test_a_token_that_is_none_of_ours(client, asked, token):
    assert client.get(f"/endorse/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("roles", "status"),
    [(["office"], 403), (["office", "mayor"], 200), (["mayor"], 200), (["sponsor"], 200), (["lead"], 403)],
)
def test_who_prepares_does_not_sign(client, asked, roles, status):
    city = asked.application.city
    if roles == ["lead"]:
        person = asked.by
    else:
        person = member(city, roles[0])
        for role in roles[1:]:
            city.members.create(user=person, role=role, since=clock.today("UTC"))
    client.force_login(person)
    page = client.get(address_of(asked))
    assert page.status_code == status
    assert ("You prepare, you do not sign" in page.content.decode()) is (status == 403)
    if status == 403:
        assert client.post(address_of(asked), {"endorse": "1"}).status_code == 403
        assert Endorsement.objects.count() == 0


def test_who_was_signed_in_is_recorded(client, asked):
    mayor = member(asked.application.city, "mayor")
    client.force_login(mayor)
    answer_on_page(client, asked)
    assert Endorsement.objects.get().recorded_by == mayor


def test_the_office_of_another_city_is_nobody_here(client, asked):
    client.force_login(member(a_draft()[0].city, "office"))
    assert client.get(address_of(asked)).status_code == 200


def test_the_limit_per_address(client, asked):
    statuses = [client.post(address_of(asked), {}).status_code for _number in range(31)]
    assert set(statuses[:30]) == {422}
    assert statuses[30] == 429


# ---- staff


@pytest.fixture
def sent():
    application, lead = a_draft("by_date")
    services.submit(application, by=lead, arrived=clock.now())
    return application, lead


def staff_page(client, application, role="officer"):
    client.force_login(UserFactory(role=role))
    return client.get(reverse("applications:staff-application", args=[application.reference])).content.decode()


def test_staff_read_the_state_the_signer_and_the_version(client, sent):
    application, lead = sent
    endorsed(application, lead)
    body = staff_page(client, application)
    for words in ("Endorsed by Eva Alcaldesa (Alcaldesa)", "Version 1"):
        assert words in body


def test_staff_read_nothing_of_a_draft(client, draft):
    application, lead = draft
    endorsed(application, lead)
    assert "Mayor’s endorsement" not in staff_page(client, application)


def test_a_change_that_is_not_sent_does_not_show(client, sent):
    application, lead = sent
    endorsed(application, lead)
    change_story(application)
    assert "needs renewing" not in staff_page(client, application)
    services.submit(application, by=lead, arrived=clock.now())
    assert "needs renewing because the answer to “Story” changed" in staff_page(client, application)


def test_staff_do_not_accept_a_letter(client, sent):
    application, lead = sent
    word = upload(application, lead)
    page = visit(client, UserFactory(role="officer")).open(f"/staff/applications/{application.reference}/")
    assert "Download the letter" in page.body
    file = client.get(f"{page_of(application)}letter/{word.pk}/")
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    page.send("refuse/", status=422, why="")
    assert "Give the reason" in page.body
    page.send(why="It bears no signature")
    assert "The letter no longer counts." in page.body
    assert Message.objects.filter(kind="endorsement_letter_refused").count() == 1
    page = visit(client, lead).open(page_of(application))
    assert "It bears no signature" in page.body


def test_the_observer_changes_nothing(client, sent):
    application, lead = sent
    word = upload(application, lead)
    assert "Do not accept" not in staff_page(client, application, "observer")
    refused = client.post(f"/staff/applications/{application.reference}/letter/{word.pk}/refuse/", {"why": "No"})
    assert refused.status_code == 403
