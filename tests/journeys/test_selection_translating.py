"""Texts out to translators and back again, with and without JavaScript."""

import csv
import io

import pytest
from playwright.sync_api import expect

from applications.models import AnswerTranslation, Call
from cda_portal.accounts.tests.factories import PASSWORD, UserFactory
from selection.tests.translated import sent
from tests.journeys.conftest import fits
from tests.journeys.test_exports import work

pytestmark = pytest.mark.django_db(transaction=True)


def take(page, script, path):
    """The sheet for translators into English, as CSV."""
    page.get_by_label("Translate into").select_option("en")
    page.get_by_role("button", name="Export", exact=True).click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form:has([name=password]) button[type=submit]").first.click()
    page.get_by_label("CSV", exact=True).check()
    page.get_by_label("Only texts that nobody has translated yet").check()
    page.get_by_role("button", name="Start the export").click()
    expect(page.get_by_text("Waiting")).to_be_visible()
    work().join(20)
    if not script:
        page.get_by_role("link", name="See how far it is").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    download.value.save_as(path)


@pytest.mark.parametrize(("width", "script"), [(360, False), (1280, True)], ids=["phone no-script", "desk script"])
def test_out_to_translators_and_back(visitor, portal, tmp_path, width, script):
    call = Call.objects.get()
    sent(call, title=None)
    page = visitor(width=width, script=script, user=UserFactory(role="officer"))
    page.goto(f"/staff/selection/{call.slug}/translations/")
    expect(page.get_by_role("cell", name="0 of 1").first).to_be_visible()
    assert fits(page)

    out = tmp_path / "out.csv"
    take(page, script, out)
    heading, cells = csv.reader(io.StringIO(out.read_text("utf-8-sig"), newline=""))
    assert cells[heading.index("source_text")] == "Los buses llegan tarde."
    cells[heading.index("translation")] = "Buses are late."
    with (tmp_path / "back.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([heading, cells])

    page.goto(f"/staff/selection/{call.slug}/translations/")
    page.get_by_label("The file with the translations").set_input_files(tmp_path / "back.csv")
    page.get_by_role("button", name="Look at what it changes").click()
    expect(page.get_by_role("heading", name="1 translation will be kept")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Keep these translations").click()
    expect(page.get_by_text("1 translation was added.")).to_be_visible()
    expect(page.get_by_role("cell", name="1 of 1").first).to_be_visible()
    assert AnswerTranslation.objects.get().text == "Buses are late."
