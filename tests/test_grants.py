"""The role that serves pages adds records and cannot change one."""

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from cda_portal.core.management.commands.grants import append_only_models
from cda_portal.core.models import Change, Mark
from cda_portal.local.servers import APP


@transaction.atomic
def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def rights(table: str) -> list[bool]:
    with connection.cursor() as cursor:
        acts = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        cursor.execute(
            "SELECT " + ", ".join(["has_table_privilege(%s, %s, %s)"] * len(acts)),
            [p for act in acts for p in (APP, table, act)],
        )
        return list(cursor.fetchone())


ONLY_ADDED = {
    "accounts_citymemberevent",
    "accounts_consent",
    "accounts_mayortermevent",
    "accounts_rolegrantevent",
    "applications_applicationevent",
    "applications_callevent",
    "applications_eligibilityoverrideevent",
    "applications_endorsementevent",
    "applications_extensionevent",
    "applications_interestformevent",
    "applications_joinrequestevent",
    "applications_submission",
    "core_change",
    "selection_decisionevent",
    "selection_releaseevent",
    "selection_reviewassignmentevent",
    "selection_reviewevent",
    "selection_reviewroundevent",
    "selection_rubricevent",
    "selection_scenariomove",
}


def test_records_are_only_ever_added(db):
    call_command("grants", APP)
    tables = {model._meta.db_table for model in append_only_models()}
    assert tables == ONLY_ADDED
    assert {table: rights(table) for table in tables} == {table: [True, True, False, False, False] for table in tables}


def test_every_other_table_is_read_and_written(db):
    call_command("grants", APP)
    tables = set(connection.introspection.table_names()) - {model._meta.db_table for model in append_only_models()}
    assert {table: rights(table) for table in tables} == {table: [True, True, True, True, False] for table in tables}


def test_granting_again_takes_rights_back_that_a_record_should_not_give(db):
    run(f"GRANT UPDATE, DELETE, TRUNCATE ON core_change TO {APP}")
    call_command("grants", APP)
    assert rights("core_change") == [True, True, False, False, False]


@pytest.mark.parametrize(
    "statement", ["UPDATE core_change SET why = ''", "DELETE FROM core_change", "TRUNCATE core_change"]
)
def test_the_database_refuses(as_app_role, statement):
    assert Change.objects.count() == 0
    with pytest.raises(ProgrammingError, match="permission denied for table core_change"):
        run(statement)


def test_the_role_works_elsewhere(as_app_role):
    Mark.objects.create(name="tried")
    assert Mark.objects.filter(name="tried").delete()[0] == 1


def test_the_role_makes_no_tables(as_app_role):
    with pytest.raises(ProgrammingError, match="permission denied for schema public"):
        run("CREATE TABLE mine (id int)")
