"""Texts of a call, one field a language: side by side with the source, and with what readers see where one is missing."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications import call_states, call_texts
from applications.forms.calls import Guarded
from applications.models import Call
from cda_portal.core.shared_fields import WordsMixin


class TextForm(WordsMixin, forms.Form):
    """One text of the call in every language, side by side."""

    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, name: str, older: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name, prose = name, name in call_texts.PROSE
        label, hint = {**call_texts.LINES, **call_texts.PROSE}[name]
        words = call_texts.words_of(call, name)
        limits = {"rows": 14, "limit": 20_000} if prose else {"rows": 3, "limit": 600}
        self.add_words(name, label, words, call.languages, hint=hint, required=not prose, **limits)
        names = dict(settings.LANGUAGES)
        if older:
            self.fields["fits"] = forms.MultipleChoiceField(
                label=_("Translations that still say what the source says"),
                choices=[(code, names[code]) for code in older],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for field, text in list(data.items()):
            if field.startswith(f"{self.name}_") and (unknown := call_texts.unknown_placeholders(text)):
                known = ", ".join(f"{{{name}}}" for name in call_texts.PLACEHOLDERS)
                self.add_error(
                    field,
                    _("Nothing is filled in for %(unknown)s. Use one of %(known)s, or leave out the braces")
                    % {"unknown": ", ".join(f"{{{name}}}" for name in unknown), "known": known},
                )
        return data

    def theirs(self, current: Call) -> list[tuple[str, str]]:
        """The other person's words by language; saving again then replaces them knowingly."""
        words, names, mine = call_texts.words_of(current, self.name), dict(settings.LANGUAGES), self.words(self.name)
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["was"] = call_states.mark(words)
        return [(names[code], text) for code, text in words.items() if mine.get(code, "") != text]


class LanguagesForm(Guarded):
    source = forms.ChoiceField(
        label=pgettext_lazy("language", "Source"),
        help_text=_("The language that the others are translated from."),
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the form"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Call
        fields = ["languages"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.initial["source"] = next(iter(self.instance.languages), settings.LANGUAGE_CODE)

    def values(self) -> dict[str, Any]:
        source = self.cleaned_data["source"]
        return {"languages": [source, *(code for code in self.cleaned_data["languages"] if code != source)]}
