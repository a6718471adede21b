"""Krippendorff's alpha against the published examples and against its definition."""

from itertools import permutations
from math import inf, isnan, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selection import scoring
from selection.scoring import Level

# Krippendorff 2011, "Computing Krippendorff's alpha-reliability": its examples of two observers with binary and
# with nominal ratings, and of four observers with missing ratings on other levels too.
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
LETTERS = [[" abcde".index(letter) for letter in row] for row in ("aabbdcccedda", "babbbccceddd")]
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
]


@pytest.mark.parametrize(
    ("ratings", "level", "published"),
    [
        (BINARY, Level.NOMINAL, 0.095),
        (LETTERS, Level.NOMINAL, 0.692),
        (FOUR, Level.NOMINAL, 0.743),
        (FOUR, Level.ORDINAL, 0.815),
        (FOUR, Level.INTERVAL, 0.849),
    ],
)
def test_alpha_as_published(ratings, level, published):
    assert round(scoring.alpha(ratings, level), 3) == published


def difference(one, two, level, values):
    if level == "nominal":
        return float(one != two)
    if level == "interval":
        return (one - two) ** 2
    low, high = sorted([one, two])
    between = sum(1 for value in values if low <= value <= high)
    return (between - (values.count(one) + values.count(two)) / 2) ** 2


def alpha_by_definition(ratings, level):
    """One less observed over expected difference, both over all ordered pairs of ratings."""
    units = [[value for value in unit if not isnan(value)] for unit in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    expected = [difference(one, two, level, values) for one, two in permutations(values, 2)]
    if not any(expected):
        return nan
    observed = sum(
        difference(one, two, level, values) / (len(unit) - 1) for unit in units for one, two in permutations(unit, 2)
    )
    return 1 - (observed / len(values)) / (sum(expected) / len(expected))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
@settings(derandomize=True, max_examples=80, deadline=None, database=None)
@given(
    table=st.integers(1, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([nan, nan, 1.0, 2.0, 3.5, 7.0, -2.0]), min_size=width, max_size=width),
            min_size=1,
            max_size=5,
        )
    )
)
def test_alpha_by_definition(level, table):
    assert scoring.alpha(table, level) == pytest.approx(alpha_by_definition(table, level), abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("ratings", [[[1, 2, 3], [1, 2, 3]], [[1, nan, 2, 9], [1, 4, 2, nan], [nan, 4, nan, nan]]])
def test_alpha_of_full_agreement_is_one(ratings, level):
    assert scoring.alpha(ratings, level) == 1.0


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    "ratings",
    [
        [[]],
        [[], []],
        [[1, 2, 3]],
        [[nan, nan], [nan, nan]],
        [[1, nan], [nan, 2]],
        [[3, 3, 3], [3, 3, 3]],
        [[3, 1], [3, nan]],
    ],
)
def test_alpha_is_nan_without_pairs_or_without_variation(ratings, level):
    assert isnan(scoring.alpha(ratings, level))


@pytest.mark.parametrize(
    ("ratings", "level", "reason"),
    [
        ([1, 2], "nominal", "table of reviewers by units"),
        ([[[1]]], "nominal", "table of reviewers by units"),
        ([[1, inf], [1, 2]], "interval", "table of reviewers by units"),
        (FOUR, "ratio", "not a valid Level"),
    ],
)
def test_alpha_refuses(ratings, level, reason):
    with pytest.raises(ValueError, match=reason):
        scoring.alpha(ratings, level)
