"""Staff set a selection up: a rubric, a guide, two rounds; then they screen what cities sent."""

import pytest
from playwright.sync_api import Page, expect

from applications.tests.factories import CallFactory
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from selection.models import Rubric, Screening
from selection.tests.factories import sent_application
from tests.journeys.conftest import WITH_SCRIPT_AT_THE_DESK, fits

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    assert fits(page), name


def write_rubric(page: Page) -> None:
    page.get_by_role("link", name="Begin the rubric").click()
    press(page, "Begin with the default rubric")
    page.get_by_role("link", name="Edit Vision").click()
    page.locator("[name=weight]").fill("2")
    page.locator("[name=anchor_1_en]").fill("Nothing would be better.")
    press(page, "Save the criterion")
    expect(page.locator("#c-vision")).to_contain_text("Nothing would be better.")
    press(page, "Up Vision")
    press(page, "Confirm the rubric")


def make_round(page: Page, kind: str, name: str) -> None:
    page.get_by_role("link", name="Add a round").first.click()
    page.get_by_label(kind).check()
    page.locator("[name=name_en]").fill(name)
    page.locator("[name=opens]").fill(f"{clock.ago(days=2):%Y-%m-%dT09:00}")
    page.locator("[name=closes]").fill(f"{clock.ahead(days=20):%Y-%m-%dT17:00}")
    press(page, "Make the round")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def screen(page: Page, *, script: bool) -> None:
    """The first by its button or key, the second with a reason; then the list."""
    page.get_by_role("link", name="Screening", exact=True).last.click()
    with page.expect_navigation():  # keys are heard once the page's script runs
        page.get_by_role("link", name="Ávila").click()
    if script:
        with page.expect_navigation():
            page.keyboard.press("p")
    else:
        press(page, "Pass")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bogotá")
    press(page, "Fail")
    expect(page.locator(".errors")).to_contain_text("Say why it does not pass")
    page.locator("[name=reason]").fill("There is no team.")
    press(page, "Fail")
    page.get_by_role("link", name="Screening", exact=True).first.click()
    page.get_by_label("Cali").check()
    press(page, "Let the ticked ones pass")
    press(page, "Let them pass")


@pytest.mark.parametrize(("width", "script"), WITH_SCRIPT_AT_THE_DESK)
def test_from_an_empty_selection_to_a_screened_call(visitor, width, script):
    call = CallFactory(programme_start="2099-07-01")
    for name in ("Ávila", "Bogotá", "Cali", "Durango"):
        sent_application(call, city__name=name)
    page = visitor(width=width, script=script, user=UserFactory(role="officer"))

    page.goto("/staff/selection/")
    write_rubric(page)
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Begin the reviewers’ guide").click()
    press(page, "Begin with the default guide")
    press(page, "Confirm the guide")
    page.get_by_role("link", name="Overview").click()
    make_round(page, "Scoring by reviewers", "First reading")
    page.get_by_role("link", name="Overview").click()
    make_round(page, "Screening by staff", "Formal check")
    screen(page, script=script)
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_text("1 application waits to be screened")).to_be_visible()

    found = dict(Screening.objects.values_list("application__city__name", "outcome"))
    assert found == {"Ávila": "pass", "Bogotá": "fail", "Cali": "pass"}
    assert list(Rubric.objects.get().criteria.values_list("key", flat=True))[:2] == ["vision", "problem"]
