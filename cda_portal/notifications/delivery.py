"""From the outbox to the mail server: claim, hand off, settle. The protocol is docs/decisions/mail-protocol.md.

A worker may be killed between any two lines here. What it leaves behind is either waiting still (`claimed`: the
sweeper frees it) or a doubt that staff see (`handoff`): never a mail lost, never one sent twice unseen.
"""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error, IntegrityError, transaction

from cda_portal.core import clock, queue
from cda_portal.notifications import compose, hold, outbox, smtp
from cda_portal.notifications.models import Message, Preference, Suppression

log = logging.getLogger(__name__)
RUN_SECONDS = 20  # shorter than the patience of whoever stops the worker
BATCH = 500  # rows of each sort in one sweep; the next is a minute away


class Pace:
    """Lets through settings.MAIL_RATE mails a minute in this process."""

    def __init__(self) -> None:
        self.next = 0.0

    def wait(self) -> None:
        pause = self.next - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self.next = time.monotonic() + 60 / max(1, settings.MAIL_RATE)


pace = Pace()


def drain() -> int:
    """Send what is due, most urgent first, for a while; how many messages were taken up."""
    if why := hold.reason():
        hold.keep_back(why)
        return 0
    taken, ends = 0, time.monotonic() + RUN_SECONDS
    with smtp.transport() as transport:
        while message := take_next():
            taken += 1
            if not deliver(message, transport):
                return taken  # no server: the sweeper rings again within a minute
            if time.monotonic() > ends:
                queue.later("notifications.deliver_due")
                return taken
            pace.wait()
    return taken


def take_next() -> Message | None:
    """Claim the most urgent message that is due."""
    while True:
        with transaction.atomic():
            # Passing over rows that are being claimed saves time; that nobody claims one twice is `outbox.unchanged`.
            message = Message.objects.due(clock.now()).select_for_update(skip_locked=True).first()
            if message is None or outbox.take(message):
                return message


def deliver(message: Message, transport: smtp.Transport) -> bool:
    """Send one message that is ours; False when there is no server to send it to."""
    if settle_unsent(message):
        return True
    try:
        mail = compose.mail(message)
        recipient = compose.mailbox(message.email).addr_spec
        if transport.send(mail, recipient=recipient, hand_off=lambda: outbox.hand_off(message)):
            arrived(message)
    except smtp.ServerAway as error:
        log.warning("mail server away: %s", error)
        outbox.put_back(message, error=str(error))
        return False
    except smtp.NotSent as error:
        ANSWERS[type(error)](message, str(error))
    except Error:
        raise  # the database is away, not the message broken: its lease brings it back
    except Exception as error:  # one message that cannot be sent must not stop the others
        log.exception("message %s could not be sent", message.pk)
        broken(message, f"{type(error).__name__}: {error}")
    return True


def settle_unsent(message: Message) -> bool:
    """Whether there is no longer a reason to send it; looked at just before it would leave."""
    why = needless(message)
    if why == "flagged":
        outbox.fail(message, error=why)
    elif why:
        outbox.drop(message, error=why)
    return bool(why)


def needless(message: Message) -> str:
    """One of REASONS, or ""."""
    kind = message.declared
    if message.expires_at and message.expires_at <= clock.now():
        return "expired"
    if kind.still_wanted and not (message.about and kind.still_wanted(message.about)):
        return "unwanted"
    return "" if kind.owed else unwelcome(message)


def unwelcome(message: Message) -> str:
    if (
        message.user_id
        and Preference.objects.filter(user=message.user_id, kind=message.kind, choice=Preference.Choice.OFF).exists()
    ):
        return "stopped"
    suppression = Suppression.objects.against(message.email, message.kind).order_by("-reason").first()
    if suppression is None:
        return ""
    return "stopped" if suppression.reason == Suppression.Reason.STOPPED else "flagged"


def arrived(message: Message) -> None:
    outbox.sent(message)
    flags = Suppression.objects.against(message.email, "").filter(reason=Suppression.Reason.REFUSED)
    flags.update(lifted_at=clock.now())


def refused(message: Message, error: str) -> None:
    outbox.fail(message, error=error)
    try:
        with transaction.atomic():
            Suppression.objects.create(email=message.email.lower(), reason=Suppression.Reason.REFUSED, message=message)
    except IntegrityError:
        log.info("the address of message %s is flagged already", message.pk)


def put_off(message: Message, error: str) -> None:
    outbox.retry(message, error=error)


def unanswered(message: Message, error: str) -> None:
    log.warning("message %s is in doubt: %s", message.pk, error)
    outbox.doubt(message)


ANSWERS: dict[type[smtp.NotSent], Callable[[Message, str], None]] = {
    smtp.PutOff: put_off,
    smtp.Refused: refused,
    smtp.Unanswered: unanswered,
}


def broken(message: Message, error: str) -> None:
    """Our own fault, at a moment that the status tells."""
    if message.status == Message.Status.HANDOFF:
        outbox.doubt(message)
    elif message.status == Message.Status.CLAIMED:
        outbox.fail(message, error=error)


def sweep() -> None:
    """Each minute: free what dead workers held, drop what is too late, wipe old secrets, and ring the bell."""
    now = clock.now()
    for message in Message.objects.abandoned(now)[:BATCH]:
        if message.status == Message.Status.CLAIMED:
            outbox.free(message)
        else:
            unanswered(message, "its worker did not come back")
    for message in Message.objects.too_late(now)[:BATCH]:
        log.info("message %s dropped: too late", message.pk)
        outbox.drop(message, error="expired")
    Message.objects.with_old_secret(now).update(secret="")
    if Message.objects.due(now).exists():
        queue.later("notifications.deliver_due")
