"""Ring the bell: queue a task by its name once the transaction is committed.

Services never import tasks, so a lower floor can wake a higher one. PostgreSQL holds what is to be
done; a bell that cannot be rung costs at most the minute until the sweeper looks.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from cda_portal.core.away import Away

log = logging.getLogger(__name__)
away = Away(seconds=10)  # meanwhile rows wait for the sweeper


def later(name: str, *args: int | str) -> None:
    """Queue the task called `name` with `args` (ids, never objects) after commit."""
    transaction.on_commit(lambda: _ring(name, args))


def _ring(name: str, args: tuple[int | str, ...]) -> None:
    if away:
        return
    try:
        # No retry: a person waits for this answer, and the sweeper finds the row.
        current_app.send_task(name, args=args, retry=False)
    except (OperationalError, OSError) as error:
        away.note()
        log.warning("queue away, %s left to the sweeper: %s", name, type(error).__name__)
