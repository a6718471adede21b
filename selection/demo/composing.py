"""A demonstration cohort: a scenario from the ranking, changed by hand with reasons, and a copy that puts another question."""

from applications.models import Application
from cda_portal.accounts.models import User
from selection.models import Outcome, ReviewRound, Scenario
from selection.services import composing, composing_constraints

SEATS = 15
SMALL = 250_000
WHY = {
    Outcome.DECLINE: "The panel: a good idea, but nobody named who would carry it on.",
    Outcome.SELECT: "The panel: a strong team, and the first city of its country.",
    Outcome.WAITLIST: "The panel: ready next year; take it if a seat becomes free.",
}


def make(round: ReviewRound, *, by: User) -> Scenario | None:
    """Two scenarios on the ranking of `round`, the first with constraints and changes; None without a ranking.

    Returns the first: a draft of decisions can be made from it.
    """
    cards = round.standings.filter(application__status=Application.Status.IN_REVIEW).count()
    if not cards:
        return None
    seats = min(SEATS, max(1, cards // 2))
    made = composing.create(
        round,
        name="Balanced",
        seats=seats,
        coaching=max(1, seats - 2),
        note="The best of the ranking, with a seat at least for each of three languages.",
        by=by,
    )
    for language in ("en", "es", "pt-br"):
        composing_constraints.add(made, "language", language, bound="at_least", number=1, by=by)
    composing_constraints.add(made, "country", "US", bound="at_most", number=max(2, seats // 3), by=by)
    made = _changed(made, by)
    _smaller(composing.copy(made, name="More small cities", by=by), by)
    return made


def _changed(scenario: Scenario, by: User) -> Scenario:
    """The last seat goes to the second of the declined; the first of them and the next wait."""
    seated, others = (list(scenario.items.filter(outcome=outcome).order_by("pk")) for outcome in ("select", "decline"))
    wanted = [(item, Outcome.WAITLIST) for item in (*others[:1], *others[2:4])]
    if len(seated) > 1 and len(others) > 1:
        wanted += [(seated[-1], Outcome.DECLINE), (others[1], Outcome.SELECT)]
    for item, outcome in wanted:
        version = scenario.version
        scenario = composing.move(scenario, item.application, outcome, why=WHY[outcome], version=version, by=by)
    return scenario


def _smaller(scenario: Scenario, by: User) -> None:
    """The largest city in a seat waits, and the best placed of the smaller ones is in its seat."""
    note = "As Balanced, with a smaller city in the seat of the largest."
    scenario = composing.change(scenario, {"note": note}, version=scenario.version, by=by)
    known = list(scenario.items.exclude(application__city__population=None).select_related("application__city"))
    known.sort(key=lambda item: item.pk)
    seated = [item for item in known if item.outcome == Outcome.SELECT and not item.by_hand]
    if not seated or not (others := [item for item in known if item.outcome != Outcome.SELECT]):
        return
    largest = max(seated, key=lambda item: item.application.city.population or 0)
    small = min(others, key=lambda item: ((item.application.city.population or 0) > SMALL, item.pk))
    for item, outcome in ((largest, Outcome.WAITLIST), (small, Outcome.SELECT)):
        why, version = "To see what a cohort with more small cities is made of.", scenario.version
        scenario = composing.move(scenario, item.application, outcome, why=why, version=version, by=by)
