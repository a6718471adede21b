"""No file grows past what can be read at a sitting. Runs without Django and its plugin too: `make check` does."""

from pathlib import Path

import pytest

from tests.project import ROOT, files

LIMITS = {".py": 400, ".html": 150}
TABLES: set[str] = set()  # literal data tables, whose length is that of their subject


def too_long(files: dict[str, str]) -> list[str]:
    found = []
    for name, text in sorted(files.items()):
        lines = text.count("\n")
        exempt = "/migrations/" in name or name in TABLES
        if not exempt and lines > LIMITS.get(Path(name).suffix, lines):
            found.append(f"{name}: {lines} lines")
    return found


def test_no_file_is_too_long():
    assert too_long({str(name): (ROOT / name).read_text() for name in files("*.py", "*.html")}) == []


@pytest.mark.parametrize(
    ("name", "lines", "found"),
    [
        ("app/views.py", 400, []),
        ("app/views.py", 401, ["app/views.py: 401 lines"]),
        ("app/migrations/0001_initial.py", 900, []),
        ("templates/page.html", 150, []),
        ("templates/page.html", 151, ["templates/page.html: 151 lines"]),
        ("notes.txt", 5000, []),
    ],
)
def test_the_limits(name, lines, found):
    assert too_long({name: "x\n" * lines}) == found
