"""Which of the earlier answers are to be copied."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CopyForm(forms.Form):
    """`found` are the matches that may be chosen; at first all are."""

    question = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("Tick at least one answer to copy"),
            "invalid_choice": _("One of the answers is no longer free. Look at the list again"),
        },
    )

    def __init__(self, *args: Any, found: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["question"].choices = [(str(one.question.pk), one.question.key) for one in found]  # type: ignore[attr-defined]

    def chosen(self) -> set[int]:
        if not self.is_bound:
            return {one.question.pk for one in self.found}
        return {int(value) for value in self.data.getlist("question") if value.isascii() and value.isdigit()}  # type: ignore[attr-defined]
