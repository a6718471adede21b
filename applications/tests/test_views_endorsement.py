"""The pages of the endorsement: the team's, the mayor's on a phone, what staff read, and the parts of other pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import services
from applications.models import Application, Endorsement, EndorsementRequest
from applications.services import endorsement as endorsing
from applications.tests.endorsing import (
    MAYOR,
    a_draft,
    answer,
    ask,
    change_story,
    endorsed,
    pdf,
    state,
    upload,
)
from applications.tests.factories import member, question_of
from applications.tests.visitor import Visitor
from cda_portal.core import clock
from cda_portal.core.models import SecretLink, StoredFile

pytestmark = pytest.mark.django_db
LONG = "Ambulances arrive late in the hills. " * 20


@pytest.fixture
def draft():
    return a_draft()


def page_of(application):
    return reverse("applications:application-endorsement", args=[application.reference])


def visit(client, user):
    client.force_login(user)
    return Visitor(client)


def told(application, **changed):
    term = application.city.terms.first()
    kept = {"signer": "mayor", "name": "Eva", "title": "Alcaldesa", "term": term.pk, "email": MAYOR, "language": "es"}
    return {**kept, **changed}


# ---- the team


def test_the_lead_prepares_and_sends(client, draft):
    application, lead = draft
    page = visit(client, lead).open(application.get_absolute_url())
    assert "Mayor’s endorsement" in page.body
    assert "The mayor’s endorsement is missing" in page.body

    page.open(page_of(application))
    assert "The mayor has not been asked yet." in page.body
    page.send(**told(application, note="Read it on the phone"))

    assert page.path == page_of(application)
    assert "was asked on" in page.body
    assert MAYOR in page.body
    assert EndorsementRequest.objects.get().note == "Read it on the phone"


def test_what_the_form_knows_already(client, draft):
    application, lead = draft
    page = visit(client, lead).open(page_of(application))
    assert 'value="Eva Alcaldesa"' in page.body
    page.send(email=MAYOR)
    request = EndorsementRequest.objects.get()
    assert (request.name, request.title, request.language) == ("Eva Alcaldesa", "Alcaldesa", "en")
    assert request.term == application.city.terms.get()


WRONG = [
    ({"email": ""}, "Enter the address"),
    ({"email": "no address"}, "Enter an e-mail address"),
    ({"email": "office@city.example"}, "prepares for the mayor and does not sign"),
    ({"email": "DEPUTY@city.example"}, "prepares for the mayor and does not sign"),
    ({"name": ""}, "Enter the full name"),
    ({"title": ""}, "Enter the title"),
    ({"term": "next"}, "Enter the day on which this term begins"),
    ({"term": "next", "next_start": "2028-01-01", "next_end": "2027-01-01"}, "Enter a day after the one on which"),
    ({"term": "0"}, "Choose one of the answers listed"),
    ({"language": "de"}, "Choose one of the answers listed"),
]


@pytest.mark.parametrize(("changed", "words"), WRONG)
def test_what_is_wrong_is_said_and_all_input_kept(client, draft, changed, words):
    application, lead = draft
    for role in ("office", "deputy"):
        member(application.city, role, email=f"{role}@city.example")
    page = visit(client, lead).open(page_of(application))
    page.send(status=422, **told(application, note="Kept words", **changed))
    assert words in page.body
    assert "Kept words" in page.body
    assert "Error:" in page.body
    assert EndorsementRequest.objects.count() == 0


def test_a_mayor_elect_on_the_form(client, draft):
    application, lead = draft
    page = visit(client, lead).open(page_of(application))
    page.send(**told(application, term="next", next_start="2028-01-01", next_end="2031-12-31", name="Electa"))
    assert str(EndorsementRequest.objects.get().term.start) == "2028-01-01"


def test_sending_again_another_address_and_taking_back(client, draft):
    application, lead = draft
    ask(application, lead)
    EndorsementRequest.objects.update(sent_at=clock.ago(hours=1))
    page = visit(client, lead).open(page_of(application))
    page.send("resend/")
    assert "A new link is on its way" in page.body
    page.send("address/", email="new@city.example")
    assert "new@city.example" in page.body
    page.send("address/", status=422, email="nothing")
    page.open(page_of(application)).send("take-back/")
    assert "taken back" in page.body
    assert state(application) == "not asked"
    assert SecretLink.objects.filter(revoked_at=None).count() == 0


def test_the_mayors_question_is_answered_on_the_page(client, draft):
    application, lead = draft
    answer(ask(application, lead), "asked", "Who leads <b>it</b>?")
    page = visit(client, lead).open(page_of(application))
    assert "Who leads &lt;b&gt;it&lt;/b&gt;?" in page.body
    page.send("reply/", status=422, reply="")
    page.send("reply/", reply="Ana does")
    assert "Your answer is on its way" in page.body
    assert state(application) == "waiting"


def test_a_letter_is_uploaded_downloaded_and_taken_back(client, draft):
    application, lead = draft
    page = visit(client, lead).open(page_of(application))
    page.send("letter/", letter=pdf(), signed_on="2026-11-20")
    word = Endorsement.objects.get()
    assert (str(word.signed_on), word.signer_name) == ("2026-11-20", "Eva Alcaldesa")
    page.open(page_of(application))
    assert "in a signed letter of 20 November 2026" in page.body
    file = client.get(f"{page_of(application)}letter/{word.pk}/")
    assert (file.status_code, file["Content-Disposition"]) == (200, 'attachment; filename="letter.pdf"')
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    page.send(f"letter/{word.pk}/take-back/")
    assert "Taken back by the team." in page.body


BAD_LETTERS = [
    ({"signed_on": ""}, "Enter the date of the letter"),
    ({"signed_on": "2099-01-01"}, "Enter a day that is not in the future"),
    ({"letter": ""}, "Choose the file"),
]


@pytest.mark.parametrize(("changed", "words"), BAD_LETTERS)
def test_a_letter_that_lacks_something(client, draft, changed, words):
    application, lead = draft
    page = visit(client, lead).open(page_of(application))
    page.send("letter/", status=422, **{"letter": pdf(), "signed_on": "2026-11-20", **changed})
    assert words in page.body
    assert Endorsement.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"), [("letter.exe", b"MZ"), ("letter.docx", b"PK\x03\x04"), ("letter.pdf", b"MZ")]
)
def test_a_file_that_is_no_pdf(client, draft, name, content):
    application, lead = draft
    file = pdf(name)
    file.file.seek(0)
    file.file.write(content.ljust(9))
    file.seek(0)
    page = visit(client, lead).open(page_of(application))
    page.send("letter/", status=422, letter=file, signed_on="2026-11-20")
    assert Endorsement.objects.count() == 0


HELD = [{"scan": "waiting"}, {"scan": "infected"}, {"personal_data": True}, {"purged_at": "2026-11-23T00:00Z"}]


@pytest.mark.parametrize("held", HELD, ids=str)
def test_a_letter_that_is_held_is_not_handed_out(client, draft, held):
    application, lead = draft
    word = upload(application, lead)
    StoredFile.objects.filter(pk=word.letter_id).update(**held)
    client.force_login(lead)
    address = f"{page_of(application)}letter/{word.pk}/"
    assert client.get(address).status_code == 404
    assert address + '"' not in client.get(page_of(application)).content.decode()


def test_a_call_without_an_endorsement_hides_everything(client):
    application, lead = a_draft("none")
    client.force_login(lead)
    assert client.get(page_of(application)).status_code == 404
    for page in ("", "check/", "section/problem/"):
        assert "endorsement" not in client.get(application.get_absolute_url() + page).content.decode()


@pytest.mark.parametrize("role", ["member", "sponsor", "mayor"])
def test_others_of_the_city_read_along(client, draft, role):
    application, lead = draft
    ask(application, lead)
    page = visit(client, member(application.city, role)).open(page_of(application))
    assert "was asked on" in page.body
    assert 'method="post" action="/apply' not in page.body
    assert client.post(page_of(application), told(application)).status_code == 403


# ---- the other pages of the application


def test_the_check_page_says_what_is_missing_and_sending_is_refused_there(client, draft):
    application, lead = draft
    page = visit(client, lead).open(f"{application.get_absolute_url()}check/")
    assert "The mayor’s endorsement is missing" in page.body
    assert "Send the application" not in page.body
    refused = client.post(f"{application.get_absolute_url()}submit/")
    assert refused.status_code == 422
    assert page_of(application) in refused.content.decode()
    endorsed(application, lead)
    page.open(f"{application.get_absolute_url()}check/").send("submit/")
    assert Application.objects.get().status == "submitted"


def test_the_section_warns_before_and_after_a_change(client, draft):
    application, lead = draft
    endorsed(application, lead)
    page = visit(client, lead).open(f"{application.get_absolute_url()}section/problem/")
    assert "The mayor has endorsed this application." in page.body
    assert "The mayor has endorsed" not in page.open(f"{application.get_absolute_url()}section/people/").body
    change_story(application)
    page.open(f"{application.get_absolute_url()}section/problem/")
    assert "needs renewing because the answer to “Story” changed" in page.body


def test_after_sending_the_status_page_says_until_when_it_is_due(client):
    application, lead = a_draft("by_date")
    services.submit(application, by=lead, arrived=clock.now())
    page = visit(client, lead).open(f"{application.get_absolute_url()}status/")
    assert "The mayor has not been asked yet." in page.body
    assert "It is needed by:" in page.body
    endorsed(application, lead)
    page.open(f"{application.get_absolute_url()}status/")
    assert "Endorsed by Eva Alcaldesa (Alcaldesa)" in page.body


# ---- how many queries


@pytest.mark.parametrize(("page", "most"), [("", 1), ("section/problem/", 1), ("check/", 1)])
def test_other_pages_take_one_query_more(client, django_assert_num_queries, page, most):

    counts = []
    for rule in ("none", "before_sending"):
        application, lead = a_draft(rule)
        client.force_login(lead)
        client.get(application.get_absolute_url() + page)
        with CaptureQueriesContext(connection) as found:
            client.get(application.get_absolute_url() + page)
        counts.append(len(found))
    assert counts[1] - counts[0] == most


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_the_page_do_not_grow(client, django_assert_num_queries, draft, count):
    application, lead = draft
    for number in range(count):
        answer(ask(application, lead, email=f"mayor{number}@city.example"), "declined")
        upload(application, lead, file=pdf(text=str(number)))
        services.take_letter_back(Endorsement.objects.latest("pk"), by=lead)
    client.force_login(lead)
    client.get(page_of(application))
    with django_assert_num_queries(10):
        client.get(page_of(application))


def test_what_is_read_takes_two_queries(django_assert_num_queries, draft):
    application, _lead = draft
    with django_assert_num_queries(2):
        endorsing.what_is_read(application, "en")


def test_a_story_that_hangs_on_another_is_read_only_where_it_applies(draft):
    application, _lead = draft
    hanging = question_of(application.call, "with_whom")
    hanging.in_summary = True
    hanging.save()
    assert len(endorsing.what_is_read(application, "en").entries) == 3
    application.answers.filter(question__key="shared").update(value="no")
    assert len(endorsing.what_is_read(application, "en").entries) == 2
