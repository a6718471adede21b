"""One act on many rows: confirmed by number, done one by one, said in numbers, and undone where nobody is told of it."""

import pytest
from django.urls import reverse

from applications import desk as reading
from applications.models import Application, Call, InterestForm
from applications.services import bulk, desk
from applications.tests.factories import ApplicationFactory, CallFactory, InterestFormFactory
from applications.tests.test_corpus import NASTY, checked
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core.models import SavedView
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
FORMS = "/staff/bulk/form/"


@pytest.fixture
def officer(client):
    officer = UserFactory(role="officer")
    client.force_login(officer)
    return officer


@pytest.fixture
def forms():
    call = CallFactory()
    told = [("Ávila", "received"), ("Bogotá", "received"), ("Cali", "declined"), ("Durham", "invited")]
    return [InterestFormFactory(call=call, city=CityFactory(name=name), status=status) for name, status in told]


def confirm(client, act, rows, kind="form", **typed):
    ids = ",".join(str(row.pk) for row in rows)
    sent = {"act": act, "rows": ids, "confirm": "1", **typed}
    return client.post(f"/staff/bulk/{kind}/", sent, follow=True)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


# ---- the confirmation


def test_the_confirmation_names_number_rows_and_what_will_happen(client, officer, forms):
    answer = client.post(FORMS, {"act": "decline", "row": [form.pk for form in forms], "query": "sort=city"})
    body = answer.content.decode()
    assert answer.status_code == 200
    assert (answer.context["count"], answer.context["skipped"], answer.context["names"]) == (2, 2, "Ávila, Bogotá")
    for words in ("Decline 2 forms and tell the cities", "Each sender gets a mail", "2 more were decided already"):
        assert words in body
    assert 'href="/staff/forms/?sort=city"' in body
    assert Message.objects.count() == 0


def test_all_that_match_are_those_of_the_filters(client, officer, forms):
    answer = client.post(FORMS, {"act": "invite", "all": "1", "query": "q=bogota", "row": forms[0].pk})
    assert answer.context["ids"] == f"{forms[1].pk}"
    answer = client.post(FORMS, {"act": "owner", "all": "1", "query": ""})
    assert answer.context["ids"].count(",") == 3


def test_another_calls_rows_match_another_call(client, officer, forms):
    call = Call.objects.get()
    older = InterestFormFactory(call=CallFactory(programme_start=call.programme_start.replace(year=2020), slug="old"))
    answer = client.post(FORMS, {"act": "owner", "all": "1", "query": "call=old"})
    assert answer.context["ids"] == f"{older.pk}"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"act": "invite"}, "Tick at least one row."),
        ({"act": "", "row": "1"}, "Choose what to do with the rows."),
        ({"act": "explode", "row": "1"}, "Choose what to do with the rows."),
        ({"act": "invite", "row": "x"}, "Tick at least one row."),
        ({"act": "invite", "rows": "1,x", "confirm": "1"}, "Tick at least one row."),
    ],
)
def test_what_cannot_be_confirmed(client, officer, forms, sent, words):
    assert said(client.post(FORMS, sent, follow=True)) == [words]


def test_more_than_five_hundred_says_so(client, officer, forms, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 3)
    answer = client.post(FORMS, {"act": "owner", "all": "1", "query": ""}, follow=True)
    assert said(answer) == ["At most 3 rows can be changed at once. Narrow the list first."]


def test_an_application_is_not_declined_here(client, officer):
    application = ApplicationFactory()
    answer = client.post("/staff/bulk/application/", {"act": "decline", "row": application.pk}, follow=True)
    assert said(answer) == ["Choose what to do with the rows."]
    assert client.post("/staff/bulk/city/", {"act": "owner"}).status_code == 404


# ---- what is done


def test_invite(client, officer, forms):
    answer = confirm(client, "invite", forms)
    assert said(answer) == [
        "2 rows are done.",
        "1 row was left as it was (Cali): This form is “Not invited this time” now. Load the page again.",
        "1 row was left as it was (Durham): This form is “Invited to apply” now. Load the page again.",
    ]
    assert Application.objects.count() == 2
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["invited", "invited"]


def test_sent_twice_it_is_done_once(client, officer, forms):
    confirm(client, "invite", forms)
    confirm(client, "invite", forms)
    assert (Application.objects.count(), Message.objects.count()) == (2, 2)


