"""One act on many rows: each by itself, so that one that is refused stops none of the others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from applications.services import desk
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import User, named
from cda_portal.core.models import Desk

MOST = 500  # rows at once


@dataclass
class Outcome:
    """What became of the rows: how many were done, and the others by the reason, with their cities."""

    done: int = 0
    skipped: dict[str, list[str]] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)  # by id, what an undo puts back

    def skip(self, reason: str, name: str) -> None:
        self.skipped.setdefault(reason, []).append(name)


def on_each(rows: Iterable[Any], act: Callable[[Any], object]) -> Outcome:
    """Do `act` to each row; where it returns False nothing was to be done. At most MOST rows are for the caller to see to."""
    outcome = Outcome()
    for row in rows:
        try:
            with transaction.atomic():
                changed = act(row)
        except NotAllowed as error:
            outcome.skip(str(error), str(row.city))
            continue
        if changed is False:
            outcome.skip(_("It was so already."), str(row.city))
        else:
            outcome.done += 1
    return outcome


def set_owner(rows: list[Any], owner: User | None, *, by: User) -> Outcome:
    """With `before`, the owner's id that each changed row had."""
    before = desks_of(rows)
    changed: dict[str, Any] = {}

    def act(row: Any) -> bool:
        if not desk.set_owner(row, owner, by=by):
            return False
        changed[str(row.pk)] = before[row.pk].owner_id if row.pk in before else None
        return True

    outcome = on_each(rows, act)
    outcome.before = changed
    return outcome


def set_tag(rows: list[Any], tag: str, *, by: User, remove: bool = False) -> Outcome:
    """With `before`, the rows that were changed."""
    verb = desk.remove_tag if remove else desk.add_tag
    changed: dict[str, Any] = {}

    def act(row: Any) -> bool:
        if not verb(row, tag, by=by):
            return False
        changed[str(row.pk)] = None
        return True

    outcome = on_each(rows, act)
    outcome.before = changed
    return outcome


def put_owners_back(rows: list[Any], set_to: int | None, before: Mapping[str, int | None], *, by: User) -> Outcome:
    """Undo `set_owner` where the owner is still the one it set; `before` has an owner's id by the row's."""
    people = User.objects.with_roles().in_bulk([pk for pk in before.values() if pk])
    now = desks_of(rows)

    def act(row: Any) -> bool:
        kept = now.get(row.pk)
        if kept is None or kept.owner_id != set_to:
            raise NotAllowed(_("Somebody has set another owner meanwhile."))
        return desk.set_owner(row, people.get(before[str(row.pk)] or 0), by=by)

    return on_each(rows, act)


def desks_of(rows: Iterable[Model]) -> dict[int, Desk]:
    """The desks of rows of one kind, by the row's id, each with its owner: one query."""
    listed = list(rows)
    if not listed:
        return {}
    kind = desk.ContentType.objects.get_for_model(listed[0])
    kept = Desk.objects.filter(object_type=kind, object_id__in=[row.pk for row in listed])
    kept = kept.select_related("owner").only("object_id", "tags", "follow_up_on", *named("owner"))
    return {one.object_id: one for one in kept}
