"""Who the session belongs to, with the roles they hold, in one query."""

from allauth.account.auth_backends import AuthenticationBackend

from cda_portal.accounts.models import User


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_roles().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """One look-up whether or not the address is known; allauth's takes one query for a known address, two for another."""
        user = User.objects.filter(email=email.lower()).first()
        return self._check_password(user, password)
