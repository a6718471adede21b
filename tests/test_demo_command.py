"""When `manage.py demo` may run, that it makes the same each time, and how its past is laid out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from applications.demo.calendar import between, open_today
from applications.models import Call
from cda_portal.accounts.gazetteer.load import load
from cda_portal.accounts.models import City, User
from cda_portal.core import clock
from cda_portal.core.models import Mark
from tests.test_demo import VISIT, make, told


def test_two_runs_into_an_empty_database_make_the_same(db):
    load()
    runs = []
    for _run in range(2):
        with transaction.atomic():
            make()
            runs.append(told())
            transaction.set_rollback(True)

    assert runs[0] == runs[1]
    assert len(runs[0]) > 1500


def test_it_needs_a_local_run(db, settings):
    settings.LOCAL = False

    for arguments in ([], ["--sign-ins"]):
        with pytest.raises(CommandError, match="set PORTAL_LOCAL=1"):
            call_command("demo", *arguments)

    assert not Mark.objects.exists()


def test_it_stays_away_from_people_who_are_not_its_own(db):
    User.objects.create_user("somebody@example.org", full_name="Somebody")

    with pytest.raises(CommandError, match="not marked as demonstration"):
        call_command("demo")

    assert (User.objects.count(), City.objects.count(), Mark.objects.count()) == (1, 0, 0)


def test_a_marked_database_is_left_as_it_is(db):
    Mark.objects.create(name="demonstration")

    call_command("demo")

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "visit",
    [
        datetime(2026, 11, 17, 12, 0, tzinfo=UTC),  # applications opened yesterday
        datetime(2026, 7, 1, 12, 0, tzinfo=UTC),
        datetime(2027, 4, 1, 12, 0, tzinfo=UTC),  # interest forms are over
        datetime(2029, 1, 1, 12, 0, tzinfo=UTC),
    ],
)
def test_the_call_is_open_whenever_somebody_looks(db, visit):
    call_command("default_call")
    with clock.standing_at(visit):
        call = open_today(Call.objects.get())

    assert (
        call.interest_opens
        < call.application_opens + timedelta(days=4)
        <= visit
        <= call.interest_closes - timedelta(days=14)
    )
    assert visit < call.application_closes
    closes = call.application_closes.astimezone(clock.zone(call.zone))
    assert (closes.hour, closes.minute) == (17, 0)
    assert (call.programme_start - call.reference_date).days == 126


def test_an_open_call_keeps_its_dates(db):
    call_command("default_call")
    before = Call.objects.get()
    with clock.standing_at(VISIT):
        after = open_today(Call.objects.get())

    assert (after.interest_opens, after.application_closes) == (before.interest_opens, before.application_closes)


@pytest.mark.parametrize("share", [0, 0.3, 0.5, 0.99, 1])
def test_people_work_in_office_hours_if_there_is_time(share):
    since, until = datetime(2026, 11, 6, 12, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC)
    there = between(since, until, share, "America/Bogota").astimezone(clock.zone("America/Bogota"))

    assert (8 <= there.hour < 18, there.weekday() < 5) == (True, True) or share > 0.9
    assert since < there <= until


def test_the_clock_stands_still_in_local_runs_only(settings):
    with clock.standing_at(VISIT):
        assert clock.now() == VISIT
    assert clock.now() != VISIT
    settings.LOCAL = False

    with pytest.raises(RuntimeError), clock.standing_at(VISIT):
        pass
