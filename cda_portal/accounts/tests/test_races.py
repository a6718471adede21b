"""Two at once, the second waiting for the first one's commit: each has its twin, where the guard is taken away."""

import pytest
from django.db import connection
from django.test import Client

from cda_portal.accounts import services
from cda_portal.accounts.models import CityMember, RoleGrant, User
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.accounts.tests.test_sign_in import CONFIRM, SIGN_UP, mail
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_address_signed_up_twice_at_once_gets_one_account():
    first, second = while_uncommitted(
        lambda: User.objects.create_user(SIGN_UP["email"], full_name="Ana Pérez"),
        lambda: Client().post("/account/signup/", SIGN_UP),
        blocks=True,
    )

    assert second["Location"] == CONFIRM
    assert list(User.objects.all()) == [first]
    assert mail()[0::2] == (SIGN_UP["email"], "You have an account already")


@pytest.mark.fault
def test_twin_without_the_constraint_there_are_two(settings):
    with connection.cursor() as cursor:  # the column's own unique index, beside the constraint on its lower case
        cursor.execute("ALTER TABLE accounts_user DROP CONSTRAINT accounts_user_email_key")
    try:
        with without_constraint(User, "one_user_per_address"):
            while_uncommitted(
                lambda: User.objects.create_user(SIGN_UP["email"], full_name="Ana Pérez"),
                lambda: Client().post("/account/signup/", SIGN_UP),
                blocks=False,
            )
            assert User.objects.count() == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_user ADD CONSTRAINT accounts_user_email_key UNIQUE (email)")


def test_two_leads_at_once():
    city, people = CityFactory(), UserFactory.create_batch(2)
    first, second = while_uncommitted(
        lambda: services.make_member(city, people[0], "lead", by=None),
        lambda: services.make_member(city, people[1], "lead", by=None),
        blocks=True,
    )

    assert isinstance(second, services.NotAllowedNow)
    assert list(CityMember.objects.all()) == [first]


def test_a_role_granted_twice_at_once():
    person = UserFactory()
    first, second = while_uncommitted(
        lambda: services.grant_role(person, "coach", by=None),
        lambda: services.grant_role(User.objects.get(pk=person.pk), "coach", by=None),
        blocks=True,
    )

    assert first == second
    assert RoleGrant.objects.count() == 1
