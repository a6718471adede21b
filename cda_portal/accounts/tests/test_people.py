"""Staff's pages of people: who may do what there, and that a page costs the same for one and for many."""

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from cda_portal.accounts import services
from cda_portal.accounts.models import CityMember, Conflict, RoleGrant
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change

pytestmark = pytest.mark.django_db
AUTHENTICATION_METHODS_USER = "account_authentication_methods_user"
STAFF = ["officer", "approver", "observer"]
OTHERS = ["reviewer", "coach", "expert"]


def signed_in(user, *, sure=True):
    """A browser of this person; `sure` as if they had just confirmed who they are."""
    client = Client()
    client.force_login(user)
    if sure:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session[AUTHENTICATION_METHODS_USER] = str(user.pk)
        session.save()
    return client


@pytest.fixture
def officer():
    return UserFactory(role="officer", full_name="Olga Officer")


@pytest.fixture
def approver():
    return UserFactory(role="approver", full_name="Aldo Approver")


def names(response):
    return [str(person) for person in response.context["object_list"]]


# ---- the list

SEARCHES = [
    ("q=alvarez", ["Ana Álvarez"]),
    ("q=ÁLVAREZ", ["Ana Álvarez"]),
    ("q=ana%40city", ["Ana Álvarez"]),
    ("role=reviewer", ["Rita Reviewer"]),
    ("role=lead", ["Ana Álvarez"]),
    ("role=none", ["Zoe Zero"]),
    ("state=closed", ["Zoe Zero"]),
    ("city=chia", ["Ana Álvarez"]),
    ("city=old+chia", ["Ana Álvarez"]),
    ("role=nonsense", []),
    ("q=%00", []),
]


@pytest.fixture
def people(officer):
    ana = UserFactory(full_name="Ana Álvarez", email="ana@city.example")
    UserFactory(full_name="Rita Reviewer", role="reviewer")
    UserFactory(full_name="Zoe Zero", is_active=False)
    city = CityFactory(name="Chía", former_names=["Old Chía"])
    CityMember.objects.create(city=city, user=ana, role="lead", since=clock.today("UTC"))
    return city


@pytest.mark.parametrize(("query", "found"), SEARCHES)
def test_the_list_is_searched_and_filtered(people, officer, query, found):
    assert names(signed_in(officer).get(f"/staff/people/?{query}")) == found


@pytest.mark.parametrize("query", ["role=lead", "city=chia"])
def test_a_role_in_a_city_one_conflicts_with_is_not_there(people, officer, query):
    Conflict.objects.create(user=officer, city=people, reason="Worked there", declared_by=officer)
    response = signed_in(officer).get(f"/staff/people/?{query}")
    assert "Ana" not in response.content.decode()


def test_the_list_costs_the_same_for_many(people, officer, django_assert_num_queries):
    browser = signed_in(officer)
    browser.get("/staff/people/")
    with django_assert_num_queries(6):
        browser.get("/staff/people/")
    for _number in range(3):
        user = UserFactory(role="coach")
        CityMember.objects.create(city=people, user=user, role="member", since=clock.today("UTC"))
    with django_assert_num_queries(6):
        browser.get("/staff/people/")


def test_a_person_costs_the_same_for_many_roles(people, officer, django_assert_num_queries):
    person = UserFactory(role="coach")
    browser = signed_in(officer)
    browser.get(f"/staff/people/{person.pk}/")
    with django_assert_num_queries(17):
        browser.get(f"/staff/people/{person.pk}/")
    for role in ("reviewer", "expert"):
        services.grant_role(person, role, by=officer)
        CityMember.objects.create(city=CityFactory(), user=person, role="member", since=clock.today("UTC"))
    with django_assert_num_queries(17):
        browser.get(f"/staff/people/{person.pk}/")


# ---- acts: who may, on whom

