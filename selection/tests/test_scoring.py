"""Scores corrected for severity, against published examples, equations written out in full, and simulation."""

from math import inf, isnan, nan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selection import scoring

# ---- the mean of the criteria


@pytest.mark.parametrize(
    ("scores", "weights", "mean"),
    [
        ([4, 2], [1, 1], 3),
        ([4, 2], [3, 1], 3.5),
        ([4, 2], [30, 10], 3.5),
        ([4, None, 1], [2, 5, 1], 3),
        ([0, 5], [0.1, 0.4], 4),
        ([None, 3], [9, 0.5], 3),
        ([0], [7], 0),
    ],
)
def test_weighted(scores, weights, mean):
    assert scoring.weighted(scores, weights) == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize(("scores", "weights"), [([], []), ([None], [1]), ([None, None], [1, 2])])
def test_weighted_is_nan_when_nothing_was_scored(scores, weights):
    assert isnan(scoring.weighted(scores, weights))


@pytest.mark.parametrize(
    ("scores", "weights"),
    [([1], []), ([1, 2], [1]), ([1], [1, 2]), ([1], [0]), ([1], [-1]), ([None], [0]), ([1], [nan]), ([1], [inf])],
)
def test_weighted_refuses(scores, weights):
    with pytest.raises(ValueError, match="weight"):
        scoring.weighted(scores, weights)


# ---- designs


def complete(table):
    """Applications in rows, reviewers in columns, NaN where there was no review."""
    table = np.asarray(table, dtype=float)
    application, reviewer = np.nonzero(~np.isnan(table))
    return application, reviewer, table[application, reviewer]


def simulated(rng, *, applications=120, reviewers=12, reviews=3, severity=1.0, chance=0.6):
    """Merit of variance 1 about 5. Returns the three columns and the true value of each application."""
    merit = 5 + rng.normal(0, 1, applications)
    strict = rng.normal(0, severity, reviewers)
    of_application = np.repeat(np.arange(applications), reviews)
    of_reviewer = np.concatenate([rng.choice(reviewers, reviews, replace=False) for _ in range(applications)])
    noise = rng.normal(0, chance, len(of_application))
    return of_application, of_reviewer, merit[of_application] + strict[of_reviewer] + noise, merit


def kendall_tau(a, b):
    """Kendall 1938, "A new measure of rank correlation": pairs in the same order less pairs in the other."""
    agree = np.sign(np.subtract.outer(a, a)) * np.sign(np.subtract.outer(b, b))
    return agree.sum() / (len(a) * (len(a) - 1))


# Shrout and Fleiss 1979, "Intraclass correlations: uses in assessing rater reliability", table 2: six targets by
# four judges. Their mean squares: between targets 11.24, between judges 97.46 / 3, residual 1.02.
TARGETS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])


def test_published_example_of_a_complete_design():
    found = scoring.calibrate(*complete(TARGETS))

    # By hand: SS targets 56.208333 / 5, SS judges 97.458333 / 3, SS residual 15.291667 / 15.
    targets, judges, residual = 11.2416667, 32.4861111, 1.0194444
    assert found.application_sd**2 == pytest.approx((targets - residual) / 4, abs=1e-6)  # 2.5556
    assert found.reviewer_sd**2 == pytest.approx((judges - residual) / 6, abs=1e-6)  # 5.2444
    assert found.error_sd**2 == pytest.approx(residual, abs=1e-6)
    # Judges average 46, 15, 26 and 40 sixths; all 127 twenty-fourths. Shrinkage 1 - residual / judges = 0.968619.
    shrinkage = 0.9686192
    above = np.array([46 / 6, 15 / 6, 26 / 6, 40 / 6]) - 127 / 24
    assert found.severity == pytest.approx(shrinkage * above, abs=1e-6)
    assert found.raw == pytest.approx([6, 3, 6.5, 4, 7.5, 4.75], abs=1e-12)
    assert found.calibrated == pytest.approx(found.raw, abs=1e-9)
    # Each is the mean of four: the error's quarter and the judges' quarter; t at 15 degrees is 1.7531.
    half = 1.7530504 * sqrt((1.0194444 + 5.2444444) / 4)
    assert found.high - found.calibrated == pytest.approx([half] * 6, abs=1e-5)
    assert found.calibrated - found.low == pytest.approx([half] * 6, abs=1e-5)
    # The judges are the same for all, so a difference has twice the error's quarter: 1.7531 * 0.71395 = 1.2516.
    # In order 7.5 | 6.5 6 | 4.75 4 3, where 7.5 - 6.5, 6 - 4.75 (by a hair), 4.75 - 4 and 4 - 3 are ties.
    assert list(zip(found.rank_low.tolist(), found.rank_high.tolist(), strict=True)) == [
        (2, 4),
        (5, 6),
        (1, 3),
        (4, 6),
        (1, 2),
        (3, 5),
    ]
    assert found.corrected


