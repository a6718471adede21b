"""What staff enter and correct in a city's name: with a reason the city reads, and never in a draft."""

import pytest

from applications import services
from applications.models import Answer, Application, Correction, EligibilityCheck, InterestForm
from applications.services import corrections
from applications.tests.factories import (
    ApplicationFactory,
    CallFactory,
    InterestFormFactory,
    a_place,
    call_with_form,
    complete_draft,
    fill,
    question_of,
)
from cda_portal.accounts.models import City, Conflict, User
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
TOLD = {
    "population": 240_000,
    "population_year": 2024,
    "population_source": "Census",
    "mayor_name": "Somebody",
    "full_name": "Ana Prueba",
    "email": "ana@city.example",
    "sender_title": "CDO",
    "office_aware": True,
}
READY = dict.fromkeys(("commitment", "data", "analysis", "team"), "yes")


@pytest.fixture
def officer():
    return UserFactory(role="officer", full_name="Olga Officer")


def enter(officer, call=None, **changed):
    where = {"name": "Chía", "country": "CO", "region": "Cundinamarca"}
    return corrections.enter_interest(
        call or CallFactory(),
        {**TOLD, **changed},
        READY,
        by=officer,
        why="It came by telephone",
        arrived=clock.now(),
        **where,
    )


# ---- entered for a city


def test_a_form_is_entered_for_somebody_new_who_is_told(officer):
    form = enter(officer)

    ana = User.objects.get(email="ana@city.example")
    assert (form.sender, form.city.name, form.entered_by, form.entered_why) == (
        ana,
        "Chía",
        officer,
        "It came by telephone",
    )
    assert form.findings["population"] == "meets"
    message = Message.objects.get(kind="corrected")
    assert (message.email, "It came by telephone" in message.text) == (ana.email, True)
    assert not EligibilityCheck.objects.exists()
    assert [one.act for one in Change.objects.about(form).order_by("pk")] == [
        "interest received",
        "entered for the city",
    ]


def test_a_city_has_one_form_all_the_same(officer):
    form = enter(officer)
    with pytest.raises(services.AlreadySent):
        enter(officer, form.call, email="bea@city.example")
    assert InterestForm.objects.count() == 1
    assert not User.objects.filter(email="bea@city.example").exists()


@pytest.mark.parametrize("sender", [{"role": "reviewer"}, {"role": "officer"}, {"is_active": False}])
def test_who_can_be_its_sender(officer, sender):
    UserFactory(email="ana@city.example", **sender)
    if sender == {"role": "reviewer"}:
        assert enter(officer).sender.email == "ana@city.example"
    else:
        with pytest.raises(services.NotAllowed):
            enter(officer)


def test_the_page_enters_a_place_of_the_gazetteer_by_its_name(officer, client):
    call, place = CallFactory(), a_place(name="Chía", country="CO", region="Cundinamarca")
    client.force_login(officer)
    data = {
        **TOLD,
        **READY,
        "kind": "municipality",
        "office_aware": "",
        "city": "chia",
        "country": "CO",
        "reason": "On paper",
    }
    assert client.post("/staff/forms/new/", {**data, "reason": ""}).status_code == 422
    assert client.post("/staff/forms/new/", {**data, "country": ""}).status_code == 422

    response = client.post("/staff/forms/new/", {**data, "next_end": "2031-12-31"})

    form = InterestForm.objects.get()
    assert response["Location"] == f"/staff/forms/{form.pk}/"
    assert (form.call, form.city.place, form.terms) == (call, place, [[None, "2031-12-31"]])
    again = client.post("/staff/forms/new/", {**data, "email": "bea@city.example"})
    assert again.status_code == 422
    assert City.objects.count() == 1


# ---- a form corrected


def test_a_corrected_form_keeps_what_stood_there_and_is_judged_anew(officer):
    form = InterestFormFactory(population=240_000, findings={"population": "meets"})

    corrections.correct_form(form, {"population": 90_000, "mayor_name": "Other"}, by=officer, reason="The census")

    form.refresh_from_db()
    assert (form.population, form.findings["population"]) == (90_000, "below")
    made = {(one.field, one.before, one.after, one.reason) for one in form.corrections.all()}
    assert made == {
        ("population", 240_000, 90_000, "The census"),
        ("mayor_name", "Somebody", "Other", "The census"),
    }
    assert Message.objects.get(kind="corrected").email == form.sender.email
    [change] = Change.objects.about(form).filter(act="form corrected")
    assert (change.target, change.why) == ("population, mayor_name", "The census")


def test_correcting_nothing_is_refused(officer):
    form = InterestFormFactory()
    with pytest.raises(services.NotAllowed, match="Nothing was changed"):
        corrections.correct_form(form, {"population": form.population}, by=officer, reason="x")
    assert not Message.objects.exists()


def test_the_page_corrects_and_its_city_reads_why(officer, client):
    form = InterestFormFactory(terms=[["2024-01-01", "2027-12-31"]])
    client.force_login(officer)
    page = client.get(f"/staff/forms/{form.pk}/correct/")
    data = {field.name: field.value() or "" for group in page.context["form"].groups() for field in group["fields"]}
    assert data["term_end"] == "2027-12-31"

    response = client.post(
        f"/staff/forms/{form.pk}/correct/", {**data, "next_end": "2031-12-31", "reason": "Elected in May"}
    )

    assert response["Location"] == f"/staff/forms/{form.pk}/"
    form.refresh_from_db()
    assert form.terms == [["2024-01-01", "2027-12-31"], [None, "2031-12-31"]]
    assert [one.field for one in form.corrections.all()] == ["terms"]
    client.force_login(form.sender)
    seen = client.get(form.get_absolute_url()).content.decode()
    assert "Elected in May" in seen
    assert "Olga Officer" in seen


