from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import eligibility
from applications.eligibility import Facts, Finding, Outcome, Rules

MEETS, BELOW, UNKNOWN = Outcome.MEETS, Outcome.BELOW, Outcome.UNKNOWN
REFERENCE = date(2027, 3, 15)

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
maybe_days = st.none() | days
term_lists = st.lists(st.tuples(maybe_days, maybe_days), max_size=6)
months_ahead = st.integers(min_value=0, max_value=120)


def day(text):
    return date.fromisoformat(text) if text else None


def test_the_three_outcomes_are_these_words():
    assert [outcome.value for outcome in Outcome] == ["meets", "below", "unknown"]


@pytest.mark.parametrize(
    ("value", "threshold", "outcome"),
    [
        (100_000, 100_000, MEETS),
        (99_999, 100_000, BELOW),
        (100_001, 100_000, MEETS),
        (0, 100_000, BELOW),
        (0, 0, MEETS),
        (21_000_000, 100_000, MEETS),
        (60_000, 50_000, MEETS),
        (None, 100_000, UNKNOWN),
    ],
)
def test_population(value, threshold, outcome):
    assert eligibility.population(value, threshold) == outcome


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2027-03-15", 24, "2029-03-15"),
        ("2028-02-29", 24, "2030-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2027-10-31", 1, "2027-11-30"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2027-11-30", 1, "2027-12-30"),
        ("2027-12-01", 0, "2027-12-01"),
        ("2027-12-15", 1, "2028-01-15"),
        ("9999-06-01", 24, "9999-12-31"),
    ],
)
def test_months_later_clips_to_the_end_of_the_month(start, months, end):
    assert eligibility.add_months(day(start), months) == day(end)


@given(days, months_ahead)
def test_months_later_lands_in_the_right_month(start, months):
    later = eligibility.add_months(start, months)

    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day == start.day or (later.day < start.day and (later + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("terms", "reference", "outcome"),
    [
        # No term, or none that has begun, tells nothing.
        ([], "2027-03-15", UNKNOWN),
        ([("2027-03-16", "2031-01-01")], "2027-03-15", UNKNOWN),
        ([("2027-03-15", "2031-01-01")], "2027-03-15", MEETS),
        # The end decides, on the day itself.
        ([("2025-01-01", "2029-03-15")], "2027-03-15", MEETS),
        ([("2025-01-01", "2029-03-14")], "2027-03-15", BELOW),
        ([("2025-01-01", "2027-03-15")], "2027-03-15", BELOW),
        ([("2020-01-01", "2024-12-31")], "2027-03-15", BELOW),
        ([("2025-01-01", None)], "2027-03-15", UNKNOWN),
        # A leap day.
        ([("2026-01-01", "2030-02-28")], "2028-02-29", MEETS),
        ([("2026-01-01", "2030-02-27")], "2028-02-29", BELOW),
        # The latest that has begun, in whatever order they are told.
        ([("2023-01-01", "2026-12-31"), ("2027-01-01", "2030-12-31")], "2027-03-15", MEETS),
        ([("2027-01-01", "2030-12-31"), ("2023-01-01", "2026-12-31")], "2027-03-15", MEETS),
        ([("2023-01-01", "2026-12-31"), ("2027-01-01", "2030-12-31")], "2026-11-23", BELOW),
        ([("2023-01-01", "2029-12-31"), ("2027-01-01", None)], "2027-03-15", UNKNOWN),
        ([("2023-01-01", None), ("2027-01-01", "2030-12-31")], "2027-03-15", MEETS),
        ([("2023-01-01", "2030-12-31"), ("2027-01-01", "2028-06-30")], "2027-03-15", BELOW),
        # An unknown start counts as begun, and gives way to a known one.
        ([(None, "2029-12-31")], "2027-03-15", MEETS),
        ([(None, "2028-12-31")], "2027-03-15", BELOW),
        ([(None, None)], "2027-03-15", UNKNOWN),
        ([(None, "2030-12-31"), ("2025-01-01", "2028-12-31")], "2027-03-15", BELOW),
        ([("2025-01-01", "2028-12-31"), (None, "2030-12-31")], "2027-03-15", BELOW),
        ([(None, "2028-12-31"), ("2029-01-01", "2032-12-31")], "2027-03-15", BELOW),
        # Two from one day: the later end decides, in either order.
        ([("2025-01-01", "2028-12-31"), ("2025-01-01", "2029-12-31")], "2027-03-15", MEETS),
        ([("2025-01-01", "2029-12-31"), ("2025-01-01", None)], "2027-03-15", MEETS),
    ],
)
def test_mandate(terms, reference, outcome):
    terms = [(day(start), day(end)) for start, end in terms]

    assert eligibility.mandate(terms, day(reference), 24) == outcome


@pytest.mark.parametrize(
    ("country", "start", "end", "today", "at_reference"),
    [
        ("Brazil", "2025-01-01", "2028-12-31", MEETS, BELOW),
        ("Chile", "2024-12-06", "2028-12-06", MEETS, BELOW),
        ("Colombia", "2024-01-01", "2027-12-31", BELOW, BELOW),
        ("Guatemala", "2024-01-15", "2028-01-15", BELOW, BELOW),
        ("Dominican Republic", "2024-04-24", "2028-04-24", BELOW, BELOW),
        ("Peru, elected in October", "2027-01-01", "2030-12-31", UNKNOWN, MEETS),
        ("Uruguay", "2025-07-10", "2030-07-10", MEETS, MEETS),
        ("Ontario", "2026-11-15", "2030-11-14", MEETS, MEETS),
    ],
)
def test_national_cycles_on_two_dates(country, start, end, today, at_reference):
    terms = [(day(start), day(end))]

    assert eligibility.mandate(terms, date(2026, 11, 23), 24) == today
    assert eligibility.mandate(terms, REFERENCE, 24) == at_reference


@given(term_lists, days, months_ahead, st.randoms(use_true_random=False))
def test_the_order_of_terms_does_not_matter(terms, reference, months, random):
    shuffled = random.sample(terms, len(terms))

    assert eligibility.mandate(terms, reference, months) == eligibility.mandate(shuffled, reference, months)


@given(term_lists, days, months_ahead)
def test_terms_that_have_not_begun_change_nothing(terms, reference, months):
    begun = [(start, end) for start, end in terms if start is None or start <= reference]

    assert eligibility.mandate(terms, reference, months) == eligibility.mandate(begun, reference, months)


@given(days, days, days, months_ahead)
def test_a_later_end_is_never_worse(start, end, other_end, months):
    reference = max(start, REFERENCE)
    sooner, later = sorted([end, other_end])

    if eligibility.mandate([(start, sooner)], reference, months) == MEETS:
        assert eligibility.mandate([(start, later)], reference, months) == MEETS


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([("2025-01-01", "2028-12-31")], "2029-01-01"),
        ([("2025-01-01", "2028-12-31"), ("2029-01-05", None)], "2029-01-05"),
        ([("2025-01-01", "2028-12-31"), ("2029-01-05", "2033-01-04")], "2029-01-05"),
        ([("2025-01-01", "2027-06-30"), ("2027-07-01", "2028-06-30"), ("2028-07-01", "2032-06-30")], "2028-07-01"),
        ([("2025-01-01", "2027-06-30"), ("2027-07-01", "2028-06-30")], "2027-07-01"),
        ([(None, "2028-12-31")], "2029-01-01"),
        ([("2020-01-01", "2027-03-15")], "2027-03-16"),
        ([("2020-01-01", "2027-03-14")], None),
        ([("2025-01-01", None)], None),
        ([("2025-01-01", "9999-12-31")], None),
        ([], None),
    ],
)
def test_come_back_on(terms, expected):
    terms = [(day(start), day(end)) for start, end in terms]

    assert eligibility.come_back_on(terms, REFERENCE, 24) == day(expected)


