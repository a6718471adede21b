"""Two at once on two real connections; each has its twin, which takes the guard away and must go red."""

import pytest
from django.db.models import QuerySet

from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications import delivery, outbox, services
from cda_portal.notifications.models import Message, Notice
from cda_portal.notifications.services import Address, NotAllowedNow, notify
from cda_portal.notifications.tests.factories import MessageFactory, UserFactory
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


def take():
    message = delivery.take_next()
    return message and message.pk


@pytest.fixture
def no_compare_and_swap(monkeypatch):
    """The planted fault: a move no longer looks whether the row is as it was read, and nobody locks."""
    monkeypatch.setattr(outbox, "unchanged", lambda message: Message.objects.filter(pk=message.pk))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


# ---- two workers, one message


def two_workers():
    message = MessageFactory()
    assert outbox.LEASE.total_seconds() > 30
    return message.pk, while_uncommitted(take, take, blocks=False)


def test_two_workers_take_one_message_once():
    pk, taken = two_workers()

    assert taken == (pk, None)


def test_two_workers_without_passing_over_locked_rows(monkeypatch):
    """The row lock saves time; the compare-and-swap alone is enough."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    message = MessageFactory()

    assert while_uncommitted(take, take, blocks=True) == (message.pk, None)


@pytest.mark.fault
def test_twin_two_workers_take_one_message_twice(no_compare_and_swap):
    message = MessageFactory()

    assert while_uncommitted(take, take, blocks=True) == (message.pk, message.pk)


# ---- two requests, one occurrence


def tell(to):
    return lambda: notify("receipt", to=to, occurrence="1").pk


@pytest.fixture(params=["user", "address"])
def somebody(request, mail_kinds):
    return UserFactory() if request.param == "user" else Address("a@example.org", "en", "UTC")


def test_two_requests_tell_one_thing_once(somebody):
    first, second = while_uncommitted(tell(somebody), tell(somebody), blocks=True)

    assert first == second
    assert Message.objects.count() == 1


@pytest.mark.fault
def test_twin_two_requests_tell_one_thing_twice(somebody):
    with without_constraint(Notice, "one_notice_per_occurrence"), without_constraint(Message, "one_message_per_key"):
        first, second = while_uncommitted(tell(somebody), tell(somebody), blocks=False)

    assert first != second


# ---- two beats, one message whose worker died


def two_sweepers():
    message = MessageFactory(status="handoff", kind="decision", lease_until=clock.ago(seconds=1))
    # The other one has read the row before the first one's commit, and waits for it to move it.
    while_uncommitted(delivery.sweep, delivery.sweep, blocks=True)
    return list(Change.objects.about(message).values_list("act", flat=True))


def test_two_sweepers_note_one_doubt():
    assert two_sweepers() == ["doubt"]


@pytest.mark.fault
def test_twin_two_sweepers_note_two_doubts(no_compare_and_swap):
    assert two_sweepers() == ["doubt", "doubt"]


# ---- two members of staff, one message


def both_act():
    message, one, other = MessageFactory(status="in_doubt"), UserFactory(), UserFactory()
    results = while_uncommitted(
        lambda: services.arrived(message, by=one), lambda: services.cancel(message, by=other), blocks=True
    )
    message.refresh_from_db()
    return message, results


def test_of_two_who_act_at_once_one_is_told_no():
    message, (_first, second) = both_act()

    assert isinstance(second, NotAllowedNow)
    assert message.status == "sent"
    assert list(Change.objects.about(message).values_list("act", flat=True)) == ["arrived"]


@pytest.mark.fault
def test_twin_of_two_who_act_at_once_both_win(no_compare_and_swap):
    message, _results = both_act()

    assert message.status == "dropped"
    assert Change.objects.about(message).count() == 2


# ---- a worker that slept through its lease


class Sleepy:
    """Falls asleep before the hand-off; meanwhile the sweeper frees the message and another worker sends it."""

    def __init__(self):
        self.sent = 0

    def send(self, mail, *, recipient, hand_off):
        if not self.sent:
            self.sent = 1
            Message.objects.update(lease_until=clock.now())
            delivery.sweep()
            delivery.deliver(delivery.take_next(), self)
            self.sent -= 1
        allowed = hand_off()
        self.sent += allowed
        return allowed


def sleep_through_the_lease():
    MessageFactory()
    transport = Sleepy()
    delivery.deliver(delivery.take_next(), transport)
    return transport.sent


def test_a_worker_that_slept_sends_nothing():
    assert sleep_through_the_lease() == 1
    assert Message.objects.get().status == "sent"


@pytest.mark.fault
def test_twin_a_worker_that_slept_doubles(no_compare_and_swap):
    assert sleep_through_the_lease() == 2
