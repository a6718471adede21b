"""What applications adds to shared places; core.registry lists the kinds. Each area has a module of its own here."""

from typing import Any

from django.utils.functional import Promise

from applications.contributions import calls, cities, desk, endorsement, files, intake, outcome, team, writing
from applications.contributions.cities import audited, duties, hidden_changes
from applications.contributions.desk import search
from applications.contributions.exporting import exported_lists
from applications.contributions.files import file_infected
from applications.contributions.intake import address_verified, demo, hidden_messages
from cda_portal.accounts.models import User
from cda_portal.core.registry import Card, Link
from cda_portal.notifications.kinds import Kind

__all__ = [
    "acts",
    "address_verified",
    "audited",
    "demo",
    "duties",
    "exported_lists",
    "file_infected",
    "hidden_changes",
    "hidden_messages",
    "home",
    "invariants",
    "message_kinds",
    "navigation",
    "search",
]

AREAS: list[Any] = [intake, files, team, endorsement, calls, desk, cities, writing, outcome]


def message_kinds() -> list[Kind]:
    return [kind for area in AREAS for kind in getattr(area, "message_kinds", list)()]


def acts() -> dict[str, str | Promise]:
    """What the recorded acts are called: what an area records, it names here."""
    return {act: label for area in AREAS if hasattr(area, "acts") for act, label in area.acts().items()}


def navigation(user: User) -> list[Link]:
    return [link for area in AREAS if hasattr(area, "navigation") for link in area.navigation(user)]


def home(user: User) -> list[Card]:
    """Most urgent first: an area's order is its place in AREAS."""
    return [card for area in AREAS if hasattr(area, "home") for card in area.home(user)]


def invariants() -> dict[str, int]:
    return {rule: count for area in AREAS if hasattr(area, "invariants") for rule, count in area.invariants().items()}
