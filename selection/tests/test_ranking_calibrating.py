"""The ranking of a round: which reviews are in it, and what is written. Expected numbers are worked out by hand."""

import subprocess
import sys
from datetime import timedelta

import pytest

from applications.models import Application
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection.models import Calibration, Review, ReviewRound, Score, Severity, Standing
from selection.services import ranking
from selection.tests.factories import AssignmentFactory, RoundFactory, reviewed, rubric_with, sent_application

pytestmark = pytest.mark.django_db


class Round:
    """Two criteria, of weight 3 and 1, and one that informs. Reviewer Low gives one point less than High."""

    def __init__(self):
        self.round = RoundFactory(scores_changed_at=clock.now())
        self.rubric = rubric_with(self.round.call, "problem", "team", "note", weights=(3, 1, 5), informs=("note",))
        self.low, self.high = UserFactory(role="reviewer"), UserFactory(role="reviewer")
        self.applications = [sent_application(self.round.call, reference=f"CDA-2027-{name}") for name in "ABC"]

    def review(self, application, reviewer, scores, **fields):
        assignment = AssignmentFactory(round=self.round, application=application, reviewer=reviewer)
        return reviewed(assignment, self.rubric, scores, **fields)

    def all(self):
        """Totals: A 4 and 5, B 3 and 4, C 2 and 3."""
        for number, application in enumerate(self.applications):
            self.review(application, self.low, [4 - number, 4 - number, 1])
            self.review(application, self.high, [5 - number, 5 - number, 5])
        return self.calibrate()

    def calibrate(self):
        return ranking.calibrate(ReviewRound.objects.get(pk=self.round.pk))

    def standings(self):
        rows = Standing.objects.filter(round=self.round).select_related("application").order_by("place")
        return [(row.application.reference[-1], row.place, row.reviews, round(row.raw, 2)) for row in rows]


@pytest.fixture
def three():
    return Round()


def test_a_round_is_written_whole(three):
    found = three.all()
    assert three.standings() == [("A", 1, 2, 4.5), ("B", 2, 2, 3.5), ("C", 3, 2, 2.5)]
    assert [(row.spread, row.means) for row in Standing.objects.order_by("place")] == [
        (1, {"problem": 4.5, "team": 4.5}),
        (1, {"problem": 3.5, "team": 3.5}),
        (1, {"problem": 2.5, "team": 2.5}),
    ]
    severities = {row.reviewer: (row.reviews, row.mean, round(row.severity, 2)) for row in Severity.objects.all()}
    assert severities == {three.low: (3, 3, -0.5), three.high: (3, 4, 0.5)}
    assert (found.reviews, found.low, found.high, found.versions) == (6, 1, 5, 1)
    assert list(found.agreement) == ["total", "problem", "team"]
    # Pairs in a unit differ by 1, so the mean square is 1; over all pairs of the six ratings it is 2.2.
    assert found.agreement["total"] == pytest.approx(1 - 1 / 2.2, abs=1e-4)


def test_weights_count_and_criteria_that_inform_do_not(three):
    three.review(three.applications[0], three.low, [5, 1, 1])
    three.calibrate()
    assert three.standings() == [("A", 1, 1, 4.0)]


@pytest.mark.parametrize(
    ("state", "counted"),
    [
        ("sent", True),
        ("draft", False),
        ("reopened", False),
        ("withdrawn assignment", False),
        ("declined assignment", False),
        ("conflict", False),
        ("withdrawn application", False),
        ("another round", False),
    ],
)
def test_only_reviews_that_count_are_in_it(three, state, counted):
    review = three.review(three.applications[0], three.low, [4, 4, 4])
    into(state, review)
    found = three.calibrate()
    assert three.standings() == ([("A", 1, 1, 4.0)] if counted else [])
    assert (found.reviews, Severity.objects.count()) == ((1, 1) if counted else (0, 0))


