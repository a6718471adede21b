"""What staff type about a call; dates are read in the call's own zone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.call_states import digest
from applications.models import Call, CallInterest, Extension
from cda_portal.accounts.models import City
from cda_portal.core.forms import WhyForm
from cda_portal.core.shared_fields import LocalField
from cda_portal.core.text import say
from cda_portal.core.widgets import PlainSelect

WINDOWS = ("interest_opens", "interest_closes", "application_opens", "application_closes")
# What findings rest on: changing one of these raises the question whether to judge received forms again.
RULES = ("population_threshold", "mandate_months", "reference_date")
DATES = [
    "zone", "zone_place", *WINDOWS, "grace_minutes", "news_by", "programme_start", "reference_date",
    "population_threshold", "mandate_months", "seats", "to_be_confirmed",
]  # fmt: skip


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    input_formats = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]


class Guarded(forms.ModelForm):
    """Carries a digest of the fields it edits, so that a save on top of somebody else's is noticed."""

    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    guarded: Iterable[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(self.guarded) or list(self._meta.fields or [])
        self.loaded = self.instance.__class__(
            **{field.attname: getattr(self.instance, field.attname) for field in self.instance._meta.concrete_fields}
        )
        if self.instance.pk:
            self.initial["was"] = digest(self.loaded, self.names)

    def values(self) -> dict[str, Any]:
        """What is saved: the fields of the model, without the digest."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or [] if name in self.cleaned_data}

    def cleaned_data_of(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}

    def theirs(self, current: Any) -> list[tuple[str, str]]:
        """What somebody else has saved that differs from what was typed: label and text. Saving again is knowingly."""
        differs = [name for name, mine in self.values().items() if getattr(current, name) != mine]
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data[self.add_prefix("was")] = digest(current, self.names)
        return [(self._label(name), _in_words(getattr(current, name))) for name in differs]

    def _label(self, name: str) -> str:
        labels = {known: label for known, (label, _hint) in getattr(self, "lang_fields", {}).items()}
        return str(labels.get(name) or (self.fields[name].label if name in self.fields else name.capitalize()))


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return say(value)
    if isinstance(value, list):
        return ", ".join(say(one.get("label")) if isinstance(one, dict) else str(one) for one in value)
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else str(value if value is not None else "–")


class Zoned(Guarded):
    """Its instants are read and shown in the call's zone."""

    def set_zone(self, zone: str) -> None:
        for field in self.fields.values():
            if isinstance(field, LocalField):
                field.zone = zone

    def clean(self) -> dict[str, Any]:
        """A field shows whole minutes: one that was left as it is keeps its seconds."""
        data = super().clean() or {}
        for name, field in self.fields.items():
            known = getattr(self.loaded, name, None) if isinstance(field, LocalField) else None
            if known and data.get(name) and _minute(data[name]) == _minute(known):
                data[name] = known
        return data


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


class Windowed(Zoned):
    """Each window ends after it begins."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for window in ("interest", "application"):
            opens, closes = data.get(f"{window}_opens"), data.get(f"{window}_closes")
            if opens and closes and closes <= opens:
                self.add_error(f"{window}_closes", _("Enter an end that is later than the beginning"))
        return data


class DatesForm(Windowed):
    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("In which the dates above are read."))
    judge_again = forms.BooleanField(label=_("Judge the forms that have arrived by the new rules"), required=False)

    class Meta:
        model = Call
        fields = DATES
        field_classes = {
            **dict.fromkeys(WINDOWS, LocalField), "news_by": DayField, "programme_start": DayField, "reference_date": DayField
        }  # fmt: skip
        labels = {
            "zone_place": _("How that zone is called in sentences"),
            "interest_opens": _("Interest form opens"),
            "interest_closes": _("Interest form closes"),
            "application_opens": _("Application opens"),
            "application_closes": _("Application closes"),
            "grace_minutes": _("Minutes of grace"),
            "news_by": _("Every city hears from us by"),
            "programme_start": _("The programme starts on"),
            "reference_date": _("The mayor’s months count from"),
            "population_threshold": _("Residents needed"),
            "mandate_months": _("Months the mayor should have left"),
            "seats": _("Places"),
            "to_be_confirmed": _("Dates and questions are to be confirmed"),
        }
        help_texts = {
            "zone_place": _("A city, such as Baltimore."),
            "grace_minutes": _("An application that arrives within them is accepted and marked late."),
            "news_by": _("Leave it empty while it is to be confirmed."),
            "seats": _("Leave it empty while it is to be confirmed."),
            "to_be_confirmed": "",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(available_timezones())
        self.fields["zone"].choices = [(name, name) for name in zones if "/" in name or name == "UTC"]  # type: ignore[attr-defined]
        self.fields["zone_place"].max_length = 60  # type: ignore[attr-defined]
        asked = self.data.get(self.add_prefix("zone"), "") if self.is_bound else ""
        self.set_zone(asked if asked in zones else self.instance.zone)

    def changes(self) -> list[str]:
        """Names of the fields that would be other than they are."""
        return [name for name in DATES if self.cleaned_data[name] != getattr(self.loaded, name)]


def slug_field(hint: Any) -> forms.SlugField:
    return forms.SlugField(
        label=_("Short name"),
        help_text=hint,
        max_length=50,
        widget=forms.TextInput(attrs={"class": "mid"}),
        error_messages={"invalid": _("Use small letters, digits and hyphens, such as 2028")},
    )


def _free_slug(form: forms.Form) -> str:
    slug = str(form.cleaned_data["slug"])
    if slug == "new" or Call.objects.filter(slug=slug).exists():
        raise forms.ValidationError(_("Another call has this name. Choose another one"))
    return slug


class NewCallForm(Windowed):
    """The least that a call needs; the rest stands on its tabs."""

    slug = slug_field(_("It stands in addresses and cannot be changed later, such as 2028."))
    name = forms.CharField(label=_("Title"), max_length=200, help_text=_("In the language you read this page in."))

    class Meta:
        model = Call
        fields = ["slug", *WINDOWS, "reference_date", "programme_start"]
        field_classes = DatesForm.Meta.field_classes
        labels = DatesForm.Meta.labels

    field_order = ["slug", "name"]
    clean_slug = _free_slug

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_zone(self.instance.zone)


class CopyForm(forms.Form):
    slug = slug_field(_("Of the new call. It stands in addresses and cannot be changed later."))
    unit = forms.ChoiceField(
        label=_("Move all dates by"),
        choices=[("weeks", _("Weeks: the weekdays stay")), ("years", _("Years: the days of the month stay"))],
        initial="weeks",
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(label=_("How many"), min_value=1, max_value=520, initial=52)
    clean_slug = _free_slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("unit") == "years" and data.get("number", 0) > 10:
            self.add_error("number", _("Enter 10 years or fewer"))
        return data


class ClosesForm(WhyForm):
    """New ends for a call that is opened again."""

    interest_closes = LocalField(
        label=_("Interest form closes"), help_text=_("Leave it empty to keep it closed."), required=False
    )
    application_closes = LocalField(label=_("Application closes"))
    field_order = ["interest_closes", "application_closes"]

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("interest_closes", "application_closes"):
            self.fields[name].zone = zone  # type: ignore[attr-defined]


class ExtensionForm(Zoned):
    """A later date for one city; which city, only where it is given for the first time."""

    class Meta:
        model = Extension
        fields = ["city", "closes", "reason"]
        field_classes = {"closes": LocalField}
        labels = {"city": _("City"), "closes": _("New deadline"), "reason": _("Reason")}
        help_texts = {"reason": _("The city reads it.")}
        widgets = {"city": PlainSelect}
        error_messages = {"reason": {"required": _("Give the reason")}}

    def __init__(self, *args: Any, call: Call, cities: QuerySet[City] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_zone(call.zone)
        self.names = ["closes", "reason"]
        if cities is None:
            del self.fields["city"]
            self.initial["was"] = digest(self.loaded, self.names)
        else:
            self.fields["city"].queryset = cities  # type: ignore[attr-defined]
            self.fields["city"].empty_label = _("Choose a city")  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The service says it better: a second press of the button is not an error."""


class NextCallForm(forms.ModelForm):
    class Meta:
        model = CallInterest
        fields = ["email", "language", "city_name"]
        labels = {"email": _("E-mail address"), "language": _("We write to you in"), "city_name": _("Your city")}

    language = forms.ChoiceField(label=_("We write to you in"), choices=settings.LANGUAGES)
    field_order = ["email", "city_name", "language"]

    def validate_unique(self) -> None:
        """An address that we know is answered like a new one: nobody learns who is on the list."""
