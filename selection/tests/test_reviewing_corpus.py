"""Hostile and clumsy input through every field of a reviewer's: never a 500, never a live tag, never a word changed."""

from urllib.parse import quote

import pytest

from applications.tests.test_corpus import NASTY, checked
from cda_portal.accounts.tests.factories import UserFactory
from selection.models import Review, ReviewAssignment
from selection.services import discussing, reviewing
from selection.tests.factories import AssignmentFactory, GuideFactory, RoundFactory, rubric_with, sent_application

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
TEXTS = {
    **NASTY,
    "just too long": "x" * 20_001,
    "longest": "ñ" * 20_000,
    "marks": "\u200f\u202bشكرا\u2069",
}
FEW = ["script", "attribute", "formula", "null", "controls", "header", "rtl", "long"]
SCORES = [
    "0",
    "6",
    "-1",
    "4.0",
    " 4",
    "4 ",
    "4\x00",
    "٤",
    "⁴",
    "1e0",
    "9" * 30,
    "",
    "on",
    "None",
    NASTY["rtl"],
    NASTY["script"],
]
NUMBERS = ["", "-1", "x", "1e3", "٣", "9" * 30, "\x00", "0x1", NASTY["script"]]


@pytest.fixture
def assignment(client):
    round = RoundFactory(sees="always")
    rubric_with(round.call, "problem", "team")
    reader = UserFactory(role="reviewer")
    reviewing.agree(GuideFactory(call=round.call), by=reader, language="en")
    client.force_login(reader)
    return AssignmentFactory(round=round, reviewer=reader, application=sent_application(round.call))


def sound(answer):
    checked(answer)
    return answer


def version():
    return Review.objects.values_list("version", flat=True).first() or 0


def form(**fields):
    return {"score-problem": "4", "score-team": "2", "version": str(version()), **fields}


def kept(text):
    """As it was typed, but for what a database of texts cannot hold and the line ends of a form."""
    return text.replace("\x00", "").replace("\r\n", "\n")


def test_every_text_is_kept_as_it_was_typed_or_refused_whole(client, assignment):
    page, found = f"/review/{assignment.pk}/", {}
    for name, text in TEXTS.items():
        fields = dict.fromkeys(("for_panel", "for_city", "private"), text)
        saved = client.post(f"{page}save/", form(**fields))
        posted = sound(client.post(page, form(**fields, save="1")))
        now = Review.objects.filter(for_panel=kept(text), for_city=kept(text), private=kept(text)).exists()
        found[name] = (saved.status_code, posted.status_code, now)
        sound(client.get(page))
    too_long = {"long", "just too long"}
    assert found == {name: (403, 422, False) if name in too_long else (200, 302, True) for name in TEXTS}


@pytest.mark.parametrize("raw", [b"%ED%A0%BD", b"%FF%FE", b"%00", b"a%0", b"%"], ids=str)
def test_bytes_that_are_no_text(client, assignment, raw):
    body = b"score-problem=4&score-team=2&version=0&for_panel=" + raw
    for address in (f"/review/{assignment.pk}/save/", f"/review/{assignment.pk}/"):
        assert client.post(address, body + b"&save=1", content_type=FORM).status_code in {200, 302}
    sound(client.get(f"/review/{assignment.pk}/"))


def test_what_is_no_score_is_none_and_nothing_is_sent_without(client, assignment):
    for value in SCORES:
        answer = client.post(f"/review/{assignment.pk}/", form(**{"score-problem": value, "send": "1"}))
        assert (value, sound(answer).status_code, Review.objects.submitted().count()) == (value, 422, 0)
        assert list(Review.objects.get().scores.values_list("criterion__key", "value")) == [("team", 2)]


def test_what_is_no_number_is_no_version_and_no_id(client, assignment):
    page = f"/review/{assignment.pk}/"
    client.post(page, form(for_panel="First", save="1"))
    for number, value in enumerate(NUMBERS):
        stale = form(for_panel=f"Other {number}", version=value)
        assert client.post(f"{page}save/", stale).status_code == 409
        assert sound(client.post(page, stale | {"send": "1"})).status_code == 409
        assert sound(client.post(f"{page}talk/", {"remove": value})).status_code == 404
        assert client.get(f"/review/{quote(value, safe='')}/talk/{quote(value, safe='')}/").status_code == 404
    assert (Review.objects.get().for_panel, Review.objects.submitted().count()) == ("First", 0)


def test_remarks_reasons_and_addresses(client, assignment):
    page = f"/review/{assignment.pk}/"
    remark = discussing.discuss(assignment.round, assignment.application, "Begun", by=assignment.reviewer)
    for name in FEW:
        text = TEXTS[name]
        sound(client.post(f"{page}talk/", {"text": text}))
        changed = sound(client.post(f"{page}talk/{remark.pk}/", {"text": text, "was": text[:64]}))
        assert (name, changed.status_code) in {(name, 409), (name, 422)}
        sound(client.get(page, {"sort": text[:3000], "show": text[:3000], "language": text[:3000]}))
        answer = sound(client.post(f"{page}decline/", {"why": text}))
        if answer.status_code == 302:
            assert ReviewAssignment.objects.get(pk=assignment.pk).declined_why == kept(text).strip()
            sound(client.get("/review/"))
            assert client.post(f"{page}after-all/").headers["Location"] == page
        else:
            assert (name, answer.status_code) == (name, 422)
