"""What the pages about who reads in a round share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cda_portal.core.requests import Request
from selection.models import ReviewRound
from selection.views.setup_shared import page


def round_page(request: Request, round: ReviewRound, part: str, **context: Any) -> dict[str, Any]:
    """For templates that extend selection/matching_base.html; `part` is the tab that is open."""
    return page(request, round.call, "call", round=round, round_tabs=tabs_of(round, part), **context)


def tabs_of(round: ReviewRound, part: str) -> list[dict[str, Any]]:
    """The parts of the matching."""
    parts = [("round-reviewers", _("Reviewers")), ("matching", _("Matching")), ("round-board", _("Board"))]
    return [
        {"label": label, "href": reverse(f"selection:{name}", args=[round.pk]), "current": name == part}
        for name, label in parts
    ]
