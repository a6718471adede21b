"""The desk in shared places: what is due, what staff search for, and what its acts are called."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications import desk
from applications.models import EligibilityOverride
from applications.search import find
from cda_portal.accounts.models import User
from cda_portal.core.registry import Card, Hit


def home(user: User) -> list[Card]:
    """One card for this person's follow-ups. It counts what the page behind it lists."""
    if not user.is_programme_staff or not (count := len(desk.due_rows(user))):
        return []
    title = ngettext("%(count)d follow-up is due today", "%(count)d follow-ups are due today", count)
    href = reverse("applications:staff-follow-ups")
    return [Card(title % {"count": count}, _("You set a day to look again."), _("See them"), href, kind="act")]


def search(user: User, words: str, most: int) -> list[Hit]:
    return find(user, words, most)


def acts() -> dict[str, str | Promise]:
    return {
        "owner set": _("Owner set"),
        "owner taken away": _("Owner taken away"),
        "follow-up set": _("Follow-up day set"),
        "follow-up done": _("Follow-up day taken away"),
        "tag added": _("Tag added"),
        "tag removed": _("Tag removed"),
        "note written": _("Internal note written"),
        "note changed": _("Internal note changed"),
        "note removed": _("Internal note removed"),
        "note put back": _("Internal note put back"),
        "finding set by hand": _("Finding set by hand"),
        "finding as judged": _("Finding back to what was judged"),
    }


def invariants() -> dict[str, int]:
    standing = EligibilityOverride.objects.filter(removed_at=None).select_related("form", "application")
    return {
        "a finding set by hand is the one that counts": sum(
            (one.form or one.application).findings.get(one.criterion) != one.outcome  # type: ignore[union-attr]
            for one in standing
        )
    }
