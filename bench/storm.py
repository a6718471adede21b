"""`make storm`: the last minutes of a call. Six hundred applicants save, sixty of them send before a real deadline.

PostgreSQL, Valkey, gunicorn, workers and beat run as `make run` starts them, on this machine's cores, and this process is
the applicants: plain sockets, one connection a request. It prints a table and exits with 1 where an aim is missed.
PEOPLE, SENDERS and SECONDS make it smaller.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.measure import percentile
from bench.server import ROOT, Bench
from bench.web import Request
from cda_portal.local import processes
from cda_portal.local.health import answers
from cda_portal.local.run import procfile
from cda_portal.local.servers import free_port

PEOPLE, SENDERS, SECONDS = 600, 60, 150
EVERY = 30.0  # seconds between two saves of one applicant
LAST = 60.0  # the sending begins so many seconds before the deadline
MARGIN = 3.0  # the last of them begins so many seconds before it
LIMIT_MS = 500  # at the 95th percentile
PATIENCE = 20.0  # seconds after which a request counts as failed
KINDS = ("save", "check", "send", "status")
EXPECTED = {"save": 200, "check": 200, "send": 302, "status": 200}


@dataclass
class Person:
    """An applicant with a draft; `text` is what the server has confirmed last."""

    session: str
    reference: str
    question: int
    key: str
    version: int
    text: str = ""
    sent: bool = False


@dataclass
class Log:
    """Milliseconds by kind, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    errors: list[str] = field(default_factory=list)

    def note(self, kind: str, seconds: float, status: int) -> bool:
        fine = status == EXPECTED[kind]
        self.taken[kind].append(1000 * seconds)
        if not fine:
            self.errors.append(f"{kind}: {status or 'no answer'}")
        return fine

    def rows(self) -> Iterator[tuple[str, int, float, float, float, float]]:
        for kind, values in self.taken.items():
            if values:
                yield kind, len(values), *(percentile(values, share) for share in (50, 95, 99)), max(values)


# ---- the applicants


async def ask(port: int, request: Request) -> tuple[int, bytes, float]:
    """Status (0: no answer), body and seconds, from connecting to the last byte."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request.raw(port))
                raw = await reader.read()
            finally:
                writer.close()
        head, _end, body = raw.partition(b"\r\n\r\n")
        return int(head.split(None, 2)[1]), body, time.perf_counter() - started
    except (OSError, TimeoutError, IndexError, ValueError):
        return 0, b"", time.perf_counter() - started


async def save(port: int, person: Person, log: Log) -> None:
    text = f"Saved for the {person.version}th time, in the words of {person.reference}. " + "Families wait. " * 60
    form = {person.key: text, "version": str(person.version), "language": "en"}
    request = Request(f"/apply/{person.reference}/answer/{person.question}/", person.session, form, post=True)
    status, body, seconds = await ask(port, request)
    if log.note("save", seconds, status):
        person.text = text.strip()
        person.version = json.loads(body)["version"]


async def keep_saving(port: int, person: Person, log: Log, ends: float, first: float) -> None:
    """Every thirty seconds, each in their own rhythm."""
    due = first
    while due < ends:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        await save(port, person, log)
        due += EVERY


async def send(port: int, person: Person, log: Log, at: float) -> None:
    """Look over the answers, send, and read the page that confirms it."""
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    for kind, address, post in (("check", "check", False), ("send", "submit", True), ("status", "status", False)):
        request = Request(f"/apply/{person.reference}/{address}/", person.session, post=post)
        status, _body, seconds = await ask(port, request)
        fine = log.note(kind, seconds, status)
        person.sent = person.sent or (kind == "send" and fine)


async def storm(port: int, people: list[Person], senders: int, seconds: float) -> Log:
    """Until the deadline, which is `seconds` away: the last `LAST` of them bring the sending, most of it at their end."""
    log, chance, now = Log(), random.Random(2027), time.monotonic()  # noqa: S311 - the same storm at each run
    deadline = now + seconds
    begin = max(now, deadline - LAST)
    work = []
    for number, person in enumerate(people):
        first = now + chance.random() * EVERY
        if number < senders:
            at = begin + (deadline - MARGIN - begin) * chance.random() ** 0.5
            work += [keep_saving(port, person, log, at - 1, first), send(port, person, log, at)]
        else:
            work.append(keep_saving(port, person, log, deadline - 1, first))
    await asyncio.gather(*work)
    return log


# ---- the portal


@contextmanager
def portal(bench: Bench) -> Iterator[int]:
    """Every process of the Procfile, with production's numbers; the port of the web."""
    port = free_port()
    environment = bench.environment | {"PORT": str(port), "PUBLIC_URL": f"http://localhost:{port}"}
    started: list[subprocess.Popen[bytes]] = []
    Path(environment["PORTAL_DATA"]).mkdir(parents=True, exist_ok=True)
    try:
        for name, command in procfile(ROOT / "Procfile").items():
            log = bench.folder / f"{name}.log"
            started.append(processes.spawn(["/bin/sh", "-c", f"exec {command}"], env=environment, cwd=ROOT, log=log))
        ends = time.monotonic() + 60
        while not answers(str(port), environment["PUBLIC_URL"]):
            if any(process.poll() is not None for process in started) or time.monotonic() > ends:
                raise RuntimeError("The portal did not answer.")
            time.sleep(0.1)
        yield port
    finally:
        processes.stop(started, [(signal.SIGTERM, 20)])
        for process in started:
            process.wait()


