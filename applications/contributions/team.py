"""Colleagues in shared places: their mails, their home cards, and questions that wait for staff."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.models import Enquiry, JoinRequest
from cda_portal.accounts.invitations import CITY_LINK, is_open
from cda_portal.accounts.models import CityMember, Invitation, User
from cda_portal.core import clock, links
from cda_portal.core.registry import Card, Link
from cda_portal.notifications.kinds import Kind, Priority


def message_kinds() -> list[Kind]:
    member = _("You get this because you act for your city in the City Data Alliance portal.")
    asked = _("You get this because you asked to work with this city.")

    def told(name: str, label: Any, why: Any = member, **more: Any) -> Kind:
        return Kind(name, label, Priority.RECEIPT, why=why, **more)

    return [
        told(
            "city_invitation",
            _("Invitation to a city’s team"),
            _("You get this because somebody of this city gave your address."),
            inbox=False,
            still_wanted=is_open,
        ),
        told("invitation_declined", _("Invitation to a city’s team declined")),
        told("team_joined", _("Somebody joined the team")),
        told("team_role", _("Role in the team changed")),
        told("team_removed", _("Part in the team ended"), _("You get this because you acted for this city.")),
        told("team_lead", _("Lead handed over")),
        told("team_left", _("Somebody left the team")),
        told("join_asked", _("Somebody asks to join the team"), still_wanted=_is_undecided),
        told("join_decided", _("Request to join decided"), asked),
        told("enquiry_answered", _("Question to the programme team answered")),
    ]


def _is_undecided(join: JoinRequest) -> bool:
    return join.decided_at is None


def acts() -> dict[str, str | Promise]:
    return {
        "member role changed": _("Role in the team changed"),
        "lead handed over": _("Lead handed over"),
        "member left": _("Somebody left the team"),
        "member removed": _("Somebody was removed from the team"),
        "invitation declined": _("Invitation to a city’s team declined"),
        "joining asked": _("Somebody asks to join the team"),
        "joining decided": _("Request to join decided"),
        "enquiry asked": _("Question to the programme team"),
        "enquiry withdrawn": _("Question to the programme team taken back"),
        "enquiry answered": _("Question to the programme team answered"),
    }


def navigation(user: User) -> list[Link]:
    if not user.is_programme_staff:
        return []
    return [Link(_("Questions"), reverse("applications:staff-enquiries"), area="staff", place=13)]


def home(user: User) -> list[Card]:
    return _staff_cards(user) if user.is_programme_staff else [*_join_cards(user), *_invitation_cards(user)]


def _staff_cards(user: User) -> list[Card]:
    count = Enquiry.objects.visible_to(user).open().count()
    if not count:
        return []
    title = ngettext("%(count)d question from a city waits", "%(count)d questions from cities wait", count)
    href = reverse("applications:staff-enquiries")
    return [Card(title % {"count": count}, _("Answer it; the city is told."), _("See the questions"), href, kind="act")]


def _join_cards(user: User) -> list[Card]:
    """Requests that this person decides: in the cities they lead, or whose form they sent while nobody leads."""
    rows = JoinRequest.objects.open().visible_to(user).exclude(user=user).select_related("user", "city")
    return [
        Card(
            _("%(name)s asks to join") % {"name": join.user},
            str(join.city),
            _("Accept or decline"),
            join.get_absolute_url(),
            kind="act",
        )
        for join in rows.order_by("at")[:3]
    ]


def _invitation_cards(user: User) -> list[Card]:
    """Invitations to this address: the mail may be lost, and whoever is signed in here has shown that it is theirs."""
    waiting = Invitation.objects.filter(
        email__iexact=user.email, accepted_at=None, revoked_at=None, expires_at__gt=clock.now(), city__isnull=False
    )
    cards = []
    for invitation in waiting.select_related("city", "by")[:3]:
        link = links.latest(CITY_LINK, invitation)
        if link is not None:
            cards.append(
                Card(
                    _("%(name)s invites you to the team of %(city)s")
                    % {"name": invitation.by, "city": invitation.city},
                    CityMember.Role(invitation.role).label,
                    _("See the invitation"),
                    reverse("applications:invitation", args=[link.token]),
                    kind="act",
                )
            )
    return cards
