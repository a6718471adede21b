"""After sending: changed, sent again, compared, withdrawn and taken back; and questions that come and go with another."""

import pytest
from playwright.sync_api import Page, expect

from applications.models import Question
from applications.tests.factories import complete_draft
from cda_portal.core import clock
from tests.journeys.conftest import fits

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [(1280, True), (360, False)]


@pytest.fixture
def draft(portal):
    return complete_draft()


def act(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    assert fits(page)


@pytest.mark.parametrize(("width", "script"), SIZES)
def test_send_change_send_again_compare_withdraw(visitor, draft, width, script):
    application, lead = draft
    page = visitor(user=lead, width=width, script=script)
    at = f"/apply/{application.reference}"
    page.goto(f"{at}/check/")
    act(page, "Send the application")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived")

    page.goto(f"{at}/section/basics/")
    page.locator("#department").fill("Innovation and health office")
    act(page, "Save and continue")
    page.goto(f"{at}/status/")
    expect(page.get_by_text("You have changes that are not sent yet")).to_be_visible()
    page.get_by_role("link", name="Send again").click()
    act(page, "Send again")
    expect(page.get_by_text("You have changes that are not sent yet")).to_have_count(0)

    page.get_by_role("link", name="See and compare the 2 versions you sent").click()
    expect(page.locator("ins")).to_contain_text("and health")
    assert fits(page)

    page.goto(f"{at}/withdraw/")
    page.get_by_label("Why do you withdraw?").fill("Another project comes first.")
    act(page, "Withdraw the application")
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")
    act(page, "Take the withdrawal back")
    expect(page.get_by_text("Everything is sent")).to_be_visible()
    application.refresh_from_db()
    assert (application.status, application.submissions.count()) == ("submitted", 2)


def test_a_question_comes_and_goes_with_another_at_once(visitor, draft):
    application, lead = draft
    page = visitor(user=lead, width=360)
    page.goto(f"/apply/{application.reference}/section/problem/")
    dependent = page.locator("#with_whom")
    expect(dependent).to_be_visible()

    page.locator("input[name=shared][value=no]").check()
    expect(dependent).to_be_hidden()
    expect(page.locator("[data-hangs-status]")).to_have_text("A question has gone: With whom")
    page.locator("input[name=shared][value=yes]").check()
    expect(dependent).to_be_visible()
    expect(dependent).to_have_value("The university")  # what it holds is kept


def test_without_scripts_it_is_shown_with_its_condition(visitor, draft):
    application, lead = draft
    application.answers.filter(question__key="shared").update(value="no")
    page = visitor(user=lead, width=360, script=False)
    page.goto(f"/apply/{application.reference}/section/problem/")
    expect(page.locator("#with_whom")).to_be_visible()
    expect(page.get_by_text("Only if you answer “Yes” to “Shared”.")).to_be_visible()
    page.locator("#with_whom").fill("")
    act(page, "Save and continue")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Problem")


def test_a_date_is_shown_as_it_was_read(visitor, draft):
    application, lead = draft
    page = visitor(user=lead)
    page.goto(f"/apply/{application.reference}/section/problem/")
    page.locator("#since").fill("1/2/2026")
    expect(page.locator("#since-read")).to_have_text("Read as 1 February 2026", timeout=10_000)


def test_what_is_typed_after_the_freeze_is_kept_on_the_device(visitor, draft):
    application, lead = draft
    page = visitor(user=lead)
    page.goto(f"/apply/{application.reference}/section/basics/")
    Question.objects.filter(key="department").update(frozen_from=clock.ago(seconds=1))
    page.locator("#department").fill("Typed too late")
    expect(page.locator("[data-autosave-status]")).to_contain_text("could be changed until", timeout=20_000)

    page.reload()

    kept = page.get_by_text("What you typed on this device was not saved")
    expect(kept).to_be_visible()
    kept.click()
    expect(page.get_by_text("Typed too late")).to_be_visible()
