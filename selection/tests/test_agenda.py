"""The order of a panel's agenda, against every other order there is."""

from itertools import permutations, product

import pytest

from selection import agenda

ANA, BEN, EVA = (frozenset(name) for name in ("a", "b", "e"))
NOBODY = frozenset()
SETS = [NOBODY, ANA, BEN, EVA, ANA | BEN, ANA | EVA]


def told(groups):
    return [("".join(sorted(group.away)), group.applications) for group in groups]


def test_the_same_people_outside_are_one_group_in_rank_order():
    away = {2: ANA, 4: ANA, 5: BEN}
    assert told(agenda.order([1, 2, 3, 4, 5], away)) == [("", (1, 3)), ("a", (2, 4)), ("b", (5,))]


def test_who_is_outside_stays_outside_where_that_saves_a_passage():
    away = {2: ANA, 3: BEN, 4: ANA | BEN}
    assert told(agenda.order([1, 2, 3, 4], away)) == [("", (1,)), ("a", (2,)), ("ab", (4,)), ("b", (3,))]


def test_everybody_is_inside_at_the_start():
    assert told(agenda.order([1, 2], {1: ANA})) == [("", (2,)), ("a", (1,))]
    assert agenda.passages(agenda.order([1, 2], {1: ANA})) == 1


def test_nothing_makes_nothing():
    assert agenda.order([], {}) == []
    assert agenda.grouped([], {}) == []


def test_neighbours_alike_are_one_group():
    away = {1: ANA, 2: ANA, 4: ANA}
    assert told(agenda.grouped([1, 2, 3, 4], away)) == [("a", (1, 2)), ("", (3,)), ("a", (4,))]


@pytest.mark.parametrize("first", range(len(SETS)))
def test_no_order_has_fewer_passages_and_the_first_of_those_by_rank_is_taken(first):
    for rest in product(range(len(SETS)), repeat=3):
        ranked = list(range(4))
        away = {number: SETS[one] for number, one in enumerate((first, *rest))}
        found = agenda.order(ranked, away)
        assert sorted(one for group in found for one in group.applications) == ranked
        assert len({group.away for group in found}) == len(found)
        every = [list(some) for some in permutations(found)]
        fewest = min(agenda.passages(some) for some in every)
        best = min([group.applications[0] for group in some] for some in every if agenda.passages(some) == fewest)
        assert (agenda.passages(found), [group.applications[0] for group in found]) == (fewest, best)


def test_many_groups_are_ordered_by_the_nearest():
    away = {number: frozenset([number]) for number in range(1, 13)}
    groups = agenda.order(list(range(13)), away)
    assert [group.applications for group in groups] == [(number,) for number in range(13)]
