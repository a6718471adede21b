"""Colleagues on one application: who is here, what was marked, said, asked and written before."""

import json

import pytest
from django.core.cache import cache

from applications import presence, services
from applications.models import AnswerVersion, Call, Enquiry, SectionReady
from applications.tests.factories import member, question_of
from applications.tests.visitor import at, body
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Comment

pytestmark = pytest.mark.django_db


# ---- presence


def test_colleagues_on_the_same_page_are_shown(client, application, lead, luis):
    address = at(application, "section/basics/")
    client.force_login(luis)
    client.get(address)
    client.force_login(lead)
    assert "Luis Ensayo is on this page now" in body(client.get(address))
    assert "Luis Ensayo is on this page now" not in body(client.get(at(application, "section/people/")))
    assert "here now" in body(client.get(at(application)))
    cache.clear()
    assert "is on this page now" not in body(client.get(address))


def test_the_script_is_told_what_others_changed(client, application, lead, luis):
    since = int(clock.now().timestamp() * 1000) - 1
    question = question_of(application.call, "department")
    client.force_login(luis)
    client.post(at(application, f"answer/{question.pk}/"), {"department": "New", "version": 1})
    for who, changed in ((luis, []), (lead, ["department"])):
        client.force_login(who)
        told = json.loads(client.get(at(application, f"section/basics/here/?since={since}")).content)
        assert [one["question"] for one in told["changed"]] == changed
    assert "Luis Ensayo changed “Department” at" in told["changed"][0]["said"]
    assert client.get(at(application, f"section/people/here/?since={since}")).json()["changed"] == []


@pytest.mark.parametrize("since", ["", "x", "-5", "9" * 40, "1e9"])
def test_any_since_is_answered(client, application, lead, since):
    client.force_login(lead)
    assert client.get(at(application, f"section/basics/here/?since={since}")).status_code == 200


def test_without_its_cache_nobody_is_shown(client, application, lead, luis):
    presence.mark(application.pk, luis.pk, "basics")
    client.force_login(lead)
    assert "is on this page now" in body(client.get(at(application, "section/basics/")))
    cache.delete(presence._key(application.pk))
    assert "is on this page now" not in body(client.get(at(application, "section/basics/")))


# ---- ready


def test_a_section_is_marked_ready_and_a_later_change_is_said(client, application, lead, luis):
    client.force_login(luis)
    address = at(application, "section/basics/")
    for _click in range(2):
        client.post(f"{address}ready/", {"ready": "1"})
    client.force_login(lead)
    assert SectionReady.objects.count() == 1
    assert "Ready, says Luis Ensayo" in body(client.get(at(application)))
    assert "changed since" not in body(client.get(at(application)))

    question = question_of(application.call, "department")
    client.post(at(application, f"answer/{question.pk}/"), {"department": "New", "version": 1})
    for page in (at(application), address):
        assert "Ready, says Luis Ensayo · changed since" in body(client.get(page))

    client.post(f"{address}ready/", {"undo": "1"})
    assert SectionReady.objects.count() == 0


def closed(application):
    """The deadline and the grace are over."""
    Call.objects.filter(pk=application.call_id).update(
        application_opens=clock.ago(days=9), application_closes=clock.ago(days=1)
    )


def test_no_mark_is_made_when_nothing_can_be_changed(client, application, lead):
    closed(application)
    client.force_login(lead)
    answer = client.post(at(application, "section/basics/ready/"), {"ready": "1"})
    assert (answer.status_code, SectionReady.objects.count()) == (302, 0)


# ---- remarks


def test_remarks_are_the_citys_own(client, application, lead, luis):
    client.force_login(luis)
    address = at(application, "section/basics/")
    for _click in range(2):
        client.post(f"{address}remark/", {"text": "<i>Which</i> census?"})
    [remark] = Comment.objects.all()
    client.force_login(lead)
    assert "&lt;i&gt;Which&lt;/i&gt; census?" in body(client.get(address))
    assert "1 remark" in body(client.get(at(application)))
    assert client.post(at(application, f"remark/{remark.pk}/"), {"text": "Mine"}).status_code == 403
    assert client.post(at(application, f"remark/{remark.pk}/remove/")).status_code == 403
    services.submit(application, by=lead, arrived=clock.now())
    client.force_login(UserFactory(role="officer"))
    assert "census?" not in body(client.get(f"/staff/applications/{application.reference}/"))


def test_ones_own_remark_is_changed_removed_and_put_back(client, application, lead, luis):
    client.force_login(luis)
    remark = services.comment(application, "basics", "First", by=luis)
    assert client.post(at(application, f"remark/{remark.pk}/"), {"text": " "}).status_code == 422
    client.post(at(application, f"remark/{remark.pk}/"), {"text": "Second"})
    assert "Second" in body(client.get(at(application, "section/basics/")))
    undo = at(application, f"remark/{remark.pk}/put-back/")
    assert f'action="{undo}"' in body(client.post(at(application, f"remark/{remark.pk}/remove/"), follow=True))
    assert "Second" not in body(client.get(at(application, "section/basics/")))
    assert client.get(at(application, f"remark/{remark.pk}/")).status_code == 404
    client.force_login(lead)
    assert client.post(undo).status_code == 403
    client.force_login(luis)
    client.post(undo)
    assert "Second" in body(client.get(at(application, "section/basics/")))


