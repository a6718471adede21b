"""The rule, as tables: what stands, what is stale and why, and what keeps an application from being sent."""

from datetime import UTC, date, datetime

import pytest

from applications import endorsements
from applications.endorsements import Cause, State

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CURRENT = {"id": 1, "start": "2024-01-01", "end": "2027-12-31"}
NEXT = {"id": 2, "start": "2027-01-01", "end": "2030-12-31"}
SHORT = {"id": 1, "start": "2023-01-01", "end": "2026-12-31"}
UNKNOWN = {"id": 3, "start": None, "end": None}


READ = endorsements.mark("long_text", "Buses are late.", "en")


def word(outcome="endorsed", *, letter=None, scan=None, personal=None, purged=None, **fields):
    return {
        "id": 7,
        "outcome": outcome,
        "statement_version": "1",
        "read": {"10": READ},
        "term": 1,
        "signer_name": "Eva",
        "signer_title": "Alcaldesa",
        "signed_on": "2026-11-20" if letter else None,
        "comment": "",
        "at": "2026-11-20T12:00:00+00:00",
        "request_id": None if letter else 5,
        "letter_id": letter,
        "scan": scan,
        "personal_data": personal,
        "purged_at": purged,
        **fields,
    }


def letter(scan="clean", *, personal=False, purged=None):
    return word(letter=9, scan=scan, personal=personal, purged=purged)


def request(**fields):
    return {
        "id": 5,
        "name": "Eva",
        "title": "Alcaldesa",
        "sent_at": "2026-11-19T12:00:00+00:00",
        "expires_at": "2026-12-19T12:00:00+00:00",
        "revoked_at": None,
        "answered_at": None,
        **fields,
    }


def facts(
    *words, requests=(), value="Buses are late.", statement="1", terms=(CURRENT,), rule="before_sending", **fields
):
    renewing = {"id": 10, "kind": "long_text", "label": {"en": "What is the problem?"}, "section": "problem"}
    return {
        "rule": rule,
        "due": None,
        "statement_version": statement,
        "programme_start": date(2027, 7, 19),
        "words": list(words),
        "requests": list(requests),
        "terms": list(terms),
        "renewing": [{**renewing, "answer": value and {"value": value, "language": "en"}}],
        **fields,
    }


def standing(*words, **fields):
    return endorsements.judge(facts(*words, **fields), now=NOW)


OPEN, REVOKED, ANSWERED = request(), request(revoked_at="x"), request(answered_at="x")
ENDED = request(expires_at="2026-11-22T12:00:00+00:00")
STATES = [
    ((), {}, "not asked"),
    ((), {"requests": [OPEN]}, "waiting"),
    ((), {"requests": [ENDED]}, "over"),
    ((), {"requests": [REVOKED]}, "not asked"),
    ((word(),), {"requests": [ANSWERED]}, "endorsed"),
    ((word("asked"),), {"requests": [ANSWERED]}, "asked us"),
    ((word("declined"),), {"requests": [ANSWERED]}, "declined"),
    ((word("asked"),), {"requests": [ANSWERED, OPEN]}, "waiting"),
    ((word("asked"), word()), {}, "endorsed"),
    ((word("declined"), word()), {}, "endorsed"),
    ((word(), word("declined")), {}, "declined"),
    ((word(),), {"value": "Other"}, "stale"),
    ((word(),), {"value": "Other", "requests": [OPEN]}, "waiting"),
    ((word(),), {"requests": [OPEN]}, "endorsed"),
    ((letter(),), {}, "endorsed"),
    ((letter("waiting"),), {}, "checking"),
    ((letter("infected"),), {}, "not asked"),
    ((letter(personal=True),), {}, "checking"),
    ((letter(purged="x"),), {}, "not asked"),
    ((word("declined"), letter("waiting")), {}, "checking"),
    ((word(), letter("waiting")), {}, "endorsed"),
    ((letter("waiting"), word("declined")), {}, "declined"),
]


