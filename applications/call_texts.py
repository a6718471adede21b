"""The texts of a call in its languages: which there are, how each translation stands, what may be filled in.

Touches no database. The first of a call's languages is the source: the others are translations of it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cda_portal.core.text import say

Words = dict[str, str]
"""A text by language code."""

# The texts a call has, in the order of its page: name, label, where readers see it.
LINES: dict[str, tuple[str | Promise, str | Promise]] = {
    "title": (_("Title"), _("Heads the call’s page and stands in every mail.")),
    "summary": (_("Summary"), _("One or two sentences under the title; search engines show them.")),
}
PROSE: dict[str, tuple[str | Promise, str | Promise]] = {
    "dates_note": (_("Note beside the dates"), _("Shown while dates are to be confirmed.")),
    "journey": (_("What cities do"), _("On the call’s page.")),
    "offers": (_("What the programme gives"), _("On the front page and on the call’s page.")),
    "asks": (_("Who qualifies"), _("On the call’s page, above the figures.")),
    "interest": (_("The interest form"), _("On the call’s page.")),
    "before_you_start": (_("Before you start the application"), _("On the call’s page.")),
    "next_steps": (_("What you do, and what happens next"), _("On the call’s page.")),
    "after_submit": (_("After the application was sent"), _("Kept for the page after sending.")),
}
PLACEHOLDERS: dict[str, str | Promise] = {
    "interest_closes": _("when the interest form closes"),
    "application_closes": _("when the application closes"),
    "residents": _("residents needed"),
    "months": _("months a mayor should have left"),
    "reference_date": _("the day from which those months count"),
    "programme_start": _("when the programme starts"),
}
PLACEHOLDER = re.compile(r"\{([^{}\n]{0,60})\}")


class Standing(StrEnum):
    SOURCE = "source"
    COMPLETE = "complete"
    MISSING = "missing"
    OLDER = "older"
    UNUSED = "unused"  # the source is empty as well


# Word and kind of the status component.
WORDS: dict[Standing, tuple[str | Promise, str]] = {
    Standing.SOURCE: (pgettext_lazy("language", "Source"), "note"),
    Standing.COMPLETE: (_("Complete"), "done"),
    Standing.MISSING: (_("Missing"), "bad"),
    Standing.OLDER: (_("Older than the source"), "watch"),
    Standing.UNUSED: (_("Not used"), "mute"),
}


def standing(words: Words, stamps: Words, language: str, source: str) -> Standing:
    """How the text stands in `language`; `stamps` say when each was written, and one without a stamp counts as old as all."""
    if not words.get(source) and not words.get(language):
        return Standing.UNUSED
    if not words.get(language):
        return Standing.MISSING
    if language == source:
        return Standing.SOURCE
    return Standing.OLDER if stamps.get(language, "") < stamps.get(source, "") else Standing.COMPLETE


def stamped(stamps: Words, before: Words, after: Words, at: str, *, confirmed: Iterable[str] = ()) -> Words:
    """The stamps once `before` has become `after` at that instant; `confirmed` languages still say what the source says."""
    changed = {code for code in {*before, *after} if before.get(code, "") != after.get(code, "")}
    return {**stamps, **dict.fromkeys({*changed, *confirmed}, at)}


@dataclass(frozen=True)
class Row:
    """One thing with texts: a text of the call, a section or a question."""

    label: str
    part: str  # text, section or question
    ref: str  # the text's name, or the id
    texts: list[tuple[Words, Words]]  # each with its stamps

    def standing(self, language: str, source: str) -> Standing:
        """The worst of its texts."""
        found = {standing(words, stamps, language, source) for words, stamps in self.texts}
        worst = (Standing.MISSING, Standing.OLDER, Standing.COMPLETE, Standing.SOURCE)
        return next((one for one in worst if one in found), Standing.UNUSED)


def rows(call: Any, sections: Iterable[Any]) -> list[Row]:
    """Everything of the call that is written once per language."""
    found = [
        Row(str(label), "text", name, [(words_of(call, name), call.stamps.get(name, {}))])
        for name, (label, _where) in {**LINES, **PROSE}.items()
    ]
    for section in sections:
        found.append(Row(say(section.title), "section", str(section.pk), _of(section, "title", "intro", "group")))
        for question in section.live_questions:
            options: list[tuple[Words, Words]] = [(option.get("label", {}), {}) for option in question.options]
            texts = _of(question, "label", "help", "example") + options
            found.append(Row(say(question.label), "question", str(question.pk), texts))
    return found


def _of(obj: Any, *names: str) -> list[tuple[Words, Words]]:
    return [(getattr(obj, name), obj.stamps.get(name, {})) for name in names]


def words_of(call: Any, name: str) -> Words:
    found: Words = getattr(call, name) if name in LINES else call.texts.get(name, {})
    return found


def counts(found: Iterable[Row], languages: list[str]) -> Counter[Standing]:
    """How many texts stand how, over all languages but the source."""
    source = languages[0] if languages else ""
    return Counter(row.standing(code, source) for row in found for code in languages[1:])


def unknown_placeholders(text: str) -> list[str]:
    return sorted({name for name in PLACEHOLDER.findall(text) if name not in PLACEHOLDERS})


def filled(words: Words, values: Mapping[str, str]) -> Words:
    """The text with its placeholders replaced; braces around anything else stay as they are."""
    return {
        code: PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text) if "{" in text else text
        for code, text in words.items()
    }
