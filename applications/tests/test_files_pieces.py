"""Files that come in pieces: nothing is seen before it is whole, nothing is left of what never became whole."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import services
from applications.models import Attachment
from applications.tests.documents import PDF, pdf
from applications.tests.factories import complete_draft, member, question_of
from cda_portal.core import clock, files, janitor, pieces
from cda_portal.core.models import StoredFile, Upload

pytestmark = pytest.mark.django_db
WHOLE = pdf("x" * 2_600_000)


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


class Sender:
    """Somebody who sends a letter in pieces."""

    def __init__(self, content=WHOLE):
        self.draft, self.lead = complete_draft()
        self.question = question_of(self.draft.call, "letter")
        self.content = content
        self.upload = None

    def begin(self, arrived=None, name="letter.pdf"):
        told = {"name": name, "size": len(self.content), "by": self.lead, "arrived": arrived or clock.now()}
        self.upload = services.begin_upload(self.draft, self.question, **told)
        return self

    def send(self, until=None):
        """Pieces in order, up to so many bytes."""
        until = len(self.content) if until is None else until
        while self.upload.received < until:
            start = self.upload.received
            piece = self.content[start : min(start + pieces.MAX_PIECE, until)]
            self.upload = pieces.take(self.upload, start, piece)
        return self

    def finish(self, arrived=None):
        return services.finish_upload(self.upload, self.question, by=self.lead, arrived=arrived or clock.now())

    def answer(self):
        return self.draft.answers.filter(question=self.question).values_list("value", flat=True).first()


@pytest.fixture
def sender():
    return Sender()


def kept_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def run(django_capture, call):
    with django_capture(execute=True):
        return call()


def test_a_whole_file_is_kept_and_its_pieces_go(sender, storage, django_capture_on_commit_callbacks):
    sender.begin().send()
    assert kept_in(storage) == [f"uploads/{sender.upload.key}/{at:012}" for at in (0, 1_000_000, 2_000_000)]
    stored = run(django_capture_on_commit_callbacks, sender.finish)

    assert kept_in(storage) == [f"stored/{stored.key}.pdf"]
    assert (storage / "stored" / f"{stored.key}.pdf").read_bytes() == WHOLE
    assert sender.answer() == {"key": stored.key, "name": "letter.pdf", "size": len(WHOLE)}


@pytest.mark.parametrize("share", [0, 50, 99])
def test_of_an_upload_that_is_cut_nothing_is_seen_and_nothing_is_left(
    sender, storage, share, django_capture_on_commit_callbacks
):
    sender.begin().send(len(WHOLE) * share // 100)
    with pytest.raises(pieces.OutOfPlace):
        sender.finish()
    assert (sender.answer(), Attachment.objects.count(), StoredFile.objects.count()) == (None, 0, 0)

    run(django_capture_on_commit_callbacks, janitor.clean)
    assert Upload.objects.count() == 1  # it may still go on
    with clock.standing_at(clock.ahead(days=1, minutes=1)):
        run(django_capture_on_commit_callbacks, janitor.clean)
    assert (kept_in(storage), Upload.objects.count()) == ([], 0)


def test_a_piece_that_comes_again_changes_nothing(sender):
    sender.begin().send(1_500_000)
    upload = pieces.take(sender.upload, 0, WHOLE[:1_000_000])
    assert upload.received == 1_500_000
    stored = sender.send().finish()
    with stored.file as kept:
        assert kept.read() == WHOLE


# offset, content, and what is here already is 1,000,000 bytes
WRONG = {
    "a gap": (1_500_000, b"x"),
    "overlapping": (500_000, b"x" * 600_000),
    "empty": (1_000_000, b""),
    "too large a piece": (1_000_000, b"x" * (pieces.MAX_PIECE + 1)),
    "beyond what was announced": (1_000_000, b"x" * 1_000_000),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_piece_out_of_place_is_not_taken(wrong):
    sender = Sender(pdf("x" * 1_400_000)).begin().send(1_000_000)
    offset, content = WRONG[wrong]
    try:
        received = pieces.take(sender.upload, offset, content).received
    except pieces.OutOfPlace as out:
        received = out.received
    assert (received, Upload.objects.get().received) == (1_000_000, 1_000_000)


def test_a_piece_left_by_a_process_that_died_is_replaced(sender):
    sender.begin()
    default_storage.save(pieces.place(sender.upload.key, 0), ContentFile(b"half a pie"))
    stored = sender.send().finish()
    with stored.file as kept:
        assert kept.read() == WHOLE


def test_finished_twice_it_is_kept_once(sender):
    sender.begin().send()
    assert sender.finish() == sender.finish()
    assert (Attachment.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_what_would_be_refused_at_the_end_is_refused_at_the_beginning(sender):
    with pytest.raises(files.Refused, match="Choose a PDF"):
        sender.begin(name="letter.exe")
    sender.content = b""
    with pytest.raises(files.Refused, match="up to 10 MB"):
        sender.begin()


def test_a_whole_file_that_is_refused_is_not_kept():
    sender = Sender(b"MZ" * 600_000).begin().send()
    with pytest.raises(files.Refused, match="not what its name says"):
        sender.finish()
    assert (StoredFile.objects.count(), sender.answer()) == (0, None)


def test_a_new_beginning_gives_the_earlier_one_up(sender, storage, django_capture_on_commit_callbacks):
    sender.begin().send(1_000_000)
    run(django_capture_on_commit_callbacks, sender.begin)
    assert (Upload.objects.count(), kept_in(storage)) == (1, [])


# ---- the deadline: minutes after it that the upload begins, minutes that it takes, whether it is kept (grace is 30)
DEADLINES = [
    (-5, 10, True),
    (0, 29, True),
    (29, 29, True),
    (30, 30, True),
    (-5, 31, True),  # judged by its end, which lies within the grace
    (10, 31, False),
    (31, None, False),
]


@pytest.mark.parametrize(("begins", "takes", "kept"), DEADLINES)
def test_an_upload_is_judged_by_its_beginning(sender, begins, takes, kept):
    begun = sender.draft.call.application_closes + timedelta(minutes=begins)
    try:
        sender.begin(begun).send()
        sender.finish(begun + timedelta(minutes=takes))
        done = True
    except services.NotAllowed:
        done = False
    assert (done, sender.answer() is not None) == (kept, kept)


# ---- the janitor


def test_the_janitor_takes_what_nobody_needs_and_nothing_else(sender, storage, django_capture_on_commit_callbacks):
    stored = sender.begin().send().finish()
    orphan = files.store(SimpleUploadedFile("orphan.pdf", PDF), by=sender.lead)
    default_storage.save("stored/rolled-back.pdf", ContentFile(PDF))
    default_storage.save("uploads/gone/000000000000", ContentFile(PDF))
    assert run(django_capture_on_commit_callbacks, janitor.clean) == {
        "uploads": 0,
        "pieces": 4,  # the stray one, and those of the upload that is finished
        "orphans": 0,
        "contents": 0,
    }
    with clock.standing_at(clock.ahead(days=2)):
        counts = run(django_capture_on_commit_callbacks, janitor.clean)
    assert counts == {"uploads": 1, "pieces": 0, "orphans": 1, "contents": 1}
    assert kept_in(storage) == [f"stored/{stored.key}.pdf"]
    assert list(StoredFile.objects.values_list("key", flat=True)) == [stored.key] != [orphan.key]


def test_what_was_removed_goes_after_a_month_unless_it_was_sent(sender, storage, django_capture_on_commit_callbacks):
    def give():
        upload = SimpleUploadedFile("letter.pdf", PDF)
        return services.store_file(sender.draft, sender.question, upload, by=sender.lead, arrived=clock.now()).file

    unsent, sent = give(), give()
    services.submit(sender.draft, by=sender.lead, arrived=clock.now())
    services.remove_file(sender.draft, sender.question, by=sender.lead, arrived=clock.now())
    assert services.let_go() == 0
    with clock.standing_at(clock.ahead(days=31)):
        assert services.let_go() == 1
        run(django_capture_on_commit_callbacks, janitor.clean)
    assert (kept_in(storage), unsent.key == sent.key) == ([f"stored/{sent.key}.pdf"], False)


# ---- through the pages


def post(client, address, body=None):
    if body is None:
        return client.post(address)
    return client.post(address, body, content_type="application/octet-stream")


def test_the_script_sends_a_file_in_pieces(client, sender):
    client.force_login(sender.lead)
    start = f"/apply/{sender.draft.reference}/file/{sender.question.pk}/uploads/"
    state = client.post(start, {"name": "letter.pdf", "size": len(WHOLE)})
    assert state.status_code == 201
    told = state.json()
    assert (told["received"], told["piece"]) == (0, 1_000_000)
    assert post(client, f"{told['url']}1000000/", b"x").json() == {"received": 0}
    assert post(client, f"{told['url']}finish/").status_code == 409
    for at in (0, 1_000_000, 2_000_000):
        answer = post(client, f"{told['url']}{at}/", WHOLE[at : at + 1_000_000])
        assert (answer.status_code, answer.json()["received"]) == (200, min(at + 1_000_000, len(WHOLE)))
    assert client.get(told["url"]).json()["received"] == len(WHOLE)
    page = post(client, f"{told['url']}finish/")
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f'/files/{sender.answer()["key"]}/">letter.pdf</a>' in page.content.decode()
    assert post(client, f"{told['url']}finish/").content == page.content


def test_a_refusal_says_why_and_leaves_nothing(client, sender):
    client.force_login(sender.lead)
    start = f"/apply/{sender.draft.reference}/file/{sender.question.pk}/uploads/"
    refused = client.post(start, {"name": "letter.exe", "size": 5})
    assert (refused.status_code, refused.json()["error"][:12]) == (422, "Choose a PDF")
    address = client.post(start, {"name": "letter.pdf", "size": 5}).json()["url"]
    post(client, f"{address}0/", b"MZMZM")
    refused = post(client, f"{address}finish/")
    assert (refused.status_code, refused.json()["error"][:21]) == (422, "This file is not what")
    assert (Upload.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_too_late_is_said_and_leaves_nothing(client, sender):
    sender.begin().send()
    client.force_login(sender.lead)
    with clock.standing_at(sender.draft.call.application_closes + timedelta(hours=1)):
        refused = post(client, f"/apply/{sender.draft.reference}/uploads/{sender.upload.key}/finish/")
        assert (refused.status_code, "can no longer be changed" in refused.json()["error"]) == (403, True)
        start = f"/apply/{sender.draft.reference}/file/{sender.question.pk}/uploads/"
        assert client.post(start, {"name": "letter.pdf", "size": 5}).status_code == 403
    assert (Upload.objects.count(), sender.answer()) == (0, None)


def test_a_colleague_neither_sees_nor_goes_on_with_it(client, sender):
    sender.begin().send(1_000_000)
    client.force_login(member(sender.draft.city, "deputy"))
    address = f"/apply/{sender.draft.reference}/uploads/{sender.upload.key}/"
    answers = [client.get(address), post(client, f"{address}1000000/", b"x"), post(client, f"{address}finish/")]
    assert [answer.status_code for answer in [*answers, post(client, f"{address}cancel/")]] == [404, 404, 404, 404]
