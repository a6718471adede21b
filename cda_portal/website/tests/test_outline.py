from types import SimpleNamespace

import pytest
from django.utils import translation

from applications.models import Question
from cda_portal.website.outline import Said, outline


def question(kind="short_text", **fields):
    plain = {
        "pk": 1,
        "key": "question",
        "kind": kind,
        "label": {"en": "What?"},
        "help": {},
        "example": {},
        "options": [],
        "words": None,
        "required": True,
        "depends_on_id": None,
        "depends_value": "",
    }
    return SimpleNamespace(**{**plain, **fields})


def pages(*questions, language="en"):
    section = SimpleNamespace(key="city", title={"en": "City"}, intro={}, minutes=10, live_questions=list(questions))
    with translation.override(language):
        return outline([section], language)


def asked(one, **kwargs):
    return pages(one, **kwargs)[0].questions[0]


TAKES = {
    ("short_text", None): "One line.",
    ("short_text", 1): "One line of up to 1 word.",
    ("short_text", 12): "One line of up to 12 words.",
    ("long_text", None): "A text.",
    ("long_text", 200): "A text of up to 200 words.",
    ("choice", None): "One of these.",
    ("several", None): "One or more of these.",
    ("number", None): "A number.",
    ("date", None): "A date.",
    ("yes_no", None): "Yes or no.",
    ("link", None): "A web address.",
    ("file", None): "A file.",
    ("practices", None): "A score from 0 to 3 for each, and what shows it.",
    (
        "team",
        None,
    ): "For each person: name, job title, department, role, and whether they can decide. Roles: Executive sponsor, "
    "Project lead, Data lead, AI or technical, Service owner, Resident engagement, Legal or privacy, Communications, "
    "Coordinator.",
    (
        "metric",
        None,
    ): "One measure: What you measure, Unit, Value today, Date of that value, Value you aim for, By when, "
    "Where the figure comes from.",
}


@pytest.mark.parametrize(("kind", "words"), TAKES)
def test_what_each_kind_of_question_takes(kind, words):
    assert asked(question(kind, words=words)).takes == TAKES[kind, words]


def test_every_kind_is_told():
    assert {kind for kind, _words in TAKES} == set(Question.Kind.values)


def test_a_year_is_no_number_to_be_grouped():
    assert asked(question("number", key="since_year")).takes == "A year."


def test_options_and_help_in_the_language_of_the_page():
    one = question(
        "choice", help={"en": "Choose.", "es": "Elija."}, options=[{"value": "a", "label": {"en": "One", "es": "Uno"}}]
    )

    found = asked(one, language="es")

    assert (found.help, found.options) == (Said("Elija."), [Said("Uno")])


def test_a_text_in_another_language_says_which():
    assert asked(question(label={"pt-br": "O quê?"}), language="fr").label == Said("O quê?", "pt-BR")


def test_when_a_question_depends_on_another():
    first = question("yes_no", pk=1, label={"en": "Have you tried?"})
    second = question(pk=2, depends_on_id=1, depends_value="yes")

    found = pages(first, second)[0].questions

    assert [one.only_if for one in found] == ["", "Asked only if you answer “Yes” to “Have you tried?”."]


def test_practices_come_with_what_each_score_looks_like():
    practice = {
        "value": "budget",
        "label": {"en": "Budget"},
        "help": {"en": "Using results."},
        "levels": [{"en": "None"}, {"en": "Some"}],
    }

    found = asked(question("practices", options=[practice]))

    assert found.options == []
    assert [(row.label, row.help, row.levels) for row in found.rows] == [
        (Said("Budget"), Said("Using results."), [Said("None"), Said("Some")])
    ]


def test_practices_without_texts_have_their_names():
    assert [str(row.label) for row in asked(question("practices")).rows] == [
        "Data management",
        "Data-driven budget and finance",
        "Leadership and capacity",
        "Open data",
        "Performance and analytics",
        "Results-driven contracting",
        "Rigorous evaluations",
        "Stakeholder engagement",
    ]


def test_a_page_says_how_long_it_takes():
    assert pages()[0].time == "About 10 minutes."
