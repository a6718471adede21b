"""Time zones as people find them: by place, those of the Americas first."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from cda_portal.accounts.countries import AMERICAS
from cda_portal.core import clock, moments
from cda_portal.core.text import fold


@cache
def known() -> frozenset[str]:
    return frozenset(available_timezones())


def find(name: str) -> ZoneInfo:
    """The zone of that name; UTC for a name that means nothing."""
    return ZoneInfo(name if name in known() else "UTC")


@cache
def of_americas() -> tuple[str, ...]:
    found = (zone for country in AMERICAS for zone in get_global("territory_zones").get(country, ()))
    return tuple(sorted({zone for zone in found if zone in known()}))


def choices(language: str, current: str) -> list[tuple[str, str]]:
    """The zones of the Americas, UTC, and the one in use wherever it is."""
    listed = [*_labelled(language, clock.today("UTC").isoformat())]
    if current not in dict(listed):
        listed.insert(0, (current, label(current, language)))
    return listed


@cache
def _labelled(language: str, day: str) -> tuple[tuple[str, str], ...]:
    """Kept for a day: the distance to UTC changes with the clocks."""
    zones = [(zone, label(zone, language)) for zone in of_americas()]
    return (*sorted(zones, key=lambda pair: fold(pair[1])), ("UTC", "UTC"))


def label(zone: str, language: str) -> str:
    offset = clock.now().astimezone(ZoneInfo(zone)).strftime("%z")
    return f"{moments.place_name(zone, language)} (UTC{offset[:3]}:{offset[3:5]})".replace("-", "−")
