"""One local run: what is checked, started, waited for and stopped, in this order and its reverse."""

import fcntl
import hashlib
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from ctypes.util import find_library
from pathlib import Path
from typing import IO

import psycopg
import redis

from cda_portal.local import processes
from cda_portal.local.health import answers
from cda_portal.local.processes import MARK, Refusal
from cda_portal.local.servers import APP, OWNER, Postgres, Valkey

ROOT = Path(__file__).resolve().parent.parent.parent
GRACE = 30  # seconds a running task has to finish
WEB_SECONDS = 60


class Run:
    def __init__(self) -> None:
        note_missing_pango()
        self.port = _port(os.environ.get("PORT", "8000"))
        self.data = Path(os.environ.get("PORTAL_DATA") or ROOT / "var").resolve()
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        self.environment: dict[str, str] = {}
        self.lock: IO[str] | None = None

    # ---- Start

    def start(self) -> None:
        self._hold_data()
        processes.stop(processes.marked(str(self.data)), [(signal.SIGTERM, 10)])  # what a kill -9 left
        _require_free(self.port)
        self.environment = self._environment()
        self._start_servers()
        self._write_environment()
        self._prepare_database()
        for name, command in procfile(ROOT / "Procfile").items():  # web comes first: people wait for it
            self.started[name] = self._spawn(["/bin/sh", "-c", f"exec {command}"])
            if name == "web":
                self._wait_for_web()
        _say(f"The portal runs at {self.environment['PUBLIC_URL']} (Ctrl-C stops it)")

    def _hold_data(self) -> None:
        try:
            if not self.data.exists():
                self.data.mkdir(parents=True)
                self.data.chmod(0o711)  # as root, PostgreSQL runs as somebody else who must get through
            (self.data / "log").mkdir(exist_ok=True)
            tempfile.TemporaryFile(dir=self.data).close()
            self.lock = (self.data / "run.lock").open("a")
        except OSError as error:
            raise Refusal(
                f"{self.data} cannot be written to ({error.strerror}): set PORTAL_DATA to a folder that can."
            ) from None
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.lock.close()
            self.lock = None
            raise Refusal(
                f"The portal already runs from {self.data}: stop it, or set another PORTAL_DATA and PORT."
            ) from None

    def _environment(self) -> dict[str, str]:
        return {
            "PUBLIC_URL": f"http://localhost:{self.port}",  # not 127.0.0.1: passkeys refuse bare addresses
            "SECRET_KEY": secret_key(self.data / "secret-key"),
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "PORT": str(self.port),
            "PORTAL_DATA": str(self.data),
            "PORTAL_LOCAL": "1",
            MARK: str(self.data),
        }

    def _write_environment(self) -> None:
        """For `make manage`: what a command needs to work on the portal that runs."""
        names = (
            "DATABASE_URL",
            "MIGRATE_DATABASE_URL",
            "REDIS_URL",
            "SECRET_KEY",
            "PUBLIC_URL",
            "PORTAL_DATA",
            "PORTAL_LOCAL",
        )
        lines = [f"{name}={shlex.quote(self.environment[name])}\n" for name in names]
        write_private(self.data / "environment", "".join(lines))

    def _start_servers(self) -> None:
        given = self.environment
        if given.get("DATABASE_URL"):
            given.setdefault("MIGRATE_DATABASE_URL", given["DATABASE_URL"])
            require_demonstration(given["MIGRATE_DATABASE_URL"])
        else:
            self.postgres = Postgres(self.data / "postgres", self.data / "log" / "postgres.log")
            self.postgres.start()
            given |= {"DATABASE_URL": self.postgres.url(APP), "MIGRATE_DATABASE_URL": self.postgres.url(OWNER)}
        if given.get("REDIS_URL"):
            require_broker(given["REDIS_URL"])
        else:
            self.valkey = Valkey(self.data / "log" / "valkey.log")
            self.valkey.start()
            given["REDIS_URL"] = self.valkey.url()

    def _prepare_database(self) -> None:
        """The owner changes the schema; everything after that has the rights of the portal itself."""
        served, owner = self.environment["DATABASE_URL"], self.environment["MIGRATE_DATABASE_URL"]
        changes = ["migrate --no-input --verbosity 0"]
        if served != owner:
            changes.append(f"grants {_role(served)}")
        else:
            _say(
                "One database role owns and serves: it may change the records too. Set MIGRATE_DATABASE_URL to part them."
            )
        self._commands(*changes, DATABASE_URL=owner)
        stamp, wanted = self.data / "static" / "made-from", static_sources(ROOT)
        changed = not stamp.exists() or stamp.read_text() != wanted  # a second is much of a start
        collect = ["collectstatic --no-input --verbosity 0"] if changed else []
        self._commands("catalogues --compile", *collect, "gazetteer", "default_call", "demo", "demo --sign-ins")
        stamp.write_text(wanted)

    def _commands(self, *commands: str, **changed: str) -> None:
        made = self._spawn([sys.executable, "-m", "cda_portal.local.commands", *commands], **changed)
        self.started["commands"] = made
        if made.wait() != 0:
            raise Refusal("The portal does not start: the lines above say why.")
        del self.started["commands"]

    def _spawn(self, command: list[str], **changed: str) -> subprocess.Popen[bytes]:
        return processes.spawn(command, env=self.environment | changed, cwd=ROOT)

    def _wait_for_web(self) -> None:
        ends = time.monotonic() + WEB_SECONDS
        while time.monotonic() < ends and not self._ended():
            if answers(str(self.port), self.environment["PUBLIC_URL"]):
                return
            time.sleep(0.1)
        raise Refusal(f"The portal did not answer on port {self.port}: see above what it said.")

    # ---- Watch and stop

    def watch(self) -> int:
        """Wait until one of the processes ends, which none should."""
        while not (ended := self._ended()):
            time.sleep(0.5)
        _say(f"{ended} ended with code {self.started[ended].returncode}, so everything stops.")
        return 1

    def _ended(self) -> str:
        return next((name for name, process in self.started.items() if process.poll() is not None), "")

    def stop(self) -> None:
        processes.stop(self.started.values(), [(signal.SIGTERM, GRACE)])
        if self.lock:  # without it nothing was started, and what carries our mark is another run's
            processes.stop(processes.marked(str(self.data)), [])
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()
        if self.lock:
            self.lock.close()


