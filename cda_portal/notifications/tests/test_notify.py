"""Telling somebody something: once, in their language and zone, in the caller's transaction."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.template.loader import get_template

from cda_portal.core import clock
from cda_portal.core.models import Theme
from cda_portal.notifications import compose, kinds, services
from cda_portal.notifications.models import Message, Notice
from cda_portal.notifications.services import Address, notify, queue_rendered
from cda_portal.notifications.tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_kinds")]
ADDRESS = Address("mayor@example.org", "fr", "America/Toronto", "La mairie")


def theme(key="waste"):
    return Theme.objects.create(key=key)


def test_a_user_gets_a_notice_and_a_mail():
    user, about = UserFactory(full_name="Ana Pérez"), theme()

    message = notify("receipt", to=user, about=about, context={"words": "Thanks", "link": "/apply/"})

    notice = Notice.objects.get()
    assert (notice.user, notice.message, notice.about, notice.href) == (user, message, about, "/apply/")
    assert (message.user, message.email, message.name, message.about) == (user, user.email, "Ana Pérez", about)
    assert (message.status, message.priority, message.key, message.subject) == (
        "queued",
        30,
        None,
        "Thanks for Ana Pérez",
    )
    assert message.recipient_folded == f"ana perez {user.email}"
    assert "-> See it\nhttp://localhost:8000/apply/\n" in message.text
    assert '<p class="act"><a href="http://localhost:8000/apply/">See it</a></p>' in message.html
    assert "You sent a form." in message.text


def test_an_address_gets_a_mail_and_no_notice():
    message = notify("receipt", to=ADDRESS, about=theme(), context={"words": "Merci"})

    assert (message.user, message.email, message.language, message.zone) == (
        None,
        "mayor@example.org",
        "fr",
        "America/Toronto",
    )
    assert message.key.startswith("receipt:")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("to", ["user", "address"])
def test_the_second_call_returns_the_first_message(to):
    about, to = theme(), UserFactory() if to == "user" else ADDRESS

    first = notify("receipt", to=to, about=about, context={"words": "One"})
    again = notify("receipt", to=to, about=about, context={"words": "Two"})

    assert again == first
    assert Message.objects.get().subject.startswith("One")


@pytest.mark.parametrize("to", ["user", "address"])
@pytest.mark.parametrize("other", ["kind", "about", "recipient", "occurrence", "key"])
def test_another_kind_object_recipient_or_occurrence_is_another_message(to, other):
    about, somebody = theme(), UserFactory() if to == "user" else ADDRESS
    call = {"kind": "receipt", "to": somebody, "about": about}
    change = {
        "kind": {"kind": "nudge"},
        "about": {"about": theme("water")},
        "recipient": {"to": UserFactory() if to == "user" else Address("b@example.org", "fr", "UTC")},
        "occurrence": {"occurrence": "2"},
        "key": {"key": "k"},
    }[other]

    first = notify(**call)
    second = notify(**{**call, **change})

    assert first != second


def test_about_nothing_is_told_once_too():
    user = UserFactory()

    assert notify("receipt", to=user) == notify("receipt", to=user)
    assert Notice.objects.count() == 1


def test_what_repeats_is_a_new_mail_each_time():
    user = UserFactory()

    first = notify("code", to=user, about=user, secret={"code": "1"})
    second = notify("code", to=user, about=user, secret={"code": "2"})

    assert first != second
    assert not Notice.objects.exists()


def test_a_kind_that_nobody_declares_is_refused():
    with pytest.raises(KeyError, match="unheard"):
        notify("unheard", to=ADDRESS)


def test_language_and_zone_are_the_recipients():
    user = UserFactory(language="pt-br", time_zone="America/Sao_Paulo")

    message = notify("receipt", to=user, context={"words": "Até", "when": datetime(2027, 2, 26, 22, 0, tzinfo=UTC)})

    assert message.language == "pt-br"
    assert "26 de " in message.text
    assert "17:00" in message.text  # New York, the zone of the deadline
    assert "19:00" in message.text  # São Paulo, the reader's
    assert "22:00 UTC" in message.text
    assert '<html lang="pt-BR">' in message.html


def test_an_unknown_zone_does_not_stop_the_act():
    assert notify("receipt", to=UserFactory(time_zone="Mars/Base")).status == "queued"


def test_names_do_not_break_headers_or_markup():
    user = UserFactory(full_name="O'Brien & Co <b>\r\nBcc: x@example.org")

    message = notify("receipt", to=user, context={"words": "Hi"})

    assert message.subject == "Hi for O'Brien & Co <b> Bcc: x@example.org"
    assert "O'Brien & Co <b>" in message.text
    assert "<b>" not in message.html
    assert str(compose.mail(message)["To"]).count("\n") == 0


def test_secrets_are_not_in_the_row():
    message = notify("code", to=ADDRESS, secret={"code": "12345678"})
    message.refresh_from_db()

    assert "12345678" not in f"{message.subject}{message.text}{message.html}{message.secret}"
    assert message.text.startswith("Your code: {{secret.code}}\n")
    sent = compose.mail(message)
    assert "Your code: 12345678" in sent.get_body(("plain",)).get_content()
    assert 'href="http://localhost:8000/in/12345678/"' in sent.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("kind", "given", "secret", "lasts"),
    [
        ("receipt", None, None, None),
        ("receipt", None, {"code": "1"}, timedelta(days=1)),
        ("receipt", timedelta(hours=1), {"code": "1"}, timedelta(hours=1)),
        ("nudge", None, None, timedelta(days=2)),
        ("nudge", timedelta(days=9), None, timedelta(days=9)),
        ("code", None, {"code": "1"}, timedelta(minutes=15)),
    ],
)
def test_how_long_it_is_worth_sending(time_machine, kind, given, secret, lasts):
    time_machine.move_to(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=False)

    message = notify(kind, to=ADDRESS, secret=secret, expires_at=given and clock.now() + given)

    assert message.expires_at == (lasts and clock.now() + lasts)


def test_nothing_is_told_when_the_callers_transaction_fails():
    user = UserFactory()

    with transaction.atomic():
        notify("receipt", to=user)
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not Notice.objects.exists()


def test_the_bell_rings_after_commit(django_capture_on_commit_callbacks, monkeypatch):
    rung = []
    monkeypatch.setattr("cda_portal.core.queue._ring", lambda name, args: rung.append((name, args)))

    with django_capture_on_commit_callbacks(execute=True):
        notify("receipt", to=UserFactory())
        assert rung == []

    assert rung == [("notifications.deliver_due", ())]


def test_the_inbox_leads_to_this_portal_only():
    user = UserFactory()
    hrefs = ["/a/", "http://localhost:8000/b/", "https://evil.example/", "http://localhost:8000.evil.example/"]

    for number, href in enumerate(hrefs):
        notify("receipt", to=user, occurrence=str(number), context={"link": href})

    assert list(Notice.objects.order_by("pk").values_list("href", flat=True)) == ["/a/", "/b/", "", ""]


def test_an_object_with_a_page_of_its_own_is_the_link():
    user = UserFactory()
    first = notify("receipt", to=user, occurrence="1")

    message = notify("receipt", to=user, about=first, context={"words": "Look"})

    assert f"http://localhost:8000{first.get_absolute_url()}\n" in message.text
    assert message.object_type == ContentType.objects.get_for_model(Message)


# ---- mails that somebody else has written


def test_a_rendered_mail_is_encrypted_as_a_whole():
    message = queue_rendered("", to=ADDRESS, subject="Your\n code", text="Code 12345678\n")
    message.refresh_from_db()

    assert (message.kind, message.priority, message.subject) == ("account_mail", 10, "Your code")
    assert (message.text, message.html) == ("{{secret.whole_text}}",) * 2
    assert message.expires_at - message.created_at > timedelta(hours=23)
    sent = compose.mail(message)
    assert sent.get_body(("plain",)).get_content().startswith("Code 12345678\n\n-- \n")
    assert "<p>Code 12345678</p>" in sent.get_body(("html",)).get_content()
    assert sent["List-Unsubscribe"] is None


def test_a_rendered_mail_may_bring_its_own_html_and_be_open():
    message = queue_rendered(
        "", to=ADDRESS, subject="Hi", text="Plain", html="<p>Rich</p>", secret=False, kind="receipt"
    )

    assert (message.text, message.html, message.secret, message.expires_at) == ("Plain", "<p>Rich</p>", "", None)


def test_a_rendered_mail_with_a_key_exists_once():
    first = queue_rendered("k", to=ADDRESS, subject="a", text="a")

    assert queue_rendered("k", to=ADDRESS, subject="b", text="b") == first
    assert queue_rendered("", to=ADDRESS, subject="a", text="a") != queue_rendered(
        "", to=ADDRESS, subject="a", text="a"
    )


# ---- every kind that is declared


def test_every_kind_has_its_two_templates():
    missing = []
    for name in set(kinds.declared()) - {services.ACCOUNT_MAIL}:  # those come rendered from allauth
        for part in ("subject", "body"):
            template = get_template(f"emails/{name}.{part}.txt").template.source
            if not template.startswith("{% autoescape off %}"):
                missing.append(f"{name}.{part}")
    assert missing == []
