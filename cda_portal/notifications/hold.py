"""Whether sending is held: by the setting SENDING_HELD, or because this database was restored from a dump.

A dump knows nothing of the mails that left after it was taken; sending what it still has queued would double them. So
the database remembers in which cluster it lives, and when it wakes up in another, nothing is sent until a person says so.
"""

import logging

from django.conf import settings
from django.db import connection

from cda_portal.core.models import Mark
from cda_portal.notifications import outbox
from cda_portal.notifications.models import Message

HOME = "sending"
BATCH = 500
log = logging.getLogger(__name__)


def here() -> str:
    """Which database this is: the cluster's own identifier and the database's number in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.system_identifier, d.oid FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()"
        )
        cluster, database = cursor.fetchone()
    return f"{cluster}/{database}"


def reason() -> str:
    """Either "setting" or "restored", or "" when mail may leave."""
    if settings.SENDING_HELD:
        return "setting"
    home = here()
    mark, _created = Mark.objects.get_or_create(name=HOME, defaults={"value": home})
    return "" if mark.value == home else "restored"


def move_in() -> None:
    """This is where the database lives now."""
    Mark.objects.update_or_create(name=HOME, defaults={"value": here()})


def keep_back(why: str) -> int:
    """Hold what would be sent now, where staff see it; how many messages."""
    waiting = Message.objects.filter(status=Message.Status.QUEUED).order_by("pk")[:BATCH]
    held = sum(outbox.move(message, "hold", why=why) for message in waiting)
    if held:
        log.warning("sending is held (%s): %d messages wait for a person", why, held)
    return held
