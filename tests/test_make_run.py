"""`make run` itself: started in a copy of the project, used, interrupted, killed, started again."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from cda_portal.local import processes
from cda_portal.local.servers import free_port
from tests.project import ROOT, files

FIRST_START = 240  # demonstration data included, however busy the machine is
SECOND_START = 10  # seconds
GIVEN = {"DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "PORTAL_LOCAL", "PORTAL_NOW"}


OLD_CHECK = (
    "from applications.models import Call, EligibilityCheck as Check; from cda_portal.core.clock import ahead; "
    'Check.objects.create(call=Call.objects.first(), language="en", name="Old", country="UY", expires_at=ahead(days=-1))'
)
FORGET_CHECKS = 'from celery import current_app; current_app.send_task("applications.forget_checks", queue="work")'


class Portal:
    """A copy of the project as `git clone` would make it, with a folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.project, self.data, self.port = folder / "project", folder / "data", free_port()
        self.make: subprocess.Popen[str] | None = None
        self.said: list[str] = []
        for name in files():
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.project / name)
        (self.project / "node_modules").symlink_to(ROOT / "node_modules")

    def environment(self, **changed: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in GIVEN and not name.startswith("MAKE")}
        own = {"VENV": sys.prefix, "PORT": str(self.port), "PORTAL_DATA": str(self.data)}
        return {**kept, **own, **changed}

    def start(self) -> None:
        """Make leads a process group of its own, as in a terminal."""
        self.said = []
        self.make = subprocess.Popen(
            ["make", "run"],
            cwd=self.project,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        ready = threading.Event()
        self.reader = threading.Thread(target=self._read, args=(ready,))
        self.reader.start()
        assert ready.wait(FIRST_START), "".join(self.said)
        assert self.make.poll() is None, "".join(self.said)

    def processor_seconds(self) -> float:
        """What the start cost. The clock on the wall would also tell what else the machine does."""
        runner = self.runner()
        return sum(sum(process.cpu_times()[:4]) for process in [runner, *runner.children(recursive=True)])

    def _read(self, ready: threading.Event) -> None:
        for line in self.make.stdout:
            self.said.append(line)
            if f"The portal runs at http://localhost:{self.port}" in line:
                ready.set()
        ready.set()

    def refusal(self, **changed: str) -> tuple[int, str]:
        made = subprocess.run(
            ["make", "--silent", "run"],
            cwd=self.project,
            env=self.environment(**changed),
            capture_output=True,
            text=True,
            check=False,
            timeout=FIRST_START,
        )
        return made.returncode, made.stderr.splitlines()[0]

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(f"http://localhost:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def runner(self) -> psutil.Process:
        return next(
            found for found in psutil.Process(self.make.pid).children() if "cda_portal.local" in found.cmdline()
        )

    def left(self) -> list[str]:
        """What still runs of all that a start brought up, servers included."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.status() == psutil.STATUS_ZOMBIE:
                    continue
                if str(self.data) in " ".join(process.cmdline()) or process.environ().get(processes.MARK) == str(
                    self.data
                ):
                    found.append(" ".join(process.cmdline()))
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found

    def ended(self, seconds: float = 60) -> list[str]:
        """What is left once make has ended and what it started had its time."""
        self.make.wait(timeout=seconds)
        limit = time.monotonic() + seconds
        while self.left() and time.monotonic() < limit:
            time.sleep(0.2)
        self.close()
        return self.left()

    def close(self) -> None:
        self.make.wait()
        self.reader.join(timeout=60)
        self.make.stdout.close()

    def manage(self, code: str) -> None:
        """Run code inside the portal that runs, as `make manage` does."""
        command = f"shell --no-imports -c '{code}'"
        subprocess.run(
            ["make", "--silent", "manage", f"DO={command}"],
            cwd=self.project,
            env=self.environment(),
            check=True,
            timeout=60,
        )

    def owner_url(self) -> str:
        lines = (self.data / "environment").read_text().splitlines()
        return next(line for line in lines if line.startswith("MIGRATE_DATABASE_URL=")).partition("=")[2]

    def until(self, connection: psycopg.Connection, statement: str) -> None:
        limit = time.monotonic() + 120  # behind the first start stand the PDFs of all that the demonstration sent
        while not connection.execute(statement).fetchone():
            assert time.monotonic() < limit, statement
            time.sleep(0.1)
            connection.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees one moment for ever


@pytest.fixture(scope="module")
def portal():
    folder = Path(tempfile.mkdtemp(prefix="portal-make-run-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else who must get through
    portal = Portal(folder)
    yield portal
    if portal.make and portal.make.poll() is None:
        os.killpg(portal.make.pid, signal.SIGINT)
        portal.ended()
    shutil.rmtree(folder)


@pytest.fixture
def running(portal):
    """The portal, started if an earlier test ended it."""
    if portal.make is None or portal.make.poll() is not None:
        portal.start()
    return portal


def test_a_fresh_start_serves_pages(running):
    assert running.get("/readyz") == (200, json.dumps({"database": True, "redis": True}))
    assert [running.get(path)[0] for path in ("/", "/account/login/", "/call/")] == [200, 200, 200]
    assert "Demonstration sign-ins" in "".join(running.said)


def test_a_second_run_from_the_same_folder_gets_one_sentence(running):
    code, sentence = running.refusal(PORT=str(free_port()))
    assert sentence == f"The portal already runs from {running.data}: stop it, or set another PORTAL_DATA and PORT."
    assert (code, running.get("/healthz")[0]) == (2, 200)


def test_ctrl_c_lets_a_task_finish_and_the_next_start_is_quick(running):
    """The task waits for a row that we hold, so it is under way when Ctrl-C comes and ends when we let go."""
    running.manage(OLD_CHECK)
    runner = running.runner()
    with psycopg.connect(running.owner_url()) as connection:
        connection.execute("SELECT 1 FROM applications_eligibilitycheck WHERE name = 'Old' FOR UPDATE")
        running.manage(FORGET_CHECKS)
        running.until(connection, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        os.killpg(running.make.pid, signal.SIGINT)
        with pytest.raises(psutil.TimeoutExpired):
            runner.wait(timeout=4)
        connection.rollback()
    assert running.ended() == []
    assert not runner.is_running()
    assert [line for line in running.said if "Traceback" in line] == []
    running.start()
    assert running.processor_seconds() < SECOND_START
    with psycopg.connect(running.owner_url()) as connection:
        assert connection.execute("SELECT 1 FROM applications_eligibilitycheck WHERE name = 'Old'").fetchall() == []


def test_after_a_kill_the_next_start_recovers(running):
    for process in (running.runner(), psutil.Process(running.make.pid)):
        process.kill()
    running.close()
    running.start()
    assert running.get("/readyz") == (200, json.dumps({"database": True, "redis": True}))


def test_a_kill_alone_leaves_nothing_behind(running):
    running.runner().kill()
    assert running.ended() == []


def test_a_port_in_use_gets_one_sentence(portal):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, sentence = portal.refusal(PORT=str(port), PORTAL_DATA=f"{portal.data}-other")
    assert sentence == f"Port {port} is in use: stop what uses it, or choose another, as in `make run PORT=8001`."
    assert code == 2


@pytest.mark.parametrize("reachable", ["/proc/portal", "/dev/null"])
def test_a_folder_that_takes_no_files_gets_one_sentence(portal, reachable):
    code, sentence = portal.refusal(PORTAL_DATA=reachable)
    assert sentence.startswith(f"{reachable} cannot be written to (")
    assert code == 2
