"""The pages of translations: what each says, what is refused with the page as it was, and in how many queries."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import AnswerTranslation
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import queue
from cda_portal.core.models import Job
from selection.models import TranslationImport
from selection.services.translating import digest_of
from selection.tests.translated import a_call, sent, translated
from selection.texts_file import COLUMNS

pytestmark = pytest.mark.django_db
PROBLEM = "Los buses llegan tarde."


@pytest.fixture(autouse=True)
def no_bells(monkeypatch):
    monkeypatch.setattr(queue, "_ring", lambda name, args: None)


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def call():
    call = a_call()
    sent(call, reference="CDA-2027-TEXT")
    return call


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def page(call, name="translations", *more):
    return reverse(f"selection:{name}", args=[call.slug, *more])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def file(words="Late.", digest=None, name="spanish.csv"):
    cells = ["CDA-2027-TEXT", "problem", "problem", "es", "en", digest or digest_of(PROBLEM), "x", words]
    return SimpleUploadedFile(name, (",".join(COLUMNS) + "\r\n" + ",".join(cells) + "\r\n").encode())


def test_it_says_how_far_it_is_and_nothing_of_a_machine(signed_in, call):
    translated(call.applications.get(), "title", "Buses on time")

    said = text(signed_in.get(page(call)))

    assert "Spanish 2 1 of 2" in said
    assert "achine" not in said


def test_before_anything_was_sent_it_says_so(signed_in):
    assert "Nothing to translate yet" in text(signed_in.get(page(a_call())))


def test_a_file_is_looked_at_and_then_kept_once(signed_in, officer, call):
    answer = signed_in.post(page(call, "translation-bring"), {"file": file()})
    found = TranslationImport.objects.get()
    assert answer.url == page(call, "translation-import", found.pk)
    assert "1 translation will be kept" in text(signed_in.get(answer.url))
    assert not AnswerTranslation.objects.exists()
    assert "spanish.csv" in text(signed_in.get(page(call)))

    for _time in range(2):
        assert "1 translation was added." in text(signed_in.post(answer.url, follow=True))

    assert AnswerTranslation.objects.get().by == officer
    assert signed_in.get(answer.url).url == page(call)


def test_forgotten_nothing_is_kept(signed_in, call):
    answer = signed_in.post(page(call, "translation-bring"), {"file": file()})

    said = text(signed_in.post(answer.url, {"discard": "1"}, follow=True))

    assert "The file is forgotten. Nothing was changed." in said
    assert (TranslationImport.objects.count(), AnswerTranslation.objects.count()) == (0, 0)


def test_what_cannot_be_read_leaves_the_page_as_it_was(signed_in, call):
    told = {
        "": "Choose the file",
        "latin": "The file is not in UTF-8. In your spreadsheet, save it as “CSV UTF-8”.",
    }
    given = {"": {}, "latin": {"file": SimpleUploadedFile("x.csv", b"\xff\xfe")}}
    for name, said in told.items():
        answer = signed_in.post(page(call, "translation-bring"), given[name])
        assert (answer.status_code, said in text(answer)) == (422, True)
        assert "Spanish 2 0 of 2" in text(answer)
    assert not TranslationImport.objects.exists()


def test_what_stands_in_a_file_is_shown_and_never_run(signed_in, call):
    answer = signed_in.post(
        page(call, "translation-bring"), {"file": file("<script>alert(1)</script>", name="<b>.csv")}
    )

    shown = signed_in.get(answer.url).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


def test_rows_can_be_narrowed_to_what_became_of_them(signed_in, call):
    answer = signed_in.post(page(call, "translation-bring"), {"file": file(digest="0" * 64)})

    assert "The city has changed this text" in text(signed_in.get(f"{answer.url}?show=stale"))
    assert "The city has changed this text" not in text(signed_in.get(f"{answer.url}?show=new"))
    assert "The city has changed this text" in text(signed_in.get(f"{answer.url}?show=nonsense"))
    assert "Nothing in this file can be kept" in text(signed_in.get(answer.url))


def test_a_file_is_for_who_brought_it(client, call, officer):
    found = TranslationImport.objects.create(call=call, name="x.csv", rows=[], by=officer)
    client.force_login(UserFactory(role="officer"))

    assert client.get(page(call, "translation-import", found.pk)).status_code == 404
    assert client.post(page(call, "translation-import", found.pk)).status_code == 404


# ---- by machine


def test_while_it_is_off_there_is_no_such_page(signed_in, call):
    assert signed_in.get(page(call, "translation-machine")).status_code == 404
    assert signed_in.post(page(call, "translation-machine"), {"target": "en", "agreed": "on"}).status_code == 404
    assert not Job.objects.exists()


def test_it_says_what_leaves_the_portal_and_asks_for_a_yes(signed_in, call, settings):
    settings.TRANSLATOR = "selection.tests.translated.Loud"
    assert "Translate by machine" in text(signed_in.get(page(call)))
    assert "Texts leave the portal" in text(signed_in.get(page(call, "translation-machine")))

    refused = signed_in.post(page(call, "translation-machine"), {"target": "en"})
    assert (refused.status_code, Job.objects.count()) == (422, 0)
    assert "Tick the box, or go back without starting it" in text(refused)

    for _time in range(2):
        answer = signed_in.post(page(call, "translation-machine"), {"target": "en", "agreed": "on"})
    assert answer.url == Job.objects.get().get_absolute_url()


def test_how_many_came_from_a_machine_is_marked(signed_in, call):
    translated(call.applications.get(), "title", "BUSES", origin="machine")

    assert "1 of 2 1 by machine" in text(signed_in.get(page(call)))


# ---- in how many queries


@pytest.mark.parametrize("count", [1, 3])
def test_queries(signed_in, officer, count):
    call = a_call()
    rows = []
    for number in range(count):
        application = sent(call, reference=f"CDA-2027-XX{number}")
        translated(application, "title", "Buses on time")
        rows.append([number, application.reference, "problem", "problem", "en", digest_of(PROBLEM), "Late."])
        Conflict.objects.create(user=officer, city=sent(call).city, reason="Worked there", declared_by=officer)
    found = TranslationImport.objects.create(call=call, name="x.csv", rows=rows, by=officer)
    seen = {}
    for name, path in {"overview": page(call), "file": page(call, "translation-import", found.pk)}.items():
        signed_in.get(path)
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(path)
        seen[name] = len(captured)

    assert seen == {"overview": 6, "file": 7}
