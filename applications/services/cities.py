"""Two cities that are one, and a city's new lead: what accounts does, with what intake knows of them, and who is told."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.models import Application, Call, Extension, InterestForm, JoinRequest
from applications.services import interest
from applications.services.errors import NotAllowed
from cda_portal.accounts import cities
from cda_portal.accounts.models import City, CityMember, Conflict, User
from cda_portal.accounts.services import NotAllowedNow
from cda_portal.core import clock, registry
from cda_portal.core.models import Comment, Desk
from cda_portal.core.text import say
from cda_portal.notifications.services import notify


@dataclass
class Preview:
    """What a merge would move, side by side, and what stands in its way."""

    city: City
    into: City
    leads: list[CityMember] = field(default_factory=list)
    clashes: list[tuple[Call, list[InterestForm]]] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)

    @property
    def must_choose_lead(self) -> bool:
        return len({row.user_id for row in self.leads}) == 2


def preview(city: City, into: City) -> Preview:
    """Nothing is locked: `merge` looks again."""
    found = Preview(city, into)
    leads = CityMember.objects.filter(city__in=[city, into], role=CityMember.Role.LEAD, until=None)
    found.leads = list(leads.select_related("user", "city").order_by("pk"))
    if city == into:
        found.obstacles.append(_("Choose another city: this is the same one."))
        return found
    found.obstacles += [str(_both_apply(call)) for call in _calls_of_both(city, into)]
    forms: dict[int, list[InterestForm]] = {}
    for form in InterestForm.objects.filter(city__in=[city, into]).select_related("call", "city", "sender"):
        forms.setdefault(form.call_id, []).append(form)
    found.clashes = [(both[0].call, both) for both in forms.values() if len(both) == 2]
    return found


def _calls_of_both(city: City, into: City) -> list[Call]:
    live = Application.objects.exclude(status=Application.Status.WITHDRAWN)
    return list(
        Call.objects.filter(pk__in=live.filter(city=city).values("call"))
        .filter(pk__in=live.filter(city=into).values("call"))
        .order_by("pk")
    )


def _both_apply(call: Call) -> str:
    return _("Both have an application to “%(call)s”. One must be withdrawn before the cities are merged.") % {
        "call": say(call.title)
    }


@transaction.atomic
def merge(
    city: City, into: City, *, by: User, why: str, lead: User | None = None, forms: set[int] | None = None
) -> City:
    """`city` becomes part of `into`: all its rows move there, its names and its address lead there.

    Where both sent an interest form for one call, `forms` has the id of the one that stands; the other stays with the
    merged city, and is declined if nobody has decided it. Raises NotAllowed when both have a live application for one
    call, when a form or a lead is not chosen, and when either was merged meanwhile.
    """
    _hold_conflicted(city, into)
    try:
        city, into = cities.lock(city, into)
        if city == into:
            raise NotAllowed(_("Choose another city: this is the same one."))
        for call in _calls_of_both(city, into):
            raise NotAllowed(_both_apply(call))
        staying = _settle_forms(city, into, forms or set(), by=by)
        merged = cities.merge(city, into, lead=lead, by=by, why=why)
    except NotAllowedNow as error:
        raise NotAllowed(str(error)) from error
    # An application stays with its form: what was withdrawn under a form that does not stand is history.
    Application.objects.filter(city=city).exclude(form__in=staying).update(city=merged)
    InterestForm.objects.filter(city=city).exclude(pk__in=staying).update(city=merged)
    _move_requests(city, merged)
    _move_extensions(city, merged)
    _move_desk(city, merged)
    for told in registry.contributions("cities_merged"):
        told(merged, by=by)
    return merged


def _hold_conflicted(*both: City) -> None:
    """Whoever declares a conflict or is given something to read holds the person, then the city: so does this."""
    people = User.objects.filter(pk__in=Conflict.objects.filter(city__in=both).values("user"))
    list(people.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _settle_forms(city: City, into: City, chosen: set[int], *, by: User) -> list[int]:
    """The ids of the forms that do not move with the city; a form of `into` that is not chosen goes the other way."""
    staying = []
    for call, both in _clashing(city, into):
        stands = [form for form in both if form.pk in chosen]
        if len(stands) != 1:
            raise NotAllowed(
                _("Both have an interest form for “%(call)s”. Choose the one that stands.") % {"call": say(call.title)}
            )
        other = next(form for form in both if form.pk not in chosen)
        live = other.applications.exclude(status=Application.Status.WITHDRAWN)
        if live.exists():
            raise NotAllowed(
                _("The interest form of %(city)s has an application. Choose that form.") % {"city": other.city}
            )
        _set_aside(other, by=by)
        if other.city_id == into.pk:
            _swap(stands[0], other)
        staying.append(other.pk)
    return staying


def _clashing(city: City, into: City) -> list[tuple[Call, list[InterestForm]]]:
    return [(call, both) for call, both in preview(city, into).clashes]


def _set_aside(form: InterestForm, *, by: User) -> None:
    if form.status == InterestForm.Status.RECEIVED:
        with override(form.language):
            told = _("Your city sent two interest forms for this call. The other one stands, and goes on from here.")
        interest.decline(form, told, by=by)


def _swap(stands: InterestForm, other: InterestForm) -> None:
    """The form of the merged city stands, so the other city's goes to the merged one; one city and call has one form."""
    old, new = stands.city_id, other.city_id
    call = stands.call_id
    # Through no city's place at all: the constraint holds at every statement.
    parked = City.objects.create(name="-", country=stands.city.country, region=f"merge {stands.pk}")
    InterestForm.objects.filter(pk=other.pk).update(city=parked)
    Application.objects.filter(form=other).update(city=old)
    InterestForm.objects.filter(pk=stands.pk, call=call).update(city=new)
    Application.objects.filter(form=stands).update(city=new)
    InterestForm.objects.filter(pk=other.pk).update(city=old)
    parked.delete()


