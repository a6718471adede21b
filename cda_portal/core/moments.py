"""Instants and deadlines in words: pure, no database, no request."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, get_timezone, get_timezone_location
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, to_locale

# Django's own English format is "Nov. 23, 2026"; the portal writes 23 November 2026 (experience.md, "Words").
# The other three languages keep the order and the particles their readers expect.
DAY_FORMATS = {"en": "j F Y", "es": r"j \d\e F \d\e Y", "pt-br": r"j \d\e F \d\e Y", "fr": "j F Y"}
WEEKDAY_FORMATS = {
    "en": "l j F Y",
    "es": r"l j \d\e F \d\e Y",
    "pt-br": r"l, j \d\e F \d\e Y",
    "fr": "l j F Y",
}
CLOCK_FORMAT = "H:i"


@dataclass(frozen=True)
class Reading:
    """One instant as a person reads it in one zone."""

    day: str
    clock: str
    place: str

    @property
    def text(self) -> str:
        return gettext("%(day)s, %(clock)s") % {"day": self.day, "clock": self.clock}


def language() -> str:
    return (get_language() or "en").lower()


@cache
def place_name(zone: str, code: str) -> str:
    """The zone's city in the language `code`: "New York" for America/New_York."""
    try:
        locale = Locale.parse(to_locale(code))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    if zone == "UTC":
        return "UTC"
    named = str(get_timezone_location(get_timezone(zone), locale=locale, return_city=True))
    return named.rpartition("/")[
        2
    ]  # America/Argentina/Buenos_Aires comes with its country where a language has no name for it


def read(instant: datetime, zone: str, *, weekday: bool = False) -> Reading:
    """`instant` must be aware; `zone` is an IANA name."""
    local = instant.astimezone(ZoneInfo(zone))
    formats = WEEKDAY_FORMATS if weekday else DAY_FORMATS
    return Reading(
        day=_written(local, formats),
        clock=date_format(local, CLOCK_FORMAT, use_l10n=False),
        place=place_name(zone, language()),
    )


def day(value: date) -> str:
    """A calendar day, such as 23 November 2026."""
    return _written(value, DAY_FORMATS)


def _written(value: date, formats: dict[str, str]) -> str:
    text = date_format(value, formats.get(language(), formats["en"]), use_l10n=False)
    # Django's catalogue has "Março" and "Sexta-feira"; in Portuguese both are written small.
    return text.lower() if language() == "pt-br" else text


def short_day(value: date) -> str:
    """A day for a column of a table, such as 23 Nov 2026."""
    return format_date(value, "d MMM y", locale=to_locale(language()))


def iso(instant: datetime) -> str:
    """What `<time datetime>` carries: always UTC, to the minute."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def beside(instant: datetime, zone: str, other: str) -> str:
    """The clock in `other`, with its day only where the day differs from the one in `zone`."""
    here, there = read(instant, zone), read(instant, other)
    return there.clock if here.day == there.day else there.text


def left(deadline: datetime, now: datetime, zone: str) -> str:
    """How long is left, by calendar days in the deadline's own zone, by hours on the last day."""
    seconds = (deadline - now).total_seconds()
    if seconds <= 0:
        return gettext("Closed")
    days = (deadline.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days
    if days >= 1:
        return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
    hours = int(seconds // 3600)
    if hours >= 1:
        return ngettext("%(count)s hour left", "%(count)s hours left", hours) % {"count": hours}
    minutes = max(1, int(seconds // 60))
    return ngettext("%(count)s minute left", "%(count)s minutes left", minutes) % {"count": minutes}


def in_words(instant: datetime, zone: str, reader: str = "", place: str = "") -> str:
    """For plain text: the clock in `zone`, then the reader's where it is another one, and UTC.

    `place` where the zone's own city is not the one to name.
    """
    main = read(instant, zone)
    words = gettext("%(when)s in %(place)s") % {"when": main.text, "place": place or main.place}
    also = []
    if reader not in {"", "UTC", zone}:
        also.append(
            gettext("%(reader_clock)s in %(reader_place)s")
            % {"reader_clock": beside(instant, zone, reader), "reader_place": place_name(reader, language())}
        )
    if zone != "UTC":
        also.append(gettext("%(utc)s UTC") % {"utc": beside(instant, zone, "UTC")})
    return f"{words} ({', '.join(also)})" if also else words
