"""What accounts adds to shared places; core.registry lists the kinds."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts.models import CityMember, RoleGrant, User
from cda_portal.accounts.models.user import active
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
        )
    ]


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
