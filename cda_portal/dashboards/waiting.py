"""What people are told whose part of the programme has no page of its own yet."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Waiting:
    title: str | Promise
    text: str | Promise


BY_ROLE = {
    "reviewer": Waiting(
        _("Reviewing"),
        _("Applications are given to reviewers after the call has closed; until then nothing is asked of you."),
    ),
    "coach": Waiting(
        _("Coaching"),
        _("Your cities are listed here once a cohort has been chosen; until then nothing is asked of you."),
    ),
    "expert": Waiting(
        _("Expert advice"),
        _("Questions from cities are listed here once a cohort is at work; until then nothing is asked of you."),
    ),
    "mayor": Waiting(
        _("Your city’s part"),
        _("What needs you as head of your city is listed here, and sent to you by mail; nothing is asked of you now."),
    ),
    "sponsor": Waiting(
        _("Your city’s part"), _("Your city’s commitments and results are listed here; nothing is asked of you now.")
    ),
    "office": Waiting(
        _("The mayor’s office"), _("What you can prepare for the mayor is listed here; nothing is asked of you now.")
    ),
}


def waiting_for(roles: Collection[str]) -> list[Waiting]:
    return [waiting for role, waiting in BY_ROLE.items() if role in roles]
