"""Calibration when there is little to go by, and what it refuses."""

from math import inf, isnan, nan, sqrt

import numpy as np
import pytest

from selection import scoring
from selection.tests.test_scoring import COLUMNS, TARGETS, complete

# ---- when there is little to go by


def test_nothing():
    found = scoring.calibrate([], [], [])

    for column in (*COLUMNS, "applications", "reviewers", "rank_low", "rank_high"):
        assert getattr(found, column).shape == (0,)
    assert not found.corrected
    assert isnan(found.application_sd)
    assert isnan(found.reviewer_sd)
    assert isnan(found.error_sd)


WITHOUT_REPEATS = {  # no application has two reviews, so chance and merit cannot be told apart
    "one review": ([7], [3], [4.5]),
    "one reviewer": ([1, 2, 3], [5, 5, 5], [1, 2, 9]),
    "no overlap": ([1, 2, 3, 4], [5, 5, 6, 6], [1, 2, 8, 9]),
    "one reviewer, equal scores": ([1, 2, 3], [5, 5, 5], [2, 2, 2]),
}


@pytest.mark.parametrize("columns", WITHOUT_REPEATS.values(), ids=WITHOUT_REPEATS)
def test_without_two_reviews_of_anything_all_is_open(columns):
    found = scoring.calibrate(*columns)

    size = len(columns[0])
    assert found.calibrated.tolist() == found.raw.tolist() == columns[2]
    assert found.low.tolist() == [-inf] * size
    assert found.high.tolist() == [inf] * size
    assert found.rank_low.tolist() == [1] * size
    assert found.rank_high.tolist() == [size] * size
    assert not found.severity.any()
    assert not found.corrected
    assert all(isnan(sd) for sd in (found.application_sd, found.reviewer_sd, found.error_sd))


CHAINS = {  # overlap, but no more than it takes to place the reviewers: nothing left to show chance
    "one application": ([1, 1, 1], [5, 6, 7], [1, 2, 9]),
    "two who share one": ([1, 1, 2, 3], [5, 6, 5, 6], [3, 5, 1, 9]),
    "a chain": ([1, 1, 2, 2], [5, 6, 6, 7], [3, 5, 1, 2]),
    "two panels": ([1, 1, 2, 2], [5, 6, 7, 8], [3, 5, 1, 2]),
}


@pytest.mark.parametrize("columns", CHAINS.values(), ids=CHAINS)
def test_reviewers_who_barely_overlap_are_not_corrected(columns):
    found = scoring.calibrate(*columns)

    assert not found.corrected
    assert not found.severity.any()
    assert found.calibrated.tolist() == found.raw.tolist()
    assert isnan(found.reviewer_sd)
    assert found.error_sd > 0
    assert np.isfinite(found.low).all()
    assert (found.low < found.calibrated).all()


def test_one_application_has_the_spread_of_its_scores():
    """Without severity the error is the variance of 1, 2 and 9, which is 19; t at 2 degrees is 2.920."""
    found = scoring.calibrate(*CHAINS["one application"])

    assert isnan(found.application_sd)
    assert found.error_sd**2 == pytest.approx(19, abs=1e-6)
    assert found.high - 4 == pytest.approx([2.919986 * sqrt(19 / 3)], abs=1e-5)
    assert (found.rank_low.tolist(), found.rank_high.tolist()) == ([1], [1])


def test_one_more_shared_application_is_enough_to_correct():
    """Two reviewers of the same two applications: one comparison places them and one shows chance."""
    assert scoring.calibrate([1, 1, 2, 2], [5, 6, 5, 6], [1, 3, 4, 6.5]).corrected


@pytest.mark.parametrize("value", [0.0, 0.1, 4.0, 1e9])
def test_equal_scores(value):
    application, reviewer, _ = complete(TARGETS)
    found = scoring.calibrate(application, reviewer, np.full(24, value))

    for column in ("raw", "calibrated", "low", "high"):
        assert getattr(found, column).tolist() == [value] * 6
    assert found.severity.tolist() == [0] * 4
    assert (found.application_sd, found.reviewer_sd, found.error_sd) == (0, 0, 0)
    assert found.rank_low.tolist() == [1] * 6
    assert found.rank_high.tolist() == [6] * 6
    assert found.corrected