@pytest.mark.parametrize("seed", range(20))
def test_a_complete_design_keeps_the_order_of_the_means(seed):
    rng = np.random.default_rng(seed)
    table = rng.normal(0, 1, (15, 1)) + rng.normal(0, 1, 5) + rng.normal(0, 1, (15, 5))

    found = scoring.calibrate(*complete(table))

    assert np.argsort(found.calibrated).tolist() == np.argsort(found.raw).tolist() == np.argsort(table.mean(1)).tolist()
    assert np.ptp(found.severity) > 0 or found.reviewer_sd == 0


# ---- the same equations with nothing eliminated

SCATTERED = [  # 3 applications with one review, 9 with two to four, and a reviewer (7) who shares no application
    *[(0, 0), (0, 1), (1, 1), (1, 2), (1, 3), (2, 0), (2, 3), (3, 0), (3, 1), (3, 2), (3, 4), (4, 4), (4, 5)],
    *[(5, 5), (5, 0), (6, 1), (6, 4), (7, 2), (7, 5), (7, 3), (8, 3), (8, 5), (9, 0), (10, 6), (10, 2), (11, 7)],
]


def scattered(seed):
    rng = np.random.default_rng(seed)
    application, reviewer = np.array(SCATTERED).T
    merit, strict = rng.normal(0, 2, 12), rng.normal(0, 2, 8)
    return application, reviewer, 50 + merit[application] + strict[reviewer] + rng.normal(0, 1, len(application))


def deviance(columns, application_variance, reviewer_variance, error_variance):
    """Minus twice the restricted log likelihood, from the covariance of all scores (Patterson and Thompson 1971)."""
    application, reviewer, score = columns
    covariance = (
        application_variance * np.equal.outer(application, application)
        + reviewer_variance * np.equal.outer(reviewer, reviewer)
        + error_variance * np.eye(len(score))
    )
    inverse = np.linalg.inv(covariance)
    information = inverse.sum()
    residual = score - inverse.sum(axis=0) @ score / information
    return np.linalg.slogdet(covariance)[1] + np.log(information) + residual @ inverse @ residual


@pytest.mark.parametrize("seed", range(12))
def test_no_other_variances_are_likelier(seed):
    columns = scattered(seed)
    found = scoring.calibrate(*columns)
    variances = np.array([found.application_sd, found.reviewer_sd, found.error_sd]) ** 2
    best = deviance(columns, *variances)
    assert variances[2] > 0

    total = variances.sum()
    for place in range(3):
        for step in (-0.5, -0.1, -0.01, 0.01, 0.1, 0.5):
            other = variances.copy()
            other[place] += step * (other[place] or total)
            if other.min() >= 0:
                assert deviance(columns, *other) > best - 1e-9
    rng = np.random.default_rng(seed)
    for _ in range(100):  # and none far away
        assert deviance(columns, *(total * rng.dirichlet([0.7, 0.7, 0.7]) * rng.uniform(0.3, 3))) > best - 1e-9


