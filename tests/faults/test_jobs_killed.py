"""Workers killed in the middle of an export: it is made again from the start, and leaves one file and one record."""

import csv
import io
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import default_storage

from applications.tests.factories import CallFactory, InterestFormFactory
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, jobs
from cda_portal.core.contributions import invariants
from cda_portal.core.models import Change, Job, StoredFile
from tests.faults.mail import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 5


def a_job(kind: str) -> Job:
    call = CallFactory()
    InterestFormFactory.create_batch(ROWS, call=call)
    parameters = {"what": "forms", "format": kind, "query": ""}
    return Job.objects.create(kind="export", by=UserFactory(role="officer"), parameters=parameters)


def killed(job: Job, moment: str) -> None:
    command = [sys.executable, "-m", "tests.faults.dying_worker", str(job.pk), moment]
    made = subprocess.run(command, env=environment(1), cwd=ROOT, check=False, timeout=120)
    assert made.returncode == -signal.SIGKILL


def made_again(kind: str, *moments: str) -> None:
    job = a_job(kind)
    for moment in moments:
        with time_machine.travel(clock.now() + timedelta(seconds=61)):
            jobs.sweep()
        killed(job, moment)
        before = Job.objects.values().get(pk=job.pk)
        jobs.run(job.pk)  # as when the broker hands it out again at once
        assert Job.objects.values().get(pk=job.pk) == before
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        jobs.sweep()
        jobs.run(job.pk)
        jobs.run(job.pk)
    is_whole(Job.objects.select_related("result").get(pk=job.pk), kind)


def is_whole(job: Job, kind: str) -> None:
    assert (job.status, job.done) == ("done", ROWS)
    assert default_storage.listdir("jobs")[1] == [str(job.pk)]
    assert (StoredFile.objects.count(), Change.objects.about(job).count()) == (1, 1)
    assert not (settings.PORTAL_DATA / "jobs" / str(job.pk)).exists()
    assert set(invariants().values()) == {0}
    with job.result.file.open() as file:
        data = file.read()
    default_storage.delete(jobs.place(job))
    if kind == "csv":
        assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) == 1 + ROWS


@pytest.mark.parametrize("moment", ["2", "keeping", "leaving"])
def test_a_worker_killed_in_mid_run(moment):
    made_again("csv", moment)


@pytest.mark.fault
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_workers_killed_one_after_the_other_at_every_step(kind):
    steps = ROWS + (kind == "xlsx")
    made_again(kind, *(str(step) for step in range(steps)), "keeping", "leaving")


@pytest.mark.fault
def test_twin_without_the_lease_two_workers_leave_two_files(monkeypatch):
    """The first is away for longer than its lease, another makes the file, and the first comes back."""
    monkeypatch.setattr(jobs, "mine", lambda job: Job.objects.filter(pk=job.pk))
    job = a_job("csv")
    late = jobs._claim(job.pk)
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        jobs.run(job.pk)
        made = jobs.import_string("cda_portal.core.sheets.export")(jobs.Run(late, jobs.fresh_folder(late)))
        jobs._finish(late, made)

    assert StoredFile.objects.count() == 2
