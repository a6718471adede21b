"""What a city does about its place, in shared places."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cda_portal.notifications.kinds import Kind, Priority


def message_kinds() -> list[Kind]:
    why = _("You get this because you lead your city’s application, or answered for its place.")
    return [
        Kind("place_confirmed", _("Place confirmed"), Priority.DECISION, why=why),
        Kind("place_declined", _("Place given up"), Priority.DECISION, why=why),
    ]


def acts() -> dict[str, str | Promise]:
    return {
        "place declined": _("Reason for giving the place up"),
        "confirmation extended": _("Longer time to confirm the place"),
    }
