from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cda_portal.accounts import services


class Command(BaseCommand):
    help = "Removes every second factor of a person who has lost theirs, ends their sessions and tells them by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--why", required=True, help="kept in the record: who asked, and how you knew them")

    def handle(self, *args: Any, **options: Any) -> None:
        person = services.find(options["email"])
        if person is None:
            raise CommandError(f"Nobody signs in with {options['email']}.")
        removed = services.reset_second_factor(person, by=None, why=options["why"])
        self.stdout.write(f"Removed {removed} of {person.email}. Every session has ended; a mail tells them.")
