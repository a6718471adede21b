"""A reviewer, from the first entry to the last review sent: by keys where there are scripts, by buttons elsewhere."""

import pytest
from playwright.sync_api import Page, expect

from applications.tests.factories import CallFactory
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from selection.models import Review
from selection.tests.factories import AssignmentFactory, GuideFactory, RoundFactory, rubric_with, sent_application
from tests.journeys.conftest import WITH_SCRIPT_AT_THE_DESK, fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(portal):
    """Somebody with three applications to read, one of them of their own city."""
    call = CallFactory()
    rubric_with(call, "problem", "team")
    GuideFactory(call=call, practice_title={"en": "An invented case"}, practice={"en": "The buses are late."})
    person, round = UserFactory(role="reviewer"), RoundFactory(call=call)
    for name in ("Ávila", "Bogotá", "Cali"):
        AssignmentFactory(round=round, reviewer=person, application=sent_application(call, city=CityFactory(name=name)))
    return person


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def score(page: Page, criterion: str, value: int) -> None:
    page.locator(f'input[name="score-{criterion}"][value="{value}"]').check()


def come_in(page: Page) -> None:
    page.goto("/review/")
    assert fits(page)
    expect(page.locator("main")).not_to_contain_text("Ávila")
    page.get_by_role("link", name="Begin").click()
    press(page, "Agree and go on")
    expect(page.locator(".errors")).to_contain_text("Tick that you keep to it")
    page.get_by_label("I have read this and keep to it").check()
    press(page, "Agree and go on")
    score(page, "problem", 4)
    press(page, "Compare with the guide")
    assert fits(page)
    page.get_by_role("link", name="Go to your reviews").click()
    page.get_by_role("link", name="Open the next").click()


def by_keys(page: Page, _button: str) -> None:
    page.locator("h1").click()
    page.keyboard.press("4")
    page.keyboard.press("2")
    page.get_by_label("For the panel").fill("Strong, and 5 of 5")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def by_hand(page: Page, button: str) -> None:
    score(page, "problem", 4)
    press(page, button)
    expect(page.locator(".errors")).to_contain_text("A score is missing: Team")
    score(page, "team", 2)
    page.get_by_label("For the panel").fill("Strong, and 5 of 5")
    press(page, button)


@pytest.mark.parametrize(("width", "script"), WITH_SCRIPT_AT_THE_DESK)
def test_from_the_first_entry_to_the_last_review(visitor, reader, width, script):
    page = visitor(width=width, script=script, user=reader)
    come_in(page)
    expect(page.locator("h1")).to_have_text("Ávila")
    assert fits(page)
    (by_keys if script else by_hand)(page, "Send and open the next")

    expect(page.locator("h1")).to_have_text("Bogotá")
    page.get_by_role("link", name="I have a conflict").click()
    page.get_by_label("What connects you with this city?").fill("I worked there")
    press(page, "Record the conflict")

    expect(page.locator("h1")).to_have_text("Cali")
    (by_keys if script else by_hand)(page, "Send the review")
    expect(page.locator("main")).to_contain_text("All are sent.")
    expect(page.locator("main")).not_to_contain_text("Bogotá")
    assert fits(page)
    sent = Review.objects.counting().order_by("pk")
    assert list(sent.values_list("assignment__application__city__name", "total", "for_panel")) == [
        ("Ávila", 3.0, "Strong, and 5 of 5"),
        ("Cali", 3.0, "Strong, and 5 of 5"),
    ]
    assert Conflict.objects.get().city.name == "Bogotá"
