from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cda_portal.accounts import services


class Command(BaseCommand):
    help = "Makes the first administrator: officer, approver and Django's admin. Prints a link to set a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="full name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = services.make_administrator(options["email"], options["name"])
        except services.NotAllowedNow as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person.email} is officer, approver and may look things up in /admin/.")
        if person.has_usable_password():
            self.stdout.write("Their password stays as it is.")
        else:
            self.stdout.write(f"Open this within a day to set a password:\n{services.password_link(person)}")
        self.stdout.write("At the first sign-in the portal asks for a second step.")
