"""Decisions: approval against a change, two releases, a killed release, two who move up or correct; with their twins."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from applications.models import Application
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message
from selection.models import DecisionCorrection, Letter, Release
from selection.services import decisions, decisions_corrections, decisions_places, decisions_release
from selection.services.errors import NotAllowed, Stale
from selection.tests.deciding import (
    a_scenario,
    approved,
    arranged,
    decision_of,
    drafted,
    fresh,
    released,
    seal,
    statuses,
)
from tests.interleave import in_thread, outcome, until, waiting, while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


# ---- approval against a change


def approve_while_changing(**options):
    release = arranged(drafted())
    seen, approver = seal(release), UserFactory(role="approver")
    decision, version = decision_of(release, "decline"), release.version
    found = while_uncommitted(
        lambda: decisions.change(decision, "waitlist", reason="Late", by=release.drafted_by, version=version),
        lambda: decisions_release.approve(release, by=approver, seen=seen),
        **options,
    )
    return fresh(release), found


def test_an_approval_of_what_changed_meanwhile_is_refused():
    release, (_changed, second) = approve_while_changing(blocks=True)
    assert isinstance(second, Stale)
    assert (release.status, Letter.objects.count()) == ("provisional", 0)


@pytest.mark.fault
def test_twin_without_locks_what_nobody_read_is_approved(no_row_locks):
    release, (_changed, second) = approve_while_changing(blocks=True)
    assert not isinstance(second, Exception)
    assert release.status == "approved"
    assert Letter.objects.filter(kind="waitlist").count() == 1  # and two cities wait
    assert release.decisions.filter(outcome="waitlist").count() == 2


# ---- two releases


def release_twice(**options):
    release = approved()
    found = while_uncommitted(
        lambda: decisions_release.publish(release, by=release.drafted_by),
        lambda: decisions_release.publish(release, by=release.approved_by),
        **options,
    )
    return release, found


def test_of_two_releases_one_tells():
    release, found = release_twice(blocks=True)
    assert found == (3, 0)
    assert Change.objects.about(release).filter(act="decisions released").count() == 1
    assert Change.objects.filter(act="application", target__in=["selected", "waitlisted", "declined"]).count() == 3
    assert Message.objects.filter(kind="decision_letter").count() == 3


@pytest.mark.fault
def test_twin_without_locks_it_is_released_twice(no_row_locks):
    release, (_first, second) = release_twice(blocks=True)
    assert second == 3
    assert Change.objects.about(release).filter(act="decisions released").count() == 2


# ---- killed midway


def test_a_release_killed_midway_leaves_nothing_half_done():
    release = approved()
    last = release.decisions.order_by("pk").last()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Application.objects.select_for_update().get(pk=last.application_id)
            other = in_thread(pool, lambda: decisions_release.publish(release, by=release.drafted_by))
            until(waiting)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks "
                    "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
                )
        assert isinstance(outcome(other), Exception)
    assert statuses(release) == ["in_review"] * 3
    assert (fresh(release).status, Message.objects.count()) == ("approved", 0)
    assert decisions_release.publish(release, by=release.drafted_by) == 3
    assert statuses(release) == ["selected", "waitlisted", "declined"]


# ---- two drafts of one call


def draft_twice(**options):
    scenario = a_scenario()
    officers = UserFactory.create_batch(2, role="officer")
    one, other = (lambda by=by: decisions.draft(scenario, by=by) for by in officers)
    return while_uncommitted(one, other, **options)


def test_of_two_drafts_one_stands():
    _first, second = draft_twice(blocks=True)
    assert isinstance(second, NotAllowed)
    assert Release.objects.count() == 1


@pytest.mark.fault
def test_twin_without_lock_and_constraints_the_second_breaks(no_row_locks):
    with (
        without_constraint(Release, "one_unreleased_release_per_call"),
        without_constraint(Release, "one_release_per_number"),
    ):
        _first, second = draft_twice(blocks=True)
        assert not isinstance(second, NotAllowed)


# ---- two move up the next


def move_up_twice(**options):
    release = released("select", "waitlist", "waitlist", seats=2)
    following, day = decision_of(release, "waitlist"), clock.ahead(days=9)
    officers = UserFactory.create_batch(2, role="officer")
    one, other = (lambda by=by: decisions_places.move_up(release, following, confirm_by=day, by=by) for by in officers)
    return release, while_uncommitted(one, other, **options)


def test_of_two_who_move_up_one_does():
    release, (_first, second) = move_up_twice(blocks=True)
    assert isinstance(second, NotAllowed)
    assert Letter.objects.filter(kind="moved_up").count() == 1
    assert release.decisions.filter(outcome="select").count() == 2


@pytest.mark.fault
def test_twin_without_locks_the_city_gets_two_letters(no_row_locks):
    _release, (_first, second) = move_up_twice(blocks=True)
    assert not isinstance(second, NotAllowed)
    assert Letter.objects.filter(kind="moved_up").count() == 2


# ---- a correction is approved while it is withdrawn


def approve_while_withdrawn(**options):
    decision = decision_of(released("decline"), "decline")
    told = {"why": "Mixed up", "message": "We mixed two cities up."}
    correction = decisions_corrections.propose(decision, "waitlist", by=UserFactory(role="officer"), **told)
    found = while_uncommitted(
        lambda: decisions_corrections.withdraw(correction, by=correction.proposed_by),
        lambda: decisions_corrections.approve(correction, by=UserFactory(role="approver")),
        **options,
    )
    return decision, found


def test_a_correction_that_is_being_withdrawn_is_not_approved():
    decision, (_withdrawn, second) = approve_while_withdrawn(blocks=True)
    assert isinstance(second, NotAllowed)
    assert fresh(decision.application).status == "declined"


@pytest.mark.fault
def test_twin_without_locks_a_withdrawn_correction_goes_out(no_row_locks):
    decision, (_withdrawn, second) = approve_while_withdrawn(blocks=True)
    assert not isinstance(second, Exception)
    assert fresh(decision.application).status == "waitlisted"
    assert DecisionCorrection.objects.get().withdrawn_at is not None
