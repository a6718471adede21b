"""What the pages say, and what the autosave answers."""

import json
import re

import pytest
from django.urls import reverse

from applications import services
from applications.models import Application, Clarification
from applications.tests.factories import (
    ApplicationFactory,
    CallFactory,
    InterestFormFactory,
    call_with_form,
    complete_draft,
    fill,
    member,
    question_of,
)
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db
INTERNAL = ("submitted", "in review", "in_review", "waitlisted", "place declined", "draft")


# ---- the autosave


@pytest.fixture
def draft():
    return complete_draft()


def save(client, application, key, **sent):
    question = question_of(application.call, key)
    return client.post(reverse("applications:application-answer", args=[application.reference, question.pk]), sent)


def test_a_save_answers_with_what_the_page_needs(client, draft):
    application, lead = draft
    client.force_login(lead)

    answer = save(client, application, "story", story="Three short words", version=1, language="pt-BR")

    told = json.loads(answer.content)
    assert (answer.status_code, told["version"], told["words"], len(told["was"])) == (200, 2, 3, 16)
    assert re.fullmatch(r"\d\d:\d\d", told["saved"])
    saved = application.answers.get(question__key="story")
    assert (saved.value, saved.editor, saved.language) == ("Three short words", lead, "pt-br")


@pytest.mark.parametrize(
    ("sent", "kept"), [("es", "es"), ("es-419", "es"), ("pt-BR", "pt-br"), ("de", "fr"), ("", "fr"), ("*", "fr")]
)
def test_an_answer_has_the_language_of_its_page(client, draft, sent, kept):
    application, lead = draft
    lead.language = "fr"
    lead.save()
    client.force_login(lead)
    save(client, application, "department", department="x", version=1, language=sent)
    assert application.answers.get(question__key="department").language == kept


def test_a_stale_save_is_told_both_texts(client, draft):
    application, lead = draft
    colleague = member(application.city, "member", full_name="Luis")
    client.force_login(colleague)
    save(client, application, "department", department="Theirs", version=1)
    client.force_login(lead)

    answer = save(client, application, "department", department="Mine", version=1)

    told = json.loads(answer.content)
    assert (answer.status_code, told["version"], told["editor"], told["theirs"]) == (409, 2, "Luis", "Theirs")
    assert told["values"] == {"department": "Theirs"}
    assert application.answers.get(question__key="department").value == "Theirs"


def test_a_stale_choice_is_told_in_words(client, draft):
    application, lead = draft
    client.force_login(lead)
    save(client, application, "sources", sources=["calls"], version=1)
    told = json.loads(save(client, application, "sources", sources=["census", "sensors"], version=1).content)
    assert (told["theirs"], told["values"]) == ("Calls", None)


def test_a_save_after_the_end_says_so_in_words(client, draft):
    application, lead = draft
    services.submit(application, by=lead, arrived=clock.now())
    Application.objects.update(status="in_review")
    client.force_login(lead)

    answer = save(client, application, "department", department="Late", version=1)

    assert json.loads(answer.content) == {
        "error": "This application can no longer be changed. What you wrote before is kept."
    }
    assert answer.status_code == 403


@pytest.mark.parametrize("state", ["retired", "another call"])
def test_what_is_not_asked_is_not_saved(client, draft, state):
    application, lead = draft
    question = (
        question_of(application.call, "department")
        if state == "retired"
        else question_of(call_with_form(), "department")
    )
    if state == "retired":
        question.retired_at = clock.now()
        question.save()
    client.force_login(lead)
    address = reverse("applications:application-answer", args=[application.reference, question.pk])
    assert client.post(address, {"department": "x"}).status_code == 404


# ---- the pages of the application


def test_before_an_account_one_reads_what_is_asked_and_until_when(client):
    call_with_form()
    body = client.get("/apply/").content.decode()
    for words in (
        "Check if your city qualifies",
        "Send the interest form",
        "Basics",
        "Problem",
        "People",
        "About 1 hour in all",
    ):
        assert words in body
    assert "/call/#form" in body  # the whole form, before an account


def test_without_a_call_the_start_page_says_so(client):
    assert "No call is open now." in client.get("/apply/").content.decode()


def test_the_start_page_leads_to_what_is_mine(client, draft):
    application, lead = draft
    form = InterestFormFactory(sender=lead)
    client.force_login(lead)
    body = client.get("/apply/").content.decode()
    assert application.get_absolute_url() in body
    assert form.get_absolute_url() in body
    ApplicationFactory(call=application.call, reference="CDA-2027-ELSE")
    assert "CDA-2027-ELSE" not in client.get("/apply/").content.decode()


