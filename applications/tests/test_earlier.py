"""Answers of an earlier call: which fit, copied on request, marked until changed, and taken away again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import services
from applications.models import Answer, Question
from applications.services import copying
from applications.tests.factories import ApplicationFactory, call_with_form, fill, member, question_of
from cda_portal.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def both():
    """A draft with one answer, and last year's application with all; the lead of both."""
    new = call_with_form()
    old = call_with_form(programme_start=new.programme_start.replace(year=2026))
    draft = ApplicationFactory(call=new)
    source = fill(ApplicationFactory(call=old, city=draft.city))
    Answer.objects.create(application=draft, question=question_of(new, "department"), value="Ours", language="en")
    return draft, source, member(draft.city)


def keys(found):
    return [one.question.key for one in found]


def test_what_fits_is_what_is_empty_here_and_answered_there(both):
    draft, source, _lead = both
    assert copying.earlier(draft) == source
    assert keys(copying.matches(draft, source, clock.now())) == [
        "population", "area", "sources", "story", "shared", "with_whom", "since", "page", "measure", "practices", "team",
    ]  # fmt: skip


def test_another_kind_or_list_does_not_fit_and_the_same_meaning_does(both):
    draft, source, _lead = both
    now = Question.objects.filter(section__call=draft.call)
    now.filter(key="story").update(key="renamed")  # still means the problem
    now.filter(key="since").update(kind="short_text")
    now.filter(key="area").update(options=[{"value": "sea", "label": {"en": "Sea"}}])
    now.filter(key="page").update(frozen_from=clock.ago(seconds=1))
    found = keys(copying.matches(draft, source, clock.now()))
    assert "renamed" in found
    assert not {"since", "area", "page"} & set(found)


def test_copied_answers_are_marked_until_somebody_changes_them_and_taken_away(both):
    draft, source, lead = both
    wanted = [question_of(draft.call, key).pk for key in ("story", "area", "department")]
    assert services.copy_answers(draft, wanted, by=lead, arrived=clock.now()) == 2
    assert services.copy_answers(draft, wanted, by=lead, arrived=clock.now()) == 0
    copied = draft.answers.filter(copied_from=source)
    assert sorted(copied.values_list("question__key", flat=True)) == ["area", "story"]
    assert draft.answers.get(question__key="department").value == "Ours"

    story = question_of(draft.call, "story")
    services.save_answer(draft, story, "Edited", version=1, by=lead, language="en", arrived=clock.now())
    assert services.clear_copied(draft, by=lead, arrived=clock.now()) == 1
    values = dict(draft.answers.values_list("question__key", "value"))
    assert values == {"department": "Ours", "story": "Edited", "area": None}
    assert services.clear_copied(draft, by=lead, arrived=clock.now()) == 0


def test_after_the_end_nothing_is_copied(both):
    draft, _source, lead = both
    end = draft.call.application_closes + draft.call.grace + timedelta(seconds=1)
    with pytest.raises(services.NotAllowed):
        services.copy_answers(draft, [question_of(draft.call, "story").pk], by=lead, arrived=end)


def test_the_pages(client, both):
    draft, _source, lead = both
    client.force_login(lead)
    home = reverse("applications:application-home", args=[draft.reference])
    address = reverse("applications:application-earlier", args=[draft.reference])
    assert "Use answers from 2026" in client.get(home).content.decode()
    assert "Ambulances arrive late in the hills." in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"question": ["999999"]}).status_code == 422
    story = question_of(draft.call, "story")
    page = client.post(address, {"question": [story.pk]}, follow=True).content.decode()
    assert "1 answer is copied. Check it." in page
    assert "Take copied answers away again" in page
    section = reverse("applications:application-section", args=[draft.reference, "problem"])
    with CaptureQueriesContext(connection) as one:
        assert "From 2026, check it" in client.get(section).content.decode()
    services.copy_answers(
        draft,
        Question.objects.filter(section__call=draft.call).values_list("pk", flat=True),
        by=lead,
        arrived=clock.now(),
    )
    with CaptureQueriesContext(connection) as many:
        assert client.get(section).content.decode().count("From 2026, check it") > 3
    assert len(many) == len(one)
    page = client.post(reverse("applications:application-earlier-undo", args=[draft.reference]), follow=True)
    assert "11 copied answers are empty again." in page.content.decode()


def test_without_an_earlier_application_there_is_nothing_to_open(client):
    draft = ApplicationFactory(call=call_with_form())
    client.force_login(member(draft.city))
    assert client.get(reverse("applications:application-earlier", args=[draft.reference])).status_code == 404
