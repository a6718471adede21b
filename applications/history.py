"""The records of acts as lines that staff read. Touches no database beyond the rows it is given."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, InterestForm
from cda_portal.core import moments
from cda_portal.core.models import Change

ACTS: dict[str, str | Promise] = {
    "interest received": gettext_lazy("Interest form received"),
    "interest form": gettext_lazy("Interest form"),
    "mayor's office objected": gettext_lazy("The mayor’s office said: not us"),
    "question asked": gettext_lazy("Question asked"),
    "question answered": gettext_lazy("Question answered"),
    "application begun": gettext_lazy("Application begun"),
    "application": gettext_lazy("Application"),
}
# By act: both kinds of row have a "declined", which says something else of each.
STATUSES: dict[str, dict[str, str | Promise]] = {
    "application": dict(Application.Status.choices),
    "interest form": dict(InterestForm.Status.choices),
}


def lines(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Newest first, as given; instants in the reader's own zone."""
    zone = getattr(get_current_timezone(), "key", "UTC")
    return [
        {
            "text": _line(change),
            "by": str(change.by) if change.by else _("The portal"),
            "when": moments.read(change.at, zone).text,
            "why": change.why,
        }
        for change in changes
    ]


def _line(change: Change) -> str:
    act = str(ACTS.get(change.act, change.act))
    if not change.source:
        return act
    status = STATUSES.get(change.act, {}).get(change.target, change.target)
    return _("%(act)s: %(status)s") % {"act": act, "status": status}
