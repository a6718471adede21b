"""Who reads what: a proposal of reviewers for applications, which people then change by hand.

Meet as many reviews as possible; among the ways to do so, take the greatest fit less a penalty for uneven loads.
Conflicts never, a pair once, nobody over their limit of minutes except by pairs that were made by hand.
Pure: arrays in, arrays out; no database, no clock and no chance, so the same input gives the same proposal.

The relaxation is a linear programme (Taylor, 2008, "On the optimal assignment of conference papers to
reviewers"). A vertex of it has few fractional rows (Shmoys & Tardos, 1993, "An approximation algorithm for the
generalized assignment problem"): these are rounded and repaired here within the limits. The integer programme
of 2,000 applications takes half a minute where this takes a second or two, and the bound tells what is lost.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from selection.minutes import expected_minutes as expected_minutes  # told here as well, beside what it feeds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Step = Callable[[str, float], object]
"""Hears the name of each stage that is done and the share of the work, 0 to 1; what it raises ends the work."""

# What a fit is made of, 1 in all: a reviewer who cannot read the language is of less use than one who does not
# know the themes. Neutral stands for what an application or a reviewer has not told.
LANGUAGE, THEMES, NEUTRAL = 0.6, 0.4, 0.5

# How much even loads weigh. With rho a reviewer's minutes over an even share of them, one review more costs about
# BALANCE * (rho - 1): moving one from a reviewer 15 % above the even share to one 15 % below is worth a language.
BALANCE = 2.0
KNOTS = np.array([0, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.3, 1.5, 2])
HEIGHTS = (KNOTS - 1) ** 2 / 2  # convex, least at an even share, and straight lines in between
SLOPES = np.append(np.diff(HEIGHTS) / np.diff(KNOTS), 1.25)  # the last goes on for ever

UNMET = 1000.0  # what a missing review weighs: more than any fit and evenness it could displace
EPSILON = 1e-9
WHOLE = 1e-6  # a value of the relaxation this near to a whole number is one
MOST_PASSES = 50  # over all moves; a handful is usual
# Where chains leave reviews unmet, some applications are placed afresh by integer programmes of this size.
AFRESH_PAIRS, AFRESH_ROUNDS, AFRESH_NODES = 200, 4, 50


class Reason(StrEnum):
    """Why reviews are missing; in the last one others may have taken the place of the pairs that were dropped."""

    TOO_FEW_REVIEWERS = "too_few_reviewers"  # fewer people take part than it needs reviews
    NOBODY_FREE_OF_CONFLICT = "nobody_free_of_conflict"
    LONGER_THAN_LIMITS = "longer_than_limits"  # it takes more minutes than the whole limit of those left
    LIMITS_REACHED = "limits_reached"  # those left have no minutes to spare
    COMMON_OVER_LIMITS = "common_over_limits"  # so many people have no minutes for this common application
    KEPT_IN_CONFLICT = "kept_in_conflict"  # so many pairs made by hand were dropped


@dataclass(frozen=True)
class Unmet:
    application: int
    missing: int
    reason: Reason


@dataclass(frozen=True, eq=False)
class Assignment:
    """A proposal: `pairs` are rows of application and reviewer, sorted; `loads` are minutes a reviewer.

    `reached` is `fit` less the penalty for uneven loads, and no assignment that meets as many reviews has more
    than `bound`. `gap` is their difference as a share of the bound.
    """

    pairs: Ints
    unmet: list[Unmet]
    fit: float
    reached: float
    bound: float
    gap: float
    loads: Floats


def fit_matrix(
    languages_of_applications: Sequence[str],
    reads: Sequence[Collection[str]],
    themes_of_applications: Sequence[Collection[str]],
    themes: Sequence[Collection[str]],
) -> Floats:
    """How well each reviewer (column) suits each application (row), 0 to 1.

    The language counts 0.6 when the reviewer reads it. Themes count 0.4 times the share of the application's
    themes that the reviewer knows (Tversky, 1977, "Features of similarity", with alpha 1 and beta 0: to know
    others too is no fault). What either side has not told counts half. Raises ValueError for lengths that differ.
    """
    if len(languages_of_applications) != len(themes_of_applications) or len(reads) != len(themes):
        raise ValueError("Languages and themes must be told for the same applications and the same reviewers.")
    fit = np.zeros((len(languages_of_applications), len(reads)))
    known = [set(told) for told in themes]
    for row, (language, told) in enumerate(zip(languages_of_applications, themes_of_applications, strict=True)):
        wanted = set(told)
        reading = [float(language in read) if language and read else NEUTRAL for read in reads]
        shared = [len(wanted & knows) / len(wanted) if wanted and knows else NEUTRAL for knows in known]
        fit[row] = LANGUAGE * np.array(reading) + THEMES * np.array(shared)
    return fit


def assign(
    fit: ArrayLike,
    conflicts: ArrayLike,
    minutes: ArrayLike,
    reviews_each: ArrayLike,
    load_limits: ArrayLike,
    *,
    kept: ArrayLike | None = None,
    common: Sequence[int] | None = None,
    step: Step | None = None,
) -> Assignment:
    """Propose reviewers for applications: arrays of applications (rows) by reviewers (columns).

    `minutes` an application takes, `load_limits` in minutes a reviewer, where 0 is somebody who takes no part.
    `kept` pairs stay and count, past a limit and past `reviews_each` as well; one in conflict is dropped and told
    in `unmet`. `common` applications are scored by everybody who takes part, has no conflict and has the minutes,
    before all others and the shortest first. Raises ValueError, in a sentence, for input that makes no sense.
    """
    told: Step = step or (lambda stage, share: None)
    table, each = np.asarray(fit, dtype=float), np.asarray(reviews_each, dtype=float)
    if table.ndim != 2:
        raise ValueError("The fit must be a table of applications by reviewers.")
    barred = _flags(conflicts, table.shape, "conflicts")
    hand = _flags(np.zeros(table.shape, bool) if kept is None else kept, table.shape, "kept pairs")
    case = _prepare(
        _numbers(table, table.shape, "fit", -np.inf),
        _numbers(minutes, table.shape[:1], "minutes", WHOLE),
        _numbers(load_limits, table.shape[1:], "load limits", 0),
        _numbers(each if each.ndim else np.full(len(table), each), table.shape[:1], "reviews each", 0),
        (barred, hand & ~barred, np.unique(np.array([] if common is None else common, dtype=np.int64))),
    )
    told("prepared", 0.05)
    draft, bound = _matched(case, told)
    reached = draft.reached()
    bound = max(bound, reached)  # the solver's own rounding may leave it a hair below
    told("bounded", 1.0)
    gap, loads = (bound - reached) / (abs(bound) or 1.0), case.minutes @ draft.chosen
    total = float(table[draft.chosen].sum())
    return Assignment(np.argwhere(draft.chosen), _unmet(draft, hand & barred), total, reached, bound, gap, loads)


def _flags(value: ArrayLike, shape: tuple[int, ...], name: str) -> Flags:
    flags = np.asarray(value)
    if flags.shape != shape or flags.dtype != bool:
        raise ValueError(f"The {name} must be a table of yes and no of the same shape as the fit.")
    return flags


def _numbers(value: ArrayLike, shape: tuple[int, ...], name: str, least: float) -> Floats:
    numbers = np.asarray(value, dtype=float)
    if numbers.shape != shape:
        raise ValueError(f"The {name} must have the shape {shape}, not {numbers.shape}.")
    if not np.isfinite(numbers).all() or (numbers < least).any():
        kind = {0: ", 0 or more", WHOLE: " above 0"}.get(least, "")
        raise ValueError(f"The {name} must be finite numbers{kind}.")
    return numbers


@dataclass(frozen=True, eq=False)
class _Case:
    """The input, checked. `fixed` pairs stand (by hand or common); `open` ones may be chosen."""

    fit: Floats
    minutes: Floats
    limits: Floats
    fixed: Flags
    open: Flags
    needs: Ints  # reviews still to be chosen for each application, never more than it has open pairs
    wanted: Ints  # reviews each application should have in all
    chances: Ints  # three counts a row: who takes part; and has no conflict; and has a limit that holds it
    common: Ints
    even: Floats  # minutes of each reviewer if all loads were the same share of the limits
    a_minute: float  # what a minute weighs per unit of slope, so that a mean application weighs BALANCE


def _prepare(fit: Floats, minutes: Floats, limits: Floats, each: Floats, rest: tuple[Flags, Flags, Ints]) -> _Case:
    barred, kept, common = rest
    if (each != np.floor(each)).any():
        raise ValueError("The reviews each must be whole numbers.")
    if not ((common >= 0) & (common < len(fit))).all():
        raise ValueError("A common application is not among the applications.")
    part = kept | (limits > 0)
    free = part & ~barred
    able = kept | (free & (minutes[:, None] <= limits))
    able[common] = free[common]  # theirs is a reason of its own
    fixed, loads = kept.copy(), minutes @ kept
    for row in sorted(common.tolist(), key=lambda row: minutes[row]):
        takes = free[row] & ~fixed[row] & (loads + minutes[row] <= limits + EPSILON)
        fixed[row] |= takes
        loads += minutes[row] * takes
    wanted = each.astype(np.int64)
    wanted[common] = np.maximum(wanted[common], free[common].sum(axis=1))
    open_pairs = free & ~fixed & (loads + minutes[:, None] <= limits + EPSILON)
    needs = np.clip(wanted - fixed.sum(axis=1), 0, open_pairs.sum(axis=1))
    open_pairs[needs == 0] = False
    chances = np.stack([part.sum(axis=1), free.sum(axis=1), able.sum(axis=1)], axis=1)
    even = limits * float(loads.sum() + minutes @ needs) / max(float(limits.sum()), EPSILON)
    a_minute = BALANCE / float(minutes.mean()) if len(minutes) else 0.0
    return _Case(fit, minutes, limits, fixed, open_pairs, needs, wanted, chances, common, even, a_minute)


def _unmet(draft: "_Draft", dropped: Flags) -> list[Unmet]:
    """Each missing review under the first reason that explains it, by application."""
    case, met, unmet = draft.case, draft.chosen.sum(axis=1), []
    for row in np.flatnonzero((met < case.wanted) | dropped.any(axis=1)).tolist():
        last = Reason.COMMON_OVER_LIMITS if row in case.common else Reason.LIMITS_REACHED
        left = np.minimum([case.wanted[row], *case.chances[row], met[row]], case.wanted[row])
        reasons = (*list(Reason)[:3], last, Reason.KEPT_IN_CONFLICT)
        missing = [*-np.diff(left), dropped[row].sum()]
        unmet += [Unmet(row, int(count), reason) for reason, count in zip(reasons, missing, strict=True) if count]
    return unmet


class _Draft:
    """An assignment in the making; every change to it keeps the sums."""

    def __init__(self, case: _Case) -> None:
        self.case = case
        self.chosen = case.fixed.copy()
        self.loads = case.minutes @ case.fixed
        self.short = case.needs.copy()

    def penalty(self, loads: Floats, reviewers: Ints | slice = slice(None)) -> Floats:
        even = self.case.even[reviewers]
        rho = np.divide(loads, even, out=np.ones(np.broadcast(loads, even).shape), where=even > 0)
        beyond = SLOPES[-1] * np.maximum(rho - KNOTS[-1], 0)
        return self.case.a_minute * even * (np.interp(rho, KNOTS, HEIGHTS) + beyond)

    def added(self, minutes: Floats, reviewers: Ints | slice = slice(None)) -> Floats:
        """The penalty that so many minutes more would add."""
        loads = self.loads[reviewers]
        return self.penalty(loads + minutes, reviewers) - self.penalty(loads, reviewers)

    def reached(self) -> float:
        return float(self.case.fit[self.chosen].sum() - self.penalty(self.loads).sum())

    def takers(self, rows: Ints) -> Flags:
        """Who could read each of these applications as well, within their limits."""
        room = self.loads + self.case.minutes[rows][:, None] <= self.case.limits + EPSILON
        return self.case.open[rows] & ~self.chosen[rows] & room

    def gains(self, rows: Ints, reviewers: Ints) -> Floats:
        """What each of these pairs would gain with each other reviewer; minus infinity where it cannot go."""
        fit, minutes = self.case.fit, self.case.minutes[rows]
        gains = fit[rows] - self.added(minutes[:, None])
        gains -= (fit[rows, reviewers] + self.added(-minutes, reviewers))[:, None]
        return np.where(self.takers(rows), gains, -np.inf)

    def put(self, row: int, reviewer: int, sign: int = 1) -> None:
        """Add a pair, or take it away with sign -1."""
        self.chosen[row, reviewer] = sign > 0
        self.loads[reviewer] += sign * self.case.minutes[row]
        self.short[row] -= sign


class _Programme:
    """The programme over the open pairs of some applications, with the minutes that other pairs already take.

    Columns: the pairs, the minutes of each reviewer on each straight line of the penalty, and the reviews of each
    application that stay unmet. Rows: the needs, the loads, and the sum of what is unmet.
    """

    def __init__(self, case: _Case, within: Flags, loads: Floats) -> None:
        self.rows, self.reviewers = np.nonzero(case.open & within[:, None])
        self.pairs, (height, width) = len(self.rows), case.open.shape
        needs, places = np.where(within, case.needs, 0), np.arange(self.pairs)
        met = sparse.csr_array((np.ones(self.pairs), (self.rows, places)), (height, self.pairs))
        spent = sparse.csr_array((case.minutes[self.rows], (self.reviewers, places)), (width, self.pairs))
        lines = sparse.kron(sparse.eye_array(width), np.full((1, len(SLOPES)), -1.0))
        blocks = [[met, None, sparse.eye_array(height)], [spent, lines, None], [None, None, np.ones((1, height))]]
        self.matrix = sparse.block_array(blocks, format="csc")
        self.sides = np.concatenate([needs, -loads])
        ends = np.append(KNOTS, np.inf) * np.maximum(case.even, WHOLE)[:, None]
        lengths = np.diff(np.minimum(ends, np.maximum(case.limits, loads)[:, None])).ravel()
        self.most = np.concatenate([np.ones(self.pairs), lengths, needs])
        slopes = case.a_minute * np.outer(case.even > 0, SLOPES).ravel()
        self.cost = np.concatenate([-case.fit[self.rows, self.reviewers], slopes, np.zeros(height)])
        self.counting = np.arange(len(self.cost)) >= self.pairs + len(slopes)

    def solve(self, unmet: float, *, weight: float = 0, whole: bool = False) -> tuple[float, Floats]:
        """The least cost with no more than so many reviews unmet, infinite if there is none, and the pairs' values."""
        found = milp(
            self.cost + weight * self.counting,
            constraints=LinearConstraint(self.matrix, np.append(self.sides, 0), np.append(self.sides, unmet)),
            bounds=Bounds(0, np.where(self.counting, np.minimum(self.most, unmet), self.most)),
            integrality=(np.arange(len(self.cost)) < self.pairs) * int(whole),
            options={"node_limit": AFRESH_NODES} if whole else {},
        )
        if found.x is not None:
            return float(found.fun), found.x[: self.pairs]
        if not whole and (unmet or found.status != 2):  # 2 is infeasible, which only "none unmet" may be
            raise RuntimeError(f"The relaxation of the matching was not solved: {found.message}")
        return np.inf, np.zeros(self.pairs)


