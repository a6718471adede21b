"""A matching as the officer sees it: before it, waiting for a decision, and being applied; demonstration reviewers read."""

from datetime import timedelta

from applications.models import Call
from cda_portal.accounts.models import RoleGrant, User
from cda_portal.core import clock, jobs
from selection.models import ReviewRound, RoundReviewer
from selection.services import matching_plan
from tests.journeys.visit import Visit

NAME = {"en": "Second reading"}


def _round() -> ReviewRound:
    """A round of its own in the call with the most applications to read, made once."""
    found = ReviewRound.objects.filter(name=NAME).first()
    if found is not None:
        return found
    call = max(
        Call.objects.all(), key=lambda call: call.applications.filter(status__in=["submitted", "in_review"]).count()
    )
    dates = {"opens": clock.now(), "closes": clock.now() + timedelta(days=20)}
    round = ReviewRound.objects.create(call=call, kind="scoring", name=NAME, reviews_each=2, **dates)
    readers = RoleGrant.objects.filter(role="reviewer").values("user")
    for person in User.objects.filter(pk__in=readers).order_by("pk")[:3]:
        RoundReviewer.objects.create(round=round, reviewer=person, minutes=60)
    return round


def _page(rest: str = "", *, planned: bool = False):
    def path() -> str:
        round = _round()
        if planned and matching_plan.latest(round) is None:
            job = matching_plan.start(round, by=User.objects.get(email="officer@demo.example"))
            jobs.run(job.pk)
        return f"/staff/selection/rounds/{round.pk}/matching/{rest}"

    return path


VISITS = [
    Visit("matching", "officer", _page()),
    Visit("matching-plan", "officer", _page("plan/", planned=True)),
    Visit("matching-unmet", "officer", _page("plan/?tab=unmet", planned=True)),
    Visit("matching-pairs", "officer", _page("plan/?tab=pairs", planned=True)),
    Visit("matching-apply", "officer", _page("apply/", planned=True)),
]
