"""What staff type about forms."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
