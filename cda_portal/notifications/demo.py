"""What became of the demonstration's mails: most arrived, and one each is in a state that staff have to know."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications import delivery, outbox
from cda_portal.notifications.models import Message, MessageQuerySet, Notice

Status = Message.Status
JOURNEY = timedelta(seconds=4)


def settle(*, failed: Message, in_doubt: Message, held: Message, dropped: Message, tomorrow: Message) -> None:
    """Give every mail in the outbox an end. The clock is that of the visit; what was told lies behind it."""
    for message, end in ((failed, fail), (in_doubt, doubt), (held, hold), (dropped, drop)):
        with clock.standing_at(message.created_at + JOURNEY):
            end(message)
    now = clock.now()
    Message.objects.filter(pk=tomorrow.pk).update(due_at=now + timedelta(hours=18))
    arrive(Message.objects.due(now))
    Message.objects.with_old_secret(now).update(secret="")
    Notice.objects.filter(created_at__lt=now - timedelta(days=12)).update(read_at=F("created_at") + timedelta(hours=5))


def arrive(messages: MessageQuerySet) -> None:
    """Sent, all at once: one by one this would take longer than everything else."""
    kind = ContentType.objects.get_for_model(Message)
    rows = list(messages.values_list("pk", "created_at"))
    wiped = {} if settings.DELIVERY == "local" else {"secret": ""}
    Message.objects.filter(pk__in=[pk for pk, _at in rows]).update(
        status=Status.SENT, sent_at=F("created_at") + JOURNEY, attempts=1, **wiped
    )
    Change.objects.bulk_create(
        Change(object_type=kind, object_id=pk, act="sent", source=Status.HANDOFF, target=Status.SENT, at=at + JOURNEY)
        for pk, at in rows
    )


def fail(message: Message) -> None:
    outbox.take(message)
    delivery.refused(message, "550 5.1.1 There is no such mailbox here")


def doubt(message: Message) -> None:
    outbox.take(message)
    outbox.hand_off(message)
    outbox.doubt(message)


def hold(message: Message) -> None:
    outbox.move(message, "hold", why="setting")


def drop(message: Message) -> None:
    outbox.take(message)
    outbox.drop(message, error="unwanted")
