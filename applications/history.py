"""The records of acts as lines that staff read. Touches no database beyond the rows it is given."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from applications.models import Application, InterestForm
from cda_portal.core import audit, moments
from cda_portal.core.models import Change

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
    act = audit.label(change.act)
    if not change.source or not change.target or change.target.isdigit():  # an id says nothing to a reader
        return act
    status = status_label(change, change.target)
    return _("%(act)s: %(status)s") % {"act": act, "status": status}


def status_label(change: Change, status: str) -> str:
    """A status that the record names, in words; anything else as it stands there."""
    return str(STATUSES.get(change.act, {}).get(status, status))
