"""Who sees and does what, on every page of this app."""

import re
from datetime import timedelta

import pytest
from django.db.models import Q
from django.urls import reverse

from cda_portal.core import clock, registry
from cda_portal.notifications import compose, delivery
from cda_portal.notifications.models import Message
from cda_portal.notifications.services import Address, notify, queue_rendered
from cda_portal.notifications.tests.factories import MessageFactory, NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db
ROLES = ["anonymous", "applicant", "reviewer", "coach", "expert", "observer", "officer", "approver"]
READ, ACT, OWN = (
    [302, 404, 404, 404, 404, 200, 200, 200],
    [302, 404, 404, 404, 404, 403, 302, 302],
    [302, 404, 404, 404, 404, 404, 404, 404],  # somebody else's notice is nobody's business
)
NOT_HERE = [302] + [405] * 7
ALL = [302] + [200] * 7
# (view, method): the answer to each of ROLES. 302 for anonymous is the way to the sign-in page.
ACCESS = {
    ("inbox", "get"): ALL,
    ("inbox", "post"): NOT_HERE,
    ("inbox-read", "get"): NOT_HERE,
    ("inbox-read", "post"): [302] * 8,
    ("notice-read", "get"): NOT_HERE,
    ("notice-read", "post"): OWN,
    ("notice-acknowledge", "get"): NOT_HERE,
    ("notice-acknowledge", "post"): OWN,
    ("stop", "get"): [200] * 8,
    ("stop", "post"): [200] * 8,
    ("message-list", "get"): [302, 403, 403, 403, 403, 200, 200, 200],
    ("message-list", "post"): NOT_HERE,
    ("messages-release", "get"): NOT_HERE,
    ("messages-release", "post"): [302, 403, 403, 403, 403, 403, 302, 302],
    ("message-detail", "get"): READ,
    ("message-detail", "post"): NOT_HERE,
    ("message-mail", "get"): READ,
    ("message-mail", "post"): NOT_HERE,
    ("message-resend", "get"): NOT_HERE,
    ("message-resend", "post"): ACT,
    ("message-arrived", "get"): NOT_HERE,
    ("message-arrived", "post"): ACT,
    ("message-cancel", "get"): NOT_HERE,
    ("message-cancel", "post"): ACT,
}


def signed_in(client, role):
    if role != "anonymous":
        client.force_login(UserFactory(role="" if role == "applicant" else role))
    return client


def address(view, message, notice):
    args = {
        "stop": [compose.stop_url(message.message_id).rstrip("/").rpartition("/")[2]],
        "inbox": [],
        "inbox-read": [],
    }
    if view in {"message-list", "messages-release"}:
        return reverse(f"notifications:{view}")
    return reverse(
        f"notifications:{view}", args=args.get(view, [notice.pk if view.startswith("notice") else message.pk])
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("view", "method"), ACCESS)
def test_who_may_do_what(client, view, method, role):
    message, notice = MessageFactory(status="in_doubt"), NoticeFactory()

    response = getattr(signed_in(client, role), method)(address(view, message, notice))

    assert response.status_code == ACCESS[view, method][ROLES.index(role)]
    moved = not Message.objects.filter(pk=message.pk, status="in_doubt").exists()
    assert moved is (
        view in {"message-resend", "message-arrived", "message-cancel"}
        and method == "post"
        and role in {"officer", "approver"}
    )


def test_a_message_that_a_higher_floor_hides_is_not_there(client, monkeypatch):
    hidden, seen = MessageFactory(subject="About a city in conflict"), MessageFactory()
    found = registry.contributions
    monkeypatch.setattr(
        registry,
        "contributions",
        lambda kind: [lambda user: Q(pk=hidden.pk)] if kind == "hidden_messages" else found(kind),
    )
    signed_in(client, "officer")

    page = client.get(reverse("notifications:message-list"))

    assert list(page.context["object_list"]) == [seen]
    assert page.context["counts"]["all"] == 1
    assert client.get(hidden.get_absolute_url()).status_code == 404


