"""Ways in and what is told about them: password, code, sign-up, reset, new devices, sessions."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client

from cda_portal.accounts.models import Consent, User
from cda_portal.accounts.tests.factories import PASSWORD, UserFactory
from cda_portal.core.models import Change
from cda_portal.notifications import rendering
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
LOGIN, HOME, CONFIRM = "/account/login/", "/home/", "/account/confirm-email/"
SIGN_UP = {
    "full_name": "Ana Pérez",
    "email": "ana@city.example",
    "password1": "wet stone under bridge",
    "consent_taking_part": "on",
    "time_zone": "America/Bogota",
}


def sign_in(client, email, password=PASSWORD, **data):
    return client.post(LOGIN, {"login": email, "password": password, **data})


def mail():
    """The newest mail as its reader gets it: (address, language, subject, text)."""
    message = Message.objects.latest("pk")
    text, _html = rendering.reveal(message.text, message.html, message.secret)
    return message.email, message.language, message.subject, text


def code():
    return re.search(r"^\d{8}$", mail()[3], re.MULTILINE)[0]


def signed_in(client):
    return client.get("/profile/").status_code == 200


@pytest.fixture
def people():
    UserFactory(email="open@city.example")
    UserFactory(email="closed@city.example", is_active=False)
    EmailAddress.objects.filter(user=UserFactory(email="unverified@city.example")).update(verified=False)


# (whose address, which password): what the portal answers, and whether they are in
PASSWORDS = {
    ("open", "right"): (302, HOME, True),
    ("open", "wrong"): (200, "", False),
    ("closed", "right"): (302, "/account/inactive/", False),
    ("closed", "wrong"): (200, "", False),
    ("unverified", "right"): (302, CONFIRM, False),
    ("unverified", "wrong"): (200, "", False),
    ("unknown", "right"): (200, "", False),
    ("unknown", "wrong"): (200, "", False),
}


@pytest.mark.parametrize(("who", "which"), PASSWORDS)
def test_password(client, people, who, which):
    response = sign_in(client, f"{who}@city.example", PASSWORD if which == "right" else "not the password")

    assert (response.status_code, response.get("Location", ""), signed_in(client)) == PASSWORDS[who, which]


def test_an_address_is_the_same_in_capitals(client, people):
    assert sign_in(client, "OPEN@City.Example")["Location"] == HOME


@pytest.mark.parametrize(
    ("asked", "lands"),
    [
        ("/profile/", "/profile/"),
        ("/home/?tab=1", "/home/?tab=1"),
        ("https://evil.example/", HOME),
        ("//evil.example/", HOME),
        ("/\\evil.example/", HOME),
        ("https:evil.example", HOME),
        ("javascript:alert(1)", HOME),
        ("http://localhost@evil.example/", HOME),
    ],
)
def test_sign_in_leads_back_to_this_portal_only(client, people, asked, lands):
    assert sign_in(client, "open@city.example", next=asked)["Location"] == lands


def test_sign_in_is_recorded_and_kept_as_a_session(client, people):
    sign_in(client, "open@city.example")

    user = User.objects.get(email="open@city.example")
    assert list(Change.objects.about(user).values_list("act", "by")) == [("signed_in", user.pk)]
    assert UserSession.objects.filter(user=user).count() == 1


def test_a_code_signs_in_and_verifies_the_address(client, people):
    client.post("/account/login/code/", {"email": "unverified@city.example"})
    response = client.post("/account/login/code/confirm/", {"code": code()})

    assert (response["Location"], signed_in(client)) == (HOME, True)
    assert EmailAddress.objects.get(email="unverified@city.example").verified


def test_a_code_ends_after_three_wrong_ones(client, people):
    client.post("/account/login/code/", {"email": "open@city.example"})
    right = code()
    answers = [client.post("/account/login/code/confirm/", {"code": "0"}).status_code for _ in range(3)]
    client.post("/account/login/code/confirm/", {"code": right})

    assert (answers, signed_in(client)) == ([200, 200, 302], False)


def test_a_code_can_be_sent_again_and_the_old_one_ends(client, people):
    client.post("/account/login/code/", {"email": "open@city.example"})
    first = code()
    client.post("/account/login/code/confirm/", {"action": "resend"})
    second = code()

    client.post("/account/login/code/confirm/", {"code": first})
    assert not signed_in(client)
    client.post("/account/login/code/confirm/", {"code": second})
    assert signed_in(client)


# ---- signing up


def test_sign_up(client):
    response = client.post("/account/signup/?next=/profile/", SIGN_UP, headers={"Accept-Language": "es-419,es;q=0.9"})
    assert response["Location"] == CONFIRM
    address, language, subject, _text = mail()
    assert (address, language) == ("ana@city.example", "es")
    assert not signed_in(client)

    response = client.post(CONFIRM, {"code": code()})

    user = User.objects.get()
    assert response["Location"] == "/profile/"
    assert (user.email, user.full_name, user.language, user.time_zone) == (
        "ana@city.example",
        "Ana Pérez",
        "es",
        "America/Bogota",
    )
    assert signed_in(client)
    consents = Consent.objects.order_by("purpose").values_list("purpose", "version", "language", "given")
    assert list(consents) == [("future_calls", "2026-11", "es", False), ("taking_part", "2026-11", "es", True)]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "utc\x00", "A" * 50])
def test_a_zone_nobody_knows_becomes_utc(client, zone):
    client.post("/account/signup/", {**SIGN_UP, "time_zone": zone})

    assert list(User.objects.values_list("time_zone", flat=True)) == (["UTC"] if "\x00" not in zone else [])


MISSING = {
    "full_name": "Enter your full name",
    "email": "Enter your e-mail address",
    "password1": "Enter a password",
    "consent_taking_part": "Tick this box to agree: without it we cannot keep an account for you",
}


@pytest.mark.parametrize("field", MISSING)
def test_sign_up_says_what_to_do(client, field):
    response = client.post(
        "/account/signup/", {**SIGN_UP, field: ""} if field != "consent_taking_part" else without(field)
    )

    assert {name: list(errors) for name, errors in response.context["form"].errors.items()} == {field: [MISSING[field]]}
    assert "<title>Error: Open an account" in response.content.decode()
    assert not User.objects.exists()


def without(field):
    return {name: value for name, value in SIGN_UP.items() if name != field}


def test_the_same_form_twice_makes_one_account(client):
    for _ in range(2):
        client.post("/account/signup/", SIGN_UP)
        client.cookies.clear()

    assert User.objects.count() == Consent.objects.filter(given=True).count() == 1


def test_sign_up_starts_from_what_was_typed_before(client):
    session = client.session
    session["signup_initial"] = {"email": "ana@city.example", "full_name": "Ana Pérez"}
    session.save()
    client.cookies["session"] = session.session_key

    form = client.get("/account/signup/").context["form"]

    assert (form["email"].value(), form["full_name"].value()) == ("ana@city.example", "Ana Pérez")


def test_a_link_may_carry_the_address(client):
    form = client.get("/account/signup/?email=ana@city.example").context["form"]

    assert form["email"].value() == "ana@city.example"


# ---- passwords


def test_reset(client, people, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    elsewhere = UserFactory(email="reset@city.example")
    other = Client()
    sign_in(other, elsewhere.email)
    client.post("/account/password/reset/", {"email": elsewhere.email}, headers={"host": "other.example"})
    link = re.search(r"http://localhost:8000/account/password/reset/key/\S+", mail()[3])[0]

    form = client.get(urlsplit(link).path, follow=True)
    response = client.post(form.request["PATH_INFO"], {"password1": "wet stone under bridge"})

    assert response["Location"] == "/account/password/reset/key/done/"
    assert mail()[2] == "Your password was changed"
    assert not signed_in(other)
    assert sign_in(client, elsewhere.email, "wet stone under bridge")["Location"] == HOME
    assert "used or is too old" in client.get(urlsplit(link).path).content.decode()


def test_a_change_of_password_ends_the_other_sessions_and_is_told(client, people):
    other = Client()
    for each in (client, other):
        sign_in(each, "open@city.example")

    response = client.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": "wet stone under bridge"}
    )

    assert response["Location"] == "/profile/"
    assert (signed_in(client), signed_in(other)) == (True, False)
    assert mail()[2] == "Your password was changed"
    user = User.objects.get(email="open@city.example")
    assert "password_changed" in Change.objects.about(user).values_list("act", flat=True)


# ---- the address


def test_a_change_of_address_needs_the_password_and_a_code_and_is_told_to_the_old_one(client, people):
    sign_in(client, "open@city.example")
    response = client.post("/account/email/", {"email": "new@city.example", "action_add": ""})
    assert response["Location"] == "/account/reauthenticate/?next=%2Faccount%2Femail%2F"
    response = client.post(response["Location"], {"password": PASSWORD})
    assert response["Location"] == CONFIRM
    assert mail()[0] == "new@city.example"

    client.post(CONFIRM, {"code": code()})

    assert User.objects.filter(email="new@city.example").count() == 1
    assert mail()[0::2] == ("open@city.example", "Your e-mail address was changed")
    assert list(
        EmailAddress.objects.filter(user__email="new@city.example").values_list("email", "primary", "verified")
    ) == [("new@city.example", True, True)]


# ---- devices and sessions


def test_a_new_device_is_told_but_not_the_first_one_and_not_twice(client, people):
    sent = []
    for browser in (client, client, Client(), client):
        sign_in(browser, "open@city.example")
        browser.post("/account/logout/")
        sent.append(Message.objects.count())

    assert sent == [0, 0, 1, 1]
    assert mail()[0::2] == ("open@city.example", "You signed in on a new device")


def test_a_forged_device_cookie_is_not_known(client, people):
    sign_in(client, "open@city.example")
    other = Client()
    other.cookies["devices"] = "é.0123.." + "0" * 32
    sign_in(other, "open@city.example")

    assert Message.objects.count() == 1


def test_sessions_are_listed_and_ended(client, people):
    other = Client()
    for each in (client, other):
        sign_in(each, "open@city.example")
    assert len(client.get("/account/sessions/").context["sessions"]) == 2

    client.post("/account/sessions/")

    assert (signed_in(client), signed_in(other)) == (True, False)
    assert len(client.get("/account/sessions/").context["sessions"]) == 1


def test_mail_is_in_the_readers_language_and_zone(client):
    UserFactory(email="leitora@city.example", language="pt-br", time_zone="America/Recife")

    client.post("/account/login/code/", {"email": "leitora@city.example"}, headers={"Accept-Language": "en"})

    message = Message.objects.get()
    assert (message.language, message.zone, message.priority) == ("pt-br", "America/Recife", 10)
    assert message.text == "{{secret.whole_text}}"


# ---- limits


def test_too_many_tries_for_one_address_stop(client, people):
    for _ in range(5):
        sign_in(client, "open@city.example", "not the password")

    response = sign_in(client, "open@city.example")

    assert [*response.context["form"].non_field_errors()] == [
        "Too many tries. Wait five minutes, or ask for a sign-in code"
    ]


def test_too_many_requests_get_a_page_in_the_portals_look(client):
    for _ in range(5):
        client.post("/account/password/reset/", {"email": "somebody@city.example"})

    response = client.post("/account/password/reset/", {"email": "somebody@city.example"})

    assert (response.status_code, "<h1>That was too many tries</h1>" in response.content.decode()) == (429, True)
