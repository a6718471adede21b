"""A session is one sign-in's: another key afterwards, nothing left of it when it ends."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cda_portal.accounts import services
from cda_portal.accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client.cookies["session"].value


def lets_in(key):
    thief = Client()
    thief.cookies["session"] = key
    return thief.get("/profile/").status_code == 200


def test_a_key_from_before_the_sign_in_is_worth_nothing(client):
    session = client.session  # as if somebody had planted it
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["session"] = planted

    key = sign_in(client, UserFactory())

    assert key != planted
    assert (lets_in(key), lets_in(planted)) == (True, False)


def test_confirming_who_you_are_changes_the_key(client):
    key = sign_in(client, UserFactory())
    client.post("/account/reauthenticate/", {"password": "not the password"})
    assert client.cookies["session"].value == key

    client.post("/account/reauthenticate/", {"password": PASSWORD})

    fresh = client.cookies["session"].value
    assert (fresh != key, lets_in(key), lets_in(fresh)) == (True, False, True)
    assert [one.session_key for one in client.get("/account/sessions/").context["sessions"]] == [fresh]


def test_a_hash_of_lower_cost_is_made_anew_and_its_session_goes_on(client):
    """After the hasher's cost was raised, the first confirmation writes another hash, which ends the other sessions."""
    user = UserFactory()
    user.password = cheap = ScryptPasswordHasher().encode(PASSWORD, "a salt of the test's own", n=2)
    user.save(update_fields=["password"])
    client.force_login(user)

    answer = client.post("/account/reauthenticate/", {"password": PASSWORD})

    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.password != cheap
    assert lets_in(client.cookies["session"].value)


def test_signing_out_ends_it_on_the_server(client):
    key = sign_in(client, UserFactory())
    client.post("/account/logout/")

    assert not lets_in(key)
    assert not Session.objects.filter(session_key=key).exists()


def test_an_account_that_is_closed_is_closed_at_once(client):
    user = UserFactory()
    key = sign_in(client, user)
    services.deactivate(user, by=None, why="left")

    assert not lets_in(key)


@pytest.mark.parametrize(("days", "alive"), [(13, True), (15, False)])
def test_it_lasts_two_weeks(client, days, alive):
    """Counted from the sign-in: reading pages does not prolong it."""
    key = sign_in(client, UserFactory())
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=True):
        assert lets_in(key)
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
        cache.clear()
        assert lets_in(key) is alive


def test_a_role_that_has_ended_opens_nothing_more(client):
    user = UserFactory(role="officer")
    sign_in(client, user)
    assert client.get("/staff/").status_code == 200
    services.end_role(user, "officer", by=None)

    assert client.get("/staff/").status_code == 403
