"""The whole path with Django's client alone: forms that are posted, as a browser without JavaScript does it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications.models import Application, EligibilityCheck, InterestForm
from applications.tests.factories import ANSWERS, PRACTICE_KEYS, CallFactory, a_place, call_with_form, theme
from applications.tests.visitor import Visitor
from cda_portal.accounts.tests.factories import PASSWORD, UserFactory
from cda_portal.core.secrets import decrypt
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
EMAIL = "ana@city.example"


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture
def call():
    theme("health")
    return call_with_form()


def to_the_result(visitor, **term):
    visitor.open("/eligibility/").send(city="Pereira")
    assert visitor.path == "/eligibility/which/"
    visitor.send(which="1000007")
    assert re.fullmatch(r"/eligibility/[\w-]+/term/", visitor.path)
    visitor.send(**(term or {"term_end": "31/12/2029"}))
    assert visitor.path.endswith("/readiness/")
    return visitor.send(commitment="yes", data="yes", analysis="not_sure", team="yes")


INTEREST = {
    "population_year": "2024",
    "population_source": "Census",
    "mayor_title": "Alcalde",
    "mayor_name": "Somebody",
    "themes": ["health"],
    "problem": "Ambulances arrive late.",
    "office_aware": "on",
    "office_email": "office@city.example",
    "sender_title": "Chief data officer",
}


def code_from_the_mail():
    """The eight digits of the latest mail to Ana."""
    message = Message.objects.filter(email=EMAIL).latest("pk")
    return re.search(r"\b\d{8}\b", decrypt(message.secret))[0]


def sign_up(visitor):
    visitor.send(full_name="Ana Prueba", email=EMAIL, **INTEREST)
    assert visitor.path == "/account/signup/"
    values = dict.fromkeys(re.findall(r'type="checkbox" name="(\w+)"', visitor.body), "on")
    visitor.send(password1="correct horse pile staple", **values)
    return visitor.send(code=code_from_the_mail())


def test_from_a_typed_name_to_the_receipt(visitor, call, client):
    a_place(7, name="Pereira", country="CO", region="Risaralda", population="480000", time_zone="America/Bogota")
    staff = Visitor(type(client)())
    staff.client.force_login(UserFactory(role="officer"))

    form = send_the_form(visitor)
    ask_and_invite(visitor, staff, form)
    application = Application.objects.get()
    write_and_send(visitor, application)

    receipt = Message.objects.get(kind="application_receipt")
    assert (receipt.email, application.reference in receipt.text) == (EMAIL, True)
    staff.open(f"/staff/applications/{application.reference}/")
    assert "Ambulances arrive late in the hills." in staff.body


def send_the_form(visitor):
    to_the_result(visitor)
    assert [visitor.body.count(word) for word in ("Fits", "Not known yet")] == [4, 1]
    visitor.open(f"/interest/{EligibilityCheck.objects.get().key}/")
    assert 'value="480000"' in visitor.body  # nothing is typed twice
    assert 'value="2029-12-31"' in visitor.body
    sign_up(visitor)

    form = InterestForm.objects.get()
    assert visitor.path == f"/interest/form/{form.pk}/"
    assert (form.sender.email, str(form.city), form.population) == (EMAIL, "Pereira", 480_000)
    assert "We have received your form." in visitor.body
    return form


def ask_and_invite(visitor, staff, form):
    staff.open(f"/staff/forms/{form.pk}/").send("/ask/", question="Who leads this?")
    visitor.open("/home/")
    assert "Answer the question" in visitor.body
    visitor.open(form.get_absolute_url()).send("/answer/", answer="The health department.")
    staff.open(f"/staff/forms/{form.pk}/")
    assert "The health department." in staff.body
    staff.send("/invite/")


def write_and_send(visitor, application):
    visitor.open("/home/")
    assert application.get_absolute_url() in visitor.body
    visitor.open(application.get_absolute_url())
    assert "0 of 3 sections completed" in visitor.body
    fill_in(visitor, application)
    visitor.open(application.get_absolute_url())
    assert "3 of 3 sections completed" in visitor.body
    visitor.open(f"{application.get_absolute_url()}check/").send("/submit/")

    assert visitor.path == f"/apply/{application.reference}/status/"
    assert "Your application has arrived" in visitor.body
    assert application.reference in visitor.body
    visitor.open(
        application.get_absolute_url()
    )  # the task list stays open until the deadline, and leads on to the status
    assert f'href="/apply/{application.reference}/status/"' in visitor.body


def posted(value, key):
    """An answer as the fields of its page."""
    if key == "practices":
        return {f"practices-{name}-score": value[name]["score"] for name in PRACTICE_KEYS}
    if key == "measure":
        return {f"measure-{part}": text for part, text in value.items()}
    if key == "team":
        return {
            f"team-{number}-{part}": "yes" if text is True else text
            for number, person in enumerate(value)
            for part, text in person.items()
            if text is not False
        }
    return {key: value}


def fill_in(visitor, application):
    for section, keys in (
        ("basics", ["department", "population", "area", "sources"]),
        ("problem", ["story", "shared", "with_whom", "since", "page", "measure"]),
        ("people", ["practices", "team"]),
    ):
        typed = {name: text for key in keys for name, text in posted(ANSWERS[key], key).items()}
        if section == "people":
            typed["letter"] = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n%%EOF")
        visitor.open(f"/apply/{application.reference}/section/{section}/").send(**typed)
        assert "Saved." in visitor.body


# ---- byways


def test_a_place_that_is_not_listed(visitor, call):
    visitor.open("/eligibility/").send(city="Comuna de Nadie").send(which="unlisted")
    assert visitor.path == "/eligibility/unlisted/"
    assert 'value="Comuna de Nadie"' in visitor.body
    visitor.send(country="CL", region="Maule", population="120.000")

    check = EligibilityCheck.objects.get()
    assert (check.name, check.country, check.region, check.population) == ("Comuna de Nadie", "CL", "Maule", 120_000)


def test_a_name_that_was_chosen_while_typing_needs_no_page_between(visitor, call):
    place = a_place(7, name="Pereira")
    visitor.open("/eligibility/").send(city="Pereira", place=place.pk)
    assert visitor.path.endswith("/term/")


def test_a_result_is_linkable_and_its_answers_can_be_changed(visitor, call, client):
    a_place(7, name="Pereira", population="480000")
    to_the_result(visitor, unknown="on")
    address = visitor.path
    assert "Not known yet" in visitor.body

    other = Visitor(type(client)())  # a colleague with the link
    other.open(address)
    assert "Pereira" in other.body
    visitor.open(f"{address}term/").send(term_end="2029-12-31")
    assert visitor.path == address  # not through the other questions again


@pytest.mark.parametrize("step", ["", "readiness/"])
def test_a_check_that_is_not_finished_leads_to_its_next_question(visitor, call, step):
    a_place(7, name="Pereira")
    visitor.open("/eligibility/").send(city="Pereira").send(which="1000007")
    check = EligibilityCheck.objects.get()
    visitor.open(f"/eligibility/{check.key}/")
    assert visitor.path.endswith("/term/")
    visitor.open(f"/interest/{check.key}/")
    assert visitor.path.endswith("/term/")


def test_a_link_works_for_thirty_days(client, call):
    from_now = {29: 200, 31: 404}
    check = EligibilityCheck.objects.create(call=call, language="en", name="Town", country="CO")
    for days, status in from_now.items():
        check.expires_at = timezone.now() + timezone.timedelta(days=30 - days)
        check.save()
        assert client.get(f"/eligibility/{check.key}/term/").status_code == status


def test_nothing_is_lost_when_a_form_has_errors(visitor, call):
    a_place(7, name="Pereira", population="480000")
    to_the_result(visitor)
    check = EligibilityCheck.objects.get()
    visitor.open(f"/interest/{check.key}/").send(
        **{**INTEREST, "population_year": "2999", "email": "ana", "full_name": "Ana"}
    )
    assert visitor.path == f"/interest/{check.key}/"
    assert "Error:" in visitor.body
    assert "Enter a year that is not in the future" in visitor.body
    for kept in ("2999", "Ambulances arrive late.", "Census", 'value="ana"'):
        assert kept in visitor.body
    assert InterestForm.objects.count() == 0


def test_whoever_has_an_account_sends_with_one_click(visitor, call, client):
    a_place(7, name="Pereira", population="480000")
    sender = UserFactory(email=EMAIL)
    client.force_login(sender)
    to_the_result(visitor)
    check = EligibilityCheck.objects.get()
    visitor.open(f"/interest/{check.key}/").send(**INTEREST)
    assert visitor.path == f"/interest/{check.key}/send/"
    visitor.send()
    assert (visitor.path, InterestForm.objects.get().sender) == (InterestForm.objects.get().get_absolute_url(), sender)

    again = client.post(f"/interest/{check.key}/send/", follow=True)  # Back, and the button once more
    assert again.request["PATH_INFO"] == InterestForm.objects.get().get_absolute_url()
    assert InterestForm.objects.count() == 1


def test_whoever_signs_in_instead_of_signing_up_sends_too(visitor, call, client):
    a_place(7, name="Pereira", population="480000")
    UserFactory(email=EMAIL)
    to_the_result(visitor)
    check = EligibilityCheck.objects.get()
    visitor.open(f"/interest/{check.key}/").send(full_name="Ana", email=EMAIL, **INTEREST)
    client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    assert InterestForm.objects.get().sender.email == EMAIL


def test_a_second_person_of_the_city_is_told_who_to_ask(visitor, call, client):
    a_place(7, name="Pereira", population="480000")
    for number in range(2):
        client.logout()
        client.force_login(UserFactory())
        to_the_result(visitor)
        visitor.open(f"/interest/{EligibilityCheck.objects.latest('pk').key}/").send(**INTEREST)
        visitor.send(status=200 if number == 0 else 409)
    assert "Pereira has already sent an interest form" in visitor.body
    assert InterestForm.objects.count() == 1


@pytest.mark.parametrize("opens", [{"interest_closes": -1}, {"interest_opens": 1}])
def test_outside_its_window_the_form_says_when_it_is_open(visitor, opens):
    days = {name: timezone.now() + timezone.timedelta(days=away) for name, away in opens.items()}
    CallFactory(**days)
    a_place(7, name="Pereira")
    to_the_result(visitor)
    assert "The interest form is not open now" in visitor.body
    visitor.open(f"/interest/{EligibilityCheck.objects.get().key}/")
    assert "It is open from" in visitor.body


def test_without_a_call_the_check_says_so(visitor):
    visitor.open("/eligibility/")
    assert "No call is open now" in visitor.body
    assert [visitor.client.get(f"/eligibility/{page}/").status_code for page in ("which", "unlisted")] == [404, 404]


def test_the_questions_are_six_at_most(visitor, call):
    """City, term, and four of readiness; the next term is asked inside a fold of those who know it."""
    a_place(7, name="Pereira")
    visitor.open("/eligibility/").send(city="Pereira").send(which="1000007").send(term_end="2029-12-31")
    assert len(re.findall("<legend", visitor.body.partition("<main")[2])) == 4
