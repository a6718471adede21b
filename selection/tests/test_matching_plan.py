"""Plans of who reads what: the worker's job from rows to a plan, what applying does and keeps, and every refusal."""

from datetime import timedelta

import pytest
from django.db import transaction

from applications.models import Application
from cda_portal.accounts.models import Conflict, RoleGrant, User
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, jobs
from cda_portal.core.models import Change, Job
from selection import matching, matching_inputs, plan_preview
from selection.models import MatchingPlan, ReviewAssignment, ReviewRound, RoundReviewer
from selection.services import conflicts, matching_plan
from selection.services import matching as by_hand
from selection.services.errors import NotAllowed, Stale
from selection.services.matching_plan import Applied
from selection.tests.factories import AssignmentFactory, RoundFactory, reviewed, rubric_with, sent_application
from selection.tests.planning import BEST, a_round, application, named, planned, reviewer, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def round():
    return a_round()


def told(verb, *args, **options):
    """What became of it: the result, or the name of the refusal."""
    try:
        with transaction.atomic():
            return verb(*args, **options)
    except NotAllowed as error:
        return type(error).__name__


def a_plan(round, **options):
    plan = planned(round, **options)
    plan.round = round
    return plan


# ---- from rows to a plan


def test_the_job_makes_the_plan_that_is_known_to_be_the_best(round, officer):
    plan = a_plan(round, by=officer)

    assert named(plan) == BEST
    assert (plan.unmet, plan.by, plan.based_on) == ([], officer, matching_plan.digest(round))
    ids = {name: str(person.pk) for name, person in round.people.items()}
    figures = plan.figures
    assert figures["loads"] == {ids["Ana"]: 20, ids["Bruno"]: 20, ids["Carla"]: 20}
    assert figures["limits"] == {ids["Ana"]: 60, ids["Bruno"]: 60, ids["Carla"]: 60}
    assert figures["minutes"] == {str(one.pk): 20 for one in round.cities.values()}
    # The relaxation would share reviews between people, for an evenness worth 0.02.
    assert figures["gap"] == pytest.approx(0.02 / 2.02)
    # Language 0.6 each for Ana and Bruno, themes told by nobody half of 0.4; Carla knows all of Cano's.
    assert figures["fit"] == pytest.approx(0.8 + 0.8 + 0.4)
    assert figures["seconds"] > 0
    assert standing(round) == set()


def test_the_job_is_recorded_without_telling_how_many_applications_there_are(round, officer):
    planned(round, by=officer)
    change = Change.objects.get(act="matching worked out")
    assert (change.by, change.target, change.why) == (officer, str(round.pk), "3 rows")
    assert [plan.round for plan in MatchingPlan.objects.all()] == [round]
    reviewer(round, "Dora", "en")
    planned(round, by=officer)
    assert Change.objects.filter(act="matching worked out").latest("pk").why == "4 rows"


def test_asked_twice_it_is_one_job_and_a_newer_plan_replaces_one_that_nobody_applied(round, officer):
    one, same = (matching_plan.start(round, by=officer) for _ in range(2))
    assert one == same
    jobs.run(one.pk)
    first = matching_plan.latest(round)
    second = planned(round, by=officer)
    assert list(MatchingPlan.objects.all()) == [second]
    assert told(matching_plan.apply_plan, first, by=officer) == "NotAllowed"
    matching_plan.apply_plan(second, by=officer)
    third = planned(round, by=officer)
    assert set(MatchingPlan.objects.all()) == {second, third}
    assert matching_plan.latest(round) == third


def test_a_plan_of_a_job_that_was_stopped_is_not_shown(round, officer):
    plan = planned(round, by=officer)
    Job.objects.filter(pk=plan.job_id).update(status="cancelled")
    assert matching_plan.latest(round) is None


def test_what_cannot_be_met_is_told_with_its_reason(officer):
    round = a_round(each=2, minutes=20)
    conflict(round, "Bruno", "Alta")
    conflict(round, "Carla", "Alta")

    plan = a_plan(round, by=officer)

    assert len(plan.pairs) == 3
    missing = {(one["application"], one["reason"]): one["missing"] for one in plan.unmet}
    alta = round.cities["Alta"].pk
    assert missing[alta, "nobody_free_of_conflict"] == 1
    assert sum(missing.values()) == 3
    assert {reason for _application, reason in missing} == {"nobody_free_of_conflict", "limits_reached"}


