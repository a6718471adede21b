"""What a reviewer writes: by the state of the assignment, of the round and of the review."""

from datetime import timedelta

import pytest

from cda_portal.accounts.models import Consent
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.notifications.models import Message
from selection.models import Release, Review, ReviewAssignment, Rubric
from selection.services import conflicts, discussing, reviewing
from selection.services.errors import NotAllowed, Stale
from selection.tests.factories import (
    AssignmentFactory,
    GuideFactory,
    RoundFactory,
    ScenarioFactory,
    reviewed,
    rubric_with,
    sent_application,
)

pytestmark = pytest.mark.django_db
WORDS = {"for_panel": "Strong on data", "for_city": "Well told", "private": "Ask Ana"}


@pytest.fixture
def assignment():
    made = AssignmentFactory()
    rubric_with(made.round.call, "problem", "team", "extra", weights=(3, 1, 1), informs=("extra",))
    return made


def write(assignment, scores=None, words=None, version=0, at=None):
    return reviewing.save(
        assignment,
        {"problem": 4, "team": 2} if scores is None else scores,
        WORDS if words is None else words,
        version=version,
        by=assignment.reviewer,
        at=at or clock.now(),
    )


def send(assignment, at=None):
    return reviewing.submit(assignment, by=assignment.reviewer, at=at or clock.now())


def scores(review):
    return dict(review.scores.values_list("criterion__key", "value"))


def test_a_draft_keeps_what_was_typed(assignment):
    review = write(assignment)
    assert (scores(review), review.version, review.for_panel, review.for_city, review.private) == (
        {"problem": 4, "team": 2}, 1, "Strong on data", "Well told", "Ask Ana",
    )  # fmt: skip
    again = write(assignment, scores={"problem": None, "team": 5}, words={"for_panel": "x"}, version=1)
    assert (scores(again), again.version, again.for_panel, again.private) == ({"team": 5}, 2, "x", "")
    assert Review.objects.count() == 1


def test_the_same_again_changes_nothing(assignment):
    write(assignment)
    assert write(assignment).version == 1


def test_a_second_window_is_told_and_nothing_is_lost(assignment):
    write(assignment)
    with pytest.raises(Stale) as stale:
        write(assignment, words={"for_panel": "From the other window"})
    assert stale.value.current.for_panel == "Strong on data"
    assert Review.objects.get().for_panel == "Strong on data"


def test_scores_off_the_scale_and_of_no_criterion_are_none(assignment):
    review = write(assignment, scores={"problem": 9, "team": 0, "nothing": 3, "extra": 5})
    assert scores(review) == {"extra": 5}


def test_null_bytes_go_and_ten_megabytes_are_refused(assignment):
    assert write(assignment, words={"for_panel": "a\x00b"}).for_panel == "ab"
    with pytest.raises(NotAllowed, match="20,000"):
        write(assignment, words={"for_panel": "x" * 10_000_000}, version=1)


def test_sending_weighs_what_ranks_and_needs_all_of_it(assignment):
    write(assignment, scores={"problem": 4})
    with pytest.raises(NotAllowed, match="A score is missing: Team"):
        send(assignment)
    write(assignment, scores={"problem": 4, "team": 2, "extra": 1}, version=1)
    review = send(assignment)
    assert (review.total, review.submission) == ((3 * 4 + 2) / 4, assignment.application.submissions.get())
    assert send(assignment).submitted_at == review.submitted_at
    assignment.round.refresh_from_db()
    assert assignment.round.scores_changed_at is not None


def test_a_sent_review_is_reopened_before_it_is_changed(assignment):
    with pytest.raises(NotAllowed):
        reviewing.reopen(assignment, by=assignment.reviewer, at=clock.now())
    write(assignment)
    send(assignment)
    with pytest.raises(NotAllowed, match="Reopen it"):
        write(assignment, words={"for_panel": "Other"}, version=1)
    review = reviewing.reopen(assignment, by=assignment.reviewer, at=clock.now())
    assert (review.submitted_at, review.total, list(Review.objects.counting())) == (None, None, [])
    write(assignment, words={"for_panel": "Other"}, version=1)
    assert send(assignment).for_panel == "Other"


def before(_assignment):
    return clock.now() - timedelta(days=2)


def after_end(assignment):
    return assignment.round.closes


def extended(assignment):
    assignment.extended_to = assignment.round.closes + timedelta(days=1)
    assignment.save()
    return assignment.round.closes


def declined(assignment):
    return ReviewAssignment.objects.filter(pk=assignment.pk).update(declined_at=clock.now()) and clock.now()


def taken_back(assignment):
    return ReviewAssignment.objects.filter(pk=assignment.pk).update(withdrawn_at=clock.now()) and clock.now()


def in_conflict(assignment):
    conflicts.declare(assignment.reviewer, assignment.application.city, "Worked there", by=assignment.reviewer)
    return clock.now()


def city_withdrew(assignment):
    assignment.application.status = "withdrawn"
    assignment.application.save()
    return clock.now()


def no_reviewer_any_more(assignment):
    assignment.reviewer.grants.all().delete()
    del assignment.reviewer.roles
    return clock.now()


