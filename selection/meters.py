"""What a cohort is made of: how many of its cities have what, by dimension. Pure, without a database or numpy.

The bands are ours and literal, to be confirmed by the programme team; a constraint names a band by its key.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.eligibility import Term, add_months, current_term

UNKNOWN = "unknown"
DIMENSIONS = ("country", "language", "population", "theme", "mandate", "level")
# The first that a number is below; the last has no end.
POPULATION = (
    ("under_100k", 100_000, _("Under 100,000 residents")),
    ("100k_250k", 250_000, _("100,000 to 249,999")),
    ("250k_500k", 500_000, _("250,000 to 499,999")),
    ("500k_1m", 1_000_000, _("500,000 to 999,999")),
    ("over_1m", None, _("1,000,000 or more")),
)
MANDATE = (
    ("ended", 1, _("Less than a month")),
    ("under_12", 12, _("1 to 11 months")),
    ("12_23", 24, _("12 to 23 months")),
    ("24_35", 36, _("24 to 35 months")),
    ("36_or_more", None, _("36 months or more")),
)
LEVELS: dict[str, str | Promise] = {
    "none": _("No certification"),
    "assessed": _("Assessed"),
    "silver": _("Silver"),
    "gold": _("Gold"),
    "platinum": _("Platinum"),
}
# In the order in which they are shown; countries, languages and themes are named where they are read.
LABELS: dict[str, dict[str, str | Promise]] = {
    "population": {**{key: label for key, _below, label in POPULATION}, UNKNOWN: _("Population not known")},
    "mandate": {**{key: label for key, _below, label in MANDATE}, UNKNOWN: _("End of the term not known")},
    "level": {**LEVELS, UNKNOWN: _("Level not known")},
}


@dataclass(frozen=True)
class Profile:
    """What counts of an application: `themes` are keys, `months` what the mayor has left at the programme's start."""

    country: str
    language: str
    population: int | None = None
    themes: tuple[str, ...] = ()
    months: int | None = None
    level: str = ""

    def values(self) -> dict[str, tuple[str, ...]]:
        """By dimension; only a theme can have several, or none."""
        return {
            "country": (self.country,),
            "language": (self.language,),
            "population": (_band(self.population, POPULATION),),
            "theme": self.themes,
            "mandate": (_band(self.months, MANDATE),),
            "level": (level(self.level),),
        }

    def features(self) -> frozenset[tuple[str, str]]:
        return frozenset((dimension, value) for dimension, own in self.values().items() for value in own)


def _band(number: int | None, bands: Iterable[tuple[str, int | None, object]]) -> str:
    if number is None:
        return UNKNOWN
    return next(key for key, below, _label in bands if below is None or number < below)


def level(text: str) -> str:
    """A What Works Cities status as people write it: the key of its level."""
    word = text.strip().lower()
    return word if word in LEVELS else UNKNOWN


def months_left(terms: Sequence[Term], start: date) -> int | None:
    """Whole months from the programme's start to the end of the term that runs then; 0 for one that has ended.

    None where that end is not known.
    """
    term = current_term(terms, start)
    end = term[1] if term else None
    if end is None:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months if add_months(start, months) <= end else months - 1)


def count(profiles: Iterable[Profile]) -> dict[str, Counter[str]]:
    """How many have which value, by dimension."""
    counted: dict[str, Counter[str]] = {dimension: Counter() for dimension in DIMENSIONS}
    for profile in profiles:
        for dimension, values in profile.values().items():
            counted[dimension].update(values)
    return counted


def missing(bound: str, number: int, there: int) -> int:
    """How far a constraint is from being met: below zero for too many, 0 when it is met."""
    if bound != "at_most" and there < number:
        return number - there
    if bound != "at_least" and there > number:
        return number - there
    return 0
