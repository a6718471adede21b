"""Cities: facts and names, leads, terms, and two that are one. What each verb refuses, and what a merge moves."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType

from applications import services
from applications.contributions.cities import invariants
from applications.models import Application, Extension, InterestForm, JoinRequest
from applications.services import cities
from applications.tests.factories import (
    ApplicationFactory,
    CallFactory,
    CheckFactory,
    InterestFormFactory,
    a_place,
    member,
)
from cda_portal.accounts import cities as verbs
from cda_portal.accounts import invitations
from cda_portal.accounts.models import City, CityMember, Conflict, MayorTerm
from cda_portal.accounts.services import NotAllowedNow, make_member
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.contributions import invariants as core_invariants
from cda_portal.core.models import Change, Comment, Desk
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer", full_name="Olga Officer")


@pytest.fixture
def pair():
    """A city and the one it will be part of."""
    return CityFactory(name="Bogota DC"), CityFactory(name="Bogotá")


def changes(obj):
    return [(one.act, one.source, one.target, one.why) for one in Change.objects.about(obj).order_by("pk")]


# ---- facts and names


def test_a_renamed_city_keeps_its_name_and_is_found_by_it(officer):
    city = CityFactory(name="Ciudad Vieja")
    verbs.edit(city, {"name": "Ciudad Nueva", "population": 300_000}, by=officer)

    city.refresh_from_db()
    assert (city.name, city.former_names) == ("Ciudad Nueva", ["Ciudad Vieja"])
    assert list(City.objects.matching("VIEJA")) == [city]
    assert changes(city) == [("city renamed", "", "", "name, population")]


def test_a_name_that_is_taken_back_is_no_former_one(officer):
    city = CityFactory(name="Kitchener")
    verbs.edit(city, {"name": "Berlin"}, by=officer)
    verbs.edit(city, {"name": "Kitchener"}, by=officer)
    city.refresh_from_db()
    assert city.former_names == ["Berlin"]


def test_what_does_not_differ_is_not_recorded(officer):
    city = CityFactory(name="Chía")
    verbs.edit(city, {"name": "Chía"}, by=officer)
    assert changes(city) == []


def test_a_name_that_another_city_has_is_refused(officer):
    CityFactory(name="Chía")
    city = CityFactory(name="Cajicá")
    with pytest.raises(NotAllowedNow, match="Merge the two"):
        verbs.edit(city, {"name": "CHIA"}, by=officer)
    city.refresh_from_db()
    assert city.name == "Cajicá"


def test_a_term_is_added_and_corrected(officer):
    city = CityFactory()
    term = verbs.save_term(city, {"name": "Ana", "end": date(2027, 12, 31)}, by=officer)
    verbs.save_term(city, {"name": "Ana María"}, by=officer, term=term)
    assert [(one.name, one.end) for one in city.terms.all()] == [("Ana María", date(2027, 12, 31))]
    assert [act for act, *_rest in changes(city)] == ["term added", "term edited"]


# ---- who leads


@pytest.mark.parametrize("keep", [True, False])
def test_staff_appoint_a_lead_and_both_are_told(officer, keep):
    city, new = CityFactory(), UserFactory()
    old = member(city)

    cities.appoint_lead(city, new, by=officer, why="She left", keep=keep)

    standing = {(row.user, row.role) for row in city.members.active()}
    assert standing == {(new, "lead")} | ({(old, "deputy")} if keep else set())
    told = Message.objects.filter(kind="lead_appointed")
    assert {message.email for message in told} == {old.email, new.email}
    assert all("She left" in message.text for message in told)
    assert changes(city) == [("lead_appointed", str(old.pk), str(new.pk), "She left")]


def test_a_member_who_is_appointed_has_one_role(officer):
    city = CityFactory()
    person = member(city, "member")
    cities.appoint_lead(city, person, by=officer, why="First lead")
    assert [row.role for row in city.members.active().filter(user=person)] == ["lead"]


def test_appointing_who_leads_already_does_nothing(officer):
    city = CityFactory()
    lead = member(city)
    assert verbs.appoint_lead(city, lead, by=officer, why="Again") is None
    assert changes(city) == []


def test_nobody_with_a_closed_account_leads(officer):
    with pytest.raises(services.NotAllowed, match="closed"):
        cities.appoint_lead(CityFactory(), UserFactory(is_active=False), by=officer, why="x")


# ---- two that are one


def test_every_row_that_names_a_city_moves_or_is_known_to_stay():
    """A new table with a city must be thought of in the merge."""
    found = {
        relation.related_model._meta.label
        for relation in City._meta.related_objects
        if not relation.related_model._meta.label.endswith("Event")
    }
    assert found == {
        "accounts.City",
        "accounts.CityMember",
        "accounts.Conflict",
        "accounts.Invitation",
        "accounts.MayorTerm",
        "applications.Application",
        "applications.Extension",
        "applications.InterestForm",
        "applications.JoinRequest",
    }


def test_a_merge_moves_everything(pair, officer):  # noqa: PLR0915 - one of each that names a city
    old, new = pair
    call = CallFactory()
    form = InterestFormFactory(call=call, city=old)
    application = ApplicationFactory(call=call, city=old, form=form)
    lead = member(old)
    term = MayorTerm.objects.create(city=old, name="Ana")
    conflicted = UserFactory()
    Conflict.objects.create(user=conflicted, city=old, reason="x", declared_by=officer)
    extension = Extension.objects.create(call=call, city=old, closes=clock.ahead(days=100), reason="x", by=officer)
    asked = JoinRequest.objects.create(city=old, call=call, user=UserFactory())
    invited = invitations.invite("a@city.example", "member", by=lead, city=old)
    about = ContentType.objects.get_for_model(City)
    note = Comment.objects.create(object_type=about, object_id=old.pk, tier="staff", text="Careful", by=officer)
    Desk.objects.create(object_type=about, object_id=old.pk, owner=officer, tags=["capital"])

    cities.merge(old, new, by=officer, why="One and the same")

    for row in (form, application, term, extension, asked, invited, note):
        row.refresh_from_db()
    assert {row.city for row in (form, application, term, extension, asked, invited)} == {new}
    assert note.object_id == new.pk
    assert Conflict.objects.get(user=conflicted).city == new
    desk = Desk.objects.get(object_type=about)
    assert (desk.object_id, desk.owner, desk.tags) == (new.pk, officer, ["capital"])
    assert [(row.user, row.role) for row in new.members.active()] == [(lead, "lead")]
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.merged_into, new.former_names) == (new, ["Bogota DC"])
    assert list(City.objects.standing().matching("bogota dc")) == [new]
    assert [act for act, *_rest in changes(new)][-1] == "city taken in"
    assert set(invariants().values()) == {0}
    assert core_invariants()


MEMBERS = [  # of the merged city, of the one that stays, who leads afterwards: who stands in which role
    ({"ana": "lead"}, {}, None, {("ana", "lead")}),
    ({"ana": "member"}, {"ana": "member"}, None, {("ana", "member")}),
    ({"ana": "member"}, {"ana": "lead"}, None, {("ana", "lead"), ("ana", "member")}),
    ({"ana": "lead"}, {"ana": "lead"}, None, {("ana", "lead")}),
    ({"ana": "lead"}, {"bea": "lead"}, "ana", {("ana", "lead"), ("bea", "deputy")}),
    ({"ana": "lead"}, {"bea": "lead"}, "bea", {("bea", "lead"), ("ana", "deputy")}),
]


@pytest.mark.parametrize(("theirs", "ours", "lead", "after"), MEMBERS)
def test_the_people_of_both_stand_once(pair, officer, theirs, ours, lead, after):
    old, new = pair
    people = {name: UserFactory(full_name=name) for name in {*theirs, *ours}}
    for city, roles in ((old, theirs), (new, ours)):
        for name, role in roles.items():
            make_member(city, people[name], role, by=None)

    cities.merge(old, new, by=officer, why="x", lead=people.get(lead))

    assert {(row.user.full_name, row.role) for row in new.members.active()} == after
    assert not old.members.exists()


def test_two_leads_and_none_chosen_is_refused(pair, officer):
    for city in pair:
        member(city)
    with pytest.raises(services.NotAllowed, match="Choose who leads"):
        cities.merge(*pair, by=officer, why="x")


BLOCKED = [  # statuses of both applications to one call: whether the cities can be merged
    ("draft", "draft", False),
    ("submitted", "draft", False),
    ("draft", "withdrawn", True),
    ("withdrawn", "submitted", True),
    ("withdrawn", "withdrawn", True),
    ("declined", "submitted", False),
]


@pytest.mark.parametrize(("theirs", "ours", "may"), BLOCKED)
def test_two_live_applications_to_one_call_stand_in_the_way(pair, officer, theirs, ours, may):
    old, new = pair
    call = CallFactory()
    ApplicationFactory(call=call, city=old, status=theirs)
    ApplicationFactory(call=call, city=new, status=ours)

    if may:
        cities.merge(old, new, by=officer, why="x")
        assert Application.objects.filter(city=new).count() == 2
    else:
        with pytest.raises(services.NotAllowed, match="must be withdrawn"):
            cities.merge(old, new, by=officer, why="x")
        assert len(cities.preview(old, new).obstacles) == 1


@pytest.mark.parametrize("stands", [0, 1], ids=["the merged city's form", "the other's form"])
def test_of_two_forms_the_chosen_one_stands(pair, officer, stands):
    call = CallFactory()
    both = [InterestFormFactory(call=call, city=city) for city in pair]
    with pytest.raises(services.NotAllowed, match="Choose the one that stands"):
        cities.merge(*pair, by=officer, why="x")

    cities.merge(*pair, by=officer, why="x", forms={both[stands].pk})

    old, new = pair
    for form in both:
        form.refresh_from_db()
    chosen, other = both[stands], both[1 - stands]
    assert (chosen.city, chosen.status) == (new, "received")
    assert (other.city, other.status) == (old, "declined")
    assert "The other one stands" in other.message
    assert City.objects.count() == 2


def test_a_form_with_an_application_cannot_be_set_aside(pair, officer):
    call = CallFactory()
    ours, theirs = [InterestFormFactory(call=call, city=city, status="invited") for city in pair]
    ApplicationFactory(call=call, city=pair[1], form=theirs)
    with pytest.raises(services.NotAllowed, match="has an application"):
        cities.merge(*pair, by=officer, why="x", forms={ours.pk})


def test_a_merged_city_takes_no_part_any_more(pair, officer):
    old, new = pair
    cities.merge(old, new, by=officer, why="x")

    for refused in (
        lambda: verbs.edit(old, {"name": "Other"}, by=officer),
        lambda: verbs.save_term(old, {"name": "Ana"}, by=officer),
        lambda: make_member(old, UserFactory(), "member", by=officer),
    ):
        with pytest.raises(NotAllowedNow, match="merged into another city"):
            refused()
    for both in ((old, new), (new, old), (new, new)):
        with pytest.raises(services.NotAllowed):
            cities.merge(*both, by=officer, why="x")


def test_a_chain_of_merges_leads_to_the_last(pair, officer):
    first, second = pair
    third = CityFactory(name="Third")
    cities.merge(first, second, by=officer, why="x")
    cities.merge(second, third, by=officer, why="x")
    assert {city.merged_into for city in City.objects.exclude(merged_into=None)} == {third}
    third.refresh_from_db()
    assert set(third.former_names) == {"Bogota DC", "Bogotá"}


@pytest.mark.parametrize("listed", [True, False])
def test_a_check_of_the_old_city_is_one_of_the_new(officer, listed):
    place = a_place() if listed else None
    old = CityFactory(name="Springfield", place=place, country="US", region="")
    new = CityFactory(name="Greater Springfield", place=a_place(1) if listed else None, country="US", region="")
    cities.merge(old, new, by=officer, why="x")
    told = {"population": 1, "population_year": 2024, "office_aware": True, "sender_title": "CDO"}
    check = CheckFactory(
        name="Springfield", country="US", region="", place=place, interest=told, interest_at=clock.now()
    )
    form = services.receive(check, by=UserFactory())
    assert form.city == new
    assert InterestForm.objects.count() == 1


def test_a_form_of_a_merged_city_is_not_invited(pair, officer):
    call = CallFactory()
    both = [InterestFormFactory(call=call, city=city) for city in pair]
    cities.merge(*pair, by=officer, why="x", forms={both[1].pk})
    services.reopen(both[0], by=officer, why="A mistake")
    with pytest.raises(services.NotAllowed, match="merged"):
        services.invite(both[0], by=officer)
    assert not Application.objects.exists()
    assert not CityMember.objects.exists()
