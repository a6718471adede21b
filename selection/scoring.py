"""Review scores made comparable: a criteria mean, a correction for strict and generous reviewers, and agreement.

Pure: arrays in, arrays out, no database. A reviewer hands in some of all applications, so an application that
drew two strict ones has a lower mean than its merit. `calibrate` takes that out and says how much is left to chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import expm1, isfinite, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Ranks = NDArray[np.int64]
Ids = NDArray[Any]


class Level(StrEnum):
    """What a difference between two ratings means: any, how many ratings lie between, or how far apart."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, eq=False)
class Calibration:
    """What `calibrate` found, in the units of the score; the first seven run along `applications`.

    `calibrated` is `raw` less the mean `severity` of the reviewers an application had. `severity` runs along
    `reviewers` and is what one adds to a score: positive is generous, negative is strict. `low` and `high` are a
    90 % interval for the application's value before a reviewer of average severity; infinite when the scores
    cannot tell chance from merit, and then `error_sd` is NaN. A `..._sd` is NaN when it cannot be told from the
    rest. Rank 1 is the highest value; bands that overlap are ties.

    `corrected` is False when the reviewers do not overlap enough to tell severity from chance: all of it is 0.
    """

    applications: Ids
    raw: Numbers
    calibrated: Numbers
    low: Numbers
    high: Numbers
    rank_low: Ranks
    rank_high: Ranks
    reviewers: Ids
    severity: Numbers
    application_sd: float
    reviewer_sd: float
    error_sd: float
    corrected: bool


def weighted(scores: Sequence[float | None], weights: Sequence[float]) -> float:
    """The weighted mean of the criteria that were scored, in the units of the scores; NaN when none was.

    A criterion with None is left out with its weight, so it neither helps nor harms. ValueError when there are
    not as many weights as scores, or a weight is not a positive finite number.
    """
    if len(scores) != len(weights):
        raise ValueError(f"{len(scores)} scores have {len(weights)} weights.")
    if not all(isfinite(weight) and weight > 0 for weight in weights):
        raise ValueError("A weight is a positive number.")
    scored = [(score, weight) for score, weight in zip(scores, weights, strict=True) if score is not None]
    if not scored:
        return nan
    return sum(score * weight for score, weight in scored) / sum(weight for _, weight in scored)


# ---- calibration

# A variance is sought as its strength, the log of 1 + its ratio to the error's: fine near 0, and even where it is
# large. It ends where chance has a hundredth of its sd: scores without any chance have no likeliest value, and
# nearer to that rounding decides.
STRONGEST = float(np.log1p(1e4))
COARSE = np.log1p([0, 0.03, 0.1, 0.3, 1, 3, 10, 100, 1e3, 1e4])
FINE = 25  # points at once where a likelihood costs little
GOLDEN = (sqrt(5) - 1) / 2
NARROW = 1e-8  # of a strength: there the likelihood is flat to the last digit
BLOCK = 256  # rows of the comparison of all pairs that stay in the cache


@dataclass(frozen=True, eq=False)
class _Design:
    """Who reviewed what, and the scores above the lowest one, so that equal scores are exactly 0."""

    application: NDArray[np.intp]
    reviewer: NDArray[np.intp]
    score: Numbers
    seen: Numbers  # applications x reviewers, 1 where reviewed

    @property
    def size(self) -> int:
        return len(self.score)

    @property
    def reviews(self) -> Numbers:
        """Of each application."""
        return self.seen.sum(axis=1)

    @property
    def mean(self) -> Numbers:
        return _summed(self.score, self.application, len(self.seen)) / self.reviews


@dataclass(frozen=True)
class _Variances:
    application: float
    reviewer: float
    error: float


