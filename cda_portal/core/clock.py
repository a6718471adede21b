"""The only clock in rules: instants are aware and in UTC, days belong to a named IANA zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

_started = datetime.now(UTC)
_stands_at: ContextVar[datetime | None] = ContextVar("stands_at", default=None)


def now() -> datetime:
    """This instant in UTC; PORTAL_NOW (local runs and tests only) moves it, and it goes on ticking."""
    if (instant := _stands_at.get()) is not None:
        return instant
    real = datetime.now(UTC)
    if settings.NOW is None:
        return real
    return settings.NOW.astimezone(UTC) + (real - _started)


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Inside, the clock stands at `instant`: demonstration data plays its past through the services."""
    if not settings.LOCAL:
        raise RuntimeError("The clock stands still in local runs only.")
    token = _stands_at.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _stands_at.reset(token)


def today(zone: str) -> date:
    """The date on the wall in `zone`, an IANA name such as America/Bogota."""
    return now().astimezone(ZoneInfo(zone)).date()


def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def ago(**duration: float) -> datetime:
    return now() - timedelta(**duration)


def ahead(**duration: float) -> datetime:
    return now() + timedelta(**duration)
