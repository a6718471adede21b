"""Findings in words: for the person who checks, and for staff with what they rest on."""

from datetime import date

import pytest
from django.utils import translation

from applications.eligibility import CRITERIA, Outcome
from applications.findings import explained, facts_of_form, grouped, term_words
from applications.models import Call, EligibilityCheck, InterestForm
from cda_portal.accounts.models import City, Place

CALL = Call(reference_date=date(2027, 3, 15), population_threshold=100_000, mandate_months=24)


def check(**fields):
    told = {
        "population": 240_000,
        "term_end": date(2029, 12, 31),
        "commitment": "yes",
        "data": "yes",
        "analysis": "yes",
        "team": "yes",
    }
    return EligibilityCheck(call=CALL, name="O’Brien & Co", **{**told, **fields})


def outcomes(**fields):
    return {one.criterion: one.outcome.value for one in explained(check(**fields))}


MEETS = dict.fromkeys(CRITERIA, "meets")
OUTCOMES = [
    ({}, {}),
    ({"population": 100_000}, {}),
    ({"population": 99_999}, {"population": "below"}),
    ({"population": None}, {"population": "unknown"}),
    ({"term_end": date(2029, 3, 15)}, {}),
    ({"term_end": date(2029, 3, 14)}, {"mandate": "below"}),
    ({"term_end": None}, {"mandate": "unknown"}),
    # The next term has not begun by the reference date: it does not count yet.
    (
        {"term_end": date(2027, 12, 31), "next_start": date(2028, 1, 1), "next_end": date(2031, 12, 31)},
        {"mandate": "below"},
    ),
    ({"term_end": date(2027, 1, 31), "next_start": date(2027, 2, 1), "next_end": date(2031, 1, 31)}, {}),
    ({"commitment": "not_sure"}, {"commitment": "unknown"}),
    ({"commitment": "no"}, {"commitment": "below"}),
    ({"data": "no"}, {"data": "below"}),
    ({"analysis": "no"}, {"data": "below"}),
    ({"analysis": "not_sure"}, {"data": "unknown"}),
    ({"data": "no", "analysis": "not_sure"}, {"data": "below"}),
    ({"team": ""}, {"team": "unknown"}),
]


@pytest.mark.parametrize(("fields", "differs"), OUTCOMES)
def test_outcomes(fields, differs):
    assert outcomes(**fields) == {**MEETS, **differs}


def test_each_criterion_has_its_words_in_order():
    found = explained(check())
    assert [one.criterion for one in found] == ["population", "mandate", "commitment", "data", "team"]
    assert found[0].heading == "O’Brien & Co is large enough"
    assert found[0].reason == "It has about 240,000 residents. Cities that fit best have 100,000 or more."
    assert (
        found[1].reason
        == "The term ends on 31 December 2029. Cities that fit best have a mayor in office until 15 March 2029 or later."
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"population": 99_999}, "You can still send the form."),
        ({"term_end": date(2027, 12, 31)}, "1 January 2028"),  # come back on
        (
            {"term_end": date(2027, 12, 31), "next_start": date(2028, 2, 1), "next_end": date(2031, 1, 31)},
            "1 February 2028",
        ),
    ],
)
def test_below_always_has_a_way_on(fields, words):
    below = next(one for one in explained(check(**fields)) if one.outcome is Outcome.BELOW)
    assert words in below.way_on


@pytest.mark.parametrize("language", ["en", "es", "pt-br", "fr"])
def test_no_placeholder_is_left_in_any_language_and_outcome(language):
    with translation.override(language):
        for fields, _differs in OUTCOMES:
            for one in explained(check(**fields)):
                words = [str(one.name), str(one.word), one.heading, one.reason, one.way_on]
                assert all(words), one.criterion
                assert not any("%(" in text or "None" in text for text in words)


@pytest.mark.parametrize(
    ("outcome", "kind", "word"),
    [("meets", "done", "Fits"), ("below", "watch", "Below the guide: explain"), ("unknown", "open", "Not known yet")],
)
def test_no_outcome_looks_like_a_no(outcome, kind, word):
    commitment = {"meets": "yes", "below": "no", "unknown": "not_sure"}[outcome]
    one = explained(check(commitment=commitment))[2]
    assert (one.kind, one.word) == (kind, word)


# ---- for staff


def form(**fields):
    told = {
        "population": 240_000,
        "terms": [["2024-01-01", "2027-12-31"]],
        "answers": {"commitment": "yes", "data": "no", "analysis": "not_sure", "team": "no"},
        "findings": {
            "population": "meets",
            "mandate": "below",
            "commitment": "meets",
            "data": "below",
            "team": "below",
        },
    }
    return InterestForm(city=City(place=fields.pop("place", None)), **{**told, **fields})


def test_what_each_finding_rests_on():
    assert [(fact["word"], fact["rests_on"]) for fact in facts_of_form(form())] == [
        ("Fits", "240,000"),
        ("Below the guide: explain", "1 January 2024 – 31 December 2027"),
        ("Fits", "Yes"),
        ("Below the guide: explain", "No / Not sure"),
        ("Below the guide: explain", "No"),
    ]


@pytest.mark.parametrize(
    ("population", "known", "doubts"),
    [
        (240_000, None, []),
        (240_000, 240_000, []),
        (240_000, 0, []),  # the gazetteer writes 0 for unknown
        (110_000, None, ["Close to the threshold: look at the source"]),
        (240_000, 150_000, ["Differs by more than a fifth from the gazetteer, which has 150,000"]),
        (
            110_000,
            60_000,
            [
                "Close to the threshold: look at the source",
                "Differs by more than a fifth from the gazetteer, which has 60,000",
            ],
        ),
        (None, 240_000, []),
    ],
)
def test_doubts_about_a_number(population, known, doubts):
    place = Place(population=known) if known is not None else None
    assert facts_of_form(form(population=population, place=place))[0]["doubts"] == doubts


def test_a_form_of_before_a_criterion_shows_what_it_has():
    assert facts_of_form(form(findings={})) == []
    assert [fact["word"] for fact in facts_of_form(form(findings={"team": "unknown", "gone": "meets"}))] == [
        "Not known yet"
    ]


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (["2024-01-01", "2027-12-31"], "1 January 2024 – 31 December 2027"),
        ([None, "2027-12-31"], "until 31 December 2027"),
        (["2024-01-01", None], "from 1 January 2024"),
    ],
)
def test_a_term_in_words(term, words):
    assert term_words(term) == words


@pytest.mark.parametrize(("number", "text"), [(None, ""), (0, "0"), (1_234_567, "1,234,567")])
def test_grouped(number, text):
    assert grouped(number) == text
