"""Every programme role needs a second step, and has it asked before anything else."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.urls import reverse

from cda_portal.accounts.adapter import AccountAdapter, MFAAdapter
from cda_portal.accounts.tests.factories import PASSWORD, UserFactory
from cda_portal.accounts.tests.test_sign_in import mail, sign_in, signed_in

pytestmark = pytest.mark.django_db
ROLES = ["officer", "approver", "observer", "reviewer", "coach", "expert"]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ASKED = "/account/2fa/reauthenticate/?next="
ENROL = "/account/2fa/"


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED_OF_ROLES = True


def six_digits():
    """The code an app would show now; a code works once, so the next one is asked after forgetting this."""
    cache.clear()
    return totp.format_hotp_value(totp.hotp_value(SECRET, next(totp.yield_hotp_counters_from_time())))


def with_app(**fields):
    user = UserFactory(**fields)
    TOTP.activate(user, SECRET)
    return user


# page: where somebody with a role lands who owns no second step, and where who owns one but has not used it
HELD = {
    "/home/": (ENROL, ASKED + "%2Fhome%2F"),
    "/profile/?a=1": (ENROL, ASKED + "%2Fprofile%2F%3Fa%3D1"),
    "/admin/": (ENROL, ASKED + "%2Fadmin%2F"),
    "/account/email/": (ENROL, ASKED + "%2Faccount%2Femail%2F"),
    "/account/sessions/": (ENROL, ASKED + "%2Faccount%2Fsessions%2F"),
    "/account/2fa/": (200, ASKED + "%2Faccount%2F2fa%2F"),
    "/account/2fa/totp/activate/": ("/account/reauthenticate/", ASKED + "%2Faccount%2F2fa%2Ftotp%2Factivate%2F"),
    "/account/2fa/webauthn/add/": ("/account/reauthenticate/", ASKED + "%2Faccount%2F2fa%2Fwebauthn%2Fadd%2F"),
    "/account/2fa/recovery-codes/": (ENROL, ASKED + "%2Faccount%2F2fa%2Frecovery-codes%2F"),
    "/account/2fa/totp/deactivate/": (ENROL, ASKED + "%2Faccount%2F2fa%2Ftotp%2Fdeactivate%2F"),
    "/account/reauthenticate/": (200, ASKED + "%2Faccount%2Freauthenticate%2F"),
    "/account/2fa/reauthenticate/": ("/account/reauthenticate/", 200),
    "/account/logout/": (200, 200),
    "/": (200, 200),
    "/healthz": (200, 200),
}


def landing(response):
    if response.status_code != 302:
        return response.status_code
    where = response["Location"]
    return where if where.startswith(ASKED) else where.partition("?")[0]


@pytest.mark.parametrize("owns", [False, True])
@pytest.mark.parametrize("page", HELD)
def test_what_can_be_reached_before_the_second_step(client, required, page, owns):
    client.force_login(with_app(role="coach") if owns else UserFactory(role="coach"))

    assert landing(client.get(page)) == HELD[page][owns]


@pytest.mark.parametrize("role", ROLES)
def test_every_programme_role_is_held(client, required, role):
    client.force_login(UserFactory(role=role))

    assert client.get("/profile/")["Location"] == ENROL


def test_people_without_a_programme_role_are_not(client, required):
    client.force_login(UserFactory())

    assert client.get("/profile/").status_code == 200


def test_a_local_run_does_not_ask(client, settings):
    client.force_login(UserFactory(role="officer"))

    assert (settings.MFA_REQUIRED_OF_ROLES, client.get("/profile/").status_code) == (False, 200)


def test_a_post_that_was_held_leads_home_afterwards(client, required):
    client.force_login(with_app(role="officer"))

    assert client.post("/profile/", {"full_name": "X"})["Location"] == ASKED + "%2Fhome%2F"


def test_setting_up_an_app(client, required, django_capture_on_commit_callbacks):
    user = UserFactory(role="officer")
    sign_in(client, user.email)
    page = client.post("/account/reauthenticate/?next=/account/2fa/totp/activate/", {"password": PASSWORD}, follow=True)
    key = page.context["form"].secret
    shown = totp.format_hotp_value(totp.hotp_value(key, next(totp.yield_hotp_counters_from_time())))

    wrong = client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert [*wrong.context["form"].errors["code"]] == ["Check the code: this is not the one we sent or your app shows"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", {"code": shown})

    assert mail()[2] == "Your authenticator app is set up"
    assert Authenticator.objects.filter(user=user).count() == 2  # the app and the recovery codes
    # A stolen session with a stolen password stops here: it has to use the app once.
    assert client.get("/account/2fa/recovery-codes/")["Location"].startswith(ASKED)
    client.post("/account/2fa/reauthenticate/?next=/home/", {"code": shown})
    assert len(client.get("/account/2fa/recovery-codes/").context["unused_codes"]) == 10


@pytest.mark.parametrize("role", ROLES)
def test_signing_in_with_the_second_step(client, required, role):
    user = with_app(role=role)

    assert sign_in(client, user.email)["Location"] == "/account/2fa/authenticate/"
    assert not signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert not signed_in(client)
    assert client.post("/account/2fa/authenticate/", {"code": six_digits()})["Location"] == "/home/"
    assert signed_in(client)


def test_a_sign_in_code_by_mail_is_no_second_step(client, required):
    user = with_app(role="officer")
    client.post("/account/login/code/", {"email": user.email})
    code = next(line for line in mail()[3].splitlines() if line.isdigit())

    assert client.post("/account/login/code/confirm/", {"code": code})["Location"] == "/account/2fa/authenticate/"
    assert not signed_in(client)


def test_a_recovery_code_is_one_and_works_once(client, required):
    user = with_app(role="officer")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    results = []
    for _ in range(2):
        sign_in(client, user.email)
        client.post("/account/2fa/authenticate/", {"code": code})
        results.append(signed_in(client))
        client.post("/account/logout/")

    assert results == [True, False]


def test_being_through_costs_no_query(client, required, settings, django_assert_num_queries):
    user = with_app(role="officer")
    sign_in(client, user.email)
    client.post("/account/2fa/authenticate/", {"code": six_digits()})
    client.get("/account/logout/")
    for needed in (True, False):
        settings.MFA_REQUIRED_OF_ROLES = needed
        with django_assert_num_queries(2):  # the user with their roles; unread notices for the menu
            client.get("/account/logout/")


def test_secrets_are_not_stored_in_plain_text():
    user = with_app()
    codes = RecoveryCodes.activate(user)

    stored = [str(each.data) for each in Authenticator.objects.all()]

    assert SECRET not in "".join(stored)
    assert MFAAdapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == SECRET
    assert codes.instance.data["seed"].startswith("gAAAA")
    with pytest.raises(InvalidToken):
        MFAAdapter().decrypt(SECRET)


@pytest.mark.parametrize("page", ["mfa_list_webauthn", "mfa_index"])
def test_pages_before_anything_is_set_up(client, page):
    client.force_login(UserFactory())

    assert client.get(reverse(page)).status_code == 200


# whether a second step is required of the person and whether they own an app: the ways to confirm, first one first
@pytest.mark.parametrize(
    ("role", "owns", "ways"),
    [
        (None, False, ["/account/reauthenticate/"]),
        (None, True, ["/account/reauthenticate/", "/account/2fa/reauthenticate/"]),
        ("officer", False, ["/account/reauthenticate/"]),
        ("officer", True, ["/account/2fa/reauthenticate/"]),
    ],
)
def test_ways_to_confirm_that_it_is_you(required, role, owns, ways):
    user = with_app(role=role) if owns else UserFactory(role=role)

    assert [way["url"] for way in AccountAdapter().get_reauthentication_methods(user)] == ways
