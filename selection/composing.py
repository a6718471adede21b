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


def solve(
    values: Sequence[float],
    features: Sequence[Collection[Feature]],
    constraints: Sequence[Constraint],
    seats: int,
    fixed_in: Collection[int] = (),
    fixed_out: Collection[int] = (),
    *,
    exactly: bool = False,
) -> Solution:
    """The best set of at most (or `exactly`) `seats`. The last two are what people have placed by hand.

    A value below zero is never worth a seat of its own: shift the values where every seat should be filled.
    """
    count = len(values)
    if not count:
        return Solution(_met(constraints) and not (exactly and seats))
    rows = np.vstack([_matrix(features, constraints), np.ones((1, count))])
    limits = [one.limits() for one in constraints] + [(seats if exactly else 0, seats)]
    low, high = np.array(limits, dtype=float).T
    found = milp(
        -np.asarray(values, dtype=float),
        integrality=np.ones(count),
        bounds=_placed(count, fixed_in, fixed_out),
        constraints=LinearConstraint(rows, low, high),
        options={"mip_rel_gap": 0},
    )
    if found.x is None:
        return Solution(False)
    chosen = tuple(int(index) for index in np.flatnonzero(found.x > 0.5))
    return Solution(True, chosen, float(sum(values[index] for index in chosen)))


def explain(
    values: Sequence[float],
    features: Sequence[Collection[Feature]],
    constraints: Sequence[Constraint],
    seats: int,
    fixed_in: Collection[int] = (),
    fixed_out: Collection[int] = (),
    *,
    exactly: bool = False,
) -> list[Relaxation]:
    """The fewest constraints to relax so that a set exists; of those, the ones to relax least. Empty where one exists.

    Seats and what was placed by hand are not relaxed: raises ValueError where they alone leave nothing.
    """
    count, asked = len(values), len(constraints)
    if len(set(fixed_in)) > seats or (exactly and count - len(set(fixed_out)) < seats):
        raise ValueError("what was placed by hand does not fit the seats")
    if not asked:
        return []
    # Columns: the applications, what is missing, what is too many, and whether a constraint is relaxed at all.
    most = count + max(one.number for one in constraints)
    cost = np.concatenate([np.zeros(count), np.ones(2 * asked), np.full(asked, 2.0 * most * asked + 1)])
    upper = np.concatenate([np.ones(count), np.full(2 * asked, float(most)), np.ones(asked)])
    lower = np.zeros_like(upper)
    _fix(lower, upper, fixed_in, fixed_out)
    found = milp(
        cost,
        integrality=np.ones_like(cost),
        bounds=Bounds(lower, upper),
        constraints=_with_slack(features, constraints, (seats if exactly else 0, seats), most),
        options={"mip_rel_gap": 0},
    )
    missing, excess = np.round(found.x[count : count + 2 * asked]).astype(int).reshape(2, asked)
    return [
        Relaxation(index, one.number - int(missing[index]) + int(excess[index]))
        for index, one in enumerate(constraints)
        if missing[index] or excess[index]
    ]


def _met(constraints: Sequence[Constraint]) -> bool:
    """Whether an empty set keeps them."""
    return all(one.limits()[0] == 0 for one in constraints)


def _matrix(features: Sequence[Collection[Feature]], constraints: Sequence[Constraint]) -> Floats:
    return np.array([[one.feature in own for own in features] for one in constraints], dtype=float).reshape(
        len(constraints), len(features)
    )


def _placed(count: int, fixed_in: Collection[int], fixed_out: Collection[int]) -> Bounds:
    lower, upper = np.zeros(count), np.ones(count)
    _fix(lower, upper, fixed_in, fixed_out)
    return Bounds(lower, upper)


def _fix(lower: Floats, upper: Floats, fixed_in: Collection[int], fixed_out: Collection[int]) -> None:
    upper[list(fixed_out)] = 0
    lower[list(fixed_in)] = upper[list(fixed_in)] = 1


def _with_slack(
    features: Sequence[Collection[Feature]],
    constraints: Sequence[Constraint],
    seats: tuple[float, float],
    most: int,
) -> list[LinearConstraint]:
    """Every constraint may miss by something, and who misses by anything is counted as relaxed."""
    count, asked = len(features), len(constraints)
    low, high = np.array([one.limits() for one in constraints], dtype=float).T
    one, none = np.eye(asked), np.zeros((asked, asked))
    kept = np.hstack([_matrix(features, constraints), one, -one, none])
    counted = np.hstack([np.zeros((asked, count)), one, one, -most * one])
    places = np.concatenate([np.ones(count), np.zeros(3 * asked)])[None]
    return [
        LinearConstraint(kept, low, high),
        LinearConstraint(counted, -np.inf, 0),
        LinearConstraint(places, *seats),
    ]
