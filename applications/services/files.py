"""Files given as answers, and what becomes of them: replaced, removed, hidden, purged, found infected.

A question has at most one live attachment, and its answer names that file. Files that are no longer an answer are kept
for a while, for ever where a submission names them, and can be read by their key.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Answer, Application, Attachment, Question, Submission
from applications.services.answers import _open_draft, refuse_frozen, save_answer
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import CityMember, User
from cda_portal.core import audit, clock, files, pieces
from cda_portal.core.files import Checked
from cda_portal.core.models import StoredFile, Upload
from cda_portal.notifications.services import notify

KEPT = timedelta(days=30)  # after its removal, a file that was never sent


def store_file(
    application: Application, question: Question, upload: File, *, by: User, arrived: datetime
) -> Attachment:
    """Keep an uploaded file as the answer, in place of an earlier one. Raises files.Refused with the reason."""
    checked = files.check(upload)  # before the lock: it may take seconds, and colleagues are saving
    return _attach(application, question, checked, by=by, arrived=arrived)


@transaction.atomic
def _attach(
    application: Application, question: Question, checked: Checked, *, by: User, arrived: datetime
) -> Attachment:
    _open_question(application, question, by=by, arrived=arrived)
    stored = files.put(checked, by=by)
    _retire(application, question)
    attachment = Attachment.objects.create(application=application, question=question, file=stored)
    _set_value(application, question, {"key": stored.key, "name": stored.name, "size": stored.size}, by=by)
    return attachment


def _open_question(application: Application, question: Question, *, by: User, arrived: datetime) -> None:
    locked = _open_draft(application, by=by, arrived=arrived)
    refuse_frozen(question, locked, arrived)


@transaction.atomic
def remove_file(application: Application, question: Question, *, by: User, arrived: datetime) -> None:
    """Take the file away from the answer; a submission that names it keeps it."""
    _open_question(application, question, by=by, arrived=arrived)
    _retire(application, question)
    _set_value(application, question, None, by=by)


@transaction.atomic
def give_link(
    application: Application,
    question: Question,
    value: Any,
    *,
    version: int,
    by: User,
    language: str,
    arrived: datetime,
) -> Answer:
    """A link in place of a file: {"link": "https://…"} as typed, or None. Raises as `save_answer` does."""
    answer = save_answer(application, question, value, version=version, by=by, language=language, arrived=arrived)
    _retire(application, question)
    return answer


def _retire(application: Application, question: Question) -> None:
    Attachment.objects.filter(application=application, question=question, removed_at=None).update(
        removed_at=clock.now()
    )


def _set_value(application: Application, question: Question, value: Any, *, by: User | None) -> None:
    answer, created = Answer.objects.get_or_create(
        application=application, question=question, defaults={"value": value, "language": "", "editor": by}
    )
    if not created:
        answer.value, answer.editor, answer.edited_at = value, by, clock.now()
        answer.version += 1
        answer.save(update_fields=["value", "editor", "edited_at", "version"])


# ---- in pieces


@transaction.atomic
def begin_upload(
    application: Application, question: Question, *, name: str, size: int, by: User, arrived: datetime
) -> Upload:
    """Announce a file. Raises NotAllowed once it is too late, files.Refused where name or size would be refused."""
    _open_question(application, question, by=by, arrived=arrived)
    return pieces.begin(application, question.key, name=name, size=size, by=by, at=arrived)


@transaction.atomic
def finish_upload(upload: Upload, question: Question, *, by: User, arrived: datetime) -> StoredFile:
    """Keep a file whose pieces are all here as the answer. Finished twice it is kept once.

    One that was begun in time is in time, if it took no longer than `pieces.PROMPT`. Raises pieces.OutOfPlace,
    files.Refused, NotAllowed.
    """
    upload = pieces.locked(upload)
    if upload.file is not None:
        return upload.file
    with pieces.assembled(upload) as whole:
        judged_by = pieces.arrival(upload, arrived)
        application = Application.objects.get(pk=upload.object_id)
        attachment = store_file(application, question, whole, by=by, arrived=judged_by)
    upload.file = attachment.file
    upload.save(update_fields=["file"])
    pieces.finished(upload)
    return attachment.file


@transaction.atomic
def cancel_upload(upload: Upload) -> None:
    pieces.discard(pieces.locked(upload))


# ---- hidden, purged, infected


def _locked(stored: StoredFile) -> StoredFile:
    return StoredFile.objects.select_for_update(of=("self",)).get(pk=stored.pk)


@transaction.atomic
def hide_file(stored: StoredFile, *, by: User, why: str = "") -> StoredFile:
    """Mark it as holding personal data: from now on nobody opens it. Marked twice it is marked once."""
    stored = _locked(stored)
    if stored.personal_data or stored.purged_at:
        return stored
    stored.personal_data = True
    stored.save(update_fields=["personal_data"])
    audit.record(stored, "file hidden", by=by, why=why)
    return stored


@transaction.atomic
def show_file(stored: StoredFile, *, by: User, why: str) -> StoredFile:
    """Take the mark away, with a reason. Raises NotAllowed when somebody has settled it meanwhile."""
    stored = _locked(stored)
    if not stored.personal_data or stored.purged_at:
        raise NotAllowed(_("Somebody has settled this file meanwhile."))
    stored.personal_data = False
    stored.save(update_fields=["personal_data"])
    audit.record(stored, "file shown again", by=by, why=why)
    return stored


@transaction.atomic
def purge_file(stored: StoredFile, *, by: User) -> StoredFile:
    """Delete the content of a hidden or infected file for good; its city is told. Raises NotAllowed otherwise."""
    stored = _locked(stored)
    if files.away(stored) not in ("hidden", "infected"):
        raise NotAllowed(_("Somebody has settled this file meanwhile."))
    audit.record(stored, "file purged", by=by, source=files.away(stored), target="purged")
    files.purge(stored)
    if attachment := _attachment(stored):
        _withdraw(attachment)
        for person in _people_to_tell(attachment.application, stored):
            notify(
                "file_purged",
                to=person,
                about=attachment.application,
                context={
                    "application": attachment.application,
                    "question": attachment.question,
                    "personal_data": stored.personal_data,
                },
                occurrence=str(stored.pk),
            )
    return stored


@transaction.atomic
def tell_infected(stored: StoredFile) -> None:
    """The scanner has found something: the file is nobody's answer any more, and who gave it is told."""
    attachment = _attachment(stored)
    if attachment is None:
        return
    _withdraw(attachment)
    if stored.by is not None:
        notify(
            "file_infected",
            to=stored.by,
            about=attachment.application,
            context={"application": attachment.application, "question": attachment.question, "name": stored.name},
            occurrence=str(stored.pk),
        )


