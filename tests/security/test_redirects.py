"""Nobody is led out of the portal by an address that somebody else has written."""

from urllib.parse import quote, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from cda_portal.accounts.tests.factories import PASSWORD, UserFactory
from cda_portal.accounts.tests.test_second_factor import SECRET, six_digits
from cda_portal.accounts.tests.test_sign_in import SIGN_UP, code

pytestmark = pytest.mark.django_db
EVIL = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "HTTPS://evil.example/",
    " https://evil.example/",
    "\thttps://evil.example/",
    "ht\ntps://evil.example/",
    "/\t/evil.example/",
    "/%09/evil.example\x00",
    "//evil.example:80\\@testserver/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "https://evil.example/#testserver",
    "//evil.example/%2f..",
    "//evil。example/",
    "//[::1]/",
    "http://[evil/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "ftp://testserver/",
    "mailto:a@evil.example",
    "x" * 3000,
]


def sign_in(client, evil):
    UserFactory(email="a@city.example")
    return client.post("/account/login/", {"login": "a@city.example", "password": PASSWORD, "next": evil})


def sign_in_by_the_address(client, evil):
    UserFactory(email="a@city.example")
    return client.post(f"/account/login/?next={quote(evil)}", {"login": "a@city.example", "password": PASSWORD})


def signed_in_already(client, evil):
    client.force_login(UserFactory())
    return client.get(f"/account/login/?next={quote(evil)}")


def sign_in_with_a_code(client, evil):
    UserFactory(email="a@city.example")
    client.post(f"/account/login/code/?next={quote(evil)}", {"email": "a@city.example", "next": evil})
    return client.post("/account/login/code/confirm/", {"code": code(), "next": evil})


def sign_in_with_a_second_step(client, evil):
    user = UserFactory(email="a@city.example", role="officer")
    TOTP.activate(user, SECRET)
    client.post(f"/account/login/?next={quote(evil)}", {"login": "a@city.example", "password": PASSWORD, "next": evil})
    return client.post(f"/account/2fa/authenticate/?next={quote(evil)}", {"code": six_digits(), "next": evil})


def sign_up(client, evil):
    client.post(f"/account/signup/?next={quote(evil)}", {**SIGN_UP, "next": evil})
    return client.post(f"/account/confirm-email/?next={quote(evil)}", {"code": code(), "next": evil})


def confirm_who_you_are(client, evil):
    client.force_login(UserFactory())
    return client.post(f"/account/reauthenticate/?next={quote(evil)}", {"password": PASSWORD, "next": evil})


def confirm_with_a_code(client, evil):
    user = UserFactory(role="officer")
    TOTP.activate(user, SECRET)
    client.force_login(user)
    return client.post(f"/account/2fa/reauthenticate/?next={quote(evil)}", {"code": six_digits(), "next": evil})


def sign_out(client, evil):
    client.force_login(UserFactory())
    return client.post(f"/account/logout/?next={quote(evil)}", {"next": evil})


def admin_sign_in(client, evil):
    client.force_login(UserFactory(is_staff=True))
    return client.get(f"/admin/login/?next={quote(evil)}")


def language(client, evil):
    return client.post("/language/", {"language": "es", "next": evil})


def language_signed_in(client, evil):
    client.force_login(UserFactory())
    return client.post("/language/", {"language": "en", "next": evil})


PLACES = [
    sign_in,
    sign_in_by_the_address,
    signed_in_already,
    sign_in_with_a_code,
    sign_in_with_a_second_step,
    sign_up,
    confirm_who_you_are,
    confirm_with_a_code,
    sign_out,
    admin_sign_in,
    language,
    language_signed_in,
]


def leaves(response):
    """Whether a browser that follows this answer ends up elsewhere; browsers take a backslash for a slash."""
    where = response.get("Location", "")
    seen = "".join(letter for letter in where if letter > " ").replace("\\", "/")
    apart = urlsplit(seen)
    return bool(apart.scheme or apart.netloc or seen.startswith("//")) or any(letter < " " for letter in where)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_that_leads_on_stays_here(transactional, place):
    wrong = {}
    for evil in EVIL:
        with transactional():
            response = place(Client(), evil)
            if response.status_code >= 500 or leaves(response):
                wrong[evil] = (response.status_code, response.get("Location"))

    assert wrong == {}


@pytest.mark.parametrize("place", PLACES)
def test_a_page_of_ours_is_led_to(transactional, place):
    """The same corpus would pass where `next` is never read."""
    with transactional():
        asked = "/profile/?a=1"
        assert place(Client(), asked)["Location"] == ("/admin/" if place is admin_sign_in else asked)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/home",
        "/%5Cevil.example",
        "/\\evil.example",
        "/.//evil.example",
        "/es//evil.example",
    ],
)
def test_an_address_without_its_slash_stays_here(client, path):
    response = client.get("/", PATH_INFO=path)  # past the client, which would read a host from it

    assert response.status_code in (301, 404)
    assert not leaves(response)


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver:evil", "testserver.evil.example", "testserver@evil.example", ""]
)
def test_another_host_is_refused(client, host):
    assert client.get("/account/login/", headers={"host": host}).status_code == 400


def test_what_a_proxy_might_say_of_the_host_is_not_believed(client, call):
    response = client.get(
        "/account/password/reset/", headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    )

    assert response.status_code == 200
    assert "evil.example" not in response.content.decode()
