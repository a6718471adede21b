"""Changes that were made after an application was sent and are not sent yet."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import permissions, progress
from applications.kinds import KINDS
from applications.models import Answer, Application, Attachment, Question, Section, Submission
from applications.services.errors import NotAllowed
from applications.services.versions import keep
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from cda_portal.core.models import StoredFile


@transaction.atomic
def discard_changes(application: Application, *, by: User, arrived: datetime) -> int:
    """Put the answers back that were sent last: how many were changed. What was typed is kept as earlier versions.

    Raises NotAllowed when it was never sent, or may no longer be changed. Frozen answers stay as they are.
    """
    rows = Application.objects.select_for_update(of=("self",))
    application = rows.for_page(by).get(pk=application.pk)
    sent = application.submissions.order_by("-number").first()
    if sent is None or not permissions.can_edit_application(by, application, arrived):
        raise NotAllowed(_("There are no changes here that can be discarded."))
    sections = Section.objects.for_form(application.call_id)
    questions = [one for section in sections for one in section.live_questions if not progress.frozen(one, arrived)]
    restored = [
        answer
        for answer, value, language in _differing(application, questions, sent)
        if _put_back(answer, value, language, by=by)
    ]
    if restored:
        audit.record(application, "changes discarded", by=by, target=str(sent.number))
    return len(restored)


def _differing(application: Application, questions: list[Question], sent: Submission) -> list[tuple[Answer, Any, str]]:
    """The answers that are not as they were sent, each with what was. One that was not asked for is left alone."""
    answers = {answer.question_id: answer for answer in Answer.objects.filter(application=application)}
    entries = {(entry["section"], entry["question"]): entry for entry in sent.snapshot["answers"]}
    before = {one.pk: entries[key]["value"] for one in questions if (key := (one.section.key, one.key)) in entries}
    others = {one.pk: one for one in questions}
    found = []
    for question in questions:
        answer = answers.get(question.pk)
        entry = entries.get((question.section.key, question.key))
        if entry is None and not progress.applies(question, before, others):
            continue
        value, language = (entry["value"], entry.get("language", "")) if entry else (None, "")
        empty = KINDS[question.kind].is_empty
        if answer is None:
            if empty(value):
                continue
            answer = Answer(application=application, version=0, value=None)
        answer.question = question
        if answer.value != value and not (empty(answer.value) and empty(value)):
            found.append((answer, value, language))
    return found


def _put_back(answer: Answer, value: Any, language: str, *, by: User) -> bool:
    """False where a file that was sent is no longer here."""
    if answer.question.kind == Question.Kind.FILE and not _put_file_back(answer, value):
        return False
    if answer.pk is not None:
        keep(answer)
    answer.value, answer.language, answer.editor, answer.edited_at = value, language or answer.language, by, clock.now()
    answer.version, answer.copied_from = answer.version + 1, None
    answer.save()
    return True


def _put_file_back(answer: Answer, value: Any) -> bool:
    attached = Attachment.objects.filter(application=answer.application_id, question=answer.question_id)
    key = (value or {}).get("key", "")  # a link in place of a file has none
    sent = attached.filter(file__key=key, file__purged_at=None).exclude(file__scan=StoredFile.Scan.INFECTED)
    if key and not sent.exists():
        return False
    attached.filter(removed_at=None).update(removed_at=clock.now())
    sent.update(removed_at=None)
    return True
