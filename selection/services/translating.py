"""Translations of what cities sent: they belong to the words that were translated, and of other words they are none.

    found = translating.translations_of(submission, "en")   # {(section, question): AnswerTranslation}

What a person translated stands; a machine only fills what nobody has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from applications.models import AnswerTranslation, Call, Submission
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from selection import texts
from selection.texts import Key, digest_of

Origin = AnswerTranslation.Origin
A_BATCH = 500

__all__ = ["Given", "Kept", "digest_of", "keep", "translations_of"]


class Given(NamedTuple):
    """A translation to keep: of which answer, of which words, into which language."""

    answer: int
    digest: str
    language: str
    text: str


@dataclass
class Kept:
    """How many were new, took another's place, were there already, or gave way to what a person wrote."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0

    def __str__(self) -> str:
        return f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged"


def translations_of(submission: Submission, language: str) -> dict[Key, AnswerTranslation]:
    """What there is in the language for the texts of this submission, by the keys of section and question.

    A text already in that language has none. One query; the caller has loaded the snapshot.
    """
    wanted = {one.key: digest_of(one.text) for one in texts.sources(submission.snapshot) if one.language != language}
    if not wanted:
        return {}
    rows = AnswerTranslation.objects.filter(
        answer__application=submission.application_id, language=language, digest__in=set(wanted.values())
    ).annotate(section=F("answer__question__section__key"), key=F("answer__question__key"))
    return {(row.section, row.key): row for row in rows if wanted.get((row.section, row.key)) == row.digest}


@transaction.atomic
def keep(call: Call, given: Iterable[Given], *, origin: str, by: User) -> Kept:
    """Write these translations; the last of two of the same words counts. Recorded once, with counts and no words.

    A person's takes the place of any; a machine's of none. Saves of one call wait for one another.
    """
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    rows = {(one.answer, one.digest, one.language): one for one in given}
    kept, keys = Kept(), sorted(rows)
    for start in range(0, len(keys), A_BATCH):
        _keep(keys[start : start + A_BATCH], rows, origin, by, kept)
    if kept.new or kept.changed:
        languages = ", ".join(sorted({language for _answer, _digest, language in keys}))
        audit.record(call, f"translations kept: {origin}", by=by, target=languages, why=str(kept))
    return kept


def _keep(
    keys: list[tuple[int, str, str]], rows: dict[tuple[int, str, str], Given], origin: str, by: User, kept: Kept
) -> None:
    """Three queries for each five hundred."""
    found = AnswerTranslation.objects.filter(answer__in={key[0] for key in keys}, digest__in={key[1] for key in keys})
    there = {(one.answer_id, one.digest, one.language): one for one in found}
    new, changed, now = [], [], clock.now()
    for key in keys:
        text, row = rows[key].text, there.get(key)
        if row is None:
            answer, digest, language = key
            new.append(AnswerTranslation(answer_id=answer, digest=digest, language=language, text=text))
        elif origin == Origin.MACHINE:
            kept.left += 1
        elif (row.text, row.origin) == (text, origin):
            kept.unchanged += 1
        else:
            row.text = text
            changed.append(row)
    for row in (*new, *changed):
        row.origin, row.by, row.at = origin, by, now
    AnswerTranslation.objects.bulk_create(new)
    AnswerTranslation.objects.bulk_update(changed, ["text", "origin", "by", "at"])
    kept.new += len(new)
    kept.changed += len(changed)
