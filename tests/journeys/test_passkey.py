"""A passkey is added, and opens the portal, by Chromium's virtual authenticator."""

import pytest
from playwright.sync_api import Page

from cda_portal.accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def give_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_signs_in(visitor):
    user = UserFactory(role="reviewer")
    page = visitor(user=user)
    give_authenticator(page)

    page.goto("/account/2fa/webauthn/add/")
    page.locator("[name=password]").fill(PASSWORD)  # enrolling asks for the password again
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    page.locator("[name=passwordless]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Add the passkey").click()
    assert user.authenticator_set.filter(type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/account/login/?next=/profile/")
    with page.expect_navigation():
        page.get_by_role("button", name="Use a passkey").click()
    assert page.url.endswith("/profile/")
