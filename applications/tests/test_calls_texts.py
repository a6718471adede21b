"""Texts per language: how a translation stands, and what is filled in."""

import pytest
from django.urls import reverse

from applications import call_states, call_texts
from applications.call_texts import Standing
from applications.models import Call
from applications.services import calls
from applications.tests.factories import CallFactory
from cda_portal.accounts.tests.factories import UserFactory

EARLY, LATE = "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("words", "stamps", "standing"),
    [
        ({}, {}, Standing.UNUSED),
        ({"en": "A"}, {}, Standing.MISSING),
        ({"en": "A", "es": "B"}, {}, Standing.COMPLETE),
        ({"en": "A", "es": "B"}, {"en": LATE}, Standing.OLDER),
        ({"en": "A", "es": "B"}, {"en": LATE, "es": EARLY}, Standing.OLDER),
        ({"en": "A", "es": "B"}, {"en": LATE, "es": LATE}, Standing.COMPLETE),
        ({"en": "A", "es": "B"}, {"en": EARLY, "es": LATE}, Standing.COMPLETE),
        ({"es": "B"}, {}, Standing.COMPLETE),
    ],
)
def test_how_a_translation_stands(words, stamps, standing):
    assert call_texts.standing(words, stamps, "es", "en") is standing


def test_only_what_changed_gets_a_new_stamp():
    before, after = {"en": "A", "es": "B", "fr": "C"}, {"en": "A2", "es": "B"}

    stamps = call_texts.stamped({"en": EARLY, "es": EARLY}, before, after, LATE, confirmed=["es"])

    assert stamps == {"en": LATE, "es": LATE, "fr": LATE}


def test_placeholders_are_filled_and_other_braces_stay():
    words = {"en": "By {application_closes}, {nothing} or {}", "es": "Sin nada"}

    assert call_texts.filled(words, {"application_closes": "Friday"})["en"] == "By Friday, {nothing} or {}"
    assert call_texts.unknown_placeholders(words["en"]) == ["", "nothing"]


@pytest.mark.django_db
def test_a_text_is_saved_and_a_translation_that_still_fits_is_said_so(client):
    call = CallFactory(texts={"offers": {"en": "Coaching", "es": "Acompañamiento"}})
    client.force_login(UserFactory(role="officer"))
    here = reverse("applications:staff-call-text", args=[call.slug, "offers"])
    was = client.get(here).context["form"].initial["was"]

    client.post(here, {"was": was, "offers_en": "**Coaching**", "offers_es": "Acompañamiento"})
    call.refresh_from_db()
    rows = {row.ref: row for row in call_texts.rows(call, [])}
    assert rows["offers"].standing("es", "en") is Standing.OLDER
    page = client.get(here)
    assert "<strong>Coaching</strong>" in page.content.decode()
    was = page.context["form"].initial["was"]
    client.post(here, {"was": was, "offers_en": "**Coaching**", "offers_es": "Acompañamiento", "fits": ["es"]})

    call.refresh_from_db()
    rows = {row.ref: row for row in call_texts.rows(call, [])}
    assert rows["offers"].standing("es", "en") is Standing.COMPLETE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "status", "saved"),
    [
        ({"offers_en": "Help"}, 302, True),
        ({"offers_en": "Help", "preview": "1"}, 200, False),
        ({"offers_en": "{help}"}, 422, False),
        ({"offers_en": "Help", "was": "stale"}, 409, False),
    ],
)
def test_what_becomes_of_a_text(client, data, status, saved):
    call = CallFactory()
    client.force_login(UserFactory(role="officer"))
    here = reverse("applications:staff-call-text", args=[call.slug, "offers"])

    answer = client.post(here, {"was": call_states.mark({}), **data})

    assert answer.status_code == status
    assert ("offers" in Call.objects.get(pk=call.pk).texts) is saved


@pytest.mark.django_db
def test_both_texts_are_there_when_two_people_write(client):
    call = CallFactory(texts={"offers": {"en": "Before"}})
    client.force_login(UserFactory(role="officer"))
    here = reverse("applications:staff-call-text", args=[call.slug, "offers"])
    was = call_states.mark({"en": "Before"})
    calls.write_text(call, "offers", {"en": "Theirs"}, was=was, by=UserFactory(role="approver"))

    answer = client.post(here, {"was": was, "offers_en": "Mine"})

    assert answer.status_code == 409
    assert answer.context["theirs"] == [("English", "Theirs")]
    assert answer.context["form"]["offers_en"].value() == "Mine"


@pytest.mark.django_db
def test_the_source_comes_first_among_the_languages(client):
    call = CallFactory(languages=["en", "es"])
    client.force_login(UserFactory(role="officer"))
    here = reverse("applications:staff-call-languages", args=[call.slug])
    was = client.get(here).context["form"].initial["was"]

    assert client.post(here, {"was": was, "source": "fr", "languages": ["en", "fr"]}).status_code == 302

    assert Call.objects.get(pk=call.pk).languages == ["fr", "en"]


@pytest.mark.django_db
def test_the_public_page_fills_in_what_the_call_says(client):
    CallFactory(texts={"offers": {"en": "For {residents} residents"}})

    assert "For 100,000 residents" in client.get("/call/").content.decode()
