"""What the jobs of test_jobs.py do."""

from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from django.utils.translation import get_language

from cda_portal.core import clock
from cda_portal.core.jobs import Failed, Made, Run
from cda_portal.core.models import Job


def count(run: Run) -> Made:
    path = run.folder / "numbers"
    run.step(1, 3)
    path.write_text("1 2 3")
    run.step(2, 3)
    return Made(path, "count.txt", "text/plain", act="exported", what="numbers txt", count=3)


def fail(run: Run) -> Made:
    raise Failed(f"{get_language()}: choose fewer")


def slow(run: Run) -> Made:
    raise SoftTimeLimitExceeded


def broken(run: Run) -> Made:
    raise ZeroDivisionError


def away(run: Run) -> Made:
    raise OperationalError("the connection is closed")


def cancelled_meanwhile(run: Run) -> Made:
    run.step(1, 3)
    Job.objects.filter(pk=run.job.pk).update(cancel_asked=True)
    return count(run)


def taken_meanwhile(run: Run) -> Made:
    """As when this worker was away for so long that another one has the job."""
    run.step(1, 3)
    Job.objects.filter(pk=run.job.pk).update(lease_until=clock.ahead(seconds=61))
    return count(run)
