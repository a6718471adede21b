"""The questions of the eligibility check: six at most, on three pages."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import EligibilityCheck
from applications.reading import read_number
from cda_portal.accounts import countries
from cda_portal.accounts.models import Place

MOST_RESIDENTS = 50_000_000
UNLISTED = "unlisted"
# A text field that offers the gazetteer's places while one types, and puts the chosen one into the field `place`.
GAZETTEER = {
    "data-typeahead": format_lazy("{}?q=", reverse_lazy("accounts:place-search")),
    "data-typeahead-id": "id_place",
    "autocomplete": "off",
}


class ResidentsField(forms.CharField):
    """A number of residents as people write it: 221800, 221,800 or 221.800."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = int(read_number(text))
        except ValueError as error:
            raise forms.ValidationError(_("Enter the population as a number, such as 221800")) from error
        if not 0 < number <= MOST_RESIDENTS:
            raise forms.ValidationError(_("Enter the number of residents, between 1 and 50,000,000"))
        return number


class DateField(forms.DateField):
    """A day, as the browser's own date field sends it, or as day/month/year."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    input_formats = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]

    default_error_messages = {"invalid": _("Enter a date, such as 31/12/2028")}


class PlaceForm(forms.Form):
    """The city, by its name as one types it. With JavaScript `place` comes along; without, the next page asks which."""

    city = forms.CharField(
        label=_("Which city, commune, partido or municipality do you govern?"),
        help_text=_("Start with its name. You can leave out accents."),
        max_length=120,
        error_messages={"required": _("Enter the name of your city")},
        widget=forms.TextInput(attrs=GAZETTEER),
    )
    place = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def clean_place(self) -> Place | None:
        chosen = self.cleaned_data["place"]
        # Somebody else's id in the field is only another city: there is nothing to guard here.
        return Place.objects.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None


class WhichPlaceForm(forms.Form):
    """Which of the places with that name, or none of them."""

    which = forms.ChoiceField(
        label=_("Which one is yours?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your city, or say that it is not in this list")},
    )

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(place.pk), f"{place.name}, {place.detail}") for place in places]
        self.fields["which"].choices = [*rows, (UNLISTED, _("Mine is not in this list"))]  # type: ignore[attr-defined]


class UnlistedForm(forms.Form):
    """A local government that the gazetteer does not know, such as a commune inside a large city."""

    name = forms.CharField(label=_("Name of your local government"), max_length=120)
    country = forms.ChoiceField(label=_("Country or territory"))
    region = forms.CharField(label=_("State, province, department or region"), max_length=120, required=False)
    population = ResidentsField(
        label=_("Number of residents"), help_text=_("Leave it empty if you do not know."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries.choices(get_language() or "en")]  # type: ignore[attr-defined]


class TermForm(forms.Form):
    """The mayor's current term, and the next one where it is known and begins soon."""

    term_end = DateField(
        label=_("When does your mayor’s current term end?"),
        help_text=_("If you only know the month, choose its last day."),
        error_messages={"required": _("Enter the day the term ends, or tick that you do not know")},
    )
    unknown = forms.BooleanField(label=_("I do not know"), required=False)
    next_start = DateField(label=_("The next term begins on"), required=False)
    next_end = DateField(label=_("The next term ends on"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("unknown") and not self.data.get("term_end"):
            self.errors.pop("term_end", None)
            data["term_end"] = None
        start, end = data.get("next_start"), data.get("next_end")
        if start and end and end <= start:
            self.add_error("next_end", _("Enter an end that is later than the beginning"))
        return data


ANSWERS = [("yes", _("Yes")), ("no", _("No")), ("not_sure", _("I am not sure"))]


class ReadinessForm(forms.ModelForm):
    """The four plain questions. Their words stand with the outcomes', in content/eligibility_words.py."""

    class Meta:
        model = EligibilityCheck
        fields = ["commitment", "data", "analysis", "team"]

    def __init__(self, *args: Any, words: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in words.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                help_text=hint,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose yes, no or not sure")},
            )
