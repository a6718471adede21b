"""Files that people give us: extension, content and size must agree before one is kept.

A file is handed out while it is clean, not marked as holding personal data, and not purged; then only as a download
in a sandbox. Where a scanner is configured (SCANNER_URL) it waits, held, for the scanner's word; without one it counts
as clean.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda_portal.core import clock, inspection, queue
from cda_portal.core.inspection import Refused
from cda_portal.core.models import StoredFile

if TYPE_CHECKING:
    from cda_portal.accounts.models import User

__all__ = ["MAX_BYTES", "Checked", "Refused", "check", "check_name", "clean_name", "download", "keep", "put", "store"]

MAX_BYTES = 10_000_000
DAILY_BYTES = 300_000_000  # what one person may give in a day
OFFICE = "application/vnd.openxmlformats-officedocument"
Check = Callable[[bytes], bytes]
# extension: content type, and the check that returns what is kept
TYPES: dict[str, tuple[str, Check]] = {
    "pdf": ("application/pdf", inspection.pdf),
    "docx": (f"{OFFICE}.wordprocessingml.document", inspection.office("word/")),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", inspection.office("xl/")),
    "pptx": (f"{OFFICE}.presentationml.presentation", inspection.office("ppt/")),
    "csv": ("text/csv", inspection.csv),
    "jpg": ("image/jpeg", inspection.image("JPEG")),
    "jpeg": ("image/jpeg", inspection.image("JPEG")),
    "png": ("image/png", inspection.image("PNG")),
    "webp": ("image/webp", inspection.image("WEBP")),
}
ACCEPT = ",".join(f".{extension}" for extension in TYPES)
# Why a file is not handed out, most final first; see `away`.
AWAY: dict[str, str | Promise] = {
    "purged": gettext_lazy("This file was removed because it contained personal data."),
    "deleted": gettext_lazy("This file was removed because the scanner found something harmful in it."),
    "hidden": gettext_lazy(
        "This file is hidden because somebody marked it as containing personal data. Programme staff look into it."
    ),
    "infected": gettext_lazy("This file is hidden because the scanner found something harmful in it."),
    "waiting": gettext_lazy("This file is being checked. It can be opened in a few minutes."),
}


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: what `check` found."""

    name: str
    content_type: str
    content: bytes

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower()


def clean_name(given: str) -> str:
    """A name that is only a name: no folder, nothing invisible, nothing that turns the reading direction."""
    plain = unicodedata.normalize("NFC", given or "")
    shown = "".join(
        letter for letter in plain if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    )
    return re.split(r"[/\\]", shown)[-1].lstrip(". ")[-150:] or "file"


def check_name(name: str, size: int | None) -> tuple[str, str, Check]:
    """The name as it is kept, content type and check of its kind. Raises Refused before a byte is sent."""
    name = clean_name(name)
    extension = name.rpartition(".")[2].lower()
    if extension not in TYPES or "." not in name:
        raise Refused(_("Choose a PDF, a Word, Excel or PowerPoint file, a CSV, or an image (JPEG, PNG, WebP)."))
    if not size or size > MAX_BYTES:
        raise Refused(_("Choose a file of up to 10 MB that is not empty."))
    return name, *TYPES[extension]


def check(upload: File, *, name: str = "") -> Checked:
    """Read a file of any origin and say what is kept of it. Takes no lock and no row. Raises Refused."""
    name, content_type, inspect = check_name(name or upload.name or "", upload.size)
    upload.seek(0)
    return Checked(name, content_type, inspect(upload.read(MAX_BYTES + 1)))


def put(checked: Checked, *, by: "User") -> StoredFile:
    """Keep what was checked, under a random name. Raises Refused when this person has given too much today."""
    if _given_today(by) + len(checked.content) > DAILY_BYTES:
        raise Refused(_("You have sent 300 MB of files since yesterday. Go on tomorrow, or give a link instead."))
    scan = StoredFile.Scan.WAITING if settings.SCANNER else StoredFile.Scan.CLEAN
    stored = _write(checked, by=by, scan=scan)
    if settings.SCANNER:
        queue.later("core.scan", stored.pk)
    return stored


def store(upload: File, *, by: "User") -> StoredFile:
    """Check and keep an upload. Raises Refused."""
    return put(check(upload), by=by)


def keep(name: str, content: bytes, content_type: str, *, by: "User | None" = None) -> StoredFile:
    """Keep a file that the portal itself has made, such as an export: nothing of it needs a check."""
    return _write(Checked(name, content_type, content), by=by, scan=StoredFile.Scan.CLEAN)


def _given_today(by: "User") -> int:
    recent = StoredFile.objects.filter(by=by, at__gt=clock.now() - timedelta(days=1))
    return int(recent.aggregate(sum=models.Sum("size"))["sum"] or 0)


def _write(checked: Checked, *, by: "User | None", scan: str) -> StoredFile:
    stored = StoredFile(
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        sha256=hashlib.sha256(checked.content).hexdigest(),
        by=by,
        scan=scan,
    )
    stored.file.save(f"{stored.key}.{checked.extension}", ContentFile(checked.content), save=False)
    stored.save()
    return stored


def away(stored: StoredFile) -> str:
    """Which of AWAY keeps this file from being handed out; "" when nothing does."""
    infected = stored.scan == StoredFile.Scan.INFECTED
    if stored.purged_at:
        return "purged" if stored.personal_data else "deleted"
    if stored.personal_data:
        return "hidden"
    if infected:
        return "infected"
    return "" if stored.scan == StoredFile.Scan.CLEAN else "waiting"


def purge(stored: StoredFile) -> None:
    """Delete the content after commit; the row stays, and so does the ending of its name. The caller holds the lock."""
    extension = stored.name.rpartition(".")[2]
    storage, path = stored.file.storage, str(stored.file.name)
    stored.file, stored.name, stored.purged_at = "", f"removed.{extension}", clock.now()
    stored.save(update_fields=["file", "name", "purged_at"])
    transaction.on_commit(lambda: storage.delete(path))


def download(stored: StoredFile) -> FileResponse:
    """The file as a download that no browser opens in our name; the caller has checked the right to it, and `away`.

    Raises FileNotFoundError where it was purged a moment ago.
    """
    response = FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cache-Control"] = "no-store"
    return response
