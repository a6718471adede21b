"""What staff's pages of a call's selection begin with."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Call
from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions

# The parts of a call's selection in the order in which they are used: a URL name that takes the call's slug.
PARTS = [
    ("call", _("Overview")),
    ("rubric", _("Rubric")),
    ("guide", _("Guide")),
    ("conflicts", _("Conflicts")),
    ("translations", _("Translations")),
    ("rankings", _("Ranking")),
    ("panels", _("Panels")),
    ("scenarios", _("Cohort")),
    ("releases", _("Decisions")),
]


def call_of(request: Request, slug: str) -> Call:
    """The call, for programme staff: 403 for others, 404 where there is none or it is a draft."""
    allow(permissions.can_see_staff_pages(request.user))
    return get_object_or_404(Call.objects.filter(published_at__lte=clock.now()), slug=slug)


def page_context(call: Call, part: str) -> dict[str, Any]:
    """For templates that extend selection/base.html; `part` is the tab that is open."""
    return {"call": call, "parts": [_tab(call, name, label, part) for name, label in PARTS]}


def _tab(call: Call, name: str, label: Any, part: str) -> dict[str, Any]:
    return {"label": label, "href": reverse(f"selection:{name}", args=[call.slug]), "current": name == part}
