"""A call whose applications are decided, at each step of the way; what a test does not name is the plain case."""

from datetime import timedelta

from applications.tests.factories import CallFactory, member
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection.models import Decision, ScenarioItem
from selection.services import decisions, decisions_letters, decisions_release
from selection.tests.factories import RoundFactory, ScenarioFactory, sent_application

OUTCOMES = ("select", "waitlist", "decline")
FEEDBACK = {"en": "Readers found the problem **clear**."}


def a_scenario(*outcomes, call=None, seats=1, **fields):
    """One application in review per outcome, its city with a lead; those on the waiting list in this order."""
    round = RoundFactory(call=call or CallFactory())
    scenario = ScenarioFactory(round=round, seats=seats, **fields)
    ranks = iter(range(1, 100))
    for outcome in outcomes or OUTCOMES:
        application = sent_application(round.call)
        member(application.city)
        rank = next(ranks) if outcome == "waitlist" else None
        ScenarioItem.objects.create(scenario=scenario, application=application, outcome=outcome, rank=rank)
    return scenario


def drafted(*outcomes, by=None, **fields):
    return decisions.draft(a_scenario(*outcomes, **fields), by=by or UserFactory(role="officer"))


def arranged(release, **fields):
    """With its days set, and feedback for every city."""
    days = {
        "confirm_by": clock.now() + timedelta(days=21),
        "announced_at": clock.now() + timedelta(days=30),
        "next_call_on": clock.today("UTC") + timedelta(days=300),
        "tell_rank": False,
        **fields,
    }
    decisions.arrange(release, by=release.drafted_by, version=fresh(release).version, **days)
    for decision in release.decisions.select_related("release"):
        decisions.write_feedback(decision, FEEDBACK, by=release.drafted_by, version=decision.feedback_version)
    return fresh(release)


def seal(release):
    release = fresh(release)
    return decisions_letters.seal(release, decisions_letters.drafts(release))


def approved(*outcomes, by=None, **fields):
    release = arranged(drafted(*outcomes, **fields))
    return decisions_release.approve(release, by=by or UserFactory(role="approver"), seen=seal(release))


def released(*outcomes, by=None, **fields):
    release = approved(*outcomes, **fields)
    decisions_release.publish(release, by=by or release.drafted_by)
    return fresh(release)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def decision_of(release, outcome):
    rows = Decision.objects.select_related("release__call", "application__city", "application__call")
    return rows.filter(release=release, outcome=outcome).order_by("rank", "pk").first()


def statuses(release):
    """The applications' statuses in the order they were made."""
    return list(release.decisions.order_by("application").values_list("application__status", flat=True))
