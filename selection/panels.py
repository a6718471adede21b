"""A panel's agenda as it is read: groups by who is outside now, without what the reader may not see."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import User
from selection import agenda
from selection.models import Panel, PanelItem
from selection.services import ranking_panels


@dataclass
class Room:
    """Items that stand together while the same people are outside."""

    outside: list[str]
    items: list[PanelItem] = field(default_factory=list)


def items_for(panel: Panel, user: User) -> list[PanelItem]:
    """What this reader may see, in order, numbered as if there were nothing else."""
    rows = PanelItem.objects.visible_to(user).filter(panel=panel).order_by("position", "pk")
    items = list(rows.select_related("application__city", "note_by").distinct())
    language = get_language() or "en"
    for number, item in enumerate(items, start=1):
        item.number, item.country = number, country_name(item.application.city.country, language)  # type: ignore[attr-defined]
    return items


def rooms(items: list[PanelItem], members: list[User]) -> list[Room]:
    """The items in groups; one query. A conflict declared since the agenda was laid makes a group of its own."""
    outside = ranking_panels.away(members, {item.application.city_id for item in items})
    names = {one.pk: str(one) for one in members}
    by_pk = {item.pk: item for item in items}
    sets = {item.pk: outside.get(item.application.city_id, frozenset[int]()) for item in items}
    return [
        Room(sorted(names[pk] for pk in group.away), [by_pk[pk] for pk in group.applications])
        for group in agenda.grouped([item.pk for item in items], sets)
    ]


def said(items: list[PanelItem]) -> dict[str, Any]:
    """How far the panel is."""
    return {"total": len(items), "done": sum(item.discussed_at is not None for item in items)}
