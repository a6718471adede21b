"""What the pages about who reads in a round share."""

from typing import Any

from django.utils.translation import gettext as _

from cda_portal.core.requests import Request
from selection.models import ReviewRound
from selection.views.setup_shared import page
from selection.views.shared import address


def round_page(request: Request, round: ReviewRound, part: str, **context: Any) -> dict[str, Any]:
    """For templates that extend selection/matching_base.html; `part` is the tab that is open."""
    return page(request, round.call, "call", round=round, round_tabs=tabs_of(round, part), **context)


def tabs_of(round: ReviewRound, part: str) -> list[dict[str, Any]]:
    """The parts of the matching whose pages exist."""
    parts = [("round-reviewers", _("Reviewers")), ("matching", _("Matching")), ("round-board", _("Board"))]
    links = [(name, label, address(name, round.pk)) for name, label in parts]
    return [{"label": label, "href": href, "current": name == part} for name, label, href in links if href]
