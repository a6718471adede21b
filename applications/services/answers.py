"""Saving one answer: checked against the version it was written on, so that nobody is overwritten unseen."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import permissions, progress
from applications.models import Answer, Application, Question
from applications.services.errors import NotAllowed, StaleAnswer
from applications.services.versions import keep_version
from cda_portal.accounts.models import User
from cda_portal.core import clock, moments

CLOSED = gettext_lazy("This application can no longer be changed. What you wrote before is kept.")
FROZEN = gettext_lazy("This answer could be changed until %(when)s. What you wrote before is kept.")


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
    Raises StaleAnswer with the row as it is when somebody saved meanwhile, NotAllowed once the application is closed
    or the question frozen. `language` is the one the value is written in: numbers are read by it later.
    """
    locked = _open_draft(application, by=by, arrived=arrived)
    answer = Answer.objects.select_related("editor").filter(application=application, question=question).first()
    if answer is None:
        if not value:
            return Answer(application=application, question=question, value=value, version=0, language=language)
        refuse_frozen(question, locked, arrived)
        return _first(application, question, value, by=by, language=language)
    if answer.value == value:
        return answer
    refuse_frozen(question, locked, arrived)
    if answer.version != version:
        raise StaleAnswer(_("Somebody saved this answer while you were writing."), answer, value)
    keep_version(answer, by=by)
    answer.value, answer.language, answer.editor, answer.edited_at = value, language, by, clock.now()
    answer.version += 1
    answer.copied_from = None
    answer.save(update_fields=["value", "language", "editor", "edited_at", "version", "copied_from"])
    return answer


def refuse_frozen(question: Question, application: Application, arrived: datetime) -> None:
    """Raises NotAllowed when this answer can no longer be changed, though others can."""
    if progress.frozen(question, arrived):
        raise NotAllowed(frozen_words(question, application))


def frozen_words(question: Question, application: Application) -> str:
    call = application.call
    when = moments.in_words(question.frozen_from, call.zone, place=call.zone_place) if question.frozen_from else ""
    return FROZEN % {"when": when}


def _open_draft(application: Application, *, by: User, arrived: datetime) -> Application:
    """Lock the application row: no answer slips in while it is being sent, and saves to it queue up.

    What was sent stays open until the deadline, so that it can be changed and sent again.
    """
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