# ---- an answer corrected


@pytest.fixture
def sent():
    application, lead = complete_draft()
    services.submit(application, by=lead, arrived=clock.now())
    application.refresh_from_db()
    application.lead = lead
    return application


def correct(application, officer, key="department", value="Data office"):
    return corrections.correct_answer(
        application,
        question_of(application.call, key),
        value,
        by=officer,
        reason="A slip of the pen",
        language="en",
        arrived=clock.now(),
    )


def entry(submission, key="department"):
    return next(one for one in submission.snapshot["answers"] if one["question"] == key)


def test_a_corrected_answer_is_another_submission_beside_the_first(sent, officer):
    submission = correct(sent, officer)

    first = sent.submissions.get(number=1)
    assert (submission.number, submission.by, submission.on_behalf_why) == (2, officer, "A slip of the pen")
    assert (entry(first)["value"], entry(submission)["value"]) == ("Innovation office", "Data office")
    assert [one for one in submission.snapshot["answers"] if one["question"] != "department"] == [
        one for one in first.snapshot["answers"] if one["question"] != "department"
    ]
    assert sent.submissions.counting_first().first() == submission
    answer = Answer.objects.get(application=sent, question__key="department")
    assert (answer.value, answer.editor, answer.version) == ("Data office", officer, 2)
    assert [one.value for one in answer.versions.all()] == ["Innovation office"]
    assert Correction.objects.get().before == "Innovation office"
    assert Message.objects.get(kind="corrected").email == sent.lead.email


def test_what_the_city_changed_since_stays_its_own(sent, officer):
    answer = Answer.objects.get(application=sent, question__key="department")
    Answer.objects.filter(pk=answer.pk).update(value="Our own later words")
    story = Answer.objects.get(application=sent, question__key="story")
    Answer.objects.filter(pk=story.pk).update(value="Not sent yet")

    submission = correct(sent, officer)

    answer.refresh_from_db()
    assert answer.value == "Our own later words"
    assert entry(submission, "story")["value"] != "Not sent yet"


def test_a_late_application_stays_late(sent, officer):
    sent.submissions.update(late=True)
    Application.objects.filter(pk=sent.pk).update(late=True)
    assert correct(sent, officer).late is True


STATUSES = {  # of the application: whether its answers are corrected
    "draft": False,
    "submitted": True,
    "in_review": True,
    "selected": False,
    "waitlisted": False,
    "declined": False,
    "confirmed": False,
    "place_declined": False,
    "withdrawn": False,
}


@pytest.mark.parametrize("status", STATUSES)
def test_only_what_was_sent_and_is_not_decided(sent, officer, status):
    Application.objects.filter(pk=sent.pk).update(status=status)
    if STATUSES[status]:
        assert correct(sent, officer).number == 2
    else:
        with pytest.raises(services.NotAllowed):
            correct(sent, officer)
        assert sent.submissions.count() == 1


def test_staff_neither_see_nor_correct_a_draft(officer, client):
    application = fill(ApplicationFactory(call=call_with_form()))
    client.force_login(officer)
    pk = question_of(application.call, "department").pk
    assert client.get(f"/staff/applications/{application.reference}/correct/").status_code == 404
    assert client.get(f"/staff/applications/{application.reference}/correct/{pk}/").status_code == 404


@pytest.mark.parametrize("key", ["team", "letter", "practices", "shared"])
def test_some_answers_are_the_citys_own(sent, officer, key):
    """People, files, the practices, and what other questions hang on."""
    with pytest.raises(services.NotAllowed, match="own to change"):
        correct(sent, officer, key, "no")


def test_the_same_value_is_refused(sent, officer):
    with pytest.raises(services.NotAllowed, match="Nothing was changed"):
        correct(sent, officer, value="Innovation office")


def test_the_page_corrects_one_answer_and_the_city_reads_why(sent, officer, client):
    client.force_login(officer)
    pk = question_of(sent.call, "population").pk
    path = f"/staff/applications/{sent.reference}/correct/{pk}/"
    assert client.get(f"/staff/applications/{sent.reference}/correct/").status_code == 200
    assert client.get(path).context["row"].value == "240.000"
    for refused in ({"population": "many", "reason": "x"}, {"population": "250000", "reason": ""}):
        response = client.post(path, {"population-was": "x", **refused})
        assert response.status_code == 422
        assert refused["population"] in response.content.decode()

    response = client.post(path, {"population": "250000", "population-was": "x", "reason": "By telephone"})

    assert response["Location"] == f"/staff/applications/{sent.reference}/"
    assert entry(sent.submissions.latest("number"), "population")["meant"] == "250000"
    assert "By telephone" in client.get(response["Location"]).content.decode()
    client.force_login(sent.lead)
    assert "By telephone" in client.get(f"/apply/{sent.reference}/status/").content.decode()


def test_a_conflict_hides_it_all(sent, officer, client):
    Conflict.objects.create(user=officer, city=sent.city, reason="x", declared_by=officer)
    form = InterestFormFactory(city=sent.city, call=sent.call)
    client.force_login(officer)
    for path in (f"forms/{form.pk}/correct/", f"applications/{sent.reference}/correct/", f"cities/{sent.city.pk}/"):
        assert client.get(f"/staff/{path}").status_code == 404


def test_the_sender_of_another_city_reads_nothing_of_it(sent, officer, client):
    correct(sent, officer)
    client.force_login(UserFactory())
    assert client.get(f"/apply/{sent.reference}/status/").status_code == 404
