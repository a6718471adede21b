"""The form of a call: what has answers stays, what was changed meanwhile is noticed, and the preview is the city's page."""

import re
from contextlib import suppress

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from applications import call_states
from applications.models import Call, Question, Section
from applications.services import NotAllowed, calls_form
from applications.tests.factories import (
    AnswerFactory,
    ApplicationFactory,
    CallFactory,
    QuestionFactory,
    SectionFactory,
    call_with_form,
    choices,
    member,
    question_of,
)
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def used(**fields):
    """A question that a city has answered."""
    question = QuestionFactory(**fields)
    AnswerFactory(question=question, application=ApplicationFactory(call=question.section.call))
    return question


def edit(question, by, **values):
    names = list(values)
    return calls_form.edit(question, values, names=names, was=call_states.digest(question, names), by=by)


# ---- used questions


def test_a_used_question_cannot_be_deleted(officer):
    question = used()

    with pytest.raises(NotAllowed):
        calls_form.delete(question, by=officer)
    with pytest.raises(NotAllowed):
        calls_form.delete(question.section, by=officer)
    with pytest.raises(ProtectedError):
        Question.objects.filter(pk=question.pk).delete()
    with pytest.raises(ProtectedError):
        Section.objects.filter(pk=question.section_id).delete()


def test_a_question_without_answers_is_deleted_and_so_is_its_section(officer):
    question = QuestionFactory()

    calls_form.delete(question, by=officer)
    calls_form.delete(question.section, by=officer)

    assert (Question.objects.count(), Section.objects.count()) == (0, 0)


def test_a_retired_question_keeps_its_answers_and_comes_back(officer):
    question = used()

    calls_form.retire(question, by=officer)
    assert Section.objects.for_form(question.section.call_id)[0].live_questions == []
    assert question.answers.count() == 1
    calls_form.restore(question, by=officer)

    assert Section.objects.for_form(question.section.call_id)[0].live_questions == [question]


def test_a_question_that_another_one_depends_on_is_not_retired(officer):
    call = call_with_form()

    with pytest.raises(NotAllowed):
        calls_form.retire(question_of(call, "shared"), by=officer)
    calls_form.retire(question_of(call, "with_whom"), by=officer)
    calls_form.retire(question_of(call, "shared"), by=officer)
    with pytest.raises(NotAllowed):
        calls_form.restore(question_of(call, "with_whom"), by=officer)


@pytest.mark.parametrize(("is_used", "is_changed"), [(False, True), (True, False)])
def test_the_kind_changes_only_without_answers(officer, is_used, is_changed):
    question = used() if is_used else QuestionFactory()

    with suppress(NotAllowed):
        edit(question, officer, kind="long_text")

    question.refresh_from_db()
    assert (question.kind == "long_text") is is_changed


@pytest.mark.parametrize("value", ["hills", ["hills", "valley"]])
def test_a_value_that_was_chosen_stays_in_the_list(officer, value):
    kind = "several" if isinstance(value, list) else "choice"
    question = QuestionFactory(kind=kind, options=choices("hills", "valley", "plain"))
    AnswerFactory(question=question, value=value, application=ApplicationFactory(call=question.section.call))

    with pytest.raises(NotAllowed):
        edit(question, officer, options=choices("valley", "plain"))
    edit(question, officer, options=choices("hills", "valley"))

    question.refresh_from_db()
    assert [option["value"] for option in question.options] == ["hills", "valley"]


# ---- order


def test_questions_and_sections_change_places(officer):
    call = call_with_form()
    area = question_of(call, "area")

    assert calls_form.move(area, up=True, by=officer) is True
    assert calls_form.move(call.sections.get(key="basics"), up=False, by=officer) is True
    assert calls_form.move(call.sections.get(key="people"), up=False, by=officer) is False

    sections = Section.objects.for_form(call.pk)
    assert [section.key for section in sections] == ["problem", "basics", "people"]
    assert [question.key for question in sections[1].live_questions] == ["department", "area", "population", "sources"]


def test_a_question_stays_behind_the_one_it_depends_on(officer):
    question = question_of(call_with_form(), "with_whom")

    with pytest.raises(NotAllowed):
        calls_form.move(question, up=True, by=officer)

    assert Question.objects.get(pk=question.pk).position == question.position


@pytest.mark.parametrize("verb", ["retire", "restore", "delete"])
@pytest.mark.parametrize("state", ["open", "archived"])
def test_the_form_of_an_archived_call_is_left_alone(officer, verb, state):
    question = QuestionFactory(section__call__archived_at=clock.now() if state == "archived" else None)

    if state == "archived":
        with pytest.raises(NotAllowed):
            getattr(calls_form, verb)(question, by=officer)
    else:
        getattr(calls_form, verb)(question, by=officer)


def test_a_short_name_is_there_once_in_a_call(officer):
    section = SectionFactory()
    QuestionFactory(section=SectionFactory(call=section.call), key="story")

    with pytest.raises(NotAllowed):
        calls_form.add_question(section, {"key": "story", "kind": "number", "label": {"en": "How many?"}}, by=officer)


# ---- pages


def posted(page, **changed):
    """The form of a page as a browser sends it back."""
    form = page.context["form"]
    data = {}
    for field in form:
        value = field.value()
        if value not in (None, False) and not field.field.disabled:
            data[field.html_name] = field.field.prepare_value(value)
    return {**{name: value for name, value in data.items() if value is not None}, **changed}


def address(name, *args):
    return reverse(f"applications:staff-call-{name}", args=args)


