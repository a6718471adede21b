"""The discussion of an application: its reviewers in a round and staff. What is said in one round is read in that one."""

import hashlib

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.models import Comment
from selection.models import ReviewRound
from selection.services.conflicts import locked_person
from selection.services.errors import NotAllowed, Stale

LONGEST = 20_000  # characters of a remark


def talk(application: Application, round: ReviewRound | None = None) -> QuerySet[Comment]:
    """The remarks about an application, the first first: of one round, or of all for staff."""
    kind = ContentType.objects.get_for_model(Application)
    kept = Comment.objects.filter(tier=Comment.Tier.PANEL, removed_at=None)
    kept = kept.filter(object_type=kind, object_id=application.pk)
    if round is not None:
        kept = kept.filter(part=part_of(round))
    return kept.select_related("by").order_by("at", "pk")


def part_of(round: ReviewRound) -> str:
    """What ties a remark to its round: another round may let its reviewers see less of one another."""
    return f"round-{round.pk}"


@transaction.atomic
def discuss(round: ReviewRound, application: Application, text: str, *, by: User) -> Comment:
    """A remark for the round's reviewers of this application and for staff; posted twice it is one."""
    locked_person(by)
    words = _words(text)
    latest = talk(application, round).filter(by=by).last()
    if latest and latest.text == words:
        return latest
    return Comment.objects.create(about=application, tier=Comment.Tier.PANEL, part=part_of(round), text=words, by=by)


def _words(text: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise NotAllowed(_("Write your remark"))
    if len(words) > LONGEST:
        raise NotAllowed(_("A remark may have 20,000 characters. Shorten it."))
    return words


def mark(remark: Comment) -> str:
    """Tells whether a remark still reads as it did when a page was loaded."""
    return hashlib.sha256(remark.text.encode()).hexdigest()[:16]


@transaction.atomic
def edit(remark: Comment, text: str, *, was: str, by: User) -> Comment:
    """Change one's own remark; readers see that it was edited. The same words again change nothing.

    Raises Stale when it was changed in another window since the page was loaded (`was` is its mark).
    """
    remark, words = _own(remark, by), _words(text)
    if remark.text == words:
        return remark
    if mark(remark) != was:
        raise Stale(_("You changed this remark in another window."), current=remark, mine=words)
    remark.text, remark.edited_at = words, clock.now()
    remark.save(update_fields=["text", "edited_at"])
    return remark


@transaction.atomic
def take_back(remark: Comment, *, by: User) -> None:
    """Nobody reads it any more. Raises NotAllowed for another person's, and one that is gone."""
    remark = _own(remark, by)
    remark.removed_at = clock.now()
    remark.save(update_fields=["removed_at"])


def _own(remark: Comment, by: User) -> Comment:
    """As it is now, held: of two windows the second sees what the first has done."""
    found = Comment.objects.select_for_update().filter(pk=remark.pk, removed_at=None, by=by).first()
    if found is None:
        raise NotAllowed(_("This remark was taken back, or it is somebody else’s."))
    return found
