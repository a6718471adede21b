"""Sheets as CSV and XLSX, from rows that come in batches; for workers only, since it loads a large library.

No cell can run: in CSV a text that a spreadsheet would take for a formula gets an apostrophe, in XLSX texts are
written as texts. Control characters are left out, and nothing else is: a text longer than Excel takes goes on in a
sheet of its own.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from xlsxwriter import Workbook, workbook
from xlsxwriter.worksheet import Worksheet

from cda_portal.core import clock, exports
from cda_portal.core.exports import Cell, Column, Table
from cda_portal.core.formulas import is_formula, kept_from_running
from cda_portal.core.jobs import Failed, Made, Run
from cda_portal.core.models import Mark

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
CONTROLS = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
NOT_XML = re.compile("[\ufffe\uffff]")
XLSX_TEXT = 32_767  # UTF-16 units that Excel takes in a cell
XLSX_ROWS = 1_048_576
EXACT = 10**15  # above, Excel rounds a whole number
Step = Callable[[int], None]

# The library knows no level of compression; at the usual one, packing takes five times as long.
workbook.ZipFile = partial(ZipFile, compresslevel=2)


def export(run: Run) -> Made:
    """The job: the list that was asked for, with the rights and in the language of who asked."""
    wanted = exports.of_job(run.job)
    if wanted is None or not wanted.may(run.job.by):
        raise Failed(_("You can no longer see this list."))
    kind = str(run.job.parameters["format"])
    table = import_string(wanted.table)(run.job.by, exports.filters(run.job), bool(run.job.parameters.get("option")))
    path = run.folder / f"sheet.{kind}"
    write = {"csv": write_csv, "xlsx": write_xlsx}[kind]
    count = write(path, table, banner=banner(), step=lambda done: run.step(done, table.total))
    name = f"{wanted.name}-{clock.now():%Y-%m-%d-%H%M}.{kind}"
    return Made(path, name, TYPES[kind], act="exported", what=f"{wanted.name} {kind}", count=count)


def banner() -> str:
    """The first line of every sheet from a database of demonstration data; "" elsewhere."""
    if not Mark.objects.filter(name="demonstration").exists():
        return ""
    return _("Demonstration data. Cities are real. People, forms, dates and figures are invented.")


def without_controls(text: str) -> str:
    """Without the characters that XML refuses, without halves of characters, and with one kind of line end."""
    if text.isprintable():  # which most are, and which is told much faster
        return text
    kept = text.encode("utf-8", "ignore").translate(None, CONTROLS).decode()
    return NOT_XML.sub("", kept.replace("\r\n", "\n").replace("\r", "\n"))


# ---- CSV


def write_csv(path: Path, table: Table, *, banner: str = "", step: Step = lambda done: None) -> int:
    """UTF-8 with a byte-order mark, by which Excel knows it, and RFC 4180; how many rows were written."""
    done = 0
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        head: list[Sequence[Cell]] = [[column.label for column in table.columns]]
        if banner:
            head.insert(0, [banner] + [""] * (len(table.columns) - 1))
        file.write(_lines(head))
        for batch in table.batches:
            step(done)
            file.write(_lines(batch))
            done += len(batch)
    return done


def _lines(rows: Sequence[Sequence[Cell]]) -> bytes:
    # Joined by hand: csv.writer looks at each character by itself, which for long texts takes five times as long.
    lines = "".join([",".join([quoted(csv_cell(value)) for value in row]) + "\r\n" for row in rows])
    # Control characters are one byte each in UTF-8: dropped from all lines at once, and not cell by cell.
    return lines.encode("utf-8", "ignore").translate(None, CONTROLS)


def quoted(cell: str) -> str:
    """As RFC 4180 has it."""
    if '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return f'"{cell}"' if "," in cell or "\n" in cell or "\r" in cell else cell


def csv_cell(value: Cell) -> str:
    if type(value) is str:
        return value if value[:1].isalnum() else kept_from_running(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


# ---- XLSX


def write_xlsx(path: Path, table: Table, *, banner: str = "", step: Step = lambda done: None) -> int:
    """One sheet, and more where Excel's rows are used up; how many rows were written."""
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with Workbook(str(path), options) as book:
        sheet = Sheet(book, table.columns, banner)
        done = 0
        for batch in table.batches:
            step(done)
            for row in batch:
                sheet.write(row)
            done += len(batch)
        step(done)  # packing takes as long as writing
    return done


