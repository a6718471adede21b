"""What the portal may tell people. Each app declares its kinds in `contributions.message_kinds()`.

A kind called "receipt" is written once, as plain text, in `templates/emails/receipt.subject.txt` and
`receipt.body.txt`; `rendering` makes the HTML part, the footer and the button from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cda_portal.core import registry


class Priority(models.IntegerChoices):
    """The order in which delivery drains: the smallest first."""

    SECURITY = 10, _("Sign-in and account")
    DECISION = 20, _("Decision")
    RECEIPT = 30, _("Receipt")
    REMINDER = 40, _("Reminder")


# Nobody can switch these off, and no address is too doubtful to try: they are owed.
OWED = frozenset({Priority.SECURITY, Priority.DECISION})


@dataclass(frozen=True)
class Kind:
    """One kind of mail.

    `doubt` is what happens when nobody knows whether it left: a person is asked, it is dropped, or it goes out again.
    `lasts` is how long it is worth sending when the caller names no end. `inbox` keeps a notice for the person.
    `repeats` makes every call a mail of its own, as for a sign-in code that somebody asked for twice.
    `acknowledge` asks the reader to confirm having read it. `still_wanted` gets the message's object just before the
    hand-off and may say no: nobody is reminded of what they have done.
    """

    name: str
    label: str | Promise
    priority: Priority
    doubt: Literal["ask", "drop", "resend"] = "ask"
    lasts: timedelta | None = None
    inbox: bool = True
    repeats: bool = False
    acknowledge: bool = False
    why: str | Promise = ""
    still_wanted: Callable[[Any], bool] | None = None

    @property
    def owed(self) -> bool:
        return self.priority in OWED


@cache
def declared() -> dict[str, Kind]:
    """Every kind of every app, by name."""
    every = [kind for kinds in registry.contributions("message_kinds") for kind in kinds()]
    names = [kind.name for kind in every]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ImproperlyConfigured(f"Kinds of mail declared twice: {', '.join(sorted(twice))}")
    return {kind.name: kind for kind in every}


def find(name: str, priority: int = Priority.RECEIPT) -> Kind:
    """The kind of a stored message. One that no app declares any more asks a person when in doubt."""
    return declared().get(name) or Kind(name, name, Priority(priority))
