"""Put the gazetteer's file into the database."""

from dataclasses import dataclass

from django.db import transaction

from cda_portal.accounts import gazetteer
from cda_portal.accounts.models.place import Place


@dataclass(frozen=True)
class Loaded:
    """How many places the file holds, and how many of them were new or different."""

    total: int
    written: int


@transaction.atomic
def load() -> Loaded:
    """Write what the database does not have yet; a second run finds nothing to do.

    A place that a newer file no longer has stays: cities may point to it.
    """
    fields = [field.attname for field in Place._meta.concrete_fields]
    known = set(Place.objects.values_list(*fields))
    places = [Place.of(row) for row in gazetteer.read()]
    changed = [place for place in places if tuple(getattr(place, field) for field in fields) not in known]
    Place.objects.bulk_create(
        changed,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["geoname_id"],
        update_fields=fields[1:],
    )
    return Loaded(total=len(places), written=len(changed))