def _move_requests(city: City, into: City) -> None:
    asked = set(JoinRequest.objects.filter(city=into, decided_at=None).values_list("call", "user"))
    for request in JoinRequest.objects.filter(city=city, decided_at=None):
        if (request.call_id, request.user_id) in asked:
            JoinRequest.objects.filter(pk=request.pk).update(decided_at=clock.now(), accepted=False)
    JoinRequest.objects.filter(city=city).update(city=into)


def _move_extensions(city: City, into: City) -> None:
    """Of two for one call the later counts."""
    for extension in Extension.objects.filter(city=city):
        theirs = Extension.objects.filter(city=into, call=extension.call_id)
        if theirs.exists():
            theirs.filter(closes__lt=extension.closes).update(closes=extension.closes)
        else:
            Extension.objects.filter(pk=extension.pk).update(city=into)


def _move_desk(city: City, into: City) -> None:
    """Notes, owner, tags and follow-up; where both have an owner or a day, the one of the city that stays."""
    about = Q(object_type=ContentType.objects.get_for_model(City), object_id=city.pk)
    Comment.objects.filter(about).update(object_id=into.pk)
    desk = Desk.objects.filter(about).first()
    if desk is None:
        return
    theirs, _new = Desk.objects.get_or_create(object_type=desk.object_type, object_id=into.pk)
    theirs.owner_id = theirs.owner_id or desk.owner_id
    theirs.follow_up_on = theirs.follow_up_on or desk.follow_up_on
    theirs.tags = sorted({*theirs.tags, *desk.tags})
    theirs.save(update_fields=["owner", "follow_up_on", "tags"])
    desk.delete()


@transaction.atomic
def appoint_lead(city: City, person: User, *, by: User, why: str, keep: bool = True) -> None:
    """Staff name who leads the city, with a reason that both read; who led before becomes deputy, or leaves."""
    try:
        before = cities.appoint_lead(city, person, by=by, why=why, keep=keep)
    except NotAllowedNow as error:
        raise NotAllowed(str(error)) from error
    member = CityMember.objects.active().filter(city=city, role=CityMember.Role.LEAD).get()
    for one in filter(None, (person, before)):
        context = {"city": city, "lead": person, "leads": one == person, "keep": keep, "why": why, "link": "/home/"}
        notify("lead_appointed", to=one, about=city, context=context, occurrence=str(member.pk))
