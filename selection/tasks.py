"""Thin tasks: ids in, one service called. Running one twice does nothing the second time."""

from celery import shared_task

from selection.models import ReviewRound
from selection.services import decisions_places, decisions_release, ranking, setup


@shared_task(name="selection.begin_reviews")
def begin_reviews() -> None:
    setup.begin_reviews()


@shared_task(name="selection.calibrate")
def calibrate(pk: int) -> None:
    ranking.calibrate(ReviewRound.objects.get(pk=pk))


@shared_task(name="selection.calibrate_stale")
def calibrate_stale() -> None:
    ranking.sweep()


@shared_task(name="selection.tell_reviewers")
def tell_reviewers() -> None:
    decisions_release.tell_reviewers()


@shared_task(name="selection.remind_places")
def remind_places() -> None:
    decisions_places.remind()
