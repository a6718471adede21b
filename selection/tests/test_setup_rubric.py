"""The rubric and the guide: what reviews rest on is never changed, and nobody's change is overwritten unseen."""

import pytest
from django.conf import settings

from applications import call_states
from applications.tests.factories import CallFactory
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from selection.content import guide as default_guide
from selection.content import rubric as default
from selection.models import Criterion, Review, ReviewGuide, Rubric
from selection.services import setup_guide, setup_rubric
from selection.services.errors import NotAllowed, Stale
from selection.services.setup_rubric import NeedsReason
from selection.tests.factories import AssignmentFactory, GuideFactory, RoundFactory, reviewed, rubric_with

pytestmark = pytest.mark.django_db
LANGUAGES = {code for code, _name in settings.LANGUAGES}


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def rubric():
    return rubric_with(CallFactory(), "problem", "team", informs=("team",))


def used(rubric, *, submitted=True):
    """A review rests on it."""
    assignment = AssignmentFactory(round=RoundFactory(call=rubric.call))
    return reviewed(assignment, rubric, [3, 4], submitted=submitted)


def values(**fields):
    return {"title": {"en": "Problem"}, "help": {}, "weight": 2, "ranks": True, "anchors": {}, **fields}


def write(rubric, key="problem", *, by, was=None, why="", fits=(), **fields):
    criterion = Rubric.objects.in_force(rubric.call).criteria.get(key=key)
    mark = was or setup_rubric.mark(criterion)
    return setup_rubric.write_criterion(rubric.call, key, values(**fields), was=mark, by=by, why=why, fits=fits)


def versions(rubric):
    rows = Rubric.objects.filter(call=rubric.call).order_by("version")
    return {row.version: sorted(row.criteria.values_list("key", "weight")) for row in rows}


# ---- the default


def test_the_default_rubric_is_whole_in_four_languages():
    for one in default.CRITERIA:
        texts = [one["title"], one["help"], *one["anchors"].values()]
        assert [set(text) for text in texts] == [LANGUAGES] * 7
        assert all(text[code].strip() for text in texts for code in LANGUAGES)
        assert list(one["anchors"]) == ["1", "2", "3", "4", "5"]
    assert {one["weight"] for one in default.CRITERIA} == {1}
    assert [one["key"] for one in default.CRITERIA if not one["ranks"]] == ["mandate"]


def test_the_default_guide_is_whole_and_fits_the_default_rubric():
    texts = [getattr(default_guide, name.upper()) for name in setup_guide.TEXTS]
    assert [set(text) for text in texts] == [LANGUAGES] * 5
    assert list(default_guide.PRACTICE_SCORES) == [one["key"] for one in default.CRITERIA]
    assert {told["score"] for told in default_guide.PRACTICE_SCORES.values()} <= {1, 2, 3, 4, 5}


def test_a_call_gets_the_default_once_and_to_be_confirmed(officer):
    call = CallFactory()
    first, again = (setup_rubric.ensure_rubric(call, by=officer) for _i in range(2))
    guides = {setup_guide.ensure_guide(call, by=officer).pk for _i in range(2)}

    assert (first, first.version, first.to_be_confirmed, first.criteria.count()) == (again, 1, True, 7)
    assert (len(guides), ReviewGuide.objects.get().to_be_confirmed) == (1, True)
    assert sorted(Change.objects.values_list("act", flat=True)) == ["guide made", "rubric made"]


# ---- a version that reviews rest on

# Each verb upon a rubric that nobody scored by: the version in force afterwards, and its criteria.
VERBS = {
    "add": lambda rubric, by, why: setup_rubric.add_criterion(rubric.call, "reach", values(), by=by, why=why),
    "write": lambda rubric, by, why: write(rubric, by=by, why=why),
    "remove": lambda rubric, by, why: setup_rubric.remove_criterion(
        rubric.call, "team", was=setup_rubric.mark(Criterion.objects.get(key="team")), by=by, why=why
    ),
    "scale": lambda rubric, by, why: setup_rubric.set_scale(rubric.call, 1, 4, was=(1, 5), by=by, why=why),
}
AFTER = {
    "add": (["problem", "reach", "team"], 5),
    "write": (["problem", "team"], 5),
    "remove": (["problem"], 5),
    "scale": (["problem", "team"], 4),
}


