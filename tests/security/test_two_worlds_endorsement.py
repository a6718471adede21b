"""Two states that differ in a mayor's words alone: whoever may not read them gets equal pages."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from applications import permissions, services
from applications.models import Endorsement, EndorsementRequest
from applications.models.application import ApplicationQuerySet
from applications.models.endorsement import EndorsementQuerySet
from applications.tests.endorsing import a_draft, answer, ask, change_story, pdf, upload
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import StoredFile
from tests.security import worlds

pytestmark = pytest.mark.django_db
WORD = worlds.WORD


class World:
    """A draft whose mayor had a question and signed a letter since, and a sent application whose mayor endorsed it."""

    def __init__(self):
        self.draft, lead = a_draft("by_date")
        answer(ask(self.draft, lead), "asked", "Who leads it?")
        self.letter = upload(self.draft, lead, file=pdf(text="draft"))
        self.sent, other = a_draft("by_date")
        services.submit(self.sent, by=other, arrived=clock.now())
        answer(ask(self.sent, other))
        conflicted = UserFactory(role="officer")
        for city in (self.draft.city, self.sent.city):
            Conflict.objects.create(user=conflicted, city=city, reason="Worked there", declared_by=conflicted)
        self.readers = {
            "visitor": None,
            "person": UserFactory(),
            "another city's lead": a_draft()[1],
            "reviewer": UserFactory(role="reviewer"),
            "officer": UserFactory(role="officer"),
            "observer": UserFactory(role="observer"),
            "officer with a conflict": conflicted,
        }

    def paths(self):
        for one in (self.draft, self.sent):
            yield from (f"/apply/{one.reference}/{page}" for page in ("", "check/", "status/", "endorsement/"))
            yield f"/apply/{one.reference}/endorsement/letter/{self.letter.pk}/"
            yield f"/staff/applications/{one.reference}/"
        yield from ("/home/", "/staff/", "/staff/applications/", f"/staff/applications/?q={WORD}")

    def read(self, who):
        cache.clear()
        client, user = Client(), self.readers[who]
        if user is not None:
            client.force_login(user)
        return {path: worlds.seen(client.get(path)) for path in self.paths()}

    def differences(self, who, changes):
        first = self.read(who)
        for change in changes:
            change(self)
        second = self.read(who)
        return sorted(path for path in first if first[path] != second[path])


def words_on(application):
    told = {"signer_name": WORD, "signer_title": WORD, "comment": WORD, "statement": WORD, "by_delegate": True}
    Endorsement.objects.filter(application=application).update(**told, statement_version="9", outcome="declined")
    asked = EndorsementRequest.objects.filter(application=application)
    asked.update(name=WORD, title=WORD, email=f"{WORD}@city.example", note=WORD, expires_at=clock.now())


def of_the_draft(world):
    words_on(world.draft)
    StoredFile.objects.filter(pk=world.letter.letter_id).update(name=f"{WORD}.pdf", scan="waiting")


def of_the_sent(world):
    words_on(world.sent)


def unsent_changes(world):
    """A renewing answer that was changed after sending, and not sent again."""
    change_story(world.sent, WORD)
    world.sent.answers.filter(value=WORD).update(edited_at=worlds.NOW + timedelta(minutes=1))


UNSENT = [of_the_draft, unsent_changes]
EVERYTHING = [*UNSENT, of_the_sent]
HIDDEN = {
    "visitor": EVERYTHING,
    "person": EVERYTHING,
    "another city's lead": EVERYTHING,
    "reviewer": EVERYTHING,
    "officer": UNSENT,
    "observer": UNSENT,
    "officer with a conflict": EVERYTHING,
}


@pytest.mark.parametrize("who", HIDDEN)
def test_a_mayors_words_change_nothing_for_those_who_may_not_read_them(who):
    with clock.standing_at(worlds.NOW):
        assert World().differences(who, HIDDEN[who]) == []


def test_the_officer_reads_the_words_on_what_was_sent():
    with clock.standing_at(worlds.NOW):
        world = World()
        assert world.differences("officer", [of_the_sent]) == [f"/staff/applications/{world.sent.reference}/"]


def unsent_is_shown(monkeypatch):
    facts = EndorsementQuerySet.facts
    monkeypatch.setattr(EndorsementQuerySet, "facts", lambda rows, pk, *, sent=False: facts(rows, pk))


def applications_of_all(monkeypatch):
    monkeypatch.setattr(ApplicationQuerySet, "visible_to", lambda rows, user: rows)


def letters_for_staff(monkeypatch):
    monkeypatch.setattr(permissions, "can_read_answers", lambda user, application: True)


@pytest.mark.fault
@pytest.mark.parametrize(
    ("who", "plant"),
    [("officer", letters_for_staff), ("officer", unsent_is_shown), ("officer with a conflict", applications_of_all)],
)
def test_twin_without_its_guard_it_is_seen(monkeypatch, who, plant):
    plant(monkeypatch)
    with clock.standing_at(worlds.NOW):
        assert World().differences(who, HIDDEN[who]) != []
