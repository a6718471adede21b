"""Two colleagues on one page of the form, without JavaScript: nothing is lost and nobody is overwritten."""

import pytest

from applications.tests.factories import ApplicationFactory, call_with_form, member
from applications.tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return call_with_form()


def pages_of(call, client):
    application = ApplicationFactory(call=call)
    people = []
    for role in ("lead", "member"):
        person = Visitor(type(client)())
        person.client.force_login(member(application.city, role, full_name=f"The {role}"))
        people.append(person)
    return application, f"/apply/{application.reference}/section/basics/", people


def values(application):
    return dict(application.answers.values_list("question__key", "value"))


def test_different_questions_merge(call, client):
    application, address, (one, other) = pages_of(call, client)
    one.open(address)
    other.open(address)
    one.send(department="Mine")
    other.send(population="1000")
    assert values(application) == {"department": "Mine", "population": "1000"}


def test_the_same_question_shows_both_texts_and_saving_again_keeps_mine(call, client):
    application, address, (one, other) = pages_of(call, client)
    one.open(address)
    other.open(address)
    one.send(department="Mine")

    other.send(department="Theirs", status=409)

    assert "The lead changed this answer meanwhile" in other.body
    assert "<p>Mine</p>" in other.body
    assert 'value="Theirs"' in other.body
    assert values(application) == {"department": "Mine"}
    other.send()
    assert values(application) == {"department": "Theirs"}


def test_after_a_conflict_the_first_text_can_be_put_back(call, client):
    application, address, (one, other) = pages_of(call, client)
    one.open(address).send(department="First")
    one.open(address)
    other.open(address)
    one.send(department="Mine")
    other.send(department="Theirs", status=409)

    other.send(department="First")

    assert values(application)["department"] == "First"


def test_a_page_with_errors_keeps_no_old_versions(call, client):
    """What was saved beside a wrong answer is not in the way of a colleague afterwards."""
    application, address, (one, other) = pages_of(call, client)
    one.open(address).send(department="Mine", population="many", status=422)
    other.open(address).send(department="Theirs", status=422)

    one.send(population="1000")

    assert values(application) == {"department": "Theirs", "population": "1000"}


def test_a_wrong_answer_is_kept_and_said(call, client):
    application, address, (one, _other) = pages_of(call, client)
    one.open(address).send(population="many", status=422)
    assert values(application) == {"population": "many"}
    assert one.body.count("Enter a number in digits, such as 221800") == 2
    assert "<title>Error:" in one.body


def test_the_two_buttons(call, client):
    application, address, (one, _other) = pages_of(call, client)
    one.open(address).send(department="Mine")
    assert one.path == f"/apply/{application.reference}/section/problem/"
    one.open(address).send(back="1")
    assert one.path == f"/apply/{application.reference}/"


def test_sending_with_answers_missing_names_and_links_them(call, client):
    application, _address, (one, _other) = pages_of(call, client)
    page = one.client.post(f"/apply/{application.reference}/submit/")
    body = page.content.decode()
    assert (page.status_code, "10 answers are missing" in body) == (422, True)
    assert f'href="/apply/{application.reference}/section/people/#team"' in body