def _matched(case: _Case, told: Step) -> tuple[_Draft, float]:
    """The draft, and the bound on what any assignment that meets as many reviews can reach."""
    draft, total, cost = _Draft(case), float(case.needs.sum()), np.inf
    apart = draft.reached()
    if not total:
        return draft, apart
    everything = _Programme(case, case.needs > 0, draft.loads)
    if case.minutes @ case.needs <= np.maximum(case.limits - draft.loads, 0).sum() + EPSILON:
        cost, values = everything.solve(0)
    if cost == np.inf:
        values = everything.solve(total, weight=UNMET)[1]
    told("relaxed", 0.6)
    _round(draft, everything, values)
    _fill(draft)
    _afresh(draft, int(np.ceil(total - values.sum() - WHOLE)))
    told("rounded", 0.8)
    _improve(draft)
    told("improved", 0.9)
    if draft.short.any():
        cost = everything.solve(float(draft.short.sum()))[0]
    return draft, apart - cost


def _round(draft: _Draft, programme: _Programme, values: Floats) -> None:
    """Take what the relaxation takes whole, then its broken pairs from the greatest part down, where they fit."""
    taken = np.flatnonzero(values > WHOLE)
    for place in taken[np.argsort(-np.round(values[taken], 6), kind="stable")]:
        row, reviewer = programme.rows[place], programme.reviewers[place]
        if draft.short[row] and draft.takers(np.array([row]))[0, reviewer]:
            draft.put(row, reviewer)


