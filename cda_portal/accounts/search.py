"""What staff mean by some words among cities and people. Each answer is one query, which goes by the trigram indexes."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import City, CityMember, User
from cda_portal.core.registry import Hit
from cda_portal.core.text import fold

SHORT = 3  # letters of a trigram: fewer are looked for where a word begins, for everything has them inside


def named(key: str, before: str = "") -> Q:
    """Cities that have `key` (folded) in a name of now or before; `before` leads to the city from another model."""
    field = f"{before}names_folded__contains"
    if len(key) >= SHORT:
        return Q(**{field: key})
    return Q(**{field: f"|{key}"}) | Q(**{field: f" {key}"})


def rank_of(key: str, before: str = "") -> Case:
    """0 where a city is called so, 1 where a name begins so, else 2."""
    field = f"{before}names_folded__contains"
    ranks = (When(**{field: f"|{key}|"}, then=Value(0)), When(**{field: f"|{key}"}, then=Value(1)))
    return Case(*ranks, default=Value(2), output_field=IntegerField())


def cities(user: User, words: str, most: int) -> list[Hit]:
    """Cities of that name, now or before, best first."""
    key = fold(words)
    found = City.objects.visible_to(user).filter(named(key), merged_into=None).annotate(rank=rank_of(key))
    return [
        Hit("city", city.name, _about(city, key), reverse("applications:staff-city", args=[city.pk]), city.rank)
        for city in found.only("name", "name_folded", "region", "country", "former_names").order_by(
            "rank", "name_folded", "pk"
        )[:most]
    ]


def _about(city: City, key: str) -> str:
    """What tells it from its namesakes, and the former name that was found."""
    place = ", ".join(filter(None, [city.region, country_name(city.country, get_language() or "en")]))
    former = "" if key in city.name_folded else next((one for one in city.former_names if key in fold(one)), "")
    return f"{place} · {_('formerly %(name)s') % {'name': former}}" if former else place


def people(user: User, words: str, most: int) -> list[Hit]:
    """People of that name or address, without those who act for a city that this person must not see."""
    key, address = fold(words), words.lower()
    inside = Q(full_name_folded__contains=key) | Q(email__contains=address)
    if len(key) < SHORT:
        inside = Q(full_name_folded__startswith=key) | Q(email__startswith=address)
    exact = When(Q(full_name_folded=key) | Q(email=address), then=Value(0))
    begins = When(Q(full_name_folded__startswith=key) | Q(email__startswith=address), then=Value(1))
    theirs = CityMember.objects.active().filter(city__conflicts__user=user).values("user")
    rank = Case(exact, begins, default=Value(2), output_field=IntegerField())
    found = User.objects.filter(inside).exclude(pk__in=theirs).annotate(rank=rank)
    return [
        Hit(
            "person",
            str(one),
            one.email if one.is_active else f"{one.email} · {_('account closed')}",
            reverse("accounts:person", args=[one.pk]),
            one.rank,
        )
        for one in found.order_by("rank", "full_name_folded", "pk").only("full_name", "email", "is_active")[:most]
    ]


def find(user: User, words: str, most: int) -> list[Hit]:
    return [*cities(user, words, most), *people(user, words, most)] if user.is_programme_staff else []
