"""Saving one answer: versions, repeated saves, who may, and files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import services
from applications.models import Answer, Application
from applications.tests.factories import AnswerFactory, ApplicationFactory, call_with_form, member, question_of
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, files

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return ApplicationFactory(call=call_with_form())


@pytest.fixture
def lead(draft):
    return member(draft.city)


@pytest.fixture
def department(draft):
    return question_of(draft.call, "department")


def save(draft, question, value, version, by):
    return services.save_answer(draft, question, value, version=version, by=by, language="es", arrived=clock.now())


# What is there (value, version), what is sent (value, version): what stands afterwards, None when it is refused.
SAVES = [
    (None, ("A", 0), ("A", 1)),
    (None, ("A", 7), ("A", 1)),  # a page from before the answer was there: nothing can be overwritten
    (None, ("", 0), None),  # nothing on nothing: no row
    (("A", 1), ("B", 1), ("B", 2)),
    (("A", 4), ("B", 4), ("B", 5)),
    (("A", 1), ("", 1), ("", 2)),  # emptied on purpose
    (("A", 2), ("B", 1), "stale"),
    (("A", 2), ("B", 0), "stale"),
    (("A", 2), ("B", 3), "stale"),
    (("A", 2), ("", 1), "stale"),
    (("A", 2), ("A", 1), ("A", 2)),  # a repeated save is harmless, whatever its version
    (("A", 2), ("A", 2), ("A", 2)),
    (("A", 2), ("A", 0), ("A", 2)),
]


@pytest.mark.parametrize(("there", "sent", "after"), SAVES)
def test_saving_over_a_version(draft, lead, department, there, sent, after):
    if there:
        AnswerFactory(application=draft, question=department, value=there[0], version=there[1])

    if after == "stale":
        with pytest.raises(services.StaleAnswer) as stale:
            save(draft, department, *sent, lead)
        assert (stale.value.current.value, stale.value.mine) == (there[0], sent[0])
        after = there
    else:
        saved = save(draft, department, *sent, lead)
        assert (saved.value, saved.version) == (after or ("", 0))

    assert list(Answer.objects.values_list("value", "version")) == ([after] if after else [])


def test_a_save_keeps_who_when_and_in_which_language(draft, lead, department):
    before = clock.now()
    save(draft, department, "A", 0, lead)
    answer = Answer.objects.get()
    assert (answer.editor, answer.language, answer.edited_at > before) == (lead, "es", True)


def test_a_repeated_save_is_nobody_elses_edit(draft, lead, department):
    save(draft, department, "A", 0, lead)
    save(draft, department, "A", 1, member(draft.city, "deputy"))
    assert Answer.objects.get().editor == lead


@pytest.mark.parametrize(
    "value", ["A", ["hills"], {"budget": {"score": "1", "evidence": ""}}, [{"name": "Ana"}], "ñandú 🙂 \u2028"]
)
def test_every_shape_of_value_is_kept_as_it_is(draft, lead, department, value):
    save(draft, department, value, 0, lead)
    assert Answer.objects.get().value == value
    assert save(draft, department, value, 0, lead).version == 1


ROLES = {
    "lead": True,
    "deputy": True,
    "member": True,
    "sponsor": False,
    "mayor": False,
    "office": False,
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_write(draft, department, role):
    writer = member(draft.city, role)
    if ROLES[role]:
        save(draft, department, "A", 0, writer)
    else:
        with pytest.raises(services.NotAllowed):
            save(draft, department, "A", 0, writer)
    assert Answer.objects.exists() is ROLES[role]


@pytest.mark.parametrize("role", ["officer", "approver", "observer", None])
def test_nobody_outside_the_city_writes(draft, department, role):
    with pytest.raises(services.NotAllowed):
        save(draft, department, "A", 0, UserFactory(role=role))


def test_a_membership_that_has_ended_does_not_write(draft, lead, department):
    draft.city.members.update(until=clock.today("UTC"))
    with pytest.raises(services.NotAllowed):
        save(draft, department, "A", 0, lead)


WRITTEN_IN = {"draft", "submitted"}  # what was sent may be changed, and sent again, until the deadline


def test_what_was_sent_is_still_written_in(draft, lead, department):
    Application.objects.update(status="submitted", submitted_at=clock.now())
    assert save(draft, department, "A", 0, lead).value == "A"


@pytest.mark.parametrize("status", sorted(set(Application.Status.values) - WRITTEN_IN))
def test_in_every_other_state_nothing_is_written(draft, lead, department, status):
    Application.objects.update(status=status, submitted_at=clock.now())
    with pytest.raises(services.NotAllowed):
        save(draft, department, "A", 0, lead)


# ---- files


def a_pdf(name="letter.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 something\n%%EOF", content_type="application/pdf")


@pytest.fixture
def letter(draft):
    return question_of(draft.call, "letter")


def test_a_file_is_the_answer(draft, lead, letter):
    attachment = services.store_file(draft, letter, a_pdf(), by=lead, arrived=clock.now())

    answer = Answer.objects.get()
    assert answer.value == {"key": attachment.file.key, "name": "letter.pdf", "size": 24}
    assert (answer.editor, attachment.file.by, attachment.removed_at) == (lead, lead, None)
    with attachment.file.file as kept:
        assert kept.read() == b"%PDF-1.7 something\n%%EOF"


def test_a_second_file_takes_the_place_of_the_first(draft, lead, letter):
    services.store_file(draft, letter, a_pdf("old.pdf"), by=lead, arrived=clock.now())
    services.store_file(draft, letter, a_pdf("new.pdf"), by=lead, arrived=clock.now())

    assert (Answer.objects.get().value["name"], Answer.objects.get().version) == ("new.pdf", 2)
    kept = {attachment.file.name: attachment.removed_at is None for attachment in draft.attachments.all()}
    assert kept == {"old.pdf": False, "new.pdf": True}


def test_a_file_is_taken_away(draft, lead, letter):
    services.store_file(draft, letter, a_pdf(), by=lead, arrived=clock.now())
    services.remove_file(draft, letter, by=lead, arrived=clock.now())
    assert (Answer.objects.get().value, draft.attachments.filter(removed_at=None).count()) == (None, 0)


def test_a_refused_file_leaves_the_one_before(draft, lead, letter):
    services.store_file(draft, letter, a_pdf(), by=lead, arrived=clock.now())
    with pytest.raises(files.Refused):
        services.store_file(draft, letter, SimpleUploadedFile("a.exe", b"MZ"), by=lead, arrived=clock.now())
    assert (Answer.objects.get().value["name"], draft.attachments.filter(removed_at=None).count()) == ("letter.pdf", 1)


@pytest.mark.parametrize("verb", ["store", "remove"])
@pytest.mark.parametrize("who", ["mayor", "outsider"])
def test_who_may_not_give_or_take_files(draft, letter, verb, who):
    by = member(draft.city, "mayor") if who == "mayor" else UserFactory()
    acts = {
        "store": lambda: services.store_file(draft, letter, a_pdf(), by=by, arrived=clock.now()),
        "remove": lambda: services.remove_file(draft, letter, by=by, arrived=clock.now()),
    }
    with pytest.raises(services.NotAllowed):
        acts[verb]()
    assert draft.attachments.count() == 0


def test_reading_a_file_twice_gives_it_twice(draft, lead, letter):
    """The upload is read for its digest and again for its keeping."""
    upload = SimpleUploadedFile("big.pdf", b"%PDF-" + b"x" * 100_000 + b"%%EOF")
    stored = services.store_file(draft, letter, upload, by=lead, arrived=clock.now()).file
    with stored.file as kept:
        assert len(kept.read()) == stored.size == 100_010
