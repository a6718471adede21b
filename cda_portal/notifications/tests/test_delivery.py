"""From the outbox to a real SMTP server, and what becomes of a message when that goes wrong."""

import socket
import uuid
from datetime import timedelta

import pytest

from cda_portal.core import clock, secrets
from cda_portal.core.models import Change, Mark, Theme
from cda_portal.notifications import compose, delivery, hold, kinds, outbox, services, smtp
from cda_portal.notifications.kinds import Kind, Priority
from cda_portal.notifications.models import Message, Preference, Suppression
from cda_portal.notifications.rendering import seal, wrap
from cda_portal.notifications.services import Address, notify
from cda_portal.notifications.tests.factories import MessageFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_kinds")]


def test_a_mail_as_it_arrives(sink):
    about = Theme.objects.create(key="waste")
    words = "ñandú\n\n.hidden\n\n" + "word " * 40
    message = notify(
        "receipt",
        to=Address("ana@example.org", "es", "UTC", "Ana Pérez"),
        about=about,
        context={"words": words},
        reply_to="team@example.org",
    )

    assert delivery.drain() == 1

    message.refresh_from_db()
    assert (message.status, message.attempts, message.error) == ("sent", 1, "")
    assert message.sent_at is not None
    [mail] = sink.mails
    assert mail["Message-ID"] == message.message_id
    assert mail["To"] == "Ana Pérez <ana@example.org>"
    assert mail["From"] == "City Data Alliance <portal@localhost>"
    assert (mail["Reply-To"], mail["Content-Language"], mail["Auto-Submitted"]) == (
        "team@example.org",
        "es",
        "auto-generated",
    )
    assert mail["Subject"] == message.subject
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == wrap(message.text)
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n").strip() == message.html.strip()
    assert all(len(line) < 999 and line.isascii() for line in compose.payload(compose.mail(message)).split(b"\r\n"))


@pytest.mark.parametrize(
    ("kind", "offered"), [("code", False), ("decision", False), ("receipt", True), ("nudge", True)]
)
def test_what_can_be_stopped_says_so_to_mail_programs(sink, kind, offered):
    message = notify(kind, to=Address("ana@example.org", "en", "UTC"), secret={"code": "1"})

    delivery.drain()

    [mail] = sink.mails
    stop = mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if offered else None)
    assert stop == (f"<{compose.stop_url(message.message_id)}>" if offered else None)


@pytest.mark.parametrize(
    ("address", "status", "error", "received"),
    [
        ("ok", "sent", "", 1),
        ("later", "queued", "451 4.3.0 Try again later", 0),
        ("laterdata", "queued", "451 4.3.0 Try again later", 0),
        ("laterafter", "queued", "451 4.3.0 Try again later", 0),
        ("cut", "queued", None, 0),
        ("cutdata", "queued", None, 0),
        ("refused", "failed", "550 5.1.1 <refused.1@example.org> unknown", 0),
        ("refusedafter", "failed", "554 5.7.1 Not wanted", 0),
        ("cutafter", "in_doubt", "unanswered", 1),
        ("silent", "in_doubt", "unanswered", 1),
    ],
)
def test_what_the_server_may_do(sink, settings, address, status, error, received):
    settings.EMAIL_TIMEOUT = 0.5 if address == "silent" else 5
    message = MessageFactory(email=f"{address}.1@example.org", kind="decision", secret=seal({"code": "1"}))
    other = MessageFactory(kind="receipt")

    delivery.drain()

    message.refresh_from_db()
    other.refresh_from_db()
    assert message.status == status
    assert error in {None, message.error}  # a cut has the system's own words
    assert sink.received().count(message.message_id) == received
    assert other.status == "sent"  # trouble with one recipient stops nobody else
    assert (message.due_at > clock.now()) is (status == "queued")
    assert (message.secret == "") is (status == "sent")
    assert Suppression.objects.filter(email=message.email).exists() is (status == "failed")

    delivery.drain()  # and no blind retry

    assert sink.received().count(message.message_id) == received


def test_no_server_is_nobodys_fault(settings, sink):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        first, second = MessageFactory.create_batch(2)

        assert delivery.drain() == 1  # it does not try the others

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.attempts, first.due_at <= clock.now()) == ("queued", 0, True)
    assert first.error.startswith("ConnectionRefusedError")
    assert (second.status, second.error) == ("queued", "")