def states(client, application):
    groups = client.get(application.get_absolute_url()).context["groups"]
    return [(str(one["word"]), str(one["hint"])) for group in groups for one in group["sections"]]


def test_the_task_list(client):
    application = ApplicationFactory(call=call_with_form())
    client.force_login(member(application.city))
    assert states(client, application) == [
        ("Not started", "4 questions, about 20 minutes"),
        ("Not started", "5 questions, about 20 minutes, up to 20 words"),
        ("Not started", "3 questions, about 20 minutes"),
    ]
    fill(application, department=None, team=None)
    assert states(client, application) == [
        ("In progress", "1 answer to go"),
        ("Completed", "6 questions, about 20 minutes, up to 20 words"),
        ("In progress", "1 answer to go"),
    ]


def test_sending_opens_when_everything_is_there(client, draft):
    application, lead = draft
    client.force_login(lead)
    assert client.get(application.get_absolute_url()).context["finish"]["word"] == "Not started"
    application.answers.filter(question__key="team").delete()
    assert client.get(application.get_absolute_url()).context["finish"]["word"] == "Cannot start yet"


CHECK = [  # role, complete, in time: what stands where the button would be
    ("lead", True, True, "Send the application"),
    ("deputy", True, True, "Send the application"),
    ("member", True, True, "The lead or the deputy of your city sends the application."),
    ("mayor", True, True, "The lead or the deputy of your city sends the application."),
    ("lead", False, True, "The button appears here once the answers above are there."),
    ("lead", True, False, "The deadline has passed."),
]


@pytest.mark.parametrize(("role", "complete", "in_time", "words"), CHECK)
def test_the_end_of_the_check_page(client, role, complete, in_time, words):
    call = call_with_form(**({} if in_time else {"application_closes": clock.ago(days=1)}))
    application = fill(ApplicationFactory(call=call), **({} if complete else {"team": None}))
    client.force_login(member(application.city, role))
    body = client.get(f"/apply/{application.reference}/check/").content.decode()
    assert words in body
    assert ('action="/apply/' in body) is (words == "Send the application")


def test_a_role_that_only_reads_gets_a_page_to_read(client, draft):
    application, _lead = draft
    client.force_login(member(application.city, "mayor"))
    body = client.get(f"/apply/{application.reference}/section/basics/").content.decode()
    assert "This page is for reading only" in body
    assert "<fieldset disabled>" in body
    assert "autosave.js" not in body


def test_after_the_deadline_typed_text_stays_on_the_screen(client):
    application, lead = complete_draft(call=call_with_form(application_closes=clock.ago(days=1)))
    client.force_login(lead)
    answer = client.post(f"/apply/{application.reference}/section/basics/", {"department": "Typed for an hour"})
    body = answer.content.decode()
    assert (answer.status_code, "Typed for an hour" in body) == (409, True)
    assert "can no longer be changed" in body
    assert application.answers.get(question__key="department").value == "Innovation office"


@pytest.mark.parametrize("section", ["nowhere", "BASICS", "0"])
def test_a_section_that_is_not_there(client, draft, section):
    application, lead = draft
    client.force_login(lead)
    assert client.get(f"/apply/{application.reference}/section/{section}/").status_code == 404


def test_others_edits_are_named(client, draft):
    application, lead = draft
    colleague = member(application.city, "member", full_name="Luis Ensayo")
    application.answers.filter(question__key="department").update(editor=colleague)
    client.force_login(lead)
    [other] = client.get(f"/apply/{application.reference}/section/basics/").context["others"]
    assert other["name"] == "Luis Ensayo"
    assert other["note"].startswith("Changed “Department”, ")


# ---- the status page


@pytest.mark.parametrize("status", [status for status in Application.Status.values if status != "draft"])
def test_the_status_page_has_no_word_of_ours(client, draft, status):
    application, lead = draft
    services.submit(application, by=lead, arrived=clock.now())
    Application.objects.update(status=status)
    client.force_login(lead)

    page = client.get(f"/apply/{application.reference}/status/")

    text = re.sub(r"<[^>]*>", " ", page.content.decode().partition("<main")[2]).lower()
    assert page.status_code == 200
    assert [word for word in INTERNAL if re.search(rf"\b{word}\b", text)] == []
    assert application.reference.lower() in text


def test_what_was_sent_stands_on_the_status_page_and_on_the_staffs(client, draft):
    application, lead = draft
    services.submit(application, by=lead, arrived=clock.now())
    application.answers.filter(question__key="department").update(value="Changed behind our back")
    for user, address in (
        (lead, f"/apply/{application.reference}/status/"),
        (UserFactory(role="observer"), f"/staff/applications/{application.reference}/"),
    ):
        client.force_login(user)
        body = client.get(address).content.decode()
        for words in (
            "Innovation office",
            "Hills",
            "Census",
            "1 March 2026",
            "Time until arrival",
            "Ana Prueba, Director, Health",
        ):
            assert words in body
        assert "Changed behind our back" not in body


