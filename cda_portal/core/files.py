"""Files that people give us: extension, content and size must agree before one is kept.

Images and a scanner come with the issue that needs them; until a scanner is configured a file of these
kinds counts as clean, and is only ever handed out as a download in a sandbox.
"""

import hashlib
import re
import zipfile
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from cda_portal.core.models import StoredFile

if TYPE_CHECKING:
    from cda_portal.accounts.models import User

MAX_BYTES = 10_000_000
MAX_UNPACKED = 100_000_000
MAX_MEMBERS = 2_000
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": ("application/pdf", b"%PDF-", ""),
    "docx": (f"{OFFICE}.wordprocessingml.document", b"PK\x03\x04", "word/"),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", b"PK\x03\x04", "xl/"),
}


class Refused(Exception):
    """This file is not kept; the message says why and what to do."""


def store(upload: UploadedFile, *, by: "User") -> StoredFile:
    """Check and keep an upload under a random name. Raises Refused."""
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "", upload.name or "")[-150:] or "file"
    extension = name.rpartition(".")[2].lower()
    if extension not in TYPES:
        raise Refused(_("Choose a PDF, Word or Excel file."))
    if not upload.size or upload.size > MAX_BYTES:
        raise Refused(_("Choose a file of up to 10 MB that is not empty."))
    content_type, magic, folder = TYPES[extension]
    if upload.read(len(magic)) != magic or (folder and not _is_office(upload, folder)):
        raise Refused(_("This file is not what its name says. Save it again as a PDF, Word or Excel file."))
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    stored = StoredFile(
        name=name,
        content_type=content_type,
        size=upload.size,
        sha256=digest.hexdigest(),
        by=by,
        scan=StoredFile.Scan.CLEAN,
    )
    upload.seek(0)
    stored.file.save(f"{stored.key}.{extension}", upload, save=False)
    stored.save()
    return stored


def _is_office(upload: UploadedFile, folder: str) -> bool:
    """Whether the archive is of the kind it claims and does not unpack into something enormous."""
    try:
        upload.seek(0)
        with zipfile.ZipFile(upload) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    small = len(members) <= MAX_MEMBERS and sum(member.file_size for member in members) <= MAX_UNPACKED
    return small and any(member.filename.startswith(folder) for member in members)


def download(stored: StoredFile) -> FileResponse:
    """The file as a download that no browser opens in our name; the caller has checked the right to it."""
    response = FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cache-Control"] = "no-store"
    return response
