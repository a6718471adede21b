"""From nobody to a submitted application, with and without JavaScript, on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application, InterestForm, Submission
from applications.tests.factories import PRACTICE_KEYS
from cda_portal.accounts.models import User
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.notifications.models import Message
from tests.journeys.conftest import WITH_SCRIPT_ON_THE_PHONE, code_mailed_to, fits

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = "lead@pereira.example"
PASSWORD = "caballo grapa pila correcto"


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def check_eligibility(page: Page, *, script: bool) -> int:
    """Answers the check; how many pages were loaded, the result included."""
    page.goto("/eligibility/")
    loads = 2
    page.locator("#id_city").fill("pereira")
    if script:
        page.get_by_role("option").filter(has_text="Risaralda").click()
        press(page, "Continue")
    else:
        press(page, "Continue")
        page.get_by_label("Pereira, Risaralda, Colombia").check()
        press(page, "Continue")
        loads += 1
    page.get_by_label("When does your mayor").fill("2027-12-31")
    press(page, "Continue")
    for name in ("commitment", "data", "analysis", "team"):
        page.locator(f"[name={name}][value=yes]").check()
    press(page, "See the result")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pereira")
    assert fits(page)
    return loads + 2


def write_interest(page: Page) -> None:
    page.get_by_role("link", name="Start the interest form").click()
    expect(page.get_by_label("Current term ends on")).to_have_value("2027-12-31")  # nothing is typed twice
    assert page.locator("[name=population]").input_value() != ""
    page.locator("[name=population_year]").fill("2024")
    page.locator("[name=population_source]").fill("DANE 2024")
    page.locator("[name=mayor_name]").fill("Demonstration")
    page.locator("[name=office_aware]").check()
    page.locator("[name=office_email]").fill("despacho@pereira.example")
    page.locator("[name=full_name]").fill("Ana Prueba")
    page.locator("[name=sender_title]").fill("Data lead")
    page.locator("[name=email]").fill(LEAD)
    assert fits(page)
    press(page, "Continue and confirm your address")


def open_account(page: Page) -> None:
    expect(page.locator("[name=email]")).to_have_value(LEAD)
    expect(page.locator("[name=full_name]")).to_have_value("Ana Prueba")
    page.locator("[name=password1]").fill(PASSWORD)
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Open the account")
    page.locator("[name=code]").fill(code_mailed_to(LEAD))
    with page.expect_navigation():
        page.locator("form:has([name=code])").first.locator("button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Interest form of Pereira")


def ask_and_invite(staff: Page) -> None:
    staff.goto("/staff/forms/")
    staff.get_by_role("link", name="Pereira").click()
    staff.locator("summary", has_text="Invite to apply").click()
    assert fits(staff)
    press(staff, "Invite the city")
    expect(staff.get_by_role("status").first).to_contain_text("Pereira is invited")


def fill_section(page: Page) -> None:
    """Every control of the section that is on the page, as its kind wants it; choices first, as they bring questions."""
    for group in page.locator("main fieldset[data-question]:has(> .pick input[type=radio])").all():
        group.locator("> .pick input").first.check()
    for group in page.locator("main fieldset[data-question]:has(> .pick input[type=checkbox])").all():
        group.locator("> .pick input").first.check()
    for field in page.locator("main form textarea:visible").all():
        field.fill("Families wait two months for a permit, and many give up.")
    for field in page.locator("main form .field > input.input:visible:not([type=file])").all():
        if field.input_value():
            continue
        name = field.get_attribute("name") or ""
        digits = field.get_attribute("inputmode") == "decimal"
        link = field.get_attribute("inputmode") == "url"
        year = "year" in name or name == "since"
        day = field.get_attribute("maxlength") == "60"
        told = "2024" if digits and year else "12" if digits else "https://example.org/data" if link else "Records"
        field.fill("31/12/2028" if day else told)
    fill_tables(page)


def fill_tables(page: Page) -> None:
    for key in PRACTICE_KEYS:
        for radio in page.locator(f"[name$='-{key}-score'][value='2']").all():
            radio.check()
    for row in page.locator("fieldset.member").all():
        row.locator("select").select_option("data")
        row.locator("input[type=checkbox]").check()


def fill_application(page: Page) -> None:
    page.goto("/home/")
    page.get_by_role("link", name="Go on with the application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Application of Pereira")
    assert fits(page)
    page.locator(".tasks a").first.click()
    while page.locator("main form[data-autosave]").count():
        heading = page.get_by_role("heading", level=1).inner_text()
        fill_section(page)
        assert fits(page), heading
        press(page, "Save and continue")
        assert page.locator(".errors").count() == 0, (heading, page.locator(".errors").inner_text())


@pytest.mark.parametrize(("width", "script"), WITH_SCRIPT_ON_THE_PHONE)
def test_from_nobody_to_a_receipt(visitor, width, script):
    page = visitor(width=width, script=script)
    staff = visitor(width=width, script=script, user=UserFactory(role="officer"))

    assert check_eligibility(page, script=script) <= 8
    write_interest(page)
    open_account(page)
    ask_and_invite(staff)
    fill_application(page)
    page.get_by_role("link", name="Check your answers and send").click()
    assert fits(page)
    press(page, "Send the application")

    application = Application.objects.get()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived")
    expect(page.locator("main")).to_contain_text(application.reference)
    assert re.fullmatch(r"CDA-2027-[2-9B-DF-HJ-NP-TV-XZ]{4}", application.reference)
    assert fits(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived")
    lead = User.objects.get(email=LEAD)
    assert (application.status, Submission.objects.count()) == ("submitted", 1)
    assert list(InterestForm.objects.values_list("status", "sender")) == [("invited", lead.pk)]
    kinds = Message.objects.filter(kind__in=["interest_received", "interest_office", "invited", "application_receipt"])
    assert sorted(kinds.values_list("kind", "email")) == [
        ("application_receipt", LEAD),
        ("interest_office", "despacho@pereira.example"),
        ("interest_received", LEAD),
        ("invited", LEAD),
    ]
    staff.goto(f"/staff/applications/{application.reference}/")
    expect(staff.locator("main")).to_contain_text("Answers")