def calibrate(application: ArrayLike, reviewer: ArrayLike, score: ArrayLike) -> Calibration:
    """Correct the scores, one an entry of the three arrays, for the severity of the reviewers who gave them.

    The model is y = mu + a_i + r_j + e: merit, severity, chance. The variances are those of restricted maximum
    likelihood (Patterson and Thompson 1971, "Recovery of inter-block information when block sizes are unequal").
    Severity is then the best linear unbiased prediction by the mixed-model equations, with the applications as
    fixed and the reviewers as random effects (Henderson 1975, "Best linear unbiased estimation and prediction
    under a selection model"). So only scores of one application are ever compared: whoever was handed weak
    applications is not taken for strict, and the corrected value is the mean less the mean severity, which a
    person can check; it is not drawn towards the grand mean. Few reviews show as a wide interval instead.

    Intervals come from the inverse of the same equations, with a t-quantile at the degrees of freedom that
    are left. They hold for another panel too, so the chance in who sat on this one widens them; it is the same
    for all applications that are linked through reviewers, and drops out of the rank bands.

    ValueError when the lengths differ, an array has not one dimension, a score is NaN or infinite, or a reviewer
    scored an application twice.
    """
    applications, of_application = _coded(application)
    reviewers, of_reviewer = _coded(reviewer)
    scores = _checked(score, of_application, of_reviewer)
    seen = np.zeros((len(applications), len(reviewers)))
    np.add.at(seen, (of_application, of_reviewer), 1.0)
    if seen.max(initial=0) > 1:
        raise ValueError("A reviewer scored an application twice.")
    base = scores.min() if len(scores) else 0.0
    design = _Design(of_application, of_reviewer, scores - base, seen)

    values, vectors = np.linalg.eigh(_within(design))
    # Comparisons inside applications, and those of them that it takes to place the reviewers: the rest show chance.
    inside = design.size - len(applications)
    links = int((values > 1e-9 * max(len(applications), 1)).sum())
    corrected = inside > links
    variances = _variances(design, corrected)
    freedom = inside - links if corrected else inside

    ratio = variances.reviewer / variances.error if corrected and variances.error > 0 else 0.0
    root = vectors * np.sqrt(ratio / (1 + ratio * values))
    severity = root @ (root.T @ _surplus(design))
    calibrated = design.mean - seen @ severity / design.reviews
    # Errors of two applications are correlated through the reviewers: rows of `shared` multiply to the covariance.
    shared = seen @ root / design.reviews[:, None]
    own = 1 / design.reviews
    width, better, worse = _bands(calibrated, own, shared, variances.error, freedom)
    return Calibration(
        applications=applications,
        raw=design.mean + base,
        calibrated=calibrated + base,
        low=calibrated - width + base,
        high=calibrated + width + base,
        rank_low=1 + better,
        rank_high=len(applications) - worse,
        reviewers=reviewers,
        severity=severity,
        application_sd=sqrt(variances.application),
        reviewer_sd=sqrt(variances.reviewer),
        error_sd=sqrt(variances.error),
        corrected=corrected,
    )


def _coded(ids: ArrayLike) -> tuple[Ids, NDArray[np.intp]]:
    """The distinct ids in order, and the place of each entry among them."""
    array = np.asarray(ids)
    if array.ndim != 1:
        raise ValueError("Ids come as an array of one dimension.")
    distinct, place = np.unique(array, return_inverse=True)
    return distinct, place


def _checked(score: ArrayLike, *ids: NDArray[np.intp]) -> Numbers:
    scores = np.asarray(score, dtype=np.float64)
    if scores.ndim != 1 or any(len(column) != len(scores) for column in ids):
        raise ValueError("Applications, reviewers and scores differ in length.")
    if not np.isfinite(scores).all():
        raise ValueError("A score is not a finite number.")
    return scores


def _summed(values: Numbers, place: NDArray[np.intp], size: int) -> Numbers:
    return np.bincount(place, values, size).astype(np.float64)


def _within(design: _Design) -> Numbers:
    """Reviewers x reviewers: the equations of severity once the applications are eliminated.

    Its rank is the number of links that place reviewers against each other; a reviewer without any has zeros.
    """
    return np.diag(design.seen.sum(axis=0)) - design.seen.T @ (design.seen / design.reviews[:, None])


def _surplus(design: _Design) -> Numbers:
    """What each reviewer gave above the means of the applications, summed."""
    above = design.score - design.mean[design.application]
    return _summed(above, design.reviewer, design.seen.shape[1])