def procfile(path: Path) -> dict[str, str]:
    lines = [line.partition(":") for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {name.strip(): command.strip() for name, _, command in lines}


def static_sources(root: Path) -> str:
    """A digest of all that static files come from: ours, and what the lock files name."""
    ours = [path for path in sorted((root / "static").rglob("*")) if path.is_file()]
    digest = hashlib.sha256()
    for path in [*ours, root / "requirements.txt", root / "package-lock.json", root / "cda_portal" / "settings.py"]:
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def secret_key(path: Path) -> str:
    """The run's own key, made once, readable by nobody else."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text()


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, and readable by nobody else."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def require_demonstration(url: str) -> None:
    """A local run relaxes security, so it serves no database with real people in it."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            tables = {
                row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            }
            marked = (
                "core_mark" in tables
                and connection.execute("SELECT 1 FROM core_mark WHERE name = 'demonstration'").fetchone()
            )
            foreign = bool(tables) and "accounts_user" not in tables
            peopled = "accounts_user" in tables and connection.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone()
    except psycopg.OperationalError as error:
        raise Refusal(f"The database at DATABASE_URL does not answer: {str(error).splitlines()[0]}.") from None
    if not marked and (foreign or peopled):
        raise Refusal(
            "The database at DATABASE_URL holds data that is not marked as demonstration: use an empty one with `make run`."
        )


def require_broker(url: str) -> None:
    try:
        with redis.from_url(url, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Refusal(f"The broker at REDIS_URL does not answer: {error}") from None


def _role(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["user"])


def _port(text: str) -> int:
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise Refusal(f"PORT is {text!r}: set it to a number from 1 to 65535.")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Refusal(
                f"Port {port} needs more rights than you have: choose another, as in `make run PORT=8001`."
            ) from None
        except OSError:
            raise Refusal(
                f"Port {port} is in use: stop what uses it, or choose another, as in `make run PORT=8001`."
            ) from None


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def note_missing_pango() -> None:
    if find_library("pango-1.0") is None:
        _say(
            "Pango is missing: the portal runs, but makes no PDFs (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0)."
        )