def test_decline_with_the_words_that_were_typed(client, officer, forms):
    answer = confirm(client, "decline", forms[:2], message="  ")
    assert (answer.status_code, answer.context["count"]) == (422, 2)
    confirm(client, "decline", forms[:2], message="Not this time")
    assert set(InterestForm.objects.filter(message="Not this time").values_list("status", flat=True)) == {"declined"}
    assert Message.objects.filter(kind="interest_declined").count() == 2


def test_owner_and_its_undo(client, officer, forms):
    other, third = UserFactory(role="approver"), UserFactory(role="officer")
    desk.set_owner(forms[0], third, by=officer)

    answer = confirm(client, "owner", forms[:3], owner=other.pk)

    assert said(answer) == ["3 rows are done."]
    assert 'action="/staff/bulk/undo/"' in answer.content.decode()
    desk.set_owner(forms[2], third, by=officer)  # meanwhile
    undone = client.post("/staff/bulk/undo/", follow=True)
    assert said(undone) == ["Undone.", "1 row was left as it was (Cali): Somebody has set another owner meanwhile."]
    owners = {form.city.name: reading.of(form).owner for form in forms}
    assert owners == {"Ávila": third, "Bogotá": None, "Cali": third, "Durham": None}
    assert said(client.post("/staff/bulk/undo/", follow=True)) == ["There is nothing to undo any more."]


@pytest.mark.parametrize("act", ["tag", "untag"])
def test_tags_and_their_undo(client, officer, forms, act):
    desk.add_tag(forms[0], "housing", by=officer)
    before = [reading.of(form).tags for form in forms]

    answer = confirm(client, act, forms, tag=" Housing ")

    done = {"tag": 3, "untag": 1}[act]
    assert said(answer)[0] == ("1 row is done." if done == 1 else f"{done} rows are done.")
    assert [reading.of(form).tags for form in forms] == ([["housing"]] * 4 if act == "tag" else [[]] * 4)
    client.post("/staff/bulk/undo/")
    assert [reading.of(form).tags for form in forms] == before


def test_follow_up(client, officer):
    applications = ApplicationFactory.create_batch(2, call=CallFactory())
    confirm(client, "follow-up", applications, kind="application", follow_up_on="2027-01-05")
    assert [f"{reading.of(one).follow_up_on}" for one in applications] == ["2027-01-05"] * 2
    assert confirm(client, "follow-up", applications, kind="application", follow_up_on="soon").status_code == 422


def test_a_city_one_conflicts_with_is_left_out(client, officer, forms):
    Conflict.objects.create(user=officer, city=forms[0].city, reason="Worked there", declared_by=officer)
    answer = client.post(FORMS, {"act": "invite", "row": [form.pk for form in forms]})
    assert answer.context["names"] == "Bogotá"
    confirm(client, "invite", forms)
    assert InterestForm.objects.get(pk=forms[0].pk).status == "received"
    confirm(client, "owner", forms[1:2], owner=officer.pk)
    Conflict.objects.create(user=officer, city=forms[1].city, reason="Worked there", declared_by=officer)
    client.post("/staff/bulk/undo/")
    assert reading.of(forms[1]).owner == officer


@pytest.mark.parametrize("role", ["observer", "reviewer"])
def test_who_may_not(client, forms, role):
    client.force_login(UserFactory(role=role))
    assert client.post(FORMS, {"act": "invite", "row": forms[0].pk}).status_code == 403
    assert client.post("/staff/bulk/undo/").status_code == 403
    if role == "observer":
        assert "bulk_act" not in client.get("/staff/forms/").content.decode()


@pytest.mark.parametrize("text", NASTY.values(), ids=list(NASTY))
def test_nasty_input(client, officer, forms, text):
    ids = f"{forms[0].pk}"
    for field in ("act", "row", "rows", "query", "tag", "all"):
        checked(client.post(FORMS, {"act": "tag", "row": ids, field: text}))
        checked(client.post(FORMS, {"act": "tag", "rows": ids, "confirm": "1", "tag": "x", field: text}, follow=True))
    checked(confirm(client, "tag", forms[:1], tag=text[:40]))
    checked(client.post(FORMS, {"act": "untag", "row": ids}))


