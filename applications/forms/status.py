"""What a city says when it withdraws, and which versions are compared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=_("Why do you withdraw?"),
        help_text=_("Our team reads it. It changes nothing about a later application."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VersionsForm(forms.Form):
    """The two versions to compare, by number; whatever does not fit falls back to the last two."""

    a = forms.IntegerField(required=False)
    b = forms.IntegerField(required=False)

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = numbers

    def pair(self) -> tuple[int, int]:
        """The older one first; (0, 0) when there is only one."""
        if len(self.numbers) < 2:
            return 0, 0
        self.is_valid()
        older, newer = self.cleaned_data.get("a"), self.cleaned_data.get("b")
        if older in self.numbers and newer in self.numbers and older != newer:
            return min(older, newer), max(older, newer)
        return self.numbers[-2], self.numbers[-1]
