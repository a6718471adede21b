"""At ten thousand rows the staff lists' queries go by an index, and not through the whole table."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from applications.tests.factories import CallFactory
from cda_portal.accounts.tests.factories import UserFactory

MANY = 10_000
ROWS = f"""
INSERT INTO accounts_city (name, name_folded, names_folded, former_names, kind, country, region, region_folded, population_source,
    boundary, time_zone, mail_domains, city_manager, wwc_status, created_at)
SELECT 'City ' || n, 'city ' || n, '|city ' || n || '|', '[]', 'municipality', 'CO', 'R', 'r', '', '', 'UTC', '[]', '', '', now()
FROM generate_series(1, {MANY}) AS n;
INSERT INTO applications_interestform (call_id, city_id, status, sender_id, sender_title, language, population_source,
    mayor_name, mayor_title, terms, transition_plan, office_aware, office_email, city_manager, problem, answers,
    findings, received_at, message, near_misses, entered_why)
SELECT %(call)s, id, CASE WHEN id %% 10 = 0 THEN 'received' ELSE 'invited' END, %(sender)s, '', 'en', '', '', '', '[]', '',
    true, '', '', '', '{{}}', '{{}}', now() - id * interval '1 minute', '', '[]', ''
FROM accounts_city;
INSERT INTO applications_application (call_id, city_id, reference, language, status, findings, created_at, submitted_at,
    late, feedback, withdrawn_why)
SELECT %(call)s, id, 'CDA-' || id, 'en', CASE WHEN id %% 10 = 0 THEN 'in_review' ELSE 'submitted' END, '{{}}', now(),
    now() - id * interval '1 minute', false, '', ''
FROM accounts_city;
"""


PEOPLE = f"""
INSERT INTO accounts_user (password, email, full_name, full_name_folded, language, time_zone, single_keys, is_active, is_staff,
    is_superuser, date_joined)
SELECT '!', 'person' || n || '@many.example', 'Person ' || n, 'person ' || n, 'en', 'UTC', true, true, false, false, now()
FROM generate_series(1, {MANY}) AS n;
"""


@pytest.fixture(scope="module")
def officer(django_db_setup, django_db_blocker):
    """Ten thousand cities, each with a form and an application, and somebody who lists them; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        sender = UserFactory()
        with connection.cursor() as cursor:
            for table in ("interestform", "application"):  # the history of rows is not what is measured
                cursor.execute(f"ALTER TABLE applications_{table} DISABLE TRIGGER USER")
            cursor.execute(ROWS, {"call": CallFactory().pk, "sender": sender.pk})
            cursor.execute(PEOPLE)
            for table in ("accounts_city", "accounts_user", "applications_interestform", "applications_application"):
                cursor.execute(f"ANALYZE {table}")
            for index in ("city_names", "user_name_inside", "user_email_inside", "application_reference_part"):
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])  # as autovacuum does
        yield UserFactory(role="officer")
        transaction.set_rollback(True)


def plan_of(client, address):
    """How PostgreSQL finds the rows of the page's list."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    [rows] = [query["sql"] for query in captured if "LIMIT 50" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {rows}")
        return "\n".join(line for (line,) in cursor.fetchall())


LISTS = {
    "/staff/forms/": "form_call_received",
    "/staff/forms/?status=received": "form_call_received",  # a tenth: passing over the others is cheaper than sorting
    "/staff/applications/": "application_call_sent",
    "/staff/applications/?status=in_review": "application_call_sent",
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", LISTS)
def test_a_list_goes_by_its_index(client, officer, address):
    client.force_login(officer)
    plan = plan_of(client, address)
    table = "applications_interestform" if "forms" in address else "applications_application"
    assert re.findall(rf"using (\w+) on {table}", plan) == [LISTS[address]], plan
    assert f"Seq Scan on {table}" not in plan


def plans_of_search(client, words):
    """How PostgreSQL finds the hits of the search, a plan for each kind."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/staff/search/", {"q": words}).status_code == 200
    found = [query["sql"] for query in captured if "LIMIT 11" in query["sql"]]
    with connection.cursor() as cursor:
        plans = []
        for rows in found:
            cursor.execute(f"EXPLAIN {rows}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


SEARCHES = {  # words: which index finds whom
    "city 4711": ["city_names"],
    "person 4711": ["user_name_inside", "user_email_inside"],
    "CDA-4711": ["application_reference_part", "city_names"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("words", SEARCHES)
def test_the_search_goes_by_its_indexes(client, officer, words):
    client.force_login(officer)
    plans = plans_of_search(client, words)
    assert len(plans) == 4
    for plan in plans:  # all forms here are one person's, so a plan may look through them for hers
        for table in ("accounts_city", "accounts_user", "applications_application"):
            assert f"Seq Scan on {table} " not in plan, plan
    for index in SEARCHES[words]:
        assert any(f"on {index}" in plan for plan in plans), plans
