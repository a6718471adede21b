"""Sheets as spreadsheets read them: nothing runs, nothing is lost, and dates and numbers are dates and numbers."""

import csv
import io
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from cda_portal.core import sheets
from cda_portal.core.exports import Column, Table

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\x00=1",
    "\x1b=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "\u00a0=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "﹢1",
    '=HYPERLINK("http://x.example","y")',
    "=cmd|' /C calc'!A0",
    "+57 300 123 4567",
]
HARMLESS = [
    "Plain",
    "ñandú",
    "مرحبا بالعالم",
    "שלום",
    "日本",
    "🏙 city",
    "1=1",
    "a@b.example",
    "“=1”",
    "(=1)",
    "• -1",
    "",
]
MARKUP = ["<script>alert(1)</script>", "</t></is></c>", "&amp;", "]]>", "_x0041_", '"; DROP', "a,b;c\nd\r\ne"]
CONTROLS = "a\x00b\x01c\x08d\x0be\x0cf\x1fg\x7fh"


def table(*rows, columns=None):
    width = len(rows[0]) if rows else 1
    return Table(columns or [Column(f"Column {n}") for n in range(width)], len(rows), [list(rows)])


def as_csv(tmp_path, *rows, **options):
    path = tmp_path / "sheet.csv"
    sheets.write_csv(path, table(*rows), **options)
    return path.read_bytes()


def csv_rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def book(tmp_path, *rows, **options):
    path = tmp_path / "sheet.xlsx"
    columns = options.pop("columns", None)
    sheets.write_xlsx(path, table(*rows, columns=columns), **options)
    return openpyxl.load_workbook(path)


def column(sheet):
    return [row[0].value for row in sheet.iter_rows(min_row=2)]


# ---- formulas


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_one_for_nobody(tmp_path, text):
    cell = csv_rows(as_csv(tmp_path, [text]))[1][0]
    read = book(tmp_path, [text]).active["A2"]

    assert cell == "'" + text.translate(dict.fromkeys(sheets.CONTROLS))
    assert (read.data_type, read.quotePrefix) == ("s", True)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay_as_they_are(tmp_path, text):
    assert csv_rows(as_csv(tmp_path, [text, "end"]))[1] == [text, "end"]
    assert book(tmp_path, [text, "end"]).active["A2"].value == (text or None)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_and_separators_stay_in_their_cell(tmp_path, text):
    assert csv_rows(as_csv(tmp_path, [text, "end"]))[1] == [text, "end"]
    read = [cell.value for cell in book(tmp_path, [text, "end"]).active[2]]
    assert [unescape(cell) for cell in read] == [text.replace("\r\n", "\n"), "end"]


def test_a_heading_is_no_formula_either(tmp_path):
    columns = [Column("=1+1")]
    path = tmp_path / "sheet.csv"
    sheets.write_csv(path, table(["x"], columns=columns))

    assert csv_rows(path.read_bytes())[0] == ["'=1+1"]
    assert book(tmp_path, ["x"], columns=columns).active["A1"].data_type == "s"


# ---- characters


def test_control_characters_go_and_nothing_else(tmp_path):
    assert csv_rows(as_csv(tmp_path, [CONTROLS]))[1] == ["abcdefgh"]
    assert column(book(tmp_path, [CONTROLS + "\ufffe\uffff"]).active) == ["abcdefgh"]
    assert sheets.without_controls("half a pair: \ud800.") == "half a pair: ."


def test_a_csv_is_what_the_rfc_and_excel_expect(tmp_path):
    data = as_csv(tmp_path, ["a", 'say "b"'], ["c,d", "e\nf"])

    assert data == b'\xef\xbb\xbfColumn 0,Column 1\r\na,"say ""b"""\r\n"c,d","e\nf"\r\n'


# ---- types


def test_dates_numbers_and_instants_are_typed(tmp_path):
    midnight, late = datetime(2027, 3, 1), datetime(2027, 2, 26, 23, 30)  # noqa: DTZ001 - Excel knows no zones
    bogota = datetime.fromisoformat("2027-02-26T18:30:00-05:00")
    row = [date(2027, 3, 1), bogota, 221800, Decimal("12.50"), -3, 0.5, None, 10**20]

    assert csv_rows(as_csv(tmp_path, row))[1] == [
        "2027-03-01", "2027-02-26T23:30:00Z", "221800", "12.50", "-3", "0.5", "", "100000000000000000000",
    ]  # fmt: skip
    cells = list(book(tmp_path, row).active[2])
    assert [cell.value for cell in cells] == [
        midnight, late, 221800, 12.5, -3, 0.5, None, "100000000000000000000",
    ]  # fmt: skip
    assert [cell.is_date for cell in cells[:3]] == [True, True, False]


