"""The text of an announcement kit: what staff wrote, then the cities by country. Touches no database."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from babel.core import Locale
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from cda_portal.core import moments
from cda_portal.core.text import fold


def cities(decisions: Iterable[Any]) -> list[tuple[str, str]]:
    """(country code, name) of each decision's city."""
    return [(one.application.city.country, one.application.city.name) for one in decisions]


def country(code: str, language: str) -> str:
    return str(Locale.parse(to_locale(language)).territories.get(code, code))


def by_country(names: list[tuple[str, str]], language: str) -> list[tuple[str, list[str]]]:
    """Countries in the language's own names and order, each with its cities in order."""
    rows = sorted((fold(country(code, language)), country(code, language), fold(name), name) for code, name in names)
    return [(said, [row[3] for row in group]) for said, group in groupby(rows, key=lambda row: row[1])]


def text(release: Any, names: list[tuple[str, str]], language: str) -> str:
    """When it may be told, what staff wrote, and the cities. The caller has loaded the release's call."""
    call = release.call
    with translation.override(language):
        if release.announced_at:
            when = moments.in_words(release.announced_at, call.zone, place=call.zone_place)
            first = _("Not before %(when)s") % {"when": when}
        else:
            first = _("The day of the announcement is to be confirmed by the programme team")
        lines = [first, ""]
        if written := (release.announcement.get(language) or "").strip():
            lines += [written, ""]
        for said, towns in by_country(names, language):
            lines.append(f"{said}: {', '.join(towns)}")
    return "\n".join(lines).strip() + "\n"
