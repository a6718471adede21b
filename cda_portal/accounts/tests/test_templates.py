"""allauth's pages and mails in the portal's look and words."""

import re
from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.utils import translation

from cda_portal.accounts import services
from cda_portal.accounts.adapter import AccountAdapter, MFAAdapter
from cda_portal.accounts.forms import LoginForm
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.accounts.tests.test_sign_in import mail

OURS = settings.BASE_DIR / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
FOLDERS = ["account", "mfa", "usersessions"]
UNWANTED = re.compile(r"\b(please|sorry|invalid|oops|click)\b", re.IGNORECASE)

# Templates of allauth that no address of this portal can show.
UNREACHABLE = {
    "account/confirm_password_reset_code.html",
    "account/confirm_phone_verification_code.html",
    "account/email.html",
    "account/email/password_reset_code_message.txt",
    "account/email/password_reset_code_subject.txt",
    "account/email_confirm.html",
    "account/messages/phone_verification_sent.txt",
    "account/messages/phone_verified.txt",
    "account/phone_change.html",
    "account/signup_by_passkey.html",
    "account/snippets/already_logged_in.html",
    "account/snippets/warn_no_email.html",
    "account/verification_sent.html",
    "account/verified_email_required.html",
    "mfa/trust.html",
    "mfa/webauthn/signup_form.html",
    "mfa/webauthn/snippets/login_script.html",
    "mfa/webauthn/snippets/scripts.html",
}
# They only say which layout of ours the page stands in, or hold no words.
KEPT = {
    "account/base_entrance.html",
    "account/base_manage.html",
    "account/base_manage_email.html",
    "account/base_manage_password.html",
    "account/base_manage_phone.html",
    "mfa/base_entrance.html",
    "mfa/base_manage.html",
    "mfa/recovery_codes/base.html",
    "mfa/recovery_codes/download.txt",
    "mfa/totp/base.html",
    "mfa/webauthn/base.html",
    "usersessions/base_manage.html",
}
MAILS = sorted(
    str(path.relative_to(OURS)).removesuffix("_message.txt")
    for folder in ("account/email", "mfa/email")
    for path in (OURS / folder).glob("*_message.txt")
    if path.name != "base_message.txt"
)
CONTEXT = {
    "code": "12345678",
    "password_reset_url": f"{settings.PUBLIC_URL}/account/password/reset/key/1-x/",
    "ip": "192.0.2.1",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    "timestamp": datetime(2026, 11, 23, tzinfo=UTC),
    "from_email": "old@city.example",
    "to_email": "new@city.example",
    "deleted_email": "old@city.example",
}


def names(root):
    return {str(path.relative_to(root)) for folder in FOLDERS for path in (root / folder).rglob("*.*")}


def test_every_page_and_mail_of_allauth_that_can_be_seen_is_ours():
    assert names(THEIRS) - names(OURS) == UNREACHABLE | KEPT


def test_every_template_of_ours_can_be_read():
    for folder in [*FOLDERS, "allauth", "accounts", "dashboards"]:
        for path in (OURS / folder).rglob("*.*"):
            get_template(str(path.relative_to(OURS)))


def test_no_template_of_ours_says_an_unwanted_word():
    found = [
        f"{path.name}: {word[0]}"
        for folder in [*FOLDERS, "accounts", "dashboards"]
        for path in (OURS / folder).rglob("*.*")
        for word in UNWANTED.finditer(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize("adapter", [AccountAdapter, MFAAdapter])
def test_no_message_of_an_adapter_that_can_be_seen_says_one(adapter):
    unseen = {
        "phone_password_mismatch",
        "phone_taken",
        "unknown_phone",
        "username_blacklisted",
        "username_password_mismatch",
    }
    unseen |= {"username_taken", "select_only_one", "max_email_addresses"}
    with translation.override("en"):
        found = {code: str(words) for code, words in adapter.error_messages.items() if UNWANTED.search(str(words))}

    assert set(found) - unseen == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("template", MAILS)
def test_every_mail_in_every_language(template, language):
    UserFactory(email="reader@city.example", language=language, time_zone="America/Bogota")

    services.queue_mail(template, "reader@city.example", CONTEXT)

    address, used, subject, text = mail()
    assert (address, used) == ("reader@city.example", language)
    assert subject
    assert "\n" not in subject
    assert not re.search(r"{%|{{|&#|&amp;|None", subject + text)
    assert not UNWANTED.search(subject + text)


@pytest.mark.django_db
def test_a_mail_does_not_escape_what_it_quotes():
    UserFactory(email="o'brien@city.example")
    services.queue_mail(
        "account/email/email_changed", "o'brien@city.example", {**CONTEXT, "to_email": "a&b@city.example"}
    )

    assert "from old@city.example to a&b@city.example" in mail()[3].replace("\n", " ")


ELEMENTS = sorted(path.stem for path in (OURS / "allauth/elements").glob("*.html") if path.stem != "fields")


@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_prints_what_it_is_given(element):
    slots = {
        "default": ["words"],
        "title": ["words"],
        "body": ["words"],
        "label": ["words"],
        "message": ["words"],
        "summary": ["words"],
    }
    attrs = {"tags": [], "id": "x", "type": "text", "src": "x", "alt": "words", "method": "post", "form": "words"}

    assert "words" in render_to_string(f"allauth/elements/{element}.html", {"slots": slots, "attrs": attrs})


def test_the_element_for_fields_is_the_portals_form():
    html = render_to_string("allauth/elements/fields.html", {"attrs": {"form": LoginForm()}})

    assert '<label for="id_login">E-mail address</label>' in html
    assert "placeholder" not in html
