"""What becomes of a sent application: each verb from each status, and what it writes."""

from datetime import timedelta

import pytest
from django.db import transaction

from applications import services
from applications.models import Application
from applications.services import NotAllowed
from applications.tests.factories import ApplicationFactory, member
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change

pytestmark = pytest.mark.django_db
STATUSES = "draft submitted in_review selected waitlisted declined confirmed place_declined withdrawn".split()
VERBS = {
    "begin_review": lambda one, by: services.begin_review(one, by=by),
    "select": lambda one, by: services.decide(one, "select", by=by),
    "waitlist": lambda one, by: services.decide(one, "waitlist", by=by),
    "decline": lambda one, by: services.decide(one, "decline", by=by),
    "extend": lambda one, by: services.extend_confirmation(one, clock.ahead(days=30), by=by),
    "confirm": lambda one, by: services.confirm_place(one, by=by, arrived=clock.now()),
    "give up": lambda one, by: services.decline_place(one, by=by),
}
# From each status in the order of STATUSES: where it ends, "-" where it is refused.
TABLE = {
    #                draft    submitted   in_review       selected        waitlisted  declined    confirmed  place_declined withdrawn
    "begin_review": "draft    in_review   in_review       selected        waitlisted  declined    confirmed  place_declined withdrawn",
    "select":       "-        -           selected        selected        selected    selected    -          -              -",
    "waitlist":     "-        -           waitlisted      waitlisted      waitlisted  waitlisted  -          -              -",
    "decline":      "-        -           declined        declined        declined    declined    -          -              -",
    "extend":       "-        -           -               selected        -           -           -          -              -",
    "confirm":      "-        -           -               confirmed       -           -           confirmed  -              -",
    "give up":      "-        -           -               place_declined  -           -           -          place_declined -",
}  # fmt: skip


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def end_of(verb, status, by):
    """Where it ends; "-" where it is refused, which writes nothing."""
    application = ApplicationFactory(status=status)
    changes = Change.objects.count()
    try:
        with transaction.atomic():
            VERBS[verb](application, by)
    except NotAllowed:
        assert Change.objects.count() == changes
        return "-"
    application.refresh_from_db()
    moved = Change.objects.about(application).filter(act="application").values_list("source", "target")
    assert list(moved) == ([(status, application.status)] if application.status != status else [])
    return application.status


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_from_each_status(verb, officer):
    assert Application.Status.values == STATUSES
    found = [end_of(verb, status, officer) for status in STATUSES]
    assert found == TABLE[verb].split()


def test_a_decision_writes_feedback_and_only_a_place_has_a_day(officer):
    until = clock.ahead(days=14)
    rows = {outcome: ApplicationFactory(status="in_review") for outcome in ("select", "waitlist", "decline")}
    for outcome, row in rows.items():
        services.decide(row, outcome, by=officer, feedback=f"On {outcome}", confirm_by=until)

    found = {name: Application.objects.get(pk=row.pk) for name, row in rows.items()}
    assert {name: (row.feedback, row.confirm_by) for name, row in found.items()} == {
        "select": ("On select", until),
        "waitlist": ("On waitlist", None),
        "decline": ("On decline", None),
    }


def test_a_place_taken_back_has_no_day_any_more(officer):
    application = ApplicationFactory(status="selected", confirm_by=clock.ahead(days=3))
    services.decide(application, "waitlist", by=officer)
    application.refresh_from_db()
    assert (application.status, application.confirm_by) == ("waitlisted", None)


def test_a_later_day_is_later(officer):
    day = clock.ahead(days=3)
    application = ApplicationFactory(status="selected", confirm_by=day)
    for until in (day, day - timedelta(days=1)):
        with pytest.raises(NotAllowed):
            services.extend_confirmation(application, until, by=officer)

    services.extend_confirmation(application, day + timedelta(days=1), by=officer, why="They asked")

    application.refresh_from_db()
    assert application.confirm_by == day + timedelta(days=1)
    changes = Change.objects.about(application).values_list("act", "by", "why")
    assert list(changes) == [("confirmation extended", officer.pk, "They asked")]


def test_the_day_to_confirm_is_judged_by_arrival():
    """At its last instant it is taken; a second later it is not, and staff can give longer."""
    day = clock.now()
    late = ApplicationFactory(status="selected", confirm_by=day)
    lead = member(late.city)
    with pytest.raises(NotAllowed):
        services.confirm_place(late, by=lead, arrived=day + timedelta(seconds=1))
    assert Application.objects.get(pk=late.pk).status == "selected"

    services.confirm_place(late, by=lead, arrived=day)

    assert Application.objects.get(pk=late.pk).status == "confirmed"


def test_confirming_twice_is_once_even_after_the_day():
    application = ApplicationFactory(status="selected", confirm_by=clock.ago(minutes=1))
    lead = member(application.city)
    for arrived in (clock.ago(minutes=2), clock.now()):
        services.confirm_place(application, by=lead, arrived=arrived)
    assert Change.objects.about(application).count() == 1


def test_a_place_given_up_keeps_the_reason():
    application = ApplicationFactory(status="selected")
    lead = member(application.city)
    for _press in range(2):
        services.decline_place(application, by=lead, why="No budget")
    changes = Change.objects.about(application).order_by("pk").values_list("act", "target", "why")
    assert list(changes) == [("application", "place_declined", ""), ("place declined", "", "No budget")]
