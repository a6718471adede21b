"""The default texts of the public pages: whole in four languages."""

import re

from applications.eligibility import CRITERIA
from cda_portal.website import content, notices

LANGUAGES = {"en", "es", "pt-br", "fr"}
TEXTS = [
    *content.TEXTS.values(),
    *notices.NOTICES.values(),
    *[phase[part] for phase in content.PHASES for part in ("name", "question", "text")],
    *[point[part] for point in [*content.FITS, *content.QUESTIONS] for part in ("title", "text")],
    content.INVITATION,
    content.INVITATION_ACT,
]


def test_every_text_is_there_in_every_language_with_as_many_lines():
    assert all(set(text) == LANGUAGES and all(text.values()) for text in TEXTS)
    assert all(len({words.count("\n") for words in text.values()}) == 1 for text in TEXTS)


def test_french_does_not_break_before_its_marks():
    assert [text["en"][:60] for text in TEXTS if re.search(r" [?!:;»%]|« ", text["fr"])] == []


def test_the_criteria_are_those_of_the_check():
    assert [fit["key"] for fit in content.FITS] == list(CRITERIA)


def test_the_privacy_notice_says_how_long_an_address_for_the_next_call_is_kept(settings):
    said = {re.findall(r"14", words) == ["14", "14"] for words in notices.NOTICES["privacy"].values()}
    assert (settings.NEXT_CALL_KEPT_DAYS, said) == (14, {True})


def test_what_is_unknown_says_so():
    assert set(notices.NOTICES) == {"contact", "privacy", "accessibility"}
    assert all("to be confirmed by the programme team" in text["en"] for text in notices.NOTICES.values())
    unknown = {point["key"] for point in content.QUESTIONS if "to be confirmed" in point["text"]["en"]}
    assert unknown == {"time", "money", "language"}
