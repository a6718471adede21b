"""The packet: made once however long it takes, with what its reader may read at that moment and nothing else."""

from datetime import timedelta

import pytest
import time_machine
import weasyprint.document
import weasyprint.layout.page

from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, jobs, pdf
from cda_portal.core.models import Change, Job
from selection.models import RoundReviewer
from selection.services import reviewing
from selection.tests.factories import AssignmentFactory, GuideFactory, RoundFactory, entry, sent_application

pytestmark = pytest.mark.django_db
LONG = "The buses are late, and nobody knows by how much. " * 250  # more than two pages


@pytest.fixture
def reader():
    person = UserFactory(role="reviewer")
    round = RoundFactory()
    reviewing.agree(GuideFactory(call=round.call), by=person, language="en")
    RoundReviewer.objects.create(round=round, reviewer=person)
    return person


def given(reader, text="The buses are late.", **fields):
    round = RoundReviewer.objects.get(reviewer=reader).round
    application = sent_application(round.call, answers=[entry(value=text)])
    return AssignmentFactory(round=round, reviewer=reader, application=application, **fields)


def asked(reader):
    round = RoundReviewer.objects.get(reviewer=reader).round
    return jobs.start("review-packet", by=reader, about=round, parameters={"round": round.pk})


STEPS = [(weasyprint.layout.page, "make_page"), (weasyprint.document.Page, "paint")]


@pytest.mark.parametrize(("place", "name"), STEPS, ids=["laid out", "painted"])
def test_its_lease_outlives_pages_that_take_long(reader, place, name, monkeypatch):
    """40 seconds a page, and a sweeper that looks after each: the lease of 60 seconds is renewed in time."""
    given(reader, LONG)
    job, step, pages = asked(reader), getattr(place, name), []
    monkeypatch.setattr(jobs, "TELL", 0)

    with time_machine.travel(clock.now(), tick=False) as travel:

        def slowly(*args, **options):
            pages.append(Job.objects.values_list("status", "done", "total").get(pk=job.pk))
            travel.shift(timedelta(seconds=40))
            jobs.sweep()
            return step(*args, **options)

        monkeypatch.setattr(place, name, slowly)
        jobs.run(job.pk)

    job.refresh_from_db()
    assert len(pages) >= 3
    assert {(status, done <= total) for status, done, total in pages} == {("running", True)}
    assert (job.status, job.done, Change.objects.filter(act="packet made").count()) == ("done", 1, 1)


def test_whoever_stops_it_need_not_wait_for_its_end(reader, monkeypatch):
    given(reader)
    job, painted = asked(reader), []
    monkeypatch.setattr(jobs, "TELL", 0)
    lay_out = weasyprint.layout.page.make_page

    def stopping(*args, **options):
        jobs.cancel(job)
        return lay_out(*args, **options)

    monkeypatch.setattr(weasyprint.layout.page, "make_page", stopping)
    monkeypatch.setattr(weasyprint.document.Page, "paint", lambda *args: painted.append(args))
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, painted, pdf.STEPS.handlers) == ("cancelled", [], [])


def test_it_holds_what_is_read_now(reader, monkeypatch):
    kept, declined, hidden = given(reader), given(reader, declined_at=clock.now()), given(reader)
    Conflict.objects.create(user=reader, city=hidden.application.city, reason="Worked there", declared_by=reader)
    shown = []
    monkeypatch.setattr(pdf, "render", lambda _name, context, *_more: shown.extend(context["parts"]) or b"%PDF")

    jobs.run(asked(reader).pk)

    assert [part["application"] for part in shown] == [kept.application]
    assert declined.application not in [part["application"] for part in shown]
