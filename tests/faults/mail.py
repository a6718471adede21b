"""What the kill tests share: a mail server that kills at a chosen step, the workers, and the count at the end."""

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import time_machine
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connection

from cda_portal.core import clock
from cda_portal.local.processes import spawn, stop
from cda_portal.notifications import delivery
from cda_portal.notifications.models import Message
from cda_portal.notifications.tests.sink import Server, Sink, SinkController
from tests.interleave import until

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120


class DeadlySink(Sink):
    """Kills the worker it talks to, once an address, at the step that the address names.

    `at_rcpt`: the message is claimed. `at_data`: the hand-off is committed, the server has nothing.
    `at_end`: the server has the mail, the worker has not heard so.
    """

    def __init__(self, nurse: psutil.Process | None = None, *, delay: float = 0) -> None:
        super().__init__()
        self.nurse = nurse
        self.delay = delay
        self.killed: list[str] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        await self.kill("at_rcpt", session, envelope)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self.think()  # a worker that dies now takes its mail with it
        self.keep(envelope.content)
        await self.kill("at_end", session, envelope)
        await self.think()
        return "250 OK"

    async def think(self) -> None:
        await asyncio.sleep(self.delay * random.random())

    async def kill(self, step: str, session: Session, envelope: Envelope) -> None:
        address = envelope.rcpt_tos[0]
        if not address.startswith(f"{step}.") or address in self.killed:
            return
        self.killed.append(address)
        # The kernel's table of connections is not read in one piece: one that is there may be missed.
        while not (found := [child for child in self.nurse.children() if has_port(child, session.peer[1])]):
            await asyncio.sleep(0.01)
        [worker] = found
        worker.kill()
        while alive(worker):
            await asyncio.sleep(0.01)


class DeadlyServer(Server):
    async def smtp_DATA(self, arg: str) -> None:
        await self.event_handler.kill("at_data", self.session, self.envelope)
        await super().smtp_DATA(arg)


class DeadlyController(SinkController):
    def factory(self) -> DeadlyServer:
        return DeadlyServer(self.handler, enable_SMTPUTF8=False, hostname="sink")


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def has_port(process: psutil.Process, port: int) -> bool:
    """Whether this process talks from that port; one that has just died does not."""
    try:
        return any(found.laddr.port == port for found in process.net_connections(kind="tcp"))
    except psutil.Error:
        return False


def environment(port: int) -> dict[str, str]:
    """This test's own database, and the mail server on `port`."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@{quote(database['HOST'], safe='')}/{database['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cda_portal.settings",
        "DATABASE_URL": url,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "MAIL_RATE": "1000000",
        "LOG_LEVEL": "ERROR",
    }


@contextmanager
def working(workers: int, plant: str = "", *, delay: float = 0) -> Iterator[DeadlySink]:
    """A mail server, and workers that send to it for as long as the block lasts."""
    sink = DeadlySink(delay=delay)
    controller = DeadlyController(sink, hostname="127.0.0.1", port=0)
    controller.start()
    log = settings.PORTAL_DATA / "workers.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.faults.workers", str(workers), plant]
    process = spawn(command, env=environment(controller.port), cwd=ROOT, log=log)
    sink.nurse = psutil.Process(process.pid)
    try:
        yield sink
    finally:
        stop([process], [])
        process.wait()
        controller.stop()


def statuses() -> Counter[str]:
    return Counter(Message.objects.values_list("status", flat=True))


def in_hand() -> int:
    """Messages that a worker holds, living or dead."""
    found = statuses()
    return found["claimed"] + found["handoff"]


def drained(held: int) -> None:
    """Wait until nothing is queued any more, and only dead workers, who held so many, hold anything."""
    until(lambda: statuses()["queued"] == 0 and in_hand() == held, PATIENCE)


def settled() -> None:
    """Wait until nothing is queued any more and nothing has moved for two seconds: who holds something now is dead."""
    seen: list[Counter[str]] = []
    until(
        lambda: (
            seen.append(statuses())
            or not seen[-1]["queued"]
            and len(seen) > 200
            and len({str(found) for found in seen[-200:]}) == 1
        ),
        PATIENCE,
    )


def sweep_after_the_lease() -> None:
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        delivery.sweep()


@dataclass
class Tally:
    """`lost`: called sent, never arrived. `doubled`: arrived more than once. `listed`: in doubt, for a person."""

    lost: int
    doubled: int
    listed: int
    sent: int


def tally(sink: Sink) -> Tally:
    arrived = Counter(sink.received())
    messages = dict(Message.objects.values_list("message_id", "status"))
    return Tally(
        lost=sum(status == "sent" and not arrived[name] for name, status in messages.items()),
        doubled=sum(count > 1 for count in arrived.values()),
        listed=sum(status == "in_doubt" for status in messages.values()),
        sent=sum(status == "sent" for status in messages.values()),
    )