# ---- the staff list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_makes_the_same_number_of_queries(client, count, django_assert_num_queries):
    MessageFactory.create_batch(count)
    signed_in(client, "officer")
    client.get(reverse("notifications:message-list"))

    with django_assert_num_queries(7):  # user with roles, rows counted, rows, tabs, hold twice, unread of the menu
        page = client.get(reverse("notifications:message-list"))

    assert len(page.context["object_list"]) == count


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", ["c", "b", "a"]),
        ("?q=PEREZ", ["b", "a"]),
        ("?q=b@example.org", ["c"]),
        ("?status=failed", ["b"]),
        ("?kind=account_mail", ["a"]),
        ("?q=perez&status=failed", ["b"]),
        ("?sort=subject", ["a", "b", "c"]),
        ("?sort=-recipient", ["c", "b", "a"]),
        ("?sort=nonsense&status=nonsense&kind=nonsense&page=1", ["c", "b", "a"]),
        ("?q=nobody", []),
    ],
)
def test_filters_search_and_order(client, query, subjects):
    for number, (subject, folded, status, kind) in enumerate(
        [
            ("a", "ana perez a@example.org", "sent", "account_mail"),
            ("b", "eva perez e@example.org", "failed", "x"),
            ("c", "zoe b@example.org", "queued", "x"),
        ]
    ):
        MessageFactory(
            subject=subject, recipient_folded=folded, status=status, kind=kind, created_at=clock.ago(hours=9 - number)
        )

    page = signed_in(client, "observer").get(reverse("notifications:message-list") + query)

    assert [message.subject for message in page.context["object_list"]] == subjects


