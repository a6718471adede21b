"""What an act on many rows asks for beside the rows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.desk import OwnerField, day_field
from applications.forms.staff import DeclineForm
from applications.services.bulk import MOST
from applications.services.desk import clean_tag

LONGEST = 10 * (MOST + 1)  # characters of as many ids, each with its comma


class RowsForm(forms.Form):
    """The rows that were confirmed, as "1,2,3"."""

    rows = forms.RegexField(regex=r"^\d{1,9}(,\d{1,9})*$", max_length=LONGEST)

    def clean_rows(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["rows"].split(",")][:MOST]


class NothingForm(forms.Form):
    """An act that asks nothing else."""

    def __init__(self, *args: Any, context: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class BulkDeclineForm(DeclineForm):
    def __init__(self, *args: Any, context: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class BulkOwnerForm(forms.Form):
    def __init__(self, *args: Any, context: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerField(context["keepers"])


class BulkTagForm(forms.Form):
    """`context["tags"]` are those in use, which the field offers."""

    tag = forms.CharField(
        label=_("Tag"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "bulk_tags", "class": "mid", "autocomplete": "off"}),
        error_messages={"required": _("Write the tag")},
    )

    def __init__(self, *args: Any, context: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean_tag(self) -> str:
        if tag := clean_tag(self.cleaned_data["tag"]):
            return tag
        raise forms.ValidationError(self.fields["tag"].error_messages["required"])


class BulkDayForm(forms.Form):
    follow_up_on = day_field(help_text=_("Leave it empty to take the day away."))

    def __init__(self, *args: Any, context: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
