"""The calculation of a round's ranking, from its reviews to its standings. For workers: it loads numpy.

`services.ranking.calibrate` is the way in; nothing that the web process loads imports this module.
"""

import json
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import QuerySet
from numpy.typing import NDArray

from cda_portal.core import clock
from selection import scoring
from selection.models import Calibration, Criterion, Review, ReviewRound, Severity, Standing
from selection.services import ranking

TOTAL = "total"  # beside the keys of criteria in Calibration.agreement
STANDING = (
    "round_id", "application_id", "place", "reviews", "raw", "calibrated", "low", "high", "rank_low", "rank_high",
    "spread", "means",
)  # fmt: skip
SEVERITY = ("round_id", "reviewer_id", "reviews", "mean", "severity")


@dataclass(frozen=True, eq=False)
class Sheet:
    """What was read of a round, as arrays: one entry a review, and one a score, on the newest rubric's scale.

    A score given on another version's scale is moved to the same share of the newest one's.
    """

    low: float
    high: float
    versions: int
    reviews: int  # that count, those among them without a score that ranks
    keys: list[str]  # of the criteria, in the newest rubric's order
    references: dict[int, str]
    application: NDArray[np.int64]
    reviewer: NDArray[np.int64]
    total: NDArray[np.float64]
    of_review: NDArray[np.int64]  # which entry of the above a score belongs to
    key: NDArray[np.int64]  # place in `keys`
    score: NDArray[np.float64]


@transaction.atomic
def calibrate(round: ReviewRound) -> Calibration:
    """Calculate the ranking anew and write it whole; does nothing while the one there is rests on the same scores."""
    Calibration.objects.get_or_create(round=round)
    kept = Calibration.objects.select_for_update().get(round=round)  # a second calculation waits for the first
    # Before any score is read: one that changes from now on leaves another instant, and the ranking stale.
    seen = ReviewRound.objects.values_list("scores_changed_at", flat=True).get(pk=round.pk)
    reviews = ranking.counted(round)
    if kept.reviews and kept.seen == seen and kept.reviews == reviews.count():
        return kept
    sheet = _read(reviews)
    found = scoring.calibrate(sheet.application, sheet.reviewer, sheet.total)
    _replace(Standing, round, STANDING, _standings(round, sheet, found))
    _replace(Severity, round, SEVERITY, _severities(round, sheet, found))
    kept.at, kept.seen = clock.now(), seen
    kept.low, kept.high, kept.versions = sheet.low, sheet.high, sheet.versions
    kept.reviews, kept.corrected = sheet.reviews, bool(found.corrected)
    kept.spread = {name: _known(getattr(found, f"{name}_sd")) for name in ("application", "reviewer", "error")}
    kept.agreement = _agreement(sheet)
    kept.save()
    return kept


# ---- reading


def _read(reviews: QuerySet[Review]) -> Sheet:
    """All scores of criteria that rank, in one query; criteria and scales in another."""
    rows = list(
        reviews.annotate(
            given=ArrayAgg("scores__criterion_id", default=[]),
            values_of=ArrayAgg("scores__value", default=[]),
        )
        .order_by("pk")
        .values_list(
            "assignment__application_id", "assignment__application__reference", "assignment__reviewer_id", "given",
            "values_of", "rubric_id",
        )
    )  # fmt: skip
    used = {row[5] for row in rows}
    criteria = {one.pk: one for one in Criterion.objects.filter(rubric__in=used, ranks=True).select_related("rubric")}
    newest = max((one.rubric for one in criteria.values()), key=lambda rubric: rubric.version, default=None)
    low, high = (float(newest.low), float(newest.high)) if newest else (1.0, 5.0)
    ordered = sorted(criteria.values(), key=lambda one: (-one.rubric.version, one.position))
    keys = list(dict.fromkeys(one.key for one in ordered))
    of_review, criterion, value = _flat([row[3] for row in rows], [row[4] for row in rows], criteria)
    # Per criterion, by its id: where its key stands, its weight, and how its scale is moved to the newest.
    about = np.zeros((max(criteria, default=0) + 1, 4))
    for pk, one in criteria.items():
        stretch = (high - low) / (one.rubric.high - one.rubric.low)
        about[pk] = keys.index(one.key), float(one.weight), stretch, low - one.rubric.low * stretch
    key, weight, stretch, shift = about[criterion].T
    score = value * stretch + shift
    weights = np.bincount(of_review, weight, len(rows))
    told = weights > 0  # a review without a score that ranks says nothing here
    entry = np.cumsum(told) - 1
    with np.errstate(invalid="ignore"):
        total = np.bincount(of_review, weight * score, len(rows)) / weights
    return Sheet(
        low=low,
        high=high,
        versions=len(used),
        reviews=len(rows),
        keys=keys,
        references={row[0]: row[1] for row in rows},
        application=np.array([row[0] for row in rows], dtype=np.int64)[told],
        reviewer=np.array([row[2] for row in rows], dtype=np.int64)[told],
        total=total[told],
        of_review=entry[of_review],
        key=key.astype(np.int64),
        score=score,
    )