def _fill(draft: _Draft) -> None:
    """Give each application that is short the best reviewers with room, the shortest first, or make room."""
    case = draft.case
    for row in sorted(np.flatnonzero(draft.short).tolist(), key=lambda row: case.minutes[row]):
        while draft.short[row]:
            takers = draft.takers(np.array([row]))[0]
            if takers.any():
                gains = case.fit[row] - draft.added(np.full(len(takers), case.minutes[row]))
                draft.put(row, int(np.argmax(np.where(takers, gains, -np.inf))))
            elif not _make_room(draft, row):
                break


def _make_room(draft: _Draft, row: int) -> bool:
    """Move a review of another application to a third person, so that this one fits in its place."""
    case, (rows, reviewers) = draft.case, np.nonzero(draft.chosen & ~draft.case.fixed)
    fits = draft.loads[reviewers] - case.minutes[rows] + case.minutes[row] <= case.limits[reviewers] + EPSILON
    fits &= (case.open[row] & ~draft.chosen[row])[reviewers] & draft.takers(rows).any(axis=1)
    if not fits.any():
        return False
    rows, reviewers = rows[fits], reviewers[fits]
    gains = draft.gains(rows, reviewers) + case.fit[row, reviewers][:, None]
    place, to = divmod(int(np.argmax(gains)), gains.shape[1])
    draft.put(rows[place], reviewers[place], -1)
    draft.put(rows[place], to)
    draft.put(row, reviewers[place])
    return True


