"""A score that changes while the ranking is calculated, two calculations, two notes; each guard has a twin that goes red."""

import pytest

from cda_portal.core import clock
from selection.models import Calibration, PanelItem, Review, ReviewRound, Score, Standing
from selection.services import calibrating, ranking, ranking_panels
from selection.services.errors import Stale
from selection.tests.factories import AssignmentFactory, RoundFactory, reviewed, rubric_with
from tests.interleave import while_uncommitted

pytestmark = pytest.mark.django_db(transaction=True)


def a_round():
    """One application with one review, ranked."""
    round = RoundFactory(scores_changed_at=clock.now())
    assignment = AssignmentFactory(round=round)
    reviewed(assignment, rubric_with(round.call, "problem"), [3])
    ranking.calibrate(round)
    return round


def score_changes_meanwhile():
    """The calculation has read the scores and waits to write, when one changes that was begun before it."""
    round = a_round()
    ReviewRound.objects.update(scores_changed_at=clock.now())  # there is something to calculate
    begun = clock.now()

    def change():
        Standing.objects.select_for_update().get()  # holds the calculation after its reading
        Score.objects.update(value=5)
        ReviewRound.objects.update(scores_changed_at=begun)

    while_uncommitted(change, lambda: ranking.calibrate(round), blocks=True)
    return ReviewRound.objects.select_related("calibration").get(pk=round.pk)


def test_a_score_that_changes_while_calculating_leaves_the_ranking_stale():
    round = score_changes_meanwhile()
    assert (Standing.objects.get().raw, ranking.is_stale(round, round.calibration)) == (3, True)
    assert ranking.sweep() == [round.pk]
    assert Standing.objects.get().raw == 5


@pytest.mark.fault
def test_twin_told_by_which_instant_came_first_the_score_is_lost(monkeypatch):
    monkeypatch.setattr(ranking, "is_stale", lambda round, calibration: calibration.at < round.scores_changed_at)
    round = score_changes_meanwhile()
    assert (Standing.objects.get().raw, ranking.is_stale(round, round.calibration)) == (3, False)


def calculate_together(**options):
    round = a_round()
    ReviewRound.objects.update(scores_changed_at=clock.now())
    written = []
    pair = [lambda: ranking.calibrate(round), lambda: written.append(ranking.calibrate(round))]
    _first, second = while_uncommitted(*pair, **options)
    return second


def test_of_two_calculations_the_second_finds_nothing_to_do(monkeypatch):
    read = []
    monkeypatch.setattr(calibrating, "_read", lambda rows, real=calibrating._read: read.append(1) or real(rows))
    assert calculate_together(blocks=True) is None
    assert (len(read), Standing.objects.count(), Calibration.objects.get().reviews) == (3 - 1, 1, 1)


@pytest.mark.fault
def test_twin_of_two_calculations_both_are_made(no_row_locks, monkeypatch):
    read = []
    monkeypatch.setattr(calibrating, "_read", lambda rows, real=calibrating._read: read.append(1) or real(rows))
    calculate_together(blocks=True)
    assert len(read) == 3


def note_together(**options):
    round = a_round()
    officer = Review.objects.get().assignment.by
    panel = ranking_panels.make(round, "Panel", None, [officer], by=officer)
    ranking_panels.build(panel, 1, [], by=officer)
    item = PanelItem.objects.get()
    pair = [lambda word=word: ranking_panels.write_note(item, word, 1, by=officer) for word in ("one", "other")]
    return while_uncommitted(*pair, **options)


def test_of_two_notes_the_second_is_told():
    _first, second = note_together(blocks=True)
    assert isinstance(second, Stale)
    assert PanelItem.objects.get().note == "one"


@pytest.mark.fault
def test_twin_of_two_notes_one_is_lost(no_row_locks):
    _first, second = note_together(blocks=True)
    assert (second.note, PanelItem.objects.get().note) == ("other", "other")
