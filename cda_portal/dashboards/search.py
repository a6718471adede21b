"""Hits of the search under their kinds. The kind with the best hit comes first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cda_portal.core import registry
from cda_portal.core.registry import Hit

FEW, MANY = 10, 200  # of a kind: among all kinds, and by itself
SHORTEST, LONGEST = 2, 100  # characters that are searched for

# In this order, where hits are equally good.
KINDS: dict[str, str | Promise] = {
    "application": _("Applications"),
    "form": _("Interest forms"),
    "city": _("Cities"),
    "person": _("People"),
    "call": _("Calls"),
}


@dataclass(frozen=True)
class Group:
    kind: str
    label: str | Promise
    hits: list[Hit]
    more: bool


def words_of(text: str) -> str:
    """What was typed as it is searched for: one line, without what no name holds; empty when it is too short."""
    words = " ".join(text.replace("\x00", " ").replace("|", " ").split())[:LONGEST].strip()
    return words if len(words) >= SHORTEST else ""


def groups(user: Any, words: str, kind: str = "") -> list[Group]:
    """What this person may see of it; with `kind` that kind alone, and more of it."""
    most = MANY if kind else FEW
    found = [hit for find in registry.contributions("search") for hit in find(user, words, most + 1)]
    kinds = [kind] if kind else KINDS
    made = [_group(each, [hit for hit in found if hit.kind == each], most) for each in kinds]
    return sorted((group for group in made if group.hits), key=lambda group: _best(group.hits))


def _group(kind: str, hits: list[Hit], most: int) -> Group:
    return Group(kind, KINDS[kind], hits[:most], len(hits) > most)


def _best(hits: Iterable[Hit]) -> int:
    return min(hit.rank for hit in hits)
