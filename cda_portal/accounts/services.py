"""What changes people, their roles, their cities' teams and what they agreed to."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cda_portal.accounts import zones
from cda_portal.accounts.consent import PURPOSES, VERSION
from cda_portal.accounts.models import City, CityMember, Consent, Invitation, Profile, RoleGrant, User
from cda_portal.accounts.models.user import active
from cda_portal.core import audit, clock, moments
from cda_portal.notifications import services as notifications
from cda_portal.notifications.services import Address

CODE_SECONDS = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
PROFILE_FIELDS = ("job_title", "employer", "languages")


class NotAllowedNow(Exception):
    """What was asked cannot be done as things stand; the message is for the user."""


@transaction.atomic
def add_person(
    email: str, full_name: str, *, language: str = "en", time_zone: str = "UTC", password: str | None = None
) -> User:
    """A person whose address somebody else vouches for: it counts as verified."""
    user = User.objects.create_user(email, password, full_name=full_name, language=language, time_zone=time_zone)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    audit.record(user, "added")
    return user


@transaction.atomic
def make_administrator(email: str, full_name: str) -> User:
    """The first person, who can grant every role to others: Django's admin, officer and approver."""
    if User.objects.filter(email=email.lower(), is_active=False).exists():
        raise NotAllowedNow(_("This account is closed."))
    person = find(email) or add_person(email, full_name)
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    for role in (RoleGrant.Role.OFFICER, RoleGrant.Role.APPROVER):
        grant_role(person, role, by=None)
    audit.record(person, "made_administrator")
    return person


def password_link(person: User) -> str:
    """Where this person sets a password: good for PASSWORD_RESET_TIMEOUT and for one use."""
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=key)


def find(email: str) -> User | None:
    """Whose address this is, if they may sign in; one query for every address."""
    return User.objects.filter(email=email.lower(), is_active=True).first()


def open_invitation(email: str) -> Invitation | None:
    """What this address was invited to and has not answered."""
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
    return waiting.filter(email__iexact=email).order_by("-sent_at").first() if email else None


def queue_mail(template: str, email: str, context: Mapping[str, object]) -> None:
    """Write one of allauth's mails into the outbox, in the reader's language and zone; encrypted as a whole.

    `template` is allauth's prefix, such as "account/email/login_code". Who the address belongs to is looked up
    here and not taken from the context, so that a stranger's mail costs what a member's does.
    """
    here = Address(
        email, get_language() or settings.LANGUAGE_CODE, getattr(timezone.get_current_timezone(), "key", "UTC")
    )
    to = find(email) or here
    zone = to.time_zone if isinstance(to, User) else to.zone
    with translation.override(to.language), timezone.override(zones.find(zone)):
        now = moments.read(clock.now(), zone)
        values = {**context, "email": email, "when": now.text, "place": now.place, "public_url": settings.PUBLIC_URL}
        subject = render_to_string(f"{template}_subject.txt", values)
        text = render_to_string(f"{template}_message.txt", values)
    ends = clock.ahead(seconds=CODE_SECONDS) if "code" in context else None
    notifications.queue_rendered("", to=to, subject=subject, text=text, secret=True, expires_at=ends)


@transaction.atomic
def grant_role(person: User, role: str, *, by: User | None) -> RoleGrant:
    """Hold `role` from today (UTC). Twice is once: the open grant is returned."""
    _lock(person)
    held = RoleGrant.objects.filter(active(), user=person, role=role).first()
    if held is not None:
        return held
    grant = RoleGrant.objects.create(user=person, role=RoleGrant.Role(role), since=clock.today("UTC"), granted_by=by)
    audit.record(person, "role_granted", by=by, target=role)
    _forget_roles(person)
    return grant


@transaction.atomic
def end_role(person: User, role: str, *, by: User | None, why: str = "") -> None:
    """Today is the first day without it."""
    _lock(person)
    today = clock.today("UTC")
    if RoleGrant.objects.filter(active(), user=person, role=role).update(until=today):
        audit.record(person, "role_ended", by=by, source=role, why=why)
    _forget_roles(person)


