"""Who may see and act on the mails of the portal. Roles are known by their names only: accounts is a floor above."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cda_portal.accounts.models import User


def can_see_messages(user: "User") -> bool:
    return bool(user.roles & {"officer", "approver", "observer"})


def can_act_on_message(user: "User") -> bool:
    """Observers read only."""
    return bool(user.roles & {"officer", "approver"})
