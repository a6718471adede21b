"""Where a call stands as staff see it, what may be done then, and what it lacks before publication. Touches no database."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from applications import call_texts
from applications.call_texts import Standing


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"  # and nothing of it is open yet
    OPEN = "open"  # from the first window's beginning to the last one's end
    CLOSED = "closed"
    ARCHIVED = "archived"


# Word and kind of the status component.
WORDS: dict[State, tuple[str | Promise, str]] = {
    State.DRAFT: (pgettext_lazy("call", "Draft"), "open"),
    State.PUBLISHED: (pgettext_lazy("call", "Published, opens later"), "note"),
    State.OPEN: (pgettext_lazy("call", "Open"), "doing"),
    State.CLOSED: (pgettext_lazy("call", "Closed"), "plain"),
    State.ARCHIVED: (pgettext_lazy("call", "Archived"), "mute"),
}
# Which verb is possible in which state.
VERBS: dict[str, frozenset[State]] = {
    "publish": frozenset({State.DRAFT}),
    "unpublish": frozenset({State.PUBLISHED, State.OPEN, State.CLOSED}),
    "close": frozenset({State.OPEN}),
    "reopen": frozenset({State.CLOSED}),
    "archive": frozenset({State.DRAFT, State.CLOSED}),
    "unarchive": frozenset({State.ARCHIVED}),
    "edit": frozenset({State.DRAFT, State.PUBLISHED, State.OPEN, State.CLOSED}),
    "extend": frozenset({State.OPEN, State.CLOSED}),
    "tell": frozenset({State.PUBLISHED, State.OPEN}),
}


def state(call: Any, at: datetime) -> State:
    if call.archived_at is not None:
        return State.ARCHIVED
    if call.published_at is None or call.published_at > at:
        return State.DRAFT
    if at < min(call.interest_opens, call.application_opens):
        return State.PUBLISHED
    return State.OPEN if at <= max(call.interest_closes, call.application_closes) else State.CLOSED


def digest(obj: Any, names: Iterable[str]) -> str:
    """Tells whether these fields are still what a page was loaded with, so that nobody is overwritten unseen."""
    return mark({name: getattr(obj, obj._meta.get_field(name).attname) for name in names})


def mark(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Point:
    """One line of the list before publication. What is needed keeps the call from being published."""

    text: str
    met: bool
    needed: bool
    tab: str  # where it is put right

    @property
    def kind(self) -> str:
        return "done" if self.met else "bad" if self.needed else "watch"

    @property
    def word(self) -> str:
        if self.met:
            return _("There")
        return _("Missing") if self.needed else _("Look at it")


def points(call: Any, sections: list[Any], at: datetime) -> list[Point]:
    """`sections` have `live_questions`, as `Section.objects.for_form` gives them; `call` has its `copied_from` loaded."""
    return [*_text_points(call, sections), *_form_points(sections), *_date_points(call, at)]


def lacking(call: Any, sections: list[Any], at: datetime) -> list[Point]:
    return [point for point in points(call, sections, at) if point.needed and not point.met]


def _text_points(call: Any, sections: list[Any]) -> list[Point]:
    found = [
        Point(_("The form has a language"), bool(call.languages), True, "languages"),
        Point(_("A title in each language"), _in_all(call.title, call.languages), True, "texts"),
        Point(_("A summary in each language"), _in_all(call.summary, call.languages), True, "texts"),
    ]
    counts = call_texts.counts(call_texts.rows(call, sections), call.languages)
    undone = counts[Standing.MISSING] + counts[Standing.OLDER]
    words = ngettext(
        "Translations: %(count)d text is missing or older than its source",
        "Translations: %(count)d texts are missing or older than their source",
        undone,
    ) % {"count": undone}
    found.append(Point(words if undone else _("Translations are complete"), not undone, False, "languages"))
    if call.copied_from is not None:
        found.append(
            Point(_("The title is not the copied call’s"), call.title != call.copied_from.title, False, "texts")
        )
    return found


def _in_all(text: dict[str, str], languages: list[str]) -> bool:
    return bool(languages) and all(text.get(code) for code in languages)


def _form_points(sections: list[Any]) -> list[Point]:
    questions = [question for section in sections for question in section.live_questions]
    choices = [question for question in questions if question.kind in ("choice", "several")]
    return [
        Point(_("The form asks something"), bool(questions), True, "form"),
        Point(_("Each section has a question"), all(section.live_questions for section in sections), True, "form"),
        Point(_("Each choice has two answers or more"), all(len(one.options) > 1 for one in choices), True, "form"),
    ]


def _date_points(call: Any, at: datetime) -> list[Point]:
    in_order = call.interest_opens <= call.application_opens and call.interest_closes <= call.application_closes
    return [
        Point(_("The application closes in the future"), call.application_closes > at, True, "dates"),
        Point(_("The interest form opens and closes before the application does"), in_order, False, "dates"),
        Point(_("Dates and questions are confirmed"), not call.to_be_confirmed, False, "dates"),
    ]


STATE_CHOICES = [(one.value, WORDS[one][0]) for one in State]
NO_MORE = gettext_lazy("This call is archived. Take it out of the archive to change it.")
