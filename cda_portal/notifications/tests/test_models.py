"""What must never happen is refused by the database."""

import pytest
from django.db import IntegrityError, connection

from cda_portal.core import clock
from cda_portal.notifications.contributions import invariants
from cda_portal.notifications.models import Message, Notice, Suppression
from cda_portal.notifications.tests.factories import MessageFactory, NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"status": "lost"}, "message_status_known"),
        ({"priority": 5}, "message_priority_known"),
        ({"status": "claimed", "lease_until": None}, "message_leased_while_in_hand"),
        ({"status": "handoff", "claim": None}, "message_leased_while_in_hand"),
        ({"status": "queued", "lease_until": clock.now()}, "message_leased_while_in_hand"),
        ({"status": "sent", "sent_at": None}, "message_sent_has_instant"),
        ({"status": "dropped", "secret": "sealed"}, "message_dropped_keeps_no_secret"),
        ({"message_id": ""}, "message_has_message_id"),
    ],
)
def test_a_message_that_cannot_be(fields, name):
    with pytest.raises(IntegrityError, match=name):
        MessageFactory(**fields)


@pytest.mark.parametrize("field", ["key", "message_id"])
def test_a_message_exists_once(field):
    first = MessageFactory()

    with pytest.raises(IntegrityError, match=field):
        MessageFactory(**{field: getattr(first, field)})


def test_a_notice_exists_once_even_about_nothing():
    first = NoticeFactory()

    with pytest.raises(IntegrityError, match="one_notice_per_occurrence"):
        NoticeFactory(user=first.user, occurrence=first.occurrence)


def test_what_is_acknowledged_is_read():
    with pytest.raises(IntegrityError, match="notice_acknowledged_is_read"):
        NoticeFactory(acknowledged_at=clock.now())


def test_a_stop_names_its_kind():
    with pytest.raises(IntegrityError, match="suppression_stopped_names_kind"):
        Suppression.objects.create(email="a@example.org", reason="stopped")


def test_the_inbox_order():
    user = UserFactory()
    read_old, read_new = (NoticeFactory(user=user, read_at=clock.now(), created_at=clock.ago(days=n)) for n in (4, 3))
    old, new = (NoticeFactory(user=user, created_at=clock.ago(days=n)) for n in (2, 1))
    NoticeFactory()

    assert list(Notice.objects.visible_to(user).for_inbox()) == [new, old, read_new, read_old]


GROWING = {
    "message_due": lambda: Message.objects.due(clock.now())[:1],
    "message_leased": lambda: Message.objects.abandoned(clock.now())[:500],
    "message_expiry": lambda: Message.objects.too_late(clock.now())[:500],
    "message_secret": lambda: Message.objects.with_old_secret(clock.now()),
    "message_newest": lambda: Message.objects.order_by("-created_at", "-pk")[:25],
    "message_recipient": lambda: Message.objects.filter(recipient_folded__contains="reader4711"),
    "message_status": lambda: Message.objects.filter(status="failed").order_by("-created_at", "-pk")[:25],
}


def test_reads_that_grow_use_their_index_at_ten_thousand_rows():
    many = [
        MessageFactory.build(status="sent", sent_at=clock.now(), created_at=clock.ago(minutes=n)) for n in range(9_700)
    ]
    some = [
        MessageFactory.build(status=status, created_at=clock.ago(minutes=n))
        for status in ("queued", "failed", "claimed")
        for n in range(100)
    ]
    Message.objects.bulk_create([*many, *some], batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('message_recipient')")  # as autovacuum does
        cursor.execute("ANALYZE notifications_message")

    assert [index for index, rows in GROWING.items() if index not in rows().explain()] == []


def test_the_invariants_hold_and_notice_what_is_wrong():
    MessageFactory(status="sent")
    NoticeFactory()
    assert set(invariants().values()) == {0}

    NoticeFactory(message=None)
    MessageFactory(key=None)
    MessageFactory(secret="sealed")
    MessageFactory(status="claimed", lease_until=clock.ago(hours=1))
    MessageFactory(priority=10, due_at=clock.ago(hours=1))

    assert invariants() == {
        "every sent message has a Message-ID and an instant": 0,
        "every notice has its message": 1,
        "no message without a notice lacks a key": 1,
        "no worker holds a message long after its lease": 1,
        "no secret outlives its end": 1,
        "nothing urgent waits for long": 1,
    }
