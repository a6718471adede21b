"""Files given as answers: extension, content and size agree, and only those who may read the answers get them back."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import services
from applications.tests.factories import ApplicationFactory, call_with_form, member, question_of
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, files
from cda_portal.core.models import StoredFile

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 something"


def archive(members, compression=zipfile.ZIP_STORED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return packed.getvalue()


def newer_than_we_read():
    """An archive that says it needs a version of the format that is still to come."""
    made = bytearray(archive({"word/document.xml": "x"}))
    at = made.index(b"PK\x01\x02") + 6
    made[at] = 200
    return bytes(made)


WORD = archive({"[Content_Types].xml": "x", "word/document.xml": "x"})
EXCEL = archive({"[Content_Types].xml": "x", "xl/workbook.xml": "x"})
BOMB = archive({"word/document.xml": b"\0" * (files.MAX_UNPACKED + 1)}, zipfile.ZIP_DEFLATED)
MANY = archive({f"word/{number}.xml": "" for number in range(files.MAX_MEMBERS + 1)})
KEPT = [
    ("letter.pdf", PDF),
    ("LETTER.PDF", PDF),
    ("letter.docx", WORD),
    ("numbers.xlsx", EXCEL),
    ("carta ñ ünïcode 🙂.pdf", PDF),
    ("exactly.pdf", b"%PDF-" + b"x" * (files.MAX_BYTES - 5)),
]
KIND, SIZE, NAME = (
    "Choose a PDF, Word or Excel file.",
    "Choose a file of up to 10 MB that is not empty.",
    "This file is not what its name says. Save it again as a PDF, Word or Excel file.",
)
REFUSED = [
    ("letter.exe", PDF, KIND),
    ("letter", PDF, KIND),
    ("letter.pdf.exe", PDF, KIND),
    (".pdf.", PDF, KIND),
    ("letter.svg", b"<svg onload=alert(1)>", KIND),
    ("letter.html", b"<script>alert(1)</script>", KIND),
    ("letter.zip", WORD, KIND),
    ("letter.doc", b"\xd0\xcf\x11\xe0", KIND),
    ("empty.pdf", b"", SIZE),
    ("large.pdf", b"%PDF-" + b"x" * (files.MAX_BYTES - 4), SIZE),
    ("letter.pdf", b"MZ\x90\x00", NAME),
    ("letter.pdf", b" %PDF-1.7", NAME),
    ("letter.pdf", WORD, NAME),
    ("letter.pdf", b"%P", NAME),
    ("letter.docx", PDF, NAME),
    ("letter.docx", EXCEL, NAME),
    ("numbers.xlsx", WORD, NAME),
    ("letter.docx", archive({"readme.txt": "x"}), NAME),
    ("letter.docx", WORD[: len(WORD) // 2], NAME),
    ("letter.docx", b"PK\x03\x04", NAME),
    ("letter.docx", b"PK\x03\x04" + b"\xff" * 500, NAME),
    ("letter.docx", newer_than_we_read(), NAME),
    ("bomb.docx", BOMB, NAME),
    ("bomb.docx", MANY, NAME),
]


@pytest.mark.parametrize(("name", "content"), KEPT, ids=[name for name, _content in KEPT])
def test_kept(name, content):
    stored = files.store(SimpleUploadedFile(name, content), by=UserFactory())

    assert (stored.name, stored.size) == (name, len(content))
    with stored.file as kept:
        assert kept.read() == content


def ids(rows):
    return [f"{number}-{row[0]}" for number, row in enumerate(rows)]


@pytest.mark.parametrize(("name", "content", "why"), REFUSED, ids=ids(REFUSED))
def test_refused(name, content, why):
    with pytest.raises(files.Refused) as refusal:
        files.store(SimpleUploadedFile(name, content), by=UserFactory())
    assert (str(refusal.value), StoredFile.objects.count()) == (why, 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_only_names(given, kept):
    upload = SimpleUploadedFile("any.pdf", PDF)
    upload._name = given  # what a hostile client sends, past the cleaning of Django's own upload class
    stored = files.store(upload, by=UserFactory())
    assert stored.name.endswith(kept[-20:])
    assert not set("/\\\r\n") & set(stored.name)
    assert stored.key in stored.file.name  # kept under a random name
    assert "passwd" not in stored.file.name


# ---- through the pages


@pytest.fixture
def draft():
    return ApplicationFactory(call=call_with_form())


@pytest.fixture
def letter(draft):
    return question_of(draft.call, "letter")


def page(draft, name, *args):
    return reverse(f"applications:application-{name}", args=[draft.reference, *args])


def test_a_file_is_given_read_and_taken_away(client, draft, letter):
    client.force_login(member(draft.city))

    client.post(page(draft, "section", "people"), {"letter": SimpleUploadedFile("letter.pdf", PDF)})
    got = client.get(page(draft, "file", letter.pk))
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert (got["X-Content-Type-Options"], got["Cache-Control"]) == ("nosniff", "no-store")

    client.post(page(draft, "file-remove", letter.pk))
    assert client.get(page(draft, "file", letter.pk)).status_code == 404


@pytest.mark.parametrize(("name", "content", "why"), [REFUSED[0], REFUSED[8], REFUSED[9], REFUSED[21], REFUSED[22]])
def test_a_refused_file_is_said_beside_its_question_and_the_rest_is_saved(client, draft, letter, name, content, why):
    client.force_login(member(draft.city))

    answer = client.post(
        page(draft, "section", "people"),
        {"letter": SimpleUploadedFile(name, content), "team-0-name": "Ana"},
    )

    assert (answer.status_code, answer.content.decode().count(why)) == (422, 2)  # in the summary and beside it
    assert list(draft.answers.values_list("question__key", "value__0__name")) == [("team", "Ana")]


def test_a_file_of_another_question_or_application_is_not_found(client, draft, letter):
    lead = member(draft.city)
    services.store_file(draft, letter, SimpleUploadedFile("letter.pdf", PDF), by=lead, arrived=clock.now())
    client.force_login(lead)
    other = ApplicationFactory(call=draft.call)

    wrong = [
        page(draft, "file", question_of(draft.call, "team").pk),
        page(draft, "file", 0),
        page(other, "file", letter.pk),
    ]
    assert [client.get(address).status_code for address in wrong] == [404, 404, 404]


def test_a_file_that_was_replaced_is_out_of_reach(client, draft, letter):
    lead = member(draft.city)
    for content in (b"%PDF-old", b"%PDF-new"):
        services.store_file(draft, letter, SimpleUploadedFile("letter.pdf", content), by=lead, arrived=clock.now())
    client.force_login(lead)
    assert b"".join(client.get(page(draft, "file", letter.pk)).streaming_content) == b"%PDF-new"


def test_a_file_cannot_be_sent_to_the_autosave(client, draft, letter):
    client.force_login(member(draft.city))
    assert client.post(page(draft, "answer", letter.pk), {"letter": "x"}).status_code == 404


def test_a_file_cannot_be_forged_into_an_answer_by_a_field(client, draft, letter):
    client.force_login(member(draft.city))
    client.post(page(draft, "section", "people"), {"letter": '{"key": "x"}', "letter-was": "0"})
    assert draft.answers.count() == 0
