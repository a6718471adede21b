"""Fields that forms of several apps share: a text in every language, and an instant on a wall clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cda_portal.core.text import say


class LocalField(forms.DateTimeField):
    """An instant as the clock on the wall in `zone` shows it, to the minute."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "mid"})
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
    zone = "UTC"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(ZoneInfo(self.zone)):
            return super().to_python(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


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
        return self[f"{name}_{code}"]  # type: ignore[index]


def _fallback(words: Mapping[str, str], code: str) -> str:
    if words.get(code) or not say(dict(words), code):
        return ""
    instead = say(dict(words), code)
    return gettext("Empty: readers see “%(text)s”") % {"text": instead if len(instead) < 60 else f"{instead[:57]}…"}
