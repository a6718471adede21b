"""The reviewer's place, and staff's page of an application's reviews; see __init__.py."""

from django.urls import reverse

from selection.models import Review, ReviewAssignment
from tests.journeys.visit import Visit, at


def _mine(**which):
    rows = ReviewAssignment.objects.standing().filter(reviewer__email="reviewer@demo.example", **which)
    return rows.order_by("pk").first()


def _page(name, **which):
    return lambda: reverse(f"selection:{name}", args=[_mine(**which).pk])


def _round(name):
    return lambda: reverse(f"selection:{name}", args=[_mine().round_id])


def _reviews():
    sent = Review.objects.counting().select_related("assignment__application").order_by("pk").first()
    return reverse("selection:application-reviews", args=[sent.assignment.application.reference])


SENT = {"review__submitted_at__isnull": False}
OPEN = {"review__submitted_at": None}
VISITS = [
    Visit("reviews", "reviewer", at("/review/?show=all")),
    Visit("review-welcome", "reviewer", _round("review-welcome")),
    Visit("review-practice", "reviewer", _round("review-practice")),
    Visit("review-open", "reviewer", _page("review", **OPEN)),
    Visit("review-sent", "reviewer", _page("review", **SENT)),
    Visit("review-decline", "reviewer", _page("review-decline", **OPEN)),
    Visit("review-conflict", "reviewer", _page("review-conflict", **OPEN)),
    Visit("application-reviews", "officer", _reviews),
]
