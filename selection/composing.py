"""The best cohort: the set of applications with the greatest sum of values that keeps every constraint.

Pure: numbers in, numbers out, no database and no clock. An integer programme solved to its optimum by HiGHS; sixty
applications and twenty constraints take some milliseconds. Only workers load this module, as it needs scipy.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = NDArray[np.float64]
Feature = tuple[str, str]
"""A dimension and a value of it, such as ("country", "CO")."""


class Bound(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"


@dataclass(frozen=True)
class Constraint:
    """At least, at most or exactly `number` of the chosen have the feature."""

    feature: Feature
    bound: Bound
    number: int

    def limits(self) -> tuple[float, float]:
        low = 0 if self.bound is Bound.AT_MOST else self.number
        return low, np.inf if self.bound is Bound.AT_LEAST else self.number


@dataclass(frozen=True)
class Problem:
    """Applications with their values and features, what is wished, and how many seats there are at the most.

    `fixed_in` and `fixed_out`: indices of those that people have placed in a seat or outside of one.
    """

    values: Sequence[float]
    features: Sequence[Collection[Feature]]
    constraints: Sequence[Constraint]
    seats: int
    fixed_in: Collection[int] = ()
    fixed_out: Collection[int] = ()


@dataclass(frozen=True)
class Relaxation:
    """The constraint of that index would have to ask for `number` instead."""

    constraint: int
    number: int


@dataclass(frozen=True)
class Solution:
    """`chosen`: indices in ascending order. Empty and not `feasible` where no set keeps every constraint."""

    feasible: bool
    chosen: tuple[int, ...] = ()
    value: float = 0.0


def solve(given: Problem) -> Solution:
    """The best set of at most so many seats.

    A value below zero is never worth a seat of its own: shift the values where every seat should be filled.
    """
    count = len(given.values)
    if not count:
        return Solution(all(one.limits()[0] == 0 for one in given.constraints))
    rows = np.vstack([_matrix(given), np.ones((1, count))])
    limits = [one.limits() for one in given.constraints] + [(0, given.seats)]
    low, high = np.array(limits, dtype=float).T
    found = milp(
        -np.asarray(given.values, dtype=float),
        integrality=np.ones(count),
        bounds=_placed(given, np.ones(count)),
        constraints=LinearConstraint(rows, low, high),
        options={"mip_rel_gap": 0},
    )
    if found.x is None:
        return Solution(False)
    chosen = tuple(int(index) for index in np.flatnonzero(found.x > 0.5))
    return Solution(True, chosen, float(sum(given.values[index] for index in chosen)))


def explain(given: Problem) -> list[Relaxation]:
    """The fewest constraints to relax so that a set exists; of those, the ones to relax least. Empty where one exists.

    Seats and what was placed by hand are not relaxed: raises ValueError where they alone leave nothing.
    """
    count, asked = len(given.values), len(given.constraints)
    if len(set(given.fixed_in)) > given.seats:
        raise ValueError("what was placed by hand does not fit the seats")
    if not asked:
        return []
    # Columns: the applications, what is missing, what is too many, and whether a constraint is relaxed at all.
    most = count + max(one.number for one in given.constraints)
    cost = np.concatenate([np.zeros(count), np.ones(2 * asked), np.full(asked, 2.0 * most * asked + 1)])
    upper = np.concatenate([np.ones(count), np.full(2 * asked, float(most)), np.ones(asked)])
    found = milp(
        cost,
        integrality=np.ones_like(cost),
        bounds=_placed(given, upper),
        constraints=_with_slack(given, most),
        options={"mip_rel_gap": 0},
    )
    missing, excess = np.round(found.x[count : count + 2 * asked]).astype(int).reshape(2, asked)
    return [
        Relaxation(index, one.number - int(missing[index]) + int(excess[index]))
        for index, one in enumerate(given.constraints)
        if missing[index] or excess[index]
    ]


def _matrix(given: Problem) -> Floats:
    has = [[one.feature in own for own in given.features] for one in given.constraints]
    return np.array(has, dtype=float).reshape(len(given.constraints), len(given.features))


def _placed(given: Problem, upper: Floats) -> Bounds:
    lower = np.zeros_like(upper)
    upper[list(given.fixed_out)] = 0
    lower[list(given.fixed_in)] = upper[list(given.fixed_in)] = 1
    return Bounds(lower, upper)


def _with_slack(given: Problem, most: int) -> list[LinearConstraint]:
    """Every constraint may miss by something, and who misses by anything is counted as relaxed."""
    count, asked = len(given.features), len(given.constraints)
    low, high = np.array([one.limits() for one in given.constraints], dtype=float).T
    one, none = np.eye(asked), np.zeros((asked, asked))
    kept = np.hstack([_matrix(given), one, -one, none])
    counted = np.hstack([np.zeros((asked, count)), one, one, -most * one])
    places = np.concatenate([np.ones(count), np.zeros(3 * asked)])[None]
    return [
        LinearConstraint(kept, low, high),
        LinearConstraint(counted, -np.inf, 0),
        LinearConstraint(places, 0, given.seats),
    ]
