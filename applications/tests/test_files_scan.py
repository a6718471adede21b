"""The scanner: a file is held until it has spoken, and nothing but its word lets it go."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import services
from applications.models import Attachment
from applications.tests.documents import PDF, pdf
from applications.tests.factories import complete_draft, question_of
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, files, scanner
from cda_portal.core.models import Change, StoredFile
from cda_portal.core.tests.clamd import HARMFUL, daemon
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def clamd(settings):
    with daemon() as one:
        settings.SCANNER = one.address
        yield one


def a_file(content=PDF):
    return files.store(SimpleUploadedFile("letter.pdf", content), by=UserFactory())


def scan_of(stored):
    return StoredFile.objects.get(pk=stored.pk).scan


def test_without_a_scanner_a_file_is_clean_at_once(settings):
    settings.SCANNER = None
    assert scan_of(a_file()) == "clean"


def test_a_file_waits_until_the_scanner_has_read_all_of_it(clamd):
    content = pdf("x" * 200_000)
    stored = a_file(content)
    assert (scan_of(stored), files.away(stored)) == ("waiting", "waiting")
    assert scanner.scan(stored.pk) is True
    assert (scan_of(stored), clamd.received) == ("clean", [content])


def test_a_second_scan_asks_nobody(clamd):
    stored = a_file()
    scanner.scan(stored.pk)
    scanner.scan(stored.pk)
    assert len(clamd.received) == 1


@pytest.mark.parametrize("mood", ["silent", "confused", "full", "cut"])
def test_silence_keeps_the_file_held(clamd, mood):
    stored = a_file()
    clamd.mood = mood
    assert (scanner.scan(stored.pk), scan_of(stored)) == (False, "waiting")
    clamd.mood = "well"
    assert (scanner.scan(stored.pk), scan_of(stored)) == (True, "clean")


def test_a_scanner_that_is_down_keeps_the_file_held(clamd, settings):
    stored = a_file()
    settings.SCANNER = ("127.0.0.1", 1)
    assert (scanner.scan(stored.pk), scan_of(stored)) == (False, "waiting")


def test_the_sweeper_asks_again_and_stops_while_nobody_answers(clamd):
    stored = [a_file() for _number in range(3)]
    assert scanner.scan_waiting() == 0  # their own tasks are on their way
    with clock.standing_at(clock.ahead(minutes=1)):
        clamd.mood = "silent"
        assert (scanner.scan_waiting(), len(clamd.received)) == (0, 1)
        clamd.mood = "well"
        assert scanner.scan_waiting() == 3
    assert {scan_of(one) for one in stored} == {"clean"}


def test_an_infected_answer_is_hidden_and_its_giver_is_told(clamd):
    draft, lead = complete_draft()
    letter = question_of(draft.call, "letter")
    upload = SimpleUploadedFile("letter.pdf", pdf(HARMFUL.decode()))
    stored = services.store_file(draft, letter, upload, by=lead, arrived=clock.now()).file

    assert scanner.scan(stored.pk) is True

    stored.refresh_from_db()
    assert (stored.scan, files.away(stored)) == ("infected", "infected")
    assert draft.answers.get(question=letter).value is None
    assert Attachment.objects.filter(removed_at=None).count() == 0
    assert list(Message.objects.filter(kind="file_infected").values_list("email", flat=True)) == [lead.email]
    assert list(Change.objects.about(stored).values_list("act", "by", "why")) == [
        ("file infected", None, "Eicar-Test-Signature")
    ]
