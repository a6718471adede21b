"""Nobody can find out which addresses have an account: not from the answer, not from the work behind it."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cda_portal.accounts.models import User
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
SIGN_UP = {
    "full_name": "Ana Pérez",
    "password1": "wet stone under bridge",
    "consent_taking_part": "on",
    "time_zone": "America/Bogota",
}

# flow: page, what is posted, and what it answers and costs: status, next page, hashings, queries.
FLOWS = {
    "sign in": ("account_login", lambda email: {"login": email, "password": "not the password"}, (200, "", 1, 1)),
    "code": ("account_request_login_code", lambda email: {"email": email}, (302, "/account/login/code/confirm/", 0, 6)),
    "reset": ("account_reset_password", lambda email: {"email": email}, (302, "/account/password/reset/done/", 0, 4)),
    "sign up": ("account_signup", lambda email: {**SIGN_UP, "email": email}, (302, "/account/confirm-email/", 1, 16)),
}
ADDRESSES = ["known", "without password", "closed", "unknown"]


@pytest.fixture
def people():
    """The password of the known one is hashed at the cost that is counted, as everybody's is in earnest."""
    for name in ("known", "closed"):
        user = UserFactory(email=f"{name}@example.org", is_active=name != "closed")
        user.set_password("their own password")
        user.save()
    without = UserFactory(email="without_password@example.org")
    without.set_unusable_password()
    without.save()


def post(client, hashing, flow, address):
    page, data, _expected = FLOWS[flow]
    client.get(reverse(page))
    hashing.paid = 0
    with CaptureQueriesContext(connection) as queries:
        response = client.post(reverse(page), data(f"{address.replace(' ', '_')}@example.org"))
    return response, hashing.paid, [q for q in queries if "SAVEPOINT" not in q["sql"]]


def visible(response):
    """The page without what is random on every page, and without the address itself."""
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
    body = re.sub(r"\w+@example.org", "ADDRESS", body)
    return re.sub(r"Reference: \w+", "", body)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("flow", FLOWS)
def test_every_address_gets_the_same_answer_for_the_same_work(client, hashing, people, flow, address):
    response, hashes, queries = post(client, hashing, flow, address)

    assert (response.status_code, response.get("Location", ""), hashes, len(queries)) == FLOWS[flow][2]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_address_gets_the_same_pages(client, hashing, people, flow):
    pages = {}
    for address in ADDRESSES:
        client.cookies.clear()
        cache.clear()
        response, _hashes, _queries = post(client, hashing, flow, address)
        following = client.get(response["Location"]) if response.status_code == 302 else response
        wrong = (
            client.post(following.request["PATH_INFO"], {"code": "00000000"})
            if "code" in following.content.decode()
            else following
        )
        pages[address] = (visible(following), visible(wrong))

    assert len(set(pages.values())) == 1


@pytest.mark.parametrize("flow", ["code", "reset", "sign up"])
def test_every_address_gets_one_mail(client, hashing, people, flow):
    for address in ADDRESSES:
        client.cookies.clear()
        cache.clear()
        post(client, hashing, flow, address)

    assert Message.objects.count() == len(ADDRESSES)


def test_the_work_for_a_taken_address_leaves_nothing_behind(client, hashing, people):
    post(client, hashing, "sign up", "known")

    assert set(User.objects.values_list("email", flat=True)) == {
        "known@example.org",
        "closed@example.org",
        "without_password@example.org",
    }


def test_with_the_right_password_a_closed_account_is_told_so(client, people):
    response = client.post(reverse("account_login"), {"login": "closed@example.org", "password": "their own password"})

    assert response["Location"] == reverse("account_inactive")
