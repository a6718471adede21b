"""Asking ClamAV about a file: its INSTREAM protocol over TCP, at SCANNER_URL.

A file waits, held, until the scanner has spoken. Nothing here believes silence: a scanner that is away, slow or
confused leaves the file waiting, and the sweeper asks again each minute.
"""

import logging
import socket
import struct
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from cda_portal.core import audit, clock, registry
from cda_portal.core.models import StoredFile

log = logging.getLogger(__name__)
TIMEOUT = 30  # seconds for each answer of the socket
CHUNK = 64 * 1024
BATCH = 200
PATIENCE = timedelta(seconds=20)  # in which a file's own task asks, before the sweeper does


class Away(Exception):
    """The scanner gave no answer that says clean or infected."""


def ask(stored: StoredFile) -> str:
    """The name of what was found, or "" for a clean file. Raises Away."""
    if (address := settings.SCANNER) is None:
        raise Away("no scanner")
    try:
        with socket.create_connection(address, timeout=TIMEOUT) as line, stored.file.open("rb") as content:
            line.sendall(b"zINSTREAM\0")
            for chunk in content.chunks(CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            answer = _read(line)
    except OSError as error:
        raise Away(type(error).__name__) from error
    found = answer.removeprefix("stream: ")
    if found == "OK":
        return ""
    if found.endswith(" FOUND"):
        return found.removesuffix(" FOUND")
    raise Away(answer[:200] or "no answer")


def _read(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and (part := line.recv(4096)):
        answer += part
    return answer.rstrip(b"\0").decode(errors="replace").strip() if answer.endswith(b"\0") else ""


def scan(pk: int) -> bool:
    """Ask about one file and write down the answer; False while the scanner is away. Harmless when repeated."""
    stored = StoredFile.objects.filter(pk=pk, scan=StoredFile.Scan.WAITING, purged_at=None).first()
    if stored is None:
        return True
    try:
        found = ask(stored)
    except Away as silence:
        log.warning("the scanner does not answer, file %s is held: %s", pk, silence)
        return False
    _judge(stored, found)
    return True


@transaction.atomic
def _judge(stored: StoredFile, found: str) -> None:
    """Only a file that still waits is judged: of two answers at once the first counts."""
    verdict = StoredFile.Scan.INFECTED if found else StoredFile.Scan.CLEAN
    if not StoredFile.objects.filter(pk=stored.pk, scan=StoredFile.Scan.WAITING).update(scan=verdict):
        return
    stored.scan = verdict
    if found:
        audit.record(stored, "file infected", source=StoredFile.Scan.WAITING, target=verdict, why=found[:200])
        for tell in registry.contributions("file_infected"):
            tell(stored)


def scan_waiting() -> int:
    """Ask about what waits, oldest first, until the scanner is silent; how many are settled."""
    before = clock.now() - PATIENCE
    waiting = StoredFile.objects.filter(scan=StoredFile.Scan.WAITING, purged_at=None, at__lt=before)
    settled = 0
    for pk in waiting.order_by("at").values_list("pk", flat=True)[:BATCH]:
        if not scan(pk):
            break
        settled += 1
    return settled
