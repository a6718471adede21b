"""The matching is compared with every possible assignment where that can be counted out, and with its own promises."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selection import matching
from selection.matching import Reason, Unmet, assign, expected_minutes, fit_matrix

HALF = np.full((2, 3), 0.5)


def no(applications, reviewers):
    return np.zeros((applications, reviewers), bool)


def pairs(assignment):
    return [tuple(pair) for pair in assignment.pairs.tolist()]


def table(applications, reviewers, *marked):
    return np.array([[(row, column) in marked for column in range(reviewers)] for row in range(applications)])


SOUND = {"fit": HALF, "conflicts": no(2, 3), "minutes": [60, 60], "reviews_each": 1, "load_limits": [60] * 3}


# ---- the objective, written out a second time

LINES = [  # rho, half the square of its distance from 1
    (0, 0.5), (0.25, 0.28125), (0.5, 0.125), (0.7, 0.045), (0.8, 0.02), (0.9, 0.005), (0.95, 0.00125), (1, 0),
    (1.05, 0.00125), (1.1, 0.005), (1.2, 0.02), (1.3, 0.045), (1.5, 0.125), (2, 0.5), (42, 50.5),
]  # fmt: skip


def objective(fit, minutes, limits, even_total, chosen):
    """Fit less 2 / (mean minutes) * even minutes * the height of the lines, over reviewers who take part."""
    total = 0.0
    for reviewer, limit in enumerate(limits):
        if limit:
            even = limit * even_total / sum(limits)
            rho = sum(minutes[a] for a, r in chosen if r == reviewer) / even if even else 1
            total -= 2 / np.mean(minutes) * even * np.interp(rho, *zip(*LINES, strict=True))
    return total + sum(fit[pair] for pair in chosen)


def every_assignment(conflicts, minutes, each, limits):
    applications, reviewers = conflicts.shape
    rows = []
    for row in range(applications):
        free = [reviewer for reviewer in range(reviewers) if not conflicts[row, reviewer]]
        rows.append([c for size in range(each[row] + 1) for c in combinations(free, min(size, len(free)))])
    for choice in product(*rows):
        chosen = [(row, reviewer) for row, group in enumerate(choice) for reviewer in group]
        loads = [sum(minutes[a] for a, r in chosen if r == reviewer) for reviewer in range(reviewers)]
        if all(load <= limit for load, limit in zip(loads, limits, strict=True)):
            yield chosen


def small_case(seed):
    chance = np.random.default_rng(seed)
    applications, reviewers = int(chance.integers(2, 5)), int(chance.integers(2, 4))
    fit = chance.integers(0, 11, (applications, reviewers)) / 10
    conflicts = chance.random((applications, reviewers)) < 0.2
    minutes = 5 * chance.integers(3, 13, applications)
    each = chance.integers(1, 3, applications)
    plenty = (0.5, 0.8, 1.0, 1.5)[seed % 4] * minutes @ each
    limits = np.round(plenty * chance.dirichlet(np.full(reviewers, 3.0)))
    return fit, conflicts, minutes, each, limits


@pytest.mark.parametrize("seed", range(160))
def test_nothing_that_can_be_met_stays_unmet_and_the_best_is_within_the_bound(seed):
    fit, conflicts, minutes, each, limits = small_case(seed)
    # The even share counts the reviews that could be met one by one.
    able = (~conflicts & (minutes[:, None] <= limits)).sum(axis=1)
    even_total = float(minutes @ np.minimum(each, able))

    proposal = assign(fit, conflicts, minutes, each, limits)

    found = list(every_assignment(conflicts, minutes.tolist(), each.tolist(), limits.tolist()))
    most = max(len(chosen) for chosen in found)
    best = max(objective(fit, minutes, limits, even_total, chosen) for chosen in found if len(chosen) == most)
    assert len(proposal.pairs) == most
    assert proposal.reached == pytest.approx(objective(fit, minutes, limits, even_total, pairs(proposal)))
    assert proposal.reached <= best + 1e-6
    assert best <= proposal.bound + 1e-6
    assert proposal.gap == pytest.approx((proposal.bound - proposal.reached) / (abs(proposal.bound) or 1), abs=1e-9)
    assert proposal.gap >= 0


# ---- cases counted out by hand


def test_the_best_fit_where_loads_are_even_either_way():
    fit = np.array([[0.9, 0.8], [0.8, 0.1]])

    proposal = assign(fit, no(2, 2), [30, 30], 1, [60, 60])

    # Crosswise 1.6, straight 1.0; both are even. Nobody could have more.
    assert pairs(proposal) == [(0, 1), (1, 0)]
    assert (proposal.fit, proposal.gap, proposal.unmet) == (pytest.approx(1.6), pytest.approx(0, abs=1e-9), [])
    assert proposal.loads.tolist() == [30, 30]
    assert proposal.reached == proposal.bound == pytest.approx(1.6)


def test_more_reviews_count_before_more_fit():
    # The fit would give the first reviewer's hour to the first application, which the second could not read then.
    fit = np.array([[1.0, 0.1], [0.9, 0.0]])

    proposal = assign(fit, table(2, 2, (1, 1)), [60, 60], 1, [60, 60])

    assert pairs(proposal) == [(0, 1), (1, 0)]
    assert proposal.unmet == []


def test_loads_are_even_relative_to_limits():
    proposal = assign(np.full((30, 3), 0.5), no(30, 3), [10] * 30, 1, [100, 200, 300])

    assert proposal.loads.tolist() == [50, 100, 150]
    assert proposal.reached == proposal.bound == pytest.approx(15)


def test_fit_outweighs_a_small_unevenness_and_not_a_great_one():
    fit = np.zeros((40, 2))
    fit[:, 0] = 0.5

    proposal = assign(fit, no(40, 2), [10] * 40, 1, [400, 400])

    # One review more for the first costs 2 * (slope up + slope down): 0.3 up to rho 1.1, and 0.6 from there on.
    assert proposal.loads.tolist() == [220, 180]
    # 22 halves, less 2 reviewers * 2 / 10 * 200 minutes * 0.005
    assert proposal.reached == pytest.approx(11 - 0.4)
    assert proposal.bound == pytest.approx(11 - 0.4)


def test_kept_pairs_stay_past_every_limit_and_count():
    kept = table(2, 3, (0, 0), (0, 1), (1, 0))

    proposal = assign(HALF, no(2, 3), [50, 50], [1, 2], [60, 0, 60], kept=kept)

    # The first has more than it needs; reviewer 0 is over the limit and 1 has none; the second needs one more.
    assert pairs(proposal) == [(0, 0), (0, 1), (1, 0), (1, 2)]
    assert proposal.loads.tolist() == [100, 50, 50]


def test_everybody_without_conflict_scores_the_common_ones():
    proposal = assign(np.full((4, 3), 0.5), table(4, 3, (1, 2)), [30] * 4, 1, [90, 90, 90], common=[1])

    assert [pair for pair in pairs(proposal) if pair[0] == 1] == [(1, 0), (1, 1)]
    assert np.bincount(proposal.pairs[:, 0]).tolist() == [1, 2, 1, 1]
    assert proposal.unmet == []


def test_common_ones_come_before_the_others():
    # There are minutes for one application each, which the fit would give to the others.
    fit = np.array([[1.0, 1.0], [0.0, 0.0]])

    proposal = assign(fit, no(2, 2), [30, 30], 1, [30, 30], common=[1])

    assert pairs(proposal) == [(1, 0), (1, 1)]
    assert proposal.unmet == [Unmet(0, 1, Reason.LIMITS_REACHED)]


# ---- why reviews are missing

REASONS = [  # reviews each, limits, what else differs from two applications of 60 minutes, and what is unmet
    # Fewer people than reviews; somebody without minutes is nobody.
    ([4, 1], [500] * 3, {}, [(0, 1, "too_few_reviewers")]),
    ([3, 1], [500, 500, 0], {}, [(0, 1, "too_few_reviewers")]),
    ([4, 1], [500, 500, 0], {"kept": table(2, 3, (0, 2))}, [(0, 1, "too_few_reviewers")]),
    ([2, 1], [500] * 3, {"conflicts": table(2, 3, (0, 0), (0, 1))}, [(0, 1, "nobody_free_of_conflict")]),
    ([2, 1], [59, 500, 59], {}, [(0, 1, "longer_than_limits")]),
    ([1, 2], [60] * 3, {"conflicts": table(2, 3, (1, 2)), "kept": table(2, 3, (0, 0))}, [(1, 1, "limits_reached")]),
    ([1, 0], [60, 60, 59], {"common": [0]}, [(0, 1, "common_over_limits")]),
    # Of two common ones the shorter comes first.
    ([1, 1], [60] * 3, {"minutes": [60, 30], "common": [0, 1]}, [(0, 3, "common_over_limits")]),
    ([1, 1], [500] * 3, {"conflicts": table(2, 3, (1, 2)), "kept": table(2, 3, (1, 2))}, [(1, 1, "kept_in_conflict")]),
    # Several at once: 5 wanted, 3 people, 2 without conflict, 1 with such a limit, and nobody with minutes left.
    (
        [5, 0],
        [60, 59, 60],
        {"conflicts": table(2, 3, (0, 0)), "kept": table(2, 3, (0, 0), (1, 2))},
        [(0, 2, "too_few_reviewers"), (0, 1, "nobody_free_of_conflict"), (0, 1, "longer_than_limits")]
        + [(0, 1, "limits_reached"), (0, 1, "kept_in_conflict")],
    ),
    ([1, 1], [500] * 3, {}, []),
]


@pytest.mark.parametrize(("each", "limits", "differs", "unmet"), REASONS)
def test_reasons(each, limits, differs, unmet):
    proposal = assign(**{**SOUND, "reviews_each": each, "load_limits": limits, **differs})

    assert [(gone.application, gone.missing, gone.reason.value) for gone in proposal.unmet] == unmet
    assert {gone[2] for *_, missing in REASONS for gone in missing} == {reason.value for reason in Reason}


# ---- promises, for any input


@st.composite
def inputs(draw):
    applications, reviewers = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (applications, reviewers)
    minutes = 5 * chance.integers(3, 13, applications)
    generous = draw(st.sampled_from([0.3, 0.9, 1.0, 1.2, 3.0]))
    each = chance.integers(0, 4, applications)
    limits = np.round(generous * (minutes @ each) * chance.dirichlet(np.ones(reviewers)))
    limits[chance.random(reviewers) < 0.1] = 0
    conflicts = chance.random(shape) < draw(st.sampled_from([0, 0.2, 0.7]))
    kept = chance.random(shape) < draw(st.sampled_from([0, 0.1]))
    common = chance.choice(applications, draw(st.integers(0, min(2, applications))), replace=False)
    return (chance.random(shape), conflicts, minutes, each, limits), kept, common.tolist()


@settings(derandomize=True, max_examples=150, deadline=None)
@given(inputs())
def test_promises(given_input):
    (fit, conflicts, minutes, each, limits), kept, common = given_input

    proposal = assign(fit, conflicts, minutes, each, limits, kept=kept, common=common)
    again = assign(fit, conflicts, minutes, each, limits, kept=kept, common=common)

    chosen = np.zeros(fit.shape, int)
    np.add.at(chosen, tuple(proposal.pairs.T), 1)
    stands = kept & ~conflicts
    met = chosen.sum(axis=1)
    wanted = each.copy()
    wanted[common] = np.maximum(each[common], (~conflicts & (kept | (limits > 0)))[common].sum(axis=1))
    assert not chosen[conflicts].any()
    assert chosen.max(initial=0) <= 1
    assert chosen[stands].all()
    assert (met <= np.maximum(wanted, stands.sum(axis=1))).all()
    assert proposal.loads.tolist() == (minutes @ chosen).tolist()
    assert (proposal.loads <= np.maximum(limits, minutes @ stands)).all()
    assert (chosen[:, limits == 0] <= stands[:, limits == 0]).all()
    missing, dropped = np.zeros(len(fit), int), np.zeros(len(fit), int)
    for gone in proposal.unmet:
        (dropped if gone.reason is Reason.KEPT_IN_CONFLICT else missing)[gone.application] += gone.missing
    assert missing.tolist() == np.maximum(wanted - met, 0).tolist()
    assert dropped.tolist() == (kept & conflicts).sum(axis=1).tolist()
    assert proposal.fit == pytest.approx(fit[chosen > 0].sum())
    assert proposal.gap >= 0
    assert proposal.reached <= proposal.bound
    assert pairs(proposal) == sorted(pairs(proposal)) == pairs(again)
    assert (proposal.unmet, proposal.reached, proposal.bound) == (again.unmet, again.reached, again.bound)


# ---- a round of usual size


def usual(plenty, applications=300, reviewers=20):
    chance = np.random.default_rng(5)
    fit = chance.random((applications, reviewers))
    minutes = 5 * chance.integers(4, 13, applications)
    limits = chance.integers(5, 16, reviewers).astype(float)
    limits = np.round(limits * plenty * 3 * minutes.sum() / limits.sum())
    return fit, chance.random(fit.shape) < 0.05, minutes, 3, limits


def test_a_round_of_usual_size_is_even_and_near_the_best():
    case = usual(1.3)
    proposal = assign(*case)

    shares = proposal.loads / case[-1]
    assert (len(proposal.pairs), proposal.unmet) == (900, [])
    assert shares.max() - shares.min() < 0.1
    assert proposal.gap < 0.0003  # 0.0005 without the moves that improve
    assert proposal.fit > 0.8 * 900


def test_scarce_minutes_are_used_up():
    case = usual(0.8)
    proposal = assign(*case)

    spare = case[-1] - proposal.loads
    assert spare.min() >= 0
    chosen = table(300, 20, *pairs(proposal))
    for gone in proposal.unmet:
        free = ~case[1][gone.application] & ~chosen[gone.application]
        assert spare[free].max() < case[2][gone.application]
    assert {gone.reason for gone in proposal.unmet} == {Reason.LIMITS_REACHED}
    # The relaxation cannot leave less than this unmet: the longest give way first.
    longest = np.repeat(np.sort(case[2])[::-1], 3).cumsum()
    least = int(np.searchsorted(longest, 3 * case[2].sum() - case[-1].sum())) + 1
    assert sum(gone.missing for gone in proposal.unmet) <= least + 3
    assert proposal.gap < 0.02
    assert pairs(assign(*usual(1.0, 60, 8))) == pairs(assign(*usual(1.0, 60, 8)))  # applications placed afresh and all


@pytest.mark.parametrize(
    ("seed", "rounds", "size", "met"), [(89, 0, 1, 4), (41, 0, 1, 3), (41, 4, 1, 3), (41, 4, 200, 4)]
)
def test_chains_and_then_integer_programmes_repair(monkeypatch, seed, rounds, size, met):
    monkeypatch.setattr(matching, "AFRESH_PAIRS", size)
    monkeypatch.setattr(matching, "AFRESH_ROUNDS", rounds)

    assert len(assign(*small_case(seed)).pairs) == met


def test_progress_is_told_in_order():
    heard = []

    assign(*usual(1.3, 30, 6), step=lambda stage, share: heard.append((stage, share)))

    assert heard == [("prepared", 0.05), ("relaxed", 0.6), ("rounded", 0.8), ("improved", 0.9), ("bounded", 1.0)]


# ---- input


@pytest.mark.parametrize(("applications", "reviewers"), [(0, 3), (3, 0), (0, 0)])
def test_nothing_to_assign(applications, reviewers):
    shape = (applications, reviewers)

    proposal = assign(np.zeros(shape), np.zeros(shape, bool), [30] * applications, 2, [60] * reviewers)

    assert proposal.pairs.shape == (0, 2)
    assert proposal.unmet == [Unmet(row, 2, Reason.TOO_FEW_REVIEWERS) for row in range(applications)]
    assert (proposal.fit, proposal.reached, proposal.bound, proposal.gap) == (0, 0, 0, 0)


UNSOUND = [
    ({"fit": [0.5, 0.5]}, "table of applications by reviewers"),
    ({"fit": np.where(table(2, 3, (0, 1)), np.nan, 0.5)}, "The fit must be finite numbers"),
    ({"fit": np.where(table(2, 3, (0, 1)), -np.inf, 0.5)}, "The fit must be finite numbers"),
    ({"conflicts": no(3, 2)}, "The conflicts .* of the same shape"),
    ({"conflicts": np.zeros((2, 3))}, "The conflicts .* of the same shape"),
    ({"kept": no(3, 3)}, "The kept pairs .* of the same shape"),
    ({"minutes": [30, 0]}, "The minutes must be finite numbers above 0"),
    ({"minutes": [30]}, r"The minutes must have the shape \(2,\)"),
    ({"minutes": [30, np.nan]}, "The minutes must be finite"),
    ({"reviews_each": -1}, "The reviews each must be finite numbers, 0 or more"),
    ({"reviews_each": 1.5}, "The reviews each must be whole"),
    ({"reviews_each": [1]}, r"The reviews each must have the shape \(2,\)"),
    ({"load_limits": [60, -1, 60]}, "The load limits must be finite numbers, 0 or more"),
    ({"load_limits": [60, np.inf, 60]}, "The load limits must be finite"),
    ({"common": [2]}, "A common application is not among the applications"),
    ({"common": [-1]}, "A common application is not among the applications"),
]


@pytest.mark.parametrize(("wrong", "message"), UNSOUND)
def test_input_that_makes_no_sense(wrong, message):
    assign(**SOUND)

    with pytest.raises(ValueError, match=message):
        assign(**{**SOUND, **wrong})


# ---- fit and minutes


@pytest.mark.parametrize(
    ("language", "reads", "wanted", "known", "fit"),
    [
        ("es", {"es", "en"}, {"water"}, {"water", "housing"}, 1.0),
        ("es", {"en"}, {"water"}, {"water"}, 0.4),
        ("es", {"es"}, {"water"}, {"housing"}, 0.6),
        ("es", {"en"}, {"water"}, {"housing"}, 0.0),
        ("es", {"es"}, {"water", "housing"}, {"water"}, 0.8),
        ("es", ["es"], ["water", "water", "housing"], ["water", "water"], 0.8),
        # not told: half
        ("es", {"es"}, set(), {"water"}, 0.8),
        ("es", {"es"}, {"water"}, set(), 0.8),
        ("", {"es"}, {"water"}, {"water"}, 0.7),
        ("es", set(), {"water"}, {"water"}, 0.7),
        ("", set(), set(), set(), 0.5),
    ],
)
def test_fit(language, reads, wanted, known, fit):
    assert fit_matrix([language], [reads], [wanted], [known]).tolist() == [[pytest.approx(fit)]]


def test_fit_is_a_row_an_application_and_a_column_a_reviewer():
    fit = fit_matrix(["es", "fr"], [{"es"}, {"fr"}, {"en"}], [set(), set()], [set(), set(), set()])

    assert fit.tolist() == [pytest.approx([0.8, 0.2, 0.2]), pytest.approx([0.2, 0.8, 0.2])]


@pytest.mark.parametrize("told", [(["es"], [{"es"}], [], [set()]), (["es"], [{"es"}], [set()], [])])
def test_fit_of_lists_that_do_not_match(told):
    with pytest.raises(ValueError, match="for the same applications and the same reviewers"):
        fit_matrix(*told)


@pytest.mark.parametrize(("words", "minutes"), [(0, 15), (1, 20), (1000, 20), (1001, 25), (6000, 45), (6001, 50)])
def test_expected_minutes(words, minutes):
    assert expected_minutes(words) == minutes


def test_fewer_than_no_words():
    with pytest.raises(ValueError, match="fewer than no words"):
        expected_minutes(-1)
