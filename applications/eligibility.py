"""The five criteria as arithmetic on what a city has said. Guidance: nothing here turns a city away.

Pure: no database and no clock, so a rule can be read, tried and explained by itself. The words for each
outcome are in `content/eligibility_words.py`.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

Term = tuple[date | None, date | None]
"""First and last day of a mayor's term; None where nobody has told us."""

CRITERIA = ("population", "mandate", "commitment", "data", "team")


class Outcome(StrEnum):
    MEETS = "meets"
    BELOW = "below"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rules:
    """What a call sets: residents needed, months a mayor should have left, and the day from which they count."""

    threshold: int
    months: int
    reference: date


@dataclass(frozen=True)
class Facts:
    """What a city has told us. The last four are "yes", "no" or "not_sure", and empty when not answered."""

    population: int | None = None
    terms: tuple[Term, ...] = ()
    commitment: str = ""
    foundations: str = ""
    analysis: str = ""
    team: str = ""


@dataclass(frozen=True)
class Finding:
    criterion: str
    outcome: Outcome


def population(value: int | None, threshold: int) -> Outcome:
    if value is None:
        return Outcome.UNKNOWN
    return Outcome.MEETS if value >= threshold else Outcome.BELOW


def add_months(day: date, months: int) -> date:
    """The same day that many months later, or the last day of a month that is too short for it.

    Days past the end of the calendar are its last day: people type 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def current_term(terms: Sequence[Term], reference: date) -> Term | None:
    """The latest term that has begun by the reference date.

    A term without a known start counts as begun, since people tell us the end of the term they live in
    and seldom its start; it gives way to any term that is known to have begun. Of two that began on one
    day the later end decides.
    """
    begun = [term for term in terms if (term[0] or date.min) <= reference]
    return max(begun, key=lambda term: (term[0] or date.min, term[1] or date.min), default=None)


def mandate(terms: Sequence[Term], reference: date, months: int) -> Outcome:
    """Whether the mayor in office on the reference date has that many months left on it."""
    term = current_term(terms, reference)
    if term is None or term[1] is None:
        return Outcome.UNKNOWN
    return Outcome.MEETS if term[1] >= add_months(reference, months) else Outcome.BELOW


def come_back_on(terms: Sequence[Term], reference: date, months: int) -> date | None:
    """The first day on which a new term is known to begin, for a city whose mandate is below.

    That is the start of the next term, unless that one is known to be too short as well; where no next
    term is known, the day after the current one ends. None when that day is unknown or has passed.
    """
    ahead = [
        start
        for start, end in terms
        if start and start > reference and (end is None or end >= add_months(start, months))
    ]
    if ahead:
        return min(ahead)
    term = current_term(terms, reference)
    end = term[1] if term else None
    if end is None or not reference <= end < date.max:
        return None
    return end + timedelta(days=1)


def answer(value: str) -> Outcome:
    """Yes meets and no is below; not sure, and nothing at all, are unknown."""
    return {"yes": Outcome.MEETS, "no": Outcome.BELOW}.get(value, Outcome.UNKNOWN)


def both(first: Outcome, second: Outcome) -> Outcome:
    """One criterion with two questions: one "no" is below, two "yes" meet."""
    if Outcome.BELOW in (first, second):
        return Outcome.BELOW
    return Outcome.MEETS if first == second == Outcome.MEETS else Outcome.UNKNOWN


def findings(facts: Facts, rules: Rules) -> tuple[Finding, ...]:
    """One finding for each criterion, in the order of `CRITERIA`."""
    return (
        Finding("population", population(facts.population, rules.threshold)),
        Finding("mandate", mandate(facts.terms, rules.reference, rules.months)),
        Finding("commitment", answer(facts.commitment)),
        Finding("data", both(answer(facts.foundations), answer(facts.analysis))),
        Finding("team", answer(facts.team)),
    )


# What staff call a near miss. A working rule of ours and not of the programme: it only points at cities to look at twice.
NEAR_PERCENT = 80  # of the population that the call asks for
NEAR_MONTHS = 6  # that a mayor's mandate may be short by


def near_misses(facts: Facts, rules: Rules) -> tuple[str, ...]:
    """The criteria, of population and mandate, that are below by a little; ends included."""
    near = []
    residents = facts.population
    if residents is not None and 100 * residents >= NEAR_PERCENT * rules.threshold and residents < rules.threshold:
        near.append("population")
    judged = (mandate(facts.terms, rules.reference, months) for months in (rules.months, rules.months - NEAR_MONTHS))
    if tuple(judged) == (Outcome.BELOW, Outcome.MEETS):
        near.append("mandate")
    return tuple(near)


def near_threshold(value: int | None, threshold: int = 100_000) -> bool:
    """A fifth above or below the threshold, ends included: staff look at the source of such a number."""
    return value is not None and 4 * threshold <= 5 * value <= 6 * threshold


def differs(value: int | None, gazetteer_value: int | None) -> bool:
    """More than a fifth away from the gazetteer, where it knows a number (it writes 0 for unknown)."""
    return (
        value is not None and bool(gazetteer_value) and 5 * abs(value - (gazetteer_value or 0)) > (gazetteer_value or 0)
    )
