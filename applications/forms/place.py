"""What a city says when it gives its place up."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GiveUpForm(forms.Form):
    sure = forms.BooleanField(
        label=_("We give the place up"),
        help_text=_("It goes to the next city on the waiting list, and you cannot take this back yourselves."),
        error_messages={"required": _("Tick this, or keep the place")},
    )
    why = forms.CharField(
        label=_("Why"),
        help_text=_("Our team reads it, nobody else."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
