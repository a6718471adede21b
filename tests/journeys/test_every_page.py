"""Every page once on a phone: axe finds nothing, nothing scrolls sideways. The whole matrix is `make audit`'s."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from cda_portal.accounts.models import User
from tests.journeys.conftest import fits
from tests.journeys.pages import VISITS

pytestmark = pytest.mark.django_db(transaction=True)
FAULTS = {"resultTypes": ["violations"]}  # what is right is not described, which takes as long again


def test_nothing_is_in_anybodys_way(portal, visitor):
    """One test for all, as the demonstration data takes as long to load as twenty pages."""
    call_command("demo", verbosity=0)
    pages = {}
    wrong = {}
    for visit in VISITS:
        if visit.who not in pages:
            user = User.objects.get(email=f"{visit.who}@demo.example") if visit.who else None
            pages[visit.who] = visitor(width=360, user=user)
        page = pages[visit.who]
        page.goto(visit.path())
        found = [
            (one["id"], [node["html"] for node in one["nodes"]])
            for one in Axe().run(page, options=FAULTS).response["violations"]
        ]
        headings = page.locator("h1").count()
        if found or not fits(page) or headings != 1:
            wrong[visit.name] = (found, fits(page), headings)

    assert wrong == {}
