"""What selection adds to shared places; core.registry lists the kinds. Each area has a module of its own here."""

from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from applications.models import Application
from applications.panels import Panel
from cda_portal.accounts.models import City, User
from cda_portal.core.exports import Export
from cda_portal.core.jobs import JobKind
from cda_portal.core.registry import Audited, Card, Duty, Link
from cda_portal.notifications.kinds import Kind
from selection import known
from selection.contributions import (
    composing,
    conflicts,
    decisions,
    interviews,
    matching,
    matching_plan,
    ranking,
    reviewing,
    setup,
    translating,
)

AREAS: list[Any] = [
    decisions,
    reviewing,
    setup,
    conflicts,
    matching,
    matching_plan,
    interviews,
    ranking,
    composing,
    translating,
]


def _all(name: str, *given: Any) -> list[Any]:
    return [one for area in AREAS if hasattr(area, name) for one in getattr(area, name)(*given)]


def message_kinds() -> list[Kind]:
    return _all("message_kinds")


def acts() -> dict[str, str | Promise]:
    """What the recorded acts are called: what an area records, it names here."""
    return {act: label for area in AREAS if hasattr(area, "acts") for act, label in area.acts().items()}


def navigation(user: User) -> list[Link]:
    return _all("navigation", user)


def home(user: User) -> list[Card]:
    """Most urgent first: an area's order is its place in AREAS."""
    return _all("home", user)


def audited() -> list[Audited]:
    return _all("audited")


def duties(person: User, reader: User) -> list[Duty]:
    return _all("duties", person, reader)


def job_kinds() -> list[JobKind]:
    return _all("job_kinds")


def exported_lists() -> list[Export]:
    return _all("exported_lists")


def invariants() -> dict[str, int]:
    return {rule: count for area in AREAS if hasattr(area, "invariants") for rule, count in area.invariants().items()}


def demo(seed: int) -> None:
    import_string("selection.demo.make.make")(seed)  # by name: it loads numpy and texts that pages do not need


def cities_merged(city: City, *, by: User) -> None:
    conflicts.cities_merged(city, by=by)


def coming_told(application: Application) -> Panel | None:
    return interviews.coming_told(application)


def outcome_told(application: Application) -> Panel | None:
    return decisions.outcome_told(application)


def staff_told(application: Application, user: User) -> Panel | None:
    return known.panel(application, user)


def hidden_messages(user: User) -> Q:
    return _hidden("hidden_messages", user)


def hidden_changes(user: User) -> Q:
    return _hidden("hidden_changes", user)


def _hidden(name: str, user: User) -> Q:
    hidden = Q(pk__in=[])
    for area in AREAS:
        if hasattr(area, name):
            hidden |= getattr(area, name)(user)
    return hidden