def _afresh(draft: _Draft, least: int) -> None:
    """While more reviews are unmet than the relaxation says must be, place some applications afresh, all at once."""
    case = draft.case
    for turn in range(AFRESH_ROUNDS):
        if draft.short.sum() <= least:
            return
        short = draft.short > 0
        others = np.random.default_rng(turn).permutation(np.flatnonzero((case.needs > 0) & ~short))
        order = np.concatenate([np.flatnonzero(short)[np.argsort(case.minutes[short], kind="stable")], others])
        within = np.zeros(len(short), bool)
        sizes = case.open[order].sum(axis=1)
        within[order[np.cumsum(sizes) - sizes < AFRESH_PAIRS]] = True
        again = draft.chosen & ~case.fixed & within[:, None]
        programme = _Programme(case, within, draft.loads - case.minutes @ again)
        cost, values = programme.solve(float(draft.short[within].sum() - 1), weight=UNMET, whole=True)
        if cost < np.inf:
            for row, reviewer in np.argwhere(again):
                draft.put(row, reviewer, -1)
            _round(draft, programme, values)
            _fill(draft)


def _improve(draft: _Draft) -> None:
    """Move single reviews while that gains; in one pass each reviewer once, since a move changes what others gain."""
    for _ in range(MOST_PASSES):
        rows, reviewers = np.nonzero(draft.chosen & ~draft.case.fixed)
        gains = draft.gains(rows, reviewers)
        best, touched = gains.argmax(axis=1), set[int]()
        most = gains[np.arange(len(rows)), best]
        for place in np.argsort(-most, kind="stable")[: int((most > EPSILON).sum())]:
            pair = {int(reviewers[place]), int(best[place])}
            if not touched & pair:
                draft.put(rows[place], reviewers[place], -1)
                draft.put(rows[place], best[place])
                touched |= pair
        if not touched:
            return
