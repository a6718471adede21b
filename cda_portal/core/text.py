"""Text that staff write once per language, and names as they are sorted and searched.

django-i18nfield stores escaped JSON in a text column: it cannot be ordered or searched with accents,
and accepts a missing language (docs/decisions/text-per-language.md).
"""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "ʻ": "'"}
)


def fold(value: str) -> str:
    """Lower case without accents: the key by which names are sorted and searched."""
    apart = unicodedata.normalize("NFKD", value.casefold().translate(_PLAIN))
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def whole(text: str, digits: int = 9, otherwise: int = 0) -> int:
    """The whole number that a field or an address names, of so many digits at the most; anything else is `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else otherwise


def say(value: dict[str, str] | None, language: str | None = None) -> str:
    """The text in `language` (the reader's, when None), else in the first language that has one."""
    if not value:
        return ""
    for code in (language or get_language() or settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES)):
        if value.get(code):
            return value[code]
    return ""


def language_of(value: dict[str, str] | None, language: str | None = None) -> str:
    """The language that `say` falls back to, so that a page can mark the text's `lang`."""
    asked = language or get_language() or settings.LANGUAGE_CODE
    if not value or value.get(asked):
        return asked
    return next((code for code, _name in settings.LANGUAGES if value.get(code)), asked)


def check_languages(value: Any) -> None:
    codes = {code for code, _name in settings.LANGUAGES}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("Write one text per language."))
    if unknown := set(value) - codes:
        raise ValidationError(
            _("This portal has no language called %(code)s."), params={"code": ", ".join(sorted(unknown))}
        )


class LangField(models.JSONField):
    """A JSON object with one text per language code, such as {"en": "Team", "es": "Equipo"}."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, check_languages]
