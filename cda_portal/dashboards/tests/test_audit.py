"""The audit page: who reads it, what it finds, what a conflict hides, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from applications import services
from applications.tests.factories import ApplicationFactory, InterestFormFactory, member
from cda_portal.accounts import services as accounts
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import audit, clock
from cda_portal.core.models import Change
from cda_portal.dashboards import audit as audit_page
from tests.project import ROOT

pytestmark = pytest.mark.django_db
READERS = {
    "officer": 200,
    "approver": 200,
    "observer": 200,
    "reviewer": 403,
    "coach": 403,
    "expert": 403,
    None: 403,
}


@pytest.fixture
def officer(client):
    officer = UserFactory(role="officer", full_name="Olga Officer")
    client.force_login(officer)
    return officer


def acts(client, query=""):
    return [line["act"] for line in client.get(f"/staff/audit/{query}").context["lines"]]


@pytest.mark.parametrize("role", READERS)
def test_who_reads_it(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get("/staff/audit/").status_code == READERS[role]


@pytest.fixture
def recorded(officer):
    """A form declined by Olga, a role given by Aldo, and an old act of nobody's."""
    form = InterestFormFactory(city=CityFactory(name="Chía"))
    services.decline(form, "Not now", by=officer)
    accounts.grant_role(
        UserFactory(full_name="Rita"), "coach", by=UserFactory(full_name="Aldo Approver", role="approver")
    )
    application = ApplicationFactory(reference="CDA-2027-K7M4", city=form.city)
    old = audit.record(application, "application begun", target="draft")
    Change.objects.filter(pk=old.pk).update(at=clock.ago(days=40))
    return form


DECLINED, GIVEN, BEGUN = "Interest form", "Role given", "Application begun"
FILTERS = {
    "": [GIVEN, DECLINED, BEGUN],
    "?person=olga": [DECLINED],
    "?person=ALDO": [GIVEN],
    "?act=role_granted": [GIVEN],
    "?kind=accounts.user": [GIVEN],
    "?kind=applications.application": [BEGUN],
    "?object=chia": [DECLINED],
    "?object=k7m4": [BEGUN],
    "?object=rita": [GIVEN],
    "?kind=accounts.user&object=chia": [],
    "?object=nothing": [],
    "?act=nonsense": [GIVEN, DECLINED, BEGUN],
    "?since=yesterday": [GIVEN, DECLINED, BEGUN],
    "?person=%00": [GIVEN, DECLINED, BEGUN],
}


@pytest.mark.parametrize("query", FILTERS)
def test_it_is_filtered(client, recorded, query):
    assert acts(client, query) == FILTERS[query]


def test_days_are_the_readers_own(client, recorded, officer):
    month = (clock.now() - timedelta(days=30)).date().isoformat()
    assert acts(client, f"?since={month}") == [GIVEN, DECLINED]
    assert acts(client, f"?until={month}") == [BEGUN]


def test_a_line_says_who_what_and_where(client, recorded):
    line = client.get("/staff/audit/?act=interest+form").context["lines"][0]
    assert (line["by"], line["moved"], line["name"], line["href"]) == (
        "Olga Officer",
        "Received → Not invited this time",
        "Chía",
        f"/staff/forms/{recorded.pk}/",
    )
    [given] = client.get("/staff/audit/?act=role_granted").context["lines"]
    assert (given["moved"], given["name"]) == ("Coach", "Rita")


def test_a_conflict_hides_what_was_done_with_the_city(client, recorded, officer):
    Conflict.objects.create(user=officer, city=recorded.city, reason="Worked there", declared_by=officer)
    audit.record(recorded.city, "city edited", by=officer)
    assert acts(client) == [GIVEN]
    assert "Chía" not in client.get("/staff/audit/?object=chia").content.decode().replace('value="chia"', "")


def test_every_recorded_act_has_a_name():
    """Of what is recorded in this repository as a literal."""
    paths = [path for top in ("applications", "cda_portal") for path in ROOT.glob(f"{top}/**/*.py")]
    text = "\n".join(path.read_text() for path in paths if "tests" not in path.parts)
    found = set(re.findall(r'audit\.record\(\s*[^"]*?, "([^"]+)"', text))
    assert {act for act in found if audit.label(act) == act} == set()


def test_it_costs_the_same_for_many(client, recorded, officer):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get("/staff/audit/")
        return len(captured)

    client.get("/staff/audit/")
    before = cost()
    for _number in range(3):
        services.decline(InterestFormFactory(city=CityFactory()), "Not now", by=officer)
        accounts.grant_role(UserFactory(), "coach", by=officer)
        audit.record(ApplicationFactory(), "application begun", target="draft")
        member(CityFactory())
    assert cost() == before
    assert before <= 20


@pytest.mark.parametrize("query", ["", "?act=application+begun"])
def test_ten_thousand_rows_are_read_by_an_index(client, recorded, query):
    [kind] = Change.objects.filter(act="application begun").values_list("object_type", flat=True)
    Change.objects.bulk_create(
        Change(object_type_id=kind, object_id=number, act="application begun", at=clock.ago(minutes=number))
        for number in range(10_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_change")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/staff/audit/{query}").status_code == 200
    [rows] = [one["sql"] for one in captured if "LIMIT 50" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {rows}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "change_at" in plan
    assert "Seq Scan on core_change" not in plan


def test_the_sheet_holds_what_the_page_shows(client, recorded, officer):
    page = client.get("/staff/audit/?kind=accounts.user").context["lines"]
    table = audit_page.table(officer, QueryDict("kind=accounts.user"), False)
    [rows] = table.batches
    assert table.total == len(rows) == 1
    assert [rows[0][number] for number in (0, 2, 3)] == [page[0]["act"], page[0]["name"], page[0]["by"]]
    assert len(rows[0]) == len(table.columns)
