"""Demonstration decisions: a provisional draft from a scenario, with days set and feedback for all but one city."""

from datetime import timedelta

from applications.demo import words as intake
from cda_portal.accounts.models import User
from cda_portal.core import clock
from selection.demo import words
from selection.models import Decision, Outcome, Release, Scenario
from selection.services import decisions


def make(scenario: Scenario, *, officer: User) -> Release:
    """Draft them as the officer would; nobody approves, so that nothing is told."""
    release = decisions.draft(scenario, by=officer)
    today = clock.now().replace(hour=22, minute=0, second=0, microsecond=0)
    decisions.arrange(
        release,
        by=officer,
        version=release.version,
        confirm_by=today + timedelta(days=28),
        announced_at=today + timedelta(days=42),
        next_call_on=None,
        tell_rank=False,
    )
    rows = release.decisions.select_related("release", "application").order_by("application__reference")
    for number, decision in enumerate(rows[1:]):
        decisions.write_feedback(decision, feedback(decision, number), by=officer, version=decision.feedback_version)
    release.refresh_from_db()
    return release


def feedback(decision: Decision, number: int) -> dict[str, str]:
    """In the city's language; what the `number`th city reads sounds like its reviewers."""
    language = decision.application.language
    if decision.outcome == Outcome.DECLINE:
        return {language: intake.FEEDBACK[language]}
    texts = (words.CITY_GOOD[number % len(words.CITY_GOOD)], words.CITY_WISH[number % len(words.CITY_WISH)])
    return {language: " ".join(text[language] for text in texts)}
