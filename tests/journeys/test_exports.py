"""An export from the button on the list to the file, with and without JavaScript."""

import threading

import openpyxl
import pytest
from django.db import connection
from playwright.sync_api import expect

from applications.models import Call
from applications.tests.factories import InterestFormFactory
from cda_portal.accounts.tests.factories import PASSWORD, CityFactory, UserFactory
from cda_portal.core import jobs
from cda_portal.core.models import Job
from tests.interleave import until
from tests.journeys.conftest import fits

pytestmark = pytest.mark.django_db(transaction=True)


def work():
    """A worker, for one job."""

    def run():
        job = until(lambda: Job.objects.filter(status="queued").first())
        jobs.run(job.pk)
        connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    return worker


@pytest.mark.parametrize(("width", "script"), [(360, False), (1280, True)], ids=["phone no-script", "desk script"])
def test_an_export_from_the_list_to_the_file(visitor, portal, tmp_path, width, script):
    InterestFormFactory(call=Call.objects.get(), city=CityFactory(name="Pereira"))
    page = visitor(width=width, script=script, user=UserFactory(role="officer"))
    page.goto("/staff/forms/?status=received")

    page.get_by_role("link", name="Export", exact=True).click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form:has([name=password]) button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Export: Interest forms")
    assert fits(page)
    page.get_by_role("button", name="Start the export").click()
    expect(page.get_by_text("Waiting")).to_be_visible()
    assert fits(page)

    work().join(20)
    if not script:
        page.get_by_role("link", name="See how far it is").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "forms.xlsx")
    assert openpyxl.load_workbook(tmp_path / "forms.xlsx").active["A2"].value == "Pereira"
    assert fits(page)
