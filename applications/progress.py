"""How far an application is: which questions are asked, which sections are complete, and what is missing, by name.

Touches no database.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from applications.kinds import KINDS
from cda_portal.core import clock
from cda_portal.core.text import say


class State(Enum):
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Missing:
    """A question that keeps the application from being sent, and why."""

    question: Any
    why: str
    empty: bool  # nothing is there yet, so the question itself says enough


@dataclass
class SectionProgress:
    """`questions` are those that are asked; `minutes` and `words` what they take, `minutes_left` what is left of them."""

    section: Any
    questions: list[Any]
    state: State = State.NOT_STARTED
    missing: list[Missing] = field(default_factory=list)
    answered: int = 0

    @property
    def minutes(self) -> int:
        return int(getattr(self.section, "minutes", 0))

    @property
    def minutes_left(self) -> int:
        if self.state is State.COMPLETED or not self.questions:
            return 0
        return math.ceil(self.minutes * (len(self.questions) - self.answered) / len(self.questions))

    @property
    def words(self) -> int:
        return words_of(self.questions)


def words_of(questions: Iterable[Any]) -> int:
    """How many words the long texts among them may take together."""
    return sum(question.words or 0 for question in questions if question.kind == "long_text")


def known(sections: Iterable[Any]) -> dict[int, Any]:
    """The live questions by id, among which chains of dependence are followed."""
    return {question.pk: question for section in sections for question in section.live_questions}


def applies(question: Any, values: Mapping[int, Any], others: Mapping[int, Any] | None = None) -> bool:
    """Whether a question is asked, given the answers so far: it hangs on another, which may hang on a third.

    `others` are the questions by id; one that is not among them is taken to be asked itself.
    """
    seen: set[int] = set()
    while question is not None and question.depends_on_id is not None and question.pk not in seen:
        value = values.get(question.depends_on_id)
        if not (question.depends_value in value if isinstance(value, list) else value == question.depends_value):
            return False
        seen.add(question.pk)
        question = (others or {}).get(question.depends_on_id)
    return True


def needed(question: Any, at: datetime) -> bool:
    """Whether an answer must be there at this instant. What is frozen nobody can answer, so it is not asked for."""
    if frozen(question, at):
        return False
    begins = getattr(question, "required_from", None)
    return at >= begins if begins else bool(question.required)


def frozen(question: Any, at: datetime) -> bool:
    """Whether its answer can no longer be changed; the named instant itself is too late."""
    ends = getattr(question, "frozen_from", None)
    return ends is not None and at >= ends


def problem(
    question: Any,
    value: Any,
    values: Mapping[int, Any],
    *,
    others: Mapping[int, Any] | None = None,
    at: datetime | None = None,
    language: str = "",
    required: bool = True,
) -> str:
    """Why this answer, written in `language`, cannot be sent as it is at an instant (None: now); "" when it can."""
    if not applies(question, values, others):
        return ""
    kind, instant = KINDS[question.kind], at or clock.now()
    if kind.is_empty(value):
        wanted = required and needed(question, instant)
        return _("Answer “%(question)s”") % {"question": say(question.label)} if wanted else ""
    return "" if frozen(question, instant) else kind.problem(question, value, language)


def of_sections(
    sections: Iterable[Any],
    values: Mapping[int, Any],
    *,
    at: datetime | None = None,
    languages: Mapping[int, str] | None = None,
) -> list[SectionProgress]:
    """Each section with its state at an instant (None: now).

    `sections` have `live_questions`; `values` are answers by question id, written in `languages`.
    """
    sections = list(sections)
    others = known(sections)
    instant = at or clock.now()
    return [_of_section(section, values, others, instant, languages or {}) for section in sections]


def _of_section(
    section: Any, values: Mapping[int, Any], others: Mapping[int, Any], at: datetime, languages: Mapping[int, str]
) -> SectionProgress:
    result = SectionProgress(section, [one for one in section.live_questions if applies(one, values, others)])
    for question in result.questions:
        value = values.get(question.pk)
        empty = KINDS[question.kind].is_empty(value)
        result.answered += not empty
        if why := problem(question, value, values, others=others, at=at, language=languages.get(question.pk, "")):
            result.missing.append(Missing(question, why, empty))
    if result.answered or (section.live_questions and not result.questions):
        result.state = State.IN_PROGRESS if result.missing else State.COMPLETED
    return result


def missing(progress: Iterable[SectionProgress]) -> list[Missing]:
    return [one for section in progress for one in section.missing]
