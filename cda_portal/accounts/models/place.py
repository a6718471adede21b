"""The gazetteer: places of the Americas that a city is chosen from, by name, while one types."""

from collections.abc import Iterable, Mapping

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Case, Exists, F, FloatField, Q, Value, When
from django.utils.translation import get_language

from cda_portal.accounts.countries import country_name
from cda_portal.core.text import fold


def search_key(text: str) -> str:
    """Folded words with one space between them: St. John's and Saint-Marc are "st johns" and "saint marc"."""
    spoken = fold(text).replace("'", "").replace(".", "")
    return " ".join("".join(c if c.isalnum() else " " for c in spoken).split())


def _piped(names: Iterable[str]) -> str:
    """Every name's key once, with a bar before and after each: "|key" finds what begins so."""
    return "|".join(["", *dict.fromkeys(filter(None, map(search_key, names))), ""])


class PlaceQuerySet(models.QuerySet["Place"]):
    def search(self, text: str) -> "PlaceQuerySet":
        """The places that `text` may mean, best first; a slice of them is for the caller to take.

        The order: this name, names that begin so, other names that begin so, a name and its region
        ("Rochester NY"), a later word that begins so, and anywhere inside; within each the larger place comes
        first. Where nothing is written so, the nearest spellings. Under four letters only beginnings count,
        since everything is near them; fewer than two letters find nothing.
        """
        key = search_key(text)
        if len(key) < 2:
            return self.none()
        begins = Q(names_folded__contains=f"|{key}")
        region = Q(region_folded__startswith=key)
        word = Q(names_folded__contains=f" {key}")
        inside = Q(names_folded__contains=key)
        # The first letter is seldom the wrong one, and with it, and a text that is not too long, the planner
        # takes the index instead of comparing the text with every row, which costs 80 ms. Joined by "union"
        # for the same reason: an "or" of these conditions would not use it.
        spelt = Q(names_folded__trigram_word_similar=key[:24], names_folded__contains=f"|{key[0]}")
        near = spelt & ~Q(Exists(self.filter(inside | region)))
        first, *more = [begins, word] if len(key) < 4 else [inside, region, near]
        meant = self.filter(first).values("pk").union(*(self.filter(condition).values("pk") for condition in more))
        return (
            self.filter(pk__in=meant)
            .annotate(
                rank=Case(
                    When(name_folded=key, then=0),
                    When(name_folded__startswith=key, then=1),
                    When(begins, then=2),
                    When(region, then=3),
                    When(word, then=4),
                    When(inside, then=5),
                    default=6,
                ),
                nearness=Case(
                    When(inside | region, then=Value(1.0)),
                    default=TrigramWordSimilarity(key, "names_folded"),
                    output_field=FloatField(),
                ),
            )
            .order_by("rank", "-nearness", "-population", "name_folded", "pk")
        )


class Place(models.Model):
    """A place of GeoNames with 15,000 people or more. It is no local government, and its numbers may be old."""

    geoname_id = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    alternates = models.TextField(blank=True)
    name_folded = models.CharField(max_length=200, editable=False)
    names_folded = models.TextField(editable=False)
    region_folded = models.CharField(max_length=330, editable=False)
    country = models.CharField(max_length=2)
    region_code = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField()
    time_zone = models.CharField(max_length=50)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [
            # Trigrams serve beginnings, insides and near spellings alike. Written once and read by everyone who
            # types, so without the pending list that would make them dear to read after a load.
            GinIndex(OpClass(F("names_folded"), name="gin_trgm_ops"), name="place_names", fastupdate=False),
            models.Index(OpClass(F("region_folded"), name="varchar_pattern_ops"), name="place_region"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.region_code}, {self.country}"

    @classmethod
    def of(cls, row: Mapping[str, str]) -> "Place":
        """A place, not saved, from a row of the gazetteer's file."""
        name, code = row["name"], row["region_code"]
        # "Rochester NY": elsewhere the codes are numbers that nobody types.
        short = [f"{name} {code}"] if code.isalpha() else []
        return cls(
            geoname_id=int(row["geoname_id"]),
            name=name,
            alternates=row["alternates"],
            name_folded=search_key(name),
            names_folded=_piped([name, *short, *row["alternates"].split("|")]),
            region_folded=search_key(f"{name} {row['region']}"),
            country=row["country"],
            region_code=code,
            region=row["region"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            population=int(row["population"]),
            time_zone=row["time_zone"],
        )

    @property
    def detail(self) -> str:
        """What tells it from its namesakes: "Minnesota, United States" in the reader's language."""
        country = country_name(self.country, get_language() or "en")
        return f"{self.region}, {country}" if self.region and self.region != self.name else country

    def called(self, text: str) -> str:
        """The alternate name that somebody who typed `text` has in mind; empty when it is the name itself."""
        key = search_key(text)
        if key in self.name_folded:
            return ""
        return next((other for other in self.alternates.split("|") if search_key(other).startswith(key)), "")