def test_every_reason_has_words():
    assert set(plan_preview.REASONS) == {str(one) for one in matching.Reason}


def conflict(round, person, city, **fields):
    user, theirs = round.people[person], round.cities[city].city
    return Conflict.objects.create(user=user, city=theirs, reason="Worked there", declared_by=user, **fields)


def test_who_and_what_takes_part(officer):
    round = a_round()
    reviewer(round, "Zero", "es", minutes=0)
    gone = {name: reviewer(round, name, "es") for name in ("Declined", "Left", "Inactive", "Former")}
    rows = RoundReviewer.objects.filter(round=round)
    rows.filter(reviewer=gone["Declined"]).update(declined_at=clock.now())
    rows.filter(reviewer=gone["Left"]).update(left_at=clock.now())
    User.objects.filter(pk=gone["Inactive"].pk).update(is_active=False)
    RoleGrant.objects.filter(user=gone["Former"]).update(until=clock.today("UTC"))
    for status in ("withdrawn", "declined", "selected"):
        application(round, status.capitalize(), "es", status=status)
    sent_application()

    assert named(a_plan(round, by=officer)) == BEST


def test_everybody_reads_what_is_common(round, officer):
    round.common.add(round.cities["Alta"])
    found = named(a_plan(round, by=officer))
    assert {pair for pair in found if pair[0] == "Alta"} == {("Alta", "Ana"), ("Alta", "Bruno"), ("Alta", "Carla")}


def test_of_an_interview_only_what_staff_gave_to_somebody_is_matched(officer):
    round = a_round(kind="interview", each=2)
    assert told(matching_plan.start, round, by=officer) == "NotAllowed"
    by_hand.assign(round, round.cities["Belo"], round.people["Carla"], by=officer)
    assert named(a_plan(round, by=officer)) == {("Belo", "Carla"), ("Belo", "Bruno")}


def test_minutes_are_those_of_the_submission_that_counts(round):
    alta = round.cities["Alta"]
    first = alta.submissions.get()
    for number, late, words in ((2, False, 1500), (3, True, 9000)):
        sheet = {**first.snapshot, "answers": [{"words": words}, {"kind": "file"}]}
        alta.submissions.create(
            number=number, arrived_at=clock.now(), late=late, by=first.by, snapshot=sheet, sha256="x"
        )
    unsent = application(round, "Empty", "es")
    unsent.submissions.all().delete()
    ids = [one.pk for one in round.cities.values()] + [unsent.pk]

    found = matching_inputs.minutes(ids)

    assert found == {pk: by_hand.minutes_of(Application.objects.get(pk=pk)) for pk in ids}
    assert (found[alta.pk], found[unsent.pk]) == (25, 15)


# ---- applying


def test_applied_it_makes_the_assignments_once(round, officer):
    plan = planned(round, by=officer)

    done = matching_plan.apply_plan(plan, by=officer)
    again = matching_plan.apply_plan(plan, by=officer)

    assert (done, again) == (Applied(3, 0, 0), Applied(0, 0, 0))
    assert standing(round) == BEST
    rows = ReviewAssignment.objects.values_list("minutes", "by_hand", "by", "opened_at").distinct()
    assert list(rows) == [(20, False, officer.pk, None)]
    change = Change.objects.get(act="matching plan applied")
    assert (change.by, change.why) == (officer, "3 new, 0 taken back, 0 kept")
    plan.refresh_from_db()
    assert (plan.applied_by, plan.figures["applied"]) == (officer, {"new": 3, "taken_back": 0, "kept": 0})
    assert not matching_plan.is_stale(plan)


def test_each_assignment_of_a_plan_has_its_history(round, officer):
    """Though rows and histories are written by one statement for all."""
    matching_plan.apply_plan(planned(round, by=officer), by=officer)
    kept, *gone = ReviewAssignment.objects.order_by("pk")
    ReviewAssignment.objects.filter(pk__in=[one.pk for one in gone]).update(withdrawn_at=clock.now())
    ReviewAssignment.objects.update(minutes=20)  # as they are: no change, and no history
    found = ReviewAssignment.pgh_event_model.objects.values_list("pgh_label", "pgh_obj_id")
    assert sorted(found) == [
        *(("insert", one.pk) for one in (kept, *gone)),
        *(("update", one.pk) for one in gone),
    ]


