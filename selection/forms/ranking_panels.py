"""What staff type about a panel; the meeting is read in the call's zone."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts.models import User
from cda_portal.core.shared_fields import LocalField
from selection.models import Panel, ReviewRound, RoundReviewer

MOST = 200  # applications on one agenda


class PanelForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the panel"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "mid"}),
        error_messages={"required": _("Name the panel")},
    )
    meets_at = LocalField(label=_("Meets at"), required=False)
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        help_text=_("Staff, and reviewers of this round. A reviewer sees the agenda, never notes or scores."),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one member")},
    )

    def __init__(self, *args: Any, round: ReviewRound, panel: Panel | None = None, **kwargs: Any) -> None:
        if panel:
            known = {"name": panel.name, "meets_at": panel.meets_at, "members": panel.members.all()}
            kwargs["initial"] = known
        super().__init__(*args, **kwargs)
        self.fields["meets_at"].zone = round.call.zone
        self.fields["meets_at"].help_text = _("By the clock of %(zone)s.") % {"zone": round.call.zone_place}
        self.fields["members"].queryset = possible_members(round)


def possible_members(round: ReviewRound) -> Any:
    """Those who hold a programme role today as staff, and those who read in the round, by name."""
    reading = RoundReviewer.objects.reading().filter(round=round).values("reviewer")
    staff = Q(role_names__overlap=["officer", "approver", "observer"])
    return User.objects.with_roles().filter(staff | Q(pk__in=reading), is_active=True).order_by("full_name_folded")


class AgendaForm(forms.Form):
    top = forms.IntegerField(
        label=_("How many from the top of the ranking"),
        min_value=0,
        max_value=MOST,
        initial=20,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    references = forms.CharField(
        label=_("Further applications"),
        help_text=_("Their references, such as CDA-2027-K7M4, with a space or a line between."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_references(self) -> list[str]:
        return [word for word in re.split(r"[\s,;]+", self.cleaned_data["references"]) if word][:MOST]


class PanelNoteForm(forms.Form):
    note = forms.CharField(
        label=_("What the panel said"),
        help_text=_("Programme staff read it. Neither cities nor reviewers do."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
