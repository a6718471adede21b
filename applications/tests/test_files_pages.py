"""Files through the pages: who reads which, links in their place, the mark "contains personal data", staff."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import services
from applications.models import Answer, Attachment
from applications.tests.documents import PDF, pdf
from applications.tests.factories import complete_draft, member, question_of
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change, StoredFile
from cda_portal.core.registry import contributions
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
HIDDEN = "This file is hidden because somebody marked it as containing personal data. Programme staff look into it."
PURGED = "This file was removed because it contained personal data."
CHECKED = "This file is being checked. It can be opened in a few minutes."
INFECTED = "This file is hidden because the scanner found something harmful in it."


class Letter:
    """An application that lacks nothing, with a letter."""

    def __init__(self):
        self.draft, self.lead = complete_draft()
        self.question = question_of(self.draft.call, "letter")
        self.officer = UserFactory(role="officer")
        self.give(PDF)

    def give(self, content, by=None):
        upload = SimpleUploadedFile("letter.pdf", content)
        attachment = services.store_file(self.draft, self.question, upload, by=by or self.lead, arrived=clock.now())
        self.file = attachment.file
        return self.file

    def remove(self):
        services.remove_file(self.draft, self.question, by=self.lead, arrived=clock.now())

    def submit(self):
        services.submit(self.draft, by=self.lead, arrived=clock.now())
        self.draft.refresh_from_db()

    def url(self, name="stored", *args):
        return reverse(f"applications:application-{name}", args=[self.draft.reference, *(args or [self.file.key])])

    @property
    def answer(self):
        return Answer.objects.get(application=self.draft, question=self.question)

    def is_live(self):
        return Attachment.objects.filter(file=self.file, removed_at=None).exists()


@pytest.fixture
def letter():
    return Letter()


def sees(client, person, address):
    client.force_login(person)
    return client.get(address)


def content(response):
    return b"".join(response.streaming_content)


def sound():
    return {rule: count for rules in contributions("invariants") for rule, count in rules().items() if count} == {}


# ---- who reads which file


def test_staff_read_what_was_sent_and_nothing_that_was_not(client, letter):
    sent = letter.url()
    assert sees(client, letter.officer, sent).status_code == 403  # a draft is the city's own
    letter.submit()
    assert content(sees(client, letter.officer, sent)) == PDF
    letter.give(pdf("written after sending"))
    assert sees(client, letter.officer, letter.url()).status_code == 404
    assert sees(client, letter.officer, letter.url("file", letter.question.pk)).status_code == 404
    assert content(client.get(sent)) == PDF


def test_what_was_sent_can_be_read_after_its_removal(client, letter):
    letter.submit()
    letter.remove()
    for person in (letter.lead, letter.officer):
        assert content(sees(client, person, letter.url())) == PDF
    for page in ("apply/{}/status/", "staff/applications/{}/"):
        client.force_login(letter.officer if page.startswith("staff") else letter.lead)
        assert letter.url() in client.get(f"/{page.format(letter.draft.reference)}").content.decode()


def test_what_was_removed_and_never_sent_is_gone(client, letter):
    letter.remove()
    assert sees(client, letter.lead, letter.url()).status_code == 404


def test_a_file_is_read_under_its_own_application_only(client, letter):
    other = Letter()
    assert sees(client, letter.lead, other.url()).status_code == 404
    mixed = reverse("applications:application-stored", args=[letter.draft.reference, other.file.key])
    assert client.get(mixed).status_code == 404


def test_whoever_conflicts_with_the_city_finds_nothing(client, letter):
    letter.submit()
    officer = letter.officer
    Conflict.objects.create(user=officer, city=letter.draft.city, reason="Family", declared_by=officer)
    services.hide_file(letter.file, by=letter.lead)
    assert [sees(client, officer, address).status_code for address in (letter.url(), letter.url("stored-hide"))] == [
        404,
        404,
    ]
    assert client.get("/staff/files/").context["rows"] == []
    assert client.post(f"/staff/files/{letter.file.key}/purge/").status_code == 404


# ---- a link in place of a file


def link_fields(page):
    return {f"letter-{name}": row for name, row in _row(page).items()}


def _row(page):
    [row] = [row for row in page.context["sheet"].rows if row.question.key == "letter"]
    return {"was": row.was, "version": row.version}


def test_a_link_is_saved_with_the_page_and_by_itself(client, letter):
    letter.remove()
    client.force_login(letter.lead)
    address = letter.url("section", "people")
    sent = {**link_fields(client.get(address)), "letter-link": "https://city.example/letter"}
    client.post(address, sent)
    assert letter.answer.value == {"link": "https://city.example/letter"}
    saved = client.post(
        letter.url("file-link", letter.question.pk),
        {"letter-link": "https://city.example/other", "version": letter.answer.version},
    )
    assert (saved.status_code, letter.answer.value) == (200, {"link": "https://city.example/other"})
    assert saved.json()["version"] == letter.answer.version
    letter.give(PDF)
    assert letter.answer.value["name"] == "letter.pdf"
    assert sound()


@pytest.mark.parametrize("typed", ["http://city.example/letter", "city.example", "javascript:alert(1)", "https://x y"])
def test_a_wrong_link_is_kept_and_said_beside_it(client, letter, typed):
    letter.remove()
    client.force_login(letter.lead)
    address = letter.url("section", "people")
    page = client.post(address, {**link_fields(client.get(address)), "letter-link": typed})
    assert page.status_code == 422
    assert page.content.decode().count("Enter a link that begins with https://, or choose a file") == 2
    assert letter.answer.value == {"link": typed}


def test_a_link_does_not_overwrite_a_colleagues_file(client, letter):
    client.force_login(letter.lead)
    answer = client.post(
        letter.url("file-link", letter.question.pk), {"letter-link": "https://city.example", "version": 0}
    )
    assert (answer.status_code, answer.json()["theirs"], letter.is_live()) == (409, "letter.pdf", True)
    page = client.post(
        letter.url("section", "people"), {"letter-link": "https://city.example", "letter-was": "x", "letter-version": 0}
    )
    assert (page.status_code, letter.is_live()) == (409, True)
    assert "https://city.example" in page.content.decode()


def test_a_link_over_the_file_it_was_written_on_takes_its_place(letter):
    told = {"version": letter.answer.version, "by": letter.lead, "language": "en", "arrived": clock.now()}
    services.give_link(letter.draft, letter.question, {"link": "https://city.example"}, **told)
    assert (letter.answer.value, letter.is_live(), sound()) == ({"link": "https://city.example"}, False, True)


# ---- contains personal data


def test_a_marked_file_is_hidden_at_once_from_everybody(client, letter):
    letter.submit()
    client.force_login(member(letter.draft.city, "member"))
    assert client.get(letter.url("stored-hide")).status_code == 200
    client.post(letter.url("stored-hide"), {"why": "Names in the annex"})

    for person in (letter.lead, letter.officer, UserFactory(role="observer")):
        answer = sees(client, person, letter.url())
        assert (answer.status_code, HIDDEN in answer.content.decode()) == (410, True)
    assert sees(client, UserFactory(), letter.url()).status_code == 404
    sent = sees(client, letter.lead, f"/apply/{letter.draft.reference}/status/").content.decode()
    assert (HIDDEN in sent, "letter.pdf" in sent) == (True, False)
    assert list(Change.objects.about(letter.file).values_list("act", "why")) == [("file hidden", "Names in the annex")]


def test_marked_twice_it_is_marked_once(letter):
    for _time in range(2):
        services.hide_file(letter.file, by=letter.lead)
    assert Change.objects.about(letter.file).count() == 1


def test_staff_purge_what_is_hidden_and_the_city_is_told(client, letter, django_capture_on_commit_callbacks):
    deputy = member(letter.draft.city, "deputy")
    letter.submit()
    services.hide_file(letter.file, by=letter.lead)
    storage, path = letter.file.file.storage, letter.file.file.name
    client.force_login(letter.officer)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/staff/files/{letter.file.key}/purge/").status_code == 302

    stored = StoredFile.objects.get(pk=letter.file.pk)
    assert (stored.file.name, stored.name, bool(stored.purged_at), storage.exists(path)) == (
        "",
        "removed.pdf",
        True,
        False,
    )
    assert (letter.answer.value, letter.is_live(), sound()) == (None, False, True)
    for person in (letter.lead, letter.officer):
        answer = sees(client, person, letter.url())
        assert (answer.status_code, PURGED in answer.content.decode()) == (410, True)
    page = sees(client, letter.lead, letter.url("section", "people")).content.decode()
    assert PURGED in page
    sent = client.get(f"/apply/{letter.draft.reference}/status/").content.decode()
    assert (PURGED in sent, "letter.pdf" in sent) == (True, False)
    told = Message.objects.filter(kind="file_purged").values_list("email", flat=True)
    assert sorted(told) == sorted([letter.lead.email, deputy.email])


def test_a_file_that_is_purged_while_it_is_opened_says_so(client, letter, monkeypatch):
    """The row was read a moment before the content went."""
    letter.file.file.storage.delete(letter.file.file.name)
    answer = sees(client, letter.lead, letter.url())
    assert (answer.status_code, PURGED in answer.content.decode()) == (410, True)


def test_staff_show_it_again_with_a_reason(client, letter):
    services.hide_file(letter.file, by=letter.lead)
    client.force_login(letter.officer)
    address = f"/staff/files/{letter.file.key}/show/"
    refused = client.post(address, {"why": ""})
    assert (refused.status_code, refused.content.decode().count("Give the reason")) == (422, 2)
    client.post(address, {"why": "A public register"})
    assert content(sees(client, letter.lead, letter.url())) == PDF
    assert list(Change.objects.about(letter.file).order_by("pk").values_list("act", "why")) == [
        ("file hidden", ""),
        ("file shown again", "A public register"),
    ]


def test_observers_see_the_list_and_change_nothing(client, letter):
    services.hide_file(letter.file, by=letter.lead)
    client.force_login(UserFactory(role="observer"))
    page = client.get("/staff/files/")
    assert (len(page.context["rows"]), b"Delete its content" in page.content) == (1, False)
    for act in ("purge", "show"):
        assert client.post(f"/staff/files/{letter.file.key}/{act}/", {"why": "x"}).status_code == 403


# verb: the states of a file from which it may be done
STATES = {
    "open": {},
    "waiting": {"scan": "waiting"},
    "hidden": {"personal_data": True},
    "infected": {"scan": "infected"},
    "hidden and infected": {"personal_data": True, "scan": "infected"},
    "purged": {"personal_data": True, "purged_at": clock.now(), "file": ""},
}
ACTS = {
    "purge_file": {"hidden", "infected", "hidden and infected"},
    "show_file": {"hidden", "hidden and infected"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_what_may_be_done_in_which_state(letter, act, state):
    StoredFile.objects.filter(pk=letter.file.pk).update(**STATES[state])
    more = {"why": "x"} if act == "show_file" else {}
    try:
        getattr(services, act)(letter.file, by=letter.officer, **more)
        done = True
    except services.NotAllowed:
        done = False
    assert done == (state in ACTS[act])


def test_the_home_page_of_staff_counts_what_waits_for_a_decision(client, letter):
    cards = [card for home in contributions("home") for card in home(letter.officer)]
    assert "1 file waits for you" not in [card.title for card in cards]
    services.hide_file(letter.file, by=letter.lead)
    cards = [card for home in contributions("home") for card in home(letter.officer)]
    assert "1 file waits for you" in [card.title for card in cards]


# ---- what waits and what is infected


@pytest.mark.parametrize(("scan", "status", "words"), [("waiting", 409, CHECKED), ("infected", 410, INFECTED)])
def test_a_file_that_is_not_clean_is_not_handed_out(client, letter, scan, status, words):
    letter.submit()
    StoredFile.objects.update(scan=scan)
    for person in (letter.lead, letter.officer):
        answer = sees(client, person, letter.url())
        assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert words in sees(client, letter.lead, letter.url("section", "people")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_makes_as_many_queries_for_one_file_as_for_three(client, django_assert_num_queries, count):
    for _number in range(count):
        one = Letter()
        services.hide_file(one.file, by=one.lead)
    client.force_login(UserFactory(role="officer"))
    client.get("/staff/files/")
    with django_assert_num_queries(8):
        assert len(client.get("/staff/files/").context["rows"]) == count
