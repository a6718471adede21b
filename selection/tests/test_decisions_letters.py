"""Letters: what they may name, what stands there, and what the mail says of it."""

import pytest

from applications.tests.factories import CallFactory
from cda_portal.accounts.models import MayorTerm
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, markdown
from selection import announcement, letters
from selection.content.letters import DEFAULTS
from selection.models import LetterTemplate, Standing
from selection.services import decisions_letters
from selection.services.errors import NotAllowed, Stale
from selection.tests.deciding import arranged, decision_of, drafted, fresh
from selection.tests.factories import rubric_with

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "es", "pt-br", "fr"]


def test_every_kind_has_a_letter_in_four_languages_that_names_only_what_it_knows():
    assert {kind: list(words) for kind, words in DEFAULTS.items()} == dict.fromkeys(
        LetterTemplate.Kind.values, LANGUAGES
    )
    wrong = {
        (kind, language): found
        for kind, words in DEFAULTS.items()
        for language, one in words.items()
        if (found := [*letters.unknown(one["subject"], kind), *letters.unknown(one["body"], kind)])
    }
    assert wrong == {}
    for kind in ("select", "moved_up"):
        assert all(letters.named(one["body"], "confirm_by") for one in DEFAULTS[kind].values())
    for kind in ("select", "waitlist", "decline", "moved_up"):
        assert all(letters.named(one["body"], "announced_at") for one in DEFAULTS[kind].values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear {{ city }} and {{mayor}}", []),
        ("{{ town }} {{ town }} {{City}}", ["town", "City"]),
        ("{{ city|upper }} {% now %}", ["city|upper"]),
        ("{{ secret.code }}", ["secret.code"]),
        ("{{ confirm_by }}", ["confirm_by"]),  # a declined city has nothing to confirm
        ("{{ }}", [""]),
        ("{ city }", []),
    ],
)
def test_what_a_letter_does_not_know_is_named(text, found):
    assert letters.unknown(text, "decline") == found


def test_values_are_not_read_again_and_carry_no_markup():
    values = {
        "city": "San *José* [x](https://evil.example) {{ mayor }}\n# Big",
        "mayor": "Eva",
        "feedback": "**Clear**",
    }
    text = letters.fill("{{ city }} {{ feedback }}", values)
    html = str(markdown.render(text))
    assert "<a" not in html
    assert "<h" not in html
    assert "{{ mayor }}" in html
    assert html.count("<strong>") == 1
    assert letters.fill_line("{{ city }}", {"city": "A\nBcc: x"}) == "A Bcc: x"


def test_the_mail_says_what_the_markdown_says():
    text = "To *Ana* and\nthe team\n\n## Next\n\n- one\n- **two**\n\n1. first\n2. second\n\nSee [the page](https://x.example)."
    assert letters.as_mail(text) == (
        "To Ana and the team\n\nNext\n\n- one\n- two\n\n1. first\n2. second\n\nSee the page (https://x.example)."
    )
    assert letters.as_mail("A\\_b <script>x</script>") == "A_b <script>x</script>"


# ---- what stands there


def said(release, outcome, language="en"):
    values = decisions_letters.Values(fresh(release))
    return decisions_letters.written_in(values, decision_of(release, outcome), outcome, language).text


def test_days_are_told_in_the_calls_zone_and_in_utc():
    release = arranged(drafted())
    when = {"confirm_by": clock.datetime(2027, 7, 1, 3, tzinfo=clock.UTC), "announced_at": None, "next_call_on": None}
    type(release).objects.update(**when)
    assert "30 June 2027, 23:00 in Baltimore (1 July 2027, 03:00 UTC)" in said(release, "select")
    assert "30 de junio de 2027" in said(release, "select", "es")
    assert "to be confirmed" in said(release, "select")


def test_the_mayor_is_the_one_in_office():
    release = arranged(drafted())
    city = decision_of(release, "select").application.city
    assert "the mayor’s office" in said(release, "select")
    MayorTerm.objects.create(city=city, name="Eva Prueba", title="Alcaldesa", start="2024-01-01", end="2029-12-31")
    MayorTerm.objects.create(city=city, name="Later", title="Alcalde", start="2030-01-01")
    assert "To Alcaldesa Eva Prueba and" in said(release, "select")


@pytest.mark.parametrize(("told", "there"), [(True, True), (False, False)])
def test_the_rank_is_told_only_where_the_release_says_so(told, there):
    release = arranged(drafted(), tell_rank=told)
    assert ("number 1" in said(release, "waitlist")) is there


def test_the_declined_read_the_calls_median():
    release = arranged(drafted("decline", "decline", "decline"))
    assert "To be confirmed by the programme team." in said(release, "decline")
    rubric_with(release.call, "problem", "team")
    for place, (decision, mean) in enumerate(zip(release.decisions.all(), (2, 3.25, 5), strict=True), start=1):
        Standing.objects.create(
            round=release.scenario.round, application=decision.application, place=place, reviews=3, raw=3, calibrated=3,
            low=2, high=4, rank_low=1, rank_high=3, means={"problem": mean},
        )  # fmt: skip
    assert "on a scale from 1 to 5:\n\n- Problem: 3.2" in said(release, "decline")
    assert "3,2" in said(release, "decline", "es")
    assert "Team" not in said(release, "decline")


# ---- staff's own text


def write(call, body, *, version=0, by=None, kind="decline"):
    return decisions_letters.write_template(
        call, kind, subject={"en": "Hello"}, body={"en": body}, by=by or UserFactory(role="officer"), version=version
    )


def test_two_who_edit_a_letter_do_not_cross():
    call = CallFactory()
    write(call, "Hers")
    with pytest.raises(Stale) as refusal:
        write(call, "His")
    assert refusal.value.current.body == {"en": "Hers"}
    assert write(call, "His", version=1).version == 2


def test_a_placeholder_nobody_knows_is_refused_by_name():
    with pytest.raises(NotAllowed, match=r"\{\{ towm \}\}"):
        write(CallFactory(), "Dear {{ towm }}")
    assert LetterTemplate.objects.count() == 0


# ---- the kit


def test_the_kit_names_countries_in_each_language():
    release = arranged(drafted("select"))
    release.announcement = {"es": "Quince ciudades"}
    names = [("US", "Tulsa"), ("BR", "Recife"), ("US", "Austin")]
    text = announcement.text(release, names, "es")
    assert text.splitlines()[2:] == ["Quince ciudades", "", "Brasil: Recife", "Estados Unidos: Austin, Tulsa"]
    assert "United States: Austin, Tulsa" in announcement.text(release, names, "en")
