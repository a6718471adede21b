"""What the ground floor itself adds to shared places: exports, as a kind of job, and what holds for every job."""

from collections.abc import Collection
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cda_portal.core import clock, exports, jobs
from cda_portal.core.models import Job
from cda_portal.core.registry import Audited

OVERDUE = timedelta(minutes=10)


def job_kinds() -> list[jobs.JobKind]:
    return [jobs.JobKind("export", exports.label, "cda_portal.core.sheets.export", exports.may_see)]


def acts() -> dict[str, str | Promise]:
    return {"exported": _("List exported")}


def _named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """A job's page opens for who asked only, so the record names it and leads nowhere."""
    return {job.pk: (jobs.label(job), "") for job in Job.objects.filter(pk__in=ids)}


def audited() -> list[Audited]:
    return [Audited(Job, _("Export"), _named, lambda text: [])]


def invariants() -> dict[str, int]:
    late = clock.now() - OVERDUE
    return {
        "no worker holds a job long after its lease": Job.objects.filter(
            status=Job.Status.RUNNING, lease_until__lt=late
        ).count(),
        "a job that is done has its file": Job.objects.filter(status=Job.Status.DONE, result=None).count(),
        "an expired file is gone": Job.objects.filter(
            expires_at__lt=late, result__isnull=False, result__purged_at=None
        ).count(),
    }
