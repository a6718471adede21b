"""A page of the form as it was posted: what was touched is saved, what was not is left to others. No database."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict

from applications.forms.section import SectionForm, digest, number
from applications.models import Answer, Question
from applications.tests.factories import choices


def questions():
    return [
        Question(pk=1, key="story", kind="long_text", label={"en": "Story"}, words=5),
        Question(pk=2, key="sources", kind="several", label={"en": "Sources"}, options=choices("census", "calls")),
        Question(pk=3, key="letter", kind="file", label={"en": "Letter"}),
        Question(pk=4, key="team", kind="team", label={"en": "Team"}),
    ]


def a_page(answers=None, sent=None):
    section = SimpleNamespace(live_questions=questions())
    rows = {
        pk: Answer(question_id=pk, value=value, version=version) for pk, (value, version) in (answers or {}).items()
    }
    values = {pk: row.value for pk, row in rows.items()}
    return SectionForm(section, rows, values, QueryDict(sent) if sent is not None else None)


def loaded(answers):
    """What a browser posts back of a page that nobody has typed on."""
    page = a_page(answers)
    fields = {row.question.key: (row.version, row.was) for row in page.rows if row.question.key != "letter"}
    return "&".join(f"{key}-version={version}&{key}-was={was}" for key, (version, was) in fields.items())


THERE = {1: ("A story", 3), 2: (["census"], 1)}
TOUCHED = [  # what was there when the page was loaded, what was typed, which questions were touched
    (THERE, "story=A story&sources=census", []),
    (THERE, "story=A%0D%0Astory&sources=census", ["story"]),
    (THERE, "story=Another&sources=census", ["story"]),
    (THERE, "story=&sources=census", ["story"]),
    (THERE, "story=A story&sources=census&sources=calls", ["sources"]),
    (THERE, "story=A story", ["sources"]),  # every box unticked
    (THERE, "story=Another&sources=calls", ["story", "sources"]),
    ({}, "story=&team-0-name=", []),
    ({}, "story=First", ["story"]),
    ({}, "team-0-name=Ana", ["team"]),
    ({1: ("", 2)}, "story=", []),  # emptied by a colleague, and left so
    (THERE, "story= A story &sources=census", []),  # blanks around it are no change
]


@pytest.mark.parametrize(("there", "typed", "touched"), TOUCHED)
def test_what_was_touched(there, typed, touched):
    page = a_page(there, f"{loaded(there)}&{typed}")
    assert [row.question.key for row in page.touched()] == touched


def test_a_colleagues_change_of_another_question_is_not_touched():
    """My page shows the old sources; saving my story must not put them back."""
    sent = f"{loaded(THERE)}&story=Mine&sources=census"
    meanwhile = {1: ("A story", 3), 2: (["calls"], 2)}

    [row] = a_page(meanwhile, sent).touched()

    assert (row.question.key, row.value, row.version) == ("story", "Mine", 3)


def test_the_same_question_carries_the_version_it_was_written_on():
    sent = f"{loaded(THERE)}&story=Mine&sources=census"
    [row] = a_page({**THERE, 1: ("Theirs", 4)}, sent).touched()
    assert (row.value, row.version) == ("Mine", 3)  # 3 is not 4: the service finds the conflict


@pytest.mark.parametrize("sent", ["", "unread", "csrfmiddlewaretoken=x", "team-0-name=", "story="])
def test_what_was_not_on_the_page_is_not_emptied(sent):
    """A body that could not be read has no fields at all."""
    page = a_page(THERE, sent)
    assert page.touched() == []
    assert [row.value for row in page.rows][:2] == ["A story", ["census"]]


def test_a_file_is_never_touched_by_the_page():
    page = a_page({3: ({"key": "k", "name": "a.pdf", "size": 1}, 1)}, "letter=&letter-was=0")
    assert page.touched() == []


@pytest.mark.parametrize(
    ("sent", "version"),
    [("7", 7), ("", 3), ("x", 3), ("-1", 3), ("7.0", 3), ("٧", 3), ("9" * 9, 3), ("99999999", 99_999_999)],
)
def test_a_version_that_is_none_counts_as_the_present_one(sent, version):
    [row, *_others] = a_page(THERE, f"story=x&story-version={sent}").rows
    assert row.version == version


@pytest.mark.parametrize(("text", "found"), [(None, 5), ("", 5), ("0", 0), ("12", 12), ("1" * 9, 5), ("²", 5)])
def test_number(text, found):
    assert number(text, 5) == found


def test_a_digest_tells_values_apart_and_not_orders_of_keys():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert len({digest(value) for value in (None, "", [], {}, "a", ["a"], {"a": ""})}) == 7


def test_errors_stand_in_the_order_of_the_page_and_keep_what_was_typed():
    page = a_page(THERE, "story=one two three four five six seven&sources=rumours&team-0-name=Ana")

    fits = page.judge({})

    assert not fits
    assert page.errors() == [
        ("story", "Shorten this answer by 2 words"),
        ("sources", "Choose from the answers in the list"),
        ("team", "Give each person a name, a job title and a department"),
    ]
    assert [row.value for row in page.rows][:2] == ["one two three four five six seven", ["rumours"]]


def test_empty_answers_are_no_error_while_writing():
    page = a_page({}, "story=")
    assert (page.judge({}), page.errors()) == (True, [])


def test_an_error_is_tied_to_its_control():
    page = a_page(THERE, "story=one two three four five six")
    page.judge({})
    assert page.rows[0].described == ' aria-describedby="story-error story_count" aria-invalid="true"'
    assert page.rows[1].described == ""


@pytest.mark.parametrize(("people", "rows"), [(0, 4), (2, 4), (3, 5), (8, 10), (10, 10)])
def test_a_team_has_rows_to_go_on_with(people, rows):
    person = {"name": "Ana", "job_title": "", "department": "", "role": "", "decides": False}
    row = a_page({4: ([person] * people, 1)}).rows[3]
    assert [one["name"] for one in row.team] == ["Ana"] * people + [""] * (rows - people)
