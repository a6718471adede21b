"""Whose language and zone a page is in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import timezone, translation

from cda_portal.accounts import zones
from cda_portal.accounts.middleware import UserLanguage
from cda_portal.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def seen(rf, user, *, cookie=True, content=False):
    """(language, zone) while the page is made, where the page before it was English in UTC."""
    request = rf.get("/")
    request.user, request.is_content, request.LANGUAGE_CODE = user, content, "en"
    if cookie:
        request.COOKIES["session"] = "x"
    found = []
    with translation.override("en"):
        UserLanguage(lambda r: found.append((r.LANGUAGE_CODE, timezone.get_current_timezone_name())) or HttpResponse())(
            request
        )
    assert timezone.get_current_timezone_name() == "UTC"  # nothing of it is left for the next reader
    return found[0]


def test_a_persons_own(rf):
    assert seen(rf, UserFactory.build(language="pt-br", time_zone="America/Recife")) == ("pt-br", "America/Recife")


@pytest.mark.parametrize(("cookie", "content"), [(False, False), (True, True), (False, True)])
def test_not_without_a_session_and_not_on_content_pages(rf, cookie, content):
    user = UserFactory.build(language="pt-br", time_zone="America/Recife")

    assert seen(rf, user, cookie=cookie, content=content) == ("en", "UTC")


def test_not_for_visitors_with_a_session(rf):
    assert seen(rf, AnonymousUser()) == ("en", "UTC")


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "/etc/passwd", "../x", "a" * 300])
def test_a_zone_that_does_not_exist_is_utc(name):
    assert zones.find(name).key == "UTC"


def test_the_choice_of_language_is_kept_with_the_person(client):
    user = UserFactory(language="en")
    client.force_login(user)

    response = client.post("/language/", {"language": "fr", "next": "/profile/"})

    assert response["Location"] == "/profile/"
    assert client.get("/profile/")["Content-Language"] == "fr"
    user.refresh_from_db()
    assert user.language == "fr"


def test_who_is_signed_in_costs_one_query(client, django_assert_num_queries):
    client.force_login(UserFactory(role="officer"))
    client.get("/account/logout/")
    with django_assert_num_queries(2) as queries:  # and the unread notices of the menu
        client.get("/account/logout/")

    assert "accounts_rolegrant" in queries[0]["sql"]
