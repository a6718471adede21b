"""From the ranking to a panel with a note: with a script and without, on a phone and at a desk."""

import pytest
from playwright.sync_api import Page, expect

from applications.tests.factories import CallFactory
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from selection.models import PanelItem
from selection.services import ranking
from selection.tests.factories import (
    AssignmentFactory,
    RoundFactory,
    RoundReviewerFactory,
    reviewed,
    rubric_with,
    sent_application,
)
from tests.interleave import until
from tests.journeys.conftest import fits

pytestmark = pytest.mark.django_db(transaction=True)
CITIES = ["Bello", "Cali", "Lima"]


def a_ranked_round():
    """Three cities, best first, read by two reviewers, of whom Rita conflicts with the first."""
    round = RoundFactory(call=CallFactory(programme_start="2099-07-01"), scores_changed_at=clock.now(), reviews_each=2)
    rubric = rubric_with(round.call, "problem")
    readers = [UserFactory(role="reviewer", full_name=name) for name in ("Rita Reader", "Saul Reader")]
    for person in readers:
        RoundReviewerFactory(round=round, reviewer=person)
    for number, name in enumerate(CITIES):
        application = sent_application(round.call, city=CityFactory(name=name), reference=f"CDA-2099-{number}")
        for more, person in enumerate(readers):
            reviewed(
                AssignmentFactory(round=round, application=application, reviewer=person), rubric, [4 - number + more]
            )
    ranking.calibrate(round)
    city = application.city.__class__.objects.get(name="Bello")
    Conflict.objects.create(user=readers[0], city=city, reason="Worked there", declared_by=readers[0])
    return round


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def read_the_ranking(page: Page, round) -> None:
    page.goto(f"/staff/selection/rounds/{round.pk}/ranking/?sort=-raw")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("svg.interval").first).to_be_visible()
    assert fits(page)


def make_a_panel(page: Page, round, *, script: bool) -> None:
    page.goto(f"/staff/selection/{round.call.slug}/panels/")
    press(page, "Make the panel")
    expect(page.locator(".errors")).to_contain_text("Name the panel")
    page.get_by_label("Name of the panel").fill("First panel")
    page.get_by_label("Rita Reader").check()
    press(page, "Make the panel")
    assert fits(page)
    press(page, "Lay the agenda")
    expect(page.locator(".talk > li")).to_have_count(3)
    expect(page.get_by_role("heading", name="outside Rita Reader")).to_be_visible()
    if script:
        with page.expect_navigation():
            page.locator("[data-city=Lima] .quiet").drag_to(page.locator("[data-city=Cali]"))
    else:
        press(page, "Move Lima up")
    expect(page.locator(".talk > li").first).to_contain_text("Lima")
    assert fits(page)


def keep_a_note(page: Page, *, script: bool) -> None:
    with page.expect_navigation():  # what is typed before the page's script runs is saved by its button only
        page.get_by_role("link", name="Lima", exact=True).click()
    page.get_by_label("What the panel said").fill("Ask about the team")
    if script:
        page.get_by_label("What the panel said").blur()
        until(lambda: PanelItem.objects.filter(note="Ask about the team").exists())
        expect(page.locator("[data-autosave-status]")).to_contain_text("Saved")
    assert fits(page)
    press(page, "Save the note")
    expect(page.locator("main")).to_contain_text("Ask about the team")


@pytest.mark.parametrize(("width", "script"), [(360, False), (1280, True)], ids=["phone-no-script", "desk"])
def test_from_the_ranking_to_a_note(visitor, portal, width, script):
    round = a_ranked_round()
    page = visitor(width=width, script=script, user=UserFactory(role="officer"))
    read_the_ranking(page, round)
    make_a_panel(page, round, script=script)
    keep_a_note(page, script=script)
    press(page, "Mark Lima as discussed")
    expect(page.get_by_role("status").first).to_contain_text("Lima is marked as discussed.")
    press(page, "Undo")
    item = PanelItem.objects.get(application__city__name="Lima")
    assert (item.note, item.version, item.discussed_at) == ("Ask about the team", 2, None)
