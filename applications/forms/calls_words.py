"""Texts of a call, one field a language: side by side with the source, and with what readers see where one is missing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications import call_states, call_texts
from applications.forms.calls import Guarded
from applications.models import Call
from cda_portal.core.text import say


class WordsMixin:
    """A field a language for each text: `label` becomes `label_en`, `label_es`, …, and comes back as one dict."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def add_words(
        self, name: str, label: Any, words: Mapping[str, str], languages: list[str], *, hint: Any = "",
        rows: int = 0, limit: int = 1000, required: bool = False,
    ) -> None:  # fmt: skip
        """`languages` first the source; the other languages of the portal follow. Only the source can be required."""
        names = dict(settings.LANGUAGES)
        self.lang_fields = {**getattr(self, "lang_fields", {}), name: (label, hint)}
        for code in sorted(names, key=lambda code: languages.index(code) if code in languages else 9):
            attrs = {"lang": code, **({"rows": rows} if rows else {})}
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=names[code],
                required=required and code == languages[0],
                max_length=limit,
                initial=words.get(code, ""),
                help_text=_fallback(words, code)
                if code in languages
                else _("The form is not offered in this language."),
                widget=forms.Textarea(attrs=attrs) if rows else forms.TextInput(attrs=attrs),
                error_messages={"required": gettext("Write it in this language: the others are translated from it")},
            )

    def words(self, name: str) -> dict[str, str]:
        found = {code: self.cleaned_data.get(f"{name}_{code}", "").strip() for code, _name in settings.LANGUAGES}
        return {code: text.replace("\r\n", "\n") for code, text in found.items() if text}

    @property
    def in_languages(self) -> list[dict[str, Any]]:
        """For the template: each text with its fields."""
        return [
            {
                "name": name,
                "label": label,
                "hint": hint,
                "fields": [self._bound(name, code) for code in self._codes(name)],
            }
            for name, (label, hint) in getattr(self, "lang_fields", {}).items()
        ]

    def _codes(self, name: str) -> list[str]:
        return [field.removeprefix(f"{name}_") for field in self.fields if field.startswith(f"{name}_")]

    def _bound(self, name: str, code: str) -> BoundField:
        return self[f"{name}_{code}"]  # type: ignore[index, no-any-return]


def _fallback(words: Mapping[str, str], code: str) -> str:
    if words.get(code) or not say(dict(words), code):
        return ""
    instead = say(dict(words), code)
    return gettext("Empty: readers see “%(text)s”") % {"text": instead if len(instead) < 60 else f"{instead[:57]}…"}


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
        label=_("Source"), help_text=_("The language that the others are translated from."), widget=forms.RadioSelect
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
