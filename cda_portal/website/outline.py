"""The whole form of a call in words, for reading and printing before anybody has an account. Touches no database.

Everything is made into plain strings here, so that the page is one plain loop.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.kinds import METRIC_PARTS, PRACTICES, TEAM_ROLES
from cda_portal.core.templatetags.components import html_lang
from cda_portal.core.text import language_of, say


@dataclass(frozen=True)
class Said:
    """A text that staff wrote, and its language where that is not the page's."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Row:
    """One of several things a question asks for, such as a practice, and what its scores 0 to 3 look like."""

    label: Said
    help: Said = Said("")
    levels: Sequence[Said] = ()


@dataclass(frozen=True)
class Asked:
    """One question."""

    label: Said
    optional: bool
    help: Said
    example: Said
    takes: str  # what kind of answer, and its limits
    only_if: str = ""
    options: Sequence[Said] = ()
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Page:
    """One section of the form."""

    key: str
    title: Said
    intro: Said
    minutes: int
    time: str
    questions: list[Asked] = field(default_factory=list)


def said(value: dict[str, str] | None, page_language: str) -> Said:
    """The text in the page's language, else in the one that `core.text.say` falls back to, marked as such."""
    text = say(value, page_language)
    found = language_of(value, page_language)
    return Said(text, "" if found == page_language else html_lang(found))


def outline(sections: Iterable[Any], page_language: str) -> list[Page]:
    """`sections` have `live_questions`, as `Section.objects.for_form` gives them."""
    pages = list(sections)
    labels = {question.pk: question for section in pages for question in section.live_questions}
    return [
        Page(
            key=section.key,
            title=said(section.title, page_language),
            intro=said(section.intro, page_language),
            minutes=section.minutes,
            time=ngettext("About %(count)d minute.", "About %(count)d minutes.", section.minutes)
            % {"count": section.minutes},
            questions=[_asked(question, labels, page_language) for question in section.live_questions],
        )
        for section in pages
    ]


def _asked(question: Any, known: dict[int, Any], page_language: str) -> Asked:
    practices = question.kind == "practices"
    return Asked(
        label=said(question.label, page_language),
        optional=not question.required,
        help=said(question.help, page_language),
        example=said(question.example, page_language),
        takes=TAKES[question.kind](question),
        only_if=_only_if(question, known.get(question.depends_on_id), page_language),
        options=[] if practices else [said(option["label"], page_language) for option in question.options],
        rows=_practices(question, page_language) if practices else [],
    )


def _only_if(question: Any, other: Any, page_language: str) -> str:
    if other is None:
        return ""
    names = {"yes": _("Yes"), "no": _("No")}
    names.update({option["value"]: say(option["label"], page_language) for option in other.options})
    answer = names.get(question.depends_value, question.depends_value)
    return _("Asked only if you answer “%(answer)s” to “%(question)s”.") % {
        "answer": answer,
        "question": say(other.label, page_language),
    }


def _practices(question: Any, page_language: str) -> list[Row]:
    rows = [
        Row(
            said(option["label"], page_language),
            said(option.get("help"), page_language),
            [said(level, page_language) for level in option.get("levels", [])],
        )
        for option in question.options
    ]
    return rows or [Row(Said(str(label))) for label in PRACTICES.values()]


def _text(question: Any) -> str:
    if not question.words:
        return _("A text.")
    return ngettext("A text of up to %(count)d word.", "A text of up to %(count)d words.", question.words) % {
        "count": question.words
    }


def _line(question: Any) -> str:
    if not question.words:
        return _("One line.")
    return ngettext("One line of up to %(count)d word.", "One line of up to %(count)d words.", question.words) % {
        "count": question.words
    }


def _listed(parts: Iterable[Any]) -> str:
    return ", ".join(str(part) for part in parts)


TAKES: dict[str, Callable[[Any], str]] = {
    "short_text": _line,
    "long_text": _text,
    "choice": lambda question: _("One of these."),
    "several": lambda question: _("One or more of these."),
    "number": lambda question: _("A year.") if question.key.endswith("year") else _("A number."),
    "date": lambda question: _("A date."),
    "yes_no": lambda question: _("Yes or no."),
    "link": lambda question: _("A web address."),
    "file": lambda question: _("A file."),
    "practices": lambda question: _("A score from 0 to 3 for each, and what shows it."),
    "team": lambda question: (
        _("For each person: name, job title, department, role, and whether they can decide. Roles: %(roles)s.")
        % {"roles": _listed(TEAM_ROLES.values())}
    ),
    "metric": lambda question: _("One measure: %(parts)s.") % {"parts": _listed(METRIC_PARTS.values())},
}
