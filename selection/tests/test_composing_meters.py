"""What a cohort is made of: bands at their edges, months at the ends of months."""

from datetime import date

import pytest

from selection import meters
from selection.meters import Profile


@pytest.mark.parametrize(
    ("residents", "band"),
    [
        (None, "unknown"),
        (0, "under_100k"),
        (99_999, "under_100k"),
        (100_000, "100k_250k"),
        (249_999, "100k_250k"),
        (250_000, "250k_500k"),
        (499_999, "250k_500k"),
        (500_000, "500k_1m"),
        (999_999, "500k_1m"),
        (1_000_000, "over_1m"),
    ],
)
def test_population_bands(residents, band):
    assert Profile("CO", "es", population=residents).values()["population"] == (band,)


@pytest.mark.parametrize(
    ("end", "months", "band"),
    [
        (None, None, "unknown"),
        (date(2027, 5, 1), 0, "ended"),
        (date(2027, 7, 1), 0, "ended"),
        (date(2027, 7, 31), 0, "ended"),
        (date(2027, 8, 1), 1, "under_12"),
        (date(2028, 6, 30), 11, "under_12"),
        (date(2028, 7, 1), 12, "12_23"),
        (date(2029, 6, 30), 23, "12_23"),
        (date(2029, 7, 1), 24, "24_35"),
        (date(2030, 6, 30), 35, "24_35"),
        (date(2030, 7, 1), 36, "36_or_more"),
    ],
)
def test_mandate_left(end, months, band):
    assert meters.months_left([(None, end)], date(2027, 7, 1)) == months
    assert Profile("CO", "es", months=months).values()["mandate"] == (band,)


def test_the_term_that_runs_at_the_start_counts():
    terms = [(date(2023, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2030, 12, 31)), (date(2031, 1, 1), None)]
    assert meters.months_left(terms, date(2027, 7, 1)) == 41


def test_a_month_that_is_too_short():
    assert meters.months_left([(None, date(2028, 2, 29))], date(2027, 8, 31)) == 6
    assert meters.months_left([(None, date(2028, 2, 28))], date(2027, 8, 31)) == 5


def test_counts():
    cards = [
        Profile("CO", "es", 120_000, ("housing", "waste"), 30, "Gold"),
        Profile("CO", "es", 90_000, (), None, ""),
        Profile("BR", "pt-br", 3_000_000, ("waste",), 5, "certified in 2019"),
    ]
    assert meters.count(cards) == {
        "country": {"CO": 2, "BR": 1},
        "language": {"es": 2, "pt-br": 1},
        "population": {"100k_250k": 1, "under_100k": 1, "over_1m": 1},
        "theme": {"housing": 1, "waste": 2},
        "mandate": {"24_35": 1, "unknown": 1, "under_12": 1},
        "level": {"gold": 1, "unknown": 2},
    }


@pytest.mark.parametrize(
    ("bound", "there", "missing"),
    [
        ("at_least", 1, 1),
        ("at_least", 2, 0),
        ("at_least", 3, 0),
        ("at_most", 1, 0),
        ("at_most", 2, 0),
        ("at_most", 3, -1),
        ("exactly", 1, 1),
        ("exactly", 2, 0),
        ("exactly", 3, -1),
    ],
)
def test_how_far_a_constraint_is_from_being_met(bound, there, missing):
    assert meters.missing(bound, 2, there) == missing
