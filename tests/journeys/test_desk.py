"""Staff without a spreadsheet: found by `/`, declined together after a confirmation, kept in hand with a tag and a note."""

import pytest
from playwright.sync_api import Page, expect

from applications.models import InterestForm
from applications.tests.factories import CallFactory, InterestFormFactory
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from tests.journeys.conftest import WITH_SCRIPT_AT_THE_DESK, fits

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def search(page: Page, words: str, *, script: bool) -> None:
    """By the key where there are scripts; otherwise by the field."""
    field = page.get_by_label("Search cities, people, applications")
    if script:
        page.keyboard.press("/")
        expect(field).to_be_focused()
        page.keyboard.press("Escape")
        expect(field).not_to_be_focused()
        page.keyboard.press("/")
    field.fill(words)
    with page.expect_navigation():
        field.press("Enter")


def keep_in_hand(page: Page) -> None:
    page.locator("main").get_by_role("link", name="Bogotá").first.click()
    page.get_by_label("Tag", exact=True).fill("housing")
    press(page, "Add")
    page.get_by_label("Internal note").fill("Called / twice")  # the key is a letter like others while one types
    press(page, "Keep the note")
    expect(page.locator("#desk")).to_contain_text("Called / twice")
    assert fits(page)


def tick(page: Page, act: str) -> None:
    for city in ("Ávila", "Cali"):
        page.get_by_label(city, exact=True).check()
    page.get_by_label("With the ticked rows").select_option(act)
    press(page, "Continue")
    assert fits(page)


def decline_two(page: Page) -> None:
    page.goto("/staff/forms/?q=a&sort=city")
    expect(page.locator(".bulk")).to_be_hidden()
    tick(page, "decline")
    expect(page.locator("main")).to_contain_text("2 are chosen: Ávila, Cali")
    press(page, "Decline 2 forms and tell the cities")
    expect(page.locator(".errors")).to_contain_text("Write what the city reads")
    page.get_by_label("What the city reads").fill("Not this time")
    press(page, "Decline 2 forms and tell the cities")
    expect(page.get_by_role("status").first).to_contain_text("2 rows are done.")


@pytest.mark.parametrize(("width", "script"), WITH_SCRIPT_AT_THE_DESK)
def test_from_the_key_to_many_declined(visitor, portal, width, script):
    call = CallFactory(programme_start="2099-07-01")  # newer than the default call, so that the lists are about it
    for name in ("Ávila", "Bogotá", "Cali"):
        InterestFormFactory(call=call, city=CityFactory(name=name))
    page = visitor(width=width, script=script, user=UserFactory(role="officer"))

    page.goto("/staff/forms/")
    assert fits(page)
    search(page, "bogota", script=script)
    assert fits(page)
    keep_in_hand(page)
    decline_two(page)

    assert sorted(InterestForm.objects.values_list("city__name", "status")) == [
        ("Bogotá", "received"),
        ("Cali", "declined"),
        ("Ávila", "declined"),
    ]
    tick(page, "tag")
    page.get_by_label("Tag", exact=True).fill("second round")
    press(page, "Add the tag to 2")
    press(page, "Undo")
    expect(page.get_by_role("status").first).to_contain_text("Undone.")
    expect(page.locator("tbody")).not_to_contain_text("second round")
