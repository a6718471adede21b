from typing import Any

from django.core.management.base import BaseCommand

from cda_portal.accounts.gazetteer.load import load


class Command(BaseCommand):
    help = "Load the gazetteer of the Americas; does nothing when it is there already"

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load()
        self.stdout.write(f"Gazetteer: {loaded.total} places, {loaded.written} new or changed")