def in_force(call):
    rubric = Rubric.objects.in_force(call)
    return rubric.version, sorted(rubric.criteria.values_list("key", flat=True)), rubric.high


@pytest.mark.parametrize("verb", VERBS)
def test_an_unused_rubric_is_changed_in_place(officer, rubric, verb):
    VERBS[verb](rubric, officer, "")
    assert in_force(rubric.call) == (1, *AFTER[verb])


@pytest.mark.parametrize("verb", VERBS)
def test_a_used_rubric_stays_and_its_change_is_the_next_version_with_a_reason(officer, rubric, verb):
    review = used(rubric, submitted=False)
    before = in_force(rubric.call)

    with pytest.raises(NeedsReason):
        VERBS[verb](rubric, officer, "  ")
    assert in_force(rubric.call) == before
    VERBS[verb](rubric, officer, "It was unclear")

    assert in_force(rubric.call) == (2, *AFTER[verb])
    assert (rubric.criteria.count(), Review.objects.get(pk=review.pk).rubric) == (2, rubric)
    newest = Rubric.objects.in_force(rubric.call)
    assert (newest.why, newest.by) == ("It was unclear", officer)


def test_the_next_change_is_in_place_until_a_review_rests_on_it(officer, rubric):
    used(rubric)
    write(rubric, by=officer, why="It was unclear")
    write(rubric, by=officer, weight=3)
    assert versions(rubric) == {1: [("problem", 1), ("team", 1)], 2: [("problem", 3), ("team", 1)]}


def test_saving_what_stands_makes_no_version(officer, rubric):
    used(rubric)
    write(rubric, by=officer, title={"en": "Problem"}, weight=1)
    assert list(versions(rubric)) == [1]


def test_another_order_makes_no_version(officer, rubric):
    used(rubric)
    ways = [setup_rubric.move_criterion(rubric.call, "team", up=up, by=officer) for up in (True, True, False)]
    assert (ways, list(versions(rubric))) == ([True, False, True], [1])
    assert list(rubric.criteria.values_list("key", flat=True)) == ["problem", "team"]


def test_the_scale_stays_once_a_review_was_sent(officer, rubric):
    used(rubric)
    with pytest.raises(NotAllowed, match="1 review was sent"):
        setup_rubric.set_scale(rubric.call, 1, 4, was=(1, 5), by=officer, why="Shorter")
    assert in_force(rubric.call)[2] == 5


def test_one_criterion_at_least_ranks(officer, rubric):
    with pytest.raises(NotAllowed):
        write(rubric, by=officer, ranks=False)
    with pytest.raises(NotAllowed):
        setup_rubric.remove_criterion(
            rubric.call, "problem", was=setup_rubric.mark(rubric.criteria.get(key="problem")), by=officer
        )
    assert rubric.criteria.filter(ranks=True).count() == 1


def test_a_key_stands_once_in_a_rubric(officer, rubric):
    with pytest.raises(NotAllowed):
        setup_rubric.add_criterion(rubric.call, "team", values(), by=officer)


# ---- two people


def test_a_stale_change_is_answered_with_what_stands(officer, rubric):
    was = setup_rubric.mark(rubric.criteria.get(key="problem"))
    write(rubric, by=officer, title={"en": "Theirs"})
    with pytest.raises(Stale) as stale:
        write(rubric, by=officer, was=was, title={"en": "Mine"})
    assert stale.value.current.title == {"en": "Theirs"}


def test_changes_of_different_criteria_do_not_cross(officer, rubric):
    used(rubric)
    marks = {one.key: setup_rubric.mark(one) for one in rubric.criteria.all()}
    write(rubric, by=officer, was=marks["problem"], weight=2, why="More")
    write(rubric, "team", by=officer, was=marks["team"], weight=5, ranks=False)
    assert versions(rubric)[2] == [("problem", 2), ("team", 5)]


# ---- versions


