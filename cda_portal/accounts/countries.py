"""The countries and territories of the Americas, and what each is called in the reader's language."""

from functools import cache

from babel import Locale

from cda_portal.core.text import fold

# ISO 3166-1. Netherlands Antilles (AN), which some lists still carry, ended in 2010 and has no place.
AMERICAS = frozenset(
    """
    AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GT GY HN HT JM KN KY LC MF MQ
    MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI
    """.split()
)


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language, sep="-").territories
    return {code: territories[code] for code in AMERICAS}


def country_name(code: str, language: str) -> str:
    """The country's name in a language of Django's spelling (pt-br), or the code where we know no name."""
    return _names(language).get(code, code)


def choices(language: str) -> list[tuple[str, str]]:
    """Every country with its name, in the order that readers of the language look for them."""
    return sorted(((code, country_name(code, language)) for code in AMERICAS), key=lambda row: fold(row[1]))
