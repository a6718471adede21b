"""What staff type in a city's name: a form that came on paper, and corrections, each with the reason the city reads."""

from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.content.eligibility_words import QUESTIONS
from applications.forms.eligibility import ANSWERS, GAZETTEER
from applications.forms.interest import DATES, InterestForm
from applications.models import Call, EligibilityCheck
from applications.models import InterestForm as Sent
from applications.services.corrections import FORM_FIELDS, READY, terms_of
from cda_portal.accounts import countries
from cda_portal.accounts.models import Place
from cda_portal.accounts.models.place import search_key


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        help_text=_("The city reads it, on its page and by mail."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Give the reason: the city reads it")},
    )


def ready_fields() -> dict[str, forms.Field]:
    return {
        name: forms.ChoiceField(
            label=label,
            choices=[("", _("Choose an answer")), *ANSWERS],
            error_messages={"required": _("Choose yes, no or not sure")},
        )
        for name, (label, _hint) in QUESTIONS.items()
    }


class StaffForm(InterestForm):
    """The interest form's own fields and rules, worded for whoever types for somebody else."""

    GROUPS = tuple(
        (title, names)
        for title, (_yours, names) in zip(
            (
                _("The local government"),
                _("The mayor"),
                _("What they would work on"),
                _("The mayor’s office"),
                _("The sender"),
            ),
            InterestForm.GROUPS,
            strict=True,
        )
    )
    left_out: tuple[str, ...] = ()
    first: tuple[str, ...] = ()

    def __init__(self, *args: Any, check: EligibilityCheck, kept: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, check=check, kept=kept, signed_in=False, **kwargs)
        for name in ("next_start", "next_end"):
            self.fields[name] = deepcopy(self.base_fields[name])
        for name in self.left_out:
            del self.fields[name]
        self.fields.update(ready_fields())
        self.fields["reason"] = reason_field()
        self.fields["sender_title"].label = _("Job title of the sender")

    def groups(self) -> list[dict[str, Any]]:
        return [
            *([{"title": _("The city"), "fields": [self[name] for name in self.first]}] if self.first else []),
            *[group for group in super().groups() if group["fields"]],
            {"title": _("What the city is ready for"), "fields": [self[name] for name in READY]},
            {"title": _("Why you do this for the city"), "fields": [self["reason"]]},
        ]

    def ready(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in READY}


class EnterForm(StaffForm):
    """A form that came on paper or by telephone. The city is one of the gazetteer, or told by name and country."""

    first = ("city", "place", "country", "region")

    city = forms.CharField(
        label=_("City"),
        help_text=_("Choose it while you type, or write its name and say the country."),
        max_length=120,
        error_messages={"required": _("Enter the name of the city")},
        widget=forms.TextInput(attrs=GAZETTEER),
    )
    place = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    country = forms.ChoiceField(label=_("Country or territory"), required=False)
    region = forms.CharField(label=_("State, province, department or region"), max_length=120, required=False)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, check=EligibilityCheck(call=call), kept={}, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries.choices(get_language() or "en")]  # type: ignore[attr-defined]
        self.fields["office_aware"].required = False
        self.fields["full_name"].label = _("Name of the sender")
        self.fields["email"].label = _("E-mail address of the sender")
        self.fields["email"].help_text = _("They are told by mail, and sign in with this address.")

    def clean_place(self) -> Place | None:
        chosen = self.cleaned_data["place"]
        return Place.objects.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("place"):
            data["place"] = self._named(data)
            if not data["place"] and not data.get("country"):
                self.add_error("country", _("Choose the country, so that the city can be told from others"))
        return data

    def _named(self, data: dict[str, Any]) -> Place | None:
        """The one place with this name there; of several none is guessed."""
        found = Place.objects.filter(name_folded=search_key(data.get("city", "")), country=data.get("country", ""))
        places = list(found[:2])
        return places[0] if len(places) == 1 else None

    def where(self) -> dict[str, Any]:
        """The city, as a check is begun with it."""
        data = self.cleaned_data
        if data["place"]:
            return {"place": data["place"]}
        return {"name": data["city"], "country": data["country"], "region": data["region"]}

    def for_keeping(self) -> dict[str, Any]:
        own = {*self.first, *READY, "reason"}
        return {name: value for name, value in super().for_keeping().items() if name not in own}


class CorrectForm(StaffForm):
    """What a form tells, changed for its city."""

    left_out = ("kind", "office_aware", "office_email", "themes", "full_name", "email")

    def __init__(self, *args: Any, interest: Sent, **kwargs: Any) -> None:
        terms = [*interest.terms, [None, None], [None, None]][:2]
        known = {name: getattr(interest, name) for name in FORM_FIELDS if name not in ("terms", "answers")}
        kept = {**known, **interest.answers, **dict(zip(DATES, [*terms[0], *terms[1]], strict=True))}
        super().__init__(*args, check=EligibilityCheck(call=interest.call), kept=kept, **kwargs)
        for name in ("population", "population_year", "population_source", "mayor_name"):
            self.fields[name].required = False

    def clean_population_year(self) -> int | None:  # type: ignore[override]
        return super().clean_population_year() if self.cleaned_data["population_year"] else None

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = {name: data[name] for name in FORM_FIELDS if name in data}
        return {**plain, "terms": terms_of(data), "answers": self.ready()}


class ReasonForm(forms.Form):
    reason = reason_field()
