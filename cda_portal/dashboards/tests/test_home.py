"""The first page after signing in: what to do next, for everybody."""

import pytest
from django.utils.html import escape

from cda_portal.accounts import services
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.dashboards.waiting import BY_ROLE

pytestmark = pytest.mark.django_db

# programme role or role in a city: the headings below "Hello"
HEADINGS = {
    None: ["Nothing is waiting for you", "You"],
    "officer": ["Nothing needs you now", "Programme team", "You"],
    "approver": ["Nothing needs you now", "Programme team", "You"],
    "observer": ["Nothing needs you now", "Programme team", "You"],
    "reviewer": ["Reviewing", "You"],
    "coach": ["Coaching", "You"],
    "expert": ["Expert advice", "You"],
    "mayor": ["Your city’s part", "You"],
    "sponsor": ["Your city’s part", "You"],
    "office": ["The mayor’s office", "You"],
}
CITY_ROLES = {"mayor", "sponsor", "office"}


def headings(response):
    return [part.partition("</h2>")[0].rpartition(">")[2] for part in response.content.decode().split("<h2")[1:]]


def person(role):
    user = UserFactory(role=None if role in CITY_ROLES else role)
    if role in CITY_ROLES:
        services.make_member(CityFactory(), user, role, by=None)
    return user


@pytest.mark.parametrize("role", HEADINGS)
def test_every_role_is_told_what_is_next(client, role):
    client.force_login(person(role))

    assert headings(client.get("/home/")) == HEADINGS[role]


def test_somebody_with_two_roles_reads_about_both(client):
    user = UserFactory(role="reviewer")
    services.grant_role(user, "coach", by=None)
    client.force_login(user)

    assert headings(client.get("/home/")) == ["Reviewing", "Coaching", "You"]


@pytest.mark.parametrize("role", BY_ROLE)
def test_a_role_whose_work_comes_later_gets_its_sentence_and_two_links(client, role):
    client.force_login(person(role))
    body = client.get("/home/").content.decode()

    assert escape(str(BY_ROLE[role].text)) in body
    assert 'href="/inbox/">Your inbox' in body
    assert 'href="/profile/">Your profile' in body


def test_a_newcomer_is_shown_the_first_step(client):
    client.force_login(UserFactory())

    assert 'href="/eligibility/">Check if your city qualifies' in client.get("/home/").content.decode()


def test_a_name_cannot_bring_markup(client):
    client.force_login(UserFactory(full_name="<img src=x onerror=alert(1)>"))

    assert "<img src=x" not in client.get("/home/").content.decode()


def test_the_programme_team_finds_its_pages(client):
    client.force_login(UserFactory(role="observer"))
    body = client.get("/home/").content.decode()

    assert body.index("Programme team") < body.index('href="/staff/', body.index("<aside>"))