@pytest.mark.parametrize(("words", "fields", "expected"), STATES)
def test_the_state(words, fields, expected):
    assert standing(*words, **fields).state is State(expected)


STALE = [
    ({}, []),
    ({"value": "Other"}, [Cause.ANSWER]),
    ({"value": None}, [Cause.ANSWER]),  # the answer is gone
    ({"statement": "2"}, [Cause.STATEMENT]),
    ({"value": "Other", "statement": "2"}, [Cause.ANSWER, Cause.STATEMENT]),
    ({"terms": [SHORT]}, []),  # over before the programme, and nobody else is known
    ({"terms": [SHORT, NEXT]}, [Cause.TERM]),
    ({"terms": [CURRENT, NEXT]}, []),  # the signed one lasts
    ({"terms": [SHORT, UNKNOWN]}, []),  # a term of unknown dates is no successor
    ({"terms": [{**SHORT, "end": None}, NEXT]}, []),
    ({"terms": [SHORT, {**NEXT, "start": "2027-07-20"}]}, []),
    ({"terms": [{**SHORT, "end": "2027-07-19"}, {**NEXT, "start": "2027-07-19"}]}, []),
    ({"terms": []}, []),
]


@pytest.mark.parametrize(("fields", "causes"), STALE)
def test_why_an_endorsement_needs_renewing(fields, causes):
    assert [reason.cause for reason in standing(word(), **fields).reasons] == causes


def test_a_question_that_renews_since_was_not_read_and_is_not_compared():
    assert standing(word(read={})).state is State.ENDORSED


def test_an_answer_that_was_empty_when_it_was_read():
    assert standing(word(read={"10": ""}), value=None).state is State.ENDORSED
    assert standing(word(read={"10": ""}), value="Other").state is State.STALE


PERSON = {"name": "Ana", "decides": True}
SAME = [  # a kind of question, two answers with their languages, and whether they say the same
    ("long_text", ("Late", "en"), ("Late", "es"), True),
    ("long_text", ("Late", "en"), ("late", "en"), False),
    ("short_text", ("", "en"), (None, ""), True),
    ("several", ([], "en"), (None, ""), True),
    ("several", (["a", "b"], "en"), (["b"], "en"), False),
    ("team", ([PERSON], "en"), ([dict(reversed(PERSON.items()))], "en"), True),
    ("team", ([PERSON], "en"), ([{**PERSON, "decides": False}], "en"), False),
    ("number", ("1000", "en"), ("1,000", "en"), True),
    ("number", ("1.000", "es"), ("1,000", "en"), True),
    ("number", ("1.000", "es"), ("1.000", "en"), False),
    ("number", ("many", "es"), ("many", "en"), True),
    ("number", ("0", "en"), ("", "en"), False),
    ("date", ("2027-03-01", "en"), ("2027-03-01", "fr"), True),
    ("date", ("2027-03-01", "en"), ("2027-01-03", "en"), False),
    ("metric", ({"baseline": "1.000", "name": "Days"}, "es"), ({"baseline": "1.000", "name": "Days"}, "en"), False),
    ("metric", ({"baseline": "8", "name": "Days"}, "es"), ({"baseline": "8", "name": "Hours"}, "es"), False),
    ("file", ({"key": "a", "name": "a.pdf"}, "en"), ({"key": "b", "name": "a.pdf"}, "en"), False),
]


@pytest.mark.parametrize(("kind", "one", "other", "same"), SAME)
def test_which_answers_say_the_same(kind, one, other, same):
    assert (endorsements.mark(kind, *one) == endorsements.mark(kind, *other)) is same


MISSING = [
    ("before_sending", (), {}, "The mayor’s endorsement is missing. It is needed before the application is sent."),
    ("before_sending", (word(),), {}, ""),
    (
        "before_sending",
        (word(),),
        {"value": "Other", "statement": "2"},
        "The mayor’s endorsement needs renewing because the answer to “What is the problem?” changed, and the statement has a new wording.",
    ),
    ("by_date", (), {}, ""),
    ("by_date", (word("declined"),), {}, ""),
]


