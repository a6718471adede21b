"""PostgreSQL pulled, Redis emptied and gone, web processes killed, while people save and send: nothing promised is lost."""

import json
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import pytest

from applications.models import Application
from applications.tests.factories import call_with_form
from cda_portal.core.registry import contributions
from cda_portal.local.processes import spawn, stop
from cda_portal.notifications import delivery
from cda_portal.notifications.models import Message
from tests.faults.conftest import FIGURES
from tests.faults.crowd import Crowd, drafts
from tests.faults.site import Site, seconds_since
from tests.faults.test_mail_bells import serving
from tests.interleave import until
from tests.project import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
FINE = {200, 302}


def violations() -> dict[str, int]:
    counts = chain.from_iterable(invariants().items() for invariants in contributions("invariants"))
    return {name: count for name, count in counts if count}


def readiness(site: Site) -> tuple[int, dict[str, bool]]:
    answer = site.get("/readyz")
    return answer.status, json.loads(answer.body or "{}")


def is_a_page_about_it(answer) -> bool:
    """In the portal's look, with a reference, and nothing of what went wrong inside."""
    body = answer.body.decode()
    reference = re.search(r"Reference: (\w{12})", body)
    inside = [word for word in ("Traceback", "psycopg", "OperationalError", ".py") if word in body]
    return bool(reference and reference[1] == answer.headers["x-request-id"] and not inside)


# ---- Redis


def redis_away(writers: int, senders: int, seconds: float, plant: str = "") -> Crowd:
    crowd = Crowd(writers, senders)
    with Site(plant=plant) as site:
        with crowd.at_work(site):
            until(lambda: crowd.saves > writers)
            for _time in range(3):
                site.flush_redis()
                time.sleep(seconds)
            assert readiness(site) == (200, {"database": True, "redis": True})
            site.stop_redis()
            begun = crowd.answers.total()
            time.sleep(seconds)
            until(lambda: crowd.answers.total() > begun + 3 * writers)
            if not plant:
                assert readiness(site) == (200, {"database": True, "redis": False})
                assert site.get("/").status == site.get("/account/login/").status == 200
        with site.database():
            crowd.look()
            receipts = Message.objects.filter(kind="application_receipt", status="queued").count()
            assert (receipts == senders and violations() == {}) or plant
    return crowd


def test_redis_is_emptied_and_goes_away():
    crowd = redis_away(writers=3, senders=3, seconds=0.3)

    assert set(crowd.answers) <= FINE
    assert (crowd.lost, crowd.halves) == ([], [])


@pytest.mark.fault
def test_redis_is_emptied_and_goes_away_at_length():
    crowd = redis_away(writers=8, senders=60, seconds=8)

    FIGURES.append(
        f"Redis flushed 3 times, then stopped: {crowd.saves} saves and 60 applications promised, {len(crowd.lost)} lost, "
        f"{len(crowd.halves)} half written; {crowd.faults} of {crowd.answers.total()} answers were faults"
    )
    assert set(crowd.answers) <= FINE
    assert (crowd.lost, crowd.halves) == ([], [])


@pytest.mark.fault
def test_twin_a_cache_that_does_not_forgive_breaks_pages():
    crowd = redis_away(writers=3, senders=3, seconds=0.3, plant="unforgiving cache")

    assert crowd.answers[500] > 0


# ---- PostgreSQL


def database_stopped(writers: int, senders: int, times: int, seconds: float, plant: str = "") -> Crowd:
    crowd = Crowd(writers, senders)
    pages = []
    with Site(plant=plant) as site:
        with crowd.at_work(site):
            for _time in range(times):
                enough = crowd.answers.total() + 3 * writers
                until(lambda: crowd.answers.total() > enough)  # noqa: B023 - asked in this round only
                site.stop_database_at_once()
                assert readiness(site)[0] == 503
                pages += [
                    site.get("/home/", crowd.writers[0].session),
                    site.get("/apply/"),
                    site.get("/account/login/"),
                ]
                time.sleep(seconds)
                site.postgres.start()
                until(lambda: readiness(site) == (200, {"database": True, "redis": True}))
        assert {page.status for page in pages} <= {200, 503}
        assert any(page.status == 503 for page in pages)
        assert all(is_a_page_about_it(page) for page in pages if page.status == 503)
        with site.database():
            crowd.look()
            assert violations() == {} or plant
    return crowd


def test_postgresql_is_stopped_at_once():
    crowd = database_stopped(writers=3, senders=4, times=1, seconds=0.3)

    assert set(crowd.answers) <= FINE | {503}
    assert (crowd.lost, crowd.halves) == ([], [])


@pytest.mark.fault
def test_postgresql_is_stopped_at_once_again_and_again():
    crowd = database_stopped(writers=8, senders=120, times=10, seconds=2)

    FIGURES.append(
        f"PostgreSQL stopped at once 10 times: {crowd.saves} saves and 120 applications promised, {len(crowd.lost)} lost, "
        f"{len(crowd.halves)} half written; {crowd.faults} of {crowd.answers.total()} answers were the 503 page"
    )
    assert set(crowd.answers) <= FINE | {503}
    assert (crowd.lost, crowd.halves) == ([], [])


@pytest.mark.fault
def test_twin_a_database_that_answers_before_it_has_written_loses():
    assert database_stopped(writers=3, senders=4, times=1, seconds=0.3, plant="lazy commits").lost != []


# ---- a web process killed between commit and bell


def all_sent_by_dying_processes(site: Site, made: list[tuple[str, str]]) -> None:
    """Each process dies once it has committed, so nobody gets an answer; whoever looks finds the application sent."""
    for session, reference in made:
        until(lambda: site.get("/healthz").status == 200)
        assert site.post(f"/apply/{reference}/submit/", session).status == 0
        page = until(lambda: site.get(f"/apply/{reference}/status/", session).body)  # noqa: B023 - asked in this round only
        assert reference in page.decode()


def test_web_killed_between_commit_and_bell(sink):
    made = drafts(call_with_form(), 5)
    with Site("tests.faults.dying") as site:
        all_sent_by_dying_processes(site, made)
        with site.database():
            assert Message.objects.filter(kind="application_receipt", status="queued").count() == 5
            delivery.sweep()
            delivery.drain()
            assert (len(sink.mails), violations()) == (5, {})


@contextmanager
def workers(site: Site, port: int) -> Iterator[None]:
    """The real beat and the real worker."""
    environment = {**site.environment, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "MAIL_RATE": "1000000"}
    started = []
    try:
        for what in (["beat", "-s", str(site.folder / "beat")], ["worker", "-Q", "mail", "-c", "2"]):
            command = [sys.executable, "-m", "celery", "-A", "cda_portal", *what, "-l", "ERROR"]
            started.append(spawn(command, env=environment, cwd=ROOT, log=site.folder / f"{what[0]}.log"))
        yield
    finally:
        stop(started, [(signal.SIGTERM, 30)])
        for process in started:
            process.wait()


@pytest.mark.fault
def test_a_hundred_receipts_without_a_bell(tmp_path):
    made = drafts(call_with_form(), 100)
    with Site("tests.faults.dying") as site, serving(tmp_path) as (sink, port):
        all_sent_by_dying_processes(site, made)
        with site.database():
            assert Application.objects.filter(status="submitted").count() == 100
            started = time.monotonic()
            with workers(site, port):
                until(lambda: Message.objects.filter(status="sent").count() == 100, 120)
            seconds = seconds_since(started)
            assert violations() == {}
        FIGURES.append(f"100 web processes killed between commit and bell: 100 receipts after {seconds:.0f} s")
        assert len(sink.mails) == 100
        assert seconds < 90
