"""A signed letter in place of the mayor's link: uploaded by the team, taken back by it, or not accepted by staff."""

import hashlib
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Endorsement
from applications.services import endorsement as endorsing
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import MayorTerm, User
from cda_portal.core import audit, clock, files


@transaction.atomic
def record_letter(
    application: Application,
    upload: UploadedFile,
    *,
    term: MayorTerm | None,
    name: str,
    title: str,
    by_delegate: bool,
    signed_on: date,
    by: User,
    next_term: tuple[date | None, date | None] = (None, None),
) -> Endorsement:
    """Keep a signed letter; a request that is open ends. The same file twice is one letter.

    It counts once the file is cleared. Raises files.Refused with what is wrong with the file, and NotAllowed.
    """
    application = endorsing.locked(application)
    endorsing.wanted(application)
    digest = hashlib.sha256(b"".join(upload.chunks())).hexdigest()
    upload.seek(0)
    same = application.endorsements.filter(letter__sha256=digest, withdrawn_at=None)
    if (known := same.first()) is not None:
        return known
    stored = files.store(upload, by=by)
    if term is None:
        term = MayorTerm.objects.create(
            city=application.city, name=name, title=title[:80], start=next_term[0], end=next_term[1],
            source=_("Signed letter"),
        )  # fmt: skip
    if (request := endorsing.open_request(application)) is not None:
        endorsing.revoke(request)
    reading = endorsing.what_is_read(application, application.language)
    word = Endorsement.objects.create(
        application=application, term=term, statement_version=reading.version, language=application.language,
        outcome=Endorsement.Outcome.ENDORSED, signer_name=name, signer_title=title, by_delegate=by_delegate,
        signed_on=signed_on, letter=stored, recorded_by=by,
        read={str(pk): mark for pk, mark in reading.read.items()},
    )  # fmt: skip
    audit.record(application, "endorsement letter", by=by)
    return word


@transaction.atomic
def take_letter_back(word: Endorsement, *, by: User) -> Endorsement:
    application, word = _letter(word)
    endorsing.wanted(application)
    if word.withdrawn_at is None:
        _withdraw(word)
        audit.record(application, "endorsement letter taken back", by=by)
    return word


@transaction.atomic
def refuse_letter(word: Endorsement, why: str, *, by: User) -> Endorsement:
    """Staff do not accept the letter; the team reads why. Raises NotAllowed when it does not stand any more."""
    application, word = _letter(word)
    if word.withdrawn_at is not None:
        raise NotAllowed(_("This letter was taken back or refused already. Load the page again."))
    _withdraw(word, why)
    audit.record(application, "endorsement letter refused", by=by, why=why)
    endorsing.tell_team("endorsement_letter_refused", word, word.recorded_by)
    return word


def _letter(word: Endorsement) -> tuple[Application, Endorsement]:
    application = endorsing.locked(word.application)
    rows = Endorsement.objects.exclude(letter=None).select_related(
        "application__call", "application__city", "recorded_by"
    )
    return application, rows.get(pk=word.pk)


def _withdraw(word: Endorsement, why: str = "") -> None:
    word.withdrawn_at, word.withdrawn_why = clock.now(), why
    word.save(update_fields=["withdrawn_at", "withdrawn_why"])
