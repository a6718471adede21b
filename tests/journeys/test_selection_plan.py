"""Staff have reviewers matched with applications: from the button to assignments, with and without JavaScript."""

import threading

import pytest
from django.db import connection
from playwright.sync_api import expect

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import jobs
from cda_portal.core.models import Job
from selection.tests.planning import BEST, a_round, standing
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
def test_reviewers_are_matched_looked_at_and_assigned(visitor, portal, width, script):
    round = a_round()
    page = visitor(width=width, script=script, user=UserFactory(role="officer"))
    page.goto(f"/staff/selection/rounds/{round.pk}/matching/")
    assert fits(page)

    page.get_by_role("button", name="Find the best assignment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Finding who reads what")
    work().join(20)
    if not script:
        page.get_by_role("link", name="See how far it is").click()
    page.get_by_role("link", name="See what it did").click()

    expect(page.get_by_role("row", name="Carla")).to_contain_text("20 of 60")
    assert fits(page)
    page.get_by_role("link", name="Carla").click()
    expect(page.get_by_role("row", name="Cano")).to_contain_text("does not read the language")
    assert fits(page)
    page.get_by_role("link", name="What could not be met").click()
    expect(page.get_by_text("Every review is met")).to_be_visible()

    page.get_by_role("link", name="Apply the plan").click()
    expect(page.get_by_text("3 assignments are made.")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Apply the plan").click()
    expect(page.get_by_text("3 assignments are made.")).to_be_visible()
    assert standing(round) == BEST
    page.get_by_role("link", name="Go to the board").click()
    expect(page.get_by_role("button", name="Tell them by mail")).to_be_visible()