def test_late_is_said(client, draft):
    application, lead = draft
    services.submit(application, by=lead, arrived=clock.now())
    application.submissions.update(late=True)
    client.force_login(lead)
    assert "Late" in client.get(f"/apply/{application.reference}/status/").content.decode()


# ---- staff


def test_of_a_draft_staff_see_how_far_it_is_and_nothing_else(client, draft):
    application, _lead = draft
    application.answers.filter(question__key="team").delete()
    client.force_login(UserFactory(role="approver"))
    body = client.get(f"/staff/applications/{application.reference}/").content.decode()
    assert "2 of 3 sections are completed" in body
    assert "Ambulances" not in body


@pytest.mark.parametrize(
    ("role", "status", "offers"),
    [
        ("officer", "received", ["ask", "invite", "decline"]),
        ("approver", "received", ["ask", "invite", "decline"]),
        ("observer", "received", []),
        ("officer", "invited", []),
        ("officer", "declined", ["reopen"]),
        ("observer", "declined", []),
    ],
)
def test_a_form_offers_what_may_be_done(client, role, status, offers):
    form = InterestFormFactory(status=status)
    client.force_login(UserFactory(role=role))
    body = client.get(f"/staff/forms/{form.pk}/").content.decode()
    assert re.findall(rf'action="/staff/forms/{form.pk}/(\w+)/"', body) == offers


def test_while_a_question_is_open_no_other_is_asked(client):
    form = InterestFormFactory()
    Clarification.objects.create(form=form, question="Who?", asked_by=UserFactory())
    client.force_login(UserFactory(role="officer"))
    body = client.get(f"/staff/forms/{form.pk}/").content.decode()
    assert re.findall(rf'action="/staff/forms/{form.pk}/(\w+)/"', body) == ["invite", "decline"]


@pytest.mark.parametrize(
    ("act", "words"),
    [("ask", "Write the question"), ("decline", "Write what the city reads"), ("reopen", "Give the reason")],
)
def test_an_empty_act_says_what_to_write(client, act, words):
    form = InterestFormFactory(status="declined" if act == "reopen" else "received")
    client.force_login(UserFactory(role="officer"))
    answer = client.post(f"/staff/forms/{form.pk}/{act}/", {})
    assert (answer.status_code, answer.content.decode().count(words)) == (422, 2)


def test_an_act_that_came_too_late_says_why(client):
    form = InterestFormFactory(status="invited")
    client.force_login(UserFactory(role="officer"))
    body = client.post(f"/staff/forms/{form.pk}/decline/", {"message": "No"}, follow=True).content.decode()
    assert "This form is “Invited to apply” now. Load the page again." in body


def test_an_invitation_names_city_and_reference(client):
    form = InterestFormFactory(call=call_with_form())
    client.force_login(UserFactory(role="officer"))
    body = client.post(f"/staff/forms/{form.pk}/invite/", follow=True).content.decode()
    assert f"{form.city} is invited. Its application is {Application.objects.get().reference}." in body


# ---- the sender's page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("received", "We have received your form."),
        ("invited", "Your city is invited to apply."),
        ("declined", "We are not inviting your city this time."),
    ],
)
def test_the_sender_reads_where_the_form_stands(client, status, words):
    form = InterestFormFactory(status=status, message="Tell us more" if status == "declined" else "")
    client.force_login(form.sender)
    body = client.get(form.get_absolute_url()).content.decode()
    assert words in body
    assert ("Tell us more" in body) is (status == "declined")


def test_answering_twice_says_that_it_was_answered(client):
    form = InterestFormFactory()
    services.ask(form, "Who?", by=UserFactory())
    client.force_login(form.sender)
    address = reverse("applications:interest-answer", args=[form.pk])
    assert "Your answer has been sent." in client.post(address, {"answer": "We"}, follow=True).content.decode()
    assert "This question has been answered." in client.post(address, {"answer": "Us"}, follow=True).content.decode()
    assert form.clarifications.get().answer == "We"


def test_an_empty_answer_says_what_to_write(client):
    form = InterestFormFactory(call=CallFactory())
    services.ask(form, "Who?", by=UserFactory())
    client.force_login(form.sender)
    answer = client.post(reverse("applications:interest-answer", args=[form.pk]), {})
    assert (answer.status_code, answer.content.decode().count("Write your answer")) == (422, 2)
