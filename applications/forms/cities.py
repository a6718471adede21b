"""What staff type about cities: facts, mayors' terms, who leads, and which two are one."""

from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.forms.eligibility import DateField, ResidentsField
from applications.forms.staff_lists import DeskFilters
from applications.models import InterestForm
from applications.services.cities import Preview
from cda_portal.accounts import countries, zones
from cda_portal.accounts.cities import TERM_FACTS
from cda_portal.accounts.models import City, CityMember, MayorTerm
from cda_portal.core.forms import WhyForm
from cda_portal.core.text import say
from cda_portal.core.widgets import PlainSelect

GIVEN = [choice for choice in CityMember.Role.choices if choice[0] != CityMember.Role.LEAD]  # the lead is appointed
domain = RegexValidator(r"^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$", _("Write domains such as city.gov, one a line"))


def _countries() -> list[tuple[str, str]]:
    return countries.choices(get_language() or "en")


class CityFilters(DeskFilters):
    q = django_filters.CharFilter(method="by_words", label=_("City, or a name it had"))
    country = django_filters.ChoiceFilter(
        choices=_countries, label=_("Country"), empty_label=_("All countries"), widget=PlainSelect
    )

    def by_words(self, rows: QuerySet[City], name: str, value: str) -> QuerySet[City]:
        return rows.matching(value)  # type: ignore[attr-defined]


class CityForm(forms.ModelForm):
    population = ResidentsField(label=_("Number of residents"), required=False)
    population_year = forms.IntegerField(
        label=_("Year of that number"),
        min_value=1990,
        max_value=2100,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    wwc_year = forms.IntegerField(
        label=_("Year of that status"),
        min_value=2015,
        max_value=2100,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    domains = forms.CharField(
        label=_("Mail domains"),
        help_text=_("One a line, such as city.gov. Addresses there are likely to be the city’s."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = City
        fields = (
            "name kind country region population population_year population_source time_zone city_manager "
            "wwc_status wwc_year"
        ).split()
        labels = {
            "name": _("Name"),
            "kind": _("Kind of local government"),
            "region": _("State, province or region"),
            "population_source": _("Where the number comes from"),
            "city_manager": _("City manager"),
            "wwc_status": _("What Works Cities status"),
        }
        help_texts = {"name": _("The name it had is kept, and the city is still found by it.")}
        error_messages = {"name": {"required": _("Enter the name")}}

    def __init__(self, *args: Any, instance: City, **kwargs: Any) -> None:
        kwargs["initial"] = {"domains": "\n".join(instance.mail_domains), **kwargs.get("initial", {})}
        super().__init__(*args, instance=instance, **kwargs)
        language = get_language() or "en"
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=_countries())
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=zones.choices(language, instance.time_zone)
        )

    def clean_domains(self) -> list[str]:
        found = [line.strip().lower().lstrip("@") for line in self.cleaned_data["domains"].splitlines()]
        for one in filter(None, found):
            domain(one)
        return list(dict.fromkeys(filter(None, found)))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("population") and not (data.get("population_year") and data.get("population_source")):
            self.add_error("population", _("Say which year the number is of, and where it comes from"))
        return data

    def _post_clean(self) -> None:
        """The row is written by a service, which reads it again under its lock; the constraints are the database's."""

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "mail_domains": data.pop("domains")}


class TermForm(forms.ModelForm):
    start = DateField(label=_("Began on"), required=False)
    end = DateField(label=_("Ends on"), required=False)
    next_election = DateField(label=_("Next election"), required=False)

    class Meta:
        model = MayorTerm
        fields = ["name", "title", "start", "end", "source", "next_election", "elected_how", "transition_plan"]
        labels = {
            "name": _("The mayor’s name"),
            "title": _("The mayor’s title"),
            "source": _("Where this comes from"),
            "elected_how": _("How the mayor is elected"),
            "transition_plan": _("How the work goes on when the mayor changes"),
        }
        widgets = {"transition_plan": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", _("Enter a day after the term began"))
        if not any(data.get(name) for name in ("name", "start", "end")):
            self.add_error("name", _("Enter the mayor’s name, or when the term begins or ends"))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TERM_FACTS if name in self.cleaned_data}


class LeadForm(forms.Form):
    """Who leads, by address: somebody with an account."""

    email = forms.EmailField(
        label=_("E-mail address of the new lead"),
        help_text=_("They need an account. Otherwise invite them first, or enter their interest form."),
        error_messages={"required": _("Enter the address of the new lead")},
    )
    keep = forms.BooleanField(label=_("Who leads now stays, as deputy"), required=False, initial=True)
    why = forms.CharField(
        label=_("Reason"),
        help_text=_("Both read it in the mail."),
        max_length=300,
        error_messages={"required": _("Give the reason")},
    )


class EndMemberForm(WhyForm):
    person = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(forms.Form):
    role = forms.ChoiceField(label=_("Role in the city"), choices=GIVEN, initial=CityMember.Role.MEMBER)
    reply = forms.CharField(
        label=_("What you write to them"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuseForm(forms.Form):
    reply = forms.CharField(
        label=_("What you write to them"),
        help_text=_("Say why, and whom to ask in their city."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what the person reads")},
    )


class MergeForm(forms.Form):
    """What has to be chosen for these two cities, and the reason."""

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if preview.must_choose_lead:
            self.fields["lead"] = forms.ChoiceField(
                label=_("Who leads from now on? The other becomes deputy."),
                widget=forms.RadioSelect,
                choices=[(str(row.user_id), f"{row.user} ({row.city})") for row in preview.leads],
                error_messages={"required": _("Choose who leads")},
            )
        for call, both in preview.clashes:
            self.fields[f"form_{call.pk}"] = forms.ChoiceField(
                label=_("Which interest form stands for “%(call)s”?") % {"call": say(call.title)},
                widget=forms.RadioSelect,
                choices=[(str(form.pk), _form_label(form)) for form in both],
                error_messages={"required": _("Choose the form that stands")},
            )
        self.fields["why"] = forms.CharField(
            label=_("Reason"),
            help_text=_("Staff read it in the history of both."),
            max_length=300,
            error_messages={"required": _("Give the reason")},
        )

    def chosen_forms(self) -> set[int]:
        return {int(value) for name, value in self.cleaned_data.items() if name.startswith("form_")}


def _form_label(form: InterestForm) -> str:
    return f"{form.city}: {form.sender}, {form.get_status_display()}"
