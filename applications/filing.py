"""The files that staff look after: marked as holding personal data, refused by the scanner, or waiting for it.

Staff see of which city and question a file is, never its name or content: those of a draft are the city's own, and a
name may hold what should not be there.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from applications.models import Application, Attachment, Endorsement
from cda_portal.accounts.models import User
from cda_portal.core import clock, files
from cda_portal.core.models import Change, StoredFile

Scan = StoredFile.Scan
TO_SETTLE = Q(purged_at=None) & (Q(personal_data=True) | Q(scan=Scan.INFECTED))
HELD = Q(purged_at=None, scan=Scan.WAITING)
PATIENCE = timedelta(minutes=10)  # after which a scanner that has not spoken counts as silent


def seen_by(user: User) -> QuerySet[StoredFile]:
    """Files of the applications that this person may see: answers, and letters of endorsement."""
    visible = Application.objects.visible_to(user)
    answers = Attachment.objects.filter(application__in=visible).values("file")
    letters = Endorsement.objects.filter(application__in=visible, letter__isnull=False).values("letter")
    return StoredFile.objects.filter(Q(pk__in=answers) | Q(pk__in=letters))


def for_staff(user: User) -> QuerySet[StoredFile]:
    """What staff settle first, then what waits for the scanner; oldest first."""
    first = Case(When(TO_SETTLE, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = seen_by(user).filter(TO_SETTLE | HELD).select_related("by")
    return rows.order_by(first, "at", "pk")


def to_settle(user: User) -> int:
    """How many files wait for a decision of staff."""
    return seen_by(user).filter(TO_SETTLE).count()


def silent_since() -> datetime | None:
    """Since when the oldest file waits for a scanner that does not speak; None while all is well."""
    oldest = StoredFile.objects.filter(HELD, at__lt=clock.now() - PATIENCE).order_by("at").first()
    return oldest.at if oldest else None


def rows(page: Iterable[StoredFile]) -> list[dict[str, Any]]:
    """The files of one page with where they belong, and who said what of them."""
    found = list(page)
    places = _places(found)
    said = {
        change.object_id: change
        for change in Change.objects.about(*found).filter(act="file hidden").select_related("by").order_by("at", "pk")
    }
    return [_row(stored, places.get(stored.pk), said.get(stored.pk)) for stored in found]


def _places(found: list[StoredFile]) -> dict[int, dict[str, Any]]:
    """Application and question by the file's id; a letter of endorsement has no question."""
    answers = Attachment.objects.filter(file__in=found).select_related("application__city", "question")
    letters = Endorsement.objects.filter(letter__in=found).select_related("application__city")
    return {
        **{one.file_id: {"application": one.application, "question": one.question.label} for one in answers},
        **{one.letter_id: {"application": one.application, "question": None} for one in letters if one.letter_id},
    }


def _row(stored: StoredFile, place: dict[str, Any] | None, said: Change | None) -> dict[str, Any]:
    return {
        "key": stored.key,
        "kind": stored.name.rpartition(".")[2].upper(),
        "state": files.away(stored),
        "since": said.at if said and stored.personal_data else stored.at,
        "by": said.by if said and stored.personal_data else None,
        "why": said.why if said and stored.personal_data else "",
        **(place or {}),
    }
