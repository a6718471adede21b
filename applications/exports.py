"""The sheets that staff take away: applications with a column for each answer as sent, and interest forms.

A worker reads them with the rights that who asked has at that moment, five hundred rows at a time and with the same
few queries each time. Of drafts nothing is read but how many questions are answered.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Exists, F, JSONField, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from applications.content.eligibility_words import CRITERIA, OUTCOMES
from applications.forms.staff_lists import ApplicationFilters, CityFilters, InterestFilters
from applications.kinds import KINDS
from applications.models import Answer, Application, Call, InterestForm, Question, Submission
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import User
from cda_portal.core.exports import BATCH, Cell, Column, Table
from cda_portal.core.text import say

# Of each answer what a sheet needs: labels and options in four languages are three quarters of a snapshot.
SENT = """(SELECT jsonb_agg(jsonb_build_array(
    answer -> 'section', answer -> 'question', answer -> 'value', answer -> 'meant', answer -> 'language'))
    FROM jsonb_array_elements("applications_submission"."snapshot" -> 'answers') AS answer)"""
TEXTS = frozenset({"short_text", "long_text", "link"})
Read = Callable[[Any, Any, str], Cell]


@dataclass(frozen=True)
class Part:
    """A column before the answers: its heading, and its cell of a row."""

    label: str
    cell: Callable[[Any], Cell]
    width: int = 16


def narrowed(model: Any, filterset: type[CityFilters], user: User, filters: QueryDict) -> QuerySet[Any]:
    """The rows of the list that the filters leave, of the call that they name, without what this person may not see."""
    rows = model.objects.visible_to(user).filter(call=Call.objects.chosen(filters.get("call", "")))
    narrow = filterset(filters, queryset=rows.with_open_question(), request=SimpleNamespace(user=user))
    # As the list: a filter that cannot be read leaves nothing, and never everything.
    kept: QuerySet[Any] = narrow.qs if narrow.is_valid() else rows.none()
    return kept


def batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def told_apart(columns: list[Column]) -> list[Column]:
    """Headings that occur again get a number: programs read a sheet by its headings."""
    seen: Counter[str] = Counter()
    named = []
    for column in columns:
        seen[column.label] += 1
        again = seen[column.label] > 1
        named.append(replace(column, label=f"{column.label} ({seen[column.label]})") if again else column)
    return named


def city_parts() -> list[Part]:
    language = get_language() or "en"
    names: dict[str, str] = {}

    def country(row: Any) -> str:
        code = row.city.country
        return names.setdefault(code, names.get(code) or country_name(code, language))

    return [
        Part(_("City"), lambda row: row.city.name, 24),
        Part(_("Region"), lambda row: row.city.region, 24),
        Part(_("Country"), country),
    ]


def finding_parts() -> list[Part]:
    def finding(name: str) -> Callable[[Any], Cell]:
        return lambda row: outcomes.get(row.findings.get(name), "")

    outcomes = {str(outcome): str(word) for outcome, word in OUTCOMES.items()}
    return [Part(str(words), finding(name)) for name, words in CRITERIA.items()]


# ---- applications


def applications(user: User, filters: QueryDict, option: bool) -> Table:
    """One row an application. With the option drafts too, with how many questions are answered and no text."""
    rows = narrowed(Application, ApplicationFilters, user, filters)
    if not option:
        rows = rows.exclude(submitted_at=None)
    keys = list(rows.order_by(F("submitted_at").desc(nulls_last=True), "-pk").values_list("pk", flat=True))
    parts = application_parts()
    form = AnswerColumns(Call.objects.chosen(filters.get("call", "")))
    columns = told_apart([*(Column(part.label, part.width) for part in parts), *form.columns])
    return Table(columns, len(keys), (_applications(user, batch, parts, form) for batch in batches(keys)))


def application_parts() -> list[Part]:
    statuses = {value: str(label) for value, label in Application.Status.choices}
    return [
        Part(_("Reference"), lambda row: row.reference),
        *city_parts(),
        Part(_("Residents"), lambda row: row.city.population),
        Part(_("Language"), lambda row: row.language),
        Part(_("Status"), lambda row: statuses[row.status]),
        Part(_("Sent (UTC)"), lambda row: row.submitted_at, 20),
        Part(_("Late"), lambda row: _("Yes") if row.late else _("No")),
        Part(_("Answers"), lambda row: row.answered),
        *finding_parts(),
    ]


def _applications(user: User, keys: list[int], parts: list[Part], form: "AnswerColumns") -> list[list[Cell]]:
    """Three queries at most: the rows as this person may see them now, what was sent, how far drafts are."""
    seen = Application.objects.visible_to(user).filter(pk__in=keys).select_related("city")
    found: dict[int, Any] = seen.in_bulk()  # Any: `answered` is set below, for the column of that name
    latest = Submission.objects.filter(application__in=keys).order_by("application", "-number").distinct("application")
    sent = dict(latest.values_list("application", RawSQL(SENT, [], output_field=JSONField())))  # noqa: S611 - ours
    drafts = [key for key in keys if key not in sent]
    counts = _answered(drafts) if drafts else {}
    rows = []
    for key in keys:
        if (row := found.get(key)) is None:
            continue  # a conflict was declared meanwhile
        answers = form.cells(sent[key] or []) if row.submitted_at and key in sent else form.empty
        row.answered = counts.get(key, 0) if answers is form.empty else sum(cell not in (None, "") for cell in answers)
        rows.append([*(part.cell(row) for part in parts), *answers])
    return rows


def _answered(keys: list[int]) -> dict[int, int]:
    given = Answer.objects.filter(application__in=keys, question__retired_at=None).exclude(value__in=[None, "", [], {}])
    return dict(given.values_list("application").annotate(count=Count("pk")))


class AnswerColumns:
    """A column for every question of the call, in the order of the form; retired ones only where they were answered."""

    def __init__(self, call: Call | None) -> None:
        asked = Question.objects.filter(section__call=call).select_related("section")
        asked = asked.order_by("section__position", "section", "position", "pk")
        used = Exists(Answer.objects.filter(question=OuterRef("pk")))
        questions = [
            one for one in asked.annotate(used=used) if one.used or not (one.retired_at or one.section.retired_at)
        ]
        self.columns = [Column(say(one.label) or one.key, 40 if one.kind in TEXTS else 24) for one in questions]
        self.columns.append(Column(_("Answers to questions that are no longer asked"), 24))
        self.readers: dict[tuple[str, str], tuple[int, Read | None]] = {
            (one.section.key, one.key): (number, reader(one)) for number, one in enumerate(questions)
        }
        self.empty: list[Cell] = [None] * len(self.columns)

    def cells(self, answers: list[list[Any]]) -> list[Cell]:
        cells = list(self.empty)
        others = []
        for section, question, value, meant, language in answers:
            place = self.readers.get((section, question))
            if place is None:
                others.append(f"{section}/{question}: {plain(value)}")
            elif value is not None:
                number, read = place
                cells[number] = value if read is None else read(value, meant, language or "")
        if others:
            cells[-1] = "\n".join(others)
        return cells


def reader(question: Question) -> Read | None:
    """How a value becomes a cell; None where it is one, as for texts, which are most of a sheet."""
    if question.kind in TEXTS:
        return lambda value, meant, language: value if isinstance(value, str) else plain(value)
    typed: Read | None = {"number": _number, "date": _date}.get(question.kind)
    if typed is not None:
        return typed
    kind = KINDS[question.kind]

    def words(value: Any, meant: Any, language: str) -> str:
        try:
            return "\n".join(kind.show(question, value, language))
        except (AttributeError, KeyError, TypeError, ValueError):
            return plain(value)  # the question was of another kind when it was answered

    return words


def _number(value: Any, meant: Any, language: str) -> Cell:
    """As it was understood when it was sent; as typed where it was no number."""
    if meant is None:
        return plain(value)
    number = Decimal(str(meant))
    return int(number) if number == number.to_integral_value() else number


def _date(value: Any, meant: Any, language: str) -> Cell:
    return date.fromisoformat(str(meant)) if meant else plain(value)


def plain(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


# ---- interest forms


def forms(user: User, filters: QueryDict, option: bool) -> Table:
    rows = narrowed(InterestForm, InterestFilters, user, filters)
    keys = list(rows.order_by("-received_at", "-pk").values_list("pk", flat=True))
    parts = form_parts()
    columns = [Column(part.label, part.width) for part in parts]
    return Table(columns, len(keys), (_forms(user, batch, parts) for batch in batches(keys)))


def form_parts() -> list[Part]:
    statuses = {value: str(label) for value, label in InterestForm.Status.choices}
    return [
        *city_parts(),
        Part(_("Status"), lambda row: statuses[row.status]),
        Part(_("Received (UTC)"), lambda row: row.received_at, 20),
        Part(_("Decided (UTC)"), lambda row: row.decided_at, 20),
        Part(_("Language"), lambda row: row.language),
        Part(_("Population"), lambda row: row.population),
        Part(_("Year of that figure"), lambda row: row.population_year),
        Part(pgettext("information", "Source"), lambda row: row.population_source, 24),
        Part(_("Sender"), lambda row: row.sender.full_name, 24),
        Part(_("Sender’s role"), lambda row: row.sender_title, 24),
        Part(_("Sender’s address"), lambda row: row.sender.email, 28),
        Part(_("Mayor"), lambda row: row.mayor_name, 24),
        Part(_("Mayor’s title"), lambda row: row.mayor_title),
        Part(
            _("Terms of office"), lambda row: "\n".join(" – ".join(day or "" for day in term) for term in row.terms), 24
        ),
        Part(_("Plan for a change of mayor"), lambda row: row.transition_plan, 40),
        Part(_("The mayor’s office knows"), lambda row: _("Yes") if row.office_aware else _("No")),
        Part(_("The mayor’s office objected (UTC)"), lambda row: row.office_objected_at, 20),
        Part(_("Themes"), lambda row: ", ".join(say(theme.name) for theme in row.themes.all()), 24),
        Part(_("Problem"), lambda row: row.problem, 40),
        *finding_parts(),
        Part(_("What the city was told"), lambda row: row.message, 40),
    ]


def _forms(user: User, keys: list[int], parts: list[Part]) -> list[list[Cell]]:
    """Two queries: the forms with city and sender, and their themes."""
    rows = InterestForm.objects.visible_to(user).filter(pk__in=keys).select_related("city", "sender")
    found = rows.prefetch_related("themes").in_bulk()
    return [[part.cell(found[key]) for part in parts] for key in keys if key in found]
