"""Passwords that somebody who knows the person would guess first."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cda_portal.accounts.models import City, User
from cda_portal.core.text import fold

# What this portal is about: a list that ASVS 6.2.11 asks to be written down.
PORTAL = frozenset(
    "city data alliance cities portal cohort programme program application bloomberg hopkins mayor alcalde prefeito maire password".split()
)
SHORTEST_WORD = 4  # a shorter one stands inside too many other words
ENOUGH_LEFT = 8


class ContextPasswordValidator:
    """Takes the portal's, the city's and the address's words out of the password and looks at what is left."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = fold(password)
        for word in sorted(PORTAL | words_about(user), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < ENOUGH_LEFT:
            raise ValidationError(
                _("Leave out your name, your city and the name of this portal: the rest of this password is too short"),
                code="password_from_context",
            )

    def get_help_text(self) -> str:
        return _("Leave out your name, your city and the name of this portal.")


def words_about(user: User | None) -> set[str]:
    if user is None:
        return set()
    texts = [user.email, user.full_name, settings.SITE_NAME]
    if user.pk:
        texts += City.objects.filter(members__user=user).values_list("name", flat=True)
    words = {word for text in texts for word in re.split(r"[\W_\d]+", fold(text))}
    return {word for word in words if len(word) >= SHORTEST_WORD}
