"""Two things at once, in an order that is forced by a held lock and never by timing."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

PATIENCE = 20  # seconds until a test that waits for something that never comes is given up


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """The first true answer of `condition`."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if answer := condition():
            return answer
        time.sleep(0.01)
    raise AssertionError("waited in vain")


def waiting() -> int:
    """How many connections wait for a lock that this one holds.

    Not from pg_stat_activity, which answers the same for as long as a transaction lasts.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0]


def in_thread(pool: ThreadPoolExecutor, call: Callable[[], Any]) -> "Future[Any]":
    """Run `call` on a connection of its own."""

    def run() -> Any:
        try:
            return call()
        finally:
            connection.close()

    return pool.submit(run)


def while_uncommitted(first: Callable[[], Any], second: Callable[[], Any], *, blocks: bool) -> tuple[Any, Any]:
    """Do `first`, start `second` before the first one's commit, then commit: what both returned.

    `blocks` says whether the second is expected to wait for the first one's commit; otherwise it must end before.
    Exceptions are returned, not raised.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            one = first()
            other = in_thread(pool, second)
            until(lambda: waiting() if blocks else other.done())
        return one, outcome(other)


def outcome(future: "Future[Any]") -> Any:
    try:
        return future.result(PATIENCE)
    except Exception as error:
        return error


@contextmanager
def without_constraint(model: type[models.Model], name: str) -> Iterator[None]:
    """The planted fault of a twin: the constraint is gone, and comes back once the rows of this model are."""
    constraint = next(found for found in model._meta.constraints if found.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)
