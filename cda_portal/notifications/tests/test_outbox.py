"""Every verb from every status: the only place that moves a message."""

from datetime import UTC, datetime, timedelta

import pytest

from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications import outbox
from cda_portal.notifications.models import Message
from cda_portal.notifications.outbox import NotAllowedNow
from cda_portal.notifications.tests.factories import MessageFactory

pytestmark = pytest.mark.django_db
STATUSES = ["queued", "claimed", "handoff", "sent", "in_doubt", "failed", "held", "dropped"]
VERBS = [
    "claim", "hold", "free", "hand_off", "retry", "fail", "sent", "doubt", "repeat", "drop", "resend", "release", "arrived", "cancel",
]  # fmt: skip
RESULT = {
    ("claim", "queued"): "claimed",
    ("hold", "queued"): "held",
    ("free", "claimed"): "queued",
    ("hand_off", "claimed"): "handoff",
    ("retry", "claimed"): "queued",
    ("retry", "handoff"): "queued",
    ("fail", "claimed"): "failed",
    ("fail", "handoff"): "failed",
    ("sent", "handoff"): "sent",
    ("sent", "in_doubt"): "sent",
    ("doubt", "handoff"): "in_doubt",
    ("repeat", "in_doubt"): "queued",
    ("drop", "queued"): "dropped",
    ("drop", "claimed"): "dropped",
    ("drop", "held"): "dropped",
    ("drop", "in_doubt"): "dropped",
    ("resend", "in_doubt"): "queued",
    ("resend", "failed"): "queued",
    ("resend", "sent"): "queued",
    ("release", "held"): "queued",
    ("arrived", "in_doubt"): "sent",
    ("cancel", "queued"): "dropped",
    ("cancel", "held"): "dropped",
    ("cancel", "in_doubt"): "dropped",
    ("cancel", "failed"): "dropped",
}
SILENT = {"claim", "free", "hand_off"}
NEEDS = {
    "claim": lambda: {"claim": "0" * 32, "lease_until": clock.now()},
    "hand_off": lambda: {"lease_until": clock.now()},
    "sent": lambda: {"sent_at": clock.now()},
    "arrived": lambda: {"sent_at": clock.now()},
}


@pytest.mark.parametrize("start", STATUSES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_status(verb, start):
    message = MessageFactory(status=start)
    end = RESULT.get((verb, start))
    fields = NEEDS.get(verb, dict)()

    if end:
        assert outbox.move(message, verb, **fields)
    else:
        with pytest.raises(NotAllowedNow):
            outbox.move(message, verb, **fields)

    message.refresh_from_db()
    assert message.status == (end or start)
    assert (message.lease_until is not None) == (message.status in {"claimed", "handoff"})
    changes = Change.objects.about(message).values_list("act", "source", "target")
    assert list(changes) == ([(verb, start, end)] if end and verb not in SILENT else [])


def test_the_table_names_every_verb():
    assert sorted(outbox.MOVES) == sorted(VERBS)
    assert sorted(Message.Status.values) == sorted(STATUSES)


@pytest.mark.parametrize("verb", ["hand_off", "retry", "fail", "free", "drop"])
def test_a_worker_that_overslept_its_lease_moves_nothing(verb):
    message = MessageFactory(status="queued")
    assert outbox.take(message)
    outbox.free(Message.objects.get())  # the sweeper
    other = Message.objects.get()
    assert outbox.take(other)

    assert not outbox.move(message, verb, **NEEDS.get(verb, dict)())

    assert Message.objects.get().claim == other.claim
    assert Message.objects.get().status == "claimed"


def test_the_server_said_yes_after_the_sweeper_gave_the_worker_up():
    message = MessageFactory(status="handoff")
    outbox.doubt(Message.objects.get())

    assert outbox.sent(message)

    assert Message.objects.get().status == "sent"


def test_the_server_said_yes_after_a_person_sent_it_again():
    message = MessageFactory(status="handoff")
    swept = Message.objects.get()
    outbox.doubt(swept)
    outbox.move(swept, "resend", claim=None)

    assert not outbox.sent(message)

    assert Message.objects.get().status == "queued"


@pytest.mark.parametrize(
    ("rule", "end", "acts"),
    [("ask", "in_doubt", ["doubt"]), ("drop", "dropped", ["doubt", "drop"]), ("resend", "queued", ["doubt", "repeat"])],
)
def test_a_kind_may_settle_its_doubts(mail_kinds, rule, end, acts):
    kind = {"ask": "decision", "drop": "nudge", "resend": "code"}[rule]
    message = MessageFactory(status="handoff", kind=kind)

    outbox.doubt(message)

    message.refresh_from_db()
    assert message.status == end
    assert list(Change.objects.about(message).order_by("pk").values_list("act", flat=True)) == acts


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (13, 60)])
def test_the_wait_doubles_up_to_an_hour(time_machine, attempts, minutes):
    time_machine.move_to(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=False)
    message = MessageFactory(status="claimed", attempts=attempts)

    outbox.retry(message, error="451 later")

    message.refresh_from_db()
    assert (message.status, message.error) == ("queued", "451 later")
    assert message.due_at == clock.now() + timedelta(minutes=minutes)


def test_in_the_end_a_person_is_asked():
    message = MessageFactory(status="claimed", attempts=14)

    outbox.retry(message, error="451 later")

    assert (message.status, message.error) == ("failed", "exhausted")


def test_a_message_that_kills_every_worker_is_given_up():
    message = MessageFactory(status="claimed", attempts=14)

    outbox.free(message)

    assert (message.status, message.error) == ("failed", "stuck")


@pytest.mark.parametrize(("delivery", "kept"), [("smtp", False), ("local", True)])
def test_secrets_are_wiped_when_sent_except_in_a_local_run(settings, delivery, kept):
    settings.DELIVERY = delivery
    message = MessageFactory(status="handoff", secret="sealed")

    outbox.sent(message)

    assert bool(Message.objects.get().secret) is kept


@pytest.mark.parametrize("verb", ["drop", "cancel"])
def test_secrets_are_wiped_when_dropped(settings, verb):
    settings.DELIVERY = "local"
    message = MessageFactory(status="held", secret="sealed")

    outbox.move(message, verb)

    assert Message.objects.get().secret == ""
