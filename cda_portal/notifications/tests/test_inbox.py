"""What people find in their inbox, and how they stop mails of one kind."""

import pytest
from django.test import Client
from django.urls import reverse

from cda_portal.core import clock
from cda_portal.notifications import compose
from cda_portal.notifications.models import Notice, Preference
from cda_portal.notifications.services import notify
from cda_portal.notifications.tests.factories import NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_makes_the_same_number_of_queries(client, count, django_assert_num_queries):
    user = UserFactory()
    NoticeFactory.create_batch(count, user=user)
    client.force_login(user)
    client.get(reverse("notifications:inbox"))

    with django_assert_num_queries(4):  # user with roles, rows counted, rows, unread
        page = client.get(reverse("notifications:inbox"))

    assert len(page.context["rows"]) == count


def test_the_inbox_shows_ones_own_without_secrets(client, mail_kinds):
    user = UserFactory()
    notify(
        "receipt", to=user, context={"words": "Thanks {{secret.code}}", "link": "/apply/"}, secret={"code": "12345678"}
    )
    NoticeFactory(message__subject="Not yours")
    client.force_login(user)

    page = client.get(reverse("notifications:inbox")).content.decode()

    assert "Thanks … for" not in page
    assert "Not yours" not in page
    assert "12345678" not in page
    assert '<a href="/apply/">' in page


def test_reading_and_acknowledging(client, mail_kinds):
    user = UserFactory()
    receipt, decision = NoticeFactory(user=user), NoticeFactory(user=user, kind="decision")
    client.force_login(user)

    client.post(reverse("notifications:notice-read", args=[receipt.pk]))
    client.post(reverse("notifications:notice-acknowledge", args=[decision.pk]))

    assert not Notice.objects.unread().exists()
    assert list(Notice.objects.exclude(acknowledged_at=None)) == [decision]
    page = client.get(reverse("notifications:inbox")).content.decode()
    assert "Mark as read" not in page
    assert "You confirmed on" in page


def test_the_menu_counts_what_is_unread(client):
    user = UserFactory()
    NoticeFactory.create_batch(2, user=user)
    NoticeFactory(user=user, read_at=clock.now())
    client.force_login(user)

    page = client.get(reverse("notifications:inbox"))

    assert [(link["count"], link["href"]) for link in page.context["navigation"] if link["href"] == "/inbox/"] == [
        (2, "/inbox/")
    ]


def test_an_empty_inbox_says_what_will_be_here(client):
    client.force_login(UserFactory())

    assert "Nothing here yet" in client.get(reverse("notifications:inbox")).content.decode()


# ---- stopping


def test_opening_the_link_stops_nothing_and_one_click_does(mail_kinds):
    user = UserFactory()
    message = notify("receipt", to=user)
    url = compose.stop_url(message.message_id).removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)  # a mail program has neither session nor token

    assert "Stop mails of one kind" in client.get(url).content.decode()
    assert not Preference.objects.exists()

    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get().choice == "off"

    assert client.post(url, {"again": "1"}).status_code == 200
    assert not Preference.objects.exists()


@pytest.mark.parametrize("token", ["x", "x.y", "0" * 32, "a" * 32 + ".forged", "é"])
def test_a_forged_link_is_not_found(client, token):
    assert client.get(reverse("notifications:stop", args=[token])).status_code == 404