def test_the_newest_version_is_taken_back_while_unused(officer, rubric):
    used(rubric)
    write(rubric, by=officer, why="It was unclear")
    with pytest.raises(Stale):
        setup_rubric.discard(rubric.call, was=1, by=officer)

    setup_rubric.discard(rubric.call, was=2, by=officer)

    assert in_force(rubric.call)[0] == 1
    with pytest.raises(NotAllowed, match="first version"):
        setup_rubric.discard(rubric.call, was=1, by=officer)


def test_a_used_version_is_not_taken_back(officer, rubric):
    used(rubric)
    write(rubric, by=officer, why="It was unclear")
    used(Rubric.objects.in_force(rubric.call))
    with pytest.raises(NotAllowed, match="Reviews use"):
        setup_rubric.discard(rubric.call, was=2, by=officer)


def test_an_earlier_version_is_taken_up_as_the_next_one(officer, rubric):
    used(rubric)
    write(rubric, by=officer, why="It was unclear")
    with pytest.raises(Stale):
        setup_rubric.take_up(rubric.call, 1, was=1, by=officer, why="Back")

    setup_rubric.take_up(rubric.call, 1, was=2, by=officer, why="Back")

    assert versions(rubric)[3] == versions(rubric)[1] != versions(rubric)[2]
    with pytest.raises(NotAllowed):
        setup_rubric.take_up(rubric.call, 3, was=3, by=officer, why="Again")


def test_confirming_is_said_once_and_can_be_taken_back(officer, rubric):
    for confirmed in (True, True, False):
        setup_rubric.confirm(rubric.call, by=officer, confirmed=confirmed)
    acts = Change.objects.about(rubric).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["rubric confirmed", "rubric to be confirmed"]


def test_an_archived_call_is_not_changed(officer, rubric):
    rubric.call.archived_at = clock.now()
    rubric.call.save()
    for verb in VERBS.values():
        with pytest.raises(NotAllowed, match="archived"):
            verb(rubric, officer, "Why")


# ---- translations


def test_a_translation_is_older_once_its_source_changes_until_it_is_looked_at(officer, rubric):
    def older():
        criterion = Rubric.objects.in_force(rubric.call).criteria.get(key="problem")
        stamps = criterion.stamps["title"]
        return stamps["es"] < stamps["en"]

    write(rubric, by=officer, title={"en": "One problem", "es": "Problema"})
    assert older() is False
    write(rubric, by=officer, title={"en": "The problem", "es": "Problema"})
    assert older() is True
    write(rubric, by=officer, title={"en": "The problem", "es": "Problema"}, fits=["es"])
    assert older() is False


# ---- the guide


def test_only_another_confidentiality_text_gets_a_number(officer):
    guide = GuideFactory()
    found = []
    for name, words in (
        ("guide", {"en": "Other"}),
        ("confidentiality", {"en": "Other"}),
        ("confidentiality", {"en": "Other"}),
    ):
        guide.refresh_from_db()
        was = call_states.mark(getattr(guide, name))
        found.append(setup_guide.write_text(guide.call, name, words, was=was, by=officer).version)
    assert found == [1, 2, 2]


def test_a_stale_text_of_the_guide_is_answered_with_what_stands(officer):
    guide = GuideFactory()
    was = call_states.mark(guide.readers)
    setup_guide.write_text(guide.call, "readers", {"en": "Theirs"}, was=was, by=officer)
    with pytest.raises(Stale) as stale:
        setup_guide.write_text(guide.call, "readers", {"en": "Mine"}, was=was, by=officer)
    assert stale.value.current.readers == {"en": "Theirs"}


def test_scores_of_the_practice_case_come_and_go(officer):
    guide = GuideFactory(practice_scores={"old": {"score": 2, "why": {}}, "team": {"score": 3, "why": {}}})
    told = {"team": {"score": None, "why": {}}, "problem": {"score": 4, "why": {"en": "Clear"}}}
    setup_guide.write_scores(guide.call, told, was=call_states.mark(guide.practice_scores), by=officer)
    guide.refresh_from_db()
    assert guide.practice_scores == {"old": {"score": 2, "why": {}}, "problem": {"score": 4, "why": {"en": "Clear"}}}
