"""Who may change what people and cities are. `is_staff` (Django's admin) appears in none of these."""

from cda_portal.accounts.models import User
from cda_portal.accounts.models.user import STAFF_ROLES
from cda_portal.core.models import Job

MANAGERS = frozenset({"officer", "approver"})


def can_see_people(user: User) -> bool:
    return user.is_programme_staff


def can_invite(user: User, role: str) -> bool:
    """Approvers give every role, officers those outside the staff."""
    return "approver" in user.roles or ("officer" in user.roles and role not in STAFF_ROLES)


def can_grant_role(user: User, person: User, role: str) -> bool:
    """As `can_invite`; nobody grants to themselves, nor ends what they hold."""
    return can_invite(user, role) and user.pk != person.pk


def can_look_after(user: User, person: User) -> bool:
    """Close and open an account, reset its second step, end its sessions: approvers for all, officers outside the staff."""
    may = "approver" in user.roles or ("officer" in user.roles and not person.is_programme_staff)
    return may and user.pk != person.pk


def can_deactivate(user: User, person: User) -> bool:
    return can_look_after(user, person)


def can_edit_cities(user: User) -> bool:
    return bool(user.roles & MANAGERS)


def can_export_people(user: User) -> bool:
    """Take everybody's names, addresses and roles away: those who manage them, not those who only read."""
    return bool(user.roles & MANAGERS)


def no_new_conflict(user: User, job: Job) -> bool:
    """Whether an export may still be handed out: a file from before a conflict was declared may hold that city."""
    return not user.conflicts.filter(at__gte=job.created_at).exists()


def can_see_audit(user: User) -> bool:
    return user.is_programme_staff
