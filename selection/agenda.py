"""In what order a panel talks applications over, so that members with a conflict leave and come back seldom. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

EXACT = 9  # groups up to which every order is weighed; beyond, the next group is the nearest one

Away = frozenset[int]


@dataclass(frozen=True)
class Group:
    """Applications that are talked over while the same members are outside, best rank first."""

    away: Away
    applications: tuple[int, ...]


def grouped(ranked: Sequence[int], away: Mapping[int, Away]) -> list[Group]:
    """Neighbours with the same members outside as one group, in the order given."""
    groups: list[Group] = []
    for application in ranked:
        outside = away.get(application, frozenset())
        if groups and groups[-1].away == outside:
            groups[-1] = Group(outside, (*groups[-1].applications, application))
        else:
            groups.append(Group(outside, (application,)))
    return groups


def order(ranked: Sequence[int], away: Mapping[int, Away]) -> list[Group]:
    """The agenda of applications that come in rank order; `away` names the members who conflict with each.

    Applications with the same members outside are one group and stay in rank order. Groups stand so that
    members pass the door as seldom as possible, all being inside at the start; among such orders that one whose
    groups' best ranks come first. For more than EXACT groups the next one is that with the fewest passages.
    """
    members: dict[Away, list[int]] = {}
    for application in ranked:
        members.setdefault(away.get(application, frozenset()), []).append(application)
    sets = list(members)  # by best rank, as they were met
    path = _best(sets) if len(sets) <= EXACT else _near(sets)
    return [Group(sets[one], tuple(members[sets[one]])) for one in path]


def passages(groups: Sequence[Group]) -> int:
    """How often a member goes out or comes in, from a room with everybody inside."""
    rooms = [frozenset[int](), *(group.away for group in groups)]
    return sum(len(before ^ after) for before, after in zip(rooms, rooms[1:], strict=False))


def _best(sets: list[Away]) -> tuple[int, ...]:
    """The path through all sets with the fewest passages, and of those the first by rank."""

    @cache
    def rest(left: frozenset[int], inside: Away) -> tuple[int, tuple[int, ...]]:
        if not left:
            return 0, ()
        paths = []
        for one in left:
            passed, path = rest(left - {one}, sets[one])
            paths.append((passed + len(sets[one] ^ inside), (one, *path)))
        return min(paths)

    return rest(frozenset(range(len(sets))), frozenset())[1]


def _near(sets: list[Away]) -> tuple[int, ...]:
    path: list[int] = []
    inside: Away = frozenset()
    left = set(range(len(sets)))
    while left:
        one = min(left, key=lambda number: (len(sets[number] ^ inside), number))
        left.remove(one)
        path.append(one)
        inside = sets[one]
    return tuple(path)
