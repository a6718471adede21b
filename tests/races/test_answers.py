"""Colleagues who write in one application at once; each guard has a twin that takes it away and must go red."""

import pytest

from applications import services
from applications.models import Answer, Submission
from applications.tests.factories import complete_draft, member, question_of
from cda_portal.core import clock
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


class Draft:
    def __init__(self):
        self.application, self.lead = complete_draft()
        self.colleague = member(self.application.city, "deputy")

    def save(self, key, value, version, by):
        question = question_of(self.application.call, key)
        return services.save_answer(
            self.application, question, value, version=version, by=by, language="en", arrived=clock.now()
        )

    def forget(self, key):
        self.application.answers.filter(question__key=key).delete()

    def submit(self):
        return services.submit(self.application, by=self.lead, arrived=clock.now())

    def withdraw(self):
        return services.withdraw(self.application, by=self.lead)

    def values(self, key):
        return list(self.application.answers.filter(question__key=key).values_list("value", "version", "editor"))


@pytest.fixture
def draft():
    return Draft()


# ---- two editors of one question


def edit_together(draft, **options):
    return while_uncommitted(
        lambda: draft.save("department", "Mine", 1, draft.lead),
        lambda: draft.save("department", "Theirs", 1, draft.colleague),
        **options,
    )


def test_of_two_editors_one_wins_and_the_other_sees_both_texts(draft):
    first, second = edit_together(draft, blocks=True)

    assert (first.value, first.version) == ("Mine", 2)
    assert isinstance(second, services.StaleAnswer)
    assert (second.current.value, second.current.editor, second.mine) == ("Mine", draft.lead, "Theirs")
    assert draft.values("department") == [("Mine", 2, draft.lead.pk)]


@pytest.mark.fault
def test_twin_of_two_editors_one_is_overwritten_unseen(draft, no_row_locks):
    _first, second = edit_together(draft, blocks=True)

    assert isinstance(second, Answer)
    assert draft.values("department") == [("Theirs", 2, draft.colleague.pk)]


def test_different_questions_merge(draft):
    first, second = while_uncommitted(
        lambda: draft.save("department", "Mine", 1, draft.lead),
        lambda: draft.save("story", "Theirs", 1, draft.colleague),
        blocks=True,
    )

    assert (first.version, second.version) == (2, 2)
    assert (draft.values("department"), draft.values("story")) == (
        [("Mine", 2, draft.lead.pk)],
        [("Theirs", 2, draft.colleague.pk)],
    )


# ---- two first saves of one question


def begin_together(draft, **options):
    draft.forget("department")
    return while_uncommitted(
        lambda: draft.save("department", "Mine", 0, draft.lead),
        lambda: draft.save("department", "Theirs", 0, draft.colleague),
        **options,
    )


def test_of_two_first_saves_one_wins(draft):
    _first, second = begin_together(draft, blocks=True)

    assert isinstance(second, services.StaleAnswer)
    assert (second.current.value, second.mine) == ("Mine", "Theirs")
    assert draft.values("department") == [("Mine", 1, draft.lead.pk)]


def test_of_two_first_saves_one_wins_by_the_constraint_alone(draft, no_row_locks):
    _first, second = begin_together(draft, blocks=True)

    assert isinstance(second, services.StaleAnswer)
    assert (second.current.value, second.mine) == ("Mine", "Theirs")


@pytest.mark.fault
def test_twin_of_two_first_saves_both_stand(draft, no_row_locks):
    with without_constraint(Answer, "one_answer_per_question"):
        begin_together(draft, blocks=False)
        assert sorted(value for value, _version, _editor in draft.values("department")) == ["Mine", "Theirs"]


# ---- autosave against submit


def test_a_save_during_the_sending_is_a_change_that_is_not_sent_yet(draft):
    sent, saved = while_uncommitted(
        draft.submit, lambda: draft.save("department", "A second later", 1, draft.colleague), blocks=True
    )

    assert isinstance(sent, Submission)
    assert (saved.value, saved.version) == ("A second later", 2)
    assert [one["value"] for one in sent.snapshot["answers"] if one["question"] == "department"] == [
        "Innovation office"
    ]


def test_a_save_during_the_withdrawal_is_refused(draft):
    _gone, saved = while_uncommitted(
        draft.withdraw, lambda: draft.save("department", "Too late", 1, draft.colleague), blocks=True
    )

    assert isinstance(saved, services.NotAllowed)
    assert draft.values("department") == [("Innovation office", 1, None)]


@pytest.mark.fault
def test_twin_a_save_during_the_withdrawal_changes_what_was_withdrawn(draft, no_row_locks):
    _gone, saved = while_uncommitted(
        draft.withdraw, lambda: draft.save("department", "Too late", 1, draft.colleague), blocks=False
    )

    assert saved.value == "Too late"


def test_what_was_saved_before_the_sending_is_in_it(draft):
    _saved, sent = while_uncommitted(
        lambda: draft.save("department", "Just in time", 1, draft.colleague), draft.submit, blocks=True
    )

    assert [one["value"] for one in sent.snapshot["answers"] if one["question"] == "department"] == ["Just in time"]


@pytest.mark.fault
def test_twin_what_was_saved_before_the_sending_is_missing_in_it(draft, no_row_locks):
    _saved, sent = while_uncommitted(
        lambda: draft.save("department", "Just in time", 1, draft.colleague), draft.submit, blocks=False
    )

    assert [one["value"] for one in sent.snapshot["answers"] if one["question"] == "department"] == [
        "Innovation office"
    ]


def test_a_page_saved_during_the_withdrawal_keeps_its_text_on_the_screen(draft, client):
    client.force_login(draft.colleague)
    address = f"/apply/{draft.application.reference}/section/basics/"

    _gone, page = while_uncommitted(
        draft.withdraw, lambda: client.post(address, {"department": "Typed for an hour"}), blocks=True
    )

    body = page.content.decode()
    assert page.status_code == 409
    assert "Typed for an hour" in body
    assert "can no longer be changed" in body
    assert draft.values("department") == [("Innovation office", 1, None)]
