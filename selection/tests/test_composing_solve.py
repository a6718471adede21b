"""The best set against brute force: every subset of small worlds is tried."""

from dataclasses import replace
from itertools import combinations
from random import Random
from time import perf_counter

import pytest

from selection.composing import Bound, Constraint, Problem, Relaxation, explain, solve

BOUNDS = list(Bound)


def keeps(chosen, features, constraint):
    there = sum(constraint.feature in features[index] for index in chosen)
    low, high = constraint.limits()
    return low <= there <= high


def sets(given):
    for size in range(given.seats + 1):
        for chosen in combinations(range(len(given.values)), size):
            if set(given.fixed_in) <= set(chosen) and not set(given.fixed_out) & set(chosen):
                yield chosen


def off(chosen, features, constraint):
    there = sum(constraint.feature in features[index] for index in chosen)
    low, high = constraint.limits()
    return max(0, low - there) + max(0, there - high)


def world(seed):
    chance = Random(seed)
    count = chance.randint(1, 8)
    kinds = [("country", "CO"), ("country", "BR"), ("theme", "housing"), ("theme", "waste"), ("level", "gold")]
    features = [frozenset(kind for kind in kinds if chance.random() < 0.4) for _number in range(count)]
    values = [round(chance.uniform(1, 5), 2) for _number in range(count)]
    constraints = [
        Constraint(kind, chance.choice(BOUNDS), chance.randint(0, 4))
        for kind in chance.sample(kinds, chance.randint(0, 5))
    ]
    seats = chance.randint(0, count)
    order = chance.sample(range(count), count)
    fixed_in = order[: chance.randint(0, min(2, seats))]
    fixed_out = order[len(fixed_in) : len(fixed_in) + chance.randint(0, 2)]
    return Problem(values, features, constraints, seats, fixed_in, fixed_out)


@pytest.mark.parametrize("hundred", range(4))
def test_it_finds_what_trying_every_set_finds(hundred):
    feasible = 0
    for seed in range(100 * hundred, 100 * hundred + 100):
        given = world(seed)
        values, features, constraints = given.values, given.features, given.constraints
        every = list(sets(given))
        kept = [chosen for chosen in every if all(keeps(chosen, features, one) for one in constraints)]
        found = solve(given)
        assert found.feasible == bool(kept), seed
        relaxed = explain(given)
        if kept:
            feasible += 1
            assert found.chosen in kept, seed
            assert found.value == pytest.approx(max(sum(values[i] for i in chosen) for chosen in kept)), seed
            assert relaxed == [], seed
            continue
        misses = [[off(chosen, features, one) for one in constraints] for chosen in every]
        fewest = min((sum(map(bool, row)), sum(row)) for row in misses)
        amounts = [abs(constraints[one.constraint].number - one.number) for one in relaxed]
        assert (len(relaxed), sum(amounts)) == fewest, seed
        eased = {one.constraint: one.number for one in relaxed}
        now = [Constraint(c.feature, c.bound, eased.get(i, c.number)) for i, c in enumerate(constraints)]
        assert solve(replace(given, constraints=now)).feasible, seed
    assert 20 <= feasible <= 90  # both happen


def test_sixty_cards_and_twenty_constraints_take_well_under_a_second():
    chance = Random(7)
    kinds = [("theme", str(number)) for number in range(20)]
    features = [frozenset(chance.sample(kinds, 6)) for _number in range(60)]
    values = [chance.uniform(1, 5) for _number in range(60)]
    constraints = [Constraint(kind, BOUNDS[number % 2], (3, 8)[number % 2]) for number, kind in enumerate(kinds)]
    began = perf_counter()
    assert solve(Problem(values, features, constraints, 20)).feasible
    hard = [*constraints, Constraint(kinds[0], Bound.AT_MOST, 1), Constraint(kinds[1], Bound.AT_LEAST, 19)]
    assert explain(Problem(values, features, hard, 20)) != []
    assert perf_counter() - began < 1


def test_nothing_to_choose_from():
    assert solve(Problem([], [], [], 3)).feasible
    assert not solve(Problem([], [], [Constraint(("level", "gold"), Bound.AT_LEAST, 1)], 3)).feasible


def test_more_asked_of_than_there_are_is_relaxed_to_what_there_is():
    features = [{("country", "CO")}, {("country", "BR")}, {("country", "BR")}]
    wish = [Constraint(("country", "CO"), Bound.AT_LEAST, 3), Constraint(("country", "BR"), Bound.AT_MOST, 1)]
    assert not solve(Problem([3, 2, 1], features, wish, 2)).feasible
    assert explain(Problem([3, 2, 1], features, wish, 2)) == [Relaxation(0, 1)]


def test_hands_over_the_seats_are_no_matter_of_constraints():
    with pytest.raises(ValueError, match="by hand"):
        explain(Problem([1, 2], [set(), set()], [], 1, fixed_in=[0, 1]))
