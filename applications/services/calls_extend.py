"""A later deadline for one city: given, changed and ended by staff, told to the city, also while it submits."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications.models import Application, Call, Extension
from applications.services.calls import digest, locked, unchanged
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import City, CityMember, User
from cda_portal.core import audit, clock
from cda_portal.notifications.services import notify

NAMES = ["closes", "reason"]


@transaction.atomic
def give(call: Call, city: City, *, closes: datetime, reason: str, by: User) -> Extension:
    """Give the city until `closes`; also after the call's own deadline. Its lead and deputies are told.

    Given twice alike it is given once. Raises NotAllowed when another one stands, or the date helps nobody.
    """
    call = locked(call, "extend")
    applications = _hold(call, city)
    _sensible(call, closes)
    try:
        with transaction.atomic():
            extension, created = Extension.objects.get_or_create(
                call=call, city=city, defaults={"closes": closes, "reason": reason, "by": by}
            )
    except IntegrityError as error:
        raise NotAllowed(_standing(city)) from error
    if not created and (extension.closes, extension.reason) != (closes, reason):
        raise NotAllowed(_standing(city))
    if created:
        _note(extension, "deadline extended", applications, by=by, why=reason)
        _tell(extension, applications)
    return extension


def _standing(city: City) -> str:
    return _("%(city)s has a later date already. Change that one.") % {"city": city}


@transaction.atomic
def change(extension: Extension, *, closes: datetime, reason: str, was: str, by: User) -> Extension:
    """Another date or reason. Raises Changed when somebody else changed it meanwhile."""
    call = locked(extension.call, "extend")
    applications = _hold(call, extension.city)
    extension = _row(extension)
    unchanged(extension, NAMES, was)
    _sensible(call, closes)
    before = extension.closes
    extension.closes, extension.reason, extension.by, extension.at = closes, reason, by, clock.now()
    extension.save(update_fields=["closes", "reason", "by", "at"])
    _note(extension, "extension changed", applications, by=by, why=reason)
    if before != closes:
        _tell(extension, applications)
    return extension


@transaction.atomic
def end(extension: Extension, *, by: User, why: str) -> None:
    """Take it back: the call's own deadline counts again. What was sent meanwhile stays as it was judged."""
    call = locked(extension.call, "extend")
    applications = _hold(call, extension.city)
    extension = _row(extension)
    _note(extension, "extension ended", applications, by=by, why=why)
    extension.delete()


def _row(extension: Extension) -> Extension:
    found = Extension.objects.select_related("city", "call").filter(pk=extension.pk).first()
    if found is None:
        raise NotAllowed(_("This later date has been ended already."))
    return found


def _hold(call: Call, city: City) -> list[Application]:
    """Lock the city's applications: a submission is judged wholly before or wholly after this act."""
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).filter(call=call, city=city)
    return [row for row in rows.order_by("pk") if row.status != Application.Status.WITHDRAWN]


def _sensible(call: Call, closes: datetime) -> None:
    if closes <= call.application_closes:
        raise NotAllowed(_("Give a date that is later than the call’s own."))
    if closes <= clock.now():
        raise NotAllowed(_("Give a date in the future."))


def _note(extension: Extension, act: str, applications: list[Application], *, by: User, why: str) -> None:
    until = f"{extension.closes:%Y-%m-%dT%H:%MZ}"
    for about in (*applications, extension.call):
        audit.record(about, act, by=by, target=until, why=why)


def _tell(extension: Extension, applications: list[Application]) -> None:
    drafts = [one for one in applications if one.status == Application.Status.DRAFT]
    senders = CityMember.objects.active().filter(
        city=extension.city, role__in=[CityMember.Role.LEAD, CityMember.Role.DEPUTY]
    )
    for member in senders.select_related("user") if drafts else []:
        notify(
            "extension_given",
            to=member.user,
            about=drafts[0],
            context={"extension": extension, "call": extension.call, "city": extension.city},
            occurrence=digest(extension, [*NAMES, "at"]),
        )
