"""A cohort composed card by card: with buttons on a phone without JavaScript, with a dialog and by drag with it."""

import pytest
from playwright.sync_api import Page, expect

from cda_portal.accounts.tests.factories import UserFactory
from selection import composing_job
from selection.models import Scenario
from selection.services import composing_best
from selection.tests.composing import lists, ranking
from tests.journeys.conftest import fits

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def make(page: Page, slug: str) -> Scenario:
    page.goto(f"/staff/selection/{slug}/scenarios/")
    page.get_by_role("link", name="Make a scenario").first.click()
    page.get_by_label("Name of the scenario").fill("Balanced")
    page.get_by_label("Seats", exact=True).fill("2")
    press(page, "Make the scenario")
    assert fits(page)
    return Scenario.objects.get()


def choose(page: Page, city: str, where: str) -> None:
    page.get_by_label(f"Where to put: {city}").select_option(where)
    page.get_by_role("button", name=f"Move {city}", exact=True).click()


def ask_for(page: Page, number: str, what: str) -> None:
    page.get_by_label("How many").select_option("At least")
    page.locator("#wish_number").fill(number)
    page.get_by_label("Of which kind").select_option(what)
    press(page, "Add the constraint")


def find(page: Page, scenario: Scenario) -> None:
    """Start the search; what a worker would do is done here."""
    press(page, "Find the best set")
    given = composing_best.inputs(Scenario.objects.select_related("call").get(pk=scenario.pk))
    composing_best.propose(scenario, {"based_on": given.based_on, **composing_job.proposed(given)})
    page.goto(f"/staff/selection/scenarios/{scenario.pk}/proposal/")
    assert fits(page)


def test_on_a_phone_without_scripts(visitor, portal):
    round = ranking(4, C={"country": "BR"})
    page = visitor(width=360, script=False, user=UserFactory(role="officer"))
    scenario = make(page, round.call.slug)

    choose(page, "B", "Waiting list")
    press(page, "Put B on the waiting list")
    expect(page.locator(".errors")).to_contain_text("Give the reason")
    page.get_by_label("Reason").fill("Next year")
    assert fits(page)
    press(page, "Put B on the waiting list")
    expect(page.locator("[data-list=waitlist]")).to_contain_text("Next year")
    assert lists(scenario) == "A | B* | CD"
    press(page, "Undo the last change")
    assert lists(scenario) == "AB |  | CD"

    ask_for(page, "2", "Country: Brazil")
    expect(page.locator("#constraints")).to_contain_text("2 missing")
    find(page, scenario)
    expect(page.locator("main")).to_contain_text("No set keeps every constraint")
    page.get_by_role("button", name="Relax it").click()
    find_again(page, scenario)
    press(page, "Place the cards so")
    assert lists(scenario) == "AC |  | BD"
    assert fits(page)


def find_again(page: Page, scenario: Scenario) -> None:
    page.goto(scenario.get_absolute_url())
    find(page, scenario)


def test_at_a_desk_with_the_dialog_and_by_drag(visitor, portal):
    round = ranking(4)
    page = visitor(width=1280, user=UserFactory(role="officer"))
    scenario = make(page, round.call.slug)

    choose(page, "C", "Waiting list")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Put C on the waiting list")
    dialog.get_by_label("Reason").fill("By the dialog")
    dialog.get_by_role("button", name="Move it").click()
    expect(page.locator("[data-list=waitlist]")).to_contain_text("By the dialog")
    expect(page.locator("#said")).to_contain_text("2 of 2 seats, 1 waiting, 1 declined.")

    drag(page, "D", "[data-list=waitlist] [data-city=C]", "By drag")
    assert lists(scenario) == "AB | D*C* | "
    composing_elsewhere(scenario)
    drag(page, "C", "[data-list=select]", "Also by drag", refused=True)
    dialog.get_by_role("button", name="Move it").click()
    expect(dialog).to_be_hidden()
    assert lists(scenario) == "ABC* | D* | "
    assert fits(page)


def composing_elsewhere(scenario: Scenario) -> None:
    """A colleague changes something at the same time."""
    Scenario.objects.filter(pk=scenario.pk).update(version=Scenario.objects.get(pk=scenario.pk).version + 1)


def drag(page: Page, city: str, target: str, why: str, *, refused: bool = False) -> None:
    page.locator(f"[data-city={city}] h3").drag_to(page.locator(target))
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(why)
    dialog.get_by_role("button", name="Move it").click()
    if refused:
        expect(dialog.get_by_role("alert")).to_contain_text("Somebody changed this scenario")
        expect(dialog.get_by_label("Reason")).to_have_value(why)
    else:
        expect(dialog).to_be_hidden()
