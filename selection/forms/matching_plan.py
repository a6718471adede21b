"""What staff choose about a plan of who reads what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cda_portal.core.widgets import PlainSelect
from selection.plan_preview import STATES


class PlanForm(forms.Form):
    """Which plan is meant: not the one that somebody made meanwhile."""

    plan = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": _("Open the plan again, then decide.")}
    )


class PairsForm(forms.Form):
    """What the list of pairs is narrowed to; anything odd narrows nothing."""

    q = forms.CharField(label=_("City or reference"), max_length=100, required=False)
    reviewer = forms.TypedChoiceField(
        label=pgettext_lazy("column", "Reviewer"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=PlainSelect(attrs={"class": "input"}),
    )
    state = forms.ChoiceField(
        label=_("What becomes of it"), required=False, widget=PlainSelect(attrs={"class": "input"})
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(key, label) for key, (label, _kind) in STATES.items()]
        self.fields["reviewer"].choices = [("", _("All reviewers")), *people]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("Anything")), *states]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["class"] = "input"

    def chosen(self) -> tuple[int | None, str, str]:
        self.full_clean()
        data = self.cleaned_data
        return data.get("reviewer"), data.get("q", ""), data.get("state", "")
