"""A question to a city about its application, with the day it is due, and the answer."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.reading import read_date


class DayField(forms.CharField):
    """A day as people write it in our languages; never before `first`."""

    first: date | None = None

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = read_date(text)
        except ValueError as error:
            raise ValidationError(_("Enter a date, such as 31/12/2028")) from error
        if self.first and day < self.first:
            raise ValidationError(_("Choose a day that has not passed"))
        return day


class QuestionForm(forms.Form):
    """A question to a city, and the day by which the answer is needed."""

    question = forms.CharField(
        label=_("Your question"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the question")},
    )
    due_on = DayField(
        label=_("Answer needed by"),
        help_text=_("Such as 31/12/2028. The whole day counts, in the call’s time zone."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "mid"}),
    )


class AskCityForm(QuestionForm):
    """About an application, where the day may not have passed."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].widget.attrs["rows"] = 5
        self.fields["due_on"].first = today  # type: ignore[attr-defined]


class AnswerCityForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer")},
    )
