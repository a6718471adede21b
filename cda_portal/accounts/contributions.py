"""What accounts adds to shared places; core.registry lists the kinds."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts import permissions
from cda_portal.accounts.models import City, CityMember, Invitation, MayorTerm, RoleGrant, User
from cda_portal.accounts.models.user import active
from cda_portal.accounts.search import find
from cda_portal.core.exports import Export
from cda_portal.core.registry import Audited, Duty, Hit, Link
from cda_portal.notifications.kinds import Kind, Priority


def message_kinds() -> list[Kind]:
    return [
        Kind(
            "account_mail",
            _("Sign-in and account"),
            Priority.SECURITY,
            doubt="resend",  # a second code does no harm, a missing one locks somebody out
            lasts=timedelta(days=1),
            inbox=False,
            repeats=True,
            why=_(
                "You get this because somebody used your address in the City Data Alliance portal, or changed your account."
            ),
        ),
        Kind(
            "role_invitation",
            _("Invitation to a programme role"),
            Priority.DECISION,
            inbox=False,
            why=_("You get this because somebody of the programme team gave this address."),
        ),
    ]


def acts() -> dict[str, str | Promise]:
    return {
        "added": _("Person added"),
        "made_administrator": _("Made administrator"),
        "role_granted": _("Role given"),
        "role_ended": _("Role ended"),
        "deactivated": _("Account closed"),
        "reactivated": _("Account opened again"),
        "second_factor_reset": _("Second step reset"),
        "sessions_ended": _("Signed out everywhere"),
        "signed_in": _("Signed in"),
        "new_device": _("Signed in on a new device"),
        "password_changed": _("Password changed"),
        "password_reset": _("Password reset"),
        "password_set": _("Password set"),
        "email_changed": _("E-mail address changed"),
        "email_confirm": _("E-mail address confirmed"),
        "email_deleted": _("E-mail address removed"),
        "totp_activated": _("Authenticator app set up"),
        "totp_deactivated": _("Authenticator app removed"),
        "webauthn_added": _("Passkey added"),
        "webauthn_removed": _("Passkey removed"),
        "recovery_codes_generated": _("Recovery codes made"),
        "person invited": _("Person invited"),
        "invitation sent again": _("Invitation sent again"),
        "invitation taken back": _("Invitation taken back"),
        "invitation accepted": _("Invitation accepted"),
        "member_added": _("Person added to the city"),
        "member_ended": _("Role in the city ended"),
        "lead_appointed": _("Lead appointed"),
        "city edited": _("City edited"),
        "city renamed": _("City renamed"),
        "cities merged": _("City merged into another"),
        "city taken in": _("Another city merged into it"),
        "term added": _("Mayor’s term added"),
        "term edited": _("Mayor’s term edited"),
    }


def audited() -> list[Audited]:
    return [
        Audited(User, _("Person"), _people_named, _people_found),
        Audited(Invitation, _("Invitation"), _invitations_named, _invitations_found),
    ]


def _people_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    return {one.pk: (str(one), reverse("accounts:person", args=[one.pk])) for one in User.objects.filter(pk__in=ids)}


def _people_found(text: str) -> Collection[int]:
    return set(User.objects.matching(text).values_list("pk", flat=True)[:200])


def _invitations_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    page = reverse("accounts:people-invitations")
    return {one.pk: (one.email, page) for one in Invitation.objects.filter(pk__in=ids)}


def _invitations_found(text: str) -> Collection[int]:
    return set(Invitation.objects.filter(email__icontains=text, city=None).values_list("pk", flat=True)[:200])


def hidden_messages(user: User) -> Q:
    """Invitations to a city that this person conflicts with."""
    return _about(Invitation, Invitation.objects.filter(city__conflicts__user=user))


def hidden_changes(user: User) -> Q:
    """Records about a city that this person conflicts with, its people's roles and its mayors."""
    theirs = City.objects.filter(conflicts__user=user).values("pk")
    hidden = _about(City, City.objects.filter(pk__in=theirs))
    for model in (CityMember, MayorTerm, Invitation):
        hidden |= _about(model, model._default_manager.filter(city__in=theirs))
    return hidden


def _about(model: type[Model], rows: QuerySet[Any]) -> Q:
    return Q(object_type=ContentType.objects.get_for_model(model), object_id__in=rows.values("pk"))


def duties(person: User, reader: User) -> list[Duty]:
    """The cities this person leads: each needs another lead before the account is closed."""
    leading = CityMember.objects.filter(user=person, role=CityMember.Role.LEAD, until=None)
    seen = set(City.objects.visible_to(reader).filter(members__in=leading).values_list("pk", flat=True))
    return [
        Duty(_("Leads %(city)s") % {"city": member.city}, city_page(member.city_id), blocks=True)
        if member.city_id in seen
        else Duty(_("Leads a city that you may not see"), blocks=True)
        for member in leading.select_related("city").order_by("city__name_folded", "pk")
    ]


def city_page(pk: int) -> str:
    """By name: the page is a higher floor's."""
    return reverse("applications:staff-city", args=[pk])


def exported_lists() -> list[Export]:
    return [
        Export(
            "people",
            _("People"),
            permissions.can_export_people,
            "cda_portal.accounts.exports.people",
            "accounts:people",
            text=_("One row for each person with an account: name, address, and roles in the programme and in cities."),
            still=permissions.no_new_conflict,
        )
    ]


def navigation(user: User) -> list[Link]:
    if not permissions.can_see_people(user):
        return []
    return [Link(_("People"), reverse("accounts:people"), area="more", place=60)]


def demo(seed: int) -> None:
    import_string("cda_portal.accounts.demo.make")()  # by name: what serves pages does not load it


def sign_ins() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = import_string("cda_portal.accounts.demo.sign_ins")()
    return found


def invariants() -> dict[str, int]:
    own = EmailAddress.objects.filter(user=OuterRef("pk"), primary=True, email=OuterRef("email"))
    return {
        "a person's address is their primary one": User.objects.filter(emailaddress__primary=True)
        .exclude(Exists(own))
        .count(),
        "a closed account holds no role": RoleGrant.objects.filter(active(), user__is_active=False).count(),
        "a closed account acts for no city": CityMember.objects.active().filter(user__is_active=False).count(),
    }


def search(user: User, words: str, most: int) -> list[Hit]:
    return find(user, words, most)