# ---- questions to staff


def test_a_question_is_asked_from_a_section_and_answered(client, application, lead, luis):
    officer = UserFactory(role="officer", full_name="Olga")
    client.force_login(luis)
    address = at(application, "questions/")
    for _click in range(2):
        client.post(address, {"question": "May we send it in <b>Quechua</b>?", "part": "basics"})
    [enquiry] = Enquiry.objects.all()
    assert enquiry.part == "basics"
    client.force_login(officer)
    assert "1 question from a city waits" in body(client.get("/home/"))
    assert "Quechua" in body(client.get("/staff/enquiries/"))
    assert "Quechua" in body(client.get(f"/staff/applications/{application.reference}/"))
    assert client.post(f"/staff/enquiries/{enquiry.pk}/", {"answer": ""}).status_code == 422
    client.post(f"/staff/enquiries/{enquiry.pk}/", {"answer": "In Spanish, too."})
    assert client.post(f"/staff/enquiries/{enquiry.pk}/", {"answer": "Again"}).status_code == 409
    assert "Quechua" in body(client.get("/staff/enquiries/?state=answered"))
    city = application.city.name[2:].upper()
    found = {
        query: "Quechua" in body(client.get(f"/staff/enquiries/?state=answered&q={query}"))
        for query in (city, application.reference, "nowhere", "%00")
    }
    assert found == {city: True, application.reference: True, "nowhere": False, "%00": True}
    client.force_login(lead)
    assert "In Spanish, too." in body(client.get(address))
    assert "<b>Quechua" not in body(client.get(address))


def test_a_question_is_taken_back_until_it_is_answered(client, application, lead, luis):
    officer = UserFactory(role="officer")
    first, second = (services.enquire(application, text, by=luis) for text in ("One?", "Two?"))
    client.force_login(luis)
    client.post(at(application, f"questions/{first.pk}/withdraw/"))
    client.force_login(officer)
    assert client.get(f"/staff/enquiries/{first.pk}/").status_code == 404
    services.answer_enquiry(second, "Yes", by=officer)
    client.force_login(luis)
    answer = client.post(at(application, f"questions/{second.pk}/withdraw/"), follow=True)
    assert "has been answered meanwhile" in body(answer)
    client.force_login(member(application.city, "sponsor"))
    assert client.post(at(application, f"questions/{second.pk}/withdraw/")).status_code == 403


def test_staff_with_a_conflict_see_no_question(client, application, luis):
    enquiry = services.enquire(application, "May we?", by=luis)
    officer = UserFactory(role="officer")
    Conflict.objects.create(user=officer, city=application.city, reason="Family", declared_by=officer)
    client.force_login(officer)
    assert "from a city" not in body(client.get("/home/")).replace("Questions from cities", "")
    assert "May we?" not in body(client.get("/staff/enquiries/"))
    assert client.get(f"/staff/enquiries/{enquiry.pk}/").status_code == 404


# ---- who changed what


def save(application, by, value, version):
    question = question_of(application.call, "department")
    return services.save_answer(
        application, question, value, version=version, by=by, language="en", arrived=clock.now()
    )


def kept(application):
    rows = AnswerVersion.objects.filter(answer__application=application).order_by("version")
    return list(rows.values_list("version", "value", "editor"))


def test_an_earlier_text_is_kept_by_person_and_by_sitting(application, lead, luis):
    save(application, lead, "A", 1)  # over what nobody wrote
    save(application, lead, "B", 2)  # the same sitting
    with clock.standing_at(clock.ahead(minutes=14)):
        save(application, lead, "C", 3)
    with clock.standing_at(clock.ahead(minutes=30)):
        save(application, lead, "D", 4)
        save(application, luis, "E", 5)
    assert kept(application) == [(1, "Innovation office", None), (4, "C", lead.pk), (5, "D", lead.pk)]


def test_an_earlier_text_is_put_back(client, application, lead, luis):
    save(application, lead, "Mine", 1)
    save(application, luis, "Theirs", 2)
    page = at(application, "changes/")
    client.force_login(lead)
    assert "Before: " in body(client.get(page))
    version = AnswerVersion.objects.get(value="Mine")

    stale = client.post(f"{page}{version.pk}/", {"version": 2}, follow=True)
    assert "Luis Ensayo changed this answer meanwhile" in body(stale)
    assert "The earlier text is back" in body(client.post(f"{page}{version.pk}/", {"version": 3}, follow=True))

    answer = application.answers.get(question__key="department")
    assert (answer.value, answer.version, answer.editor) == ("Mine", 4, lead)
    assert "Theirs" in body(client.get(page))  # what it replaced is kept


def test_nothing_is_put_back_when_nothing_can_be_changed(client, application, lead, luis):
    save(application, luis, "Theirs", 1)
    closed(application)
    client.force_login(lead)
    page = at(application, "changes/")
    assert "Put this text back" not in body(client.get(page))
    version = AnswerVersion.objects.get()
    assert "can no longer be changed" in body(client.post(f"{page}{version.pk}/", {"version": 2}, follow=True))
