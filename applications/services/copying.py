"""Answers of an earlier call, copied on request into questions that are still empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from applications import progress
from applications.kinds import KINDS
from applications.models import Answer, Application, Question, Section
from applications.services.answers import _open_draft
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock

CHOICES = frozenset({"choice", "several", "yes_no"})


@dataclass(frozen=True)
class Match:
    """An empty question, and what the city answered to the same one in an earlier call."""

    question: Question
    source: Answer

    @property
    def lines(self) -> list[str]:
        """The earlier answer as a person reads it."""
        return KINDS[self.question.kind].show(self.question, self.source.value, self.source.language)


def earlier_ones(application: Application) -> QuerySet[Application]:
    """The city's applications to earlier calls, sent or not, the latest first."""
    rows = Application.objects.filter(
        city=application.city_id, call__programme_start__lt=application.call.programme_start
    ).exclude(call=application.call_id)
    return rows.select_related("call").order_by("-call__programme_start", "-pk")


def earlier(application: Application) -> Application | None:
    return earlier_ones(application).first()


def matches(application: Application, source: Application, at: datetime) -> list[Match]:
    """In the order of the form. The same meaning, or the same place in the form, and the same kind."""
    sections = Section.objects.for_form(application.call_id)
    there = Answer.objects.values_of(application)
    old = list(Answer.objects.filter(application=source).select_related("question__section"))
    by_meaning = {(one.question.semantic, one.question.kind): one for one in old if one.question.semantic}
    by_place = {(one.question.section.key, one.question.key, one.question.kind): one for one in old}
    found = []
    for section in sections:
        for question in section.live_questions:
            answer = by_meaning.get((question.semantic, question.kind)) or by_place.get(
                (section.key, question.key, question.kind)
            )
            empty = KINDS[question.kind].is_empty(there.get(question.pk))
            if answer and empty and not progress.frozen(question, at) and _fits(question, answer.value):
                found.append(Match(question, answer))
    return found


def _fits(question: Question, value: Any) -> bool:
    """Whether the value says something here: a file belongs to its application, a choice to its list."""
    kind = KINDS[question.kind]
    if question.kind == Question.Kind.FILE or kind.is_empty(value):
        return False
    return question.kind not in CHOICES or not kind.problem(question, value)


@transaction.atomic
def copy_answers(application: Application, chosen: Iterable[int], *, by: User, arrived: datetime) -> int:
    """Copy the earlier answers to the chosen questions, by id: how many. One that was filled meanwhile is left alone."""
    _open_draft(application, by=by, arrived=arrived)
    source = earlier(application)
    wanted = set(chosen)
    found = [one for one in matches(application, source, arrived) if one.question.pk in wanted] if source else []
    standing = {one.question_id: one for one in Answer.objects.filter(application=application)}
    for match in found:
        answer = standing.get(match.question.pk) or Answer(application=application, version=0)
        answer.question, answer.copied_from = match.question, source
        answer.value, answer.language = match.source.value, match.source.language
        answer.editor, answer.edited_at, answer.version = by, clock.now(), answer.version + 1
        answer.save()
    if found and source:
        audit.record(application, "answers copied", by=by, source=source.reference, target=str(len(found)))
    return len(found)


@transaction.atomic
def clear_copied(application: Application, *, by: User, arrived: datetime) -> int:
    """Take copied answers away again that nobody has changed since: how many."""
    _open_draft(application, by=by, arrived=arrived)
    copied = Answer.objects.filter(application=application, copied_from__isnull=False)
    frozen = [one.question_id for one in copied.select_related("question") if progress.frozen(one.question, arrived)]
    cleared = copied.exclude(question__in=frozen).update(
        value=None, version=F("version") + 1, editor=by, edited_at=clock.now(), copied_from=None
    )
    if cleared:
        audit.record(application, "copied answers cleared", by=by, target=str(cleared))
    return cleared
