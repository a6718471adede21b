"""What staff type about a draft of a cohort."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cda_portal.core.widgets import PlainSelect
from selection.models import Constraint, Outcome, ReviewRound, Scenario
from selection.services.composing import FREE, MOST_CARDS

UP, DOWN = "up", "down"
NUMBER = {"class": "short", "inputmode": "numeric"}


def number(label: Any, **fields: Any) -> forms.IntegerField:
    fields = {"max_value": 500, "widget": forms.NumberInput(attrs=NUMBER), **fields}
    return forms.IntegerField(label=label, **fields)


class SettingsForm(forms.Form):
    """Name, seats and what else can be changed later; `version` is the one that the page showed."""

    name = forms.CharField(
        label=_("Name of the scenario"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "mid"}),
        error_messages={"required": _("Name the scenario")},
    )
    seats = number(_("Seats"), min_value=1, error_messages={"required": _("Enter the number of seats")})
    coaching = number(
        _("Cities that coaches can take"),
        help_text=_("The page warns when more cities are in seats."),
        min_value=0,
        required=False,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("What this scenario is for. Programme staff read it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "seats", "coaching", "note")}


class RoundField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class ScenarioForm(SettingsForm):
    """A new scenario from a round's ranking."""

    shortlist = number(
        _("How many of the ranking to lay out"),
        help_text=_("The best of them begin in the seats, the others declined."),
        min_value=1,
        max_value=MOST_CARDS,
        initial=60,
    )

    def __init__(self, *args: Any, rounds: QuerySet[ReviewRound], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"] = RoundField(
            queryset=rounds,
            label=_("Ranking of which round"),
            empty_label=None,
            widget=PlainSelect(attrs={"class": "mid"}),
            error_messages={"required": _("Choose the round"), "invalid_choice": _("Choose one of the rounds")},
        )
        del self.fields["version"]
        self.order_fields(["name", "round", "seats", "shortlist", "coaching", "note"])

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "shortlist": self.cleaned_data["shortlist"]}


class CopyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the copy"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "mid"}),
        error_messages={"required": _("Name the copy")},
    )


class MoveForm(forms.Form):
    """Where a card goes and why; `before` is the application that it comes before on the waiting list."""

    to = forms.ChoiceField(
        choices=[(value, value) for value in (*Outcome.values, FREE, UP, DOWN)], widget=forms.HiddenInput
    )
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Reason"),
        help_text=_("Colleagues read it on the card and in the history."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason")},
    )


class ConstraintForm(forms.Form):
    """At least, at most or exactly so many seats of a kind; `choices` are dimension:value with their words."""

    bound = forms.ChoiceField(
        label=_("How many"), choices=Constraint.Bound.choices, widget=PlainSelect(attrs={"class": "input short"})
    )
    number = number(_("Seats"), min_value=0, error_messages={"required": _("Enter a number of seats")})

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="wish_%s", **kwargs)
        self.fields["what"] = forms.ChoiceField(
            label=_("Of which kind"),
            choices=choices,
            widget=PlainSelect(attrs={"class": "input mid"}),
            error_messages={"required": _("Choose a kind"), "invalid_choice": _("Choose one of the kinds")},
        )
        self.order_fields(["bound", "number", "what"])


class CompareForm(forms.Form):
    """Two or three scenarios of a call."""

    of = forms.ModelMultipleChoiceField(queryset=Scenario.objects.none())

    def __init__(self, *args: Any, scenarios: QuerySet[Scenario], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = scenarios  # type: ignore[attr-defined]

    def clean_of(self) -> QuerySet[Scenario]:
        chosen: QuerySet[Scenario] = self.cleaned_data["of"]
        if not 2 <= chosen.count() <= 3:
            raise forms.ValidationError(_("Choose two or three scenarios"))
        return chosen
