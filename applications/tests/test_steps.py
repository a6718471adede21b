"""An application and a form in their city's own words: never an internal status. No database."""

from datetime import UTC, date, datetime

import pytest

from applications.models import Application, Call, InterestForm
from applications.steps import interest_steps, next_steps, status_words

WORDS = {
    "draft": "Not sent yet",
    "submitted": "Received",
    "in_review": "Under review",
    "selected": "Selected",
    "waitlisted": "On the waiting list",
    "declined": "Not selected this time",
    "confirmed": "Place confirmed",
    "place_declined": "Place given up",
    "withdrawn": "Withdrawn",
}
CLOSES = datetime(2027, 4, 16, 21, 0, tzinfo=UTC)
SENT = datetime(2027, 4, 2, 3, 30, tzinfo=UTC)  # still the first of April in Baltimore


def application(status="draft", *, news_by=None):
    call = Call(zone="America/New_York", news_by=news_by)
    return Application(status=status, call=call, submitted_at=None if status == "draft" else SENT)


@pytest.mark.parametrize("status", Application.Status.values)
def test_the_applicants_words(status):
    assert status_words(application(status)) == WORDS[status]


def test_no_word_of_ours_reaches_the_applicant():
    ours = {
        str(label) for status, label in Application.Status.choices if status in ("submitted", "in_review", "declined")
    }
    assert not ours & set(WORDS.values())


def test_an_open_question_goes_first():
    asked = application("in_review")
    asked.has_open_question = True
    assert status_words(asked) == "We have a question for you"


def steps(*args):
    return [(step["state"], step["text"], step["when"]) for step in next_steps(*args)]


def test_the_road_of_a_draft():
    assert steps(application(), CLOSES) == [
        ("now", "You send your application", "by 16 April 2027"),
        ("next", "We read it and may ask you a question", ""),
        ("next", "You hear from us", "date to be confirmed by the programme team"),
    ]


def test_the_road_of_what_was_sent_says_the_day_in_the_calls_zone():
    assert steps(application("submitted", news_by=date(2027, 6, 1)), CLOSES) == [
        ("done", "You sent your application", "1 April 2027"),
        ("now", "We read it and may ask you a question", ""),
        ("next", "You hear from us", "by 1 June 2027"),
    ]


@pytest.mark.parametrize(
    ("status", "road"),
    [
        (
            "received",
            [
                ("now", "We read it and may ask you a question"),
                ("next", "If we invite your city, its application opens"),
            ],
        ),
        ("invited", [("done", "We read it and may ask you a question"), ("now", "Your city is invited to apply")]),
        ("declined", [("done", "We read it and may ask you a question"), ("now", "Not invited this time")]),
    ],
)
def test_the_road_of_an_interest_form(status, road):
    form = InterestForm(status=status, call=Call(zone="America/New_York"), received_at=SENT)
    found = [(step["state"], step["text"], step["when"]) for step in interest_steps(form)]
    assert found == [("done", "Interest form received", "1 April 2027"), *[(*step, "") for step in road]]
