"""Who acts for a city, and in which role. Every verb locks the city, so that of two at once the second sees the first.

Nobody here is told anything: that is for whoever knows where the city's people read it.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cda_portal.accounts import services
from cda_portal.accounts.models import City, CityMember, User
from cda_portal.accounts.services import NotAllowedNow
from cda_portal.core import audit, clock

LEAD, DEPUTY = CityMember.Role.LEAD, CityMember.Role.DEPUTY


def roles_of(city: City, user: User) -> frozenset[str]:
    """Read again from the database: under the city's lock these are the roles that count."""
    return frozenset(_standing(city).filter(user=user).values_list("role", flat=True))


def lead_of(city: City) -> User | None:
    row = _standing(city).filter(role=LEAD).select_related("user").first()
    return row.user if row else None


@transaction.atomic
def change_role(city: City, user: User, role: str, *, by: User | None) -> CityMember:
    """Give this role in place of all others the person has there. The lead is handed over, never changed."""
    lock(city)
    held = roles_of(city, user)
    if not held:
        raise NotAllowedNow(_("%(name)s does not act for this city any more.") % {"name": user})
    if LEAD in held or role == LEAD:
        raise NotAllowedNow(_("The lead is handed over, not changed: name a successor."))
    if held != {role}:
        _end(city, user, keep=role)
        audit.record(city, "member role changed", by=by, source="+".join(sorted(held)), target=role)
    return services.make_member(city, user, role, by=by) if role not in held else _row(city, user, role)


@transaction.atomic
def hand_over(city: City, *, to: User, by: User | None) -> CityMember:
    """`to`, who acts for the city already, leads it from now on; who led it becomes deputy."""
    lock(city)
    before = lead_of(city)
    if before == to:
        return _row(city, to, LEAD)
    if not roles_of(city, to):
        raise NotAllowedNow(_("%(name)s does not act for this city any more. Name somebody else.") % {"name": to})
    _end(city, to)
    if before is not None:
        _end(city, before)
        _begin(city, before, DEPUTY)
    led = _begin(city, to, LEAD)
    audit.record(city, "lead handed over", by=by, source=str(before.pk) if before else "", target=str(to.pk))
    return led


@transaction.atomic
def end(city: City, user: User, *, by: User | None, why: str = "") -> int:
    """Today is the first day on which the person does not act for the city; how many roles ended. A lead stays."""
    lock(city)
    if LEAD in roles_of(city, user):
        raise NotAllowedNow(_("A city needs a lead. Name a successor first."))
    ended = _end(city, user)
    if ended:
        audit.record(city, "member left" if by == user else "member removed", by=by, source=str(user.pk), why=why)
    return ended


def lock(city: City) -> None:
    City.objects.select_for_update().get(pk=city.pk)


def _standing(city: City) -> QuerySet[CityMember]:
    return CityMember.objects.active().filter(city=city)


def _row(city: City, user: User, role: str) -> CityMember:
    return _standing(city).get(user=user, role=role)


def _begin(city: City, user: User, role: str) -> CityMember:
    return CityMember.objects.create(city=city, user=user, role=role, since=clock.today("UTC"))


def _end(city: City, user: User, *, keep: str = "") -> int:
    return _standing(city).filter(user=user).exclude(role=keep).update(until=clock.today("UTC"))
