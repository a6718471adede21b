"""When a round's ranking is calculated anew, and by whom: never by the web process, which does not load numpy."""

from django.db.models import Count, QuerySet
from django.utils.module_loading import import_string

from applications.models import Application
from cda_portal.core import queue
from selection.models import Calibration, Review, ReviewRound

SCORED = (ReviewRound.Kind.SCORING, ReviewRound.Kind.INTERVIEW)
TASK = "selection.calibrate"


def counted(round: ReviewRound) -> QuerySet[Review]:
    """The reviews that make the ranking of a round: those that count, of applications that were not withdrawn."""
    withdrawn = Application.Status.WITHDRAWN
    return Review.objects.counting().filter(assignment__round=round).exclude(assignment__application__status=withdrawn)


def is_stale(round: ReviewRound, calibration: Calibration | None) -> bool:
    """Whether scores changed since. Told by the instant that was seen and not by which came first: a score that was
    being saved while the ranking was calculated may carry the earlier instant."""
    if calibration is None:
        return round.scores_changed_at is not None
    return calibration.seen != round.scores_changed_at


def ask(round: ReviewRound) -> None:
    """Have a worker calculate it; whoever changes a score that counts calls this."""
    queue.later(TASK, round.pk)


def calibrate(round: ReviewRound) -> Calibration:
    """Calculate the ranking of a round and write it, unless it rests on the same scores already. Workers only."""
    calibration: Calibration = import_string("selection.services.calibrating.calibrate")(round)
    return calibration


def sweep() -> list[int]:
    """Calculate every ranking that is stale, or that a lost bell, a withdrawal or a conflict has left behind."""
    behind = _behind()
    for round in ReviewRound.objects.filter(pk__in=behind):
        calibrate(round)
    return behind


def _behind() -> list[int]:
    rounds = ReviewRound.objects.filter(kind__in=SCORED, call__archived_at=None)
    withdrawn = Application.Status.WITHDRAWN
    counting = Review.objects.counting().exclude(assignment__application__status=withdrawn)
    per_round = counting.filter(assignment__round__in=rounds).values("assignment__round").annotate(count=Count("pk"))
    now = dict(per_round.values_list("assignment__round", "count"))
    known = rounds.values_list("pk", "scores_changed_at", "calibration__seen", "calibration__reviews").order_by("pk")
    return [
        pk
        for pk, changed, seen, reviews in known
        if (reviews is None and (changed or now.get(pk)))
        or (reviews is not None and (changed != seen or reviews != now.get(pk, 0)))
    ]