def test_a_sender_that_is_refused_is_nobodys_fault(sink, monkeypatch):
    async def refuse(*args):
        return "550 5.7.1 Not allowed to send"

    monkeypatch.setattr(sink, "handle_MAIL", refuse)
    message = MessageFactory()

    delivery.drain()

    message.refresh_from_db()
    assert (message.status, message.error) == ("queued", "550 5.7.1 Not allowed to send")
    assert not Suppression.objects.exists()


def test_the_urgent_go_first(sink):
    for priority in (40, 10, 30, 20):
        MessageFactory(priority=priority, subject=str(priority))
    MessageFactory(priority=10, subject="later", due_at=clock.now() + timedelta(minutes=1))

    delivery.drain()

    assert [mail["Subject"] for mail in sink.mails] == ["10", "20", "30", "40"]


def test_one_connection_carries_many(sink, monkeypatch):
    dials = []
    dial = smtp.dial
    monkeypatch.setattr(smtp, "dial", lambda: dials.append(1) or dial())
    MessageFactory.create_batch(5)

    delivery.drain()

    assert (len(sink.mails), len(dials)) == (5, 1)


def test_a_message_that_cannot_be_written_among_others(sink):
    bad = MessageFactory(secret="not sealed by us", text="{{secret.code}}")
    MessageFactory.create_batch(9)

    delivery.drain()

    bad.refresh_from_db()
    assert (bad.status, bad.error) == ("failed", "InvalidToken: ")
    assert len(sink.mails) == 9


def test_the_rate_is_a_setting(sink, settings, monkeypatch):
    slept = []
    monkeypatch.setattr(delivery.time, "sleep", slept.append)
    settings.MAIL_RATE = 30
    MessageFactory.create_batch(3)

    delivery.drain()

    assert [round(pause, 0) for pause in slept] == [2, 2]  # none before the first of three, at 30 a minute


