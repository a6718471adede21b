"""The pages after sending: status, changes that are not sent, versions, PDF, withdrawal, questions; by their words."""

import re
import zlib
from datetime import timedelta

import pytest
from django.urls import reverse

from applications import pdfs, services
from applications.models import Application, Clarification, SubmissionPdf
from applications.tests.factories import complete_draft, member, question_of
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Mark
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(client):
    application, lead = complete_draft()
    services.submit(application, by=lead, arrived=clock.now())
    client.force_login(lead)
    return application, lead


def url(name, application, *more):
    return reverse(f"applications:{name}", args=[application.reference, *more])


def change(application, lead, value="Changed <b>since</b>"):
    answer = application.answers.get(question__key="department")
    services.save_answer(
        application,
        question_of(application.call, "department"),
        value,
        version=answer.version,
        by=lead,
        language="en",
        arrived=clock.now(),
    )


def body(client, address, **options):
    return client.get(address, **options).content.decode()


def test_what_is_not_sent_yet_is_said_and_sent_or_discarded(client, sent):
    application, lead = sent
    assert "You have changes that are not sent yet" not in body(client, url("application-status", application))
    assert "Everything is sent" in body(client, url("application-home", application))
    assert "nothing to send" in body(client, url("application-check", application))
    change(application, lead)

    for name in ("application-status", "application-home"):
        page = body(client, url(name, application))
        assert "You have changes that are not sent yet" in page
        assert "1 answer has changed since." in page
    assert "Send again" in body(client, url("application-check", application))
    page = body(client, url("application-discard", application))
    assert "Discard 1 change?" in page
    assert "Changed &lt;b&gt;since" in page

    answer = client.post(url("application-discard", application), follow=True)
    assert "1 answer is again as you sent it." in answer.content.decode()
    assert application.answers.get(question__key="department").value == "Innovation office"


def test_versions_are_compared_for_the_city_and_for_staff(client, sent):
    application, lead = sent
    assert "nothing to compare" in body(client, url("application-versions", application))
    change(application, lead)
    client.post(url("application-submit", application))

    page = body(client, url("application-versions", application))
    assert "<del>" in page
    assert "Changed &lt;b&gt;since" in page
    for odd in ("?a=9&b=1", "?a=x", "?a=1&b=1", "?a=&b="):
        assert client.get(url("application-versions", application) + odd).status_code == 200
    client.force_login(UserFactory(role="observer"))
    assert "<ins>" in body(client, url("staff-application-versions", application))
    assert "2 versions were sent." in body(client, url("staff-application", application))


def test_a_late_version_beside_one_on_time_is_told_to_both(client, sent, time_machine):
    application, lead = sent
    change(application, lead)
    late = application.call.application_closes + timedelta(minutes=1)
    services.submit(application, by=lead, arrived=late)
    page = body(client, url("application-status", application))
    assert "Version 2 arrived after the deadline and is marked late. Version 1, which was on time, counts." in page
    client.force_login(UserFactory(role="officer"))
    page = body(client, url("staff-application", application))
    assert "A later version arrived late" in page
    assert "Innovation office" in page


WITHDRAWERS = {"lead": 302, "deputy": 403, "member": 403, "sponsor": 403, "mayor": 403}


@pytest.mark.parametrize("role", WITHDRAWERS)
def test_who_withdraws(client, sent, role):
    application, lead = sent
    client.force_login(lead if role == "lead" else member(application.city, role))
    assert client.post(url("application-withdraw", application), {"why": "x"}).status_code == WITHDRAWERS[role]
    application.refresh_from_db()
    assert (application.status == "withdrawn") is (role == "lead")


def test_withdrawing_asks_first_and_can_be_taken_back_on_the_page(client, sent):
    application, _lead = sent
    assert "Keep the application" in body(client, url("application-withdraw", application))
    page = client.post(url("application-withdraw", application), {"why": "A project first"}, follow=True)
    assert "Take the withdrawal back" in page.content.decode()
    page = client.post(url("application-withdraw-undo", application), follow=True)
    application.refresh_from_db()
    assert (page.status_code, application.status) == (200, "submitted")


SITUATIONS = {
    "submitted": "You can change it and send it again until",
    "in_review": "We are reading it. It can no longer be changed.",
    "selected": "Your city is selected.",
    "waitlisted": "Your city is on the waiting list.",
    "declined": "Your city was not selected this time.",
    "confirmed": "Your city has confirmed its place.",
    "place_declined": "Your city has given its place up.",
    "withdrawn": "It no longer takes part in this call.",
}


