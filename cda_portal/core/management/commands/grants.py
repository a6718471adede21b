"""Rights of the role that serves pages; run by the owner of the schema after every migration."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, models, transaction
from pghistory.models import Event
from psycopg import sql

READ_AND_WRITE = [
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
]


def append_only_models() -> list[type[models.Model]]:
    """Models whose rows are only ever added: those that say `append_only`, and every table of events."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False) or issubclass(model, Event)]


class Command(BaseCommand):
    help = "Gives a database role the rights to serve pages, and none to change what is append-only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    @transaction.atomic
    def handle(self, *args: Any, role: str, **options: Any) -> None:
        name = sql.Identifier(role)
        with connection.cursor() as cursor:
            for statement in READ_AND_WRITE:
                cursor.execute(sql.SQL(statement).format(role=name))
            for model in append_only_models():
                if model._meta.managed and not model._meta.proxy:
                    revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
                    cursor.execute(revoke.format(table=sql.Identifier(model._meta.db_table), role=name))
