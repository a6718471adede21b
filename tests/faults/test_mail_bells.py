"""PostgreSQL knows what is to be sent: bells that never ring, ring twice or are lost with Redis cost a minute, no mail."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from django.conf import settings

from cda_portal.local.processes import spawn, stop
from cda_portal.notifications import delivery
from cda_portal.notifications.models import Message
from cda_portal.notifications.tests.factories import MessageFactory
from cda_portal.notifications.tests.sink import Sink
from tests.faults.conftest import FIGURES
from tests.faults.mail import ROOT, DeadlyController, DeadlySink, Tally, drained, environment, statuses, tally, working
from tests.interleave import until

pytestmark = pytest.mark.django_db(transaction=True)


def tellers(processes: int, mails: int, how: str) -> None:
    command = [sys.executable, "-m", "tests.faults.tellers", str(processes), str(mails), how]
    subprocess.run(command, env=environment(1), cwd=ROOT, check=True, timeout=300)


def same_mails(processes: int, mails: int) -> Tally:
    tellers(processes, mails, "same")
    with working(2) as sink:
        drained(0)
    return tally(sink)


def test_processes_that_write_the_same_mails():
    assert same_mails(3, 20) == Tally(lost=0, doubled=0, listed=0, sent=20)


@pytest.mark.fault
def test_eight_processes_write_the_same_thousand():
    assert same_mails(8, 1000) == Tally(lost=0, doubled=0, listed=0, sent=1000)


def test_web_killed_between_commit_and_bell():
    tellers(4, 10, "die")

    assert statuses() == {"queued": 10}
    with working(1) as sink:
        drained(0)
    assert tally(sink) == Tally(lost=0, doubled=0, listed=0, sent=10)


@pytest.mark.fault
def test_one_message_that_always_fails_among_a_thousand(sink):
    MessageFactory.create_batch(999)
    bad = MessageFactory(secret="not ours")

    while delivery.drain():
        pass

    assert len(sink.mails) == 999
    assert list(Message.objects.filter(status="failed")) == [bad]


# ---- with the real worker and the real beat


@contextmanager
def celery(*what: str, port: int, tmp_path: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "-A", "cda_portal", *what, "-l", "ERROR"]
    process = spawn(command, env=environment(port), cwd=ROOT, log=tmp_path / f"{what[0]}.log")
    try:
        yield
    finally:
        stop([process], [(signal.SIGTERM, 30)])
        process.wait()


@contextmanager
def serving(tmp_path: Path) -> Iterator[tuple[Sink, int]]:
    sink = DeadlySink()
    controller = DeadlyController(sink, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield sink, controller.port
    finally:
        controller.stop()


@pytest.mark.fault
def test_lost_bells_cost_a_minute(tmp_path):
    with serving(tmp_path) as (sink, port):
        tellers(4, 100, "die")  # no bell at all
        tellers(1, 150, "same")  # 50 more, with bells, which are lost before anybody hears them
        redis.from_url(settings.REDIS_URL).flushdb()
        started = time.monotonic()
        with (
            celery("beat", "-s", str(tmp_path / "beat"), port=port, tmp_path=tmp_path),
            celery("worker", "-Q", "mail", "-c", "2", port=port, tmp_path=tmp_path),
        ):
            until(lambda: statuses()["sent"] == 150, 150)
        seconds = time.monotonic() - started
    FIGURES.append(f"150 mails without a bell: all sent after {seconds:.0f} s")
    assert tally(sink) == Tally(lost=0, doubled=0, listed=0, sent=150)
    assert seconds < 90


@pytest.mark.fault
def test_the_bell_wakes_the_worker(tmp_path):
    with serving(tmp_path) as (sink, port), celery("worker", "-Q", "mail", "-c", "1", port=port, tmp_path=tmp_path):
        tellers(1, 1, "same")
        until(lambda: statuses()["sent"] == 1, 30)
    assert len(sink.mails) == 1
