"""The people of a city around its application: asked in by mail, let in on request, given roles, thanked and let go.

Every verb locks the city first and reads the roles of whoever acts again: of a hand-over and a leave at once, the
second sees what the first has done. The mails go to those concerned, never to a list.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application, InterestForm, JoinRequest
from applications.permissions import DECIDERS, SENDERS
from applications.services.errors import NotAllowed
from cda_portal.accounts import invitations, membership
from cda_portal.accounts import services as accounts
from cda_portal.accounts.invitations import CITY_LINK
from cda_portal.accounts.models import City, CityMember, Invitation, User
from cda_portal.accounts.services import NotAllowedNow
from cda_portal.core import audit, clock, links
from cda_portal.notifications.services import notify

T = TypeVar("T")
Role = CityMember.Role
GIVEN = (Role.DEPUTY, Role.MEMBER, Role.SPONSOR, Role.MAYOR, Role.OFFICE)  # the lead is handed over
MOST_OPEN = 30  # invitations of one city that wait at a time: the portal must not mail the world
BREATH = timedelta(minutes=1)  # a second click on "send again" is no second mail


# ---- asked in by mail


@transaction.atomic
def invite_colleague(
    application: Application, email: str, role: str, *, by: User, language: str, full_name: str = "", message: str = ""
) -> Invitation:
    """Mail an address an invitation to act for the city. Twice with one role is once.

    Raises NotAllowed for somebody who acts for the city already, or is invited in another role.
    """
    city = _managed(application, by)
    email = email.strip().lower()
    if CityMember.objects.active().filter(city=city, user__email=email).exists():
        raise NotAllowed(_("%(email)s is in the team already. Change the role in the list.") % {"email": email})
    open_ones = Invitation.objects.filter(city=city, accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
    other = open_ones.filter(email__iexact=email).exclude(role=role).first()
    if other is not None:
        raise NotAllowed(
            _("%(email)s is invited already, as “%(role)s”. Take that invitation back first.")
            % {"email": email, "role": invitations.role_label(other)}
        )
    if open_ones.count() >= MOST_OPEN:
        raise NotAllowed(_("Too many invitations are open. Take some back, or wait until they are answered."))
    return invitations.invite(
        email, Role(role), by=by, city=city, full_name=full_name, language=language, message=message
    )


@transaction.atomic
def resend_invitation(application: Application, invitation: Invitation, *, by: User) -> Invitation:
    """Another mail with another link, and seven days again."""
    _managed(application, by)
    if invitations.is_open(invitation) and clock.now() - invitation.sent_at < BREATH:
        return invitation
    return _asked(lambda: invitations.resend(invitation, by=by))


@transaction.atomic
def revoke_invitation(application: Application, invitation: Invitation, *, by: User) -> Invitation:
    _managed(application, by)
    return _asked(lambda: invitations.revoke(invitation, by=by))


@transaction.atomic
def accept_invitation(token: str, *, by: User) -> Invitation:
    """Act for the city from now on. A second click of the same person gives the same invitation.

    Raises NotAllowed for a link that is used, old or taken back, for another address, and for programme staff.
    """
    _refuse_staff(by)
    try:
        invitation = invitations.accept(token, CITY_LINK, user=by)
    except NotAllowedNow as error:
        found = invitation_behind(token)
        if found is not None and found.accepted_by_id == by.pk:
            return found
        raise NotAllowed(str(error)) from error
    _tell_of_joining(_city(invitation), by, invitation.role, also=invitation.by)
    return invitation


@transaction.atomic
def decline_invitation(token: str) -> Invitation:
    """Say no, which needs no account. Raises NotAllowed when the link opens nothing any more."""
    link = links.open_link(token, CITY_LINK)
    invitation = invitation_behind(token)
    if link is None or invitation is None or not links.use(link):
        raise NotAllowed(_("This invitation has been used, taken back or is too old. There is nothing to decline."))
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("city", "by").get(pk=invitation.pk)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    audit.record(_city(invitation), "invitation declined", source=invitation.role)
    notify(
        "invitation_declined",
        to=invitation.by,
        about=invitation,
        context={"invitation": invitation, "link": team_page(_city(invitation))},
    )
    return invitation


def invitation_behind(token: str) -> Invitation | None:
    """The invitation of a link that was genuine once, open or not."""
    link = links.past(token, CITY_LINK)
    if link is None:
        return None
    return Invitation.objects.select_related("city", "by", "accepted_by").filter(pk=link.object_id).first()


# ---- roles


@transaction.atomic
def change_role(application: Application, person: User, role: str, *, by: User) -> CityMember:
    """Another role in the city instead of the one the person has. They are told."""
    city = _managed(application, by)
    before = membership.roles_of(city, person)
    member = _asked(lambda: membership.change_role(city, person, Role(role), by=by))
    if before != {role} and person != by:
        context = {"application": application, "role": member.get_role_display, "by": by}
        notify("team_role", to=person, about=application, context=context, occurrence=str(member.pk))
    return member


@transaction.atomic
def remove_colleague(application: Application, person: User, *, by: User) -> None:
    """End somebody's part in the city; inviting them again is the way back. Done twice it is done once."""
    city = _managed(application, by)
    if _asked(lambda: membership.end(city, person, by=by)):
        context = {"application": application, "by": by, "link": "/home/"}
        notify("team_removed", to=person, about=application, context=context, occurrence=_instant())


@transaction.atomic
def leave(application: Application, *, by: User) -> None:
    """End one's own part. The lead names a successor first."""
    city = _locked(application)
    if _asked(lambda: membership.end(city, by, by=by)) and (lead := membership.lead_of(city)):
        context = {"application": application, "who": by, "link": team_page(city)}
        notify("team_left", to=lead, about=application, context=context, occurrence=_instant())


