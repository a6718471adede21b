"""The message catalogues: extract, check, compile."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cda_portal.core import catalogues

SHOWN = 40


class Command(BaseCommand):
    help = "Extracts texts into locale/, checks that every language is complete, or compiles."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        act = parser.add_mutually_exclusive_group(required=True)
        act.add_argument("--extract", action="store_true")
        act.add_argument("--check", action="store_true")
        act.add_argument("--compile", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        root = settings.BASE_DIR
        if options["extract"]:
            catalogues.update(root)
        elif options["compile"]:
            try:
                catalogues.compile_changed(root)
            except PermissionError as error:
                raise CommandError(f"{error.filename} cannot be written to: work in a copy that can.") from None
        elif found := sorted(catalogues.faults(root)):
            listed = "\n".join(found[:SHOWN])
            raise CommandError(
                f"{len(found)} faults in the catalogues (`make messages` brings in new texts):\n{listed}"
            )
