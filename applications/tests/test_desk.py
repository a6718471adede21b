"""Owner, tags, follow-up and internal notes: what is kept, who keeps it, who never sees it."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType

from applications import desk as reading
from applications import services
from applications.services import desk
from applications.tests.factories import ApplicationFactory, CallFactory, InterestFormFactory, member
from applications.tests.test_corpus import NASTY, checked
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change, Comment, Desk

pytestmark = pytest.mark.django_db
KINDS = ("city", "form", "application")


@pytest.fixture
def officer(client):
    officer = UserFactory(role="officer", full_name="Olga Officer")
    client.force_login(officer)
    return officer


def make(kind):
    if kind == "city":
        return CityFactory()
    call = CallFactory()
    return InterestFormFactory(call=call) if kind == "form" else ApplicationFactory(call=call, status="submitted")


def kept(obj):
    return Desk.objects.get(object_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)


def conflict(user, city):
    Conflict.objects.create(user=user, city=city, reason="Worked there", declared_by=user)


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_kept(client, officer, kind):
    obj, other = make(kind), UserFactory(role="approver")
    address = f"/staff/desk/{kind}/{obj.pk}/"

    client.post(f"{address}keep/", {"owner": other.pk, "follow_up_on": "2027-01-05"})
    client.post(f"{address}tags/", {"tag": " Small,  TEAM "})
    client.post(f"{address}notes/", {"text": "Called twice"})

    desk_row = kept(obj)
    assert (desk_row.owner, f"{desk_row.follow_up_on}", desk_row.tags) == (other, "2027-01-05", ["small team"])
    assert [(note.text, note.by, note.tier) for note in reading.notes(obj)] == [("Called twice", officer, "staff")]
    body = client.get(reading.page_of(obj)).content.decode()
    for words in ("small team", "Called twice", "5 January 2027", str(other)):
        assert words in body
    client.post(f"{address}tags/", {"remove": "small team"})
    client.post(f"{address}keep/", {"initial-owner": other.pk, "owner": "", "initial-follow_up_on": "2027-01-05"})
    desk_row.refresh_from_db()
    assert (desk_row.owner, desk_row.follow_up_on, desk_row.tags) == (None, None, [])
    acts = list(Change.objects.about(obj).order_by("pk").values_list("act", flat=True))
    assert acts == [
        "owner set",
        "follow-up set",
        "tag added",
        "note written",
        "tag removed",
        "owner taken away",
        "follow-up done",
    ]


def test_records_hold_no_words(officer):
    form = make("form")
    desk.add_tag(form, "zarzamora", by=officer)
    note = desk.write_note(form, "zarzamora", by=officer)
    desk.edit_note(note, "zarzamora again", by=officer)
    desk.remove_note(note, by=officer)
    assert "zarzamora" not in str(list(Change.objects.about(form).values("act", "source", "target", "why")))


def test_only_what_this_person_changed_is_written(client, officer):
    """Somebody has set an owner since the page was opened; this one sets only the day."""
    form, other = make("form"), UserFactory(role="officer")
    desk.set_owner(form, other, by=officer)
    sent = {"owner": "", "initial-owner": "", "follow_up_on": "2027-01-05", "initial-follow_up_on": ""}
    client.post(f"/staff/desk/form/{form.pk}/keep/", sent)
    assert (kept(form).owner, f"{kept(form).follow_up_on}") == (other, "2027-01-05")


REFUSED = [("notes", {"text": " "}, "Write the note"), ("tags", {"tag": ""}, "Write the tag")]
REFUSED += [("keep", {"follow_up_on": "2027-02-30"}, "Enter a date that exists")]


@pytest.mark.parametrize(("act", "sent", "words"), REFUSED)
def test_a_refused_act_says_why_and_keeps_what_was_typed(client, officer, act, sent, words):
    form = make("form")
    answer = client.post(f"/staff/desk/form/{form.pk}/{act}/", sent)
    body = answer.content.decode()
    assert (answer.status_code, body.count(words)) == (422, 2)
    assert "Error:" in body


def test_an_owner_is_an_officer_or_approver_without_a_conflict(client, officer):
    form, barred = make("form"), UserFactory(role="officer")
    conflict(barred, form.city)
    for owner in (UserFactory(role="observer"), UserFactory(role="coach"), barred):
        with pytest.raises(services.NotAllowed):
            desk.set_owner(form, owner, by=officer)
        assert client.post(f"/staff/desk/form/{form.pk}/keep/", {"owner": owner.pk}).status_code == 422


@pytest.mark.parametrize(
    ("role", "may"), [("officer", True), ("approver", True), ("observer", False), ("coach", False)]
)
@pytest.mark.parametrize("verb", ["set_owner", "follow_up", "add_tag", "remove_tag", "write_note"])
def test_who_keeps_it(verb, role, may):
    form, somebody = make("form"), UserFactory(role=role)
    given = {"set_owner": None, "follow_up": None, "add_tag": "x", "remove_tag": "x", "write_note": "x"}[verb]
    if may:
        getattr(desk, verb)(form, given, by=somebody)
    else:
        with pytest.raises(services.NotAllowed):
            getattr(desk, verb)(form, given, by=somebody)


def test_tags_are_twenty_at_most(officer):
    form = make("form")
    for number in range(20):
        assert desk.add_tag(form, f"tag {number}", by=officer)
    assert desk.add_tag(form, "tag 0", by=officer) is False
    with pytest.raises(services.NotAllowed):
        desk.add_tag(form, "one more", by=officer)


# ---- notes


def test_a_note_is_its_writers(client, officer):
    form = make("form")
    note = desk.write_note(form, "Mine", by=officer)
    assert "Mine" in client.get(f"/staff/desk/note/{note.pk}/").content.decode()
    client.post(f"/staff/desk/note/{note.pk}/", {"text": "Mine, changed"})
    note.refresh_from_db()
    assert (note.text, note.edited_at is not None) == ("Mine, changed", True)
    client.force_login(UserFactory(role="approver"))
    assert client.post(f"/staff/desk/note/{note.pk}/remove/").status_code == 403
    client.force_login(officer)
    client.post(f"/staff/desk/note/{note.pk}/remove/")
    assert list(reading.notes(form)) == []
    assert client.get(f"/staff/desk/note/{note.pk}/").status_code == 404


def test_the_removal_of_a_note_is_undone_by_its_writer(client, officer):
    form = make("form")
    note = desk.write_note(form, "Mine", by=officer)
    undo = f"/staff/desk/note/{note.pk}/put-back/"
    page = client.post(f"/staff/desk/note/{note.pk}/remove/", follow=True)
    assert f'action="{undo}"' in page.content.decode()
    client.force_login(UserFactory(role="approver"))
    assert client.post(undo).status_code == 403
    client.force_login(officer)
    assert [client.post(undo).status_code for _time in range(2)] == [302, 302]
    assert [one.text for one in reading.notes(form)] == ["Mine"]
    acts = list(Change.objects.about(form).order_by("pk").values_list("act", flat=True))
    assert acts == ["note written", "note removed", "note put back"]


def test_the_same_words_sent_twice_are_one_note(officer):
    form = make("form")
    assert desk.write_note(form, "Once", by=officer) == desk.write_note(form, "Once", by=officer)
    with clock.standing_at(clock.ahead(days=1)):
        desk.write_note(form, "Once", by=officer)
    assert Comment.objects.count() == 2


def test_a_comment_of_the_team_is_no_note(client, officer):
    form = make("form")
    kind = ContentType.objects.get_for_model(form)
    team = Comment.objects.create(object_type=kind, object_id=form.pk, tier="team", text="Ours", by=officer)
    assert client.get(f"/staff/desk/note/{team.pk}/").status_code == 404
    assert list(reading.notes(form)) == []


def test_a_conflict_hides_all_of_it(client, officer):
    form, other = make("form"), UserFactory(role="approver")
    note = desk.write_note(form, "Secret", by=officer)
    desk.add_tag(form, "secret tag", by=other)
    desk.set_owner(form, officer, by=other)
    desk.follow_up(form, clock.today("UTC"), by=other)
    assert reading.tags_in_use(officer) == ["secret tag"]
    conflict(officer, form.city)
    assert (reading.tags_in_use(officer), reading.due_rows(officer)) == ([], [])
    assert client.get(f"/staff/desk/note/{note.pk}/").status_code == 404
    assert client.get(f"/staff/desk/form/{form.pk}/").status_code == 404
    assert "secret tag" not in client.get("/staff/forms/").content.decode()


def test_the_city_never_reads_any_of_it(client, officer):
    application = make("application")
    lead = member(application.city)
    desk.write_note(application, "zarzamora", by=officer)
    desk.add_tag(application, "zarzamora", by=officer)
    client.force_login(lead)
    for address in ("/home/", "/inbox/", application.get_absolute_url(), f"/apply/{application.reference}/status/"):
        assert "zarzamora" not in client.get(address, follow=True).content.decode()


# ---- what is due


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_due_stands_on_the_home_page_and_behind_its_card(client, officer, kind):
    today = clock.today("UTC")
    for days in (-3, 0, 1):
        obj = make(kind)
        desk.set_owner(obj, officer, by=officer)
        desk.follow_up(obj, today + timedelta(days=days), by=officer)
    other = make(kind)
    desk.set_owner(other, UserFactory(role="officer"), by=officer)
    desk.follow_up(other, today, by=officer)

    assert "2 follow-ups are due today" in client.get("/home/").content.decode()
    counts = [len(client.get(f"/staff/follow-ups/{of}").context["rows"]) for of in ("", "?of=all")]
    assert counts == [2, 3]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_what_is_due(client, officer, django_assert_num_queries, count):
    for _number in range(count):
        for kind in KINDS:
            obj = make(kind)
            desk.set_owner(obj, officer, by=officer)
            desk.follow_up(obj, clock.today("UTC"), by=officer)
    client.get("/staff/follow-ups/")
    with django_assert_num_queries(6):
        client.get("/staff/follow-ups/")


# ---- anything that can be typed


@pytest.mark.parametrize("text", NASTY.values(), ids=list(NASTY))
def test_nasty_tags_and_notes(client, officer, text):
    form = make("form")
    address = f"/staff/desk/form/{form.pk}/"
    for act, field in (("tags", "tag"), ("notes", "text"), ("keep", "follow_up_on"), ("keep", "owner")):
        checked(client.post(f"{address}{act}/", {field: text}))
        checked(client.post(f"{address}{act}/", {field: text[:40]}))
    checked(client.post(f"{address}tags/", {"remove": text}))
    for page in (f"/staff/forms/{form.pk}/", "/staff/forms/", address):
        checked(client.get(page))
    checked(client.get("/staff/forms/", {"tag": text[:2000], "owner": text[:2000], "follow_up": text[:2000]}))
