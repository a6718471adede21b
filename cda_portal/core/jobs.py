"""Long work that a person can watch, stop, and fetch the result of.

The row is the truth: a worker takes it with a conditional update and a lease, renews the lease while it goes on, and
writes the result only while the lease is its own. One that was killed is found by the sweeper when its lease has
ended, and its job is done from the start by another: `docs/reliability.md`.
"""

import hashlib
import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import Error, models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from cda_portal.core import audit, clock, queue, registry
from cda_portal.core.models import Job, StoredFile

if TYPE_CHECKING:
    from cda_portal.accounts.models import User

log = logging.getLogger(__name__)
Status = Job.Status
LEASE = timedelta(seconds=60)
TELL = 0.5  # seconds between two writes of how far it is
BELL = timedelta(seconds=30)  # a job that waits longer may have lost its bell
GIVE_UP = timedelta(hours=1)  # after this long a job that kills its workers is not tried again
KEPT = timedelta(days=7)
SWEPT = 200


class Failed(Exception):
    """The work cannot be done; the message says why and what to do."""


class Stopped(Exception):
    """Somebody asked for an end, or another worker has the job by now."""


@dataclass(frozen=True)
class Made:
    """The result of a job: a file under `folder`, and what is recorded of it: an act and a number of rows."""

    path: Path
    name: str
    content_type: str
    act: str
    what: str
    count: int


@dataclass(frozen=True)
class Told:
    """The result of a job that changes rows and makes no file; `what` and `count` as with a file."""

    act: str
    what: str
    count: int


@dataclass(frozen=True)
class JobKind:
    """`run` names a function of a Run that returns Made or Told, by its dotted path: only workers load it.

    `page` is where what it did is seen, for work that makes no file.
    """

    name: str
    label: Callable[[Job], str]
    run: str
    may_see: Callable[["User", Job], bool]
    page: Callable[[Job], str] | None = None


class Run:
    """A job under way: where it may write, and how it says how far it is."""

    def __init__(self, job: Job, folder: Path) -> None:
        self.job = job
        self.folder = folder
        self.told = 0.0

    def step(self, done: int, total: int) -> None:
        """Between two parts of the work: renews the lease and writes the progress. Raises Stopped."""
        if monotonic() - self.told < TELL:
            return
        self.told = monotonic()
        lease = clock.now() + LEASE
        if not mine(self.job).filter(cancel_asked=False).update(done=done, total=total, lease_until=lease):
            raise Stopped
        self.job.lease_until = lease


def kinds() -> dict[str, JobKind]:
    return {kind.name: kind for kinds in registry.contributions("job_kinds") for kind in kinds()}


def label(job: Job) -> str:
    kind = kinds().get(job.kind)
    return kind.label(job) if kind else job.kind


def page(job: Job) -> str:
    """The address where what a finished job did is seen; "" where its file is all there is."""
    kind = kinds().get(job.kind)
    return kind.page(job) if kind and kind.page and job.status == Status.DONE else ""


def counts_steps(job: Job) -> bool:
    """Whether its progress is in steps of any kind and not in rows of a file."""
    kind = kinds().get(job.kind)
    return kind is not None and kind.page is not None


def can_fetch(user: "User", job: Job) -> bool:
    """The result is for who asked, for as long as they may see what is in it."""
    kind = kinds().get(job.kind)
    return kind is not None and job.by_id == user.pk and kind.may_see(user, job)


# ---- what people do


@transaction.atomic
def start(kind: str, *, by: "User", about: models.Model | None = None, parameters: dict[str, Any] | None = None) -> Job:
    """Queue the work. Asked for again while it waits or runs, it is the same job."""
    # Locked, so that two identical requests make one job.
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    asked = {"kind": kind, "by_id": by.pk, "parameters": parameters or {}}
    job = Job.objects.unfinished().filter(**asked, cancel_asked=False).first()
    if job is None:
        object_type = ContentType.objects.get_for_model(about) if about else None
        job = Job.objects.create(**asked, object_type=object_type, object_id=about.pk if about else None)
    queue.later("core.run_job", job.pk)
    return job


@transaction.atomic
def cancel(job: Job) -> None:
    """A job that waits ends now, one that runs at its next step, one that has ended stays as it is."""
    waits = Q(status=Status.QUEUED) | Q(status=Status.RUNNING, lease_until__lt=clock.now())
    if not Job.objects.filter(waits, pk=job.pk).update(**_ended(Status.CANCELLED)):
        Job.objects.filter(pk=job.pk, status=Status.RUNNING).update(cancel_asked=True)


# ---- what workers do


