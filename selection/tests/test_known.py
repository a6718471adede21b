"""What staff read of selection on the page of an application, and who does not."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from selection import known
from selection.models import Decision
from selection.services import decisions
from selection.tests.composing import card, scenario_of
from selection.tests.factories import AssignmentFactory, reviewed, rubric_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def release(officer):
    """A to E are ranked; of the two assignments of C one is sent."""
    release = decisions.draft(scenario_of(officer), by=officer)
    given = {"round": release.scenario.round, "application": card(release.scenario, "C")}
    reviewed(AssignmentFactory(**given), rubric_with(release.call, "problem"), [4])
    AssignmentFactory(**given)
    return release


def section(user, application):
    client = Client()
    client.force_login(user)
    page = client.get(f"/staff/applications/{application.reference}/").content.decode()
    found = re.search(r'aria-labelledby="s-chosen".*?</section>', page, re.DOTALL)
    links = re.findall(r'href="([^"]+)"', found[0]) if found else []
    assert {client.get(href).status_code for href in links} <= {200}
    words = re.findall(r">([^<>]+)</(?:a|span)>", found[0]) if found else []
    return [word.strip() for word in words if word.strip()]


@pytest.mark.parametrize(("role", "released"), [("officer", False), ("observer", False), ("officer", True)])
def test_staff_read_what_is_known_and_every_link_leads_on(role, released, release):
    user, application = UserFactory(role=role), card(release.scenario, "C")
    if released:
        type(release).objects.update(status="released", approved_by=UserFactory(), released_at=release.drafted_at)
        Decision.objects.filter(application=application).update(outcome="waitlist", rank=1)
    told = "Waiting list" if released else "Provisional"
    assert section(user, application) == ["1 of 2 sent", "Who reads it", "Place 3 in the ranking", told]


def test_a_withdrawn_one_has_no_link_to_its_readers(officer, release):
    application = card(release.scenario, "C")
    type(application).objects.filter(pk=application.pk).update(status="withdrawn")
    assert section(officer, application) == ["1 of 2 sent", "Place 3 in the ranking", "Provisional"]


def test_places_are_counted_without_hidden_cities_which_are_told_nothing_of(officer, release):
    hidden = card(release.scenario, "A")
    Conflict.objects.create(user=officer, city=hidden.city, reason="x", declared_by=officer)
    assert "Place 2 in the ranking" in section(officer, card(release.scenario, "C"))
    assert (section(officer, hidden), known.panel(hidden, officer)) == ([], None)


def test_it_costs_one_query_or_none(officer, release):
    application = card(release.scenario, "C")
    draft = type(application)(call=release.call, city=application.city)
    for one, user, count in ((application, officer, 1), (draft, officer, 0), (application, UserFactory(), 0)):
        user.is_programme_staff  # noqa: B018 - whose roles every request has read
        with CaptureQueriesContext(connection) as made:
            known.panel(one, user)
        assert len(made) == count