@given(term_lists, days, months_ahead)
def test_the_day_to_come_back_is_ahead(terms, reference, months):
    found = eligibility.come_back_on(terms, reference, months)

    assert found is None or found > reference


@pytest.mark.parametrize(
    ("value", "outcome"), [("yes", MEETS), ("no", BELOW), ("not_sure", UNKNOWN), ("not sure", UNKNOWN), ("", UNKNOWN)]
)
def test_answer(value, outcome):
    assert eligibility.answer(value) == outcome


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (MEETS, MEETS, MEETS),
        (MEETS, BELOW, BELOW),
        (MEETS, UNKNOWN, UNKNOWN),
        (BELOW, MEETS, BELOW),
        (BELOW, BELOW, BELOW),
        (BELOW, UNKNOWN, BELOW),
        (UNKNOWN, MEETS, UNKNOWN),
        (UNKNOWN, BELOW, BELOW),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_both(first, second, outcome):
    assert eligibility.both(first, second) == outcome


RULES = Rules(threshold=100_000, months=24, reference=REFERENCE)


@pytest.mark.parametrize(
    ("facts", "outcomes"),
    [
        (Facts(), [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
        (
            Facts(120_000, ((date(2025, 7, 1), date(2030, 7, 1)),), "yes", "yes", "yes", "yes"),
            [MEETS, MEETS, MEETS, MEETS, MEETS],
        ),
        (
            Facts(90_000, ((date(2025, 1, 1), date(2028, 12, 31)),), "no", "no", "yes", "no"),
            [BELOW, BELOW, BELOW, BELOW, BELOW],
        ),
        (Facts(100_000, (), "not_sure", "yes", "no", "yes"), [MEETS, UNKNOWN, UNKNOWN, BELOW, MEETS]),
        (Facts(None, ((None, None),), "yes", "yes", "not_sure", ""), [UNKNOWN, UNKNOWN, MEETS, UNKNOWN, UNKNOWN]),
    ],
)
def test_findings(facts, outcomes):
    found = eligibility.findings(facts, RULES)

    criteria = ["population", "mandate", "commitment", "data", "team"]
    assert found == tuple(Finding(key, outcome) for key, outcome in zip(criteria, outcomes, strict=True))


@pytest.mark.parametrize(
    ("value", "near"),
    [(79_999, False), (80_000, True), (100_000, True), (120_000, True), (120_001, False), (None, False)],
)
def test_near_the_threshold(value, near):
    assert eligibility.near_threshold(value) is near


@pytest.mark.parametrize(
    ("value", "gazetteer_value", "flagged"),
    [
        (120_000, 100_000, False),
        (120_001, 100_000, True),
        (80_000, 100_000, False),
        (79_999, 100_000, True),
        (100_000, 0, False),
        (100_000, None, False),
        (None, 100_000, False),
    ],
)
def test_differs_from_the_gazetteer(value, gazetteer_value, flagged):
    assert eligibility.differs(value, gazetteer_value) is flagged
