"""A demonstration call that is being read: the default rubric and guide, a screening that is over, an open round."""

from datetime import datetime, timedelta

from applications.content.languages import Text, in_four
from applications.models import Application, Call
from cda_portal.accounts.models import User
from cda_portal.core import clock
from selection.models import ReviewRound, Screening
from selection.readable import READ
from selection.services import setup

SCREENING: Text = in_four("Screening", "Revisión previa", "Triagem", "Présélection")
SCORING: Text = in_four("Scoring", "Puntuación", "Pontuação", "Notation")
WHY_UNSURE = "Our question about the source of the measure is open. Screen it again once the city has answered."


def make(call: Call, *, officer: User, unsure: Application | None = None) -> ReviewRound:
    """The round in which reviewers score: open since ten days, for ten more. Each is screened soon after it was sent."""
    now = clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = list(Application.objects.visible_to(officer).filter(call=call, status__in=READ).order_by("submitted_at"))
    screened = [(soon(one, now), one) for one in rows]
    over = max((at for at, _one in screened), default=hour - timedelta(days=1)) + timedelta(minutes=1)
    with clock.standing_at(hour - timedelta(days=12)):
        setup.ensure_rubric(call, by=officer)
        setup.ensure_guide(call, by=officer)
        screening = _round(call, SCREENING, hour - timedelta(days=11), over, by=officer)
        scoring = _round(call, SCORING, hour - timedelta(days=10), hour + timedelta(days=10), by=officer)
    for at, one in screened:
        found = (Screening.Outcome.UNSURE, WHY_UNSURE) if one == unsure else (Screening.Outcome.PASS, "")
        with clock.standing_at(at):
            setup.screen(screening, one, *found, 0, by=officer)
    return scoring


def soon(application: Application, until: datetime) -> datetime:
    """A twentieth of the way from when it was sent to `until`."""
    sent = application.submitted_at or until
    return sent + (until - sent) / 20


def _round(call: Call, name: Text, opens: datetime, closes: datetime, *, by: User) -> ReviewRound:
    plain = {"reviews_each": 3, "sees": ReviewRound.Sees.AFTER_OWN, "common_why": ""}
    kind = ReviewRound.Kind.SCREENING if name is SCREENING else ReviewRound.Kind.SCORING
    return setup.make_round(call, {"kind": kind, "name": name, "opens": opens, "closes": closes, **plain}, by=by)
