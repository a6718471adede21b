"""Who may change what people are. `is_staff` (Django's admin) appears in none of these."""

from cda_portal.accounts.models import User
from cda_portal.accounts.models.user import STAFF_ROLES


def can_grant_role(user: User, person: User, role: str) -> bool:
    """Approvers grant every role, officers those outside the staff; nobody grants to themselves."""
    may = "approver" in user.roles or ("officer" in user.roles and role not in STAFF_ROLES)
    return may and user.pk != person.pk


def can_deactivate(user: User, person: User) -> bool:
    return "approver" in user.roles and user.pk != person.pk