@transaction.atomic
def hand_over(application: Application, *, to: User, by: User) -> CityMember:
    """The successor leads, the lead becomes deputy; both are told. Raises NotAllowed for anybody but the lead."""
    city = _locked(application)
    if membership.lead_of(city) == to:
        return city.members.active().get(user=to, role=Role.LEAD)
    if Role.LEAD not in membership.roles_of(city, by):
        raise NotAllowed(_("Only the lead hands the lead over."))
    led = _asked(lambda: membership.hand_over(city, to=to, by=by))
    for person in (to, by):
        context = {"application": application, "lead": to, "before": by, "leads": person == to}
        notify("team_lead", to=person, about=application, context=context, occurrence=str(led.pk))
    return led


# ---- let in on request


@transaction.atomic
def ask_to_join(form: InterestForm, *, by: User, message: str) -> JoinRequest:
    """Ask whoever leads the city, or sent its form, to be let in. Twice is once.

    Raises NotAllowed for somebody who acts for the city already.
    """
    _refuse_staff(by)
    if form.sender_id == by.pk or membership.roles_of(form.city, by):
        raise NotAllowed(_("You work with %(city)s already.") % {"city": form.city})
    join, new = JoinRequest.objects.get_or_create(
        city=form.city, call=form.call, user=by, decided_at=None, defaults={"message": message}
    )
    if new:
        audit.record(form.city, "joining asked", by=by, source=str(join.pk))
        for person in _hosts(form):
            notify("join_asked", to=person, about=join, context={"join": join})
    return join


@transaction.atomic
def decide_join(request: JoinRequest, *, accept: bool, by: User, role: str = "", reply: str = "") -> JoinRequest:
    """Let the person in with a role, or not, with a reply; they are told, and so is the lead when staff decided.

    Raises NotAllowed when it has been decided, and for anybody but the city's lead, its deputy, the form's sender
    while nobody leads, and officers.
    """
    rows = JoinRequest.objects.select_for_update(of=("self",)).select_related("city", "call", "user")
    join = rows.get(pk=request.pk)
    if join.decided_at is not None:
        raise NotAllowed(_("This request has been decided. Load the page again."))
    if not (by.roles & DECIDERS or may_host(by, join)):
        raise NotAllowed(_("Only the lead of the city or a deputy decides this."))
    join.accepted, join.reply, join.decided_by, join.decided_at = accept, reply, by, clock.now()
    join.save(update_fields=["accepted", "reply", "decided_by", "decided_at"])
    audit.record(join.city, "joining decided", by=by, source=str(join.pk), target=role if accept else "declined")
    if accept:
        _let_in(join, role, by=by)
    application = application_of(join.city)
    link = application.get_absolute_url() if accept and application else join.get_absolute_url()
    context = {"join": join, "role": Role(role).label if accept else "", "link": link}
    notify("join_decided", to=join.user, about=join, context=context)
    return join


def _let_in(join: JoinRequest, role: str, *, by: User) -> None:
    if role not in GIVEN:
        raise NotAllowed(_("Choose a role for the person."))
    if not membership.roles_of(join.city, join.user):
        _asked(lambda: accounts.make_member(join.city, join.user, Role(role), by=by))
    _tell_of_joining(join.city, join.user, role, also=None, by=by)


def may_host(user: User, join: JoinRequest) -> bool:
    """Whether this person answers for the city: its lead, a deputy, or the form's sender while nobody leads."""
    if membership.roles_of(join.city, user) & SENDERS:
        return True
    sent = InterestForm.objects.filter(call=join.call, city=join.city, sender=user)
    return membership.lead_of(join.city) is None and sent.exists()


def _hosts(form: InterestForm) -> list[User]:
    rows = CityMember.objects.active().filter(city=form.city, role__in=SENDERS).select_related("user")
    found = {row.user_id: row.user for row in rows}
    return list(found.values()) or [form.sender]


# ---- shared


def application_of(city: City) -> Application | None:
    """The one its people work on: the latest."""
    return Application.objects.filter(city=city).exclude(status=Application.Status.WITHDRAWN).order_by("-pk").first()


def team_page(city: City) -> str:
    application = application_of(city)
    return reverse("applications:team", args=[application.reference]) if application else "/home/"


def _tell_of_joining(city: City, who: User, role: str, *, also: User | None, by: User | None = None) -> None:
    lead = membership.lead_of(city)
    for person in {one for one in (lead, also) if one is not None and one not in (who, by)}:
        context = {"city": city, "who": who, "role": Role(role).label, "link": team_page(city)}
        notify("team_joined", to=person, about=city, context=context, occurrence=f"{who.pk} {_instant()}")


def _city(invitation: Invitation) -> City:
    if invitation.city is None:  # cannot be: an invitation to a programme role has another kind of link
        raise NotAllowed(_("This is no invitation to a city."))
    return invitation.city


def _locked(application: Application) -> City:
    membership.lock(application.city)
    return application.city


def _managed(application: Application, by: User) -> City:
    """The city under its lock, for its lead or a deputy. Raises NotAllowed for others."""
    city = _locked(application)
    if not membership.roles_of(city, by) & SENDERS:
        raise NotAllowed(_("Only the lead of the city or a deputy can do this now."))
    return city


def _asked(act: Callable[[], T]) -> T:
    """What accounts refuses, in this app's own exception."""
    try:
        return act()
    except NotAllowedNow as error:
        raise NotAllowed(str(error)) from error


def _refuse_staff(person: User) -> None:
    """Who decides about cities acts for none."""
    if person.is_programme_staff:
        raise NotAllowed(_("People of the programme team cannot act for a city."))


def _instant() -> str:
    return f"{clock.now():%Y-%m-%dT%H:%M:%S.%f}"
