"""Jobs: one worker at a time, one file at the end, and every end in words."""

import hashlib
import logging
import os
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, jobs, queue
from cda_portal.core.contributions import invariants
from cda_portal.core.jobs import JobKind
from cda_portal.core.models import Change, Job, StoredFile
from cda_portal.core.tests import job_works

pytestmark = pytest.mark.django_db
Status = Job.Status


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Kinds for these tests; what they do is in `job_works`, which workers would load by name."""
    names = ["count", "fail", "slow", "broken", "away", "cancelled_meanwhile", "taken_meanwhile"]
    made = {name: JobKind(name, lambda job: "Counting", f"{job_works.__name__}.{name}", allowed) for name in names}
    monkeypatch.setattr(jobs, "kinds", lambda: made)
    monkeypatch.setattr(jobs, "TELL", 0)


def allowed(user, job):
    return user.full_name != "Gone"


@pytest.fixture
def rung(monkeypatch):
    bells = []
    monkeypatch.setattr(queue, "_ring", lambda name, args: bells.append((name, *args)))
    return bells


def a_job(status=Status.QUEUED, kind="count", **fields):
    ended = {"ended_at": clock.now()} if status in (Status.DONE, Status.FAILED, Status.CANCELLED) else {}
    return Job.objects.create(kind=kind, status=status, by=fields.pop("by", None) or UserFactory(), **ended, **fields)


def held(seconds):
    """In the hands of a worker whose lease ends then."""
    return {"status": Status.RUNNING, "lease_until": clock.now() + timedelta(seconds=seconds)}


def done_job(**fields):
    job = a_job(**fields)
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def content(job):
    with job.result.file.open() as file:
        return file.read()


def files():
    try:
        return sorted(default_storage.listdir("jobs")[1])
    except FileNotFoundError:
        return []


@pytest.fixture(autouse=True)
def no_files():
    for name in files():
        default_storage.delete(f"jobs/{name}")


# ---- from start to file


def test_a_job_runs_and_leaves_one_file():
    job = done_job()

    assert (job.status, job.done, job.total, job.lease_until, job.error) == ("done", 3, 3, None, "")
    assert job.expires_at - job.ended_at == pytest.approx(timedelta(days=7), abs=timedelta(seconds=1))
    assert (job.result.name, job.result.size, job.result.by) == ("count.txt", 5, None)
    assert job.result.sha256 == hashlib.sha256(b"1 2 3").hexdigest()
    assert content(job) == b"1 2 3"
    assert files() == [str(job.pk)]
    assert not (settings.PORTAL_DATA / "jobs" / str(job.pk)).exists()
    assert list(Change.objects.about(job).values_list("act", "target", "why", "by")) == [
        ("exported", "numbers txt", "3 rows", job.by_id)
    ]


def test_it_speaks_the_language_of_who_asked():
    assert done_job(kind="fail", by=UserFactory(language="es")).error == "es: choose fewer"


def test_asked_for_twice_it_is_one_job(rung, django_capture_on_commit_callbacks):
    by = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        first = jobs.start("count", by=by, parameters={"query": "a"})
        second = jobs.start("count", by=by, parameters={"query": "a"})
        other = jobs.start("count", by=by, parameters={"query": "b"})
        theirs = jobs.start("count", by=UserFactory(), parameters={"query": "a"})

    assert first == second
    assert len({first.pk, other.pk, theirs.pk}) == 3
    assert rung == [("core.run_job", job.pk) for job in (first, second, other, theirs)]


@pytest.mark.parametrize("status", [Status.DONE, Status.FAILED, Status.CANCELLED])
def test_once_ended_it_can_be_asked_for_again(status):
    job = a_job(status)
    assert jobs.start("count", by=job.by) != job


def test_one_that_is_to_stop_is_not_joined():
    job = a_job(**held(60), cancel_asked=True)
    assert jobs.start("count", by=job.by) != job


# ---- who may run it


@pytest.mark.parametrize(
    ("state", "runs"),
    [
        (lambda: {"status": Status.QUEUED}, True),
        (lambda: held(60), False),
        (lambda: held(-1), True),
        (lambda: {**held(-1), "cancel_asked": True}, False),
        (lambda: {"status": Status.DONE}, False),
        (lambda: {"status": Status.FAILED}, False),
        (lambda: {"status": Status.CANCELLED}, False),
    ],
)
def test_a_job_is_taken_from_these_states_only(state, runs):
    job = a_job(**state())
    before = Job.objects.values().get(pk=job.pk)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status == Status.DONE and bool(files())) if runs else before == Job.objects.values().get(pk=job.pk)


def test_run_a_second_time_it_does_nothing():
    job = done_job()
    before = Job.objects.values().get(pk=job.pk)

    jobs.run(job.pk)

    assert Job.objects.values().get(pk=job.pk) == before
    assert StoredFile.objects.count() == Change.objects.count() == 1


def test_what_a_killed_worker_left_is_written_over():
    job = a_job(**held(-1), done=2, total=3)
    default_storage.save(jobs.place(job), ContentFile(b"half"))
    left = settings.PORTAL_DATA / "jobs" / str(job.pk)
    left.mkdir(parents=True, exist_ok=True)
    (left / "half").write_text("half")

    jobs.run(job.pk)

    job.refresh_from_db()
    assert content(job) == b"1 2 3"
    assert files() == [str(job.pk)]
    assert not left.exists()


def test_whoever_lost_the_lease_writes_nothing():
    job = done_job(kind="taken_meanwhile")

    assert (job.status, job.result, job.done) == (Status.RUNNING, None, 1)
    assert files() == []
    assert StoredFile.objects.count() == Change.objects.count() == 0


# ---- how it may end otherwise


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("fail", "en: choose fewer"),
        ("slow", "It took too long. Choose fewer rows with the filters, and start it again."),
        ("broken", "Something went wrong. Start it again, or ask for help with this number."),
    ],
)
def test_a_failure_has_words(kind, words, caplog):
    caplog.set_level(logging.CRITICAL)
    job = done_job(kind=kind)

    assert (job.status, job.error, job.result, job.lease_until) == (Status.FAILED, words, None, None)
    assert files() == []


def test_while_the_database_is_away_nothing_is_decided():
    job = a_job(kind="away")
    with pytest.raises(OperationalError):
        jobs.run(job.pk)

    job.refresh_from_db()
    assert job.status == Status.RUNNING


@pytest.mark.parametrize(
    ("state", "status", "asked"),
    [
        (lambda: {"status": Status.QUEUED}, Status.CANCELLED, False),
        (lambda: held(60), Status.RUNNING, True),
        (lambda: held(-1), Status.CANCELLED, False),
        (lambda: {"status": Status.DONE}, Status.DONE, False),
        (lambda: {"status": Status.FAILED}, Status.FAILED, False),
        (lambda: {"status": Status.CANCELLED}, Status.CANCELLED, False),
    ],
)
def test_stopping_it(state, status, asked):
    job = a_job(**state())
    jobs.cancel(job)
    jobs.cancel(job)

    job.refresh_from_db()
    assert (job.status, job.cancel_asked) == (status, asked)
    assert job.is_unfinished or job.ended_at


def test_one_that_runs_stops_at_its_next_step():
    job = done_job(kind="cancelled_meanwhile")

    assert (job.status, job.result, job.error, job.done) == (Status.CANCELLED, None, "", 1)
    assert files() == []


# ---- each minute


@pytest.mark.parametrize(
    ("state", "age", "status", "bells"),
    [
        (lambda: {"status": Status.QUEUED}, 10, Status.QUEUED, 0),
        (lambda: {"status": Status.QUEUED}, 40, Status.QUEUED, 1),
        (lambda: held(60), 40, Status.RUNNING, 0),
        (lambda: held(-1), 40, Status.QUEUED, 1),
        (lambda: {**held(-1), "cancel_asked": True}, 40, Status.CANCELLED, 0),
        (lambda: held(-1), 3700, Status.FAILED, 0),
        (lambda: {"status": Status.DONE}, 3700, Status.DONE, 0),
    ],
)
def test_the_sweeper(state, age, status, bells, rung, django_capture_on_commit_callbacks):
    job = a_job(**state(), created_at=clock.ago(seconds=age), result=a_file() if status == Status.DONE else None)
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.sweep()

    job.refresh_from_db()
    assert job.status == status
    assert rung == [("core.run_job", job.pk)] * bells * 2
    assert set(invariants().values()) == {0}


def a_file():
    return StoredFile.objects.create(name="a", content_type="text/plain", size=1, sha256="", file="jobs/a")


def test_the_file_goes_after_seven_days():
    job = done_job()
    with time_machine.travel(clock.now() + timedelta(days=6, hours=23)):
        jobs.sweep()
        assert files() == [str(job.pk)]
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        jobs.sweep()
        jobs.sweep()
        assert Job.objects.get(pk=job.pk).is_expired
    assert files() == []
    assert StoredFile.objects.get().purged_at is not None


def test_folders_of_workers_that_died_elsewhere_go_after_an_hour():
    old, young = (settings.PORTAL_DATA / "jobs" / name for name in ("old", "young"))
    for folder in (old, young):
        folder.mkdir(parents=True, exist_ok=True)
    os.utime(old, (0, 0))

    done_job()

    assert (old.exists(), young.exists()) == (False, True)
    young.rmdir()


def test_only_who_asked_may_fetch_it_and_only_while_allowed():
    job = done_job()

    assert jobs.can_fetch(job.by, job)
    assert not jobs.can_fetch(UserFactory(), job)
    job.by.full_name = "Gone"
    assert not jobs.can_fetch(job.by, job)


def test_a_kind_that_is_no_longer_declared():
    job = a_job(Status.DONE, kind="gone")

    assert (jobs.label(job), jobs.can_fetch(job.by, job)) == ("gone", False)
