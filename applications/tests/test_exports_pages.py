"""From the button on a list to the file: who may, that people confirm who they are, and what each page says."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from applications.tests.factories import InterestFormFactory, call_with_form
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import PASSWORD, CityFactory, UserFactory
from cda_portal.core import clock, jobs, queue
from cda_portal.core.models import Change, Job

pytestmark = pytest.mark.django_db
EXPORT = "/staff/export/forms/"


@pytest.fixture(autouse=True)
def no_bells(monkeypatch):
    monkeypatch.setattr(queue, "_ring", lambda name, args: None)


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def confirm(client):
    """As people do it: the password once more."""
    return client.post("/account/reauthenticate/", {"password": PASSWORD})


@pytest.fixture
def confirmed(signed_in):
    confirm(signed_in)
    return signed_in


def a_job(by, **fields):
    return Job.objects.create(kind="export", by=by, parameters={"what": "forms", "format": "csv"}, **fields)


def done_job(by):
    job = a_job(by)
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# ---- starting


@pytest.mark.parametrize("listed", ["staff-applications", "staff-forms"])
@pytest.mark.parametrize(("role", "seen"), [("officer", True), ("approver", True), ("observer", False)])
def test_the_button_on_the_list(client, listed, role, seen):
    InterestFormFactory(call=call_with_form())
    client.force_login(UserFactory(role=role))

    body = client.get(reverse(f"applications:{listed}"), {"status": "received"}).content.decode()

    assert ("/staff/export/" in body) is seen
    assert ("?status=received" in body) or not seen


def test_people_confirm_who_they_are_first(signed_in):
    asked = signed_in.get(EXPORT, {"status": "received"})

    where = urlsplit(asked["Location"])
    assert (where.path, parse_qs(where.query)) == ("/account/reauthenticate/", {"next": [f"{EXPORT}?status=received"]})
    assert signed_in.post(EXPORT, {"format": "csv"}).status_code == 302
    assert Job.objects.count() == 0


def test_a_start_that_was_held_up_goes_on_after_the_confirmation(signed_in):
    signed_in.post(EXPORT, {"format": "csv", "query": "status=received"})
    went_on = signed_in.post("/account/reauthenticate/", {"password": PASSWORD, "next": EXPORT})

    job = Job.objects.get()
    assert went_on["Location"] == job.get_absolute_url()
    assert job.parameters == {"what": "forms", "format": "csv", "query": "status=received"}


def test_the_confirmation_holds_for_five_minutes(confirmed):
    assert confirmed.get(EXPORT).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert confirmed.get(EXPORT).status_code == 302


def test_the_page_keeps_the_filters_of_the_list(confirmed, officer):
    page = confirmed.get(EXPORT, {"status": "received", "q": "a&b"})
    assert 'name="query" value="status=received&amp;q=a%26b"' in page.content.decode()
    assert "/staff/forms/?status=received&amp;q=a%26b" in page.content.decode()

    answer = confirmed.post(EXPORT, {"format": "xlsx", "query": "status=received&q=a%26b"})

    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert (job.by, job.status) == (officer, "queued")
    assert job.parameters == {"what": "forms", "format": "xlsx", "query": "status=received&q=a%26b"}


def test_started_twice_it_is_one(confirmed):
    answers = {confirmed.post(EXPORT, {"format": "xlsx"})["Location"] for _time in range(2)}

    assert (len(answers), Job.objects.count()) == (1, 1)


def test_without_a_format_the_page_says_so(confirmed):
    page = confirmed.post(EXPORT, {"query": "status=received"})

    assert page.status_code == 422
    assert "Error:" in page.content.decode()
    assert 'value="status=received"' in page.content.decode()
    assert Job.objects.count() == 0


def test_drafts_are_an_option_of_applications_only(confirmed):
    assert "Add drafts" not in text(confirmed.get(EXPORT))
    assert "Add drafts" in text(confirmed.get("/staff/export/applications/"))

    confirmed.post("/staff/export/applications/", {"format": "csv", "option": "on"})

    assert Job.objects.get().parameters["option"] is True


def test_there_is_nothing_else_to_export(confirmed):
    assert confirmed.get("/staff/export/secrets/").status_code == 404


@pytest.mark.parametrize("role", ["observer", "reviewer", "coach", "expert", None])
def test_nobody_else_may(client, role):
    client.force_login(UserFactory(role=role))
    confirm(client)

    assert client.get(EXPORT).status_code == client.post(EXPORT, {"format": "csv"}).status_code == 403
    assert Job.objects.count() == 0


# ---- watching


def test_the_page_of_a_job_that_waits_and_runs(signed_in, officer):
    job = a_job(officer)
    page = signed_in.get(job.get_absolute_url())
    assert "Waiting" in text(page)
    assert f'hx-get="{job.get_absolute_url()}" data-hx-trigger="every 2s"' in page.content.decode()
    assert page["Cache-Control"].count("no-store") == 1

    Job.objects.update(status="running", done=500, total=2000, lease_until=clock.ahead(seconds=60))
    page = signed_in.get(job.get_absolute_url())
    assert "500 of 2000 rows" in text(page)
    assert '<progress value="500" max="2000"' in page.content.decode()


def test_what_htmx_asks_for_is_the_part_alone_and_ends_the_asking(signed_in, officer):
    job = done_job(officer)
    part = signed_in.get(job.get_absolute_url(), headers={"HX-Request": "true"})

    body = part.content.decode()
    assert "<html" not in body
    assert "hx-trigger" not in body
    assert f'href="/jobs/{job.pk}/file/"' in body


def test_stopping_it(signed_in, officer):
    job = a_job(officer)
    assert signed_in.post(f"/jobs/{job.pk}/cancel/")["Location"] == job.get_absolute_url()
    assert "It was stopped. No file was kept." in text(signed_in.get(job.get_absolute_url()))

    running = a_job(officer, status="running", lease_until=clock.ahead(seconds=60))
    signed_in.post(f"/jobs/{running.pk}/cancel/")
    page = signed_in.get(running.get_absolute_url())
    assert "It stops at the next step." in text(page)
    assert "/cancel/" not in page.content.decode()


def test_a_failure_says_why(signed_in, officer):
    job = a_job(officer, status="failed", error="It took too long.", ended_at=clock.now())
    assert f"It took too long. Number {job.pk}" in text(signed_in.get(job.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_ones_own(signed_in, officer, count, django_assert_num_queries):
    for _number in range(count):
        done_job(officer)
        a_job(UserFactory(role="officer"))

    signed_in.get("/jobs/")
    with django_assert_num_queries(4):
        page = signed_in.get("/jobs/")

    assert page.content.decode().count("/jobs/") >= count
    assert len(page.context["rows"]) == count


def test_an_empty_list_says_what_to_do(signed_in):
    assert "No exports yet" in text(signed_in.get("/jobs/"))


# ---- fetching


def test_the_file_is_for_who_asked(signed_in, officer, client):
    InterestFormFactory(city=CityFactory(name="Pereira"))
    job = done_job(officer)

    answer = signed_in.get(f"/jobs/{job.pk}/file/")
    assert b"Pereira" in b"".join(answer.streaming_content)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith('attachment; filename="forms-')
    assert answer["X-Content-Type-Options"] == "nosniff"

    client.force_login(UserFactory(role="officer"))
    assert {client.get(f"/jobs/{job.pk}/{rest}").status_code for rest in ("", "file/")} == {404}
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404


def test_without_the_role_it_is_refused(signed_in, officer):
    job = done_job(officer)
    officer.grants.all().delete()

    assert signed_in.get(f"/jobs/{job.pk}/file/").status_code == 403
    assert "You may no longer see all that is in this file" in text(signed_in.get(job.get_absolute_url()))


def test_a_conflict_declared_since_closes_it(signed_in, officer):
    job = done_job(officer)
    Conflict.objects.create(user=officer, city=CityFactory(), reason="New", declared_by=officer)

    assert signed_in.get(f"/jobs/{job.pk}/file/").status_code == 403

    fresh = signed_in.get(f"/jobs/{done_job(officer).pk}/file/")
    assert (fresh.status_code, b"".join(fresh.streaming_content)[:3]) == (200, b"\xef\xbb\xbf")


def test_after_seven_days_the_page_says_that_it_is_gone(signed_in, officer):
    job = done_job(officer)
    Job.objects.update(expires_at=clock.ago(minutes=1))

    gone = signed_in.get(f"/jobs/{job.pk}/file/")
    assert (gone.status_code, "is gone" in text(gone)) == (410, True)
    jobs.sweep()
    assert signed_in.get(f"/jobs/{job.pk}/file/").status_code == 410


def test_a_job_without_a_file_has_none_to_fetch(signed_in, officer):
    assert signed_in.get(f"/jobs/{a_job(officer).pk}/file/").status_code == 404


def test_the_record_names_the_list(officer):
    job = done_job(officer)
    assert Change.objects.about(job).get().act == "exported"
