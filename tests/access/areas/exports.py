"""An export that the officer asked for, and its file."""

from cda_portal.core import jobs
from cda_portal.core.models import Job


def make(world):
    parameters = {"what": "forms", "format": "csv", "query": ""}
    world.job = Job.objects.create(kind="export", by=world.people["ofcr"], parameters=parameters)
    jobs.run(world.job.pk)


def parameters(world):
    return {r"^/jobs/": {"pk": world.job.pk}, r"^/staff/export/": {"what": "forms"}}


POSTS = {"/staff/export/<slug:what>/": lambda world: {"format": "csv"}}
