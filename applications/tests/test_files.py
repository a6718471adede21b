"""Files given as answers: extension, content and size agree, and only those who may read the answers get them back."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from applications import services
from applications.tests import documents
from applications.tests.documents import CSV, EXCEL, OLE, PDF, SLIDES, WORD, archive, image, office, pdf
from applications.tests.factories import ApplicationFactory, call_with_form, member, question_of
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, files, inspection
from cda_portal.core.models import StoredFile

pytestmark = pytest.mark.django_db
BOMB = archive(
    {"[Content_Types].xml": "x", "word/document.xml": b"\0" * (inspection.MAX_UNPACKED + 1)}, zipfile.ZIP_DEFLATED
)
MANY = office("word", **{f"word/{number}.xml": "" for number in range(inspection.MAX_MEMBERS + 1)})
KEPT = [
    ("letter.pdf", PDF),
    ("LETTER.PDF", PDF),
    ("letter.docx", WORD),
    ("numbers.xlsx", EXCEL),
    ("slides.pptx", SLIDES),
    ("report.docx", documents.nested(2)),
    ("numbers.csv", CSV.encode()),
    ("numbers.csv", CSV.encode("utf-8-sig")),
    ("numbers.csv", CSV.encode("latin-1")),
    ("formula.csv", b"=HYPERLINK(1),@SUM(A1),-2+3"),  # kept as it is, and never opened by us
    ("carta ñ ünïcode 🙂.pdf", PDF),
    ("exactly.pdf", pdf("x" * (files.MAX_BYTES - len(pdf())))),
]
KIND, SIZE, NAME, LOCKED, MACROS, LARGE, TEXT, PIXELS = (
    "Choose a PDF, a Word, Excel or PowerPoint file, a CSV, or an image (JPEG, PNG, WebP).",
    "Choose a file of up to 10 MB that is not empty.",
    "This file is not what its name says, or is damaged. Save it again and choose the new file.",
    "This file is protected by a password. Save it without protection and choose the new file.",
    "This file contains macros. Save it as a document without macros and choose the new file.",
    "This file unpacks into more than 100 MB. Make it smaller, or give a link instead.",
    "This file is not plain text. Save it as CSV (UTF-8) and choose the new file.",
    "This image has more than 64 million pixels. Make it smaller and choose it again.",
)
PNG, JPEG = image("PNG", size=(300, 200)), image("JPEG", size=(300, 200))
REFUSED = [
    ("letter.exe", PDF, KIND),
    ("letter", PDF, KIND),
    ("pdf", PDF, KIND),
    (".pdf", PDF, KIND),
    ("letter.pdf.exe", PDF, KIND),
    ("letter\u202efdp.exe", PDF, KIND),  # reads as letterexe.pdf
    (".pdf.", PDF, KIND),
    ("letter.svg", b"<svg onload=alert(1)>", KIND),
    ("letter.html", b"<script>alert(1)</script>", KIND),
    ("letter.zip", WORD, KIND),
    ("letter.doc", OLE, KIND),
    ("letter.docm", WORD, KIND),
    ("empty.pdf", b"", SIZE),
    ("large.pdf", b"%PDF-" + b"x" * (files.MAX_BYTES - 4), SIZE),
    # a PDF
    ("letter.pdf", b"MZ\x90\x00", NAME),
    ("letter.pdf", b" " + PDF, NAME),
    ("letter.pdf", WORD, NAME),
    ("letter.pdf", b"%P", NAME),
    ("cut.pdf", pdf("x" * 9000)[:-4000], NAME),
    ("page.pdf", b"<html><script>alert(1)</script>" + PDF, NAME),
    ("page.pdf", b"%PDF-1.7\n<!-- --><script>alert(1)</script>\n%%EOF", NAME),
    ("both.pdf", PDF + WORD, NAME),
    ("secret.pdf", pdf("trailer << /Root 1 0 R /Encrypt 9 0 R >>"), LOCKED),
    # office documents
    ("letter.docx", PDF, NAME),
    ("letter.docx", EXCEL, NAME),
    ("numbers.xlsx", WORD, NAME),
    ("slides.pptx", WORD, NAME),
    ("letter.docx", archive({"readme.txt": "x"}), NAME),
    ("letter.docx", archive({"word/document.xml": "x"}), NAME),
    ("letter.docx", WORD[: len(WORD) // 2], NAME),
    ("letter.docx", b"PK\x03\x04", NAME),
    ("letter.docx", b"PK\x03\x04" + b"\xff" * 500, NAME),
    ("letter.docx", documents.newer_than_we_read(), NAME),
    ("letter.docx", OLE, NAME),
    ("letter.docx", b"GIF89a" + WORD, NAME),
    ("letter.docx", WORD + b"<script>alert(1)</script>", NAME),
    ("climbs.docx", office("word", **{"../../etc/cron.d/x": "x"}), NAME),
    ("climbs.docx", office("word", **{"/etc/passwd": "x"}), NAME),
    ("climbs.docx", office("word", **{"word\\..\\x": "x"}), NAME),
    ("entities.docx", office("word", **{"word/a.xml": '<!DOCTYPE x [<!ENTITY a "b">]>'}), NAME),
    ("lies.docx", documents.lying(5000), NAME),
    ("secret.docx", OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
    ("secret.docx", documents.locked_member(), LOCKED),
    ("macro.docx", office("word", **{"word/vbaProject.bin": "x"}), MACROS),
    ("macro.xlsx", office("xl", **{"xl/embeddings/a.docx": office("word", **{"word/VBAPROJECT.bin": "x"})}), MACROS),
    ("macro.docx", office("word", **{"word/embeddings/a.bin": OLE + "_VBA_PROJECT".encode("utf-16-le")}), MACROS),
    ("macro.docx", archive({"[Content_Types].xml": "ms-word.document.macroEnabled", "word/d.xml": "x"}), MACROS),
    ("bomb.docx", BOMB, LARGE),
    ("bomb.docx", MANY, LARGE),
    ("bomb.docx", documents.nested(3), LARGE),
    # text
    ("numbers.csv", b"a;b\n1;\x002", TEXT),
    ("numbers.csv", CSV.encode("utf-16"), TEXT),
    ("numbers.csv", b"\xef\xbb\xbf\n <HTML><body>", TEXT),
    ("numbers.csv", b"MZ\x90\x00\x03", TEXT),
    # images
    ("photo.png", JPEG, NAME),
    ("photo.jpg", PNG, NAME),
    ("photo.png", b"<svg onload=alert(1)>", NAME),
    ("photo.jpg", JPEG[: len(JPEG) // 2], NAME),
    ("photo.png", PNG[: len(PNG) // 2], NAME),
    ("photo.webp", b"RIFF\x00\x00\x00\x00WEBP", NAME),
    ("bomb.png", documents.enormous_png(), PIXELS),
]


@pytest.mark.parametrize(("name", "content"), KEPT, ids=[name for name, _content in KEPT])
def test_kept(name, content):
    stored = files.store(SimpleUploadedFile(name, content), by=UserFactory())

    assert (stored.name, stored.size, stored.scan) == (name, len(content), "clean")
    with stored.file as kept:
        assert kept.read() == content


def ids(rows):
    return [f"{number}-{row[0]}" for number, row in enumerate(rows)]


@pytest.mark.parametrize(("name", "content", "why"), REFUSED, ids=ids(REFUSED))
def test_refused(name, content, why):
    with pytest.raises(files.Refused) as refusal:
        files.store(SimpleUploadedFile(name, content), by=UserFactory())
    assert (str(refusal.value), StoredFile.objects.count()) == (why, 0)


def unpacks_into(limit, monkeypatch):
    monkeypatch.setattr(inspection, "MAX_UNPACKED", limit)


def test_the_limit_counts_what_comes_out_of_all_members_and_levels(monkeypatch):
    outer = office("word", **{"a": "x" * 400, "b.docx": office("xl", c="x" * 400)})
    inner = len(office("xl", c="x" * 400))
    unpacks_into(400 + inner + 402 + 2, monkeypatch)
    inspection.office("word/")(outer)
    unpacks_into(400 + inner + 402 + 1, monkeypatch)
    with pytest.raises(files.Refused, match="100 MB"):
        inspection.office("word/")(outer)


# ---- images are written anew


def kept_image(name, content):
    stored = files.store(SimpleUploadedFile(name, content), by=UserFactory())
    with stored.file as kept:
        written = kept.read()
    assert stored.size == len(written)
    return written, Image.open(io.BytesIO(written))


def test_of_a_photograph_only_the_picture_is_kept():
    written, picture = kept_image("photo.jpg", documents.photograph())

    assert (picture.format, picture.size) == ("JPEG", (20, 40))  # turned as it was held
    assert dict(picture.getexif()) == {}
    assert not [word for word in (b"Secret", b"Exif", b"GPS") if word in written]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_an_image_is_gone(kind):
    written, picture = kept_image(f"photo.{kind.lower()}", image(kind) + b"<script>alert(1)</script>")

    assert (picture.format, picture.size) == (kind, (8, 6))
    assert b"script" not in written


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "I;16", "1"])
def test_images_of_every_mode_are_kept(mode):
    colour = 0 if mode in ("I;16", "1") else "red"
    given = io.BytesIO()
    Image.new(mode, (8, 6), colour if mode != "LA" else (0, 0)).save(given, "PNG")
    assert kept_image("drawing.png", given.getvalue())[1].size == (8, 6)


def test_a_large_image_is_made_smaller():
    _written, picture = kept_image("map.png", image("PNG", size=(6000, 300)))
    assert picture.size == (4096, 205)


# ---- names


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("a\x00b\x1b[31m.pdf", "ab[31m.pdf"),
        ("letter\u202efdp.pdf", "letterfdp.pdf"),
        ("\u200bcarta\u2067 uno.pdf", "carta uno.pdf"),
        ("informe cafe\u0301.pdf", "informe café.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),  # templates escape it
        ("... .letter.pdf", "letter.pdf"),
    ],
)
def test_names_are_only_names(given, kept):
    upload = SimpleUploadedFile("any.pdf", PDF)
    upload._name = given  # what a hostile client sends, past the cleaning of Django's own upload class
    stored = files.store(upload, by=UserFactory())
    assert stored.name == kept
    assert stored.file.name == f"stored/{stored.key}.pdf"  # kept under a random name


def test_a_person_gives_so_much_a_day(monkeypatch):
    monkeypatch.setattr(files, "DAILY_BYTES", 2 * len(PDF))
    person = UserFactory()
    for _number in range(2):
        files.store(SimpleUploadedFile("letter.pdf", PDF), by=person)
    with pytest.raises(files.Refused, match="300 MB of files since yesterday"):
        files.store(SimpleUploadedFile("letter.pdf", PDF), by=person)
    files.store(SimpleUploadedFile("letter.pdf", PDF), by=UserFactory())
    with clock.standing_at(clock.ahead(days=2)):
        files.store(SimpleUploadedFile("letter.pdf", PDF), by=person)


def test_what_the_portal_makes_itself_needs_no_check():
    stored = files.keep("list.csv", b"", "text/csv")
    assert (stored.scan, stored.size, stored.by) == ("clean", 0, None)


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


@pytest.mark.parametrize(("name", "content", "why"), [REFUSED[0], REFUSED[12], REFUSED[13], REFUSED[22], REFUSED[43]])
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
    for content in (pdf("old"), pdf("new")):
        services.store_file(draft, letter, SimpleUploadedFile("letter.pdf", content), by=lead, arrived=clock.now())
    client.force_login(lead)
    assert b"".join(client.get(page(draft, "file", letter.pk)).streaming_content) == pdf("new")


def test_a_file_cannot_be_sent_to_the_autosave(client, draft, letter):
    client.force_login(member(draft.city))
    assert client.post(page(draft, "answer", letter.pk), {"letter": "x"}).status_code == 404


def test_a_file_cannot_be_forged_into_an_answer_by_a_field(client, draft, letter):
    client.force_login(member(draft.city))
    client.post(page(draft, "section", "people"), {"letter": '{"key": "x"}', "letter-was": "0"})
    assert draft.answers.count() == 0