@transaction.atomic
def make_member(city: City, user: User, role: str, *, by: User | None) -> CityMember:
    """Let `user` act for `city` from today (UTC). A city has one lead: a second is refused."""
    if City.objects.select_for_update().get(pk=city.pk).merged_into_id is not None:
        raise NotAllowedNow(_("%(name)s was merged into another city. Load the page again.") % {"name": city})
    open_rows = CityMember.objects.filter(city=city, until=None)
    if (held := open_rows.filter(user=user, role=role).first()) is not None:
        return held
    if role == CityMember.Role.LEAD and open_rows.filter(role=role).exists():
        raise NotAllowedNow(_("This city already has a lead. End that role first."))
    member = CityMember.objects.create(city=city, user=user, role=CityMember.Role(role), since=clock.today("UTC"))
    audit.record(city, "member_added", by=by, target=role)
    return member


@transaction.atomic
def record_consent(user: User, given: Mapping[str, bool], *, language: str) -> list[Consent]:
    """Keep the answers to today's words. A purpose that is not in `given` was refused."""
    return Consent.objects.bulk_create(
        Consent(user=user, purpose=purpose.key, version=VERSION, language=language, given=given.get(purpose.key, False))
        for purpose in PURPOSES
    )


def agrees(user: User, purpose: str) -> bool:
    """What they said last; never asked is no."""
    latest = Consent.objects.filter(user=user, purpose=purpose).order_by("-at", "-pk").first()
    return latest is not None and latest.given


@transaction.atomic
def save_profile(user: User, values: Mapping[str, Any]) -> User:
    """The person's own changes to themselves, from a form that has cleaned them."""
    user.save(update_fields=["full_name", "language", "time_zone", "single_keys"])
    Profile.objects.update_or_create(user=user, defaults={name: values[name] for name in PROFILE_FIELDS})
    if values["future_calls"] != agrees(user, "future_calls"):
        Consent.objects.create(
            user=user, purpose="future_calls", version=VERSION, language=user.language, given=values["future_calls"]
        )
    return user


@transaction.atomic
def deactivate(person: User, *, by: User | None, why: str) -> User:
    """End the person's access: roles, city roles, sessions. The last lead of a city needs a successor first."""
    _lock(person)
    person.refresh_from_db(fields=["is_active"])
    if not person.is_active:
        return person
    leading = City.objects.filter(members__user=person, members__role=CityMember.Role.LEAD, members__until=None)
    if names := ", ".join(leading.order_by("name_folded").values_list("name", flat=True)):
        raise NotAllowedNow(
            _("%(name)s leads %(cities)s. Name another lead first.") % {"name": person, "cities": names}
        )
    today = clock.today("UTC")
    RoleGrant.objects.filter(active(), user=person).update(until=today)
    CityMember.objects.filter(active(), user=person).update(until=today)
    person.is_active = False
    person.is_staff = False
    person.save(update_fields=["is_active", "is_staff"])
    end_sessions(person)
    _forget_roles(person)
    audit.record(person, "deactivated", by=by, why=why)
    return person


@transaction.atomic
def reset_second_factor(person: User, *, by: User | None, why: str) -> int:
    """Remove every second factor and end every session; how many factors there were. The person is told."""
    _lock(person)
    removed, _rows = Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    audit.record(person, "second_factor_reset", by=by, why=why)
    queue_mail("account/email/second_factor_reset", person.email, {})
    return removed


@transaction.atomic
def reactivate(person: User, *, by: User | None, why: str) -> User:
    """Open a closed account again. Roles that ended stay ended: each is granted anew."""
    _lock(person)
    person.refresh_from_db(fields=["is_active"])
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        audit.record(person, "reactivated", by=by, why=why)
    return person


@transaction.atomic
def sign_out(person: User, *, by: User | None, why: str) -> None:
    """End every session of the person, as when a laptop is lost."""
    end_sessions(person)
    audit.record(person, "sessions_ended", by=by, why=why)


def end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _lock(person: User) -> None:
    User.objects.select_for_update().get(pk=person.pk)


def _forget_roles(person: User) -> None:
    """The roles were loaded with the person; the next question must see the change."""
    person.__dict__.pop("roles", None)
    person.__dict__.pop("role_names", None)