# role of who acts: on whom each act is allowed, by that person's role
MAY = {
    "officer": {"": True, "reviewer": True, "officer": False, "approver": False},
    "approver": {"": True, "reviewer": True, "officer": True, "approver": True},
    "observer": {"": False, "reviewer": False, "officer": False, "approver": False},
}
ACTS = ["deactivate", "second-factor", "sessions"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", MAY)
def test_who_may_act_on_whom(role, act):
    browser = signed_in(UserFactory(role=role))
    got = {}
    for whose in MAY[role]:
        person = UserFactory(role=whose) if whose else UserFactory()
        got[whose] = browser.post(f"/staff/people/{person.pk}/{act}/", {"why": "Because"}).status_code
    assert got == {whose: 302 if may else 403 for whose, may in MAY[role].items()}


@pytest.mark.parametrize("act", [*ACTS, "reactivate", "grant", "end-role"])
def test_nobody_acts_on_themselves(approver, act):
    data = {"why": "Because", "role": "approver"}
    assert signed_in(approver).post(f"/staff/people/{approver.pk}/{act}/", data).status_code == 403


@pytest.mark.parametrize("role", OTHERS)
def test_an_officer_grants_and_ends_roles_outside_the_staff(officer, role):
    person, browser = UserFactory(), signed_in(officer)

    browser.post(f"/staff/people/{person.pk}/grant/", {"role": role})
    assert [(one.role, one.granted_by) for one in person.grants.all()] == [(role, officer)]

    browser.post(f"/staff/people/{person.pk}/end-role/", {"role": role, "why": "Done"})
    assert person.grants.get().until == clock.today("UTC")
    assert [(one.act, one.by, one.why) for one in Change.objects.about(person).order_by("pk")] == [
        ("role_granted", officer, ""),
        ("role_ended", officer, "Done"),
    ]


@pytest.mark.parametrize("role", STAFF)
def test_only_an_approver_grants_staff_roles(officer, approver, role):
    person = UserFactory()
    assert signed_in(officer).post(f"/staff/people/{person.pk}/grant/", {"role": role}).status_code == 403
    assert signed_in(approver).post(f"/staff/people/{person.pk}/grant/", {"role": role}).status_code == 302
    assert person.grants.get().role == role


def test_a_role_ends_with_a_reason_or_not_at_all(officer):
    person = UserFactory(role="coach")
    response = signed_in(officer).post(f"/staff/people/{person.pk}/end-role/", {"role": "coach", "why": ""})
    assert response.status_code == 422
    assert 'href="#id_end_coach_why"' in response.content.decode()
    assert person.grants.get().until is None


PATHS = {
    "grant/": {"role": "coach"},
    "end-role/": {"role": "coach", "why": "Done"},
    "deactivate/": {"why": "Left"},
    "reactivate/": {"why": "Back"},
    "second-factor/": {"why": "Lost"},
    "sessions/": {"why": "Lost"},
}


@pytest.mark.parametrize("path", PATHS)
def test_who_has_not_just_confirmed_who_they_are_is_asked_first(officer, path):
    person, browser = UserFactory(), signed_in(officer, sure=False)
    before = Change.objects.count()

    response = browser.post(f"/staff/people/{person.pk}/{path}", PATHS[path])

    assert response["Location"].startswith("/account/reauthenticate/")
    assert Change.objects.count() == before


def test_confirming_goes_on_with_what_was_asked(officer, settings):
    person, browser = UserFactory(), signed_in(officer, sure=False)
    door = browser.post(f"/staff/people/{person.pk}/grant/", {"role": "coach"})["Location"]

    browser.post(door, {"password": "correct horse staple battery"})

    assert [one.role for one in person.grants.all()] == ["coach"]


# ---- closing an account


def test_a_closed_account_has_no_role_and_no_session(officer):
    person = UserFactory(role="coach")
    theirs = Client()
    theirs.force_login(person)
    theirs.get("/home/")

    signed_in(officer).post(f"/staff/people/{person.pk}/deactivate/", {"why": "Left"})

    person.refresh_from_db()
    assert (person.is_active, person.grants.get().until) == (False, clock.today("UTC"))
    assert not UserSession.objects.filter(user=person).exists()
    assert theirs.get("/home/").status_code == 302


def test_whoever_leads_a_city_hands_over_first(people, officer):
    ana = people.members.get().user
    browser = signed_in(officer)
    page = browser.get(f"/staff/people/{ana.pk}/")
    assert [duty.text for duty in page.context["duties"]] == ["Leads Chía"]

    response = browser.post(f"/staff/people/{ana.pk}/deactivate/", {"why": "Left"}, follow=True)

    ana.refresh_from_db()
    assert ana.is_active
    assert "Hand over first" in response.content.decode()


def test_a_duty_in_a_city_one_conflicts_with_has_no_name(people, officer):
    Conflict.objects.create(user=officer, city=people, reason="Worked there", declared_by=officer)
    page = signed_in(officer).get(f"/staff/people/{people.members.get().user.pk}/")
    assert [duty.text for duty in page.context["duties"]] == ["Leads a city that you may not see"]
    assert "Chía" not in page.content.decode()


def test_closing_twice_is_closing_once(officer):
    person, browser = UserFactory(), signed_in(officer)
    for _click in range(2):
        browser.post(f"/staff/people/{person.pk}/deactivate/", {"why": "Left"})
    assert Change.objects.about(person).filter(act="deactivated").count() == 1


def test_an_opened_account_signs_in_without_its_roles(officer):
    person = UserFactory(role="coach")
    services.deactivate(person, by=officer, why="Left")

    signed_in(officer).post(f"/staff/people/{person.pk}/reactivate/", {"why": "Back"})

    person.refresh_from_db()
    assert person.is_active
    assert not RoleGrant.objects.filter(user=person, until=None).exists()


def test_a_second_step_is_reset(officer):
    person = UserFactory(role="coach")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    signed_in(officer).post(f"/staff/people/{person.pk}/second-factor/", {"why": "Lost telephone"})
    assert not Authenticator.objects.filter(user=person).exists()
    assert Change.objects.about(person).get(act="second_factor_reset").why == "Lost telephone"
