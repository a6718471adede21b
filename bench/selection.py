"""A call whose 2,000 applications are read by 60 reviewers, three each: what selection's pages are measured on.

`python -m bench.selection` says on standard output how long a worker takes to calculate the ranking anew, to assign the
reviewers and to write the sheet of reviews. `load` is called by `bench.data`.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.utils.module_loading import import_string

from applications.models import Application, Call, Submission
from cda_portal.accounts import services as accounts
from cda_portal.accounts.models import City, Profile, User
from cda_portal.core import clock, jobs
from cda_portal.core.models import Job
from selection.models import (
    MatchingPlan,
    Review,
    ReviewAssignment,
    ReviewRound,
    RoundReviewer,
    Score,
)
from selection.services import composing, matching_plan, reviewing, setup

SLUG = "selection-bench"
REVIEWERS, EACH, CARDS, TIMES = 60, 3, 60, 5
READ_IN = ("en", "es", "pt-br", "fr")


def load(read: dict[str, Any], *, reviewers: int = REVIEWERS) -> dict[str, Any]:
    """Every city of the bench has sent the application `read` (a snapshot) to this call; what the client needs to ask."""
    chance = random.Random(2027)  # noqa: S311 - the same scores at each run
    officer = User.objects.get(email="officer@bench.example")
    call = _call()
    applications = _applications(call, read, officer)
    people = [_reviewer(number) for number in range(reviewers)]
    rubric = setup.ensure_rubric(call, by=officer)
    reviewing.agree(setup.ensure_guide(call, by=officer), by=people[0], language="en")
    now = clock.now()
    first = _round(call, "First", now - timedelta(days=20), now - timedelta(days=5), people)
    second = _round(call, "Second", now - timedelta(days=2), now + timedelta(days=12), people)
    _reviews(first, rubric, applications, people, officer, chance)
    each = applications[: len(applications) * EACH // reviewers]
    mine = ReviewAssignment.objects.bulk_create(
        ReviewAssignment(round=second, application=one, reviewer=people[0], minutes=40, by=officer) for one in each
    )
    calibrate(first)
    scenario = composing.create(first, name="Bench", seats=min(15, len(applications)), by=officer, shortlist=CARDS)
    return {
        "reviewer": people[0].pk,
        "round": first.pk,
        "scenario": scenario.pk,
        "review": mine[0].pk,
        "next": mine[-1].pk,
    }


def _call() -> Call:
    now = Call.objects.earliest("pk")
    windows = ("interest_opens", "interest_closes", "application_opens", "application_closes")
    days = ("reference_date", "programme_start")
    before = {name: getattr(now, name) - timedelta(days=730) for name in (*windows, *days)}
    return Call.objects.create(slug=SLUG, title=now.title, published_at=before["interest_opens"], **before)


def _applications(call: Call, read: dict[str, Any], officer: User) -> list[Application]:
    made = Application.objects.bulk_create(
        Application(
            call=call,
            city=city,
            reference=f"CDA-2025-{number:05}",
            language=READ_IN[number % 4],
            status="in_review",
            submitted_at=call.application_opens + timedelta(minutes=number),
        )
        for number, city in enumerate(City.objects.order_by("pk"))
    )
    short = {**read, "answers": read["answers"][:2]}
    Submission.objects.bulk_create(
        Submission(
            application=one,
            number=1,
            arrived_at=one.submitted_at,
            late=False,
            by=officer,
            snapshot=read if number == 0 else short,
            sha256="0" * 64,
        )
        for number, one in enumerate(made)
    )
    return made


def _reviewer(number: int) -> User:
    person = accounts.add_person(f"reviewer{number}@bench.example", f"Reviewer {number:02}")
    accounts.grant_role(person, "reviewer", by=None)
    Profile.objects.create(user=person, languages=[READ_IN[number % 4], READ_IN[(number + 1) % 4]])
    return person


def _round(call: Call, name: str, opens: Any, closes: Any, people: list[User]) -> ReviewRound:
    made = ReviewRound.objects.create(call=call, kind="scoring", name={"en": name}, opens=opens, closes=closes)
    minutes = 10_000
    RoundReviewer.objects.bulk_create(RoundReviewer(round=made, reviewer=one, minutes=minutes) for one in people)
    return made


def _reviews(
    round: ReviewRound,
    rubric: Any,
    applications: list[Application],
    people: list[User],
    officer: User,
    chance: random.Random,
) -> None:
    severity = [chance.gauss(0, 0.5) for _person in people]
    criteria = list(rubric.criteria.all())
    each = min(EACH, len(people))
    rows = [
        ReviewAssignment(
            round=round, application=one, reviewer=people[(number + step * 7) % len(people)], minutes=40, by=officer
        )
        for number, one in enumerate(applications)
        for step in range(each)
    ]
    assignments = ReviewAssignment.objects.bulk_create(rows)
    sent = {one.pk: submission for one, submission in zip(applications, _submissions(applications), strict=True)}
    merit = {one.pk: chance.gauss(3, 0.7) for one in applications}
    place = {one.pk: number for number, one in enumerate(people)}
    reviews, scores = [], []
    for one in assignments:
        level = merit[one.application_id] + severity[place[one.reviewer_id]]
        given = [min(5, max(1, round_half(level + chance.gauss(0, 0.6)))) for _criterion in criteria]
        words = "Strong on data; the team decides, and the baseline is measured. " * 3
        review = Review(
            assignment=one, rubric=rubric, submission=sent[one.application_id], for_panel=words, for_city=words,
            submitted_at=clock.now(), total=reviewing.total_of(criteria, dict(zip([c.key for c in criteria], given, strict=True))),
        )  # fmt: skip
        reviews.append(review)
        scores.append(given)
    for review, given in zip(Review.objects.bulk_create(reviews), scores, strict=True):
        review.given = given
    Score.objects.bulk_create(
        (
            Score(review=review, criterion=criterion, value=value)
            for review in reviews
            for criterion, value in zip(criteria, review.given, strict=True)
        ),
        batch_size=5_000,
    )
    ReviewRound.objects.filter(pk=round.pk).update(scores_changed_at=clock.now())
    round.refresh_from_db()


def round_half(value: float) -> int:
    return int(value + 0.5)


def _submissions(applications: list[Application]) -> list[Submission]:
    kept = Submission.objects.filter(application__in=applications).defer("snapshot").order_by("application")
    return list(kept)


# ---- what a worker does


def calibrate(round: ReviewRound) -> None:
    """Anew: a score has changed since."""
    ReviewRound.objects.filter(pk=round.pk).update(scores_changed_at=clock.now())
    round.refresh_from_db()
    import_string("selection.services.ranking.calibrate")(round)


def match(round: ReviewRound, officer: User) -> None:
    """The job as a worker runs it, on a round that nobody has been assigned in."""
    MatchingPlan.objects.filter(round=round).delete()
    job = matching_plan.start(round, by=officer)
    jobs.run(job.pk)
    job.refresh_from_db()
    if job.status != Job.Status.DONE:
        raise RuntimeError(f"The matching is {job.status}: {job.error}")


def sheet(round: ReviewRound, officer: User) -> None:
    write, table = import_string("cda_portal.core.sheets.write_csv"), import_string("selection.exports.reviews")
    query = import_string("django.http.QueryDict")(f"round={round.pk}")
    with tempfile.TemporaryDirectory() as folder:
        if not write(Path(folder) / "reviews.csv", table(officer, query, False)):
            raise RuntimeError("The sheet of reviews is empty.")


def measure(times: int = TIMES) -> dict[str, list[float]]:
    """Seconds of each work, some times over."""
    officer = User.objects.get(email="officer@bench.example")
    first, second = ReviewRound.objects.filter(call__slug=SLUG).order_by("pk")
    third = _round(first.call, "Third", first.opens, second.closes, [row.reviewer for row in first.reviewers.all()])
    return {
        "calibration": seconds(lambda: calibrate(first), times),
        "matching": seconds(lambda: match(third, officer), min(times, 3)),
        "export-reviews": seconds(lambda: sheet(first, officer), times),
    }


def seconds(work: Callable[[], None], times: int) -> list[float]:
    taken = []
    for _time in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return taken


def results(found: dict[str, list[float]]) -> dict[str, tuple[float, float]]:
    """Median and slowest by work."""
    return {name: (median(taken), max(taken)) for name, taken in found.items()}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
