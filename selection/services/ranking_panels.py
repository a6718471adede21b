"""Panels: who sits in them, what they talk over and in what order, and what they said. Notes are read by staff alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from cda_portal.accounts.models import Conflict, User
from cda_portal.core import audit, clock
from selection import agenda, permissions
from selection.models import Panel, PanelItem, ReviewRound, Standing
from selection.services.errors import NotAllowed, Stale


@transaction.atomic
def make(round: ReviewRound, name: str, meets_at: datetime | None, members: Collection[User], *, by: User) -> Panel:
    """Make a panel of a round. The same name sent twice is one panel."""
    _check(by)
    ReviewRound.objects.select_for_update(no_key=True).get(pk=round.pk)  # two clicks wait for one another
    if panel := Panel.objects.filter(round=round, name=name).first():
        return panel
    panel = Panel.objects.create(round=round, name=name, meets_at=meets_at, by=by)
    panel.members.set(members)
    audit.record(panel, "panel made", by=by)
    return panel


@transaction.atomic
def change(panel: Panel, name: str, meets_at: datetime | None, members: Collection[User], *, by: User) -> Panel:
    panel = _locked(panel, by)
    panel.name, panel.meets_at = name, meets_at
    panel.save(update_fields=["name", "meets_at"])
    panel.members.set(members)
    audit.record(panel, "panel changed", by=by)
    return panel


# ---- the agenda


def away(members: Iterable[User], cities: Collection[int]) -> dict[int, frozenset[int]]:
    """For each city the members who conflict with it now, whenever that was declared; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Conflict.objects.filter(user__in=[one.pk for one in members], city__in=cities)
    for city, user in rows.values_list("city", "user"):
        found[city].add(user)
    return {city: frozenset(users) for city, users in found.items()}


@transaction.atomic
def build(panel: Panel, top: int | None, references: Collection[str], *, by: User) -> int:
    """Lay the agenda: the first `top` of the ranking and the applications named, in groups; how many are on it for `by`.

    What was noted or discussed stays on it. Only what `by` may see is taken in; what else is there stays.
    Raises NotAllowed when a reference is none of this call that `by` may see.
    """
    panel = _locked(panel, by)
    standings = Standing.objects.visible_to(by).filter(round=panel.round_id).order_by("place")
    chosen = set(standings.values_list("application", flat=True)[: top or 0]) | _named(panel, references, by)
    items = {item.application_id: item for item in panel.items.all()}
    mine = set(PanelItem.objects.visible_to(by).filter(panel=panel).values_list("application", flat=True))
    gone = [
        item.pk
        for application, item in items.items()
        if application in mine - chosen and not item.note and item.discussed_at is None
    ]
    PanelItem.objects.filter(pk__in=gone).delete()
    PanelItem.objects.bulk_create(
        PanelItem(panel=panel, application_id=pk, position=0) for pk in sorted(chosen - items.keys())
    )
    _arrange(panel)
    audit.record(panel, "agenda laid", by=by)
    return PanelItem.objects.visible_to(by).filter(panel=panel).count()


def _named(panel: Panel, references: Collection[str], by: User) -> set[int]:
    asked = {reference.upper() for reference in references}
    there = Application.objects.visible_to(by).submitted().filter(call=panel.round.call_id, reference__in=asked)
    found = dict(there.values_list("reference", "pk"))
    if missing := sorted(asked - found.keys()):
        raise NotAllowed(_("No application of this call is called %(names)s.") % {"names": ", ".join(missing)})
    return set(found.values())


def _arrange(panel: Panel) -> None:
    """Write the positions of all items: by rank, in groups that keep members with a conflict away together."""
    items = list(panel.items.select_related("application"))
    place = dict(Standing.objects.filter(round=panel.round_id).values_list("application", "place"))
    last = len(place) + 1
    items.sort(key=lambda item: (place.get(item.application_id, last), item.application.reference))
    by_city = away(panel.members.all(), [item.application.city_id for item in items])
    outside = {item.application_id: by_city.get(item.application.city_id, frozenset()) for item in items}
    groups = agenda.order([item.application_id for item in items], outside)
    order = [application for group in groups for application in group.applications]
    for item in items:
        item.position = order.index(item.application_id) + 1
    PanelItem.objects.bulk_update(items, ["position"])


@transaction.atomic
def move(item: PanelItem, step: int, *, by: User, to: str = "") -> bool:
    """One place up (-1) or down (1) among the items that `by` may see, or `to` the place of the one of that reference.

    Whether there was a place to go. Items that `by` may not see stay where they are.
    """
    panel = _locked(item.panel, by)
    seen = PanelItem.objects.visible_to(by).filter(panel=panel).select_related("application")
    rows = list(seen.order_by("position", "pk"))
    at = next((number for number, row in enumerate(rows) if row.pk == item.pk), len(rows))
    places = {row.application.reference: number for number, row in enumerate(rows)}
    goal = places.get(to, at) if to else at + step
    if goal == at or not (at < len(rows) and 0 <= goal < len(rows)):
        return False
    positions = [row.position for row in rows]
    rows.insert(goal, rows.pop(at))
    for row, position in zip(rows, positions, strict=True):
        row.position = position
    PanelItem.objects.bulk_update(rows, ["position"])
    audit.record(panel, "agenda reordered", by=by)
    return True


# ---- what was said


@transaction.atomic
def write_note(item: PanelItem, text: str, version: int, *, by: User) -> PanelItem:
    """Keep the note. Raises Stale when another person saved it since `version`; the same words again are no change."""
    item = _locked_item(item, by)
    if item.note == text:
        return item
    if item.version != version:
        raise Stale(_("Somebody else changed this note meanwhile. Both are kept until you choose."), item, text)
    item.note, item.note_by, item.note_at = text, by, clock.now()
    item.version += 1
    item.save(update_fields=["note", "note_by", "note_at", "version"])
    audit.record(item.application, "panel note written", by=by)
    return item


@transaction.atomic
def mark(item: PanelItem, discussed: bool, *, by: User) -> bool:
    """Mark it as discussed, or take that back; whether that changed anything."""
    item = _locked_item(item, by)
    if (item.discussed_at is not None) is discussed:
        return False
    item.discussed_at = clock.now() if discussed else None
    item.save(update_fields=["discussed_at"])
    audit.record(item.application, "discussed by a panel" if discussed else "not discussed by a panel after all", by=by)
    return True


# ---- locks


def _check(by: User) -> None:
    if not permissions.can_set_up(by):
        raise NotAllowed(_("Programme officers and approvers keep panels."))


def _locked(panel: Panel, by: User) -> Panel:
    _check(by)
    return Panel.objects.select_for_update(no_key=True, of=("self",)).select_related("round").get(pk=panel.pk)


def _locked_item(item: PanelItem, by: User) -> PanelItem:
    _check(by)
    rows: Any = PanelItem.objects.select_for_update(no_key=True, of=("self",)).select_related("application", "note_by")
    return rows.get(pk=item.pk)
