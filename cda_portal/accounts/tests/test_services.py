import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client

from cda_portal.accounts import contributions, services
from cda_portal.accounts.models import CityMember, Consent, RoleGrant, User
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.accounts.tests.test_sign_in import mail, sign_in, signed_in
from cda_portal.core.models import Change

pytestmark = pytest.mark.django_db


def acts(obj):
    return list(Change.objects.about(obj).order_by("pk").values_list("act", "by", "source", "target", "why"))


@pytest.mark.parametrize("role", RoleGrant.Role.values)
def test_a_role_is_granted_once_and_ended(role):
    person, by = UserFactory(), UserFactory()
    first, second = (services.grant_role(person, role, by=by) for _ in range(2))
    held = person.roles
    services.end_role(person, role, by=by, why="moved on")

    assert first == second
    assert (held, person.roles) == (frozenset({role}), frozenset())
    assert acts(person) == [("role_granted", by.pk, "", role, ""), ("role_ended", by.pk, role, "", "moved on")]


def test_a_role_that_ended_can_be_granted_again():
    person = UserFactory()
    for _ in range(2):
        services.grant_role(person, "coach", by=None)
        services.end_role(person, "coach", by=None)
    services.grant_role(person, "coach", by=None)

    assert person.roles == {"coach"}


def test_ending_a_role_nobody_holds_leaves_no_record():
    person = UserFactory()
    services.end_role(person, "coach", by=None)

    assert acts(person) == []


@pytest.mark.parametrize("role", ["owner", "", "OFFICER"])
def test_a_role_that_does_not_exist_is_refused(role):
    with pytest.raises(ValueError, match="is not a valid"):
        services.grant_role(UserFactory(), role, by=None)


def test_roles_cost_one_query_with_the_user(client, django_assert_num_queries):
    user = UserFactory(role="officer")
    services.grant_role(user, "coach", by=None)
    with django_assert_num_queries(1):
        loaded = User.objects.with_roles().get(pk=user.pk)
        assert loaded.roles == {"officer", "coach"}
        assert loaded.is_programme_staff


@pytest.mark.parametrize("role", CityMember.Role.values)
def test_a_member_is_made_once(role):
    city, user = CityFactory(), UserFactory()
    first, second = (services.make_member(city, user, role, by=None) for _ in range(2))

    assert first == second
    assert acts(city) == [("member_added", None, "", role, "")]


def test_a_city_has_one_lead():
    city = CityFactory()
    services.make_member(city, UserFactory(), "lead", by=None)

    with pytest.raises(services.NotAllowedNow, match="already has a lead"):
        services.make_member(city, UserFactory(), "lead", by=None)


def test_consent_keeps_every_purpose_with_its_answer():
    user = UserFactory()
    services.record_consent(user, {"taking_part": True}, language="fr")

    kept = Consent.objects.order_by("purpose").values_list("purpose", "version", "language", "given")
    assert list(kept) == [("future_calls", "2026-11", "fr", False), ("taking_part", "2026-11", "fr", True)]
    assert services.agrees(user, "taking_part")
    assert not services.agrees(user, "future_calls")
    assert not services.agrees(user, "anything else")


def test_a_closed_account_is_out_at_once_and_holds_nothing():
    by, browser = UserFactory(), Client()
    person = UserFactory(role="officer", is_staff=True)
    services.make_member(CityFactory(), person, "member", by=None)
    sign_in(browser, person.email)
    assert signed_in(browser)

    services.deactivate(person, by=by, why="left the city")

    assert not signed_in(browser)
    person = User.objects.get(pk=person.pk)
    assert (person.is_active, person.is_staff, person.roles) == (False, False, frozenset())
    assert not CityMember.objects.active().filter(user=person).exists()
    assert acts(person)[-1] == ("deactivated", by.pk, "", "", "left the city")
    assert set(contributions.invariants().values()) == {0}


def test_the_last_lead_needs_a_successor():
    person = UserFactory(full_name="Ana Pérez")
    services.make_member(CityFactory(name="Tunja"), person, "lead", by=None)

    with pytest.raises(services.NotAllowedNow, match="Ana Pérez leads Tunja. Name another lead first."):
        services.deactivate(person, by=None, why="")


def test_a_lost_second_factor():
    person, browser = UserFactory(role="coach", email="lost@city.example"), Client()
    sign_in(browser, person.email)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")

    call_command("reset_second_factor", "Lost@city.example", why="called, known by voice")

    assert not Authenticator.objects.exists()
    assert not signed_in(browser)
    assert mail()[0::2] == ("lost@city.example", "Your second step was removed")
    assert acts(person)[-1] == ("second_factor_reset", None, "", "", "called, known by voice")


def test_a_lost_second_factor_of_nobody():
    with pytest.raises(CommandError, match="Nobody signs in with nobody@city.example"):
        call_command("reset_second_factor", "nobody@city.example", why="-")


def test_the_first_administrator(client, capsys):
    call_command("make_administrator", "first@city.example", name="Fiona First")

    person = User.objects.get()
    link = re.search(r"http://localhost:8000(\S+)", capsys.readouterr().out)[1]
    assert (person.roles, person.is_staff, person.is_superuser) == ({"officer", "approver"}, True, False)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "wet stone under bridge"})
    assert sign_in(client, "first@city.example", "wet stone under bridge")["Location"] == "/home/"
    assert client.get("/admin/").status_code == 200


def test_an_administrator_who_has_a_password_keeps_it(capsys):
    person = UserFactory()
    call_command("make_administrator", person.email, name="Whoever")

    assert "stays as it is" in capsys.readouterr().out
    assert User.objects.get().full_name == person.full_name


def test_a_closed_account_is_not_made_administrator():
    person = UserFactory(is_active=False)
    with pytest.raises(CommandError, match="This account is closed."):
        call_command("make_administrator", person.email, name="Whoever")


def test_invariants_see_a_wrong_row():
    user = UserFactory()
    assert set(contributions.invariants().values()) == {0}
    EmailAddress.objects.filter(user=user).update(email="other@city.example")
    assert contributions.invariants()["a person's address is their primary one"] == 1
