from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts.models import User
from cda_portal.core.registry import Link


def navigation(user: User) -> list[Link]:
    return [Link(_("Home"), reverse("dashboards:home"), place=0)]