def _variances(design: _Design, corrected: bool) -> _Variances:
    """The three variances, each NaN where the design cannot tell it."""
    count = len(design.seen)
    if design.size == count:  # no application has two reviews
        return _Variances(nan, nan, nan)
    if not design.score.any():
        return _Variances(0.0 if count > 1 else nan, 0.0 if corrected else nan, 0.0)
    likelihood = _Likelihood(design, corrected)
    strength = _lowest(lambda tried: likelihood.at(tried)[0], COARSE) if count > 1 else 0.0
    _, of_reviewer, error = likelihood.at(strength)
    return _Variances(
        application=expm1(strength) * error if count > 1 else nan,
        reviewer=expm1(of_reviewer) * error if corrected else nan,
        error=error,
    )


class _Likelihood:
    """Restricted likelihood with error variance, mean and reviewers profiled out, as a function of one strength.

    The covariance of the scores is that of the applications, whose inverse is diagonal up to a sum per
    application, plus a term per reviewer. What remains are matrices of reviewers x reviewers, whose
    eigenvectors make any number of reviewer variances cheap (Searle, Casella and McCulloch 1992, "Variance
    components", chapter 6).
    """

    def __init__(self, design: _Design, corrected: bool) -> None:
        reviews = design.reviews
        table = np.column_stack([design.seen, reviews, reviews * design.mean])
        self.sizes, groups, self.counts = np.unique(reviews, return_inverse=True, return_counts=True)
        # Applications with as many reviews are discounted alike, so their cross products are summed once.
        parts = [table[groups == group] for group in range(len(self.sizes))]
        self.grouped = np.array([part.T @ part for part in parts])
        self.total = _products(design)
        self.size = design.size
        self.strengths = np.linspace(0, STRONGEST, FINE) if corrected else np.zeros(1)

    def at(self, strength: float) -> tuple[float, float, float]:
        """The deviance at this strength of the applications, with the reviewers' strength and the error variance.

        The deviance is minus twice the log likelihood; the other two are those at which it is lowest.
        """
        ratio = expm1(strength)
        inner = self.total - np.tensordot(ratio / (1 + ratio * self.sizes), self.grouped, 1)
        values, vectors = np.linalg.eigh(inner[:-2, :-2])
        projected = vectors.T @ inner[:-2, -2:]
        fixed = float(self.counts @ np.log1p(ratio * self.sizes))
        strengths = self.strengths
        while True:
            deviance, error = self._deviance(strengths, np.maximum(values, 0), projected, inner[-2:, -2:])
            best = int(deviance.argmin())
            low, high = strengths[max(best - 1, 0)], strengths[min(best + 1, len(strengths) - 1)]
            if high - low < NARROW:
                return fixed + float(deviance[best]), float(strengths[best]), float(error[best])
            strengths = np.linspace(low, high, FINE)

    def _deviance(
        self, strengths: Numbers, values: Numbers, projected: Numbers, rest: Numbers
    ) -> tuple[Numbers, Numbers]:
        ratios = np.expm1(strengths)[:, None]
        inflated = 1 + ratios * values
        discount = ratios / inflated
        mean, score = projected.T
        ones = rest[0, 0] - discount @ mean**2
        cross = rest[0, 1] - discount @ (mean * score)
        squares = rest[1, 1] - discount @ score**2 - cross**2 / ones
        error = squares / (self.size - 1)
        return (self.size - 1) * np.log(error) + np.log(inflated).sum(axis=1) + np.log(ones), error


def _products(design: _Design) -> Numbers:
    """Cross products of the reviewers' columns, the column of ones and the scores."""
    of_ones = design.seen.sum(axis=0)
    of_score = _summed(design.score, design.reviewer, len(of_ones))
    products = np.diag(np.concatenate([of_ones, [design.size, design.score @ design.score]]))
    products[:-2, -2] = products[-2, :-2] = of_ones
    products[:-2, -1] = products[-1, :-2] = of_score
    products[-2, -1] = products[-1, -2] = design.score.sum()
    return products


