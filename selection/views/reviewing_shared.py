"""What the reviewer's pages begin with."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions
from selection.models import ReviewAssignment, ReviewGuide, ReviewRound, RoundReviewer
from selection.services import reviewing


def my_assignment(request: Request, pk: int) -> ReviewAssignment:
    """One's own that stands, once its round has begun; 403 for whoever is no reviewer."""
    allow(permissions.is_reviewer(request.user))
    rows = ReviewAssignment.objects.mine(request.user)
    rows = rows.select_related("round__call", "application__city").defer(
        "round__call__texts", "round__call__summary", "round__call__stamps"
    )
    assignment = get_object_or_404(rows, pk=pk)
    if assignment.round.opens > request.arrived_at:
        raise Http404
    return assignment


def my_round(request: Request, pk: int) -> ReviewRound:
    """A round that this person was asked to read in and has not left."""
    allow(permissions.is_reviewer(request.user))
    reads = RoundReviewer.objects.reading().filter(reviewer=request.user)
    return get_object_or_404(ReviewRound.objects.filter(reviewers__in=reads).select_related("call"), pk=pk)


def guide_of(round: ReviewRound) -> ReviewGuide | None:
    return ReviewGuide.objects.filter(call=round.call_id).first()


def not_entered(request: Request, round: ReviewRound) -> HttpResponse | None:
    """The way to the welcome page, until confidentiality is agreed: nothing of an application is shown before."""
    if reviewing.has_agreed(request.user, guide_of(round)):
        return None
    return redirect("selection:review-welcome", round.pk)
