"""Translations that come back as a file: kept as they came, judged row by row, and applied once somebody has looked.

    brought = translating_import.receive(call, "spanish.csv", data, by=officer)
    judged = translating_import.judge(brought, officer)
    translating_import.apply(brought, by=officer)

Rows are judged anew whenever they are looked at: a city may change a text while a file waits.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from applications.models import Answer, AnswerTranslation, Call
from cda_portal.accounts.models import User
from cda_portal.core import clock
from selection import texts_file, translations
from selection.models import TranslationImport
from selection.services import translating
from selection.services.translating import Given, Kept
from selection.texts_file import Row
from selection.translations import Place, Sent

LEFT = timedelta(days=7)
Key = tuple[str, str, str]  # reference, section, question
KEPT = ("new", "changed")
VERDICTS: dict[str, str | Promise] = {
    "new": pgettext_lazy("translation", "New"),
    "changed": pgettext_lazy("translation", "Changed"),
    "unchanged": pgettext_lazy("translation", "Unchanged"),
    "empty": pgettext_lazy("translation", "Left empty"),
    "stale": pgettext_lazy("translation", "Of an older text"),
    "unknown": pgettext_lazy("translation", "Not found"),
    "refused": pgettext_lazy("translation", "Cannot be kept"),
}
NO_SUCH = gettext_lazy("There is no such text in this call. Check reference, section and question.")
OLDER = gettext_lazy("The city has changed this text since it was exported. Export it again and translate it anew.")
NO_LANGUAGE = gettext_lazy("The target language has to be one of: %(codes)s.")
SAME = gettext_lazy("The city wrote this text in that language.")
LONG = gettext_lazy("The translation is longer than %(count)d characters.")
AGAIN = gettext_lazy("A later row has a translation of the same text. That one counts.")
MACHINE = gettext_lazy("It replaces a machine translation.")
PERSON = gettext_lazy("It replaces what a person translated earlier.")


@dataclass(frozen=True)
class Judged:
    """A row and what becomes of it; `old` is the text that it replaces."""

    row: Row
    verdict: str
    why: str = ""
    old: str = ""
    given: Given | None = None

    @property
    def label(self) -> str | Promise:
        return VERDICTS[self.verdict]


def receive(call: Call, name: str, data: bytes, *, by: User) -> TranslationImport:
    """Keep the file's rows until they are applied. Raises texts_file.Unreadable; then nothing is kept."""
    rows = texts_file.read(data)
    TranslationImport.objects.filter(applied_at=None, at__lt=clock.now() - LEFT).delete()
    return TranslationImport.objects.create(call=call, name=name.replace("\0", "")[:200], rows=rows, by=by)


@transaction.atomic
def apply(brought: TranslationImport, *, by: User) -> TranslationImport:
    """Keep what is new or changed by now. Applied twice, it is applied once."""
    brought = TranslationImport.objects.select_for_update(of=("self",)).select_related("call").get(pk=brought.pk)
    if brought.applied_at is not None:
        return brought
    given = [one.given for one in judge(brought, by) if one.given]
    kept = translating.keep(brought.call, given, origin=translations.Origin.HUMAN, by=by) if given else Kept()
    brought.rows, brought.applied_at, brought.result = [], clock.now(), {"new": kept.new, "changed": kept.changed}
    brought.save(update_fields=["rows", "applied_at", "result"])
    return brought


def discard(brought: TranslationImport) -> None:
    """Forget the file. One that was applied stays, and so does what it brought."""
    TranslationImport.objects.filter(pk=brought.pk, applied_at=None).delete()


# ---- what becomes of each row


class Known(NamedTuple):
    """What rows are judged by: texts that were sent, the answers they stand in, and translations there are."""

    sent: dict[Key, Sent]
    answers: dict[Place, int]
    there: dict[tuple[int, str, str], AnswerTranslation]
    last: dict[tuple[Key, str], int]


def judge(brought: TranslationImport, user: User) -> list[Judged]:
    """Every row of the file, as this person may see it: a city that is hidden from them is not found. Three queries."""
    rows = [Row(*cells) for cells in brought.rows]
    known = _known(brought.call, rows, user)
    return [_judged(row, known) for row in rows]


def _known(call: Call, rows: list[Row], user: User) -> Known:
    sent = translations.sent(user, call, {row.reference for row in rows})
    applications = {one.place.application for one in sent}
    asked = Answer.objects.filter(application__in=applications).values_list(
        "application", "question__section__key", "question__key", "pk"
    )
    found = AnswerTranslation.objects.filter(answer__application__in=applications)
    return Known(
        sent={(one.reference, one.place.section, one.place.question): one for one in sent},
        answers={Place(application, section, question): pk for application, section, question, pk in asked},
        there={(one.answer_id, one.digest, one.language): one for one in found},
        last={(_key(row), row.language): row.number for row in rows if row.text},
    )


def _key(row: Row) -> Key:
    return row.reference, row.section, row.question


def _judged(row: Row, known: Known) -> Judged:
    if not row.text:
        return Judged(row, "empty")
    one = known.sent.get(_key(row))
    answer = known.answers.get(one.place) if one else None
    refusal = _refusal(row, one if answer else None, known)
    if refusal or not one or not answer:
        return Judged(row, *(refusal or ("unknown", str(NO_SUCH))))
    given = Given(answer, one.digest, row.language, row.text)
    old = known.there.get((answer, one.digest, row.language))
    if old is None:
        return Judged(row, "new", given=given)
    if (old.text, old.origin) == (row.text, translations.Origin.HUMAN):
        return Judged(row, "unchanged")
    why = MACHINE if old.origin == translations.Origin.MACHINE else PERSON
    return Judged(row, "changed", str(why), old.text, given)


def _refusal(row: Row, one: Sent | None, known: Known) -> tuple[str, str] | None:
    """Why a row is not kept: its verdict and the reason in words."""
    if one is None:
        return "unknown", str(NO_SUCH)
    if row.language not in settings.LANGUAGE_NAMES:
        return "refused", str(NO_LANGUAGE) % {"codes": ", ".join(settings.LANGUAGE_NAMES)}
    if row.digest != one.digest:
        return "stale", str(OLDER)
    if row.language == one.language:
        return "refused", str(SAME)
    if len(row.text) > texts_file.MOST_CHARACTERS:
        return "refused", str(LONG) % {"count": texts_file.MOST_CHARACTERS}
    if known.last[_key(row), row.language] != row.number:
        return "refused", str(AGAIN)
    return None