def assigned(round, city, person, **fields):
    return AssignmentFactory(round=round, application=round.cities[city], reviewer=round.people[person], **fields)


def test_what_the_plan_no_longer_has_goes_unless_somebody_began_or_gave_it_by_hand(round, officer):
    assigned(round, "Belo", "Ana")
    opened = assigned(round, "Belo", "Carla", opened_at=clock.now())
    written = assigned(round, "Cano", "Ana")
    reviewed(written, rubric_with(round.call, "problem"), [3], submitted=False)
    assigned(round, "Alta", "Bruno")
    plan = a_plan(round, by=officer)
    assert named(plan) == {("Alta", "Bruno"), ("Belo", "Carla"), ("Cano", "Ana")}
    # One is opened between the plan and its application, against a plan that has no use for it.
    later = assigned(round, "Alta", "Ana", opened_at=clock.now())
    assigned(round, "Alta", "Carla")

    done = matching_plan.apply_plan(plan, by=officer)

    assert done == Applied(new=0, taken_back=2, kept=4)
    assert standing(round) == {("Alta", "Bruno"), ("Alta", "Ana"), ("Belo", "Carla"), ("Cano", "Ana")}
    assert {opened.pk, later.pk} <= set(ReviewAssignment.objects.standing().values_list("pk", flat=True))
    back = ReviewAssignment.objects.exclude(withdrawn_at=None).values_list("withdrawn_why", flat=True)
    assert set(back) == {matching_inputs.MATCHED}


def test_worked_out_anew_it_keeps_what_people_did_by_hand(round, officer):
    matching_plan.apply_plan(planned(round, by=officer), by=officer)
    alta = ReviewAssignment.objects.get(application=round.cities["Alta"])
    by_hand.reassign(alta, round.people["Bruno"], "Ana is away", by=officer)
    belo = ReviewAssignment.objects.get(application=round.cities["Belo"])
    ReviewAssignment.objects.filter(pk=belo.pk).update(declined_at=clock.now())

    plan = a_plan(round, by=officer)

    # Ana does not get Alta back, nor Bruno Belo: one was taken from her, the other he declined.
    assert named(plan) == {("Alta", "Bruno"), ("Belo", "Carla"), ("Cano", "Ana")}
    assert matching_plan.apply_plan(plan, by=officer) == Applied(new=2, taken_back=1, kept=1)
    assert standing(round) == named(plan)


def test_what_a_plan_took_back_may_come_again(round, officer):
    assigned(round, "Cano", "Ana")
    matching_plan.apply_plan(planned(round, by=officer), by=officer)
    assert standing(round) == BEST
    RoundReviewer.objects.filter(reviewer=round.people["Carla"]).update(left_at=clock.now())
    RoundReviewer.objects.filter(reviewer=round.people["Bruno"]).update(left_at=clock.now())

    matching_plan.apply_plan(planned(round, by=officer), by=officer)

    assert standing(round) == {("Alta", "Ana"), ("Belo", "Ana"), ("Cano", "Ana")}


def test_a_conflict_declared_after_the_plan_refuses_it(round, officer):
    plan = planned(round, by=officer)
    conflicts.declare(round.people["Carla"], round.cities["Cano"].city, "Born there", by=officer)

    with pytest.raises(Stale, match="Find the best assignment again"):
        matching_plan.apply_plan(plan, by=officer)

    assert standing(round) == set()
    anew = a_plan(round, by=officer)
    matching_plan.apply_plan(anew, by=officer)
    assert ("Cano", "Carla") not in standing(round)
    assert {city for city, _person in standing(round)} == {"Alta", "Belo", "Cano"}


