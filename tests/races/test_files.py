"""Files under two hands at once; each guard has a twin that takes it away and must go red."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications import services
from applications.models import Attachment
from applications.tests.documents import PDF, pdf
from applications.tests.factories import complete_draft, question_of
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, files, pieces
from cda_portal.core.models import StoredFile, Upload
from tests.interleave import while_uncommitted

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = pdf("x" * 1_500_000)


class Sender:
    def __init__(self):
        self.draft, self.lead = complete_draft()
        self.letter = question_of(self.draft.call, "letter")
        told = {"name": "letter.pdf", "size": len(WHOLE), "by": self.lead, "arrived": clock.now()}
        self.upload = services.begin_upload(self.draft, self.letter, **told)

    def take(self, number):
        start = number * pieces.MAX_PIECE
        return pieces.take(self.upload, start, WHOLE[start : start + pieces.MAX_PIECE])

    def take_both(self):
        self.take(0)
        return self.take(1)

    def finish(self):
        return services.finish_upload(self.upload, self.letter, by=self.lead, arrived=clock.now())

    def give(self):
        upload = SimpleUploadedFile("letter.pdf", PDF)
        return services.store_file(self.draft, self.letter, upload, by=self.lead, arrived=clock.now()).file


@pytest.fixture
def sender():
    return Sender()


# ---- the same piece twice


def test_a_piece_that_comes_again_does_not_set_the_upload_back(sender):
    _first, again = while_uncommitted(sender.take_both, lambda: sender.take(0), blocks=True)
    assert (again.received, Upload.objects.get().received) == (len(WHOLE), len(WHOLE))


@pytest.mark.fault
def test_twin_a_piece_that_comes_again_sets_the_upload_back(sender, no_row_locks):
    while_uncommitted(sender.take_both, lambda: sender.take(0), blocks=True)
    assert Upload.objects.get().received == pieces.MAX_PIECE


# ---- finished twice


def counts():
    return StoredFile.objects.count(), Attachment.objects.filter(removed_at=None).count()


def test_finished_twice_at_once_it_is_kept_once(sender):
    sender.take_both()
    first, second = while_uncommitted(sender.finish, sender.finish, blocks=True)
    assert (first, counts()) == (second, (1, 1))


@pytest.mark.fault
def test_twin_finished_twice_at_once_it_is_kept_twice(sender, no_row_locks):
    sender.take_both()
    while_uncommitted(sender.finish, sender.finish, blocks=True)
    assert StoredFile.objects.count() == 2


# ---- two officers decide on one file


def decide_together(sender, **options):
    stored, officer = sender.give(), UserFactory(role="officer")
    services.hide_file(stored, by=sender.lead)
    told = while_uncommitted(
        lambda: services.purge_file(stored, by=officer),
        lambda: services.show_file(stored, by=officer, why="A public register"),
        **options,
    )
    stored.refresh_from_db()
    return told[1], stored


def test_of_two_decisions_one_counts(sender):
    second, stored = decide_together(sender, blocks=True)
    assert isinstance(second, services.NotAllowed)
    assert files.away(stored) == "purged"


@pytest.mark.fault
def test_twin_of_two_decisions_both_count(sender, no_row_locks):
    _second, stored = decide_together(sender, blocks=True)
    assert files.away(stored) == "deleted"  # purged, and no longer known to have held personal data


# ---- marked while it is opened


def open_while_marked(sender):
    """What the page answers before the mark is committed, and after."""
    stored, client = sender.give(), Client()
    client.force_login(sender.lead)
    address = reverse("applications:application-stored", args=[sender.draft.reference, stored.key])

    def opened():
        answer = client.get(address)
        answer.getvalue()  # which closes the file
        return answer.status_code

    _marked, before = while_uncommitted(lambda: services.hide_file(stored, by=sender.lead), opened, blocks=False)
    return before, opened()


def test_a_file_is_hidden_from_the_commit_of_its_mark_on(sender):
    assert open_while_marked(sender) == (200, 410)


@pytest.mark.fault
def test_twin_a_page_that_does_not_look_hands_it_out(sender, monkeypatch):
    monkeypatch.setattr(files, "away", lambda stored: "")
    assert open_while_marked(sender) == (200, 200)
