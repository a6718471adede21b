"""The sheet for translators. Its headings are names of columns and no words: the import reads them again."""

from collections.abc import Iterator

from django.conf import settings
from django.http import QueryDict

from applications.models import AnswerTranslation, Call
from cda_portal.accounts.models import User
from cda_portal.core.exports import BATCH, Cell, Column, Table
from selection import texts_file
from selection import translations as reading
from selection.texts import digest_of
from selection.translations import Place, Sent

WIDTHS = {"source_text": 60, "translation": 60, "reference": 16}
Origin = AnswerTranslation.Origin


def translations(user: User, filters: QueryDict, option: bool) -> Table:
    """One row a text and language; with the option only those that no person has translated.

    A machine's translation is left out: what comes back was written or checked by a person.
    """
    call = Call.objects.chosen(filters.get("call", ""))
    source, target = filters.get("source", ""), filters.get("target", "")
    rows = []
    if call and {source, target} <= {"", *settings.LANGUAGE_NAMES}:
        rows = reading.wanted(user, call, source, target, unless=[Origin.HUMAN] if option else [])
    columns = [Column(name, WIDTHS.get(name, 14)) for name in texts_file.COLUMNS]
    return Table(columns, len(rows), _translations(user, call, rows) if call else [])


def _translations(user: User, call: Call, rows: list[tuple[Sent, str]]) -> Iterator[list[list[Cell]]]:
    """Two queries a batch. A text that was changed meanwhile is left out."""
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        applications = {one.place.application for one, _language in batch}
        found = reading.texts_of(user, call, applications)
        there = _written(applications)
        yield [
            _row(one, language, found[one.place], there.get((one.place, one.digest, language), ""))
            for one, language in batch
            if one.place in found and digest_of(found[one.place]) == one.digest
        ]


def _written(applications: set[int]) -> dict[tuple[Place, str, str], str]:
    """What people translated of these applications."""
    rows = AnswerTranslation.objects.filter(answer__application__in=applications, origin=Origin.HUMAN).values_list(
        "answer__application", "answer__question__section__key", "answer__question__key", "digest", "language", "text"
    )
    return {
        (Place(pk, section, question), digest, language): text for pk, section, question, digest, language, text in rows
    }


def _row(one: Sent, language: str, text: str, translation: str) -> list[Cell]:
    place = one.place
    return [one.reference, place.section, place.question, one.language, language, one.digest, text, translation]
