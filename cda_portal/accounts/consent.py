"""What a person agrees to at sign-up. A change of the words or of a purpose needs a new VERSION."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "2026-11"


@dataclass(frozen=True)
class Purpose:
    """One thing that personal data is used for, agreed to on its own."""

    key: str
    label: str | Promise
    required: bool
    hint: str | Promise = ""


PURPOSES = (
    Purpose(
        "taking_part",
        _("The programme team may use my name, work address and role to handle my city’s part in the programme"),
        required=True,
        hint=_("Without this we cannot keep an account for you."),
    ),
    Purpose(
        "future_calls",
        _("The programme team may write to me about future calls for applications"),
        required=False,
        hint=_("You can change this at any time in your profile."),
    ),
)
