"""What staff type about who reads in a round, and what reviewers answer."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from applications.models import Call
from cda_portal.accounts.models import User
from cda_portal.core.shared_fields import LocalField
from cda_portal.core.widgets import PlainSelect
from selection.models import RoundReviewer

MOST_MINUTES = 20_000  # a year of evenings: more is a slip of the finger


def minutes_field(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Minutes at most"),
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"required": gettext_lazy("Enter the minutes")},
        **kwargs,
    )


class PeopleField(forms.ModelMultipleChoiceField):
    """People by name; what their profile says of languages and themes stands beside them."""

    def label_from_instance(self, person: Any) -> str:
        return str(person)


class AddReviewersForm(forms.Form):
    """Several at once, each with the same minutes; they can be changed one by one later."""

    people = PeopleField(
        queryset=User.objects.none(),
        label=gettext_lazy("Reviewers to add"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick at least one reviewer"),
            "invalid_choice": gettext_lazy("Tick reviewers of the list"),
            "invalid_pk_value": gettext_lazy("Tick reviewers of the list"),
        },
    )
    minutes = minutes_field(
        initial=600, help_text=gettext_lazy("How much each of them reads in this round. The matching keeps to it.")
    )

    def __init__(self, *args: Any, people: QuerySet[User], hints: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = people
        field.choice_hints = {str(pk): hint for pk, hint in hints.items()}


class MinutesForm(forms.Form):
    minutes = minutes_field(help_text=gettext_lazy("What they have already stays, even where it is more."))


class TakeOffForm(forms.Form):
    """`opened` is asked only of somebody who has begun."""

    why = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Staff read it in the history."),
        max_length=300,
        error_messages={"required": gettext_lazy("Give the reason")},
    )
    opened = forms.ChoiceField(
        label=gettext_lazy("The applications that they have begun"),
        choices=[("keep", gettext_lazy("They finish them")), ("take", gettext_lazy("Take them back too"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what becomes of the applications that they have begun")},
    )

    def __init__(self, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["opened"]

    @property
    def takes_opened(self) -> bool:
        return self.cleaned_data.get("opened") == "take"


class UntilForm(forms.Form):
    """A later end, as the clock on the wall of the call shows it."""

    until = LocalField(
        label=gettext_lazy("Until"),
        error_messages={
            "required": gettext_lazy("Enter the day and the time"),
            "invalid": gettext_lazy("Enter a day and a time, such as 31/12/2026 17:00"),
        },
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].zone = call.zone  # type: ignore[attr-defined]
        self.fields["until"].help_text = _("By the clock of %(place)s.") % {"place": call.zone_place or call.zone}


class WhyBackForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Staff read it in the history."),
        max_length=300,
        error_messages={"required": gettext_lazy("Give the reason")},
    )


class ByHandForm(WhyBackForm):
    """Who reads an application; more than their minutes has to be confirmed."""

    reviewer = forms.ModelChoiceField(
        label=pgettext_lazy("column", "Reviewer"),
        queryset=User.objects.none(),
        widget=PlainSelect,
        empty_label=gettext_lazy("Choose"),
        error_messages={
            "required": gettext_lazy("Choose a reviewer"),
            "invalid_choice": gettext_lazy("Choose a reviewer of the list"),
        },
    )
    over_limit = forms.BooleanField(label=gettext_lazy("More than their minutes: this is meant"), required=False)
    field_order = ["reviewer", "why", "over_limit"]

    def __init__(self, *args: Any, rows: list[tuple[RoundReviewer, str]], over: bool = False, **kwargs: Any) -> None:
        """`rows` are those who can take it with what stands beside each; `over` asks for the confirmation."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reviewer"]
        field.queryset = User.objects.filter(pk__in=[row.reviewer_id for row, _said in rows])
        field.choices = [("", gettext_lazy("Choose")), *((row.reviewer_id, said) for row, said in rows)]
        field.widget.attrs["class"] = "wide"
        self.ask_about_limit(over or bool(self.data.get(self.add_prefix("over_limit"))))

    def ask_about_limit(self, asks: bool) -> None:
        self.fields["over_limit"].widget = forms.CheckboxInput() if asks else forms.HiddenInput()


class AnswerForm(forms.Form):
    """Yes, or no with a reason; `yes` and `no` are the buttons."""

    why = forms.CharField(
        label=gettext_lazy("Why you cannot"),
        help_text=gettext_lazy("If you decline. It helps our team to plan."),
        required=False,
        max_length=300,
    )
    yes = forms.BooleanField(required=False, widget=forms.HiddenInput)
    no = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("yes")) == bool(data.get("no")):
            self.add_error(None, _("Choose whether you can read them"))
        return data
