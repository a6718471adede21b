"""The sheet of cities, and what their list is narrowed by."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from applications import exports_cities
from applications.services import desk
from applications.tests.factories import CallFactory, InterestFormFactory, member
from applications.tests.test_exports import csv_rows, made, sheet
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def cities(officer):
    """Chía, kept by the officer, tagged and due; Pereira, kept by nobody."""
    chia = CityFactory(name="Chía", former_names=["Old Chía"], population=150_000, country="CO")
    CityFactory(name="Pereira")
    InterestFormFactory(call=CallFactory(), city=chia)
    member(chia, full_name="Ana Lead")
    desk.set_owner(chia, officer, by=officer)
    desk.add_tag(chia, "twin", by=officer)
    desk.follow_up(chia, clock.today("UTC"), by=officer)
    return chia


FILTERS = {
    "": ["Chía", "Pereira"],
    "q=old+chia": ["Chía"],
    "country=CO&q=per": ["Pereira"],
    "owner=me": ["Chía"],
    "owner=none": ["Pereira"],
    "tag=twin": ["Chía"],
    "follow_up=set": ["Chía"],
    "follow_up=none": ["Pereira"],
    "owner=nonsense": [],
}


def test_the_sheet_and_the_page_hold_what_the_filters_leave(client, officer, cities):
    client.force_login(officer)
    sheets = {
        query: [row["City"] for row in sheet(exports_cities.cities(officer, QueryDict(query), False))]
        for query in FILTERS
    }
    pages = {query: [row["name"] for row in client.get(f"/staff/cities/?{query}").context["rows"]] for query in FILTERS}
    assert (sheets, pages) == (FILTERS, FILTERS)


def test_one_row_a_city(officer, cities):
    row = sheet(exports_cities.cities(officer, QueryDict("q=chia"), False))[0]
    shown = [row[label] for label in ("Names it had", "Country", "Population", "Lead", "Forms", "Applications")]
    assert shown == ["Old Chía", "Colombia", 150_000, "Ana Lead", 1, 0]


def test_a_city_of_a_conflict_is_in_no_row(officer, cities):
    Conflict.objects.create(user=officer, city=cities, reason="Worked there", declared_by=officer)
    assert [row["City"] for row in sheet(exports_cities.cities(officer, QueryDict(""), False))] == ["Pereira"]


def test_no_name_is_a_formula(officer):
    CityFactory(name="=1+1")
    _job, data = made("cities", officer)
    assert csv_rows(data)[1][0] == "'=1+1"


@pytest.mark.parametrize(("role", "may"), [("officer", True), ("approver", True), ("observer", False)])
def test_who_is_offered_it(client, role, may):
    client.force_login(UserFactory(role=role))
    page = client.get("/staff/cities/?q=a").content.decode()
    assert ('href="/staff/export/cities/?q=a"' in page) is may
    assert client.get("/staff/export/cities/").status_code == (302 if may else 403)


def test_it_takes_as_many_queries_for_many_as_for_one(officer, cities):
    def queries(query):
        with CaptureQueriesContext(connection) as counted:
            sheet(exports_cities.cities(officer, QueryDict(query), False))
        return len(counted)

    first = queries("q=chia")
    assert (queries(""), first) == (first, 4)
