"""The only place where a message's status changes.

Every move is a compare-and-swap: it holds only while the row still has the status and the claim that were read
before. So a worker that overslept its lease moves nothing, and of two people acting at once one is told so.
"""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cda_portal.core import audit, clock
from cda_portal.notifications.models import LEASED, Message, MessageQuerySet

if TYPE_CHECKING:
    from cda_portal.accounts.models import User

Status = Message.Status
LEASE = timedelta(seconds=60)
# How often a worker may take a message up before a person is asked: with the back-off below about nine hours.
MAX_ATTEMPTS = 14

# verb: from which statuses, to which one.
MOVES: dict[str, tuple[set[str], Status]] = {
    "claim": ({Status.QUEUED}, Status.CLAIMED),
    "hold": ({Status.QUEUED}, Status.HELD),
    "free": ({Status.CLAIMED}, Status.QUEUED),
    "hand_off": ({Status.CLAIMED}, Status.HANDOFF),
    "retry": ({Status.CLAIMED, Status.HANDOFF}, Status.QUEUED),
    "fail": ({Status.CLAIMED, Status.HANDOFF}, Status.FAILED),
    "sent": ({Status.HANDOFF, Status.IN_DOUBT}, Status.SENT),
    "doubt": ({Status.HANDOFF}, Status.IN_DOUBT),
    "repeat": ({Status.IN_DOUBT}, Status.QUEUED),
    "drop": ({Status.QUEUED, Status.CLAIMED, Status.HELD, Status.IN_DOUBT}, Status.DROPPED),
    # What people do, on the staff page.
    "resend": ({Status.IN_DOUBT, Status.FAILED, Status.SENT}, Status.QUEUED),
    "release": ({Status.HELD}, Status.QUEUED),
    "arrived": ({Status.IN_DOUBT}, Status.SENT),
    "cancel": ({Status.QUEUED, Status.HELD, Status.IN_DOUBT, Status.FAILED}, Status.DROPPED),
}
# Every healthy mail makes these moves within a second or so: a record of them would bury the others.
UNRECORDED = {"claim", "hand_off", "free"}


class NotAllowedNow(Exception):
    """The status does not allow this move; the text is fit for the person who asked."""


def allowed(message: Message, verb: str) -> bool:
    sources, _target = MOVES[verb]
    return message.status in sources


def take(message: Message | None) -> bool:
    """Claim it for this worker for as long as the lease lasts; False when somebody was quicker."""
    if message is None:
        return False
    return move(message, "claim", claim=uuid.uuid4(), lease_until=clock.now() + LEASE, attempts=message.attempts + 1)


def hand_off(message: Message) -> bool:
    """To be committed just before the SMTP server is given the mail; False when the claim is no longer ours."""
    return move(message, "hand_off", lease_until=clock.now() + LEASE)


def sent(message: Message) -> bool:
    """The server has taken it. A sweeper may have thought us dead meanwhile: our claim still tells."""
    if move(message, "sent", sent_at=clock.now(), error=""):
        return True
    late = Message.objects.filter(pk=message.pk, claim=message.claim, status=Status.IN_DOUBT).first()
    return late is not None and move(late, "sent", sent_at=clock.now(), error="")


def put_back(message: Message, *, error: str) -> bool:
    """The mail server is away: that is not this message's fault and does not count against it."""
    return move(message, "free", error=error[:300], attempts=max(0, message.attempts - 1))


def free(message: Message) -> bool:
    """Its worker died before the hand-off, which costs nothing; a message that kills every worker is given up."""
    return fail(message, error="stuck") if message.attempts >= MAX_ATTEMPTS else move(message, "free")


def retry(message: Message, *, error: str) -> bool:
    """The server put it off. 1, 2, 4 ... minutes, at most an hour; in the end a person is asked."""
    if message.attempts >= MAX_ATTEMPTS:
        return fail(message, error="exhausted")
    wait = timedelta(minutes=min(60, 2 ** (message.attempts - 1)))
    return move(message, "retry", error=error[:300], due_at=clock.now() + wait)


def fail(message: Message, *, error: str) -> bool:
    return move(message, "fail", error=error[:300])


def drop(message: Message, *, error: str) -> bool:
    return move(message, "drop", error=error, why=error)


@transaction.atomic
def doubt(message: Message) -> bool:
    """It was handed over and nobody answered. The kind's own rule may settle it; else it waits for a person."""
    if not move(message, "doubt", error="unanswered"):
        return False
    rule = message.declared.doubt
    if rule == "drop":
        return drop(message, error="unclear")
    if rule == "resend":
        return move(message, "repeat", claim=None, due_at=clock.now())
    return True


def unchanged(message: Message) -> MessageQuerySet:
    """The row, if it still is as it was read. Without this guard two workers send the same mail."""
    return Message.objects.filter(pk=message.pk, status=message.status, claim=message.claim)


@transaction.atomic
def move(message: Message, verb: str, *, by: "User | None" = None, why: str = "", **fields: Any) -> bool:
    """Make the move and record it; False when the row has changed since it was read.

    Raises NotAllowedNow when this verb never starts from the status that was read.
    """
    source, target = message.status, MOVES[verb][1]
    if not allowed(message, verb):
        raise NotAllowedNow(
            _("This message is “%(status)s” now: that cannot be done.") % {"status": message.get_status_display()}
        )
    if target not in LEASED:
        fields["lease_until"] = None
    if target == Status.DROPPED or (target == Status.SENT and settings.DELIVERY != "local"):
        fields["secret"] = ""  # a local run has no mailbox: its staff page shows codes until they expire
    if not unchanged(message).update(status=target, **fields):
        return False
    for field, value in fields.items():
        setattr(message, field, value)
    message.status = target
    if verb not in UNRECORDED:
        audit.record(message, verb, by=by, source=source, target=target, why=why)
    return True
