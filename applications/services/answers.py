"""Saving one answer: checked against the version it was written on, so that nobody is overwritten unseen."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import permissions
from applications.models import Answer, Application, Attachment, Question
from applications.services.errors import NotAllowed, StaleAnswer
from cda_portal.accounts.models import User
from cda_portal.core import clock, files

CLOSED = gettext_lazy("This application can no longer be changed. What you wrote before is kept.")


@transaction.atomic
def save_answer(
    application: Application,
    question: Question,
    value: Any,
    *,
    version: int,
    by: User,
    language: str,
    arrived: datetime,
) -> Answer:
    """Save `value` over `version` (0: nothing was there yet) and return the row with its new version.

    Saving what stands there already changes nothing, whatever the version, so a repeated save is harmless.
    Raises StaleAnswer with the row as it is when somebody saved meanwhile, NotAllowed once the draft is closed.
    """
    _open_draft(application, by=by, arrived=arrived)
    answer = Answer.objects.select_related("editor").filter(application=application, question=question).first()
    if answer is None:
        if not value:
            return Answer(application=application, question=question, value=value, version=0, language=language)
        return _first(application, question, value, by=by, language=language)
    if answer.value == value:
        return answer
    if answer.version != version:
        raise StaleAnswer(_("Somebody saved this answer while you were writing."), answer, value)
    answer.value, answer.language, answer.editor, answer.edited_at = value, language, by, clock.now()
    answer.version += 1
    answer.save(update_fields=["value", "language", "editor", "edited_at", "version"])
    return answer


def _open_draft(application: Application, *, by: User, arrived: datetime) -> Application:
    """Lock the application row: no answer slips in while it is being submitted, and saves to it queue up."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.for_page(by).get(pk=application.pk)
    if not permissions.can_edit_application(by, locked, arrived):
        raise NotAllowed(CLOSED)
    return locked


def _first(application: Application, question: Question, value: Any, *, by: User, language: str) -> Answer:
    try:
        with transaction.atomic():
            return Answer.objects.create(
                application=application, question=question, value=value, language=language, editor=by
            )
    except IntegrityError as error:
        current = Answer.objects.select_related("editor").get(application=application, question=question)
        raise StaleAnswer(_("Somebody saved this answer while you were writing."), current, value) from error


@transaction.atomic
def store_file(
    application: Application, question: Question, upload: UploadedFile, *, by: User, arrived: datetime
) -> Attachment:
    """Keep an uploaded file as the answer, in place of an earlier one. Raises files.Refused with the reason."""
    _open_draft(application, by=by, arrived=arrived)
    stored = files.store(upload, by=by)
    _retire_files(application, question)
    attachment = Attachment.objects.create(application=application, question=question, file=stored)
    value = {"key": stored.key, "name": stored.name, "size": stored.size}
    _set_file(application, question, value, by=by)
    return attachment


@transaction.atomic
def remove_file(application: Application, question: Question, *, by: User, arrived: datetime) -> None:
    _open_draft(application, by=by, arrived=arrived)
    _retire_files(application, question)
    _set_file(application, question, None, by=by)


def _retire_files(application: Application, question: Question) -> None:
    Attachment.objects.filter(application=application, question=question, removed_at=None).update(
        removed_at=clock.now()
    )


def _set_file(application: Application, question: Question, value: Any, *, by: User) -> None:
    answer, created = Answer.objects.get_or_create(
        application=application, question=question, defaults={"value": value, "language": "", "editor": by}
    )
    if not created:
        answer.value, answer.editor, answer.edited_at = value, by, clock.now()
        answer.version += 1
        answer.save(update_fields=["value", "editor", "edited_at", "version"])
