"""One section of the application: every answer is read and kept as typed, problems are said beside it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import zip_longest
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications import progress
from applications.kinds import KINDS, METRIC_PARTS, PRACTICES, TEAM_ROLES, TEAM_ROWS
from applications.models import Answer, Question, Section
from cda_portal.core import clock
from cda_portal.core.text import say, whole
from cda_portal.core.widgets import SELECTED


def digest(value: Any) -> str:
    """Tells whether a value was touched on the page, so that saving a page does not undo a colleague's work."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass
class Row:
    """One question with what the page shows: its value, the version that was loaded, what is wrong."""

    question: Question
    value: Any
    version: int
    was: str
    error: str = ""
    theirs: Answer | None = None
    applies: bool = True
    needed: bool = True
    frozen: bool = False
    refused: bool = False  # typed on a page from before it was frozen
    language: str = ""  # the one the value is written in
    answer: Answer | None = None
    parent: Question | None = None
    save_url: str = ""
    file_url: str = ""
    given: dict[str, Any] = field(default_factory=dict)  # the file of a file question; see views.files

    @property
    def kind(self) -> Any:
        return KINDS[self.question.kind]

    @property
    def template(self) -> str:
        return "applications/questions/_frozen.html" if self.frozen and not self.refused else str(self.kind.template)

    @property
    def words(self) -> int:
        return int(self.kind.words(self.value))

    @property
    def shown(self) -> list[str]:
        return list(self.kind.show(self.question, self.value, self.language))

    @property
    def understood(self) -> str:
        """How a number or a date was read, in a sentence; "" where it says nothing new."""
        return understood(self.question, self.value, self.language)

    @property
    def copied(self) -> str:
        """The year of the call from which the answer was copied, until somebody changes it."""
        there = self.answer and self.answer.copied_from
        return f"{there.call.programme_start:%Y}" if there else ""

    @property
    def only_if(self) -> str:
        """When a question that depends on another is asked, in a sentence."""
        if self.parent is None:
            return ""
        options = dict(KINDS[self.parent.kind].options(self.parent)) if self.parent.kind in CHOICES else {}
        answer = options.get(self.question.depends_value, self.question.depends_value)
        return _("Only if you answer “%(answer)s” to “%(question)s”.") % {
            "answer": answer,
            "question": say(self.parent.label),
        }

    @property
    def described(self) -> SafeString:
        """The attributes that tie hint, error and count to the control."""
        key = self.question.key
        ids = [f"{key}-hint"] if self.question.help else []
        ids += [f"{key}-when"] if self.has_when else []
        ids += [f"{key}-error"] if self.error else []
        ids += [f"{key}_count"] if self.question.words else []
        ids += [f"{key}-read"] if self.question.kind in ("number", "date", "metric") else []
        tied = format_html(' aria-describedby="{}"', " ".join(ids)) if ids else SafeString("")
        alone = self.question.kind in ("short_text", "long_text", "number", "date", "link")
        return tied + SafeString(' aria-invalid="true"' if self.error and alone else "")

    @property
    def has_when(self) -> bool:
        """Whether the page says when the question is asked, needed or closed."""
        return bool(self.parent or self.needed_from or self.freezes)

    @property
    def needed_from(self) -> datetime | None:
        return None if self.needed else self.question.required_from

    @property
    def freezes(self) -> datetime | None:
        return None if self.frozen else self.question.frozen_from

    @property
    def hangs(self) -> SafeString:
        """What the script needs to show a dependent question at once: the parent's field and the answer."""
        if self.question.depends_on_id is None:
            return SafeString("")
        key = self.parent.key if self.parent else ""
        off = SafeString("" if self.applies else " data-off")
        return format_html(' data-depends="{}" data-value="{}"{}', key, self.question.depends_value, off)

    @property
    def rows(self) -> int:
        return min(14, max(4, (self.question.words or 60) // 20))

    @property
    def width(self) -> str:
        return "" if self.question.words or self.question.kind == Question.Kind.LINK else " mid"

    @property
    def options(self) -> list[tuple[str, str]]:
        return list(self.kind.options(self.question))

    @property
    def chosen(self) -> list[str]:
        return list(self.value or [])

    @property
    def practices(self) -> list[dict[str, Any]]:
        """The eight practices; what each score looks like stands in the question's options."""
        written = {
            option["value"]: [say(level) for level in option.get("levels", [])] for option in self.question.options
        }
        value = self.value or {}
        return [
            {
                "label": label,
                "id": (own := f"{self.question.key}-{key}"),
                "levels": [
                    (score, level, f"{own}-{score}")
                    for score, level in zip_longest("0123", written.get(key, []), fillvalue="")
                ],
                **{"score": "", "evidence": "", **value.get(key, {})},
            }
            for key, label in PRACTICES.items()
        ]

    @property
    def team(self) -> list[dict[str, Any]]:
        """The people entered, and empty rows to go on with."""
        people = list(self.value or [])
        shown = min(TEAM_ROWS, max(4, len(people) + 2))
        roles = cache(_roles)  # most rows are empty
        blank = {"name": "", "job_title": "", "department": "", "role": "", "decides": False}
        return [
            {**blank, **person, "id": f"{self.question.key}-{number}", "roles": roles(person.get("role", ""))}
            for number, person in enumerate([*people, *([{}] * shown)][:shown])
        ]

    @property
    def metric(self) -> list[dict[str, Any]]:
        value = self.value or {}
        return [
            {
                "id": f"{self.question.key}-{part}",
                "label": label,
                "value": value.get(part, ""),
                "date": part.endswith("_date"),
                "number": part in ("baseline", "target"),
            }
            for part, label in METRIC_PARTS.items()
        ]

    @property
    def link(self) -> str:
        """What was typed in place of a file."""
        return str((self.value or {}).get("link", ""))

    @property
    def their_lines(self) -> list[str]:
        return list(self.kind.show(self.question, self.theirs.value, self.theirs.language)) if self.theirs else []


CHOICES = frozenset({"choice", "several", "yes_no"})


def understood(question: Question, value: Any, language: str) -> str:
    read = KINDS[question.kind].understood(question, value, language)
    return _("Read as %(value)s") % {"value": read} if read else ""


def _roles(chosen: str) -> SafeString:
    """The options of one person's role, printed here: the page has up to ten such lists."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((role, SELECTED if role == chosen else "", label) for role, label in TEAM_ROLES.items()),
    )


class SectionForm:
    """The answers of one section. Not a Django form: a value that is wrong is kept, not refused."""

    def __init__(
        self,
        section: Section,
        answers: dict[int, Answer],
        values: dict[int, Any],
        posted: QueryDict | None = None,
        reference: str = "",
        *,
        others: Mapping[int, Question] | None = None,
        at: datetime | None = None,
    ) -> None:
        """`others` are the form's questions by id, `at` is when the request came in (None: now)."""
        self.section = section
        self.reference = reference
        self.values = values
        self.posted = posted
        self.others = others if others is not None else progress.known([section])
        self.at = at or clock.now()
        self.rows = [self._row(question, answers.get(question.pk)) for question in section.live_questions]

    def _row(self, question: Question, answer: Answer | None) -> Row:
        value = answer.value if answer else None
        row = Row(question, value, answer.version if answer else 0, digest(value), answer=answer)
        row.language = answer.language if answer else ""
        row.applies = progress.applies(question, self.values, self.others)
        row.needed, row.frozen = progress.needed(question, self.at), progress.frozen(question, self.at)
        row.parent = self.others.get(question.depends_on_id or 0)
        if self.reference:
            name = "file" if question.kind == Question.Kind.FILE else "answer"
            row.save_url = row.file_url = reverse(
                f"applications:application-{name}", args=[self.reference, question.pk]
            )
        is_link = self.posted is not None and f"{question.key}-link" in self.posted
        if self.posted is not None and (question.kind != Question.Kind.FILE or is_link):
            sent = KINDS[question.kind].read(self.posted, question.key)
            if f"{question.key}-was" not in self.posted and row.kind.is_empty(sent):
                return row  # not on the page that was sent: a body that could not be read empties nothing
            row.value = sent
            if sent != value:
                row.language = get_language() or "en"
            row.version = number(self.posted.get(f"{question.key}-version"), row.version)
            row.was = str(self.posted.get(f"{question.key}-was", row.was))[:16]
        return row

    @property
    def hangs(self) -> bool:
        """Whether any question here comes and goes with another."""
        return any(row.parent for row in self.rows)

    def touched(self) -> list[Row]:
        """Rows whose value differs from the one the page was loaded with."""
        untouched_empty = digest(None)
        return [
            row
            for row in self.rows
            if row.question.kind != Question.Kind.FILE
            and digest(row.value) != row.was
            and not (row.was == untouched_empty and row.kind.is_empty(row.value))
        ]

    def judge(self, values: dict[int, Any]) -> bool:
        """Write what is wrong beside each answer; True when nothing is. Empty answers may wait until the end."""
        for row in self.rows:
            row.error = row.error or progress.problem(
                row.question,
                row.value,
                values,
                others=self.others,
                at=self.at,
                language=row.language,
                required=False,
            )
        return not any(row.error for row in self.rows)

    def errors(self) -> list[tuple[str, str]]:
        return [(row.question.key, row.error) for row in self.rows if row.error]


def number(text: str | None, otherwise: int) -> int:
    return whole(text or "", 8, otherwise)