def test_a_question_is_written_in_languages_with_answers_to_choose_from(client, officer):
    client.force_login(officer)
    call = call_with_form()
    shared, people = question_of(call, "shared"), call.sections.get(key="people")
    here = address("question-new", call.slug, people.pk)

    data = posted(
        client.get(here), key="roof", kind="choice", label_en="Which roof?", label_es="¿Qué techo?",
        option_0_value="tin", option_0_en="Tin", option_0_fr="Tôle", option_2_value="tile", option_2_en="Tile",
        asked_after=f"{shared.pk}:yes", semantic="affected",
    )  # fmt: skip
    answer = client.post(here, data)

    question = question_of(call, "roof")
    assert answer["Location"] == f"{address('form', call.slug)}#question-{question.pk}"
    assert question.label == {"en": "Which roof?", "es": "¿Qué techo?"}
    assert question.options == [
        {"value": "tin", "label": {"en": "Tin", "fr": "Tôle"}},
        {"value": "tile", "label": {"en": "Tile"}},
    ]
    assert (question.depends_on, question.depends_value, question.semantic) == (shared, "yes", "affected")
    assert set(question.stamps["label"]) == {"en", "es"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"label_en": ""}, "label_en"),
        ({"minimum": "5", "maximum": "4"}, "maximum"),
        ({"kind": "choice", "option_0_en": "Tin"}, "option_0_value"),
        (
            {"kind": "choice", "option_0_value": "a", "option_0_en": "A", "option_1_value": "a", "option_1_en": "B"},
            "option_1_value",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, officer, changed, field):
    client.force_login(officer)
    question = QuestionFactory(label={"en": "Roof"})
    here = address("question", question.section.call.slug, question.pk)

    answer = client.post(here, posted(client.get(here), help_en="A hint", **changed))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "A hint" in answer.content.decode()


def test_somebody_elses_save_is_not_overwritten_unseen(client, officer):
    client.force_login(officer)
    question = QuestionFactory(label={"en": "Roof"})
    here = address("question", question.section.call.slug, question.pk)
    data = posted(client.get(here), label_en="Mine")
    edit(question, UserFactory(role="approver"), label={"en": "Theirs"})

    answer = client.post(here, data)

    assert answer.status_code == 409
    assert answer.context["theirs"] == [("Question", "Theirs")]
    assert Question.objects.get(pk=question.pk).label == {"en": "Theirs"}
    again = client.post(here, {**data, "was": answer.context["form"]["was"].value()})
    assert again.status_code == 302
    assert Question.objects.get(pk=question.pk).label == {"en": "Mine"}


def test_somebody_elses_dates_are_not_overwritten_unseen(client, officer):
    client.force_login(officer)
    call = CallFactory(published_at=None)
    here = address("dates", call.slug)
    data = posted(client.get(here), seats="9")
    Call.objects.filter(pk=call.pk).update(seats=20)

    answer = client.post(here, data)

    assert (answer.status_code, answer.context["theirs"]) == (409, [("Places", "20")])
    assert Call.objects.get(pk=call.pk).seats == 20


def test_what_changes_for_cities_is_said_before_it_is_saved(client, officer):
    client.force_login(officer)
    call = CallFactory(zone="America/Bogota")
    ApplicationFactory(call=call)
    here = address("dates", call.slug)
    data = posted(client.get(here), application_closes="2031-05-01T17:00", population_threshold="5")

    first = client.post(here, data)
    assert (first.status_code, Call.objects.get(pk=call.pk).population_threshold) == (200, 100_000)
    assert "22:00 UTC" in first.context["effects"][0]
    assert first.context["effects"][1] == "1 draft is affected"
    second = client.post(here, {**data, "seen": first.context["seen"]})

    call.refresh_from_db()
    assert (second.status_code, f"{call.application_closes:%Y-%m-%d %H:%M}") == (302, "2031-05-01 22:00")
    assert call.population_threshold == 5


def questions_of(html):
    """What stands between the fieldset's legend and its end, without what belongs to one application."""
    body = html[html.index('<legend class="hush">') :]
    tags = re.findall(r"<(?:label|legend|input|textarea|select|fieldset|p|details)\b[^>]*>", body)
    kept = [re.sub(r' (?:data-save|aria-describedby|value|disabled)(?:="[^"]*")?', "", tag) for tag in tags]
    return [tag for tag in kept if "hidden" not in tag]


@pytest.mark.parametrize("section", ["basics", "problem", "people"])
def test_the_preview_is_built_like_the_citys_page(client, officer, section):
    call = call_with_form()
    application = ApplicationFactory(call=call)
    client.force_login(officer)
    preview = client.get(address("preview-section", call.slug, section)).content.decode()
    client.force_login(member(application.city))
    page = client.get(
        reverse("applications:application-section", args=[application.reference, section])
    ).content.decode()

    mine, theirs = questions_of(preview), questions_of(page)

    wanted = [question.key for question in Question.objects.filter(section__call=call, section__key=section)]
    assert all(any(f'name="{key}' in tag for tag in mine) for key in wanted)
    assert mine[: len(mine) // 2] == theirs[: len(mine) // 2]


@pytest.mark.parametrize(("language", "said"), [("es", "¿Qué techo?"), ("fr", "Which roof?"), ("xx", "Which roof?")])
def test_the_preview_speaks_the_language_asked_for(client, officer, language, said):
    client.force_login(officer)
    question = QuestionFactory(label={"en": "Which roof?", "es": "¿Qué techo?"})
    call = question.section.call

    page = client.get(address("preview", call.slug), {"language": language}).content.decode()

    assert said in page
