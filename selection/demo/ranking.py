"""A demonstration of what follows the scores: the ranking, and a panel that has begun to talk."""

from datetime import timedelta

from cda_portal.accounts.models import User
from cda_portal.core import clock
from selection.models import Panel, ReviewRound
from selection.services import ranking, ranking_panels

NOTE = "The idea holds, the team is thin: who carries it on after the pilot? One member would ask before deciding."


def make(round: ReviewRound, *, by: User, members: int = 3) -> Panel | None:
    """The ranking of `round`, and a panel of `by` and the round's first reviewers; None where nothing is ranked."""
    ranking.calibrate(round)
    if not round.standings.exists():
        return None
    reviewers = User.objects.filter(rounds__round=round, rounds__left_at=None).order_by("pk")[:members]
    panel = ranking_panels.make(
        round,
        "Panel of the first twelve",
        (clock.now() + timedelta(days=2)).replace(hour=15, minute=0, second=0, microsecond=0),
        [by, *reviewers],
        by=by,
    )
    ranking_panels.build(panel, 12, [], by=by)
    items = list(panel.items.order_by("position"))
    first, second = items[0], items[-1]
    ranking_panels.write_note(first, NOTE, first.version, by=by)
    ranking_panels.mark(first, True, by=by)
    if second != first:
        ranking_panels.write_note(second, "Read again before the next meeting.", second.version, by=by)
    return panel
