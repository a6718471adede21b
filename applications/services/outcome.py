"""What becomes of an application after it was sent: it is read, decided, and its city takes the place or gives it up.

Selection decides which; these verbs write it. Letters and their mails are selection's own.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.services.application import _locked, _move, _not_from
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import CityMember, User
from cda_portal.core import audit
from cda_portal.notifications.services import notify

Status = Application.Status
DECIDED_AS = {"select": Status.SELECTED, "waitlist": Status.WAITLISTED, "decline": Status.DECLINED}


@transaction.atomic
def begin_review(application: Application, *, by: User | None = None) -> Application:
    """From now on it is read and can no longer be changed. One that is not sent, or is read already, stays as it is."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.status == Status.SUBMITTED:
        _move(application, Status.IN_REVIEW, by=by)
    return application


@transaction.atomic
def decide(
    application: Application, outcome: str, *, by: User, feedback: str = "", confirm_by: datetime | None = None
) -> Application:
    """Write what was decided: "select", "waitlist" or "decline". Only a selected city has a day to confirm by.

    Raises NotAllowed from a status that this cannot follow on, such as a withdrawn application.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    to = DECIDED_AS[outcome]
    if application.status == to:
        return application
    until = confirm_by if to == Status.SELECTED else None
    return _move(application, to, by=by, feedback=feedback, confirm_by=until)


@transaction.atomic
def extend_confirmation(application: Application, until: datetime, *, by: User, why: str = "") -> Application:
    """Give a selected city until `until` (UTC) to confirm its place."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.status != Status.SELECTED:
        raise _not_from(application)
    if application.confirm_by and until <= application.confirm_by:
        raise NotAllowed(_("The city has until then already. Choose a later day."))
    audit.record(application, "confirmation extended", by=by, why=why)
    application.confirm_by = until
    application.save(update_fields=["confirm_by"])
    return application


@transaction.atomic
def confirm_place(application: Application, *, by: User, arrived: datetime) -> Application:
    """The city takes its place. Raises NotAllowed when its day to confirm has passed: staff can give it longer."""
    application = _locked(application, by)
    if application.status == Status.CONFIRMED:
        return application
    if application.status == Status.SELECTED and application.confirm_by and arrived > application.confirm_by:
        raise NotAllowed(_("The day to confirm has passed. Write to our team: they can give you longer."))
    _move(application, Status.CONFIRMED, by=by)
    _tell_lead(application, "place_confirmed", by=by)
    return application


@transaction.atomic
def decline_place(application: Application, *, by: User, why: str = "") -> Application:
    """The city gives its place up; it goes to the waiting list. There is no way back but a letter to staff."""
    application = _locked(application, by)
    if application.status == Status.PLACE_DECLINED:
        return application
    _move(application, Status.PLACE_DECLINED, by=by)
    if why:
        audit.record(application, "place declined", by=by, why=why)
    _tell_lead(application, "place_declined", by=by)
    return application


def _tell_lead(application: Application, kind: str, *, by: User) -> None:
    """The city's lead, and whoever did it in the lead's stead, have it in writing."""
    lead = CityMember.objects.active().filter(city=application.city_id, role=CityMember.Role.LEAD)
    people = {member.user_id: member.user for member in lead.select_related("user")} | {by.pk: by}
    for person in people.values():
        notify(
            kind,
            to=person,
            about=application,
            context={
                "application": application,
                "call": application.call,
                "by": by,
                "link": reverse("applications:application-status", args=[application.reference]),
            },
        )
