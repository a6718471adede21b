"""What is said about a file: its announcement, a mark, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """A file announced by the script: its own name and size in bytes."""

    name = forms.CharField(max_length=1000, strip=False)
    size = forms.IntegerField(min_value=0)


class HideForm(forms.Form):
    why = forms.CharField(
        label=_("What did you see?"),
        help_text=_(
            "In general words, such as “names and addresses in the second sheet”. Write no personal data here."
        ),
        max_length=300,
        required=False,
    )


class ShowForm(forms.Form):
    """`prefix` tells the forms of one page apart."""

    why = forms.CharField(
        label=_("Why does it hold no personal data?"),
        help_text=_("Staff read it in the history."),
        max_length=300,
        error_messages={"required": _("Give the reason")},
    )

    def __init__(self, *args: Any, key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_%s_{key}", **kwargs)
