"""A city as staff read it: what it has sent, who claims it, and its row in the list."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language

from applications.models import Application, EligibilityCheck, InterestForm, JoinRequest
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import City, CityMember, User
from cda_portal.core.text import fold


def listed(user: User) -> QuerySet[City]:
    """The cities of the list, with who leads them and how much they sent."""
    leads = CityMember.objects.active().filter(city=OuterRef("pk"), role=CityMember.Role.LEAD)
    return (
        City.objects.visible_to(user)
        .standing()
        .annotate(lead_name=Subquery(leads.values("user__full_name")[:1]))
        .annotate(form_count=_how_many(InterestForm), application_count=_how_many(Application))
        .order_by("name_folded", "pk")
    )


def _how_many(model: Any) -> Subquery:
    rows = model.objects.filter(city=OuterRef("pk")).order_by().values("city")
    return Subquery(rows.annotate(count=Count("pk")).values("count"))


def rows(cities: Iterable[City], words: str = "") -> list[dict[str, Any]]:
    """`words` is what was searched for: the earlier name that matched is said."""
    language, base, key = get_language() or "en", reverse("applications:staff-city", args=[0]), fold(words)
    return [
        {
            "href": base.replace("/0/", f"/{city.pk}/"),
            "name": city.name,
            "had": next((name for name in city.former_names if key and key in fold(name)), ""),
            "region": city.region,
            "country": country_name(city.country, language),
            "population": number_format(city.population, force_grouping=True) if city.population else "",
            "lead": city.lead_name or "",  # type: ignore[attr-defined]  # annotated
            "forms": city.form_count or 0,  # type: ignore[attr-defined]
            "applications": city.application_count or 0,  # type: ignore[attr-defined]
        }
        for city in cities
    ]


def attempts(city: City) -> QuerySet[EligibilityCheck]:
    """Interest forms that somebody wrote and could not send, as the city has one for that call. Their text is private."""
    here = Q(place=city.place_id) if city.place_id else Q(place=None, name__iexact=city.name, country=city.country)
    calls = city.forms.values("call")
    return EligibilityCheck.objects.open().filter(here, interest__isnull=False, call__in=calls).order_by("-interest_at")


def open_claims(user: User) -> QuerySet[JoinRequest]:
    """Those who ask to work with a city and wait for an answer, the longest first."""
    seen = City.objects.visible_to(user)
    waiting = JoinRequest.objects.filter(decided_at=None, city__in=seen)
    return waiting.select_related("city", "call", "user").order_by("at", "pk")


def objections(user: User) -> QuerySet[InterestForm]:
    """Forms of which the mayor's office said that they are not the city's, undecided."""
    said = InterestForm.objects.visible_to(user).filter(
        office_objected_at__isnull=False, status=InterestForm.Status.RECEIVED
    )
    return said.select_related("city", "call", "sender").order_by("office_objected_at", "pk")