def judge(log: Log, checked: dict[str, Any], people: list[Person], senders: int) -> list[str]:
    """What was missed; empty where every promise was kept in time."""
    sent = sum(person.sent for person in people)
    faults = {
        f"{len(log.errors)} errors, such as {log.errors[:1]}": bool(log.errors),
        f"{len(checked['lost'])} saves lost: {checked['lost'][:3]}": bool(checked["lost"]),
        f"{sent} of {senders} were told that they have sent": sent != senders,
        f"{checked['twice']} sent twice": bool(checked["twice"]),
        f"{checked['submissions']} submissions of {senders}": checked["submissions"] != senders,
        f"{checked['receipts']} receipts of {senders}": checked["receipts"] != senders,
        f"rules broken: {checked['violations']}": bool(checked["violations"]),
    }
    slow = [f"{kind}: p95 is {p95:.0f} ms" for kind, _count, _p50, p95, _p99, _most in log.rows() if p95 >= LIMIT_MS]
    return [words for words, missed in faults.items() if missed] + slow


def table(log: Log) -> str:
    lines = [f"{'':8}{'count':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'most':>9}"]
    for kind, count, *values in log.rows():
        lines.append(f"{kind:8}{count:>8}" + "".join(f"{value:>9.0f}" for value in values))
    return "\n".join(lines)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    people, senders, seconds = (
        int(os.environ.get(name, default))
        for name, default in (("PEOPLE", PEOPLE), ("SENDERS", SENDERS), ("SECONDS", SECONDS))
    )
    with Bench() as bench:
        del bench.environment["PORTAL_NOW"]  # the deadline is a real one
        say(f"Loading {people} drafts ...")
        bench.prepare()
        applicants = [Person(**row) for row in bench.tell("bench.storm_data", "load", str(people))]
        with portal(bench) as port:
            deadline = time.time() + seconds
            bench.tell("bench.storm_data", "close-at", str(deadline))
            say(f"{people} applicants, {senders} of them send; the call closes in {seconds} s ...")
            log = asyncio.run(storm(port, applicants, senders, deadline - time.time()))
            promised = {person.reference: [person.question, person.version, person.text] for person in applicants}
            promises = bench.folder / "promises.json"
            promises.write_text(json.dumps(promised))
            checked = bench.tell("bench.storm_data", "check", str(promises))
    say(table(log))
    say(f"{checked['submissions']} sent, {checked['receipts']} receipts, {len(checked['lost'])} saves lost.")
    missed = judge(log, checked, applicants, senders)
    say("\n".join(missed) if missed else "Every promise was kept.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
