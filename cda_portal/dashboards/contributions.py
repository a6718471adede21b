from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts import permissions
from cda_portal.accounts.models import User
from cda_portal.core.exports import Export
from cda_portal.core.registry import Link


def navigation(user: User) -> list[Link]:
    links = [Link(_("Home"), reverse("dashboards:home"), place=0)]
    if permissions.can_see_audit(user):
        links.append(Link(_("Audit"), reverse("dashboards:audit"), area="more", place=75))
    return links


def exported_lists() -> list[Export]:
    return [
        Export(
            "audit",
            _("Audit"),
            permissions.can_see_audit,
            "cda_portal.dashboards.audit.table",
            "dashboards:audit",
            text=_("One row for each act: who did what to which object, when and why."),
            still=permissions.no_new_conflict,
        )
    ]
