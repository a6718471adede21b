"""Which texts of a call's sent applications are translated, as somebody may see them.

A text is what stands in the submission that counts; digests are made by PostgreSQL, so that counting does not read
the texts themselves.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL

from applications.models import AnswerTranslation, Application, Call, Submission
from cda_portal.accounts.models import User
from selection.texts import TRANSLATED

LANGUAGES = tuple(settings.LANGUAGE_NAMES)
Origin = AnswerTranslation.Origin
# Which these are says selection/texts.py: `sources`.
_OF_TEXTS = """(SELECT jsonb_agg(jsonb_build_array(answer ->> 'section', answer ->> 'question',
    COALESCE(NULLIF(answer ->> 'language', ''), "applications_submission"."snapshot" ->> 'language'), {value}))
    FROM jsonb_array_elements("applications_submission"."snapshot" -> 'answers') AS answer
    WHERE answer ->> 'kind' = ANY(%s) AND jsonb_typeof(answer -> 'value') = 'string' AND answer ->> 'value' ~ '\\S')"""
DIGESTS = _OF_TEXTS.format(value="encode(sha256(convert_to(answer ->> 'value', 'UTF8')), 'hex')")
TEXTS = _OF_TEXTS.format(value="answer -> 'value'")


def _of(sql: str) -> RawSQL:
    return RawSQL(sql, [list(TRANSLATED)], output_field=JSONField())  # noqa: S611 - ours


class Place(NamedTuple):
    """Where a text stands: the application's id, and the keys of section and question."""

    application: int
    section: str
    question: str


class Sent(NamedTuple):
    """A text that was sent, by its digest."""

    place: Place
    reference: str
    language: str
    digest: str


Known = tuple[Place, str, str]  # whose translation: where the text stands, its digest, and the language


def _counting(user: User, call: Call) -> QuerySet[Submission]:
    """The submission that counts of each application that this person may see."""
    seen = Application.objects.visible_to(user).submitted().filter(call=call)
    rows = Submission.objects.filter(application__in=seen)
    return rows.order_by("application", "late", "-number").distinct("application")


def sent(user: User, call: Call, references: Iterable[str] | None = None) -> list[Sent]:
    """By application, in the order of the form; only these references where some are given. One query."""
    rows = _counting(user, call)
    if references is not None:
        rows = rows.filter(application__reference__in=set(references))
    found = rows.values_list("application", "application__reference", _of(DIGESTS))
    return [
        Sent(Place(pk, section, question), reference, language, digest)
        for pk, reference, texts in found
        for section, question, language, digest in texts or []
    ]


def texts_of(user: User, call: Call, applications: Iterable[int]) -> dict[Place, str]:
    """The texts of these applications. One query."""
    rows = _counting(user, call).filter(application__in=set(applications))
    found = rows.values_list("application", _of(TEXTS))
    return {
        Place(pk, section, question): text for pk, texts in found for section, question, _language, text in texts or []
    }


def known(call: Call) -> dict[Known, str]:
    """Where translations come from, those of words that were changed since among them. One query."""
    rows = AnswerTranslation.objects.filter(answer__application__call=call).values_list(
        "answer__application", "answer__question__section__key", "answer__question__key", "digest", "language", "origin"
    )
    return {
        (Place(pk, section, question), digest, language): origin
        for pk, section, question, digest, language, origin in rows
    }


@dataclass
class Cell:
    """How many texts of a language are translated into another one."""

    language: str
    people: int = 0
    machine: int = 0
    missing: int = 0


@dataclass
class Line:
    """The texts that were written in a language."""

    language: str
    texts: int = 0
    cells: list[Cell] = field(default_factory=list)


def counts(user: User, call: Call) -> list[Line]:
    """A line for each language that texts are written in, in the portal's order. Two queries."""
    there, totals = known(call), Counter[str]()
    done: Counter[tuple[str, str, str]] = Counter()
    for one in sent(user, call):
        totals[one.language] += 1
        for target in LANGUAGES:
            done[one.language, target, there.get((one.place, one.digest, target), "")] += 1
    return [
        Line(source, totals[source], [_cell(done, source, target) for target in LANGUAGES])
        for source in sorted(totals, key=_position)
    ]


def _position(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)


def _cell(done: Counter[tuple[str, str, str]], source: str, target: str) -> Cell:
    if source == target:
        return Cell("")
    people, machine = done[source, target, Origin.HUMAN], done[source, target, Origin.MACHINE]
    return Cell(target, people, machine, done[source, target, ""])


def wanted(user: User, call: Call, source: str, target: str, *, unless: Iterable[str]) -> list[tuple[Sent, str]]:
    """Texts with a language that they should be translated into, unless that was done by one of these origins.

    An empty source or target is any. Two queries.
    """
    there, without = known(call), set(unless)
    targets = [target] if target else LANGUAGES
    return [
        (one, language)
        for one in sent(user, call)
        if source in ("", one.language)
        for language in targets
        if language != one.language and there.get((one.place, one.digest, language)) not in without
    ]
