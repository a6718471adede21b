"""What staff type about forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.clarifications import DayField


class QuestionForm(forms.Form):
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


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your answer")},
    )


class DeclineForm(forms.Form):
    message = forms.CharField(
        label=_("What the city reads"),
        help_text=_("Say why, and what would change it."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the city reads")},
    )


class ReopenForm(forms.Form):
    why = forms.CharField(
        label=_("Reason"),
        help_text=_("Staff read it in the history."),
        max_length=300,
        error_messages={"required": _("Give the reason")},
    )