# ---- filters of the desk


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"owner": "me"}, ["Ávila"]),
        ({"owner": "none"}, ["Bogotá", "Cali", "Durham"]),
        ({"tag": "housing"}, ["Bogotá"]),
        ({"tag": "nowhere"}, []),
        ({"follow_up": "due"}, ["Cali"]),
        ({"follow_up": "set"}, ["Bogotá", "Cali"]),
        ({"follow_up": "none"}, ["Ávila", "Durham"]),
        ({"language": "en"}, ["Ávila", "Bogotá", "Cali", "Durham"]),
        ({"language": "fr"}, []),
        ({"flag": "near"}, ["Durham"]),
        ({"q": "villa vieja"}, ["Cali"]),
        ({"q": "|"}, ["Ávila", "Bogotá", "Cali", "Durham"]),
    ],
)
def test_filters(client, officer, forms, asked, found):
    avila, bogota, cali, durham = forms
    desk.set_owner(avila, officer, by=officer)
    desk.add_tag(bogota, "housing", by=officer)
    desk.follow_up(bogota, reading.today(officer).replace(year=2099), by=officer)
    desk.follow_up(cali, reading.today(officer), by=officer)
    cali.city.former_names = ["Villa Vieja"]
    cali.city.save()
    InterestForm.objects.filter(pk=durham.pk).update(near_misses=["population"])
    rows = client.get("/staff/forms/", {**asked, "sort": "city"}).context["rows"]
    assert [row["city"] for row in rows] == found


def test_the_calls_to_choose_between(client, officer, forms):
    call = forms[0].call
    older = CallFactory(slug="older", programme_start=call.programme_start.replace(year=2020))
    hidden = CallFactory(slug="hidden", published_at=None)
    for asked in ("", "older", "hidden", "nowhere", call.slug):
        page = client.get("/staff/forms/", {"call": asked})
        assert page.context["call"] == Call.objects.chosen(asked)
        assert [link["label"] for link in page.context["calls"]] == ["Call for 2027", "Call for 2027"]
        assert hidden.slug not in str(page.context["calls"])
    assert client.get("/staff/?call=older").context["call"] == older


# ---- saved views


def test_a_saved_view(client, officer, forms):
    page = client.get("/staff/forms/?status=received&page=1&x=1&sort=city")
    assert "/staff/views/form/new/?sort=city&amp;status=received" in page.content.decode()
    sent = {"name": "To decide", "query": "status=received&sort=city&page=2&x=1", "shared": "on"}
    client.post("/staff/views/form/new/", sent)
    client.post("/staff/views/form/new/", sent)

    view = SavedView.objects.get()

    assert (view.query, view.page, view.by, view.shared) == (
        "sort=city&status=received",
        "applications:staff-forms",
        officer,
        True,
    )
    assert "To decide" in client.get("/staff/forms/").content.decode()
    shown = client.get("/staff/forms/?status=received&sort=city")
    assert [tab["current"] for tab in shown.context["views"]] == [False, True]
    client.force_login(UserFactory(role="observer"))
    assert f"To decide ({officer})" in client.get("/staff/forms/").content.decode()
    assert client.get(f"/staff/views/{view.pk}/").status_code == 404


def test_a_name_is_used_once(client, officer, forms):
    for query in ("status=received", "status=invited"):
        answer = client.post("/staff/views/form/new/", {"name": "One", "query": query})
    assert (answer.status_code, SavedView.objects.count()) == (422, 1)
    client.post("/staff/views/form/new/", {"name": "Other", "query": "status=invited"})
    view = SavedView.objects.get(name="Other")
    assert client.post(f"/staff/views/{view.pk}/", {"name": "One"}).status_code == 422
    client.post(f"/staff/views/{view.pk}/", {"name": "Third", "shared": "on"})
    client.post(f"/staff/views/{SavedView.objects.get(name='One').pk}/delete/")
    assert list(SavedView.objects.values_list("name", "shared")) == [("Third", True)]


def test_an_observer_keeps_views_and_shares_none(client, forms):
    client.force_login(UserFactory(role="observer"))
    client.post("/staff/views/application/new/", {"name": "Mine", "query": "status=draft", "shared": "on"})
    assert SavedView.objects.get().shared is False


@pytest.mark.parametrize("text", NASTY.values(), ids=list(NASTY))
def test_nasty_views(client, officer, forms, text):
    for sent in ({"name": text, "query": text}, {"name": text[:60], "query": f"q={text[:200]}"}):
        checked(client.post("/staff/views/form/new/", sent))
    for address in ("/staff/forms/", reverse("applications:staff-view-new", args=["form"])):
        checked(client.get(address, {"q": text[:2000], "call": text[:2000]}))
    for view in SavedView.objects.all():
        checked(client.get(f"/staff/views/{view.pk}/"))
        checked(client.get(f"/staff/forms/?{view.query}"))
