"""Two states of the database that differ only in what a reader may not see give that reader equal pages."""

import pytest

from applications import permissions
from applications.models.application import ApplicationQuerySet
from applications.models.interest import InterestFormQuerySet
from cda_portal.core import clock, files
from tests.security import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings):
    settings.DELIVERY = "smtp"  # a local run without a mail server shows codes to its staff
    with clock.standing_at(worlds.NOW):
        return worlds.make()


@pytest.mark.parametrize("who", worlds.HIDDEN)
def test_what_somebody_may_not_see_changes_nothing_for_them(world, who):
    assert worlds.differences(world, who, worlds.HIDDEN[who]) == []


def test_the_officer_reads_what_was_sent(world):
    """The states do differ: whoever may see it all finds it on these pages."""
    changed = worlds.differences(world, "officer", worlds.EVERYTHING)

    assert {
        "/staff/",
        f"/staff/forms/?q={worlds.WORD}",
        f"/staff/applications/{world.sent.reference}/",
        f"/staff/forms/{world.form.pk}/",
        f"/staff/messages/?q={worlds.WORD}",
    } <= set(changed)


# ---- twins: a guard is gone, and somebody sees it


def everything(rows, user):
    return rows


def applications_of_all(monkeypatch):
    monkeypatch.setattr(ApplicationQuerySet, "visible_to", everything)


def forms_of_all(monkeypatch):
    monkeypatch.setattr(InterestFormQuerySet, "visible_to", everything)


def drafts_of_all(monkeypatch):
    monkeypatch.setattr(permissions, "can_see_draft_form", lambda user, check, key: True)


def hidden_files_for_all(monkeypatch):
    monkeypatch.setattr(files, "away", lambda stored: "")


TWINS = [
    ("officer", hidden_files_for_all),
    ("observer", hidden_files_for_all),
    ("officer with a conflict", applications_of_all),
    ("officer with a conflict", forms_of_all),
    ("person", drafts_of_all),
]


@pytest.mark.fault
@pytest.mark.parametrize(("who", "plant"), TWINS)
def test_twin_without_its_guard_it_is_seen(monkeypatch, world, who, plant):
    plant(monkeypatch)

    assert worlds.differences(world, who, worlds.HIDDEN[who]) != []
