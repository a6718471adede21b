"""After the release: the city answers, the waiting list moves, time is given, reminders, corrections."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from applications import services as intake
from applications.models import Application
from applications.tests.factories import member
from cda_portal.accounts.models import CityMember, Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message
from selection.contributions import decisions as contributed
from selection.models import DecisionCorrection, Letter, LetterTemplate, Release
from selection.services import decisions_corrections, decisions_places
from selection.services.errors import NotAllowed
from selection.tests.deciding import decision_of, fresh, released

pytestmark = pytest.mark.django_db
STATUSES = Application.Status.values


def lead_of(application):
    return CityMember.objects.get(city=application.city, role="lead").user


def kinds():
    return list(Message.objects.exclude(kind="decision_letter").order_by("pk").values_list("kind", flat=True))


# ---- the verbs of the application, from each status: where it ends, or None where it is refused

ENDS = {
    "begin_review": {"draft": "draft", "submitted": "in_review"},
    "select": {"in_review": "selected", "waitlisted": "selected", "declined": "selected", "selected": "selected"},
    "waitlist": {"in_review": "waitlisted", "selected": "waitlisted", "declined": "waitlisted", "waitlisted": "waitlisted"},
    "decline": {"in_review": "declined", "selected": "declined", "waitlisted": "declined", "declined": "declined"},
    "confirm_place": {"selected": "confirmed", "confirmed": "confirmed"},
    "decline_place": {"selected": "place_declined", "place_declined": "place_declined"},
    "extend_confirmation": {"selected": "selected"},
}  # fmt: skip


def act(verb, application, lead, officer):
    at = clock.ahead(days=5)
    return {
        "begin_review": lambda: intake.begin_review(application),
        "confirm_place": lambda: intake.confirm_place(application, by=lead, arrived=clock.now()),
        "decline_place": lambda: intake.decline_place(application, by=lead),
        "extend_confirmation": lambda: intake.extend_confirmation(application, at, by=officer),
    }.get(verb, lambda: intake.decide(application, verb, by=officer, confirm_by=at))()


def test_every_verb_from_every_status():
    release = released("select")
    application = decision_of(release, "select").application
    lead, officer = lead_of(application), release.drafted_by
    Application.objects.update(confirm_by=clock.ahead(days=2))
    found = {verb: {} for verb in ENDS}
    for verb in ENDS:
        for status in STATUSES:
            with transaction.atomic():
                Application.objects.update(status=status)
                try:
                    with transaction.atomic():
                        act(verb, fresh(application), lead, officer)
                    found[verb][status] = fresh(application).status
                except intake.NotAllowed:
                    assert fresh(application).status == status
                transaction.set_rollback(True)
    everywhere = {status: status for status in STATUSES}  # beginning to read leaves what is past it alone
    assert found == {**ENDS, "begin_review": {**everywhere, **ENDS["begin_review"]}}


# ---- the city answers


@pytest.mark.parametrize(("late", "ends"), [(-1, "confirmed"), (0, "confirmed"), (1, "selected")])
def test_the_day_to_confirm_is_judged_by_the_arrival(late, ends):
    release = released("select")
    application = decision_of(release, "select").application
    arrived = release.confirm_by + timedelta(seconds=late)
    try:
        intake.confirm_place(application, by=lead_of(application), arrived=arrived)
    except intake.NotAllowed:
        assert ends == "selected"
    assert fresh(application).status == ends


def test_confirmed_twice_it_is_told_once():
    release = released("select")
    application = decision_of(release, "select").application
    deputy = member(application.city, "deputy")
    for _again in range(2):
        intake.confirm_place(application, by=deputy, arrived=clock.now())
    assert kinds() == ["place_confirmed", "place_confirmed"]  # the lead, and who did it
    assert set(Message.objects.filter(kind="place_confirmed").values_list("user", flat=True)) == {
        lead_of(application).pk,
        deputy.pk,
    }


# ---- the waiting list


def test_the_next_takes_the_place_that_was_given_up():
    release = released("select", "waitlist", "waitlist")
    gone = decision_of(release, "select").application
    following = decision_of(release, "waitlist")
    until, officer = clock.ahead(days=14), UserFactory(role="officer")
    assert decisions_places.free_seats(release) == 0
    with pytest.raises(NotAllowed):
        decisions_places.move_up(release, following, confirm_by=until, by=officer)
    intake.decline_place(gone, by=lead_of(gone))

    decisions_places.move_up(release, following, confirm_by=until, by=officer)

    following.refresh_from_db()
    application = fresh(following.application)
    assert (following.outcome, following.rank, application.status) == ("select", None, "selected")
    assert application.confirm_by == until
    letter = Letter.objects.get(kind="moved_up")
    assert letter.messages.get().user == lead_of(application)
    assert letter.released_at is not None
    assert decisions_places.free_seats(release) == 0
    assert decisions_places.next_up(release).rank == 2
    assert contributed.invariants() == dict.fromkeys(contributed.invariants(), 0)
    with pytest.raises(NotAllowed):
        decisions_places.move_up(release, following, confirm_by=until, by=officer)


def test_who_conflicts_moves_nobody_up():
    release = released("select", "waitlist", "decline", seats=2)
    officer = UserFactory(role="officer")
    city = decision_of(release, "decline").application.city
    Conflict.objects.create(user=officer, city=city, reason="x", declared_by=officer)
    with pytest.raises(NotAllowed):
        decisions_places.move_up(release, decision_of(release, "waitlist"), confirm_by=clock.ahead(days=9), by=officer)


# ---- longer, and reminders


def test_longer_for_one_city_is_told_to_lead_and_deputy():
    release = released("select")
    decision = decision_of(release, "select")
    member(decision.application.city, "deputy")
    until = release.confirm_by + timedelta(days=7)

    decisions_places.extend(decision, until, why="The council meets later", by=release.drafted_by)

    assert fresh(decision.application).confirm_by == until
    assert kinds() == ["confirm_extended", "confirm_extended"]
    assert "The council meets later" in Message.objects.filter(kind="confirm_extended").first().text
    with pytest.raises(NotAllowed):
        decisions_places.extend(decision, until - timedelta(days=1), why="x", by=release.drafted_by)


NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)


def test_reminders_go_once_by_day_and_only_while_unanswered():
    with clock.standing_at(NOON):
        release = released("select")
        decision = decision_of(release, "select")
        member(decision.application.city, "deputy")
    until = fresh(decision.application).confirm_by
    sent = {}
    for name, at in {
        "8 days before": until - timedelta(days=8),
        "7 days before": until - timedelta(days=7),
        "an hour later": until - timedelta(days=7) + timedelta(hours=1),
        "2 days before, at night": until - timedelta(days=2) + timedelta(hours=12),
        "2 days before": until - timedelta(days=2) + timedelta(hours=20),
        "after": until + timedelta(hours=1),
    }.items():
        with clock.standing_at(at):
            before = Message.objects.count()
            decisions_places.remind()
            sent[name] = Message.objects.count() - before
    assert sent == {
        "8 days before": 0,
        "7 days before": 1,
        "an hour later": 0,
        "2 days before, at night": 0,
        "2 days before": 2,
        "after": 0,
    }


def test_a_reminder_is_unwanted_once_the_city_answered():
    release = released("select")
    application = decision_of(release, "select").application
    [kind] = [one for one in contributed.message_kinds() if one.name == "confirm_reminder"]
    assert kind.still_wanted(fresh(application))
    intake.confirm_place(application, by=lead_of(application), arrived=clock.now())
    assert not kind.still_wanted(fresh(application))
    with clock.standing_at(release.confirm_by - timedelta(days=2)):
        assert decisions_places.remind() == 0


def test_a_letter_that_came_just_now_is_not_followed_by_a_reminder():
    with clock.standing_at(NOON):
        release = released("select", "waitlist", seats=2)
        decisions_places.move_up(
            release, decision_of(release, "waitlist"), confirm_by=clock.ahead(days=5), by=release.drafted_by
        )
        assert decisions_places.remind() == 0
    with clock.standing_at(NOON + timedelta(days=2, hours=1)):
        assert decisions_places.remind() == 1


# ---- corrections


def propose(decision, outcome="select", **fields):
    told = {"why": "Mixed up", "message": "We mixed two cities up.", "by": UserFactory(role="officer"), **fields}
    return decisions_corrections.propose(decision, outcome, confirm_by=clock.ahead(days=9), **told)


def test_two_people_correct_with_one_letter():
    release = released("select", "waitlist", "decline")
    Release.objects.update(tell_rank=True)
    body = {"en": "{{ decision }}. {{ rank }} {{ message }}"}
    LetterTemplate.objects.create(call=release.call, kind="corrected", subject={"en": "Decision"}, body=body)
    decision = decision_of(release, "decline")
    correction = propose(decision, "waitlist")
    approver = UserFactory(role="approver")
    shown = decisions_corrections.corrected_letter(correction, decision_of(release, "decline"), approver).text

    decisions_corrections.approve(correction, by=approver)

    decision.refresh_from_db()
    assert (decision.outcome, decision.rank) == ("waitlist", 2)
    assert decision.letters.get(kind="corrected").text == shown
    assert "number 2" in shown
    assert fresh(decision.application).status == "waitlisted"
    letter = decision.letters.get(kind="corrected")
    assert "We mixed two cities up." in letter.text
    assert "On the waiting list" in letter.text
    assert letter.messages.count() == 1
    acts = Change.objects.about(decision).values_list("act", "source", "target", "by")
    assert ("decision corrected", "decline", "waitlist", approver.pk) in acts
    assert contributed.invariants() == dict.fromkeys(contributed.invariants(), 0)


STATES = ("open", "approved", "withdrawn")
# What may be done with a correction in each state.
CORRECTING = {
    "approve": {"open": "approved", "approved": None, "withdrawn": None},
    "withdraw": {"open": "withdrawn", "approved": None, "withdrawn": None},
    "propose": {"open": None, "approved": "open", "withdrawn": "open"},
}


def state_of(correction):
    return "approved" if correction.approved_at else "withdrawn" if correction.withdrawn_at else "open"


def test_every_verb_of_a_correction_from_every_state():
    found = {verb: {} for verb in CORRECTING}
    approver = UserFactory(role="approver")
    for verb in CORRECTING:
        for state in STATES:
            with transaction.atomic():
                decision = decision_of(released("decline"), "decline")
                correction = propose(decision)
                if state == "approved":
                    decisions_corrections.approve(correction, by=approver)
                elif state == "withdrawn":
                    decisions_corrections.withdraw(correction, by=approver)
                acts = {
                    "approve": lambda: decisions_corrections.approve(correction, by=approver),  # noqa: B023
                    "withdraw": lambda: decisions_corrections.withdraw(correction, by=approver),  # noqa: B023
                    "propose": lambda: propose(fresh(decision), "waitlist"),  # noqa: B023
                }
                try:
                    with transaction.atomic():
                        acts[verb]()
                    found[verb][state] = state_of(DecisionCorrection.objects.latest("pk"))
                except NotAllowed:
                    found[verb][state] = None
                transaction.set_rollback(True)
    assert found == CORRECTING


def test_who_approves_a_correction():
    decision = decision_of(released("decline"), "decline")
    both = UserFactory(role="approver")
    correction = propose(decision, by=both)
    for user in (both, UserFactory(role="officer"), UserFactory(role="observer")):
        with pytest.raises(NotAllowed):
            decisions_corrections.approve(correction, by=user)
    assert fresh(decision.application).status == "declined"


def test_what_a_city_did_is_not_corrected():
    release = released("select")
    decision = decision_of(release, "select")
    intake.confirm_place(decision.application, by=lead_of(decision.application), arrived=clock.now())
    with pytest.raises(NotAllowed):
        propose(decision, "decline")