def changes(round, officer):
    """What may happen between a plan and its application, and whether the plan is out of date then."""
    rows, ana = RoundReviewer.objects.filter(round=round), round.people["Ana"]
    alta = round.cities["Alta"]
    return {
        "nothing": (lambda: None, False),
        "minutes": (lambda: rows.filter(reviewer=ana).update(minutes=30), True),
        "a reviewer more": (lambda: reviewer(round, "Dora", "en"), True),
        "a reviewer declines": (lambda: rows.filter(reviewer=ana).update(declined_at=clock.now()), True),
        "an application more": (lambda: application(round, "Dulce", "es"), True),
        "one is withdrawn": (lambda: Application.objects.filter(pk=alta.pk).update(status="withdrawn"), True),
        "a conflict": (lambda: conflict(round, "Ana", "Belo"), True),
        "a conflict elsewhere": (lambda: conflict_elsewhere(ana), False),
        "by hand": (lambda: by_hand.assign(round, alta, ana, by=officer), True),
        "one declined": (lambda: assigned(round, "Alta", "Carla", declined_at=clock.now()), True),
        "more reviews": (lambda: ReviewRound.objects.filter(pk=round.pk).update(reviews_each=2), True),
        "a common one": (lambda: round.common.add(alta), True),
        "opened": (lambda: assigned(round, "Alta", "Ana", opened_at=clock.now()), False),
    }


def conflict_elsewhere(person):
    city = sent_application().city
    Conflict.objects.create(user=person, city=city, reason="Worked there", declared_by=person)


def test_what_makes_a_plan_stale(round, officer):
    plan = planned(round, by=officer)
    found, expected = {}, {}
    for name, (happen, stale) in changes(round, officer).items():
        mark = transaction.savepoint()
        happen()
        found[name], expected[name] = told(matching_plan.apply_plan, plan, by=officer), stale
        transaction.savepoint_rollback(mark)
    assert {name: one == "Stale" for name, one in found.items()} == expected


# ---- every verb in every state


STATES = {
    # state: start, apply, discard
    "waiting": ("Job", "Applied", "NoneType"),
    "applied": ("Job", "Applied", "NotAllowed"),
    "discarded": ("Job", "NotAllowed", "NotAllowed"),
    "stale": ("Job", "Stale", "NoneType"),
    "round over": ("NotAllowed", "NotAllowed", "NoneType"),
    "nobody reads": ("NotAllowed", "Stale", "NoneType"),
    "nothing to read": ("NotAllowed", "Stale", "NoneType"),
    "decider in conflict": ("Job", "NotAllowed", "NotAllowed"),
}


def into(state, plan, officer):
    round = plan.round
    if state == "applied":
        matching_plan.apply_plan(plan, by=officer)
    elif state == "discarded":
        MatchingPlan.objects.filter(pk=plan.pk).delete()
    elif state == "stale":
        RoundReviewer.objects.filter(round=round).update(minutes=50)
    elif state == "round over":
        ReviewRound.objects.filter(pk=round.pk).update(closes=clock.now() - timedelta(minutes=1))
    elif state == "nobody reads":
        RoundReviewer.objects.filter(round=round).update(left_at=clock.now())
    elif state == "nothing to read":
        Application.objects.filter(call=round.call).update(status="withdrawn")
    elif state == "decider in conflict":
        conflict_elsewhere(officer)


def test_every_verb_in_every_state(round, officer):
    plan = a_plan(round, by=officer)
    verbs = [
        lambda: matching_plan.start(round, by=officer),
        lambda: matching_plan.apply_plan(plan, by=officer),
        lambda: matching_plan.forget_plan(plan, by=officer),
    ]
    found = {}
    for state in STATES:
        names = []
        for verb in verbs:
            mark = transaction.savepoint()
            into(state, plan, officer)
            result = told(verb)
            names.append(result if isinstance(result, str) else type(result).__name__)
            transaction.savepoint_rollback(mark)
        found[state] = tuple(names)
    assert found == STATES


def test_a_screening_is_not_matched(officer):
    round = RoundFactory(kind="screening")
    sent_application(round.call)
    assert told(matching_plan.start, round, by=officer) == "NotAllowed"


def test_a_job_whose_round_has_emptied_says_so(round, officer):
    job = matching_plan.start(round, by=officer)
    RoundReviewer.objects.filter(round=round).update(left_at=clock.now())
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, "nobody to read it" in job.error) == ("failed", True)
    assert not MatchingPlan.objects.exists()


def test_a_discarded_plan_leaves_its_record(round, officer):
    plan = planned(round, by=officer)
    matching_plan.forget_plan(plan, by=officer)
    assert matching_plan.latest(round) is None
    assert Change.objects.get(act="matching plan discarded").by == officer