@pytest.mark.parametrize("seed", [0, 1, 2, *range(4, 12)])  # in 3 the likeliest reviewer variance is 0
def test_severity_intervals_and_bands_solve_the_mixed_model_equations(seed):
    application, reviewer, score = scattered(seed)
    found = scoring.calibrate(application, reviewer, score)
    assert found.reviewer_sd > 0
    of_application, of_reviewer = np.eye(12)[application], np.eye(8)[reviewer]
    design = np.hstack([of_application, of_reviewer])
    equations = design.T @ design
    equations[12:, 12:] += np.eye(8) * (found.error_sd / found.reviewer_sd) ** 2
    inverse = np.linalg.inv(equations)
    solution = inverse @ design.T @ score

    assert found.calibrated == pytest.approx(solution[:12], abs=1e-8)
    assert found.severity == pytest.approx(solution[12:], abs=1e-8)
    mean_severity = of_application.T @ found.severity[reviewer] / of_application.sum(axis=0)
    assert found.raw - mean_severity == pytest.approx(found.calibrated, abs=1e-9)

    errors = inverse[:12, :12] * found.error_sd**2
    # 26 reviews of 12 applications leave 14; six links place seven reviewers, the eighth has none: 8 degrees.
    t = 1.859548
    half = t * np.sqrt(np.diag(errors))
    assert found.high - found.calibrated == pytest.approx(half, abs=1e-4)
    assert found.calibrated - found.low == pytest.approx(half, abs=1e-4)
    for one in range(12):
        ahead = behind = 0
        for two in range(12):
            reach = t * sqrt(errors[one, one] + errors[two, two] - 2 * errors[one, two])
            ahead += found.calibrated[two] - found.calibrated[one] > reach
            behind += found.calibrated[one] - found.calibrated[two] > reach
        assert (found.rank_low[one], found.rank_high[one]) == (1 + ahead, 12 - behind)


def test_a_reviewer_who_shares_no_application_is_not_placed_and_widens_the_interval():
    found = scoring.calibrate(*scattered(1))

    assert found.severity[7] == 0
    assert np.argmax(found.high - found.low) == 11
    assert found.calibrated[11] == found.raw[11]


def test_whoever_is_handed_weak_applications_is_not_taken_for_strict():
    """Two reviewers agree on what both read; apart from that one had the strong half and the other the weak."""
    rng = np.random.default_rng(4)
    merit = np.sort(rng.normal(0, 3, 40))
    pairs = [(i, j) for i in range(40) for j in ((0, 1) if 15 <= i < 25 else (0, 2) if i < 15 else (1, 2))]
    application, reviewer = np.array(pairs).T

    found = scoring.calibrate(application, reviewer, merit[application] + rng.normal(0, 0.3, len(pairs)))

    assert np.abs(found.severity).max() < 0.15
    apart = [merit[application[reviewer == j]].mean() for j in (0, 1)]
    assert apart[1] - apart[0] > 2


# ---- does it help, and is it honest


def test_corrected_order_is_nearer_the_truth_and_intervals_hold_what_they_promise():
    raw, corrected, inside, placed = [], [], [], []
    for seed in range(200):
        application, reviewer, score, merit = simulated(np.random.default_rng(seed))
        found = scoring.calibrate(application, reviewer, score)
        raw.append(kendall_tau(found.raw, merit))
        corrected.append(kendall_tau(found.calibrated, merit))
        inside.append((found.low <= merit) & (merit <= found.high))
        rank = 1 + (merit > merit[:, None]).sum(axis=1)
        placed.append((found.rank_low <= rank) & (rank <= found.rank_high))

    # Severity has sd 1, a score sqrt(1 + 1 + 0.36) = 1.54. Measured: tau 0.659 and 0.785, and no round is worse;
    # 89.6 % of the intervals and 97.6 % of the bands hold the truth.
    assert np.mean(corrected) - np.mean(raw) > 0.12
    assert np.mean(np.greater(corrected, raw)) > 0.99
    assert 0.87 <= np.mean(inside) <= 0.93
    assert np.mean(placed) >= 0.9


def test_without_severity_the_correction_does_no_harm():
    change = []
    for seed in range(40):
        application, reviewer, score, merit = simulated(np.random.default_rng(seed), severity=0.0)
        found = scoring.calibrate(application, reviewer, score)
        change.append(kendall_tau(found.calibrated, merit) - kendall_tau(found.raw, merit))

    assert abs(np.mean(change)) < 0.003


def test_a_full_round_compares_every_row():
    application, reviewer, score, _ = simulated(np.random.default_rng(1), applications=2000, reviewers=60)
    found = scoring.calibrate(application, reviewer, score)

    place = 1 + (found.calibrated > found.calibrated[:, None]).sum(axis=1)
    assert ((found.rank_low <= place) & (place <= found.rank_high)).all()
    assert (found.rank_high - found.rank_low).max() < 1500  # every row was compared: none may stand anywhere