@pytest.mark.parametrize("status", SITUATIONS)
def test_the_status_tells_what_it_means(client, sent, status):
    application, _lead = sent
    Application.objects.update(status=status)
    assert SITUATIONS[status] in body(client, url("application-status", application))


# ---- questions to the city


def test_a_question_goes_to_and_fro(client, sent):
    application, lead = sent
    officer = UserFactory(role="officer")
    staff = type(client)()
    staff.force_login(officer)
    asked = {"question": "Who leads?", "due_on": "31/12/2028"}
    assert staff.post(url("staff-application-ask", application), asked).status_code == 302
    question = Clarification.objects.get()
    assert question.due_on.isoformat() == "2028-12-31"
    assert "A question is open already" in staff.post(url("staff-application-ask", application), asked).content.decode()

    page = body(client, url("application-status", application))
    assert "We have a question for you" in page
    assert "31 December 2028, 23:59" in page
    assert "Who leads?" in body(client, url("application-home", application))
    address = url("application-question", application, question.pk)
    assert client.post(address, {"answer": ""}).status_code == 422
    assert client.post(address, {"answer": "Ana"}).status_code == 302
    again = client.post(address, {"answer": "Typed twice"})
    assert (again.status_code, "Typed twice" in again.content.decode()) == (409, True)
    assert "Ana" in body(staff, url("staff-application", application))
    kinds = Message.objects.exclude(kind="application_receipt").values_list("kind", "email")
    assert list(kinds.order_by("pk")) == [("application_question", lead.email), ("application_answered", officer.email)]
    assert staff.post(url("staff-application-ask", application), {"question": "And then?"}).status_code == 302


def test_a_question_is_taken_back(client, sent):
    application, lead = sent
    question = services.ask_city(application, "Who?", by=UserFactory(role="officer"))
    client.force_login(UserFactory(role="observer"))
    address = reverse("applications:staff-clarification-take-back", args=[question.pk])
    assert client.post(address).status_code == 403
    client.force_login(UserFactory(role="approver"))
    assert client.post(address).status_code == 302
    client.force_login(lead)
    assert "Taken back: no answer is needed" in body(client, url("application-status", application))
    answer = client.post(url("application-question", application, question.pk), {"answer": "Too late"})
    assert (answer.status_code, "Too late" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("day", ["soon", "12/31/2028", "1/1/2020"])
def test_a_day_that_is_none_or_has_passed_keeps_the_question(client, sent, day):
    application, _lead = sent
    client.force_login(UserFactory(role="officer"))
    answer = client.post(url("staff-application-ask", application), {"question": "Who leads?", "due_on": day})
    assert (answer.status_code, "Who leads?" in answer.content.decode()) == (422, True)
    assert Clarification.objects.count() == 0


# ---- the PDF


def test_the_pdf_is_announced_and_then_there(client, sent):
    application, _lead = sent
    address = url("application-pdf", application, 1)
    assert "The PDF is being prepared." in body(client, url("application-status", application))
    assert "The PDF is being prepared." in body(client, address)
    fragment = body(client, f"{address}?look=1", headers={"HX-Request": "true"})
    assert fragment.startswith('<p class="pdf"')

    made = pdfs.build(application.submissions.get().pk)

    assert pdfs.build(application.submissions.get().pk) == made
    assert "Version 1 as a PDF" in body(client, url("application-status", application))
    answer = client.get(address)
    content = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], content[:5]) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"] == f'attachment; filename="{application.reference}-1.pdf"'
    for sign in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid", b"/Lang"):  # tagged, as PDF/UA asks
        assert sign in inflated(content)


def inflated(content):
    """The PDF with its compressed streams written out."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(zlib.decompressobj().decompress(one) for one in streams if one[:1] == b"x")


def test_lost_pdfs_are_made_by_the_sweep(sent):
    Mark.objects.create(name="demonstration")
    assert (pdfs.build_missing(), pdfs.build_missing(), SubmissionPdf.objects.count()) == (1, 0, 1)


def test_the_pdf_is_for_those_who_may_read(client, sent):
    application, _lead = sent
    pdfs.build(application.submissions.get().pk)
    address = url("application-pdf", application, 1)
    for who, status in [("observer", 200), ("reviewer", 404)]:
        client.force_login(UserFactory(role=who))
        answer = client.get(address)
        assert answer.status_code == status
        b"".join(answer)  # which closes the file
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