def run(pk: int) -> None:
    """Do the job, unless another worker has it or it has ended."""
    job = _claim(pk)
    if job is None:
        return
    folder = fresh_folder(job)
    try:
        with translation.override(job.by.language), timezone.override(_zone(job.by.time_zone)):
            made = import_string(kinds()[job.kind].run)(Run(job, folder))
            if not _finish(job, made):
                raise Stopped
    except Stopped:
        _end(job, Status.CANCELLED)
    except Failed as error:
        _end(job, Status.FAILED, error=str(error))
    except Error:
        raise  # the database is away and not the work wrong: the lease brings it back
    except SoftTimeLimitExceeded:
        log.exception("job %s took too long", job.pk)
        _end(job, Status.FAILED, error=_say(job, "slow"))
    except Exception:
        log.exception("job %s failed", job.pk)
        _end(job, Status.FAILED, error=_say(job, "broken"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _zone(name: str) -> ZoneInfo:
    try:
        return clock.zone(name)
    except (ValueError, ZoneInfoNotFoundError):  # a name that this machine does not know
        return clock.zone("UTC")


def mine(job: Job) -> models.QuerySet[Job]:
    """The row, for as long as nobody else has taken it: every claim and every renewal writes another instant."""
    return Job.objects.filter(pk=job.pk, status=Status.RUNNING, lease_until=job.lease_until)


def _claim(pk: int) -> Job | None:
    now = clock.now()
    free = Q(status=Status.QUEUED) | Q(status=Status.RUNNING, lease_until__lt=now)
    lease = now + LEASE
    if not Job.objects.filter(free, pk=pk, cancel_asked=False).update(
        status=Status.RUNNING, lease_until=lease, done=0, total=0
    ):
        return None
    job = Job.objects.select_related("by").get(pk=pk)
    job.lease_until = lease
    return job


def fresh_folder(job: Job) -> Path:
    """Where the job writes until it is done; what killed workers left of it and of older ones is removed."""
    jobs = settings.PORTAL_DATA / "jobs"
    jobs.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = jobs / str(job.pk)
    for left in jobs.iterdir():
        with suppress(OSError):  # another worker's may go while we look
            age = datetime.now().timestamp() - left.stat().st_mtime  # noqa: DTZ005 - a file's own clock
            if left == folder or age > GIVE_UP.total_seconds():
                shutil.rmtree(left, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


@transaction.atomic
def _finish(job: Job, made: Made | Told) -> bool:
    """Keep the file and end the job; False where it is no longer ours or somebody wants none."""
    row = mine(job).filter(cancel_asked=False).select_for_update(no_key=True).first()
    if row is None:
        return False
    if isinstance(made, Made):
        row.result = _keep(job, made)
        row.expires_at = clock.now() + KEPT
    row.done = row.total = made.count
    for field, value in _ended(Status.DONE).items():
        setattr(row, field, value)
    row.save()
    audit.record(row.about or row, made.act, by=job.by, target=made.what, why=f"{made.count} rows")
    return True


def _keep(job: Job, made: Made) -> StoredFile:
    with made.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        # One name a job: what a killed worker left there is written over.
        default_storage.delete(place(job))
        name = default_storage.save(place(job), File(file))
    return StoredFile.objects.create(
        file=name,
        name=made.name,
        content_type=made.content_type,
        size=made.path.stat().st_size,
        sha256=digest,
        scan=StoredFile.Scan.CLEAN,  # ours; `by` stays empty, so that it does not count as something they gave
    )


def place(job: Job) -> str:
    """Where the storage has the result. No view serves it by this name."""
    return f"jobs/{job.pk}"


def _ended(status: str) -> dict[str, Any]:
    return {"status": status, "ended_at": clock.now(), "lease_until": None}


def _end(job: Job, status: str, error: str = "") -> None:
    if mine(job).update(**_ended(status), error=error[:200]):
        default_storage.delete(place(job))


def _say(job: Job, why: str) -> str:
    with translation.override(job.by.language):
        if why == "slow":
            return _("It took too long. Choose fewer rows with the filters, and start it again.")
        if why == "dead":
            return _("It was interrupted again and again. Start it again, or ask for help with this number.")
        return _("Something went wrong. Start it again, or ask for help with this number.")


# ---- each minute


def sweep() -> None:
    """Free what dead workers held, ring again for what waits, end what is hopeless, remove files that have expired."""
    now = clock.now()
    dead = Job.objects.filter(status=Status.RUNNING, lease_until__lt=now).select_related("by")
    for job in dead[:SWEPT]:
        if job.cancel_asked:
            _end(job, Status.CANCELLED)
        elif job.created_at < now - GIVE_UP:
            log.error("job %s given up: no worker came back from it", job.pk)
            _end(job, Status.FAILED, error=_say(job, "dead"))
        else:
            mine(job).update(status=Status.QUEUED, lease_until=None, done=0)
    for pk in Job.objects.filter(status=Status.QUEUED, created_at__lt=now - BELL).values_list("pk", flat=True)[:SWEPT]:
        queue.later("core.run_job", pk)
    expired = Job.objects.filter(expires_at__lte=now, result__purged_at=None, result__isnull=False)[:SWEPT]
    for job in expired:
        default_storage.delete(place(job))
    gone = StoredFile.objects.filter(pk__in=[job.result_id for job in expired])
    gone.update(purged_at=now, file="")