def _flat(given: list[list[int]], values: list[list[int]], criteria: dict[int, Criterion]) -> tuple[Any, Any, Any]:
    """Scores one after the other: which review, which criterion, which value; without criteria that only inform."""
    counts = [len(one) for one in given]
    of_review = np.repeat(np.arange(len(given)), counts)
    criterion = np.fromiter(chain.from_iterable(given), dtype=np.int64, count=sum(counts))
    value = np.fromiter(chain.from_iterable(values), dtype=np.float64, count=sum(counts))
    ranks = np.isin(criterion, list(criteria))
    return of_review[ranks], criterion[ranks], value[ranks]


# ---- what is written


def _standings(round: ReviewRound, sheet: Sheet, found: scoring.Calibration) -> list[tuple[Any, ...]]:
    """One row an application, best first: by calibrated score, then raw, then reference."""
    applications = found.applications.tolist()
    place_of = np.searchsorted(found.applications, sheet.application)
    reviews = np.bincount(place_of, minlength=len(applications))
    most = np.full(len(applications), -np.inf)
    least = np.full(len(applications), np.inf)
    np.maximum.at(most, place_of, sheet.total)
    np.minimum.at(least, place_of, sheet.total)
    means = _means(sheet, place_of, len(applications))
    # Rounded, so that two values that differ by the last digit of a float are told apart by their reference.
    by_value = np.round(np.stack([found.calibrated, found.raw]), 9)
    order = sorted(
        range(len(applications)), key=lambda i: (-by_value[0, i], -by_value[1, i], sheet.references[applications[i]])
    )
    columns = [
        array.tolist()
        for array in (
            reviews, found.raw, found.calibrated, found.low, found.high, found.rank_low, found.rank_high, most - least,
        )
    ]  # fmt: skip
    return [
        (round.pk, applications[i], place, *(column[i] for column in columns), means[i])
        for place, i in enumerate(order, start=1)
    ]


def _means(sheet: Sheet, place_of: Any, count: int) -> list[str]:
    """The mean of each criterion per application, as JSON; a criterion that nobody scored is left out."""
    cell = place_of[sheet.of_review] * len(sheet.keys) + sheet.key
    cells = count * len(sheet.keys)
    times = np.bincount(cell, minlength=cells)
    with np.errstate(invalid="ignore"):
        mean = np.round(np.bincount(cell, sheet.score, cells) / times, 4)
    rows = mean.reshape(count, len(sheet.keys)).tolist()
    return [
        json.dumps({key: value for key, value in zip(sheet.keys, row, strict=True) if value == value}) for row in rows
    ]


def _severities(round: ReviewRound, sheet: Sheet, found: scoring.Calibration) -> list[tuple[Any, ...]]:
    place_of = np.searchsorted(found.reviewers, sheet.reviewer)
    reviews = np.bincount(place_of, minlength=len(found.reviewers))
    mean = np.bincount(place_of, sheet.total, len(found.reviewers)) / np.maximum(reviews, 1)
    columns = (found.reviewers.tolist(), reviews.tolist(), mean.tolist(), found.severity.tolist())
    return [(round.pk, *row) for row in zip(*columns, strict=True)]


def _agreement(sheet: Sheet) -> dict[str, float | None]:
    """Krippendorff's alpha: of each criterion on ordinal scores, of the totals on intervals."""
    reviewers, row = np.unique(sheet.reviewer, return_inverse=True)
    applications, column = np.unique(sheet.application, return_inverse=True)

    def alpha(of: Any, values: Any, level: scoring.Level) -> float | None:
        ratings = np.full((len(reviewers), len(applications)), np.nan)
        ratings[row[of], column[of]] = values
        return _known(scoring.alpha(ratings, level))

    found = {TOTAL: alpha(np.arange(len(sheet.total)), sheet.total, scoring.Level.INTERVAL)}
    for number, key in enumerate(sheet.keys):
        mine = sheet.key == number
        found[key] = alpha(sheet.of_review[mine], sheet.score[mine], scoring.Level.ORDINAL)
    return found


def _known(value: float) -> float | None:
    return round(value, 4) if isfinite(value) else None


def _replace(model: Any, round: ReviewRound, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """All rows of the round written anew; COPY takes 2,000 of them in a tenth of the time that INSERT does."""
    model.objects.filter(round=round).delete()
    copy = f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copy) as target:
        for row in rows:
            target.write_row(row)
