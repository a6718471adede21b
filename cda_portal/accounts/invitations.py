"""Asking somebody by mail to join, with a programme role or, where a city is named, with a role in that city.

The mail carries a link for one use and seven days. Opening it uses nothing; `accept` does. Kinds of mail:
"role_invitation" and "city_invitation", both with `invitation` and `role` in their templates and the token in `secret`.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cda_portal.accounts import permissions, services
from cda_portal.accounts.models import City, CityMember, Invitation, RoleGrant, User
from cda_portal.accounts.models.user import active
from cda_portal.accounts.services import NotAllowedNow
from cda_portal.core import audit, clock, links
from cda_portal.core.models import SecretLink
from cda_portal.notifications.services import Address, notify

DAYS = 7
ROLE_LINK, CITY_LINK = "role-invitation", "city-invitation"


def purpose(invitation: Invitation) -> str:
    """Of its link."""
    return CITY_LINK if invitation.city_id else ROLE_LINK


def is_open(invitation: Invitation) -> bool:
    return invitation.accepted_at is None and invitation.revoked_at is None and invitation.expires_at > clock.now()


@transaction.atomic
def invite(
    email: str,
    role: str,
    *,
    by: User,
    city: City | None = None,
    full_name: str = "",
    language: str = "en",
    message: str = "",
) -> Invitation:
    """Invite an address to a role; `message` is what the inviter adds to the mail.

    Twice is once: the open invitation is returned. One whose days are over is sent again. Raises NotAllowedNow when
    the person has the role already. Whether `by` may is for the caller's permission check.
    """
    email = email.strip().lower()
    _refuse_if_held(email, role, city)
    told = {"full_name": full_name, "language": language, "message": message, "by": by}
    ends = clock.ahead(days=DAYS)
    # Against the constraint, not a look beforehand: of two people who invite at once, one makes the row.
    invitation, new = Invitation.objects.get_or_create(
        email=email, role=role, city=city, accepted_at=None, revoked_at=None, defaults={**told, "expires_at": ends}
    )
    if not new:
        return invitation if is_open(invitation) else resend(invitation, by=by)
    audit.record(city or invitation, "person invited", by=by, target=role)
    _send(invitation)
    return invitation


def _refuse_if_held(email: str, role: str, city: City | None) -> None:
    held: QuerySet[Any]
    if city is None:
        held = RoleGrant.objects.filter(active(), user__email=email, role=role)
    else:
        held = CityMember.objects.active().filter(user__email=email, role=role, city=city)
    if held.exists():
        raise NotAllowedNow(_("%(email)s has this role already.") % {"email": email})


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> Invitation:
    """Send another mail with another link; the earlier link ends. Seven days begin again."""
    invitation = _locked(invitation)
    if invitation.accepted_at or invitation.revoked_at:
        raise NotAllowedNow(_("This invitation has been accepted or taken back. Invite the person again."))
    links.revoke(invitation, purpose(invitation))
    invitation.sent_at, invitation.expires_at = clock.now(), clock.ahead(days=DAYS)
    invitation.save(update_fields=["sent_at", "expires_at"])
    audit.record(invitation.city or invitation, "invitation sent again", by=by, target=invitation.role)
    _send(invitation)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> Invitation:
    """Take it back: its link ends. Twice is once."""
    invitation = _locked(invitation)
    if invitation.accepted_at:
        raise NotAllowedNow(_("This invitation has been accepted. End the role instead."))
    if invitation.revoked_at is None:
        links.revoke(invitation, purpose(invitation))
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        audit.record(invitation.city or invitation, "invitation taken back", by=by, source=invitation.role)
    return invitation


def find(token: str, wanted: str) -> Invitation | None:
    """The invitation behind the link of this purpose, if it can still be accepted; uses nothing."""
    link = links.open_link(token, wanted)
    if link is None:
        return None
    invitation = Invitation.objects.select_related("city", "by").filter(pk=link.object_id).first()
    return invitation if invitation is not None and is_open(invitation) else None


@transaction.atomic
def accept(token: str, wanted: str, *, user: User) -> Invitation:
    """Use the link of this purpose up and give its role to `user`, to whose address it went.

    Raises NotAllowedNow when the link is used, old or taken back, when it was for another address, and when who
    invited could not give this role any more.
    """
    found = find(token, wanted)
    if found is None:
        raise NotAllowedNow(_("This invitation has been used, taken back or is too old. Ask for a new one."))
    invitation = _locked(found)
    if invitation.email.lower() != user.email.lower():
        raise NotAllowedNow(
            _("This invitation is for %(email)s. Sign out, then sign in with that address.")
            % {"email": invitation.email}
        )
    link = links.open_link(token, wanted)
    if link is None or not links.use(link):
        raise NotAllowedNow(_("This invitation has been used, taken back or is too old. Ask for a new one."))
    _give(invitation, user)
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(invitation.city or user, "invitation accepted", by=user, target=invitation.role)
    return invitation


def _give(invitation: Invitation, user: User) -> None:
    if invitation.city is not None:
        services.make_member(invitation.city, user, invitation.role, by=invitation.by)
        return
    if not (invitation.by.is_active and permissions.can_grant_role(invitation.by, user, invitation.role)):
        raise NotAllowedNow(
            _("%(name)s, who invited you, cannot give this role any more. Ask for a new invitation.")
            % {"name": invitation.by}
        )
    services.grant_role(user, invitation.role, by=invitation.by)


def role_label(invitation: Invitation) -> str | Promise:
    """The role in the reader's words."""
    return (CityMember.Role if invitation.city_id else RoleGrant.Role)(invitation.role).label


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("city", "by").get(pk=invitation.pk)


def _send(invitation: Invitation) -> None:
    link: SecretLink = links.make(
        purpose(invitation), invitation, recipient=invitation.email, expires_at=invitation.expires_at
    )
    notify(
        "city_invitation" if invitation.city_id else "role_invitation",
        to=Address(
            invitation.email,
            invitation.language,
            invitation.city.time_zone if invitation.city else "UTC",
            invitation.full_name,
        ),
        about=invitation,
        context={"invitation": invitation, "role": role_label(invitation), "link": "/home/"},
        occurrence=str(link.pk),
        expires_at=invitation.expires_at,
        secret={"token": link.token},
    )
