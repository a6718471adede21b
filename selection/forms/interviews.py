"""What staff type about an interview; its day and time are read in the call's zone."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Call
from cda_portal.core import moments
from cda_portal.core.shared_fields import LocalField
from selection.forms.decisions import InZone
from selection.forms.matching import WhyBackForm
from selection.models import Interview


class InterviewForm(InZone):
    meets_at = LocalField(
        label=gettext_lazy("Day and time"),
        error_messages={
            "required": gettext_lazy("Enter the day and the time"),
            "invalid": gettext_lazy("Enter a day and a time, such as 31/12/2026 17:00"),
        },
    )
    meets_where = forms.CharField(
        label=gettext_lazy("Place, or link of the video call"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "wide"}),
        error_messages={"required": gettext_lazy("Say where the interview is")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note to the city"),
        help_text=gettext_lazy("Such as who should come, and for how long. Name no reviewer."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, interview: Interview | None, **kwargs: Any) -> None:
        known = {**interview.arrangement(), "version": interview.version} if interview else {"version": 0}
        super().__init__(*args, call=call, initial=known, **kwargs)
        self.zone = call.zone

    def theirs(self, current: Interview) -> list[tuple[str, str]]:
        """What somebody else has saved that differs from what was typed. Saving again is knowingly."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["version"] = str(current.version)
        told = {**current.arrangement(), "meets_at": moments.read(current.meets_at, self.zone).text}
        differs = [name for name, value in current.arrangement().items() if self.cleaned_data[name] != value]
        off = [(_("Called off"), current.called_off_why)] if current.called_off_at else []
        return [*off, *((str(self.fields[name].label), told[name] or "–") for name in differs)]


class CallOffForm(WhyBackForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].help_text = gettext_lazy("The city reads it.")

    def theirs(self, current: Interview) -> list[tuple[str, str]]:
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data[self.add_prefix("version")] = str(current.version)
        return []
