"""Questions that hang on one another, and those that are needed or frozen from an instant, in form, save and submit."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from applications import progress, services
from applications.models import Question
from applications.tests.factories import (
    AnswerFactory,
    ApplicationFactory,
    QuestionFactory,
    SectionFactory,
    call_with_form,
    complete_draft,
    fill,
    member,
    question_of,
)
from applications.tests.test_progress import ask, section
from cda_portal.core import clock

SECOND = timedelta(seconds=1)

# ---- chains, without a database


def chain():
    """Two hangs on one, three on two, each on “yes”."""
    return {1: ask(1), 2: ask(2, depends_on=1, depends_value="yes"), 3: ask(3, depends_on=2, depends_value="yes")}


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({}, [1]),
        ({1: "yes"}, [1, 2]),
        ({1: "yes", 2: "yes"}, [1, 2, 3]),
        ({1: "no", 2: "yes"}, [1]),  # three's parent is answered, and not asked
        ({1: "yes", 2: "no", 3: "x"}, [1, 2]),
    ],
)
def test_a_chain(values, asked):
    others = chain()
    assert [pk for pk, one in others.items() if progress.applies(one, values, others)] == asked
    [done] = progress.of_sections([section(*others.values())], values)
    assert [one.pk for one in done.questions] == asked
    assert {one.question.pk for one in done.missing} == set(asked) - set(values)


def test_a_ring_ends():
    ring = {1: ask(1, depends_on=2, depends_value="yes"), 2: ask(2, depends_on=1, depends_value="yes")}
    assert progress.applies(ring[1], {1: "yes", 2: "yes"}, ring) is True
    assert progress.applies(ring[1], {1: "yes"}, ring) is False


def test_a_chain_through_two_sections():
    one, two, three = chain().values()
    done = progress.of_sections([section(one), section(two), section(three)], {1: "no", 2: "yes"})
    assert [len(each.questions) for each in done] == [1, 0, 0]
    assert [each.state for each in done[1:]] == [progress.State.COMPLETED] * 2  # nothing is asked there


def test_what_the_form_takes_and_what_is_left():
    two = section(ask(1, kind="long_text", words=100), ask(2, kind="long_text", words=50), ask(3, words=20))
    two.minutes = 30
    [done] = progress.of_sections([two], {1: "x"})
    assert (done.minutes, done.minutes_left, done.words) == (30, 20, 150)
    [done] = progress.of_sections([two], {1: "x", 2: "x", 3: "x"})
    assert done.minutes_left == 0


# ---- from an instant on


AT = clock.now().replace(microsecond=0)
INSTANTS = [(AT - SECOND, False), (AT, True), (AT + SECOND, True)]


@pytest.mark.parametrize(("now", "since"), INSTANTS)
def test_needed_and_frozen_from(now, since):
    assert progress.needed(Question(required=True, required_from=AT), now) is since
    assert progress.needed(Question(required=False, required_from=AT), now) is since
    assert progress.frozen(Question(frozen_from=AT), now) is since
    assert progress.needed(Question(required=True, frozen_from=AT), now) is not since  # nobody could answer it


@pytest.fixture
def draft(db):
    return complete_draft()


def save(application, key, value, lead, arrived):
    answer = application.answers.filter(question__key=key).first()
    return services.save_answer(
        application,
        question_of(application.call, key),
        value,
        version=answer.version if answer else 0,
        by=lead,
        language="en",
        arrived=arrived,
    )


@pytest.mark.parametrize(("now", "since"), INSTANTS)
def test_a_frozen_answer_is_not_saved(draft, now, since):
    application, lead = draft
    Question.objects.filter(key="department").update(frozen_from=AT)
    if since:
        with pytest.raises(services.NotAllowed, match="could be changed until"):
            save(application, "department", "New", lead, now)
    else:
        save(application, "department", "New", lead, now)
    assert application.answers.get(question__key="department").value == ("Innovation office" if since else "New")
    save(application, "story", "Others go on", lead, now)


@pytest.mark.parametrize(("now", "since"), INSTANTS)
def test_what_is_needed_from_an_instant_is_missing_from_then_on(draft, now, since):
    application, lead = draft
    Question.objects.filter(key="page").update(required=False, required_from=AT)
    application.answers.filter(question__key="page").delete()
    if since:
        with pytest.raises(services.NotReady) as refusal:
            services.submit(application, by=lead, arrived=now)
        assert [one.question.key for one in refusal.value.missing] == ["page"]
    else:
        services.submit(application, by=lead, arrived=now)


def test_a_frozen_question_without_an_answer_does_not_keep_it_from_being_sent(draft):
    application, lead = draft
    Question.objects.filter(key="department").update(frozen_from=clock.ago(hours=1))
    application.answers.filter(question__key="department").delete()
    assert services.submit(application, by=lead, arrived=clock.now()).number == 1


def url(name, application, *more):
    return reverse(f"applications:{name}", args=[application.reference, *more])


def test_what_became_needed_after_the_sending_is_a_task(draft, client):
    application, lead = draft
    application.answers.filter(question__key="page").delete()
    services.submit(application, by=lead, arrived=clock.now())
    Question.objects.filter(key="page").update(required_from=clock.ago(seconds=1))
    client.force_login(lead)
    assert "1 answer to go" in client.get(url("application-home", application)).content.decode()


# ---- the page, the autosave and the snapshot


def test_a_dependent_is_shown_with_its_condition_and_not_demanded(client, draft):
    application, lead = draft
    application.answers.filter(question__key="shared").update(value="no")
    client.force_login(lead)

    body = client.get(url("application-section", application, "problem")).content.decode()

    assert "Only if you answer “Yes” to “Shared”." in body
    assert re.search(r'<div class="hangs" data-depends="shared" data-value="yes" data-off>', body)


def test_its_answer_is_kept_and_not_sent(draft):
    application, lead = draft
    save(application, "shared", "no", lead, clock.now())

    sent = services.submit(application, by=lead, arrived=clock.now()).snapshot

    assert "with_whom" not in [one["question"] for one in sent["answers"]]
    assert application.answers.get(question__key="with_whom").value == "The university"


@pytest.mark.django_db
def test_a_parent_on_another_page_is_found(client):
    call = call_with_form()
    extra = QuestionFactory(
        section=SectionFactory(call=call, key="extra", position=9),
        key="third",
        depends_on=question_of(call, "sources"),
        depends_value="calls",
    )
    QuestionFactory(section=extra.section, key="fourth", depends_on=extra, depends_value="x")
    application = fill(ApplicationFactory(call=call))
    client.force_login(member(application.city))
    page = client.get(url("application-section", application, "extra"))
    assert [(row.question.key, row.applies) for row in page.context["sheet"].rows] == [
        ("third", True),
        ("fourth", False),
    ]
    application.answers.filter(question__key="sources").update(value=["census"])
    AnswerFactory(application=application, question=extra, value="x")
    page = client.get(url("application-section", application, "extra"))
    assert [row.applies for row in page.context["sheet"].rows] == [False, False]


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_an_autosave_of_a_frozen_question_is_refused_in_words(client, draft, accept):
    application, lead = draft
    Question.objects.filter(key="department").update(frozen_from=clock.ago(seconds=1))
    client.force_login(lead)
    question = question_of(application.call, "department")
    answer = client.post(
        url("application-answer", application, question.pk),
        {"department": "New", "version": 1},
        headers={"Accept": accept},
    )
    assert answer.status_code == 403
    assert "could be changed until" in json.loads(answer.content)["error"]


def test_a_page_from_before_the_freeze_keeps_what_was_typed_and_saves_the_rest(client, draft):
    application, lead = draft
    client.force_login(lead)
    address = url("application-section", application, "basics")
    rows = client.get(address).context["sheet"].rows
    posted = {f"{row.question.key}-was": row.was for row in rows} | {
        f"{row.question.key}-version": row.version for row in rows
    }
    posted |= {row.question.key: row.value for row in rows} | {"department": "Typed", "area": "valley"}
    Question.objects.filter(key="department").update(frozen_from=clock.ago(seconds=1))

    page = client.post(address, posted)

    body = page.content.decode()
    assert page.status_code == 409
    assert 'value="Typed"' in body
    assert "could be changed until" in body
    values = dict(application.answers.values_list("question__key", "value"))
    assert (values["department"], values["area"]) == ("Innovation office", "valley")
    assert 'name="department"' not in client.get(address).content.decode()  # from now on for reading only


# ---- read as the language writes it


@pytest.mark.parametrize(
    ("language", "typed", "understood"),
    [
        ("en", "1,234.5", ""),
        ("en", "1234.5", "Read as 1,234.5"),
        ("en", "1.234", ""),
        ("es", "1.234", "Read as 1,234"),
        ("fr", "1 234,5", "Read as 1,234.5"),
        ("es", "many", ""),
    ],
)
def test_a_number_is_shown_as_understood(client, draft, language, typed, understood):
    application, lead = draft
    client.force_login(lead)
    question = question_of(application.call, "population")
    address = url("application-answer", application, question.pk)
    answer = client.post(address, {"population": typed, "version": 1, "language": language})
    assert json.loads(answer.content)["understood"] == understood
    row = application.answers.get(question=question)
    assert (row.value, row.language) == (typed, language)  # kept as typed, with the language to read it by
    page = client.get(url("application-section", application, "basics")).content.decode()
    assert f'data-understood aria-live="polite">{understood}</p>' in page
