"""How staff keep a city, a form or an application in hand: owner, tags, follow-up day and internal notes.

Nothing of this is ever shown to a city. The record of an act names no tag and no words of a note.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from applications import permissions
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import City, Conflict, User
from cda_portal.core import audit, clock
from cda_portal.core.models import Comment, Desk

MOST_TAGS = 20
TWICE = timedelta(minutes=10)  # within which the same words of the same person are one note sent twice


def city_of(obj: Model) -> City:
    return obj if isinstance(obj, City) else obj.city  # type: ignore[attr-defined]


def clean_tag(text: str) -> str:
    """A tag as it is kept: one line of 40 characters at most, without a comma, in small letters."""
    return " ".join(text.replace(",", " ").replace("\x00", "").split()).lower()[:40].strip()


@transaction.atomic
def set_owner(obj: Model, owner: User | None, *, by: User) -> bool:
    """Whether that changed anything. Raises NotAllowed for an owner who may not see the city, or keeps no desk."""
    desk = _desk(obj, by)
    if owner is not None and not permissions.can_keep_desk(owner):
        raise NotAllowed(_("%(name)s is no programme officer or approver.") % {"name": owner})
    if owner is not None and Conflict.objects.filter(user=owner, city=city_of(obj)).exists():
        raise NotAllowed(_("%(name)s has a conflict with this city.") % {"name": owner})
    if desk.owner_id == (owner.pk if owner else None):
        return False
    desk.owner = owner
    desk.save(update_fields=["owner"])
    audit.record(obj, "owner set" if owner else "owner taken away", by=by, target=str(owner.pk) if owner else "")
    return True


@transaction.atomic
def follow_up(obj: Model, on: date | None, *, by: User) -> bool:
    """Look at it again on that day, or (None) on no day; whether that changed anything."""
    desk = _desk(obj, by)
    if desk.follow_up_on == on:
        return False
    desk.follow_up_on = on
    desk.save(update_fields=["follow_up_on"])
    audit.record(obj, "follow-up set" if on else "follow-up done", by=by, target=on.isoformat() if on else "")
    return True


@transaction.atomic
def add_tag(obj: Model, tag: str, *, by: User) -> bool:
    """Whether that changed anything. Tags keep the order in which they came."""
    desk = _desk(obj, by)
    tag = clean_tag(tag)
    if not tag or tag in desk.tags:
        return False
    if len(desk.tags) >= MOST_TAGS:
        raise NotAllowed(_("There are %(count)d tags already. Remove one first.") % {"count": MOST_TAGS})
    desk.tags = [*desk.tags, tag]
    desk.save(update_fields=["tags"])
    audit.record(obj, "tag added", by=by)
    return True


@transaction.atomic
def remove_tag(obj: Model, tag: str, *, by: User) -> bool:
    """Whether that changed anything."""
    desk = _desk(obj, by)
    if tag not in desk.tags:
        return False
    desk.tags = [one for one in desk.tags if one != tag]
    desk.save(update_fields=["tags"])
    audit.record(obj, "tag removed", by=by)
    return True


@transaction.atomic
def write_note(obj: Model, text: str, *, by: User) -> Comment:
    """Keep an internal note. The same words sent twice are one note."""
    _desk(obj, by)  # the lock by which two clicks wait for one another
    kind = ContentType.objects.get_for_model(obj)
    mine = Comment.objects.filter(object_type=kind, object_id=obj.pk, tier=Comment.Tier.STAFF, by=by, text=text)
    if note := mine.filter(removed_at=None, at__gt=clock.now() - TWICE).first():
        return note
    note = Comment.objects.create(object_type=kind, object_id=obj.pk, tier=Comment.Tier.STAFF, text=text, by=by)
    audit.record(obj, "note written", by=by)
    return note


def _subject(note: Comment) -> Model:
    """What the note is about; a note is never left without it."""
    assert note.about is not None  # noqa: S101 - for the reader of types
    return cast(Model, note.about)


@transaction.atomic
def edit_note(note: Comment, text: str, *, by: User) -> Comment:
    """Change one's own note."""
    note = _own(note, by)
    if note.text != text:
        note.text, note.edited_at = text, clock.now()
        note.save(update_fields=["text", "edited_at"])
        audit.record(_subject(note), "note changed", by=by)
    return note


@transaction.atomic
def remove_note(note: Comment, *, by: User) -> Comment:
    """Take one's own note away; nobody reads it any more."""
    note = _own(note, by)
    note.removed_at = clock.now()
    note.save(update_fields=["removed_at"])
    audit.record(_subject(note), "note removed", by=by)
    return note


@transaction.atomic
def put_note_back(note: Comment, *, by: User) -> Comment:
    """Undo the removal of one's own note; one that stands is left as it is."""
    note = _own(note, by, may=permissions.can_put_note_back)
    if note.removed_at is not None:
        note.removed_at = None
        note.save(update_fields=["removed_at"])
        audit.record(_subject(note), "note put back", by=by)
    return note


def _own(note: Comment, by: User, may: Callable[[User, Comment], bool] = permissions.can_change_note) -> Comment:
    note = Comment.objects.select_for_update().get(pk=note.pk)
    if not may(by, note):
        raise NotAllowed(_("This note was removed, or it is somebody else’s."))
    return note


def _desk(obj: Model, by: User) -> Desk:
    """The object's desk, locked: of two people who change it the second one sees what the first has done."""
    if not permissions.can_keep_desk(by):
        raise NotAllowed(_("Programme officers and approvers keep owner, tags, follow-up and notes."))
    kind = ContentType.objects.get_for_model(obj)
    desk, created = Desk.objects.get_or_create(object_type=kind, object_id=obj.pk)
    return desk if created else Desk.objects.select_for_update().get(pk=desk.pk)
