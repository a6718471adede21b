"""Starts PostgreSQL and Valkey once for a test run and points the settings at them.

A `-p` plugin and not conftest.py, because pytest-django reads the settings before any conftest.py is found.
"""

import atexit
import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation

from cda_portal.core.catalogues import compile_changed
from cda_portal.local.processes import end_with_parent
from cda_portal.local.servers import APP, FAST, OWNER, Postgres, Valkey
from tests import emptying

FOLDERS = "portal-test-"
# What a developer's shell may hold and a test must not feel.
UNSET = (
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "LOG_LEVEL",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "OIDC_SERVER_URL",
    "PORTAL_NOW",
    "S3_BUCKET",
    "SCANNER_URL",
    "SECRET_KEY_FALLBACKS",
    "SENDING_HELD",
    "TRANSLATOR",
    "TRUSTED_PROXIES",
)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


class Servers:
    """Both servers and the folder they write in. The lock tells the next run which folders a killed one left."""

    def __init__(self) -> None:
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=FOLDERS))
        self.folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else who must get through
        self.lock = hold(self.folder / "lock")
        self.postgres = Postgres(
            self.folder / "postgres", self.folder / "postgres.log", socket=self.folder / "socket", options=FAST
        )
        self.valkey = Valkey(self.folder / "valkey.log")

    def start(self) -> None:
        self.postgres.start()
        self.valkey.start()
        with psycopg.connect(host=str(self.postgres.socket), user="postgres", dbname="postgres") as connection:
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")  # for tests.emptying
        with psycopg.connect(host=str(self.postgres.socket), user="postgres", dbname="template1") as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")  # for the databases made from models below
        (self.folder / "data" / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where there is none
        os.environ.update(
            DATABASE_URL=self.postgres.url(OWNER),
            MIGRATE_DATABASE_URL=self.postgres.url(OWNER),
            REDIS_URL=self.valkey.url(0),
            TEST_REDIS_URL=self.valkey.url(0).removesuffix("/0"),
            PORTAL_DATA=str(self.folder / "data"),
        )

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
        if self.lock:
            self.lock.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def hold(path: Path) -> IO[str] | None:
    """The file, locked by us, or None where a run that is alive holds it."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        if folder.stat().st_uid != os.geteuid():
            continue
        if lock := hold(folder / "lock"):
            shutil.rmtree(folder, ignore_errors=True)
            lock.close()


SERVERS: list[Servers] = []
ROOT = Path(__file__).parent.parent
# A quarter of the browser's time goes into drawing by a graphics card that is not there, and into its own updates.
QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update")
BROWSER_FIXTURES = {"page", "context", "new_context", "browser"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    emptying.install()
    if WORKER:  # xdist's workers find the controller's servers in their environment, and take a broker's database each
        end_with_parent()
        number = int(WORKER.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = f"{os.environ['TEST_REDIS_URL']}/{number}"
    else:
        start_servers()
    return (yield)


def start_servers() -> None:
    for name in UNSET:
        os.environ.pop(name, None)
    compile_changed(ROOT)
    SERVERS.append(Servers())
    SERVERS[0].start()
    atexit.register(pytest_unconfigure)  # settings that fail to load end the run before pytest's own hook
    os.environ.update(
        SECRET_KEY="only-for-tests-" + "x" * 40,
        PUBLIC_URL="http://localhost:8000",
        PORTAL_LOCAL="1",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright's loop runs in the test's thread
    )


def pytest_configure() -> None:
    """Test databases are made from the models (`--nomigrations`): in 4 s and not 27, for each worker.

    That migrations make the same is `make check`'s to see, and that they run `tests/test_make_run.py`'s.
    """
    post_migrate.connect(install_triggers, weak=False)


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()


def install_triggers(app_config: AppConfig, using: str, **_signal: Any) -> None:
    if app_config is list(apps.get_app_configs())[-1]:  # every table is there
        apps.get_model("pghistory", "Context").install_pgh_attach_context_func(using)
        call_command("pgtrigger", "install", database=using)


def pytest_unconfigure() -> None:
    while SERVERS:
        SERVERS.pop().stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true a browser test may not be skipped: nobody would notice that it never runs."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; as root it has no sandbox of its own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("The browser tests need chromium: apt-get install chromium.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*sandbox, *QUIET]}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request in French leaves French active in its thread, which is the next test's too."""
    with translation.override("en"):
        yield


@pytest.fixture
def as_app_role(db: None) -> Iterator[None]:
    """Inside the test the database connection has the rights that serve pages, and no more."""
    call_command("grants", APP)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP}")
        yield
        cursor.execute("RESET ROLE")