# Whether a draft may be saved, sent, and reopened then.
STATES = {
    None: (True, True, True),
    before: (False, False, False),
    after_end: (False, False, False),
    extended: (True, True, True),
    declined: (False, False, False),
    taken_back: (False, False, False),
    in_conflict: (False, False, False),
    city_withdrew: (False, False, False),
    no_reviewer_any_more: (False, False, False),
}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__ if state else "open")
def test_what_may_be_done_when(state):
    rubric = None
    found = []
    for act in ("save", "submit", "reopen"):
        assignment = AssignmentFactory()
        assert "reviewer" in assignment.reviewer.roles
        rubric = rubric_with(assignment.round.call, "problem")
        if act != "save":
            reviewed(assignment, rubric, [4], submitted=act == "reopen")
        at = state(assignment) if state else clock.now()
        call = {
            "save": lambda one=assignment, at=at: write(one, scores={"problem": 3}, at=at),
            "submit": lambda one=assignment, at=at: send(one, at=at),
            "reopen": lambda one=assignment, at=at: reviewing.reopen(one, by=one.reviewer, at=at),
        }[act]
        try:
            call()
            found.append(True)
        except NotAllowed:
            found.append(False)
    assert tuple(found) == STATES[state]


def test_nobody_writes_anothers_review(assignment):
    other = AssignmentFactory(round=assignment.round, application=assignment.application)
    with pytest.raises(NotAllowed):
        reviewing.save(assignment, {}, WORDS, version=0, by=other.reviewer, at=clock.now())


def test_a_draft_follows_the_new_rubric_and_a_sent_review_keeps_its_own(assignment):
    write(assignment, scores={"problem": 4, "team": 2})
    sent = AssignmentFactory(round=assignment.round)
    write(sent)
    send(sent)
    rubric_with(assignment.round.call, "problem", "reach", version=2)

    draft = reviewing.draft_of(assignment)
    assert (draft.rubric.version, scores(draft)) == (2, {"problem": 4})
    kept = reviewing.draft_of(sent)
    assert (kept.rubric.version, scores(kept)) == (1, {"problem": 4, "team": 2})


def test_confidentiality_is_agreed_once_for_each_text():
    guide, reader = GuideFactory(), UserFactory(role="reviewer")
    assert reviewing.has_agreed(reader, guide) is False
    for _again in range(2):
        reviewing.agree(guide, by=reader, language="es")
    assert Consent.objects.filter(user=reader).count() == 1
    assert reviewing.has_agreed(reader, guide) is True
    guide.version = 2
    assert (reviewing.has_agreed(reader, guide), reviewing.has_agreed(reader, None)) == (False, False)


def test_remarks_are_kept_once_and_taken_back_by_their_writer():
    round, ana, luis = RoundFactory(), UserFactory(role="reviewer"), UserFactory(role="reviewer")
    application = sent_application(round.call)
    remark = discussing.discuss(round, application, "Look at the baseline", by=ana)
    assert discussing.discuss(round, application, " Look at the baseline ", by=ana) == remark
    with pytest.raises(NotAllowed):
        discussing.take_back(remark, by=luis)
    with pytest.raises(NotAllowed):
        discussing.discuss(round, application, "\x00 ", by=ana)
    assert [one.text for one in discussing.talk(application, round)] == ["Look at the baseline"]
    discussing.take_back(remark, by=ana)
    assert list(discussing.talk(application)) == []
    with pytest.raises(NotAllowed):
        discussing.edit(remark, "Too late", was=discussing.mark(remark), by=ana)


def test_a_remark_is_changed_by_its_writer_in_one_window_at_a_time():
    round, ana, luis = RoundFactory(), UserFactory(role="reviewer"), UserFactory(role="reviewer")
    remark = discussing.discuss(round, sent_application(round.call), "First", by=ana)
    loaded = discussing.mark(remark)
    with pytest.raises(NotAllowed):
        discussing.edit(remark, "Mine now", was=loaded, by=luis)
    assert discussing.edit(remark, " First ", was="", by=ana).edited_at is None
    changed = discussing.edit(remark, "Second", was=loaded, by=ana)
    assert (changed.text, changed.edited_at is not None) == ("Second", True)
    with pytest.raises(Stale) as stale:
        discussing.edit(remark, "Third", was=loaded, by=ana)
    assert (stale.value.current.text, stale.value.mine) == ("Second", "Third")


def test_whoever_sent_a_review_hears_of_the_decisions_once_and_no_city_is_named(assignment):
    write(assignment)
    send(assignment)
    AssignmentFactory(round=assignment.round)  # nothing sent
    scenario = ScenarioFactory(round=assignment.round)
    release = Release.objects.create(call=scenario.call, scenario=scenario, drafted_by=scenario.by)
    for _again in range(2):
        reviewing.tell_outcome(release)
    [mail] = Message.objects.filter(kind="review_outcome")
    assert mail.user == assignment.reviewer
    assert assignment.application.city.name not in mail.subject + mail.text
    assert assignment.application.reference not in mail.text


def test_without_a_rubric_nothing_is_scored():
    assignment = AssignmentFactory(round=RoundFactory())
    Rubric.objects.all().delete()
    with pytest.raises(NotAllowed, match="criteria"):
        write(assignment)
