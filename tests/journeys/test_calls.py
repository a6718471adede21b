"""Staff from no call at all to a published one with a question, which somebody reads, and to an invited city."""

import pytest
from playwright.sync_api import Page, expect

from applications.models import Call
from applications.tests.factories import InterestFormFactory
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from tests.journeys.conftest import WITH_SCRIPT_AT_THE_DESK, fits

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = {"en": "The call of 2031", "es": "Convocatoria 2031", "pt-br": "Chamada 2031", "fr": "Appel 2031"}


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    assert fits(page), name


def create(page: Page) -> None:
    page.goto("/staff/calls/")
    page.get_by_role("link", name="New call").first.click()
    page.locator("[name=slug]").fill("2031")
    page.locator("[name=name]").fill(LANGUAGES["en"])
    for window in ("interest", "application"):
        page.locator(f"[name={window}_opens]").fill(f"{clock.ago(days=1):%Y-%m-%dT09:00}")
        page.locator(f"[name={window}_closes]").fill(f"{clock.ahead(days=40):%Y-%m-%dT17:00}")
    page.locator("[name=reference_date]").fill("2031-03-01")
    page.locator("[name=programme_start]").fill("2031-07-01")
    press(page, "Create the draft")
    expect(page.get_by_role("heading", level=1)).to_have_text(LANGUAGES["en"])


def write_texts(page: Page) -> None:
    for name in ("title", "summary"):
        page.goto(f"/staff/calls/2031/texts/{name}/")
        for code, text in LANGUAGES.items():
            page.locator(f"[name={name}_{code}]").fill(text)
        press(page, "Save the text")
    page.goto("/staff/calls/2031/languages/")
    for box in page.locator("[name=languages]").all():
        box.check()
    press(page, "Save the languages")


def write_form(page: Page) -> None:
    page.goto("/staff/calls/2031/form/")
    page.get_by_role("link", name="Add a section").click()
    page.locator("[name=key]").fill("problem")
    page.locator("[name=title_en]").fill("The problem")
    page.locator("[name=group_en]").fill("Your city")
    press(page, "Save")
    page.get_by_role("link", name="Add a question").click()
    page.locator("[name=key]").fill("story")
    page.locator("[name=label_en]").fill("What do residents feel?")
    page.locator("[name=kind]").select_option("long_text")
    press(page, "Save")
    page.goto("/staff/calls/2031/preview/")
    expect(page.get_by_label("What do residents feel?")).to_be_disabled()
    assert fits(page)


def invite(page: Page) -> None:
    page.goto("/staff/forms/")
    page.get_by_role("link", name="Ávila").click()
    page.locator("summary", has_text="Invite to apply").click()
    press(page, "Invite the city")
    expect(page.locator("main")).to_contain_text("The city is invited")


@pytest.mark.parametrize(("width", "script"), WITH_SCRIPT_AT_THE_DESK)
def test_from_no_call_to_an_invited_city(visitor, width, script):
    Call.objects.update(archived_at=clock.now())
    staff = visitor(width=width, script=script, user=UserFactory(role="officer"))

    create(staff)
    write_texts(staff)
    write_form(staff)
    staff.goto("/staff/calls/2031/")
    staff.get_by_role("link", name="Publish the call").click()
    press(staff, "Publish the call")
    expect(staff.get_by_role("status").first).to_contain_text("Published")

    reader = visitor(width=width, script=script)
    reader.goto("/call/")
    expect(reader.get_by_role("heading", level=1)).to_have_text(LANGUAGES["en"])
    expect(reader.locator("#form-problem")).to_be_visible()

    form = InterestFormFactory(call=Call.objects.get(slug="2031"), city=CityFactory(name="Ávila"))
    invite(staff)
    form.refresh_from_db()
    draft = form.applications.get()
    assert (form.status, draft.status, draft.city.name) == ("invited", "draft", "Ávila")
    lead = visitor(width=width, script=script, user=form.sender)
    lead.goto(f"/apply/{draft.reference}/")
    expect(lead.get_by_role("link", name="The problem")).to_be_visible()
