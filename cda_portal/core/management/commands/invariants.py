"""Check the database against the rules that span rows; after a restore, and after every fault that is tried."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cda_portal.core.registry import contributions


class Command(BaseCommand):
    help = "Prints each rule with the number of rows that break it; exits with 1 when any does."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {name: count for invariants in contributions("invariants") for name, count in invariants().items()}
        for name, count in counts.items():
            self.stdout.write(f"{count:>7}  {name}", self.style.ERROR if count else None)
        if broken := sum(map(bool, counts.values())):
            raise CommandError(f"Broken: {broken} of {len(counts)} rules.", returncode=1)
