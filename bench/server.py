"""A database, a broker and gunicorn of the bench's own, set up as in production but for TLS and the local switch."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import redis

from cda_portal.local import processes
from cda_portal.local.health import answers
from cda_portal.local.run import procfile
from cda_portal.local.servers import APP, OWNER, Postgres, Valkey, free_port

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-12-01T15:00:00+00:00"  # the default call is open then, on whatever day somebody measures


class Bench:
    """The servers' folder and environment; everything is gone when the block ends."""

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
        self.folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else who must get through
        self.postgres = Postgres(self.folder / "postgres", self.folder / "postgres.log", socket=self.folder / "socket")
        self.valkey = Valkey(self.folder / "valkey.log")
        self.postgres.start()
        self.valkey.start()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("EMAIL_URL", "S3_BUCKET")},
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATABASE_URL": self.postgres.url(APP),
            "REDIS_URL": self.valkey.url(),
            "SECRET_KEY": "a-key-for-the-bench-that-protects-nobody-0123456789",
            "PUBLIC_URL": "http://localhost",
            "PORTAL_LOCAL": "1",
            "PORTAL_NOW": NOW,
            "PORTAL_DATA": str(self.folder / "data"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "LOG_LEVEL": "WARNING",
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def fill(self) -> str:
        """Schema, catalogues, static files and data; what `bench.data` says of them."""
        self.prepare()
        return self._run([sys.executable, "-m", "bench.data"], {}).splitlines()[-1]

    def prepare(self) -> None:
        """Schema, catalogues, static files and the gazetteer."""
        commands = [sys.executable, "-m", "cda_portal.local.commands"]
        owner = {"DATABASE_URL": self.postgres.url(OWNER)}
        self._run([*commands, "migrate --no-input --verbosity 0", f"grants {APP}"], owner)
        self._run([*commands, "catalogues --compile", "collectstatic --no-input --verbosity 0", "gazetteer"], {})

    def tell(self, module: str, *arguments: str) -> Any:
        """What a module of the bench says, run beside the database."""
        return json.loads(self._run([sys.executable, "-m", module, *arguments], {}).splitlines()[-1])

    def _run(self, command: list[str], changed: dict[str, str]) -> str:
        made = subprocess.run(  # noqa: S603 - every command is ours
            command, env=self.environment | changed, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        return made.stdout

    def forget_pages(self) -> None:
        """Empty the cache: sessions come from the database again, public pages are rendered anew."""
        redis.Redis.from_url(self.valkey.url()).flushall()


class Web:
    """gunicorn as the Procfile starts it, except that its workers are not renewed while they are measured."""

    def __init__(self, bench: Bench, *, workers: int = 2, count: bool = False) -> None:
        self.bench, self.workers, self.count = bench, workers, count
        self.port = free_port()

    def __enter__(self) -> Self:
        variables = {"PORT": str(self.port), "WEB_CONCURRENCY": str(self.workers)}
        environment = self.bench.environment | variables | ({"BENCH_COUNT": "1"} if self.count else {})
        command = f"exec {procfile(ROOT / 'Procfile')['web']} --max-requests 0"
        self.process = processes.spawn(["/bin/sh", "-c", command], env=environment, cwd=ROOT)
        ends = time.monotonic() + 60
        while not answers(str(self.port), "http://localhost"):
            if self.process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError("gunicorn did not answer: see above what it said.")
            time.sleep(0.1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        processes.stop([self.process], [(signal.SIGTERM, 10)])
        self.process.wait()

    def memory(self) -> int:
        """Resident bytes of the largest worker."""
        return max(child.memory_info().rss for child in psutil.Process(self.process.pid).children())