def test_scores_without_any_chance():
    """Merit 1, 1, 4, 6 plus severity 0, 2, -1, some pairs only: found to a hundredth, and equals are tied."""
    merit, strict = np.array([1.0, 1, 4, 6]), np.array([0.0, 2, -1])
    application, reviewer = np.array([(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 2), (3, 0), (3, 1), (3, 2)]).T

    found = scoring.calibrate(application, reviewer, merit[application] + strict[reviewer])

    assert np.diff(found.calibrated) == pytest.approx(np.diff(merit), abs=1e-2)
    assert np.diff(found.severity) == pytest.approx(np.diff(strict), abs=1e-2)
    assert 0 < found.error_sd < 0.03
    assert found.rank_low.tolist() == [3, 3, 2, 1]
    assert found.rank_high.tolist() == [4, 4, 2, 1]


def test_two_panels_that_share_nothing_are_corrected_each_within_itself():
    rng = np.random.default_rng(3)
    merit = np.linspace(0, 1, 10)[:, None]
    table = np.full((20, 8), nan)
    table[:10, :4] = merit + [0, 3, -3, 1] + rng.normal(0, 0.2, (10, 4))
    table[10:, 4:] = merit + [2, -2, 3, 0] + rng.normal(0, 0.2, (10, 4))

    found = scoring.calibrate(*complete(table))

    assert found.corrected
    assert found.severity[:4].sum() == pytest.approx(0, abs=1e-9)
    assert found.severity[4:].sum() == pytest.approx(0, abs=1e-9)
    assert found.severity[1] - found.severity[2] == pytest.approx(6, abs=0.3)
    # Half a point lies between the panels, but it may be the panels' own: two are told apart inside one only.
    assert found.calibrated[10:].mean() - found.calibrated[:10].mean() == pytest.approx(0.5, abs=0.1)
    for panel in (slice(0, 10), slice(10, 20)):
        assert 5 < found.rank_low[panel].max() <= 10
        assert 11 <= found.rank_high[panel].min() < 16


def test_a_reviewer_variance_of_zero_is_a_finding_and_not_a_failure():
    """Columns of the table agree in their means: between judges there is less than chance would give."""
    found = scoring.calibrate(*complete([[1, 3, 2], [6, 4, 5], [9, 9, 9]]))

    assert found.corrected
    assert found.reviewer_sd == 0
    assert found.severity.tolist() == [0, 0, 0]


def test_an_application_variance_of_zero_is_one_too():
    """All three have the same mean, so chance explains what differs and each may be first."""
    found = scoring.calibrate(*complete([[1, 3, 2], [3, 2, 1], [2, 1, 3]]))

    assert found.application_sd == 0
    assert found.error_sd > 0
    assert (found.rank_low.tolist(), found.rank_high.tolist()) == ([1, 1, 1], [3, 3, 3])


@pytest.mark.parametrize("apart", [0.01, 1, -1, 1e6])
def test_one_score_differs_among_many(apart):
    """Hardly anything is left to explain: it must not round to nothing or less."""
    table = np.full((400, 3), 3.0)
    table[0, 0] += apart

    found = scoring.calibrate(*complete(table))

    assert 0 < found.error_sd < abs(apart)
    assert np.argmax(np.abs(found.calibrated - 3)) == 0


# ---- what it refuses

TWICE = "A reviewer scored an application twice."
INFINITE = "A score is not a finite number."
LENGTHS = "Applications, reviewers and scores differ in length."
FLAT = "Ids come as an array of one dimension."
REFUSED = {
    "twice": (([1, 2, 1], [5, 5, 5], [1, 2, 3]), TWICE),
    "twice and equal": (([1, 2, 1], [5, 5, 5], [1, 2, 1]), TWICE),
    "nan": (([1, 2], [5, 5], [1, nan]), INFINITE),
    "infinite": (([1, 2], [5, 5], [1, inf]), INFINITE),
    "minus infinite": (([1, 2], [5, 5], [-inf, 1]), INFINITE),
    "too few applications": (([1], [5, 6], [1, 2]), LENGTHS),
    "too few reviewers": (([1, 2], [5], [1, 2]), LENGTHS),
    "too few scores": (([1, 2], [5, 6], [1]), LENGTHS),
    "no scores": (([1], [5], []), LENGTHS),
    "only scores": (([], [], [1]), LENGTHS),
    "a table of applications": (([[1, 2]], [5, 6], [1, 2]), FLAT),
    "a table of scores": (([1, 2], [5, 6], [[1, 2], [3, 4]]), LENGTHS),
    "a number": ((1, 5, 2), FLAT),
}


@pytest.mark.parametrize(("columns", "reason"), REFUSED.values(), ids=REFUSED)
def test_refuses(columns, reason):
    with pytest.raises(ValueError, match=f"^{reason}$"):
        scoring.calibrate(*columns)


def test_what_was_found_stays_as_it_is():
    found = scoring.calibrate([1], [2], [3])

    with pytest.raises(AttributeError):
        found.corrected = True