def into(state, review):
    assignment = review.assignment
    if state in ("draft", "reopened"):
        Review.objects.filter(pk=review.pk).update(submitted_at=None, reopened_at=clock.now())
    elif state == "conflict":
        person = assignment.reviewer
        Conflict.objects.create(user=person, city=assignment.application.city, reason="Worked", declared_by=person)
    elif state == "withdrawn application":
        Application.objects.filter(pk=assignment.application_id).update(status="withdrawn")
    elif state == "another round":
        type(assignment).objects.filter(pk=assignment.pk).update(round=RoundFactory(call=assignment.round.call))
    elif state.endswith("assignment"):
        type(assignment).objects.filter(pk=assignment.pk).update(**{f"{state.split()[0]}_at": clock.now()})


def test_equal_scores_stand_by_reference(three):
    for application in reversed(three.applications):
        three.review(application, three.low, [3, 3, 3])
    three.calibrate()
    assert [row[:2] for row in three.standings()] == [("A", 1), ("B", 2), ("C", 3)]


def test_scores_of_an_earlier_scale_are_moved_to_the_newest(three):
    three.review(three.applications[0], three.low, [4, 4, 1])  # three quarters of 1 to 5
    newer = rubric_with(three.round.call, "problem", "team", version=2)
    type(newer).objects.filter(pk=newer.pk).update(low=0, high=8)
    newer.refresh_from_db()
    reviewed(AssignmentFactory(round=three.round, application=three.applications[1]), newer, [8, 4])
    found = three.calibrate()
    assert three.standings() == [("A", 1, 1, 6.0), ("B", 2, 1, 6.0)]
    assert (found.low, found.high, found.versions) == (0, 8, 2)


def test_a_second_time_it_does_nothing(three):
    first = three.all()
    with_rows = set(Standing.objects.values_list("pk", flat=True))
    assert three.calibrate().at == first.at
    assert set(Standing.objects.values_list("pk", flat=True)) == with_rows


def change_score(three):
    Score.objects.filter(criterion__key="problem").update(value=1)
    ReviewRound.objects.filter(pk=three.round.pk).update(scores_changed_at=clock.now() + timedelta(seconds=1))


def changed_earlier(three):
    """Saved while the ranking was calculated: the instant is older than the calculation, and yet another one."""
    Score.objects.filter(criterion__key="problem").update(value=1)
    ReviewRound.objects.filter(pk=three.round.pk).update(scores_changed_at=clock.now() - timedelta(hours=1))


def withdraw(three):
    Application.objects.filter(pk=three.applications[0].pk).update(status="withdrawn")


@pytest.mark.parametrize(
    ("change", "swept"), [(None, False), (change_score, True), (changed_earlier, True), (withdraw, True)]
)
def test_the_sweep_finds_what_changed(three, change, swept):
    three.all()
    if change:
        change(three)
    before = three.standings()
    assert ranking.sweep() == ([three.round.pk] if swept else [])
    assert (three.standings() != before) is swept
    assert ranking.sweep() == []


def test_the_sweep_finds_a_round_that_was_never_calculated_and_leaves_one_without_reviews(three):
    RoundFactory()
    assert ranking.sweep() == [three.round.pk]  # it says that a score changed
    assert ranking.sweep() == []
    three.review(three.applications[0], three.low, [4, 4, 4])
    assert ranking.sweep() == [three.round.pk]  # nobody rang
    assert Calibration.objects.get().reviews == 1


def test_archived_calls_and_screening_are_left_alone(three):
    three.review(three.applications[0], three.low, [4, 4, 4])
    type(three.round.call).objects.filter(pk=three.round.call_id).update(archived_at=clock.now())
    RoundFactory(kind="screening", scores_changed_at=clock.now())
    assert ranking.sweep() == []


def test_the_web_process_loads_no_numpy():
    code = (
        "import sys, django; django.setup()\n"
        "from django.urls import reverse; reverse('selection:ranking', args=[1])\n"
        "from selection import contributions, tasks; contributions.job_kinds()\n"
        "sys.exit(' '.join({'numpy', 'scipy', 'selection.services.calibrating'} & set(sys.modules)) or 0)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr.strip()) == (0, "")
