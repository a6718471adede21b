"""Reviewing, in shared places; core.registry lists the kinds."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.jobs import JobKind
from cda_portal.core.models import Job
from cda_portal.core.registry import Card, Link
from cda_portal.notifications.kinds import Kind, Priority
from selection import permissions, review_queue
from selection.models import Review, ReviewRound

_REVIEWER = F("assignment__reviewer")


def message_kinds() -> list[Kind]:
    why = _("You get this because you review applications for the City Data Alliance.")
    return [Kind("review_outcome", _("Reviews: the decisions are out"), Priority.RECEIPT, why=why)]


def acts() -> dict[str, str | Promise]:
    return {
        "review sent": _("Review sent"),
        "review reopened": _("Review reopened"),
        "assignment declined no more": _("Declined assignment taken up again"),
    }


def navigation(user: User) -> list[Link]:
    return [Link(_("Reviews"), reverse("selection:review-home"), place=8)] if permissions.is_reviewer(user) else []


def home(user: User) -> list[Card]:
    """One card a round that waits for this reviewer; it names no city."""
    if not permissions.is_reviewer(user):
        return []
    at = clock.now()
    queues = review_queue.queues(review_queue.of(user), review_queue.wish({}), at)
    return [_card(one) for one in queues if one.due and one.due > at]


def _card(one: review_queue.Queue) -> Card:
    left = one.total - one.sent
    title = ngettext("%(count)d review to write", "%(count)d reviews to write", left) % {"count": left}
    text = ngettext("About %(count)d minute in all", "About %(count)d minutes in all", one.minutes)
    return Card(
        title, text % {"count": one.minutes}, _("Go to your reviews"), reverse("selection:review-home"), kind="act"
    )


def job_kinds() -> list[JobKind]:
    return [JobKind("review-packet", _label, "selection.packet.build", _may_see)]


def _label(job: Job) -> str:
    return str(_("Applications to read, PDF"))


def _may_see(user: User, job: Job) -> bool:
    """Not once a conflict was declared, or an application declined or taken back, after it was asked for: it may be in it."""
    reads = ReviewRound.objects.filter(pk=job.parameters.get("round"), reviewers__reviewer=user).exists()
    since = Q(withdrawn_at__gte=job.created_at) | Q(declined_at__gte=job.created_at)
    ended = user.assignments.filter(since, round=job.parameters.get("round"))
    fewer = user.conflicts.filter(at__gte=job.created_at).exists() or ended.exists()
    return reads and permissions.is_reviewer(user) and not fewer


def invariants() -> dict[str, int]:
    return {
        "a review that counts was read by somebody who may": Review.objects.submitted()
        .filter(assignment__application__city__conflicts__user=_REVIEWER, assignment__withdrawn_at=None)
        .filter(assignment__declined_at=None)
        .count(),
        "a sent review has a total": Review.objects.submitted().filter(total=None).count(),
    }
