"""The gazetteer: an extract of GeoNames for the Americas, committed as data (see LICENCE.txt beside this file).

`places.tsv` is made by `manage.py gazetteer_extract` and loaded by `manage.py gazetteer`; `regions.tsv`
holds the names of first-level regions, which the source of the extract has for the United States only.
It knows places, not local governments: a city may be missing, and its numbers may be old.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
PLACES = FOLDER / "places.tsv"
REGIONS = FOLDER / "regions.tsv"
COLUMNS = (
    "geoname_id",
    "name",
    "alternates",
    "country",
    "region_code",
    "region",
    "latitude",
    "longitude",
    "population",
    "time_zone",
)


def read(path: Path = PLACES) -> Iterator[dict[str, str]]:
    """The rows of one of the tables as text, by column."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
