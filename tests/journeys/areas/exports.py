"""Exports as the officer sees them. The page that starts one asks who you are first, so it is walked in a journey."""

from cda_portal.accounts.models import User
from cda_portal.core import clock, jobs
from cda_portal.core.models import Job
from tests.journeys.visit import Visit, at


def _job(*, run: bool = False, **fields):
    def path() -> str:
        officer = User.objects.get(email="officer@demo.example")
        parameters = {"what": "forms", "format": "xlsx", "query": ""}
        job = Job.objects.create(kind="export", by=officer, parameters=parameters, **fields)
        if run:
            jobs.run(job.pk)
        return job.get_absolute_url()

    return path


def _running() -> str:
    lease = {"lease_until": clock.ahead(seconds=600)}
    return _job(status=Job.Status.RUNNING, done=500, total=2000, **lease)()


VISITS = [
    Visit("jobs-empty", "approver", at("/jobs/")),
    Visit("job-running", "officer", _running),
    Visit("job-done", "officer", _job(run=True)),
    Visit("job-failed", "officer", _job(status=Job.Status.FAILED, error="It took too long.")),
    Visit("jobs", "officer", at("/jobs/")),
]
