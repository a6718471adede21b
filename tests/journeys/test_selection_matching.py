"""Staff add reviewers, assign by hand, nudge, extend and record a conflict; a reviewer accepts by the link of the mail."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from applications.tests.factories import member
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock, secrets
from cda_portal.notifications.models import Message
from selection.models import ReviewAssignment, RoundReviewer
from selection.tests.factories import AssignmentFactory, RoundFactory, sent_application
from tests.journeys.conftest import WIDTHS, fits

pytestmark = pytest.mark.django_db(transaction=True)
WAYS = [(WIDTHS["desk"], True), (WIDTHS["phone"], False)]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    assert fits(page)


def link_mailed_to(user) -> str:
    message = Message.objects.get(user=user, kind="review_assigned")
    return f"/review/answer/{json.loads(secrets.decrypt(message.secret))['token']}/"


def a_round():
    """Ana is free to be added; Bea has begun, and her days end tomorrow."""
    round = RoundFactory(closes=clock.ahead(days=1))
    ana, bea = (UserFactory(role="reviewer", full_name=name) for name in ("Ana Prueba", "Bea Ensayo"))
    bello = sent_application(round.call, city=CityFactory(name="Bello", mail_domains=["bello.example"]))
    member(bello.city)
    AssignmentFactory(round=round, reviewer=bea, opened_at=clock.now())
    UserFactory(role="reviewer", full_name="Cruz Muestra", email="cruz@bello.example")
    return round, ana, bea, bello


def add_and_assign(staff: Page, round, bello) -> None:
    staff.goto(f"/staff/selection/rounds/{round.pk}/reviewers/")
    staff.get_by_label("Ana Prueba").check()
    staff.get_by_label("Minutes at most").fill("10")
    press(staff, "Add them")
    expect(staff.get_by_text("1 reviewer is added.")).to_be_visible()
    staff.goto(f"/staff/selection/rounds/{round.pk}/board/?tab=applications")
    assert fits(staff)
    staff.get_by_role("link", name="Bello").click()
    staff.get_by_label("Reviewer", exact=True).select_option(label="Ana Prueba (10 minutes left)")
    staff.get_by_label("Reason").fill("Reads Spanish")
    press(staff, "Assign")
    staff.get_by_label("More than their minutes: this is meant").check()
    press(staff, "Assign")
    expect(staff.get_by_text("Ana Prueba reads Bello. Tell them from the board.")).to_be_visible()


def nudge_and_extend(staff: Page, round, bea) -> None:
    staff.goto(f"/staff/selection/rounds/{round.pk}/board/")
    press(staff, "Tell them by mail")
    press(staff, "Nudge all of them")
    staff.get_by_role("link", name="Bea Ensayo").click()
    expect(staff.get_by_text("Nudged today")).to_be_visible()
    zone = clock.zone(round.call.zone)
    staff.get_by_label("Until").fill(f"{(round.closes + timedelta(days=5)).astimezone(zone):%Y-%m-%dT%H:%M}")
    press(staff, "Give until then")
    expect(staff.get_by_text("1 review has a later end.")).to_be_visible()


def record_a_conflict(staff: Page, round) -> None:
    staff.goto(f"/staff/selection/{round.call.slug}/conflicts/")
    row = staff.get_by_role("listitem").filter(has_text="Cruz Muestra")
    expect(row).to_contain_text("Writes from bello.example")
    with staff.expect_navigation():
        row.get_by_role("button", name="Record the conflict").click()
    expect(staff.get_by_text("The conflict of Cruz Muestra with Bello is recorded.")).to_be_visible()
    assert fits(staff)


@pytest.mark.parametrize(("width", "script"), WAYS, ids=["desk, script", "phone, no script"])
def test_a_round_is_read(visitor, width, script):
    round, ana, bea, bello = a_round()
    staff = visitor(width=width, script=script, user=UserFactory(role="officer"))
    add_and_assign(staff, round, bello)
    nudge_and_extend(staff, round, bea)
    record_a_conflict(staff, round)
    reviewer = visitor(width=width, script=script)
    reviewer.goto(link_mailed_to(ana))
    assert fits(reviewer)
    press(reviewer, "Yes, I review them")
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("Thank you: you review in this round.")

    assert RoundReviewer.objects.get(reviewer=ana).accepted_at is not None
    assert ReviewAssignment.objects.get(reviewer=bea).extended_to is not None
    assert Conflict.objects.get().city == bello.city
    assert Message.objects.filter(kind="review_nudge").count() == 2


def arrange(staff: Page, round, city) -> None:
    staff.goto(f"/staff/selection/rounds/{round.pk}/board/?tab=applications")
    staff.get_by_role("link", name="See who can be asked").click()
    with staff.expect_navigation():
        staff.get_by_role("link", name="Not arranged").click()
    assert fits(staff)
    when = (clock.now() + timedelta(days=5)).astimezone(clock.zone(round.call.zone))
    staff.get_by_label("Day and time").fill(f"{when:%Y-%m-%dT%H:%M}")
    press(staff, "Arrange it and tell them")  # without a place
    expect(staff.get_by_role("alert")).to_contain_text("Say where the interview is")
    staff.get_by_label("Place, or link of the video call").fill("https://meet.example/bello")
    press(staff, "Arrange it and tell them")
    expect(staff.get_by_text(f"The interview with {city} is arranged")).to_be_visible()


@pytest.mark.parametrize(("width", "script"), WAYS, ids=["desk, script", "phone, no script"])
def test_a_city_is_interviewed(visitor, width, script):
    round = RoundFactory(kind="interview")
    bello = sent_application(round.call, city=CityFactory(name="Bello"))
    lead = member(bello.city)
    staff = visitor(width=width, script=script, user=UserFactory(role="officer"))
    arrange(staff, round, bello.city)
    city = visitor(width=width, script=script, user=lead)
    city.goto(f"/apply/{bello.reference}/status/")
    expect(city.get_by_role("link", name="https://meet.example/bello")).to_be_visible()
    assert fits(city)
    staff.get_by_label("Reason").fill("A storm")
    press(staff, "Call it off and tell them")
    city.reload()
    expect(city.get_by_text("https://meet.example/bello")).to_have_count(0)

    kinds = Message.objects.filter(user=lead).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["interview_arranged", "interview_called_off"]
