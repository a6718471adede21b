"""What staff change about a city: its facts and name, its lead, its mayors' terms, and that two cities are one.

Every verb locks the city, and refuses one that was merged into another meanwhile: of an edit and a merge at once, the
second sees what the first has done.
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cda_portal.accounts import membership
from cda_portal.accounts.models import City, CityMember, Conflict, Invitation, MayorTerm, User
from cda_portal.accounts.services import NotAllowedNow
from cda_portal.core import audit, clock

FACTS = (
    "name kind country region population population_year population_source time_zone mail_domains city_manager "
    "wwc_status wwc_year"
).split()
TERM_FACTS = "name title start end source next_election can_run_again elected_how transition_plan".split()
LEAD, DEPUTY = CityMember.Role.LEAD, CityMember.Role.DEPUTY


def lock(*cities: City) -> list[City]:
    """The rows under their locks, as asked for; taken in the order of their ids, so that two merges cannot block each other.

    Raises NotAllowedNow for one that was merged into another city.
    """
    rows = {
        row.pk: row for row in City.objects.select_for_update().filter(pk__in=[c.pk for c in cities]).order_by("pk")
    }
    found = [rows[city.pk] for city in cities]
    for city in found:
        if city.merged_into_id is not None:
            raise NotAllowedNow(_("%(name)s was merged into another city. Load the page again.") % {"name": city})
    return found


@transaction.atomic
def edit(city: City, values: Mapping[str, Any], *, by: User) -> City:
    """Change facts; an earlier name is kept and goes on being found. Only what differs is recorded, by field.

    Raises NotAllowedNow when another city has that name in that region.
    """
    [city] = lock(city)
    changed = [name for name in FACTS if name in values and getattr(city, name) != values[name]]
    if not changed:
        return city
    if "name" in changed:
        names = dict.fromkeys([*city.former_names, city.name])
        city.former_names = [name for name in names if name != values["name"]]
    for name in changed:
        setattr(city, name, values[name])
    try:
        with transaction.atomic():
            city.save()
    except IntegrityError as error:
        raise NotAllowedNow(
            _("There is another city called %(name)s in that region. Merge the two instead.") % {"name": city.name}
        ) from error
    audit.record(city, "city renamed" if "name" in changed else "city edited", by=by, why=", ".join(changed))
    return city


@transaction.atomic
def appoint_lead(city: City, person: User, *, by: User, why: str, keep: bool = True) -> User | None:
    """Let `person` lead the city from today (UTC); who led it before, whom this returns, becomes deputy, or leaves."""
    [city] = lock(city)
    if not person.is_active:
        raise NotAllowedNow(_("The account of %(name)s is closed.") % {"name": person})
    before = membership.lead_of(city)
    if before == person:
        return None
    today = clock.today("UTC")
    standing = CityMember.objects.active().filter(city=city)
    standing.filter(user=person).update(until=today)
    if before is not None:
        standing.filter(user=before).update(until=today)
        if keep:
            CityMember.objects.create(city=city, user=before, role=DEPUTY, since=today)
    CityMember.objects.create(city=city, user=person, role=LEAD, since=today)
    audit.record(city, "lead_appointed", by=by, source=str(before.pk) if before else "", target=str(person.pk), why=why)
    return before


@transaction.atomic
def save_term(city: City, values: Mapping[str, Any], *, by: User, term: MayorTerm | None = None) -> MayorTerm:
    """A new term of office of the city's mayor, or a correction of one."""
    [city] = lock(city)
    saved = MayorTerm(city=city) if term is None else city.terms.select_for_update().get(pk=term.pk)
    for name in TERM_FACTS:
        if name in values:
            setattr(saved, name, values[name])
    saved.save()
    audit.record(city, "term added" if term is None else "term edited", by=by, target=str(saved.pk))
    return saved


@transaction.atomic
def merge(city: City, into: City, *, lead: User | None, by: User, why: str) -> City:
    """What accounts knows of `city` moves to `into`: people, terms, conflicts, invitations, names, facts `into` lacks.

    `lead` is who leads afterwards where both have a lead. Called by intake's own `merge`, which moves the rest.
    """
    old, new = lock(city, into)
    if old == new:
        raise NotAllowedNow(_("Choose another city: this is the same one."))
    _merge_members(old, new, lead)
    old.terms.update(city=new)
    _move_without_twins(Conflict.objects.filter(city=old), new, Conflict.objects.filter(city=new), "user_id")
    _merge_invitations(old, new)
    City.objects.filter(merged_into=old).update(merged_into=new)
    old.merged_into = new
    old.save(update_fields=["merged_into"])
    names = [*new.former_names, old.name, *old.former_names]
    new.former_names = [name for name in dict.fromkeys(names) if name != new.name]
    for field in ("place_id", "population", "population_year", "population_source", "latitude", "longitude"):
        if getattr(new, field) in (None, ""):
            setattr(new, field, getattr(old, field))
    new.mail_domains = list(dict.fromkeys([*new.mail_domains, *old.mail_domains]))
    new.past_cohort = new.past_cohort or old.past_cohort
    new.save()
    audit.record(old, "cities merged", by=by, source=str(old.pk), target=str(new.pk), why=why)
    audit.record(new, "city taken in", by=by, source=str(old.pk), target=str(new.pk), why=why)
    return new


def _merge_members(old: City, new: City, lead: User | None) -> None:
    today = clock.today("UTC")
    leads = list(CityMember.objects.filter(city__in=[old, new], role=LEAD, until=None))
    if len(leads) == 2 and leads[0].user_id != leads[1].user_id:
        if lead is None or lead.pk not in {row.user_id for row in leads}:
            raise NotAllowedNow(_("Both cities have a lead. Choose who leads from now on."))
        for row in leads:
            if row.user_id != lead.pk:
                CityMember.objects.filter(pk=row.pk).update(until=today)
                CityMember.objects.get_or_create(
                    city=new, user_id=row.user_id, role=DEPUTY, until=None, defaults={"since": today}
                )
    theirs = set(new.members.filter(until=None).values_list("user", "role"))
    for row in old.members.filter(until=None):
        if (row.user_id, row.role) in theirs:
            CityMember.objects.filter(pk=row.pk).update(until=today)
    old.members.update(city=new)


def _move_without_twins(rows: Any, new: City, present: Any, field: str) -> None:
    """Rows that the other city has already stay where they are: with the city that is no longer one."""
    rows.exclude(**{f"{field}__in": present.values(field)}).update(city=new)


def _merge_invitations(old: City, new: City) -> None:
    """An address that both cities invite keeps the invitation of the one that stays."""
    asked = {
        (one.email.lower(), one.role) for one in Invitation.objects.filter(city=new, accepted_at=None, revoked_at=None)
    }
    for one in Invitation.objects.filter(city=old, accepted_at=None, revoked_at=None):
        if (one.email.lower(), one.role) in asked:
            Invitation.objects.filter(pk=one.pk).update(revoked_at=clock.now())
    Invitation.objects.filter(city=old).update(city=new)
