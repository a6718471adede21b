"""Who the session belongs to, with the roles they hold and whether they conflict with any city, in one query."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from cda_portal.accounts.models import Conflict, User


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        conflicts = Conflict.objects.filter(user=OuterRef("pk"))
        user = User.objects.with_roles().annotate(has_conflicts=Exists(conflicts)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """One look-up whether or not the address is known; allauth's takes one query for a known address, two for another."""
        user = User.objects.filter(email=email.lower()).first()
        return self._check_password(user, password)
