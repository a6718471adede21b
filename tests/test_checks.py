"""The checks of `make check` find what they are there for: each fault is planted before it is believed."""

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import plugin
from tests.project import ROOT

TOOLS = Path(sys.prefix) / "bin"


def ruff(code: str, name: str = "cda_portal/core/planted.py") -> set[str]:
    made = subprocess.run(
        [TOOLS / "ruff", "check", "--output-format", "concise", "--stdin-filename", name, "-"],
        cwd=ROOT,
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )
    return {line.split()[1] for line in made.stdout.splitlines() if line.startswith(name)}


BRANCHES = "def many(x):\n" + "".join(f"    if x == {n}:\n        return {n}\n" for n in range(9)) + "    return x\n"
STATEMENTS = "def long(x):\n" + "    x += 1\n" * 26 + "    return x\n"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def one(x):\n    return x\n", set()),
        (BRANCHES, {"C901", "PLR0912"}),
        (STATEMENTS, {"PLR0915"}),
        ("def inside():\n    import os\n\n    return os\n", {"PLC0415"}),
        ("import datetime\n\nNOW = datetime.datetime.now()\n", {"DTZ005"}),
        ("print('x')\n", {"T201"}),
        ("def default(x=[]):\n    return x\n", {"B006"}),
        ("from os import path, getcwd\n\nprint = (path, getcwd)\n", {"I001"}),
    ],
)
def test_ruff_bounds_the_tail(code, found):
    assert ruff(code) == found


@pytest.fixture
def house(tmp_path):
    """The floors and one app's rooms, empty, under the project's own contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    floors = ["core", "notifications", "accounts", "dashboards", "website", "local"]
    for folder in ["cda_portal", *(f"cda_portal/{floor}" for floor in floors), "applications", "selection"]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    for module in ("settings", "urls", "wsgi", "celery"):
        (tmp_path / "cda_portal" / f"{module}.py").touch()
    for module in ("models", "permissions", "services", "forms", "tasks", "contributions", "views", "urls"):
        (tmp_path / "applications" / f"{module}.py").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line", "kept"),
    [
        ("applications/services.py", "from cda_portal.accounts import x", True),
        ("cda_portal/core/clock.py", "from cda_portal.accounts import x", False),
        ("cda_portal/notifications/kinds.py", "import applications", False),
        ("applications/models.py", "from cda_portal.dashboards import x", False),
        ("cda_portal/website/pages.py", "from cda_portal.dashboards import x", False),
        ("cda_portal/core/secrets.py", "from cda_portal import settings", False),
        ("applications/tasks.py", "from cda_portal.celery import app", False),
        ("applications/services.py", "from applications import tasks", False),
        ("applications/services.py", "from applications import contributions", False),
        ("applications/models.py", "from applications import services", False),
        ("applications/forms.py", "from applications import views", False),
    ],
)
def test_imports_run_down_only(house, file, line, kept):
    (house / file).write_text(f"{line}\n")
    made = subprocess.run(
        [TOOLS / "lint-imports", "--no-cache"], cwd=house, capture_output=True, text=True, check=False
    )
    assert (made.returncode == 0) is kept, made.stdout
    assert ("BROKEN" in made.stdout) is not kept


def test_hadolint_reads_the_image(tmp_path):
    planted = tmp_path / "Dockerfile"
    planted.write_text("FROM python:latest\nRUN cd /x && sudo ls\n")
    made = subprocess.run([TOOLS / "hadolint", planted], capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert {"DL3003", "DL3004", "DL3007"} <= set(made.stdout.split())


@pytest.mark.parametrize(
    ("ci", "markers", "outcome"),
    [("true", ["browser"], "failed"), ("true", [], "skipped"), ("", ["browser"], "skipped")],
)
def test_ci_does_not_skip_a_browser_test(monkeypatch, ci, markers, outcome):
    monkeypatch.setenv("CI", ci)
    item = SimpleNamespace(get_closest_marker=lambda name: name in markers)
    report = SimpleNamespace(outcome="skipped", skipped=True, longrepr="no chromium")
    hook = plugin.pytest_runtest_makereport(item)
    next(hook)
    with pytest.raises(StopIteration) as ended:
        hook.send(report)
    assert ended.value.value.outcome == outcome


# ---- Lock files

LOCKS = sorted(ROOT.glob("requirements*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_pins_all_it_names_by_hash(lock):
    pinned = lock.read_text().replace("\\\n", " ")
    lines = [line for line in pinned.splitlines() if line and not line.lstrip().startswith("#")]
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []
    asked = {line.split("[")[0].split(">")[0].lower() for line in lock.with_suffix(".in").read_text().split("\n")}
    named = {line.split("==")[0].lower() for line in lines}
    assert {name for name in asked if name and name[0] not in "#-"} - named == set()


@pytest.mark.parametrize("name", [*(lock.name for lock in LOCKS), "package-lock.json", "audit/package-lock.json"])
def test_a_lock_file_names_no_registry(name):
    told = ("resolved", "index-url", "find-links", "files.")
    assert [line for line in (ROOT / name).read_text().splitlines() if any(word in line for word in told)] == []
