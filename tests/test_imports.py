"""The rooms of an app: views > forms > services > permissions > models, and apps meet only in their public rooms.

import-linter holds the floors (`make check`); this says it where everybody runs it, and for every app.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = {
    "cda_portal.core": ROOT / "cda_portal/core",
    "cda_portal.notifications": ROOT / "cda_portal/notifications",
    "cda_portal.accounts": ROOT / "cda_portal/accounts",
    "applications": ROOT / "applications",
    "selection": ROOT / "selection",
    "cda_portal.dashboards": ROOT / "cda_portal/dashboards",
    "cda_portal.website": ROOT / "cda_portal/website",
}
FLOORS = list(APPS)  # the lower first; dashboards and website share the highest
ABOVE = {
    "models": {"permissions", "services", "forms", "views", "tasks", "contributions", "urls", "admin"},
    "permissions": {"services", "forms", "views", "tasks", "contributions", "urls", "admin"},
    "services": {"forms", "views", "tasks", "contributions", "urls", "admin"},
    "forms": {"views", "tasks", "contributions", "urls", "admin"},
    "tasks": {"forms", "views", "contributions", "urls", "admin"},
    "contributions": {"forms", "views", "urls", "admin"},
    "views": {"tasks", "contributions", "urls", "admin"},
}
PRIVATE = {"views", "forms", "urls", "tasks", "contributions", "admin"}


def sources(folder):
    return [path for path in folder.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]


def imported(path):
    """Modules this file imports when it runs; those under TYPE_CHECKING are for readers of types only."""
    tree = ast.parse(path.read_text())
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node not in for_types:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import) and node not in for_types:
            yield from (alias.name for alias in node.names)


def app_of(module):
    return next((app for app in FLOORS if module == app or module.startswith(f"{app}.")), None)


def room(module, app):
    return module.removeprefix(app).lstrip(".").partition(".")[0]


@pytest.mark.parametrize("app", [app for app in APPS if app not in ("cda_portal.core",)])
def test_the_rooms_of_an_app(app):
    wrong = []
    for path in sources(APPS[app]):
        here = path.relative_to(APPS[app]).parts[0].removesuffix(".py")
        wrong += [
            f"{path.relative_to(ROOT)}: {module}"
            for module in imported(path)
            if app_of(module) == app and room(module, app) in ABOVE.get(here, set())
        ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_imports_run_down_and_end_in_public_rooms(app):
    wrong = []
    for path in sources(APPS[app]):
        for module in imported(path):
            other = app_of(module)
            if other in (None, app):
                continue
            upwards = FLOORS.index(other) > FLOORS.index(app)
            if upwards or (other != "cda_portal.core" and room(module, other) in PRIVATE):
                wrong.append(f"{path.relative_to(ROOT)}: {module}")
    assert wrong == []


def test_a_wrong_import_is_found(tmp_path):
    (tmp_path / "models.py").write_text("from applications.views import apply\nimport os\n")
    assert list(imported(tmp_path / "models.py")) == ["applications.views.apply", "os"]
    assert (app_of("applications.views.apply"), room("applications.views.apply", "applications")) == (
        "applications",
        "views",
    )
