"""Every kind of question: what is read of a form, what is empty, wrong, counted, and shown. No database."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.utils import translation

from applications.kinds import KINDS, METRIC_PARTS, PRACTICES, TEAM_ROLES, TEAM_ROWS
from applications.models import Question
from applications.tests.factories import ANSWERS, choices

PERSON = {"name": "Ana", "job_title": "Head", "department": "Data", "role": "data", "decides": True}
METRIC = ANSWERS["measure"]
SCORED = {name: {"score": "2", "evidence": ""} for name in PRACTICES}
LANGUAGES = ["en", "es", "pt-br", "fr"]


def question(key="q", options=(), words=None, minimum=None, maximum=None):
    return SimpleNamespace(key=key, options=list(options), words=words, minimum=minimum, maximum=maximum)


AREA = question(options=choices("hills", "valley"))


def posted(text):
    return QueryDict(text)


def test_every_kind_is_known():
    assert set(KINDS) == set(Question.Kind.values)


# ---- read: what a browser sends, and what is kept

PERSON_POSTED = "q-0-name=Ana&q-0-job_title=Head&q-0-department=Data&q-0-role=data&q-0-decides=yes"
READ = [
    ("short_text", "q=+A%00b+", "Ab"),
    ("short_text", "", ""),
    ("short_text", "q=first&q=last", "last"),
    ("long_text", "q=a%0D%0Ab", "a\nb"),
    ("choice", "q=hills", "hills"),
    ("choice", "q=nowhere", "nowhere"),  # kept as sent; `problem` says what is wrong
    ("several", "q=census&q=calls", ["census", "calls"]),
    ("several", "q=", []),
    ("several", "", []),
    ("several", "q=" + "x" * 90, ["x" * 60]),
    ("several", "&".join(["q=a"] * 50), ["a"] * 40),
    ("number", "q=+221.800+", "221.800"),
    ("date", "q=2028-12-31", "2028-12-31"),
    ("yes_no", "q=yes", "yes"),
    ("link", "q=https://a.b", "https://a.b"),
    ("file", "q=anything", None),
    ("practices", "", {}),
    ("practices", "q-budget-score=&q-budget-evidence=+", {}),
    ("team", "", []),
    ("team", PERSON_POSTED, [PERSON]),
    ("team", "q-3-name=Ana", [{"name": "Ana", "job_title": "", "department": "", "role": "", "decides": False}]),
    ("team", "q-0-name=&q-0-decides=no", []),
    ("team", f"q-{TEAM_ROWS}-name=Ana", []),
    ("metric", "", {}),
    ("metric", "q-name=+", {}),
    ("metric", "q-name=Time", {**dict.fromkeys(METRIC_PARTS, ""), "name": "Time"}),
]


@pytest.mark.parametrize(("kind", "sent", "value"), READ)
def test_read(kind, sent, value):
    assert KINDS[kind].read(posted(sent), "q") == value


def test_read_the_practices():
    value = KINDS["practices"].read(posted("q-budget-score=3&q-budget-evidence=+A+report+&q-open_data-score=12"), "q")
    assert {name: row for name, row in value.items() if any(row.values())} == {
        "budget": {"score": "3", "evidence": "A report"},
        "open_data": {"score": "1", "evidence": ""},
    }
    assert set(value) == set(PRACTICES)


# ---- empty

EMPTY = {
    "short_text": ["", None],
    "long_text": ["", None],
    "choice": ["", None],
    "several": [[], None],
    "number": ["", None],
    "date": ["", None],
    "yes_no": ["", None],
    "link": ["", None],
    "file": [None, {}],
    "practices": [{}, None],
    "team": [[], None],
    "metric": [{}, None],
}
FULL = {
    "short_text": ["a", "0"],
    "long_text": ["a"],
    "choice": ["hills"],
    "several": [["census"]],
    "number": ["0"],
    "date": ["soon"],
    "yes_no": ["no"],
    "link": ["x"],
    "file": [{"name": "a.pdf"}],
    "practices": [SCORED],
    "team": [[PERSON]],
    "metric": [METRIC],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_empty(kind):
    assert [KINDS[kind].is_empty(value) for value in EMPTY[kind]] == [True] * len(EMPTY[kind])
    assert [KINDS[kind].is_empty(value) for value in FULL[kind]] == [False] * len(FULL[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_has_no_words_and_shows_nothing(kind):
    for value in EMPTY[kind]:
        assert (KINDS[kind].words(value), KINDS[kind].show(AREA, value)) == (0, [])


# ---- wrong

NEEDS = question(words=3)
BOUNDED = question(minimum=Decimal(1), maximum=Decimal(50_000_000))
WRONG = [
    ("short_text", question(), "anything at all", ""),
    ("short_text", NEEDS, "one two three", ""),
    ("short_text", NEEDS, "one two three four", "Shorten this answer by 1 word"),
    ("long_text", NEEDS, "one two\nthree four five", "Shorten this answer by 2 words"),
    ("choice", AREA, "valley", ""),
    ("choice", AREA, "sea", "Choose one of the answers"),
    ("choice", AREA, ["hills"][0].upper(), "Choose one of the answers"),
    ("several", AREA, ["valley", "hills"], ""),
    ("several", AREA, ["valley", "sea"], "Choose from the answers in the list"),
    ("number", BOUNDED, "1", ""),
    ("number", BOUNDED, "50.000.000", ""),
    ("number", BOUNDED, "0", "Enter 1 or more"),
    ("number", BOUNDED, "0,9", "Enter 1 or more"),
    ("number", BOUNDED, "50 000 001", "Enter 50,000,000 or less"),
    ("number", BOUNDED, "many", "Enter a number in digits, such as 221800"),
    ("number", question(), "9" * 400, ""),
    ("date", question(), "2028-12-31", ""),
    ("date", question(), "31/12/2028", ""),
    ("date", question(), "12/31/2028", "Enter a date, such as 31/12/2028"),
    ("yes_no", question(), "yes", ""),
    ("yes_no", question(), "no", ""),
    ("yes_no", question(), "perhaps", "Choose one of the answers"),
    ("link", question(), "https://city.example", ""),
    ("link", question(), "city.example", "Enter a web address that begins with https://"),
    ("file", question(), {"name": "a.pdf"}, ""),
    ("practices", question(), SCORED, ""),
    (
        "practices",
        question(),
        {**SCORED, "budget": {"score": "", "evidence": "x"}},
        "Score the one practice that is left",
    ),
    (
        "practices",
        question(),
        {**SCORED, "budget": {"score": "4", "evidence": ""}},
        "Score the one practice that is left",
    ),
    ("practices", question(), {"budget": {"score": "0", "evidence": ""}}, "Score the 7 practices that are left"),
    ("team", question(), [PERSON], ""),
    ("team", question(), [PERSON, {**PERSON, "decides": False}], ""),
    *[
        ("team", question(), [{**PERSON, part: ""}], "Give each person a name, a job title and a department")
        for part in ("name", "job_title", "department")
    ],
    ("team", question(), [{**PERSON, "role": ""}], "Choose what each person does in the team"),
    ("team", question(), [{**PERSON, "role": "boss"}], "Choose what each person does in the team"),
    ("team", question(), [{**PERSON, "decides": False}], "Tick at least one person who can decide"),
    ("metric", question(), METRIC, ""),
    *[("metric", question(), {**METRIC, part: ""}, f"Fill in “{label}”") for part, label in METRIC_PARTS.items()],
    ("metric", question(), {**METRIC, "baseline": "few"}, "Write “Value today” in digits, such as 42 or 12.5"),
    ("metric", question(), {**METRIC, "target": "fewer"}, "Write “Value you aim for” in digits, such as 42 or 12.5"),
    ("metric", question(), {**METRIC, "target_date": "2028"}, "Write “By when” as a date, such as 31/12/2028"),
    # A limit in words or a bound of the question is no limit of the measure's numbers.
    ("metric", question(words=1, minimum=Decimal(100)), METRIC, ""),
]


@pytest.mark.parametrize(("kind", "about", "value", "said"), WRONG)
def test_problem(kind, about, value, said):
    assert KINDS[kind].problem(about, value) == said


# ---- counted

WORDS = [
    ("short_text", "one two", 2),
    ("long_text", "one\ntwo  three", 3),
    ("choice", "hills", 0),
    ("several", ["hills", "valley"], 0),
    ("number", "12 500", 0),
    ("date", "31 12 2028", 0),
    ("yes_no", "yes", 0),
    ("link", "https://a.b c", 0),
    ("file", {"name": "a b.pdf"}, 0),
    ("practices", {**SCORED, "budget": {"score": "1", "evidence": "two words"}}, 2),
    ("team", [PERSON], 0),
    ("metric", METRIC, 5),  # its name and its source
]


@pytest.mark.parametrize(("kind", "value", "count"), WORDS)
def test_words(kind, value, count):
    assert KINDS[kind].words(value) == count


# ---- shown

SHOWN = [
    ("short_text", question(), "<b>A</b>", ["<b>A</b>"]),  # plain text: the template escapes
    ("long_text", question(), "a\n\n  \nb", ["a", "b"]),
    ("choice", AREA, "valley", ["Valley"]),
    ("choice", AREA, "sea", []),
    ("several", AREA, ["valley", "sea", "hills"], ["Hills", "Valley"]),
    ("number", question(), "221.800", ["221,800"]),
    ("number", question(), "many", ["many"]),
    ("number", question("census_year"), "2024", ["2024"]),
    ("date", question(), "31/12/2028", ["31 December 2028"]),
    ("date", question(), "soon", ["soon"]),
    ("yes_no", question(), "no", ["No"]),
    ("yes_no", question(), "perhaps", []),
    ("link", question(), "https://a.b", ["https://a.b"]),
    ("file", question(), {"name": "letter.pdf", "size": 3}, ["letter.pdf"]),
    (
        "practices",
        question(),
        {"open_data": {"score": "2", "evidence": "A portal"}, "budget": {"score": "0", "evidence": ""}},
        ["Data-driven budget and finance: 0", "Open data: 2 – A portal"],
    ),
    ("practices", question(), {"budget": {"score": "", "evidence": "Unscored"}}, []),
    ("team", question(), [PERSON], ["Ana, Head, Data, Data lead, can decide"]),
    ("team", question(), [{**PERSON, "job_title": "", "role": "x", "decides": False}], ["Ana, Data"]),
    (
        "metric",
        question(),
        METRIC,
        [
            "What you measure: Time until arrival",
            "Unit: minutes",
            "Value today: 18.5",
            "Date of that value: 30 June 2026",
            "Value you aim for: 12",
            "By when: 30 June 2028",
            "Where the figure comes from: Dispatch log",
        ],
    ),
    ("metric", question(), {"name": "Time", "baseline": "few"}, ["What you measure: Time", "Value today: few"]),
]


@pytest.mark.parametrize(("kind", "about", "value", "lines"), SHOWN)
def test_show(kind, about, value, lines):
    assert KINDS[kind].show(about, value) == lines


IN_LANGUAGES = {
    "number": ("1234567,5", ["1,234,567.5", "1\u00a0234\u00a0567,5", "1.234.567,5", "1\u00a0234\u00a0567,5"]),
    "date": (
        "2028-03-09",
        ["9 March 2028", "9 de marzo de 2028", "9 de março de 2028", "9 mars 2028"],
    ),
}


@pytest.mark.parametrize("kind", IN_LANGUAGES)
def test_numbers_and_dates_are_shown_as_each_language_writes_them(kind):
    value, lines = IN_LANGUAGES[kind]
    for language, line in zip(LANGUAGES, lines, strict=True):
        with translation.override(language):
            assert KINDS[kind].show(question(), value) == [line]


def test_a_choice_is_shown_in_the_readers_language_else_in_one_that_is_there():
    about = question(options=[{"value": "hills", "label": {"es": "Cerros", "fr": "Collines"}}])
    with translation.override("fr"):
        assert KINDS["choice"].show(about, "hills") == ["Collines"]
    with translation.override("en"):
        assert KINDS["choice"].show(about, "hills") == ["Cerros"]


def test_the_roles_of_a_team_fit_into_their_column():
    assert max(map(len, TEAM_ROLES)) <= 20