@pytest.mark.parametrize(
    ("freedom", "published"),
    [
        (1, 6.3138),
        (2, 2.9200),
        (3, 2.3534),
        (4, 2.1318),
        (5, 2.0150),
        (10, 1.8125),
        (30, 1.6973),
        (120, 1.6577),
        (10**9, 1.6449),
    ],
)
def test_quantile_of_t(freedom, published):
    """The published tables of t, 10 % in both tails."""
    assert scoring._quantile(freedom) == pytest.approx(published, abs=0.0011)


# ---- what must not change it


@st.composite
def rounds(draw):
    """Up to 8 applications and 5 reviewers, any of the pairs, scores of 0 to 10 in halves."""
    applications, reviewers = draw(st.integers(1, 8)), draw(st.integers(1, 5))
    pairs = st.tuples(st.integers(0, applications - 1), st.integers(0, reviewers - 1))
    chosen = draw(st.lists(pairs, unique=True, min_size=1, max_size=applications * reviewers))
    halves = draw(st.lists(st.integers(0, 20), min_size=len(chosen), max_size=len(chosen)))
    application, reviewer = np.array(chosen).T
    return application, reviewer, np.array(halves) / 2


COLUMNS = ("raw", "calibrated", "low", "high", "severity")
properties = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def same(one, two, *, shift=0.0, factor=1.0):
    for column in COLUMNS:
        moved = getattr(one, column) * factor + (0.0 if column == "severity" else shift)
        np.testing.assert_allclose(getattr(two, column), moved, atol=1e-5 * factor, rtol=1e-5)
    for column in ("application_sd", "reviewer_sd", "error_sd"):
        variance = (getattr(one, column) * factor) ** 2
        np.testing.assert_allclose(getattr(two, column) ** 2, variance, atol=1e-6 * factor**2, rtol=1e-5)
    assert two.rank_low.tolist() == one.rank_low.tolist()
    assert two.rank_high.tolist() == one.rank_high.tolist()
    assert two.corrected is one.corrected


@properties
@given(rounds())
def test_bounds(columns):
    found = scoring.calibrate(*columns)

    size = len(found.applications)
    assert found.applications.tolist() == sorted(set(columns[0].tolist()))
    assert found.reviewers.tolist() == sorted(set(columns[1].tolist()))
    assert (found.low <= found.calibrated).all()
    assert (found.calibrated <= found.high).all()
    assert (found.rank_low >= 1).all()
    assert (found.rank_low <= found.rank_high).all()
    assert (found.rank_high <= size).all()
    assert np.isfinite(found.calibrated).all()
    assert np.isfinite(found.low).all() == np.isfinite(found.high).all() == (not isnan(found.error_sd))
    assert found.corrected or not found.severity.any()


@properties
@given(rounds(), st.sampled_from([-1000.0, -3.0, 0.1, 7.0, 12345.6]))
def test_a_constant_on_all_scores_moves_the_values_and_nothing_else(columns, shift):
    application, reviewer, score = columns
    same(
        scoring.calibrate(application, reviewer, score),
        scoring.calibrate(application, reviewer, score + shift),
        shift=shift,
    )


@properties
@given(rounds(), st.sampled_from([0.01, 3.0, 100.0]))
def test_the_unit_of_the_score_does_not_matter(columns, factor):
    application, reviewer, score = columns
    same(
        scoring.calibrate(application, reviewer, score),
        scoring.calibrate(application, reviewer, score * factor),
        factor=factor,
    )


@properties
@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_the_reviews_does_not_matter(columns, random):
    order = list(range(len(columns[0])))
    random.shuffle(order)
    same(scoring.calibrate(*columns), scoring.calibrate(*(column[order] for column in columns)))


@properties
@given(rounds())
def test_the_ids_do_not_matter(columns):
    """Words in place of numbers, in the opposite order."""
    application, reviewer, score = columns
    one = scoring.calibrate(application, reviewer, score)
    names = [f"a{9 - i}" for i in application]
    two = scoring.calibrate(names, [f"r{9 - j}" for j in reviewer], score)

    assert two.applications.tolist() == [f"a{9 - i}" for i in reversed(one.applications)]
    assert two.reviewers.tolist() == [f"r{9 - j}" for j in reversed(one.reviewers)]
    for column in ("raw", "calibrated", "low", "high", "severity"):
        np.testing.assert_allclose(getattr(two, column)[::-1], getattr(one, column), atol=1e-5)
    assert two.rank_low[::-1].tolist() == one.rank_low.tolist()
    assert two.rank_high[::-1].tolist() == one.rank_high.tolist()
