"""What staff read of conflicts in a call: those declared, and what suggests others. Never of a city they conflict with."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from applications.models import Application, Call, InterestForm
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import City, CityMember, Conflict, RoleGrant, User
from cda_portal.accounts.models.user import active
from selection import signs
from selection.models import DismissedSuggestion, ReviewAssignment, RoundReviewer
from selection.services.conflicts import ENDED


def people(call: Call) -> QuerySet[User]:
    """Whoever reads in the call or may be asked to: reviewers, by name."""
    grants = RoleGrant.objects.filter(active(), role=RoleGrant.Role.REVIEWER, user=OuterRef("pk"))
    reads = RoundReviewer.objects.filter(round__call=call, reviewer=OuterRef("pk"), left_at=None)
    return User.objects.filter(Exists(grants) | Exists(reads), is_active=True).order_by("full_name_folded", "pk")


def concerned(call: Call) -> QuerySet[User]:
    """Whom a conflict can be declared for: reviewers, and staff who choose."""
    staff = RoleGrant.objects.filter(active(), role__in=("officer", "approver", "observer"), user=OuterRef("pk"))
    reviewers = people(call).values("pk")
    rows = User.objects.filter(Q(pk__in=reviewers) | Exists(staff), is_active=True)
    return rows.order_by("full_name_folded", "pk")


def cities(call: Call, user: User) -> QuerySet[City]:
    """Cities that sent an application to the call, as far as this person may see them."""
    sent = Application.objects.submitted().filter(call=call, city=OuterRef("pk"))
    return City.objects.visible_to(user).filter(Exists(sent)).order_by("name_folded", "pk")


def declared(call: Call, user: User) -> QuerySet[Conflict]:
    """Conflicts with cities of the call, by city; those of people who have no longer a part in it too."""
    here = Application.objects.filter(call=call, city=OuterRef("city"))
    rows = Conflict.objects.filter(Exists(here), city__in=City.objects.visible_to(user))
    return rows.select_related("user", "city", "declared_by").order_by("city__name_folded", "user__full_name_folded")


@dataclass
class Row:
    """A suggestion as staff read it. `reads` is how many applications of the city this person has to read."""

    person: int
    name: str
    city: int
    city_name: str
    sign: str
    words: str
    reads: int
    reason: str = ""
    error: str = ""

    @property
    def key(self) -> str:
        return f"{self.person}-{self.city}-{self.sign}"


def suggestions(call: Call, user: User) -> list[Row]:
    """What suggests a conflict and was neither recorded nor dismissed; eight queries, whatever the numbers."""
    who: dict[int, Any] = {
        one["pk"]: one for one in people(call).values("pk", "full_name", "email", "profile__employer")
    }
    towns = {one.pk: one for one in cities(call, user).select_related("place")}
    found = signs.suggest(_readers(who), _towns(towns))
    if not found:
        return []
    recorded = set(Conflict.objects.filter(user__in=who, city__in=towns).values_list("user", "city"))
    dismissed = DismissedSuggestion.objects.filter(user__in=who, city__in=towns)
    gone = set(dismissed.values_list("user", "city", "sign"))
    standing = ReviewAssignment.objects.standing().filter(round__call=call, reviewer__in=who)
    reads = Counter(standing.values_list("reviewer", "application__city"))
    return [
        Row(
            person=one.reader,
            name=who[one.reader]["full_name"] or who[one.reader]["email"],
            city=one.town,
            city_name=str(towns[one.town]),
            sign=one.sign,
            words=signs.words(one.sign, one.detail),
            reads=reads[one.reader, one.town],
        )
        for one in found
        if (one.reader, one.town) not in recorded and (one.reader, one.town, one.sign) not in gone
    ]


def _readers(who: dict[int, Any]) -> list[signs.Reader]:
    """With the cities that each acts, acted or wrote for."""
    acted, acts, sent = defaultdict(set), defaultdict(set), defaultdict(set)
    for user, city in CityMember.objects.filter(user__in=who).values_list("user", "city"):
        acted[user].add(city)
    for user, city in CityMember.objects.active().filter(user__in=who).values_list("user", "city"):
        acts[user].add(city)
    for user, city in InterestForm.objects.filter(sender__in=who).values_list("sender", "city"):
        sent[user].add(city)
    return [
        signs.Reader(
            pk,
            one["email"],
            one["profile__employer"] or "",
            frozenset(acts[pk]),
            frozenset(acted[pk]),
            frozenset(sent[pk]),
        )
        for pk, one in who.items()
    ]


def _towns(towns: dict[int, City]) -> list[signs.Town]:
    """With every name a city has or had, and the domains it and its people write from."""
    domains = defaultdict(set)
    rows = CityMember.objects.active().filter(city__in=towns).values_list("city", "user__email")
    for pk, email in rows:
        domains[pk].add(email.rpartition("@")[2])
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        signs.Town(
            pk,
            (city.name, *city.former_names, *(city.place.names_folded.split("|") if city.place else ())),
            frozenset(domains[pk] | set(city.mail_domains)),
            (city.region, *dict.fromkeys(country_name(city.country, code) for code in languages)),
        )
        for pk, city in towns.items()
    ]


def ended_by_conflict(user: User, city: City) -> int:
    """How many assignments the conflict of this person with the city ended."""
    rows = ReviewAssignment.objects.filter(reviewer=user, application__city=city, withdrawn_why=ENDED)
    return rows.count()


def page_of(call: Call) -> str:
    return reverse("selection:conflicts", args=[call.slug])
