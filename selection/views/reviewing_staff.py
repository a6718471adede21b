"""Staff: every review of an application, with names."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications.models import Application
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from cda_portal.core.text import whole
from selection import permissions
from selection.models import Review, ReviewAssignment, ReviewRound
from selection.services import discussing
from selection.services.errors import NotAllowed
from selection.views.shared import page_context


@require_http_methods(["GET", "POST"])
def application_reviews(request: Request, reference: str) -> HttpResponse:
    """What was sent and counts, what is under way, and the discussion; a reviewer's private notes are never read."""
    allow(permissions.can_see_staff_pages(request.user))
    rows = Application.objects.visible_to(request.user).select_related("call", "city")
    application = get_object_or_404(rows, reference=reference)
    if request.method == "POST":
        allow(permissions.can_set_up(request.user))
        round = get_object_or_404(_rounds(application), pk=whole(request.POST.get("round", ""), 18))
        try:
            discussing.discuss(round, application, request.POST.get("text", ""), by=request.user)
        except NotAllowed as error:
            messages.error(request, str(error))
        return redirect("selection:application-reviews", reference)
    sent = Review.objects.counting().filter(assignment__application=application).defer("private")
    sent = sent.select_related("assignment__reviewer", "assignment__round", "rubric").prefetch_related(
        "scores__criterion"
    )
    standing = ReviewAssignment.objects.visible_to(request.user).standing().filter(application=application)
    waiting = standing.exclude(review__submitted_at__isnull=False).select_related("reviewer", "round")
    context = {
        **page_context(application.call, ""),
        "application": application,
        "reviews": [_shown(one) for one in sent.order_by("assignment__round", "assignment")],
        "waiting": waiting.order_by("round", "pk"),
        "talks": _talks(application),
        "can_talk": permissions.can_set_up(request.user),
    }
    return render(request, "selection/reviewing_staff.html", context)


def _rounds(application: Application) -> QuerySet[ReviewRound]:
    """Those in which it was ever given to somebody."""
    given = ReviewAssignment.objects.filter(application=application)
    return ReviewRound.objects.filter(pk__in=given.values("round")).order_by("opens", "pk")


def _talks(application: Application) -> list[dict[str, object]]:
    said = list(discussing.talk(application))
    rounds = [(round, discussing.part_of(round)) for round in _rounds(application)]
    return [{"round": round, "remarks": [one for one in said if one.part == part]} for round, part in rounds]


def _shown(review: Review) -> dict[str, object]:
    scores = sorted(review.scores.all(), key=lambda score: score.criterion.position)
    return {"review": review, "scores": scores, "round": review.assignment.round, "by": review.assignment.reviewer}
