"""At ten thousand rows the staff lists' queries go by an index, and not through the whole table."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from applications.tests.factories import CallFactory
from cda_portal.accounts.tests.factories import UserFactory

MANY = 10_000
ROWS = f"""
INSERT INTO accounts_city (name, name_folded, former_names, kind, country, region, region_folded, population_source,
    boundary, time_zone, mail_domains, city_manager, wwc_status, created_at)
SELECT 'City ' || n, 'city ' || n, '[]', 'municipality', 'CO', 'R', 'r', '', '', 'UTC', '[]', '', '', now()
FROM generate_series(1, {MANY}) AS n;
INSERT INTO applications_interestform (call_id, city_id, status, sender_id, sender_title, language, population_source,
    mayor_name, mayor_title, terms, transition_plan, office_aware, office_email, city_manager, problem, answers,
    findings, received_at, message)
SELECT %(call)s, id, CASE WHEN id %% 10 = 0 THEN 'received' ELSE 'invited' END, %(sender)s, '', 'en', '', '', '', '[]', '',
    true, '', '', '', '{{}}', '{{}}', now() - id * interval '1 minute', ''
FROM accounts_city;
INSERT INTO applications_application (call_id, city_id, reference, language, status, findings, created_at, submitted_at,
    late, feedback)
SELECT %(call)s, id, 'CDA-' || id, 'en', CASE WHEN id %% 10 = 0 THEN 'in_review' ELSE 'submitted' END, '{{}}', now(),
    now() - id * interval '1 minute', false, ''
FROM accounts_city;
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
            for table in ("accounts_city", "applications_interestform", "applications_application"):
                cursor.execute(f"ANALYZE {table}")
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