def test_nothing_is_guessed_from_a_text(tmp_path):
    texts = ["0012", "1e5", "2027-03-01", "TRUE", "https://city.example/", "mailto:a@b.example"]
    sheet = book(tmp_path, *[[text] for text in texts]).active

    assert column(sheet) == texts
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert all(cell.hyperlink is None for cell in sheet["A"])


# ---- sizes


@pytest.mark.parametrize("character", ["x", "ñ", "🏙"])
def test_a_text_longer_than_a_cell_goes_on_in_a_sheet_of_its_own(tmp_path, character):
    text = character * 40_000
    workbook = book(tmp_path, ["before", "short"], [text, "after"])
    parts = list(workbook["Long texts"].iter_rows(min_row=2, values_only=True))

    assert "".join(part[4] for part in parts) == text
    assert [part[:4] for part in parts] == [("Sheet1", 3, "Column 0", n) for n in range(1, len(parts) + 1)]
    assert max(sheets.units(part[4]) for part in parts) <= sheets.XLSX_TEXT
    assert workbook["Sheet1"]["A3"].value.endswith("[Too long for a cell: the whole text is in the sheet “Long texts”]")
    assert workbook["Sheet1"]["B3"].value == "after"
    assert csv_rows(as_csv(tmp_path, [text]))[1] == [text]


def test_a_text_that_just_fits_stays_in_its_cell(tmp_path):
    workbook = book(tmp_path, ["x" * sheets.XLSX_TEXT])

    assert (workbook.sheetnames, len(workbook.active["A2"].value)) == (["Sheet1"], sheets.XLSX_TEXT)


def test_more_rows_than_a_sheet_takes_go_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "XLSX_ROWS", 4)
    workbook = book(tmp_path, *[[f"row {n}"] for n in range(7)], banner="Demonstration")

    assert [column(sheet) for sheet in workbook] == [
        ["Column 0", "row 0", "row 1"],
        ["Column 0", "row 2", "row 3"],
        ["Column 0", "row 4", "row 5"],
        ["Column 0", "row 6"],
    ]


def test_the_banner_is_the_first_row(tmp_path):
    assert csv_rows(as_csv(tmp_path, ["a", "b"], banner="Invented")) == [
        ["Invented", ""], ["Column 0", "Column 1"], ["a", "b"],
    ]  # fmt: skip
    rows = list(book(tmp_path, ["a", "b"], banner="Invented").active.iter_rows(values_only=True))
    assert rows == [("Invented", None), ("Column 0", "Column 1"), ("a", "b")]


def test_an_empty_list_is_a_heading(tmp_path):
    path = tmp_path / "sheet.csv"
    assert sheets.write_csv(path, Table([Column("City")], 0, [])) == 0
    assert csv_rows(path.read_bytes()) == [["City"]]
    assert sheets.write_xlsx(path, Table([Column("City")], 0, [])) == 0


def test_the_steps_are_told_between_batches(tmp_path):
    told = []
    rows = Table([Column("City")], 3, iter([[["a"], ["b"]], [["c"]]]))

    assert sheets.write_csv(tmp_path / "sheet.csv", rows, step=told.append) == 3
    assert told == [0, 2]


def test_instants_are_written_in_utc():
    assert sheets.csv_cell(datetime(2027, 3, 1, 12, 0, 0, 999, tzinfo=UTC)) == "2027-03-01T12:00:00Z"


def test_the_web_process_does_not_load_what_writes_sheets():
    code = (
        "import sys, django; django.setup()\n"
        "from django.urls import reverse; reverse('core:jobs')\n"
        "from cda_portal.core import exports, jobs; exports.declared(); jobs.kinds()\n"
        "sys.exit(' '.join({'xlsxwriter', 'openpyxl', 'weasyprint'} & set(sys.modules)) or 0)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr.strip()) == (0, "")
