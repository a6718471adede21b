"""What has been decided and told already: a first release, approved by a second person, and what its cities answered."""

from datetime import datetime, timedelta

from applications import services as intake
from applications.models import Application
from cda_portal.accounts.models import CityMember, User
from cda_portal.core import clock
from cda_portal.notifications import demo as outbox
from cda_portal.notifications.models import Message
from selection.demo.decisions import feedback
from selection.models import Outcome, Release, ReviewRound, Scenario
from selection.services import composing, decisions, decisions_letters, decisions_release

# What the release decides, and what cities did with it.
OUTCOMES = {
    "selected": Outcome.SELECT,
    "confirmed": Outcome.SELECT,
    "place_declined": Outcome.SELECT,
    "waitlisted": Outcome.WAITLIST,
    "not_selected": Outcome.DECLINE,
}
WHY = {
    Outcome.SELECT: "The panel: the strongest team of those that had to know early.",
    Outcome.WAITLIST: "The panel: ready next year; take it if a seat becomes free.",
    Outcome.DECLINE: "The panel: a good idea, but nobody named who would carry it on.",
}
KINDS = ("decision_letter", "place_confirmed", "place_declined")


def make(round: ReviewRound, fates: dict[int, str], times: list[datetime], *, officer: User, approver: User) -> Release:
    """Decide the applications of `fates` (by id), which are the only ones in review, at the four instants of `times`:
    composed and drafted, approved, released, answered by the cities.
    """
    composed, approved, released, answered = times
    with clock.standing_at(composed):
        release = _drafted(_composed(round, fates, officer), _evening(composed + timedelta(days=14)), officer)
    with clock.standing_at(approved):
        seen = decisions_letters.seal(release, decisions_letters.drafts(release))
        decisions_release.approve(release, by=approver, seen=seen, anyway=True)
    with clock.standing_at(released):
        decisions_release.publish(release, by=officer)
    with clock.standing_at(answered):
        _answers(fates)
    outbox.arrive(Message.objects.filter(kind__in=KINDS, status=Message.Status.QUEUED))
    return release


def _evening(at: datetime) -> datetime:
    """An hour at which a programme in Baltimore sets its days."""
    return at.replace(hour=22, minute=0, second=0, microsecond=0)


def _composed(round: ReviewRound, fates: dict[int, str], by: User) -> Scenario:
    seats = sum(OUTCOMES[fate] == Outcome.SELECT for fate in fates.values())
    note = "Cities whose councils vote on their budgets this month have to know first."
    scenario = composing.create(round, name="Early decisions", seats=seats, note=note, by=by)
    for item in scenario.items.select_related("application").order_by("pk"):
        wanted = OUTCOMES[fates[item.application_id]]
        if item.outcome != wanted:
            version = scenario.version
            scenario = composing.move(scenario, item.application, wanted, why=WHY[wanted], version=version, by=by)
    return scenario


def _drafted(scenario: Scenario, confirm_by: datetime, by: User) -> Release:
    release = decisions.draft(scenario, by=by)
    decisions.arrange(
        release,
        by=by,
        version=release.version,
        confirm_by=confirm_by,
        announced_at=confirm_by + timedelta(days=14),
        next_call_on=None,
        tell_rank=False,
    )
    rows = release.decisions.select_related("release", "application").order_by("application__reference")
    for number, decision in enumerate(rows):
        decisions.write_feedback(decision, feedback(decision, number), by=by, version=decision.feedback_version)
    release.refresh_from_db()
    return release


def _answers(fates: dict[int, str]) -> None:
    """One city takes its place, one gives it up."""
    for pk, fate in fates.items():
        application = Application.objects.get(pk=pk)
        lead = CityMember.objects.active().filter(city=application.city_id, role=CityMember.Role.LEAD)
        if fate == "confirmed":
            intake.confirm_place(application, by=lead.get().user, arrived=clock.now())
        if fate == "place_declined":
            intake.decline_place(application, by=lead.get().user)