@pytest.mark.parametrize(("rule", "words", "fields", "expected"), MISSING)
def test_what_keeps_it_from_being_sent(rule, words, fields, expected):
    assert endorsements.missing(standing(*words, rule=rule, **fields)) == expected


def test_a_call_that_asks_for_none_keeps_nothing_up():
    assert endorsements.missing(None) == ""


SENTENCES = [
    ((), {}, "The mayor has not been asked yet."),
    ((), {"requests": [OPEN]}, "Eva (Alcaldesa) was asked on 19 November 2026. The link works until 19 December 2026."),
    (
        (),
        {"requests": [ENDED]},
        "Eva (Alcaldesa) was asked on 19 November 2026. The link ended on 22 November 2026: send the request again.",
    ),
    ((word(),), {}, "Endorsed by Eva (Alcaldesa) on 20 November 2026."),
    ((letter(),), {}, "Endorsed by Eva (Alcaldesa), in a signed letter of 20 November 2026."),
    (
        (letter(),),
        {"statement": "2"},
        "Endorsed by Eva (Alcaldesa), in a signed letter of 20 November 2026. It needs renewing because the statement has a new wording.",
    ),
    ((letter("waiting"),), {}, "A signed letter is here. It counts once its file has been checked."),
    ((word("asked"),), {}, "Eva (Alcaldesa) asked you something on 20 November 2026."),
    ((word("declined"),), {}, "Eva (Alcaldesa) declined on 20 November 2026."),
    (
        (word(),),
        {"terms": [SHORT, NEXT]},
        "Endorsed by Eva (Alcaldesa) on 20 November 2026. It needs renewing because the term of office changed.",
    ),
]


@pytest.mark.parametrize(("words", "fields", "expected"), SENTENCES)
def test_the_state_in_words(words, fields, expected):
    assert endorsements.sentence(standing(*words, **fields), "America/New_York") == expected


WARNINGS = [
    ((word(),), {}, "problem", "The mayor has endorsed this application. A change to this answer asks for a new"),
    ((word(),), {}, "people", ""),
    ((), {}, "problem", ""),
    ((word(),), {"value": "Other"}, "problem", "The mayor’s endorsement needs renewing because the answer"),
    ((word(),), {"value": "Other"}, "people", ""),
]


@pytest.mark.parametrize(("words", "fields", "section", "begins"), WARNINGS)
def test_what_the_page_of_a_section_says(words, fields, section, begins):
    said = endorsements.warning(standing(*words, **fields), section)
    assert said[: len(begins)] == begins
    assert bool(said) == bool(begins)


def test_what_was_shown_is_told_apart_by_text_version_and_answers():
    first = endorsements.shown_as("Words", "1", {1: "a", 2: "a"})
    assert first == endorsements.shown_as("Words", "1", {2: "a", 1: "a"})
    others = [
        ("Other", "1", {1: "a", 2: "a"}),
        ("Words", "2", {1: "a", 2: "a"}),
        ("Words", "1", {1: "b", 2: "a"}),
        ("Words", "1", {1: "a"}),
    ]
    assert first not in [endorsements.shown_as(*other) for other in others]


@pytest.mark.parametrize(("words", "short"), [(0, False), (45, False), (55, False), (56, True), (300, True)])
def test_a_long_answer_is_shortened(words, short):
    said = endorsements.shorten([" ".join(["word"] * words)])
    assert said == (" ".join(["word"] * 45) + " …" if short else "")


@pytest.mark.parametrize(("due", "late"), [(None, False), (NOW, False), (datetime(2026, 11, 1, tzinfo=UTC), True)])
def test_late_is_after_the_date_of_its_own(due, late):
    assert endorsements.is_late(standing(word(), due=due)) is late
