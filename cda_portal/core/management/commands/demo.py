"""Demonstration data: made once, by every app from the lowest up, and never among real people."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cda_portal.core.middleware import forget_content
from cda_portal.core.models import Mark
from cda_portal.core.registry import contributions

SEED = 2027  # the same data on every machine
MARK = "demonstration"


class Command(BaseCommand):
    help = "Fills an empty database with demonstration data, or lists the sign-ins it made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="only print who can sign in, and how")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("Demonstration data is for local runs: set PORTAL_LOCAL=1.")
        if options["sign_ins"]:
            self.list_sign_ins()
        else:
            self.make()

    @transaction.atomic
    def make(self) -> None:
        """All or nothing: a run that was interrupted leaves an empty database, which the next one fills."""
        _mark, is_new = Mark.objects.get_or_create(name=MARK)  # of two runs at once the second waits here
        if not is_new:
            return
        if get_user_model()._default_manager.exists():
            raise CommandError("This database holds people and is not marked as demonstration: use an empty one.")
        for contribute in contributions("demo"):
            contribute(SEED)
        transaction.on_commit(forget)

    def list_sign_ins(self) -> None:
        rows = [row for sign_ins in contributions("sign_ins") for row in sign_ins()]
        who, address = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
        self.stdout.write("Demonstration sign-ins (role, address, password):")
        for row in rows:
            self.stdout.write(f"  {row[0]:<{who}}  {row[1]:<{address}}  {row[2]}")


def forget() -> None:
    """Pages that were kept before know of no demonstration."""
    cache.delete(MARK)
    forget_content()
