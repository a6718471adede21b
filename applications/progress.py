"""How far an application is: which sections are complete, and what is missing, by name. Touches no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from applications.kinds import KINDS
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
    section: Any
    questions: list[Any]
    state: State = State.NOT_STARTED
    missing: list[Missing] = field(default_factory=list)
    answered: int = 0


def applies(question: Any, values: Mapping[int, Any]) -> bool:
    """Whether a question that depends on another one is asked, given the answers so far."""
    if question.depends_on_id is None:
        return True
    value = values.get(question.depends_on_id)
    return question.depends_value in value if isinstance(value, list) else value == question.depends_value


def problem(question: Any, value: Any, values: Mapping[int, Any], *, required: bool = True) -> str:
    """Why this answer cannot be sent as it is; "" when it can."""
    if not applies(question, values):
        return ""
    kind = KINDS[question.kind]
    if kind.is_empty(value):
        return _("Answer “%(question)s”") % {"question": say(question.label)} if question.required and required else ""
    return kind.problem(question, value)


def of_sections(sections: Iterable[Any], values: Mapping[int, Any]) -> list[SectionProgress]:
    """Each section with its state; `sections` have `live_questions`, `values` are answers by question id."""
    return [_of_section(section, values) for section in sections]


def _of_section(section: Any, values: Mapping[int, Any]) -> SectionProgress:
    result = SectionProgress(section, section.live_questions)
    for question in result.questions:
        value = values.get(question.pk)
        result.answered += not KINDS[question.kind].is_empty(value)
        if why := problem(question, value, values):
            result.missing.append(Missing(question, why, KINDS[question.kind].is_empty(value)))
    if result.answered:
        result.state = State.IN_PROGRESS if result.missing else State.COMPLETED
    return result


def missing(progress: Iterable[SectionProgress]) -> list[Missing]:
    return [one for section in progress for one in section.missing]
