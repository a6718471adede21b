"""Giving a file: with the script, whose uploads survive a broken line and a reload, and without it; and hiding it."""

import pytest
from playwright.sync_api import Page, expect

from applications.models import Attachment, Call, Section
from applications.tests.documents import pdf
from applications.tests.factories import ApplicationFactory, member
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core.models import StoredFile, Upload
from tests.interleave import until
from tests.journeys.conftest import WIDTHS, fits

pytestmark = pytest.mark.django_db(transaction=True)
LARGE = {"name": "carta.pdf", "mimeType": "application/pdf", "buffer": pdf("x" * 2_600_000)}


@pytest.fixture
def address(portal):
    """The section with a file question, of a draft of the default call, and who leads it."""
    call = Call.objects.latest("pk")
    section = Section.objects.filter(call=call, questions__kind="file").first()
    draft = ApplicationFactory(call=call, reference="CDA-2027-FFFF")
    return f"/apply/{draft.reference}/section/{section.key}/", member(draft.city)


def the_file(page: Page):
    return page.locator("[data-upload] input[type=file]")


def said(page: Page):
    return page.locator("[data-coming] [data-line]")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_an_upload_goes_on_after_a_broken_line(visitor, address, width):
    path, lead = address
    page = visitor(width=width, user=lead)
    page.goto(path)
    page.route("**/1000000/", lambda route: route.abort("internetdisconnected"))
    the_file(page).set_input_files(LARGE)
    expect(said(page)).to_contain_text("The line is broken at 38%", timeout=20_000)
    assert (fits(page), Upload.objects.get().received, StoredFile.objects.count()) == (True, 1_000_000, 0)
    page.unroute("**/1000000/")
    expect(said(page)).to_have_text("“carta.pdf” is kept.", timeout=20_000)

    assert StoredFile.objects.get().size == len(LARGE["buffer"])
    expect(page.get_by_role("link", name="carta.pdf", exact=True)).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Remove carta.pdf").click()
    expect(page.get_by_role("status").first).to_contain_text("The file has been removed.")
    assert not Attachment.objects.filter(removed_at=None).exists()


def test_an_upload_goes_on_after_a_reload_and_can_be_cancelled(visitor, address):
    path, lead = address
    page = visitor(user=lead)
    page.goto(path)
    page.route("**/2000000/", lambda route: route.abort("internetdisconnected"))
    the_file(page).set_input_files(LARGE)
    expect(said(page)).to_contain_text("The line is broken", timeout=20_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(said(page)).to_have_text("“carta.pdf” is 77% here. Choose the same file again to go on.", timeout=20_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-coming]")).to_be_hidden()
    until(lambda: not Upload.objects.exists())


def test_a_refused_file_is_said_and_another_can_be_chosen(visitor, address):
    path, lead = address
    page = visitor(user=lead)
    page.goto(path)
    the_file(page).set_input_files({**LARGE, "name": "carta.exe"})
    expect(said(page)).to_contain_text("Choose a PDF", timeout=20_000)
    the_file(page).set_input_files({**LARGE, "buffer": b"MZ"})
    expect(said(page)).to_contain_text("This file is not what its name says", timeout=20_000)
    expect(the_file(page)).to_be_focused()


def test_without_javascript_the_file_goes_with_the_form_and_is_hidden_later(visitor, address):
    path, lead = address
    page = visitor(width=360, script=False, user=lead)
    page.goto(path)
    the_file(page).set_input_files({**LARGE, "buffer": pdf("letter")})
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go back").click()
    page.goto(path)
    page.get_by_role("link", name="Contains personal data?").click()
    assert fits(page)
    page.get_by_label("What did you see?").fill("Names in the annex")
    with page.expect_navigation():
        page.get_by_role("button", name="Hide the file now").click()
    expect(page.locator("[data-given]")).to_contain_text("This file is hidden")

    staff = visitor(width=360, script=False, user=UserFactory(role="officer"))
    staff.goto("/staff/files/")
    expect(staff.locator("main")).to_contain_text("Names in the annex")
    assert fits(staff)
    staff.locator("summary", has_text="Delete its content").click()
    with staff.expect_navigation():
        staff.get_by_role("button", name="Delete the content for good").click()
    expect(staff.locator("main")).to_contain_text("No file waits")
    page.goto(path)
    expect(page.locator("[data-given]")).to_contain_text("was removed because it contained personal data")
