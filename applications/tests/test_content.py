"""The literal texts: whole in four languages, and true to the rules that read them."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.utils import translation

from applications.content import call_2027, demo_answers, eligibility_words, past_cohorts, themes
from applications.content.practices import PRACTICES
from applications.eligibility import CRITERIA, Outcome
from applications.kinds import KINDS
from applications.kinds import PRACTICES as PRACTICE_KEYS
from applications.models import Question
from cda_portal.accounts import gazetteer

LANGUAGES = {"en", "es", "pt-br", "fr"}
QUESTIONS = [question for section in call_2027.SECTIONS for question in section["questions"]]
STORIES = [demo_answers.story(language, number) for language in sorted(LANGUAGES) for number in range(20)]

# What a city told in its interest form, so that a story does not tell it again.
FROM_THE_FORM = {"population", "population_year", "population_source", "mayor_title", "mayor_name", "mayor_term_end"}


def texts_in(value):
    """Every text per language inside a literal."""
    if isinstance(value, dict) and set(value) & LANGUAGES:
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


TEXTS = [
    *texts_in([call_2027.CALL, call_2027.TEXTS, call_2027.GROUPS, call_2027.SECTIONS, themes.THEMES, PRACTICES]),
    *[example.text for example in past_cohorts.EXAMPLES],
]


def offenders(rule):
    """The texts that break a rule, by how they begin in English."""
    return [text.get("en", str(text))[:60] for text in TEXTS if not rule(text)]


def test_every_text_is_there_in_every_language():
    assert len(TEXTS) > 200
    assert offenders(lambda text: set(text) == LANGUAGES and all(words.strip() for words in text.values())) == []


def test_every_text_has_as_many_lines_in_every_language():
    assert offenders(lambda text: len({words.count("\n") for words in text.values()}) == 1) == []


def test_no_text_begs_or_blames():
    assert offenders(lambda text: not re.search(r"\b(please|sorry|invalid|must)\b", text["en"], re.IGNORECASE)) == []


def test_french_does_not_break_before_its_marks():
    assert offenders(lambda text: not re.search(r" [?!:;»%]|« ", text["fr"])) == []


def test_the_form_has_three_groups_of_three_sections():
    assert [section["group"] for section in call_2027.SECTIONS] == ["city"] * 3 + ["problem"] * 3 + ["plan"] * 3
    assert len({section["key"] for section in call_2027.SECTIONS}) == 9
    assert set(call_2027.GROUPS) == {"city", "problem", "plan"}


def test_every_question_has_a_name_of_its_own_and_a_kind_that_exists():
    assert max(Counter(question["key"] for question in QUESTIONS).values()) == 1
    assert {question["kind"] for question in QUESTIONS} <= {kind.value for kind in Question.Kind}
    meanings = [question["semantic"] for question in QUESTIONS if question["semantic"]]
    assert len(meanings) == len(set(meanings))


def test_what_the_interest_form_asked_is_filled_in_and_not_asked_anew():
    asked = {question["semantic"] for question in QUESTIONS}

    assert asked >= {
        "population",
        "population_year",
        "population_source",
        "mayor_name",
        "mayor_title",
        "mayor_term_end",
        "transition_plan",
        "problem",
    }


@pytest.mark.parametrize("section", call_2027.SECTIONS, ids=lambda section: section["key"])
def test_a_question_depends_on_an_earlier_one_of_its_section(section):
    known = {}
    for question in section["questions"]:
        if question["depends_on"]:
            values = [option["value"] for option in known[question["depends_on"]]["options"]]
            assert question["depends_value"] in values
        known[question["key"]] = question


def test_long_texts_have_a_limit_and_choices_have_options():
    for question in QUESTIONS:
        assert bool(question["words"]) == (question["kind"] in ("short_text", "long_text"))
        assert bool(question["options"]) == (question["kind"] in ("choice", "several", "practices"))


def test_the_practices_are_those_the_answer_is_read_by():
    assert [practice["value"] for practice in PRACTICES] == list(PRACTICE_KEYS)
    assert {len(practice["levels"]) for practice in PRACTICES} == {4}


def test_unknown_dates_say_so():
    assert call_2027.CALL["to_be_confirmed"] is True
    assert "to be confirmed by the programme team" in call_2027.TEXTS["dates_note"]["en"]
    assert call_2027.CALL["news_by"] is None


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_eligibility_has_words_for_every_finding(language):
    values = dict.fromkeys(["city", "population", "threshold", "reference", "needed", "term_end", "come_back"], "X")

    with translation.override(language):
        assert list(eligibility_words.WORDS) == list(eligibility_words.CRITERIA) == list(CRITERIA)
        for words in eligibility_words.WORDS.values():
            assert list(words) == list(Outcome)
            for said in words.values():
                assert all(str(text) % values for text in (said.heading, said.reason, said.way_on))
        assert str(eligibility_words.COME_BACK) % values


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.language}-{story.archetype}")
def test_a_story_answers_the_whole_form_within_its_rules(story):
    for question in QUESTIONS:
        if question["key"] in FROM_THE_FORM:
            continue
        value = story.answers[question["key"]]
        kind = KINDS[question["kind"]]
        asked = SimpleNamespace(**question)
        assert kind.is_empty(value) <= (not question["required"]), question["key"]
        if not kind.is_empty(value):
            assert kind.problem(asked, value) == "", question["key"]
    assert set(story.answers) == {question["key"] for question in QUESTIONS} - FROM_THE_FORM
    assert set(story.themes) <= {key for key, _name in themes.THEMES}


def test_stories_are_the_same_at_each_run():
    assert demo_answers.story("es", 3) == demo_answers.story("es", 3)


def test_stories_differ():
    told = Counter(story.answers["problem"] + story.answers["affected"] for story in STORIES)

    assert max(told.values()) == 1
    for language in LANGUAGES:
        kinds = demo_answers.archetypes(language)
        assert [demo_answers.story(language, number).archetype for number in range(len(kinds))] == kinds
    assert sum(len(demo_answers.archetypes(language)) for language in LANGUAGES) == 14


def test_stories_are_filled_in_and_say_something():
    for story in STORIES:
        words = " ".join(value for value in story.answers.values() if isinstance(value, str))
        assert not re.search(r"[{}]|lorem|see above|n/a", words, re.IGNORECASE)
        assert len(words.split()) > 500


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_posts_and_evidence_are_there_for_everyone(language):
    book = demo_answers.BOOKS[language]

    assert set(book.EVIDENCE) == set(PRACTICE_KEYS)
    assert {len(rows) for rows in book.EVIDENCE.values()} == {3}
    assert len(set(book.PEOPLE)) == len(book.PEOPLE)
    for archetype in book.ARCHETYPES:
        texts = [
            archetype[key]
            for key in ("short", "affected", "evidence", "why_hard", "constraints", "data_sources", "ai_use")
        ]
        texts += archetype["problem"]
        used = set().union(*map(demo_answers.placeholders, texts)) - {"area", "area2"}
        assert used | {archetype["metric"]["number"]} == set(archetype["numbers"]), archetype["key"]


def test_past_cities_are_those_of_the_gazetteer():
    places = {int(row["geoname_id"]): row for row in gazetteer.read()}
    cities = past_cohorts.PAST_CITIES

    assert Counter(city.cohort for city in cities) == {2022: 22, 2023: 20, 2024: 13, 2025: 14}
    assert {city.name for city in cities if city.geoname_id is None} == {"Las Condes", "Vicente López"}
    assert len({(city.name, city.region, city.country) for city in cities}) == 69
    for city in cities:
        if city.geoname_id:
            place = places[city.geoname_id]
            assert (place["region"], place["country"]) == (city.region, city.country)
            assert city.name == place["name"] or city.name == "Athens-Clarke County"
        else:
            assert city.latitude
            assert city.time_zone