def _attachment(stored: StoredFile) -> Attachment | None:
    rows = Attachment.objects.select_related("application__city", "application__call", "question__section")
    return rows.filter(file=stored).first()


def _withdraw(attachment: Attachment) -> None:
    """The question is open again if this file was its answer. Submissions stay as they were sent."""
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=attachment.application_id)
    live = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
    if live.update(removed_at=clock.now()):
        _set_value(attachment.application, attachment.question, None, by=None)


def _people_to_tell(application: Application, stored: StoredFile) -> Iterable[User]:
    leads = CityMember.objects.active().filter(city=application.city, role__in=["lead", "deputy"])
    people = {member.user_id: member.user for member in leads.select_related("user")}
    mine = CityMember.objects.active().filter(city=application.city, user=stored.by)
    if stored.by is not None and mine.exists():
        people[stored.by.pk] = stored.by
    return people.values()


# ---- what is let go


def let_go() -> int:
    """Forget attachments removed long ago that no submission names; the janitor then takes their files. How many."""
    old = Attachment.objects.filter(removed_at__lt=clock.now() - KEPT, file__purged_at=None, file__personal_data=False)
    gone = 0
    for attachment in old.select_related("file").iterator():
        if not is_sent(attachment.application_id, attachment.file.key):
            attachment.delete()
            gone += 1
    return gone


def is_sent(application_id: int, key: str) -> bool:
    """Whether a submission of this application names the file."""
    named = {"answers": [{"value": {"key": key}}]}
    return Submission.objects.filter(application=application_id, snapshot__contains=named).exists()
