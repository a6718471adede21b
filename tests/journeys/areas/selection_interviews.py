"""An interview with a demonstration city: before it is arranged, arranged, called off; and what its people read of it."""

from datetime import timedelta

from django.urls import reverse

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import clock
from selection.models import Interview, ReviewAssignment, ReviewRound
from selection.services import interviews
from tests.journeys.visit import Visit

NAME = {"en": "Interviews"}


def _officer() -> User:
    return User.objects.get(email="officer@demo.example")


def _round() -> ReviewRound:
    """A round of its own beside the one that the demonstration's reviewer reads in, made once."""
    if found := ReviewRound.objects.filter(name=NAME).first():
        return found
    rows = ReviewAssignment.objects.standing().filter(reviewer__email="reviewer@demo.example")
    one = rows.select_related("reviewer", "round").order_by("pk").first()
    dates = {"opens": clock.now(), "closes": clock.now() + timedelta(days=20)}
    round = ReviewRound.objects.create(call=one.round.call, kind="interview", name=NAME, reviews_each=1, **dates)
    round.assignments.create(application=_asked(), reviewer=one.reviewer, minutes=45, by=_officer())
    round.reviewers.create(reviewer=one.reviewer)
    return round


def _asked() -> Application:
    """The visitors' own city."""
    rows = Application.objects.filter(city__members__user__email="lead-sent@demo.example")
    return rows.get(status__in=["submitted", "in_review"])


def _interview() -> Interview:
    found = _round().interviews.filter(application=_asked()).first()
    if found is None or found.called_off_at is not None:
        when, where = clock.now() + timedelta(days=5), "https://meet.example/city-data-alliance"
        found = interviews.arrange(
            _round(),
            _asked(),
            meets_at=when,
            meets_where=where,
            note="One hour, with whoever will carry the work on.",
            version=found.version if found else 0,
            by=_officer(),
        )
    return found


def _board(query: str):
    return lambda: reverse("selection:round-board", args=[_interview().round_id]) + query


def _called_off() -> str:
    other = Application.objects.filter(call=_round().call, status="in_review").order_by("pk").first()
    details = {"meets_at": clock.now() + timedelta(days=6), "meets_where": "Here"}
    known = Interview.objects.filter(round=_round(), application=other).first()
    if known is None:
        known = interviews.arrange(_round(), other, **details, version=0, by=_officer())
    interviews.call_off(known, "The city asked for another day.", version=known.version, by=_officer())
    return known.get_absolute_url()


def _status() -> str:
    return reverse("applications:application-status", args=[_interview().application.reference])


VISITS = [
    Visit("interview", "officer", lambda: _interview().get_absolute_url()),
    Visit("interview-off", "officer", _called_off),
    Visit("interview-board", "officer", _board("?tab=applications")),
    Visit("interview-status", "lead-sent", _status),
]
