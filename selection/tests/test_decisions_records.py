"""What is counted and recorded of decisions, and the rules that span rows."""

from datetime import timedelta

import pytest
from django.db import transaction

from applications.models import Application
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message
from selection.contributions import decisions as contributed
from selection.models import Letter, Release
from selection.services import decisions, decisions_release
from selection.tests.deciding import approved, arranged, decision_of, drafted, fresh, released, seal
from selection.tests.factories import AssignmentFactory, reviewed, rubric_with, sent_application

pytestmark = pytest.mark.django_db


def test_delivery_is_counted_from_the_mails():
    release = released("select", "waitlist", "waitlist", "decline", "decline", "decline")
    officer = release.drafted_by
    pks = list(Message.objects.order_by("pk").values_list("pk", flat=True))
    for pk, status in zip(pks, ["sent", "in_doubt", "failed", "held", "dropped"], strict=False):
        at = clock.now() if status == "sent" else None
        Message.objects.filter(pk=pk).update(status=status, sent_at=at)
    counts = {"letters": 6, "mails": 6, "sent": 1, "waiting": 2, "failed": 2, "in_doubt": 1, "unaddressed": 0}
    assert decisions_release.delivery(release, officer) == counts
    hidden = decision_of(release, "select").application.city
    Conflict.objects.create(user=officer, city=hidden, reason="x", declared_by=officer)
    assert decisions_release.delivery(release, officer)["letters"] == 5


def test_looking_is_recorded_until_the_release():
    release, officer = arranged(drafted()), UserFactory(role="officer")
    decisions.note_view(release, "list", by=officer)
    seen = Change.objects.about(release).filter(act="decisions seen")
    assert list(seen.values_list("by", "target")) == [(officer.pk, "list")]
    Release.objects.update(status="released", approved_by=UserFactory(), released_at=clock.now())
    decisions.note_view(fresh(release), "list", by=officer)
    assert seen.count() == 1


def test_reviewers_are_told_when_it_is_announced_and_once():
    release = arranged(drafted("select"))
    assignment = AssignmentFactory(round=release.scenario.round, application=decision_of(release, "select").application)
    reviewed(assignment, rubric_with(release.call, "problem"), [4])
    approver = UserFactory(role="approver")
    decisions_release.approve(release, by=approver, seen=seal(release))
    decisions_release.publish(release, by=approver)
    told = Message.objects.filter(kind="review_outcome")
    assert (decisions_release.tell_reviewers(), told.count()) == (0, 0)
    with clock.standing_at(release.announced_at + timedelta(minutes=1)):
        for _again in range(2):
            decisions_release.tell_reviewers()
        assert list(told.values_list("user", flat=True)) == [assignment.reviewer_id]


# ---- rules that span rows


def test_each_invariant_finds_its_fault():
    release = released("select", "waitlist", "decline")
    faults = {
        "a decided application of a released call has a released decision": lambda: sent_application(
            release.call, status="declined"
        ),
        "a released decision agrees with its application": lambda: Application.objects.filter(
            decision__outcome="select"
        ).update(status="declined"),
        "a released decision has a released letter": lambda: Letter.objects.filter(kind="select").update(
            released_at=None
        ),
        "an unreleased release has told nobody": lambda: _told_too_early(),
    }
    for rule, plant in faults.items():
        with transaction.atomic():
            plant()
            found = contributed.invariants()
            assert found[rule] > 0, rule
            transaction.set_rollback(True)


def _told_too_early():
    early = approved()
    Letter.objects.filter(decision__release=early).update(released_at=clock.now() - timedelta(hours=1))
