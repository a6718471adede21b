"""The sheets of intake, in shared places: what they are called and who may take them away."""

from django.utils.translation import gettext_lazy as _

from applications import permissions
from cda_portal.accounts.permissions import no_new_conflict
from cda_portal.core.exports import Export


def exported_lists() -> list[Export]:
    return [
        Export(
            "applications",
            _("Applications"),
            permissions.can_export,
            "applications.exports.applications",
            "applications:staff-applications",
            text=_("One row for each application, and a column for each answer as it was sent."),
            option=_("Add drafts, with how many questions are answered and without their texts"),
            still=no_new_conflict,
        ),
        Export(
            "forms",
            _("Interest forms"),
            permissions.can_export,
            "applications.exports.forms",
            "applications:staff-forms",
            text=_("One row for each interest form, with the sender’s name and address."),
            still=no_new_conflict,
        ),
        Export(
            "cities",
            _("Cities"),
            permissions.can_export,
            "applications.exports_cities.cities",
            "applications:staff-cities",
            text=_("One row for each city, with who leads it and how much it has sent."),
            still=no_new_conflict,
        ),
    ]
