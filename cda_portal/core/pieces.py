"""A file that comes in pieces, so that a line that breaks costs the last piece only.

`begin` announces it, `take` brings a piece at its place, `assemble` gives the whole to whoever keeps it. The pieces lie
in the storage under `uploads/<key>/<offset>`; nobody sees a file before it is whole and checked. The verbs that change
an upload hold its row's lock.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction

from cda_portal.core import clock, files
from cda_portal.core.models import Upload

if TYPE_CHECKING:
    from cda_portal.accounts.models import User

MAX_PIECE = 1_000_000  # bytes
FOLDER = "uploads"
LASTS = timedelta(days=1)
# How long after its beginning an upload is judged by its beginning: a deadline does not cut a line in use.
PROMPT = timedelta(minutes=30)


class OutOfPlace(Exception):
    """A piece that does not follow what is here; `received` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(f"Go on at {received}.")
        self.received = received


@transaction.atomic
def begin(about: models.Model, slot: str, *, name: str, size: int, by: "User", at: datetime) -> Upload:
    """Announce a file for a place of an object. One that the same person began there before is given up.

    Raises files.Refused where name or size would be refused at the end.
    """
    name, _type, _check = files.check_name(name, size)
    upload = Upload(about=about, slot=slot, name=name, size=size, by=by, begun_at=at, expires_at=at + LASTS)
    earlier = Upload.objects.filter(
        object_type=upload.object_type, object_id=upload.object_id, slot=slot, by=by, file=None
    )
    for one in earlier.select_for_update(skip_locked=True):  # one that is being finished is not given up
        discard(one)
    upload.save()
    return upload


def locked(upload: Upload) -> Upload:
    return Upload.objects.select_for_update().get(pk=upload.pk)


@transaction.atomic
def take(upload: Upload, offset: int, content: bytes) -> Upload:
    """Keep the piece that begins at `offset`, a number of bytes. One that is here already changes nothing.

    Raises OutOfPlace where a piece before it is missing, or where it does not fit into what was announced.
    """
    upload = locked(upload)
    end = offset + len(content)
    if upload.file_id or end <= upload.received:
        return upload
    if offset != upload.received or not 0 < len(content) <= MAX_PIECE or end > upload.size:
        raise OutOfPlace(upload.received)
    path = place(upload.key, offset)
    default_storage.delete(path)  # what a process that died before its commit has left
    default_storage.save(path, ContentFile(content))
    upload.received = end
    upload.save(update_fields=["received"])
    return upload


@contextmanager
def assembled(upload: Upload) -> Iterator[File]:
    """The whole file, put together on disk. Raises OutOfPlace while a part is missing."""
    if upload.received != upload.size:
        raise OutOfPlace(upload.received)
    with tempfile.TemporaryFile() as whole:
        written = 0
        while written < upload.size:
            with default_storage.open(place(upload.key, written)) as piece:
                written += whole.write(piece.read())
        whole.flush()
        yield File(whole, name=upload.name)


def arrival(upload: Upload, now: datetime) -> datetime:
    """By which instant a deadline judges it: its beginning, unless it took too long."""
    return upload.begun_at if now <= upload.begun_at + PROMPT else now


def place(key: str, offset: int) -> str:
    return f"{FOLDER}/{key}/{offset:012}"


def discard(upload: Upload) -> None:
    """Forget an upload; its pieces go after commit."""
    key = upload.key
    upload.delete()
    transaction.on_commit(lambda: sweep(key))


def finished(upload: Upload) -> None:
    """What was put together needs its pieces no more; the row stays until it expires, so that a second finish finds it."""
    transaction.on_commit(lambda: sweep(upload.key))


def sweep(key: str) -> int:
    """Delete the pieces of one upload from the storage; how many."""
    folder = f"{FOLDER}/{key}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)  # an empty folder on a disk; nothing where there are none
    return len(names)


def is_old(instant: datetime) -> bool:
    return instant < clock.now() - LASTS
