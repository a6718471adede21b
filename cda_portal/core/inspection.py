"""What a file is, told from its bytes and not from its name. Touches no database.

Each kind has one function that raises Refused where the content is not what the name promises, is locked, carries
programs, or unpacks into something enormous.
"""

import io
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

MAX_UNPACKED = 100_000_000
MAX_MEMBERS = 2_000
MAX_DEPTH = 2  # a table inside a letter inside a presentation
CHUNK = 256 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word and Excel before 2007, and anything locked with a password
LOCKED = "EncryptedPackage".encode("utf-16-le")
MACROS = "_VBA_PROJECT".encode("utf-16-le")
ARCHIVE_END = 22  # bytes of the last record of an archive without a comment
MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?xml|body)", re.IGNORECASE)
PDF_LOCK = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
# Not imported: the process that serves pages does without Pillow. Its exit code and its seconds stand there too.
IMAGES = Path(__file__).with_name("images.py")
TOO_MANY_PIXELS = 3
IMAGE_SECONDS = 40
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Refused(Exception):
    """This file is not kept; the message says why and what to do."""


def _not_itself() -> Refused:
    return Refused(_("This file is not what its name says, or is damaged. Save it again and choose the new file."))


def _locked() -> Refused:
    return Refused(_("This file is protected by a password. Save it without protection and choose the new file."))


def _enormous() -> Refused:
    return Refused(_("This file unpacks into more than 100 MB. Make it smaller, or give a link instead."))


def pdf(content: bytes) -> bytes:
    """A PDF from its first byte to its last line, and nothing else besides."""
    whole = content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]
    if not whole or MARKUP.search(content[:1024]) or content[-ARCHIVE_END:].startswith(b"PK\x05\x06"):
        raise _not_itself()
    if PDF_LOCK.search(content):
        raise _locked()
    return content


def csv(content: bytes) -> bytes:
    """Text in UTF-8 or Latin-1. What is a formula to a spreadsheet stays: we keep it and never open it."""
    if CONTROLS.search(content) or MARKUP.match(content.removeprefix(b"\xef\xbb\xbf").lstrip()):
        raise Refused(_("This file is not plain text. Save it as CSV (UTF-8) and choose the new file."))
    return content


def office(folder: str) -> Callable[[bytes], bytes]:
    def check(content: bytes) -> bytes:
        if content.startswith(OLE):
            raise _locked() if LOCKED in content else _not_itself()
        Archive(folder).read(content, depth=0)
        return content

    return check


class Archive:
    """An office document: an archive that is unpacked once, counting what really comes out of it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.left = MAX_UNPACKED
        self.members = MAX_MEMBERS

    def read(self, content: bytes, *, depth: int) -> None:
        # Nothing before the first member and nothing behind the last record: no second file hides there.
        if not content.startswith(b"PK\x03\x04") or not content[-ARCHIVE_END:].startswith(b"PK\x05\x06"):
            raise _not_itself()
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self.look_into(archive, depth)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, zlib.error, RuntimeError):
            raise _not_itself() from None

    def look_into(self, archive: zipfile.ZipFile, depth: int) -> None:
        members = archive.infolist()
        names = [member.filename for member in members]
        self.members -= len(members)
        if self.members < 0:
            raise _enormous()
        if depth == 0 and not ("[Content_Types].xml" in names and any(name.startswith(self.folder) for name in names)):
            raise _not_itself()
        if len(set(names)) < len(names) or any(_is_elsewhere(name) for name in names):
            raise _not_itself()
        for member in members:
            if member.flag_bits & 1:
                raise _locked()
            with archive.open(member) as unpacked:
                self.take(member.filename.lower(), unpacked, depth)

    def take(self, name: str, unpacked: IO[bytes], depth: int) -> None:
        """One member, piece by piece: its header may lie about its size."""
        if "vbaproject" in name or "vbadata" in name:
            raise _programs()
        start, kept = b"", []
        while piece := unpacked.read(CHUNK):
            self.left -= len(piece)
            if self.left < 0:
                raise _enormous()
            start = start or piece
            if start.startswith((b"PK\x03\x04", OLE)):
                kept.append(piece)
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in start[:4096]:
            raise _not_itself()  # no office program writes one; entities unpack into gigabytes
        if name == "[content_types].xml" and b"macroEnabled" in start:
            raise _programs()
        self.inside(b"".join(kept), depth)

    def inside(self, content: bytes, depth: int) -> None:
        """A document within the document."""
        if content.startswith(OLE) and MACROS in content:
            raise _programs()
        if content.startswith(b"PK\x03\x04"):
            if depth == MAX_DEPTH:
                raise _enormous()
            self.read(content, depth=depth + 1)


def _programs() -> Refused:
    return Refused(_("This file contains macros. Save it as a document without macros and choose the new file."))


def _is_elsewhere(name: str) -> bool:
    """A name that leads out of the archive."""
    return "\x00" in name or "\\" in name or name.startswith("/") or ".." in name.split("/")


def image(kind: str) -> Callable[[bytes], bytes]:
    def check(content: bytes) -> bytes:
        """The picture written anew by a process of its own, which ends with its memory and its time."""
        program = [sys.executable, "-I", str(IMAGES), kind]
        try:
            made = subprocess.run(program, input=content, capture_output=True, timeout=IMAGE_SECONDS, check=False)  # noqa: S603 - our own program
        except subprocess.TimeoutExpired:
            raise _not_itself() from None
        if made.returncode == TOO_MANY_PIXELS:
            raise Refused(_("This image has more than 64 million pixels. Make it smaller and choose it again."))
        if made.returncode or not made.stdout:
            raise _not_itself()
        return made.stdout

    return check