def test_a_long_queue_is_taken_up_again(sink, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(delivery, "RUN_SECONDS", -1)
    MessageFactory.create_batch(2)

    with django_capture_on_commit_callbacks() as bells:
        assert delivery.drain() == 1

    assert len(bells) == 1


# ---- what is no longer to be sent


@pytest.mark.parametrize(
    ("kind", "case", "status", "error"),
    [
        ("receipt", "expired", "dropped", "expired"),
        ("code", "expired", "dropped", "expired"),
        ("receipt", "preference", "dropped", "stopped"),
        ("receipt", "stopped", "dropped", "stopped"),
        ("receipt", "flagged", "failed", "flagged"),
        ("nudge", "flagged", "failed", "flagged"),
        ("decision", "preference", "sent", ""),
        ("decision", "stopped", "sent", ""),
        ("decision", "flagged", "sent", ""),
        ("code", "flagged", "sent", ""),
        ("receipt", "other kind", "sent", ""),
    ],
)
def test_it_is_asked_again_just_before(sink, kind, case, status, error):
    user = UserFactory()
    message = MessageFactory(user=user, email=user.email, kind=kind)
    match case:
        case "expired":
            Message.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        case "preference":
            Preference.objects.create(user=user, kind=kind, choice="off")
        case "other kind":
            Preference.objects.create(user=user, kind="nudge", choice="off")
        case "stopped":
            Suppression.objects.create(email=user.email, kind=kind, reason="stopped")
        case "flagged":
            Suppression.objects.create(email=user.email, reason="refused")

    delivery.drain()

    message.refresh_from_db()
    assert (message.status, message.error) == (status, error)
    assert len(sink.mails) == (status == "sent")


def test_a_mail_that_arrives_lifts_the_flag(sink):
    flag = Suppression.objects.create(email="ana@example.org", reason="refused")
    MessageFactory(email="ana@example.org", kind="decision")

    delivery.drain()

    flag.refresh_from_db()
    assert flag.lifted_at is not None


@pytest.mark.parametrize(("wanted", "status"), [(True, "sent"), (False, "dropped"), (None, "dropped")])
def test_nobody_is_reminded_of_what_they_have_done(sink, mail_kinds, wanted, status):
    asked = []
    mail_kinds["nudge"] = Kind(
        "nudge", "Reminders", Priority.REMINDER, still_wanted=lambda about: asked.append(about) or wanted
    )
    about = Theme.objects.create(key="waste")
    message = notify("nudge", to=UserFactory(), about=about)
    if wanted is None:
        about.delete()

    delivery.drain()

    message.refresh_from_db()
    assert (message.status, message.error) == (status, "" if wanted else "unwanted")
    assert len(asked) == (wanted is not None)


# ---- the sweeper


def overdue(**fields):
    return MessageFactory(lease_until=clock.now() - timedelta(seconds=1), **fields)


def test_the_sweeper(sink, django_capture_on_commit_callbacks):
    past = clock.now() - timedelta(seconds=1)
    claimed, handoff = overdue(status="claimed"), overdue(status="handoff")
    busy = MessageFactory(status="handoff")
    late, held = MessageFactory(expires_at=past), MessageFactory(status="held", expires_at=past)
    failed = MessageFactory(status="failed", expires_at=past, secret="sealed")

    with django_capture_on_commit_callbacks() as bells:
        delivery.sweep()

    statuses = dict(Message.objects.values_list("pk", "status"))
    assert statuses == {
        claimed.pk: "queued", handoff.pk: "in_doubt", busy.pk: "handoff",
        late.pk: "dropped", held.pk: "dropped", failed.pk: "failed",
    }  # fmt: skip
    assert Message.objects.get(pk=failed.pk).secret == ""
    assert Message.objects.get(pk=late.pk).error == "expired"
    assert len(bells) == 1

    delivery.sweep()  # twice does nothing more

    assert dict(Message.objects.values_list("pk", "status")) == statuses
    assert Change.objects.filter(act="doubt").count() == 1


def test_the_bell_stays_silent_when_nothing_is_due(django_capture_on_commit_callbacks):
    MessageFactory(status="sent")
    MessageFactory(due_at=clock.now() + timedelta(hours=1))

    with django_capture_on_commit_callbacks() as bells:
        delivery.sweep()

    assert bells == []


# ---- held


def test_nothing_leaves_while_the_setting_holds_it(sink, settings):
    settings.SENDING_HELD = True
    message = MessageFactory(priority=10)

    assert delivery.drain() == 0

    message.refresh_from_db()
    assert (message.status, sink.mails) == ("held", [])
    assert Change.objects.about(message).get().why == "setting"
    with pytest.raises(services.NotAllowedNow):
        services.release(by=UserFactory())

    settings.SENDING_HELD = False
    delivery.drain()
    assert sink.mails == []  # still a person's decision
    assert services.release(by=UserFactory()) == 1
    delivery.drain()
    assert len(sink.mails) == 1


def test_nothing_leaves_after_a_restore(sink):
    MessageFactory()
    Mark.objects.create(name=hold.HOME, value="another cluster/1")

    delivery.drain()

    assert (sink.mails, hold.reason()) == ([], "restored")
    assert services.release(by=UserFactory()) == 1
    assert hold.reason() == ""
    delivery.drain()
    assert len(sink.mails) == 1


def test_the_serving_role_can_tell_where_it_is(as_app_role):
    assert hold.reason() == ""
    assert hold.here().count("/") == 1


# ---- a local run


def test_a_local_run_sends_nothing_and_keeps_codes_until_they_expire(settings, time_machine):
    settings.DELIVERY = "local"
    message = notify("code", to=Address("ana@example.org", "en", "UTC"), secret={"code": "12345678"})

    delivery.drain()

    message.refresh_from_db()
    assert message.status == "sent"
    assert "12345678" in secrets.decrypt(message.secret)

    time_machine.move_to(message.expires_at)
    delivery.sweep()
    message.refresh_from_db()
    assert (message.status, message.secret) == ("sent", "")


def test_a_worker_that_lost_its_claim_hands_nothing_over(sink):
    message = MessageFactory()
    outbox.take(message)
    Message.objects.update(claim=uuid.uuid4())  # the lease ended and another worker has it

    with smtp.transport() as transport:
        delivery.deliver(message, transport)

    assert sink.mails == []
    assert Message.objects.get().status == "claimed"


def test_every_declared_kind_settles_doubts_in_a_known_way():
    assert {kind.doubt for kind in kinds.declared().values()} <= {"ask", "drop", "resend"}
