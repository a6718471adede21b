"""Local governments, their mayors' terms, and the people who act for them."""

from collections.abc import Iterable

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts.models.place import Place
from cda_portal.accounts.models.user import User, active
from cda_portal.core import clock
from cda_portal.core.text import fold


def names_folded(names: Iterable[str]) -> str:
    """Every name once, folded, with a bar before and after each: a city is found by the names it had, too."""
    return "|".join(["", *dict.fromkeys(fold(name) for name in names if name), ""])


class CityQuerySet(models.QuerySet["City"]):
    def visible_to(self, user: User) -> "CityQuerySet":
        """Staff see every city they do not conflict with; others the cities they act for."""
        clear = self.exclude(conflicts__user=user)
        if user.is_programme_staff:
            return clear
        return clear.filter(pk__in=CityMember.objects.active().filter(user=user).values("city"))

    def same_as(self, *, name: str, country: str, region: str) -> "CityQuerySet":
        """Cities told apart as people do: by name, country and region, without accents; of a merged one, the other."""
        told = {"name_folded": fold(name), "country": country, "region_folded": fold(region)}
        merged = self.model._default_manager.filter(**told).exclude(merged_into=None).values("merged_into")
        return self.filter(Q(**told) | Q(pk__in=merged), merged_into=None)

    def at(self, place: Place) -> "CityQuerySet":
        """The government of a place of the gazetteer; of a merged one, the other."""
        merged = self.model._default_manager.filter(place=place).exclude(merged_into=None).values("merged_into")
        return self.filter(Q(place=place) | Q(pk__in=merged), merged_into=None)

    def standing(self) -> "CityQuerySet":
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def matching(self, text: str) -> "CityQuerySet":
        """Cities whose name holds `text`, or a name they had, without accents; all for an empty one."""
        words = fold(text.replace("\x00", ""))[:100]
        return self.filter(names_folded__contains=words) if words else self

    def past_participants(self) -> "CityQuerySet":
        """Cities that public sources name as members of an earlier cohort, by name."""
        return self.filter(past_cohort__isnull=False, merged_into=None).order_by("name_folded", "pk")


class City(models.Model):
    """A local government: an id, a country and a region tell it apart, never its name alone."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality or city")
        CITY_COUNTY = "city_county", _("City-county")
        DISTRICT = "district", _("Federal or capital district")
        COMMUNE = "commune", _("Commune")
        PARTIDO = "partido", _("Partido")

    name = models.CharField(_("name"), max_length=120)
    name_folded = models.CharField(max_length=130, editable=False)
    former_names = models.JSONField(default=list)
    names_folded = models.TextField(
        editable=False, default="", help_text="|name|former name|…, folded: what search reads"
    )
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.MUNICIPALITY)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=120, blank=True)
    region_folded = models.CharField(max_length=130, blank=True, editable=False)
    place = models.ForeignKey("accounts.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="cities")
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    population_source = models.CharField(max_length=300, blank=True)
    boundary = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=50, default="UTC")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    mail_domains = models.JSONField(default=list)
    city_manager = models.CharField(max_length=120, blank=True)
    wwc_status = models.CharField(max_length=20, blank=True)
    wwc_year = models.PositiveSmallIntegerField(null=True, blank=True)
    past_cohort = models.PositiveSmallIntegerField(null=True, blank=True, help_text="year, from public sources")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(default=clock.now)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "cities"
        constraints = [
            # A place is one local government; a city that was merged away keeps its row for its history.
            models.UniqueConstraint(fields=["place"], condition=Q(merged_into=None), name="one_city_per_place"),
            models.UniqueConstraint(
                fields=["country", "region_folded", "name_folded"],
                condition=Q(place=None, merged_into=None),
                name="one_unlisted_city_per_name",
            ),
        ]
        indexes = [
            models.Index(fields=["name_folded"], name="city_folded"),
            models.Index(fields=["country"], name="city_country"),
            GinIndex(OpClass(models.F("names_folded"), name="gin_trgm_ops"), name="city_names"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_folded, self.region_folded = fold(self.name)[:130], fold(self.region)[:130]
        self.names_folded = names_folded([self.name, *self.former_names])
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class CityMemberQuerySet(models.QuerySet["CityMember"]):
    def active(self) -> "CityMemberQuerySet":
        return self.filter(active())


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CityMember(models.Model):
    """That a person acts for a city in a role, from a day until another."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        DEPUTY = "deputy", _("Deputy lead")
        MEMBER = "member", _("Team member")
        SPONSOR = "sponsor", _("Executive sponsor")
        MAYOR = "mayor", _("Mayor")
        OFFICE = "office", _("Mayor’s office")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="first day that no longer counts")

    objects = CityMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "user", "role"], condition=Q(until=None), name="one_open_membership"
            ),
            models.UniqueConstraint(fields=["city"], condition=Q(role="lead", until=None), name="one_lead_per_city"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MayorTerm(models.Model):
    """A term of office. Who signs signs for a term, so "stale after a change of mayor" is a query."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(_("name"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=80, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    next_election = models.DateField(null=True, blank=True)
    can_run_again = models.CharField(max_length=10, blank=True)
    elected_how = models.CharField(max_length=120, blank=True)
    transition_plan = models.TextField(blank=True)

    class Meta:
        ordering = ["city", models.F("start").asc(nulls_first=True)]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gt=models.F("start")), name="term_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.start} – {self.end}"


class Conflict(models.Model):
    """A person who must not see a city: every `visible_to` leaves the city out for them."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="conflicts")
    reason = models.CharField(max_length=300)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "city"], name="one_conflict_per_user_and_city")]

    def __str__(self) -> str:
        return f"{self.user} / {self.city}"
