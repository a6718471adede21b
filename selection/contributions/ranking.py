"""Ranking and panels, in shared places: panels that a reviewer sits in, what acts are called, rules that span rows."""

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts.models import User
from cda_portal.core import clock, moments
from cda_portal.core.registry import Card
from selection import permissions
from selection.models import Panel, PanelItem


def home(user: User) -> list[Card]:
    """A card for each panel that a reviewer sits in, until a day after it met."""
    if not permissions.is_reviewer(user):
        return []
    coming = Panel.objects.filter(members=user, meets_at__gt=clock.ago(days=1)).order_by("meets_at")
    return [_card(panel, user) for panel in coming]


def _card(panel: Panel, user: User) -> Card:
    when = moments.read(panel.meets_at, user.time_zone).text if panel.meets_at else ""
    return Card(panel.name, when, _("See the agenda"), reverse("selection:review-panel", args=[panel.pk]))


def acts() -> dict[str, str | Promise]:
    return {
        "panel made": _("Panel made"),
        "panel changed": _("Panel changed"),
        "agenda laid": _("Agenda of a panel laid"),
        "agenda reordered": _("Agenda of a panel reordered"),
        "panel note written": _("Note of a panel written"),
        "discussed by a panel": _("Discussed by a panel"),
        "not discussed by a panel after all": _("Not discussed by a panel after all"),
    }


def invariants() -> dict[str, int]:
    other_call = PanelItem.objects.exclude(application__call=F("panel__round__call"))
    return {"an application on the agenda of another call": other_call.count()}