class Sheet:
    """Rows one after the other; texts that are too long go on in a sheet of their own, and a cell says where."""

    def __init__(self, book: Workbook, columns: Sequence[Column], banner: str) -> None:
        self.book, self.columns, self.banner = book, columns, banner
        self.bold = book.add_format({"bold": True})
        self.quoted = book.add_format({"quote_prefix": True})  # a formula's looks stay a text when somebody edits them
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.parts: Worksheet | None = None
        self.part = 0
        self._begin()

    def _begin(self) -> None:
        self.sheet = self.book.add_worksheet()
        self.row = 0
        for number, column in enumerate(self.columns):
            self.sheet.set_column(number, number, min(column.width, 60))
        if self.banner:
            self.sheet.write_string(0, 0, self.banner, self.bold)
            self.row = 1
        for number, column in enumerate(self.columns):
            self.sheet.write_string(self.row, number, without_controls(column.label)[:XLSX_TEXT], self.bold)
        self.sheet.freeze_panes(self.row + 1, 1)
        self.row += 1

    def write(self, values: Sequence[Cell]) -> None:
        if self.row == XLSX_ROWS:
            self._begin()
        for number, value in enumerate(values):
            if type(value) is str:
                if value:
                    self._text(number, without_controls(value))
            elif value is not None:
                self._typed(number, value)
        self.row += 1

    def _text(self, number: int, text: str) -> None:
        if len(text) > XLSX_TEXT // 2 and units(text) > XLSX_TEXT:
            text = self._go_on(number, text)
        look = None if text[:1].isalnum() or not is_formula(text) else self.quoted
        self.sheet.write_string(self.row, number, text, look)

    def _typed(self, number: int, value: Any) -> None:
        if isinstance(value, datetime):
            self.sheet.write_datetime(self.row, number, value.astimezone(UTC).replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, number, value)
        elif abs(value) < EXACT:
            self.sheet.write_number(self.row, number, value)
        else:
            self.sheet.write_string(self.row, number, csv_cell(value))

    def _go_on(self, number: int, text: str) -> str:
        """The whole text in parts in the second sheet, and what stands in its cell."""
        if self.parts is None:
            self.parts = self.book.add_worksheet(_("Long texts")[:31])
            for place, heading in enumerate((_("Sheet"), _("Row"), _("Column"), _("Part"), _("Text"))):
                self.parts.write_string(0, place, heading, self.bold)
        for part, piece in enumerate(pieces(text), start=1):
            self.part += 1
            name = without_controls(self.columns[number].label)[:XLSX_TEXT]
            self.parts.write_string(self.part, 0, self.sheet.get_name())
            self.parts.write_number(self.part, 1, self.row + 1)
            self.parts.write_string(self.part, 2, name)
            self.parts.write_number(self.part, 3, part)
            self.parts.write_string(self.part, 4, piece, self.quoted)
        note = _("[Too long for a cell: the whole text is in the sheet “%(sheet)s”]") % {"sheet": self.parts.get_name()}
        return f"{text[:1000]} … {note}"


def units(text: str) -> int:
    """Its length as Excel counts it: characters outside the basic plane are two."""
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str) -> list[str]:
    """Parts that a cell takes, whatever characters they are of."""
    size = XLSX_TEXT // 2
    return [text[start : start + size] for start in range(0, len(text), size)]
