"""Takes away what nobody needs: uploads that were never finished, files that no row points to, contents without a row.

Everything is looked at again in the hour that follows, so a part that fails costs an hour.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from cda_portal.core import clock, pieces
from cda_portal.core.models import StoredFile, Upload

log = logging.getLogger(__name__)
AGE = timedelta(days=1)  # a file younger than this may be about to get its owner
STORED = "stored"


def clean() -> dict[str, int]:
    """How much of each went."""
    counts = {
        "uploads": clean_uploads(),
        "pieces": clean_pieces(),
        "contents": clean_contents(),
        "orphans": clean_orphans(),
    }
    log.info("janitor: %s", counts)
    return counts


def clean_uploads() -> int:
    expired = Upload.objects.filter(expires_at__lte=clock.now())
    with transaction.atomic():
        rows = list(expired.select_for_update(skip_locked=True))
        for upload in rows:
            pieces.discard(upload)
    return len(rows)


def clean_pieces() -> int:
    """Pieces whose upload has gone; a row is committed before its first piece comes."""
    found = set(_listed(pieces.FOLDER)[0])
    known = set(Upload.objects.filter(key__in=found, file=None).values_list("key", flat=True))
    return sum(pieces.sweep(key) for key in found - known)


def orphans() -> "models.QuerySet[StoredFile]":
    """Files that no row of any app points to. An upload does not count: it only remembers what became of it."""
    rows = StoredFile.objects.filter(at__lt=clock.now() - AGE)
    for field in StoredFile._meta.get_fields(include_hidden=True):
        if not isinstance(field, models.ManyToOneRel) or field.related_model is Upload:
            continue
        owners = field.related_model._base_manager.filter(Q((field.remote_field.name, OuterRef("pk"))))
        rows = rows.exclude(Exists(owners))
    return rows


def clean_orphans() -> int:
    with transaction.atomic():
        rows = list(orphans().select_for_update(skip_locked=True, of=("self",)))
        for stored in rows:
            path = stored.file.name
            Upload.objects.filter(file=stored).delete()
            stored.delete()
            if path:
                transaction.on_commit(partial(default_storage.delete, path))
    return len(rows)


def clean_contents() -> int:
    """Contents in the storage that no row names: their transaction was rolled back, or their deletion failed."""
    gone = 0
    for path in _unnamed():
        if _modified(path) < clock.now() - AGE:
            default_storage.delete(path)
            gone += 1
    return gone


def _unnamed() -> Iterator[str]:
    names = [f"{STORED}/{name}" for name in _listed(STORED)[1]]
    for start in range(0, len(names), 1000):
        batch = names[start : start + 1000]
        known = set(StoredFile.objects.filter(file__in=batch).values_list("file", flat=True))
        yield from (name for name in batch if name not in known)


def _modified(path: str) -> datetime:
    try:
        return default_storage.get_modified_time(path)
    except FileNotFoundError:
        return clock.now()


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
