"""Lists that staff take away as a sheet: what an app declares of each. The libraries that write sheets are loaded by workers only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.functional import Promise

from cda_portal.core import registry
from cda_portal.core.models import Job

if TYPE_CHECKING:
    from cda_portal.accounts.models import User

Cell = str | int | float | Decimal | date | datetime | None
Words = str | Promise
FORMATS = {"csv": "CSV", "xlsx": "Excel (XLSX)"}
BATCH = 500  # rows that are read and written at once


@dataclass(frozen=True)
class Column:
    """A column; texts, numbers, days and instants (aware, written in UTC) are known by their values."""

    label: str
    width: int = 20  # characters, where the format knows widths


@dataclass(frozen=True)
class Table:
    """What is written: `batches` are lists of rows, each with a cell for every column; `total` rows in all."""

    columns: Sequence[Column]
    total: int
    batches: Iterable[Sequence[Sequence[Cell]]]


def always(user: "User", job: Job) -> bool:
    return True


@dataclass(frozen=True)
class Export:
    """A list that can be taken away.

    `table` names a function of (user, filters, option) by its dotted path; a worker calls it in the language of who
    asked, with the rights they have then. `still` says whether who asked may have a file made earlier all the same.
    """

    name: str
    label: Words
    may: Callable[["User"], bool]
    table: str
    back: str  # URL name of the list
    text: Words = ""  # what is in it, on the page that starts it
    option: Words = ""  # one box that may be ticked
    still: Callable[["User", Job], bool] = always
    page: Callable[[QueryDict], str] | None = None  # the list's address by its filters, where `back` takes arguments


def declared() -> dict[str, Export]:
    return {export.name: export for lists in registry.contributions("exported_lists") for export in lists()}


def of_job(job: Job) -> Export | None:
    return declared().get(str(job.parameters.get("what")))


def may_see(user: "User", job: Job) -> bool:
    """Whether this person may have the file now, whoever asked for it."""
    export = of_job(job)
    return export is not None and export.may(user) and export.still(user, job)


def label(job: Job) -> str:
    export = of_job(job)
    kind = FORMATS.get(str(job.parameters.get("format")), "")
    return f"{export.label}, {kind}" if export else kind


def filters(job: Job) -> QueryDict:
    return QueryDict(str(job.parameters.get("query", "")))
