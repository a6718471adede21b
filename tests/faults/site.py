"""A portal of its own, with servers that a test may kill: PostgreSQL as safe as in production, Valkey, gunicorn."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import redis
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from bench import web
from bench.web import Answer, Request
from cda_portal.local import processes
from cda_portal.local.run import procfile
from cda_portal.local.servers import APP, OWNER, Postgres, Valkey, free_port
from tests.interleave import until
from tests.project import ROOT

AWAY = 0  # the status of a request that got no answer
LAZY = ("synchronous_commit=off", "wal_writer_delay=10s")  # says that it has written, and has not


class Site:
    """Its database begins as a copy of the test's. `application` is what gunicorn serves; `plant` is for the twins."""

    def __init__(self, application: str = "cda_portal.wsgi", *, plant: str = "") -> None:
        self.application = application
        self.plant = plant
        self.port = free_port()
        self.gunicorn: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            return self._start()
        except BaseException:
            self.__exit__()
            raise

    def _start(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-site-"))
        self.folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else who must get through
        self.postgres = Postgres(
            self.folder / "postgres",
            self.folder / "postgres.log",
            socket=self.folder / "socket",
            options=LAZY if self.plant == "lazy commits" else (),
        )
        self.valkey = Valkey(self.folder / "valkey.log")
        self.postgres.start()
        self.valkey.start()
        self._copy_database()
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name not in ("EMAIL_URL", "S3_BUCKET", "PORTAL_NOW")
            },
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": self.postgres.url(APP),
            "REDIS_URL": self.valkey.url(),
            "PORTAL_DATA": str(self.folder / "data"),
            "PUBLIC_URL": f"http://localhost:{self.port}",
            "PORT": str(self.port),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "LOG_LEVEL": "WARNING",
            "PLANT": self.plant,
        }
        self._start_web()
        return self

    def __exit__(self, *error: object) -> None:
        if self.gunicorn:
            processes.stop([self.gunicorn], [(signal.SIGTERM, 10)])
            self.gunicorn.wait()
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _copy_database(self) -> None:
        test = connection.settings_dict
        programs, dump = self.postgres.bin, self.folder / "dump"
        subprocess.run(
            [programs / "pg_dump", "-Fc", "-f", dump, "-h", test["HOST"], "-U", test["USER"], test["NAME"]], check=True
        )
        into = ["-d", "portal", "-h", str(self.postgres.socket), "-U", OWNER, "--no-owner"]
        subprocess.run([programs / "pg_restore", *into, dump], check=True)
        with self.database():
            call_command("grants", APP)

    def _start_web(self) -> None:
        (self.folder / "data" / "static").mkdir(parents=True)
        command = procfile(ROOT / "Procfile")["web"].replace("cda_portal.wsgi", self.application)
        self.log = self.folder / "web.log"
        self.gunicorn = processes.spawn(
            ["/bin/sh", "-c", f"exec {command}"], env=self.environment, cwd=ROOT, log=self.log
        )
        gunicorn = self.gunicorn
        until(lambda: gunicorn.poll() is not None or self.get("/healthz").status == 200, 60)
        if gunicorn.poll() is not None:
            raise RuntimeError(self.log.read_text())

    # ---- asking

    def ask(self, request: Request) -> Answer:
        """AWAY instead of an exception where nobody answers."""
        try:
            return web.exchange(self.port, request.raw(self.port, gzip=False))
        except (OSError, ValueError, IndexError):
            return Answer(AWAY, {}, b"", 0)

    def get(self, path: str, session: str = "") -> Answer:
        return self.ask(Request(path, session))

    def post(self, path: str, session: str, form: dict[str, str] | None = None) -> Answer:
        return self.ask(Request(path, session, form or {}, post=True))

    # ---- harming

    def stop_database_at_once(self) -> None:
        """As when the machine's operator pulls it: no connection is asked, nothing is written back."""
        assert self.postgres.process
        processes.stop([self.postgres.process], [(signal.SIGQUIT, 10)])
        self.postgres.process.wait()
        self.postgres.process = None

    def flush_redis(self) -> None:
        client = redis.from_url(self.valkey.url())
        client.flushall()
        client.close()

    def stop_redis(self) -> None:
        self.valkey.stop()

    # ---- looking

    @contextmanager
    def database(self) -> Iterator[None]:
        """Inside, this process's connection is one of the owner to the site's database."""
        connection.close()
        known: dict[str, Any] = connection.settings_dict
        connection.settings_dict = {**known, "HOST": str(self.postgres.socket), "NAME": "portal", "USER": OWNER}
        ContentType.objects.clear_cache()
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict = known
            ContentType.objects.clear_cache()

    def logged(self) -> str:
        return self.log.read_text()


def seconds_since(started: float) -> float:
    return time.monotonic() - started
