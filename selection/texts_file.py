"""The CSV that translators fill in: its columns, and how what comes back is read. No database.

Spreadsheets change files on the way: the comma becomes a semicolon, a byte-order mark comes or goes, lines are added
above the heading. All that is read; what cannot be read is refused with what to do, before anything is kept.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cda_portal.core.formulas import as_typed

COLUMNS = (
    "reference", "section", "question", "source_language", "target_language", "digest", "source_text", "translation",
)  # fmt: skip
READ = ("reference", "section", "question", "target_language", "digest", "translation")
MEGABYTES = 10
MOST_BYTES = MEGABYTES * 1_000_000
MOST_ROWS = 10_000
HEADING_WITHIN = 5  # rows: demonstration data has a line above, Excel may write "sep=;"
MOST_CHARACTERS = 50_000  # of a translation; a spreadsheet's cell holds fewer


class Unreadable(Exception):
    """This is no such file; the message says why and what to do."""


class Row(NamedTuple):
    """A row that was filled in; `number` counts the rows of the sheet from 1, as a spreadsheet does."""

    number: int
    reference: str
    section: str
    question: str
    language: str
    digest: str
    text: str


def read(data: bytes) -> list[Row]:
    """The rows below the heading. Raises Unreadable."""
    text = _decoded(data)
    # Quotes that are never closed make one huge cell: csv refuses it above 131,072 characters.
    try:
        for delimiter in ",;\t":
            found = _below(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            if found is not None:
                return _rows(*found)
    except csv.Error as error:
        raise Unreadable(
            _("The file cannot be read as CSV: a quotation mark may be missing. Export it again and fill that in.")
        ) from error
    missing = ", ".join(READ)
    raise Unreadable(
        _("The heading is missing. The first row has to name these columns: %(columns)s.") % {"columns": missing}
    )


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Unreadable(
            _("The file is larger than %(count)d MB. Export fewer languages at once, and import each file by itself.")
            % {"count": MEGABYTES}
        )
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable(_("This is an Excel file. Save it as “CSV UTF-8”, and choose that file."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Unreadable(_("The file is not in UTF-8. In your spreadsheet, save it as “CSV UTF-8”."))
    return text


def _below(rows: Iterator[list[str]]) -> tuple[dict[str, int], Iterable[tuple[int, list[str]]]] | None:
    """Where each column is, and the rows below the heading; None where there is none."""
    numbered = enumerate(rows, start=1)
    for number, cells in numbered:
        names = [cell.strip().lower() for cell in cells]
        if set(READ) <= set(names):
            return {name: names.index(name) for name in READ}, numbered
        if number == HEADING_WITHIN:
            break
    return None


def _rows(at: dict[str, int], numbered: Iterable[tuple[int, list[str]]]) -> list[Row]:
    rows: list[Row] = []
    for number, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            text = ngettext(
                "The file has more than %(count)d row. Split it.",
                "The file has more than %(count)d rows. Split it.",
                MOST_ROWS,
            )
            raise Unreadable(text % {"count": MOST_ROWS})
        rows.append(_row(number, [cells[at[name]] if at[name] < len(cells) else "" for name in READ]))
    if not rows:
        raise Unreadable(_("There is no row below the heading."))
    return rows


def _row(number: int, cells: list[str]) -> Row:
    """Keys and digests without the spaces around them; the translation as it was typed, but for spaces around it."""
    reference, section, question, language, digest = (cell.strip() for cell in cells[:5])
    text = as_typed(cells[5]).replace("\r\n", "\n").replace("\r", "\n").strip()
    return Row(number, reference[:40], section[:60], question[:60], language.lower()[:20], digest.lower()[:80], text)
