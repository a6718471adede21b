"""The interest form: what the check knows is filled in, so that nothing is typed twice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.eligibility import DateField, ResidentsField
from applications.models import EligibilityCheck
from applications.reading import is_web_address
from cda_portal.accounts.models import City
from cda_portal.core import clock
from cda_portal.core.models import Theme
from cda_portal.core.text import say

DATES = ("term_start", "term_end", "next_start", "next_end")


class InterestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of local government"), choices=City.Kind.choices, initial=City.Kind.MUNICIPALITY
    )
    population = ResidentsField(
        label=_("Number of residents"), help_text=_("In the area your government is responsible for.")
    )
    population_year = forms.IntegerField(
        label=_("Year of that number"),
        min_value=1990,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    population_source = forms.CharField(
        label=_("Where the number comes from"), help_text=_("A web address or the name of the census."), max_length=300
    )
    mayor_title = forms.CharField(
        label=_("The mayor’s title"),
        help_text=_("As your residents say it, such as alcaldesa, intendente, prefeito or mayor."),
        max_length=80,
        required=False,
    )
    mayor_name = forms.CharField(label=_("The mayor’s name"), max_length=120)
    term_start = DateField(label=_("Current term began on"), required=False)
    term_end = DateField(label=_("Current term ends on"), required=False)
    next_start = DateField(label=_("Next term begins on"), required=False)
    next_end = DateField(label=_("Next term ends on"), required=False)
    transition_plan = forms.CharField(
        label=_("How would the work go on if the mayor changes?"),
        help_text=_("A few sentences are enough."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-words": 150}),
    )
    city_manager = forms.CharField(
        label=_("City manager"), help_text=_("Only where your city has one."), max_length=120, required=False
    )
    office_aware = forms.BooleanField(
        label=_("The mayor’s office knows about this form"),
        error_messages={"required": _("Tell the mayor’s office first, then tick this box")},
    )
    office_email = forms.EmailField(
        label=_("E-mail address of the mayor’s office"),
        help_text=_("We write once, to tell them and to let them say if this form is not from the city."),
        required=False,
    )
    themes = forms.MultipleChoiceField(
        label=_("What is the problem about?"),
        help_text=_("Choose all that apply."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    problem = forms.CharField(
        label=_("The problem, in a few sentences"),
        help_text=_("You do not need a project yet."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-words": 150}),
    )
    full_name = forms.CharField(label=_("Your name"), max_length=120)
    sender_title = forms.CharField(label=_("Your job title"), max_length=120)
    email = forms.EmailField(
        label=_("Your work e-mail address"), help_text=_("We send a code to it, to be sure it is yours.")
    )

    GROUPS = (
        (_("Your local government"), ("kind", "population", "population_year", "population_source", "city_manager")),
        (_("Your mayor"), ("mayor_title", "mayor_name", *DATES, "transition_plan")),
        (_("What you would work on"), ("themes", "problem")),
        (_("The mayor’s office"), ("office_aware", "office_email")),
        (_("You"), ("full_name", "sender_title", "email")),
    )

    def __init__(
        self, *args: Any, check: EligibilityCheck, kept: dict[str, Any], signed_in: bool, **kwargs: Any
    ) -> None:
        known = {name: getattr(check, name) for name in ("population", *DATES)}
        kwargs["initial"] = {**known, **kept, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.check = check
        self.fields["themes"].choices = [
            (theme.key, say(theme.name)) for theme in Theme.objects.filter(retired_at=None)
        ]  # type: ignore[attr-defined]
        if not (check.next_start or check.next_end):
            del self.fields["next_start"], self.fields["next_end"]
        if signed_in:
            del self.fields["full_name"], self.fields["email"]

    def groups(self) -> list[dict[str, Any]]:
        """Fields under their headings, as the page shows them."""
        return [
            {"title": title, "fields": [self[name] for name in names if name in self.fields]}
            for title, names in self.GROUPS
        ]

    def clean_population_year(self) -> int:
        year = int(self.cleaned_data["population_year"])
        if year > clock.now().year:
            raise forms.ValidationError(_("Enter a year that is not in the future"))
        return year

    def clean_population_source(self) -> str:
        source = str(self.cleaned_data["population_source"])
        if source.startswith(("http:", "https:")) and not is_web_address(source):
            raise forms.ValidationError(_("Enter a whole web address, or the name of the source"))
        return source

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for start, end in (("term_start", "term_end"), ("next_start", "next_end")):
            if data.get(start) and data.get(end) and data[end] <= data[start]:
                self.add_error(end, _("Enter an end that is later than the beginning"))
        return data

    def for_keeping(self) -> dict[str, Any]:
        """The cleaned form as JSON can hold it."""
        return {
            name: value.isoformat() if name in DATES and value else value for name, value in self.cleaned_data.items()
        }
