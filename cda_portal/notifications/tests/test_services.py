"""What staff do with a message, and recipients with theirs."""

from datetime import timedelta

import pytest

from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications import delivery, services
from cda_portal.notifications.models import Message, Notice, Preference, Suppression
from cda_portal.notifications.rendering import seal
from cda_portal.notifications.services import Address, NotAllowedNow, notify
from cda_portal.notifications.tests.factories import MessageFactory, NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db
STATUSES = ["queued", "claimed", "handoff", "sent", "in_doubt", "failed", "held", "dropped"]
RESULT = {
    ("resend", "sent"): ("queued", "resend"),
    ("resend", "in_doubt"): ("queued", "resend"),
    ("resend", "failed"): ("queued", "resend"),
    ("resend", "held"): ("queued", "release"),
    ("arrived", "in_doubt"): ("sent", "arrived"),
    ("cancel", "queued"): ("dropped", "cancel"),
    ("cancel", "held"): ("dropped", "cancel"),
    ("cancel", "in_doubt"): ("dropped", "cancel"),
    ("cancel", "failed"): ("dropped", "cancel"),
}


@pytest.mark.parametrize("start", STATUSES)
@pytest.mark.parametrize("verb", ["resend", "arrived", "cancel"])
def test_every_verb_from_every_status(verb, start):
    message, by = MessageFactory(status=start), UserFactory()
    end, act = RESULT.get((verb, start), (None, None))

    if end:
        getattr(services, verb)(message, by=by)
    else:
        with pytest.raises(NotAllowedNow):
            getattr(services, verb)(message, by=by)

    message.refresh_from_db()
    assert message.status == (end or start)
    changes = Change.objects.about(message).values_list("act", "by", "source", "target")
    assert list(changes) == ([(act, by.pk, start, end)] if end else [])


def test_the_reason_is_fit_for_the_person():
    with pytest.raises(NotAllowedNow, match="This message is “Sent” now"):
        services.cancel(MessageFactory(status="sent"), by=UserFactory())


def test_sending_again_starts_afresh(django_capture_on_commit_callbacks):
    message = MessageFactory(status="failed", attempts=14, error="550", due_at=clock.now() + timedelta(hours=1))
    Suppression.objects.create(email=message.email, reason="refused")

    with django_capture_on_commit_callbacks() as bells:
        services.resend(message, by=UserFactory())

    message.refresh_from_db()
    assert (message.attempts, message.error, message.due_at <= clock.now(), len(bells)) == (0, "", True, 1)
    assert not Suppression.objects.against(message.email, "").exists()


def test_sending_again_goes_to_the_present_address():
    user = UserFactory(full_name="Ana Pérez", email="new@example.org")
    message = MessageFactory(status="failed", user=user, email="old@example.org")

    services.resend(message, by=UserFactory())

    message.refresh_from_db()
    assert (message.email, message.recipient_folded) == ("new@example.org", "ana perez new@example.org")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"expires_at": clock.ago(seconds=1)}, "its time is over"),
        ({"text": "Code {{secret.code}}"}, "was erased"),
    ],
)
def test_what_is_of_no_more_use_is_not_sent_again(fields, words):
    message = MessageFactory(status="failed", **fields)

    with pytest.raises(NotAllowedNow, match=words):
        services.resend(message, by=UserFactory())

    assert Message.objects.get().status == "failed"


def test_a_secret_that_is_still_there_is_sent_again():
    message = MessageFactory(status="in_doubt", text="Code {{secret.code}}", secret=seal({"code": "1"}))

    assert services.resend(message, by=UserFactory()).status == "queued"


def test_release_sends_everything_that_is_held():
    held, by = MessageFactory.create_batch(2, status="held"), UserFactory()
    failed = MessageFactory(status="failed")

    assert services.release(by=by) == 2

    assert [Message.objects.get(pk=message.pk).status for message in (*held, failed)] == ["queued", "queued", "failed"]
    assert Change.objects.filter(act="release", by=by).count() == 2


# ---- recipients


def test_reading_counts_the_first_time_and_only_ones_own():
    notice, other = NoticeFactory(), NoticeFactory()

    services.read(notice, by=notice.user)
    first = Notice.objects.get(pk=notice.pk).read_at
    services.read(notice, by=notice.user)
    services.read(other, by=notice.user)

    assert first is not None
    assert Notice.objects.get(pk=notice.pk).read_at == first
    assert Notice.objects.get(pk=other.pk).read_at is None


def test_reading_all():
    user = UserFactory()
    NoticeFactory.create_batch(2, user=user)
    other = NoticeFactory()

    assert services.read_all(by=user) == 2
    assert list(Notice.objects.unread()) == [other]


def test_acknowledging_is_recorded_once():
    notice = NoticeFactory()

    services.acknowledge(notice, by=notice.user)
    services.acknowledge(notice, by=notice.user)

    notice.refresh_from_db()
    assert notice.acknowledged_at >= notice.read_at
    assert Change.objects.about(notice).get().by == notice.user


@pytest.mark.parametrize("to", ["user", "address"])
def test_stopping_ends_one_kind_and_can_be_taken_back(settings, mail_kinds, to):
    settings.DELIVERY = "local"
    to = UserFactory() if to == "user" else Address("Ana@example.org", "en", "UTC")
    message = notify("receipt", to=to, occurrence="1")

    services.stop(message)
    services.stop(message)
    stopped, other = notify("receipt", to=to, occurrence="2"), notify("nudge", to=to)
    delivery.drain()

    stopped.refresh_from_db()
    other.refresh_from_db()
    assert (stopped.status, stopped.error, other.status) == ("dropped", "stopped", "sent")

    services.start_again(message)
    again = notify("receipt", to=to, occurrence="3")
    delivery.drain()
    again.refresh_from_db()
    assert again.status == "sent"
    assert not Preference.objects.exists()
    assert not Suppression.objects.filter(lifted_at=None).exists()


def test_what_is_stopped_still_reaches_the_inbox(mail_kinds):
    user = UserFactory()
    services.stop(notify("receipt", to=user, occurrence="1"))

    notify("receipt", to=user, occurrence="2")

    assert Notice.objects.filter(user=user).count() == 2
