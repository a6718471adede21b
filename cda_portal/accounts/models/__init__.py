from cda_portal.accounts.models.city import City, CityMember, Conflict, MayorTerm
from cda_portal.accounts.models.place import Place
from cda_portal.accounts.models.user import Consent, Invitation, Profile, RoleGrant, User, display_name, named

__all__ = [
    "City",
    "CityMember",
    "Conflict",
    "Consent",
    "Invitation",
    "MayorTerm",
    "Place",
    "Profile",
    "RoleGrant",
    "User",
    "display_name",
    "named",
]