def _lowest(value: Callable[[float], float], grid: Numbers) -> float:
    """Where the function is lowest: the best point of the grid, then golden section between its neighbours.

    An end of the grid is returned as it is unless the inside is lower by more than rounding: 0 is not 1e-8.
    """
    values = [value(point) for point in grid]
    best = int(np.argmin(values))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = value(left), value(right)
    while high - low > NARROW:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = value(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = value(right)
    rounding = 1e-12 * max(1.0, abs(values[best]))
    return left if at_left < values[best] - rounding else float(grid[best])


def _bands(
    calibrated: Numbers, own: Numbers, shared: Numbers, error: float, freedom: int
) -> tuple[Numbers, Ranks, Ranks]:
    """Half the width of each interval, and how many applications are surely better and surely worse.

    One is surely better when the 90 % interval of the difference lies above 0. The variance of a difference
    takes in that two applications share reviewers. Each pair is judged alone: no allowance is made for many pairs.
    """
    better = np.zeros(len(own), dtype=np.int64)
    worse = np.zeros(len(own), dtype=np.int64)
    if not error >= 0:
        return np.full(len(own), np.inf), better, worse
    scale = error * _quantile(freedom) ** 2
    spread = own + (shared**2).sum(axis=1)
    ones = np.ones(len(own))
    # One product gives spread_i + spread_k - 2 shared_i . shared_k for all k.
    across = np.column_stack([-2 * shared, ones, spread]).T * scale
    for start in range(0, len(own), BLOCK):
        rows = slice(start, start + BLOCK)
        least = np.column_stack([shared[rows], spread[rows], ones[rows]]) @ across
        ahead = calibrated - calibrated[rows, None]
        ahead *= np.abs(ahead)
        better[rows] = (ahead > least).sum(axis=1)
        worse[rows] = (ahead < -least).sum(axis=1)
    return np.sqrt(scale * spread), better, worse


def _quantile(freedom: int) -> float:
    """The 95 % point of Student's t, to 0.002; exact at one and two degrees of freedom.

    Abramowitz and Stegun 1964, "Handbook of mathematical functions", 26.7.5.
    """
    if freedom <= 2:
        return {1: 6.313752, 2: 2.919986}[freedom]
    z = 1.6448536269514722
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


# ---- agreement


def alpha(ratings: ArrayLike, level: Level) -> float:
    """How far reviewers (rows) agree on units (columns), NaN where one did not rate: 1 is full, 0 is chance.

    Krippendorff 2011, "Computing Krippendorff's alpha-reliability". Units with one rating do not count. NaN when
    no unit has two ratings, or all that count are equal: agreement without variation says nothing. ValueError
    when the ratings are not a table, one is infinite, or the level is none of `Level`.
    """
    level = Level(level)
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("Ratings come as a table of reviewers by units, NaN where there is none.")
    table = table[:, (~np.isnan(table)).sum(axis=0) > 1]
    unit, _ = np.nonzero(~np.isnan(table.T))
    values, coded = np.unique(table.T[~np.isnan(table.T)], return_inverse=True)
    if len(values) < 2:
        return nan
    counts = np.bincount(coded)
    raters = np.bincount(unit)
    if level is Level.NOMINAL:
        # Squares about the mean of a column per value that is 1 where it was given: all are counts.
        pairs, times = np.unique(unit * len(values) + coded, return_counts=True)
        inside = raters - np.bincount(pairs // len(values), times**2) / raters
        overall = len(coded) - (counts**2).sum() / len(coded)
    else:
        # The ordinal difference, the ratings between two with half of both ends, is that of their mean ranks.
        scale = values - values[0] if level is Level.INTERVAL else np.cumsum(counts) - counts / 2
        rating = scale[coded]
        mean = _summed(rating, unit, len(raters)) / raters
        inside = _summed((rating - mean[unit]) ** 2, unit, len(raters))
        overall = ((rating - rating.mean()) ** 2).sum()
    # The squared differences of m values, over all pairs, are m times their squares about the mean.
    observed = (raters / (raters - 1) * inside).sum() / len(coded)
    return float(1 - observed / (overall / (len(coded) - 1)))
