"""The sheet of people: who may take it, whom it holds, and that neither its queries nor its texts get out of hand."""

import csv
import io

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cda_portal.accounts import exports
from cda_portal.accounts.models import CityMember, Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.accounts.tests.test_people import SEARCHES, signed_in
from cda_portal.core import clock, jobs
from cda_portal.core import exports as declared
from cda_portal.core.models import Change, Job

pytestmark = pytest.mark.django_db
HEADINGS = [
    "Name", "E-mail address", "Language", "Programme roles", "Roles in cities", "Account", "Last sign-in (UTC)",
    "Account since (UTC)",
]  # fmt: skip


@pytest.fixture
def officer():
    return UserFactory(role="officer", full_name="Olga Officer")


@pytest.fixture
def city(officer):
    """Acted for by Ana; Rita reviews, and the account of Zoe is closed. The same people as those of SEARCHES."""
    ana = UserFactory(full_name="Ana Álvarez", email="ana@city.example")
    UserFactory(full_name="Rita Reviewer", role="reviewer")
    UserFactory(full_name="Zoe Zero", is_active=False)
    city = CityFactory(name="Chía", former_names=["Old Chía"])
    CityMember.objects.create(city=city, user=ana, role="lead", since=clock.today("UTC"))
    return city


def rows(user, query=""):
    return [row for batch in exports.people(user, QueryDict(query), False).batches for row in batch]


def made(by, kind="csv", query=""):
    job = jobs.start("export", by=by, parameters={"what": "people", "format": kind, "query": query})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.DONE, job.error
    with job.result.file.open() as file:
        return job, file.read()


def test_one_row_a_person_with_what_they_may_do(city, officer):
    table = exports.people(officer, QueryDict(""), False)
    assert [column.label for column in table.columns] == HEADINGS
    assert [row[:1] + row[3:6] for row in rows(officer)] == [
        ["Ana Álvarez", "", "Lead, Chía", "Open"],
        ["Olga Officer", "Programme officer", "", "Open"],
        ["Rita Reviewer", "Reviewer", "", "Open"],
        ["Zoe Zero", "", "", "Closed"],
    ]


@pytest.mark.parametrize(("query", "found"), SEARCHES)
def test_it_holds_whom_the_filters_of_the_page_leave(city, officer, query, found):
    assert [row[0] for row in rows(officer, query)] == found


def test_a_city_of_a_conflict_is_in_no_row_and_finds_nobody(city, officer):
    Conflict.objects.create(user=officer, city=city, reason="Worked there", declared_by=officer)
    assert [row[4] for row in rows(officer)] == ["", "", "", ""]
    assert (rows(officer, "city=chia"), rows(officer, "role=lead")) == ([], [])


MAY = {None: False, "reviewer": False, "coach": False, "expert": False, "observer": False} | {
    "officer": True, "approver": True,
}  # fmt: skip


def test_who_may_take_it_and_is_offered_it(city):
    asked = {}
    for role in MAY:
        client = signed_in(UserFactory(role=role) if role else UserFactory())
        page = client.get("/staff/people/?q=ana").content.decode()
        begun = client.post("/staff/export/people/", {"format": "csv"}).status_code
        asked[role] = ('href="/staff/export/people/?q=ana"' in page, begun)
    assert asked == {role: (may, 302 if may else 403) for role, may in MAY.items()}


def test_a_file_from_before_a_conflict_is_not_handed_out(city, officer):
    job, _data = made(officer)
    assert declared.may_see(officer, job)
    Conflict.objects.create(user=officer, city=city, reason="Worked there", declared_by=officer)
    assert not declared.may_see(officer, job)


def test_no_name_is_a_formula(officer):
    for text in ("=1+1", "＝1+1", "@SUM(A1)", "-2"):
        UserFactory(full_name=text)
    _job, data = made(officer)
    names = [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))][1:]
    assert sorted(names) == ["'-2", "'=1+1", "'@SUM(A1)", "'＝1+1", "Olga Officer"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_taking_it_is_recorded_without_personal_values(city, officer, kind):
    job, _data = made(officer, kind, "q=ana")
    [change] = Change.objects.about(job)
    assert (change.act, change.target, change.why, change.by) == ("exported", f"people {kind}", "1 rows", officer)


def test_it_takes_as_many_queries_for_many_as_for_one(city, officer):
    def queries(query):
        with CaptureQueriesContext(
            connection,
        ) as counted:
            rows(officer, query)
        return len(counted)

    for _number in range(2):
        lead = UserFactory(role="coach")
        CityMember.objects.create(city=CityFactory(), user=lead, role="lead", since=clock.today("UTC"))
    officer.roles  # noqa: B018 - kept with the person
    assert (queries("q=ana"), queries("state=active")) == (4, 4)
