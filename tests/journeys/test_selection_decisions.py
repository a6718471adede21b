"""Staff draft, a second person approves, it is released, the city confirms: with and without JavaScript."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.models import Call
from applications.tests.factories import member
from cda_portal.accounts.tests.factories import PASSWORD, UserFactory
from cda_portal.core import clock, jobs
from cda_portal.core.models import Job
from selection.models import Outcome, Release, ScenarioItem
from selection.tests.factories import RoundFactory, ScenarioFactory, sent_application
from tests.journeys.conftest import fits

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = {"phone without script": (360, False), "desk with script": (1280, True)}


@pytest.fixture
def scene(portal):
    """A cohort of one seat, one city waiting and one declined; an officer, an approver and the selected city's lead."""
    call = Call.objects.get()
    Call.objects.filter(pk=call.pk).update(published_at=clock.ago(days=9))
    scenario = ScenarioFactory(round=RoundFactory(call=call), name="Balanced", seats=1)
    cities = {}
    for outcome in Outcome.values:
        cities[outcome] = sent_application(call, city__name=f"City to {outcome}")
        rank = 1 if outcome == "waitlist" else None
        ScenarioItem.objects.create(scenario=scenario, application=cities[outcome], outcome=outcome, rank=rank)
    lead = member(cities["select"].city)
    return call, cities, UserFactory(role="officer"), UserFactory(role="approver"), lead


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def go(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()
    assert fits(page)


def confirm_who(page: Page) -> None:
    """Re-authentication stands before approval and release."""
    if "reauthenticate" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("main form button").first.click()


def draft(page: Page, call: Call) -> None:
    page.goto(f"/staff/selection/{call.slug}/decisions/")
    assert fits(page)
    press(page, "Draft the decisions")
    expect(page.get_by_role("status").first).to_contain_text("Nobody outside staff sees them")
    go(page, "Set the days")
    local = timezone.localtime(clock.ahead(days=30), clock.zone("UTC"))
    page.locator("[name=confirm_by]").fill(local.strftime("%Y-%m-%dT%H:%M"))
    press(page, "Save the days")
    expect(page.locator("main")).to_contain_text("No feedback in the city’s language")
    go(page, "City to decline")
    go(page, "Edit the feedback")
    page.locator("[name=text_en]").fill("Readers found the problem **clear**.")
    press(page, "Save the feedback")
    go(page, "Preview the letter")
    expect(page.locator("article strong")).to_have_text("clear")


def approve(page: Page, release: Release) -> None:
    page.goto(release.get_absolute_url())
    with page.expect_navigation():
        page.get_by_role("link", name="Read and approve").click()
    confirm_who(page)
    expect(page.locator("main details")).to_have_count(3)
    assert fits(page)
    press(page, "Approve the decisions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Read and approve")  # something asks for a second look
    page.locator("[name=anyway]").check()
    press(page, "Approve the decisions")
    expect(page.get_by_role("status").first).to_contain_text("approved")


def publish(page: Page, release: Release) -> None:
    page.goto(release.get_absolute_url())
    with page.expect_navigation():
        page.get_by_role("link", name="Release the decisions").click()
    confirm_who(page)
    press(page, "Release and send the letters")
    jobs.run(Job.objects.get(kind="release").pk)
    page.goto(release.get_absolute_url())
    expect(page.locator("main")).to_contain_text("0 of 1 mails sent")
    assert fits(page)


@pytest.mark.parametrize(("width", "script"), RUNS.values(), ids=RUNS)
def test_from_the_draft_to_the_place(visitor, scene, width, script):
    call, cities, officer, approver, lead = scene
    staff = visitor(width=width, script=script, user=officer)
    draft(staff, call)
    release = Release.objects.get()
    approve(visitor(width=width, script=script, user=approver), release)
    publish(staff, release)

    city = visitor(width=width, script=script, user=lead)
    city.goto(f"/apply/{cities['select'].reference}/status/")
    expect(city.get_by_role("heading", level=1)).to_have_text("Selected")
    go(city, "Confirm the place")
    press(city, "Confirm the place")
    expect(city.get_by_role("heading", level=1)).to_have_text("Place confirmed")
    assert fits(city)