def test_pages_and_tabs(client):
    MessageFactory.create_batch(26, status="failed")
    MessageFactory(status="in_doubt")

    page = signed_in(client, "officer").get(reverse("notifications:message-list") + "?page=2")

    assert len(page.context["object_list"]) == 2
    assert [(tab["label"], tab["count"], tab["current"]) for tab in page.context["tabs"]] == [
        ("All", 27, True), ("In doubt", 1, False), ("Failed", 26, False), ("Held", 0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(("query", "words"), [("", "No mails yet"), ("?q=nobody", "No message matches")])
def test_empty_lists_say_what_will_be_here(client, query, words):
    assert words in signed_in(client, "officer").get(reverse("notifications:message-list") + query).content.decode()


@pytest.mark.parametrize(("role", "offered"), [("officer", True), ("observer", False)])
def test_held_mails_can_be_released(client, role, offered):
    MessageFactory(status="held")

    page = signed_in(client, role).get(reverse("notifications:message-list"))

    assert (reverse("notifications:messages-release") in page.content.decode()) is offered


def test_the_page_says_that_the_setting_holds(client, settings):
    settings.SENDING_HELD = True

    page = signed_in(client, "officer").get(reverse("notifications:message-list"))

    assert "SENDING_HELD" in page.content.decode()


# ---- one message


ACTS = {  # status: what its page offers
    "queued": {"cancel"},
    "claimed": set(),
    "handoff": set(),
    "sent": {"resend"},
    "in_doubt": {"resend", "arrived", "cancel"},
    "failed": {"resend", "cancel"},
    "held": {"resend", "cancel"},
    "dropped": set(),
}


@pytest.mark.parametrize("role", ["officer", "observer"])
@pytest.mark.parametrize("status", ACTS)
def test_the_page_offers_what_may_be_done(client, status, role):
    message = MessageFactory(status=status)

    page = signed_in(client, role).get(message.get_absolute_url()).content.decode()

    offered = {
        verb
        for verb in ("resend", "arrived", "cancel")
        if reverse(f"notifications:message-{verb}", args=[message.pk]) in page
    }
    assert offered == (ACTS[status] if role == "officer" else set())


@pytest.mark.parametrize("acts", [0, 3])
def test_the_detail_makes_the_same_number_of_queries(client, acts, django_assert_num_queries):
    message = MessageFactory(status="in_doubt", user=UserFactory())
    signed_in(client, "officer")
    for _number in range(acts):
        client.post(reverse("notifications:message-resend", args=[message.pk]))
        Message.objects.update(status="in_doubt")
    client.get(message.get_absolute_url())

    with django_assert_num_queries(4):  # user with roles, message, history, unread
        client.get(message.get_absolute_url())


def test_acts_that_come_too_late_say_so(client):
    message = MessageFactory(status="sent")

    page = signed_in(client, "officer").post(reverse("notifications:message-cancel", args=[message.pk]), follow=True)

    assert "This message is “Sent” now" in page.content.decode()
    assert [row["target"] for row in page.context["history"]] == ["Written"]


def test_the_history_names_who_did_what(client):
    message = MessageFactory(status="in_doubt", text="<script>alert(1)</script> https://example.org/x")
    signed_in(client, "approver")

    page = client.post(reverse("notifications:message-arrived", args=[message.pk]), follow=True)

    assert [(row["source"], row["target"]) for row in page.context["history"]] == [
        ("In doubt", "Sent"),
        ("", "Written"),
    ]
    assert "&lt;script&gt;" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(("how", "shown"), [("local", True), ("smtp", False)])
@pytest.mark.parametrize("rendered", [True, False])
def test_codes_are_shown_in_a_local_run_only(client, settings, mail_kinds, how, shown, rendered):
    settings.DELIVERY = how
    to = Address("a@example.org", "en", "UTC")
    message = (
        queue_rendered("", to=to, subject="s", text="12345678")
        if rendered
        else notify("code", to=to, secret={"code": "12345678"})
    )
    signed_in(client, "officer")

    for page in (message.get_absolute_url(), reverse("notifications:message-mail", args=[message.pk])):
        assert ("12345678" in client.get(page).content.decode()) is shown


def test_the_formatted_part_can_run_and_load_nothing(client, mail_kinds):
    message = notify("receipt", to=Address("a@example.org", "en", "UTC"), context={"words": "<script>x</script>"})

    response = signed_in(client, "observer").get(reverse("notifications:message-mail", args=[message.pk]))

    policy = dict(part.partition(" ")[::2] for part in response["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["sandbox"], policy["form-action"]) == ("'none'", "", "'none'")
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", policy["style-src"])
    assert "<script>" not in response.content.decode()
    assert response["X-Frame-Options"] == "DENY"


# ---- the staff home


@pytest.mark.parametrize(
    ("role", "statuses", "titles"),
    [
        ("officer", [], []),
        ("officer", ["sent"], []),
        ("officer", ["failed", "in_doubt"], ["2 mails need you"]),
        ("approver", ["held", "failed"], ["Sending is held", "1 mail needs you"]),
        ("observer", ["failed"], []),
        ("applicant", ["failed"], []),
    ],
)
def test_what_staff_are_told_on_their_home(role, statuses, titles):
    for status in statuses:
        MessageFactory(status=status)
    user = UserFactory(role="" if role == "applicant" else role)

    [home] = [
        found for found in registry.contributions("home") if found.__module__.startswith("cda_portal.notifications")
    ]

    assert [str(card.title) for card in home(user)] == titles


def test_the_whole_way_in_a_local_run(client, settings, mail_kinds):
    settings.DELIVERY = "local"
    message = notify(
        "code",
        to=Address("a@example.org", "en", "UTC"),
        secret={"code": "12345678"},
        expires_at=clock.now() + timedelta(minutes=5),
    )

    delivery.drain()

    page = signed_in(client, "officer").get(message.get_absolute_url()).content.decode()
    assert "12345678" in page
    assert "until they expire" in page
