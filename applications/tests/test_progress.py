"""How far an application is, from its questions and answers alone. No database."""

from types import SimpleNamespace

import pytest

from applications import progress
from applications.progress import State


def ask(pk, *, required=True, kind="short_text", depends_on=None, depends_value="", words=None):
    return SimpleNamespace(
        pk=pk,
        key=f"q{pk}",
        label={"en": f"Question {pk}"},
        kind=kind,
        required=required,
        depends_on_id=depends_on,
        depends_value=depends_value,
        words=words,
        options=[],
        minimum=None,
        maximum=None,
    )


def section(*questions):
    return SimpleNamespace(live_questions=list(questions))


FREE, NEEDED, SHORT = ask(1, required=False), ask(2), ask(3, words=1)
STATES = [
    ([NEEDED], {}, State.NOT_STARTED, [2]),
    ([NEEDED], {2: ""}, State.NOT_STARTED, [2]),
    ([NEEDED], {2: "x"}, State.COMPLETED, []),
    ([NEEDED, FREE], {2: "x"}, State.COMPLETED, []),
    ([NEEDED, FREE], {1: "x"}, State.IN_PROGRESS, [2]),
    ([NEEDED, SHORT], {2: "x", 3: "x y"}, State.IN_PROGRESS, [3]),
    ([FREE], {}, State.NOT_STARTED, []),
    ([FREE], {1: "x"}, State.COMPLETED, []),
    ([], {}, State.NOT_STARTED, []),
]


@pytest.mark.parametrize(("questions", "values", "state", "missing"), STATES)
def test_the_state_of_a_section(questions, values, state, missing):
    [one] = progress.of_sections([section(*questions)], values)
    assert (one.state, [found.question.pk for found in one.missing]) == (state, missing)


def test_a_wrong_answer_is_missing_and_an_empty_one_is_called_empty():
    done = progress.of_sections([section(NEEDED, SHORT)], {3: "x y"})
    found = [(one.question.pk, one.why, one.empty) for one in progress.missing(done)]
    assert found == [(2, "Answer “Question 2”", True), (3, "Shorten this answer by 1 word", False)]


def test_missing_answers_stand_in_the_order_of_the_form():
    done = progress.of_sections([section(ask(5)), section(ask(4), ask(6))], {})
    assert [one.question.pk for one in progress.missing(done)] == [5, 4, 6]


ONLY_IF = ask(9, depends_on=8, depends_value="yes")
ASKED = [
    ({}, False),
    ({8: "no"}, False),
    ({8: "yes"}, True),
    ({8: ["no", "yes"]}, True),
    ({8: []}, False),
    ({8: None}, False),
]


@pytest.mark.parametrize(("values", "asked"), ASKED)
def test_a_question_that_hangs_on_another(values, asked):
    assert progress.applies(ONLY_IF, values) is asked
    assert bool(progress.problem(ONLY_IF, "", values)) is asked


def test_what_does_not_apply_is_not_judged():
    strict = ask(9, depends_on=8, depends_value="yes", words=1)
    assert progress.problem(strict, "too many words", {8: "no"}) == ""


def test_while_writing_an_empty_answer_may_wait():
    assert progress.problem(NEEDED, "", {}, required=False) == ""
    assert progress.problem(SHORT, "x y", {}, required=False) == "Shorten this answer by 1 word"
