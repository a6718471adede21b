"""Who reaches which page of accounts, sign-in and home, by GET and by POST; tests/access holds every other page."""

import pytest

from cda_portal.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SIGNED_IN = ["person", "officer", "approver", "observer", "reviewer", "coach", "expert"]

# address: (visitor's GET, visitor's POST, signed-in GET, signed-in POST); POSTs are empty. "in" is the way to sign in.
ACCESS = {
    "/account/login/": (200, 200, "/home/", "/home/"),
    "/account/logout/": ("/", "/", 200, "/"),
    "/account/signup/": (200, 200, "/home/", "/home/"),
    "/account/inactive/": (200, 405, 200, 405),
    "/account/confirm-email/": ("/account/login/", "/account/login/", "/account/email/", "/account/email/"),
    "/account/login/code/": (200, 200, "/home/", "/home/"),
    "/account/login/code/confirm/": ("/account/login/code/", "/account/login/code/", "/home/", "/home/"),
    "/account/password/reset/": (200, 200, 200, 200),
    "/account/password/reset/done/": (200, 405, 200, 405),
    "/account/password/reset/key/1-x/": (200, 200, 200, 200),
    "/account/password/reset/key/done/": (200, 405, 200, 405),
    "/account/password/change/": ("in", "in", 200, 200),
    "/account/password/set/": ("in", "in", "/account/password/change/", "/account/password/change/"),
    "/account/email/": ("in", "in", 200, "/account/email/"),
    "/account/reauthenticate/": ("in", "in", 200, 200),
    "/account/sessions/": ("in", "in", 200, "/account/sessions/"),
    "/account/2fa/": ("in", "in", 200, 405),
    "/account/2fa/authenticate/": ("/account/login/", "/account/login/", "/home/", "/home/"),
    "/account/2fa/reauthenticate/": ("in", "in", "/account/reauthenticate/", "/account/reauthenticate/"),
    "/account/2fa/totp/activate/": ("in", "in", "/account/reauthenticate/", "/account/reauthenticate/"),
    "/account/2fa/totp/deactivate/": ("in", "in", 404, 404),
    "/account/2fa/recovery-codes/": ("in", "in", 404, 405),
    "/account/2fa/recovery-codes/generate/": ("in", "in", "/account/reauthenticate/", "/account/reauthenticate/"),
    "/account/2fa/recovery-codes/download/": ("in", "in", 404, 404),
    "/account/2fa/webauthn/": ("in", "in", 200, 405),
    "/account/2fa/webauthn/add/": ("in", "in", "/account/reauthenticate/", "/account/reauthenticate/"),
    "/account/2fa/webauthn/login/": ("/account/login/", "/account/login/", "/home/", "/home/"),
    "/account/2fa/webauthn/reauthenticate/": ("in", "in", "/account/reauthenticate/", "/account/reauthenticate/"),
    "/account/2fa/webauthn/keys/1/remove/": ("in", "in", "/account/reauthenticate/", "/account/reauthenticate/"),
    "/account/2fa/webauthn/keys/1/edit/": ("in", "in", "/account/reauthenticate/", "/account/reauthenticate/"),
    "/profile/": ("in", "in", 200, 200),
    "/home/": ("in", "in", 200, 405),
}


def answer(response, path):
    if response.status_code != 302:
        return response.status_code
    where = response["Location"].partition("?")[0]
    return "in" if response["Location"] == f"/account/login/?next={path}" else where


@pytest.mark.parametrize("who", ["visitor", *SIGNED_IN])
@pytest.mark.parametrize("path", ACCESS)
def test_access(client, path, who):
    expected = ACCESS[path][:2] if who == "visitor" else ACCESS[path][2:]
    answers = []
    for method in (client.get, client.post):
        if who != "visitor":
            client.force_login(UserFactory(role=None if who == "person" else who))
        answers.append(answer(method(path), path))

    assert tuple(answers) == expected


POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


@pytest.mark.parametrize(
    "path", ["/account/login/", "/account/signup/", "/profile/", "/home/", "/account/2fa/", "/account/nothing/"]
)
def test_headers(client, path):
    client.force_login(UserFactory())
    response = client.get(path)

    assert {name: response[name] for name in HEADERS} == HEADERS
    assert dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")) == POLICY
    assert "no-store" in response["Cache-Control"]


def test_cookies_of_a_sign_in(client):
    user = UserFactory()
    response = client.post("/account/login/", {"login": user.email, "password": "correct horse staple battery"})

    flags = {
        name: (bool(cookie["httponly"]), cookie["samesite"], cookie["path"])
        for name, cookie in response.cookies.items()
    }
    assert flags == dict.fromkeys(("session", "csrf", "language", "devices"), (True, "Lax", "/"))
