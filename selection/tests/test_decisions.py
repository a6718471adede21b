"""Decisions from draft to release: every verb from every status, who may, what is written, and what is missing."""

import pytest
from django.db import IntegrityError, transaction

from applications.models import Application
from applications.tests.factories import member
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, jobs
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message
from selection import letters
from selection.contributions import decisions as contributed
from selection.models import Letter, Release
from selection.services import decisions, decisions_letters, decisions_release
from selection.services.errors import NotAllowed, Stale
from selection.tests.deciding import (
    FEEDBACK,
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
from selection.tests.factories import AssignmentFactory, reviewed, rubric_with, sent_application

pytestmark = pytest.mark.django_db


def at(status):
    """A release in this status: one city selected, one on the waiting list, one declined."""
    return {"provisional": lambda: arranged(drafted()), "approved": approved, "released": released}[status]()


def do(verb, release):
    version, officer = fresh(release).version, release.drafted_by
    waiting = decision_of(release, "waitlist")
    acts = {
        "draft": lambda: decisions.draft(a_scenario("select", call=release.call, name="Another"), by=officer),
        "redraft": lambda: decisions.redraft(release, release.scenario, by=officer, version=version),
        "discard": lambda: decisions.discard(release, by=officer, version=version),
        "change": lambda: decisions.change(waiting, "decline", reason="Late", by=officer, version=version),
        "arrange": lambda: decisions.arrange(
            release, by=officer, version=version, confirm_by=clock.ahead(days=9), announced_at=None, next_call_on=None,
            tell_rank=True,
        ),
        "announce": lambda: decisions.announce(release, {"en": "Fifteen cities"}, by=officer),
        "feedback": lambda: decisions.write_feedback(waiting, {"en": "Other"}, by=officer, version=waiting.feedback_version),
        "approve": lambda: decisions_release.approve(release, by=UserFactory(role="approver"), seen=seal(release)),
        "take_back": lambda: decisions_release.take_back(release, by=officer),
        "publish": lambda: decisions_release.publish(release, by=officer),
    }  # fmt: skip
    return acts[verb]()


# From each status: where the release ends, or None where the verb is refused and nothing is written.
ENDS = {
    "draft": {"provisional": None, "approved": None, "released": "released"},
    "redraft": {"provisional": "provisional", "approved": "provisional", "released": None},
    "discard": {"provisional": "gone", "approved": "gone", "released": None},
    "change": {"provisional": "provisional", "approved": "provisional", "released": None},
    "arrange": {"provisional": "provisional", "approved": "provisional", "released": None},
    "announce": {"provisional": "provisional", "approved": "approved", "released": "released"},
    "feedback": {"provisional": "provisional", "approved": "provisional", "released": None},
    "approve": {"provisional": "approved", "approved": None, "released": None},
    "take_back": {"provisional": "provisional", "approved": "provisional", "released": None},
    "publish": {"provisional": None, "approved": "released", "released": "released"},
}


@pytest.mark.parametrize("status", Release.Status.values)
def test_every_verb_from_every_status(status):
    found = {}
    for verb in ENDS:
        with transaction.atomic():
            release = at(status)
            before = (Change.objects.count(), Message.objects.count(), Letter.objects.count())
            try:
                with transaction.atomic():
                    do(verb, release)
                rows = Release.objects.filter(pk=release.pk)
                found[verb] = rows.get().status if rows.exists() else "gone"
            except NotAllowed:
                after = (Change.objects.count(), Message.objects.count(), Letter.objects.count())
                found[verb] = None if after == before and fresh(release).status == status else "half done"
            transaction.set_rollback(True)
    assert found == {verb: ends[status] for verb, ends in ENDS.items()}


def test_a_change_takes_the_approval_and_its_letters_back():
    release = approved()
    assert Letter.objects.count() == 3

    do("change", release)

    release.refresh_from_db()
    assert (release.status, release.approved_by, release.approved_at) == ("provisional", None, None)
    assert Letter.objects.count() == 0
    assert Change.objects.about(release).filter(act="approval taken back").count() == 1


# ---- drafting


def test_a_draft_decides_every_application_in_review():
    scenario = a_scenario("select", "waitlist", "waitlist", "decline")
    outside = sent_application(scenario.call)
    gone = scenario.items.get(rank=1).application
    Application.objects.filter(pk=gone.pk).update(status="withdrawn")

    release = decisions.draft(scenario, by=UserFactory(role="officer"))

    rows = release.decisions.order_by("application").values_list("outcome", "rank")
    assert list(rows) == [("select", None), ("waitlist", 1), ("decline", None), ("decline", None)]
    assert release.decisions.get(application=outside).outcome == "decline"
    assert set(Application.objects.exclude(pk=gone.pk).values_list("status", flat=True)) == {"in_review"}
    assert Message.objects.count() == 0


def test_drafted_anew_it_keeps_the_feedback_and_forgets_the_changes():
    release = arranged(drafted())
    decision = decision_of(release, "select")
    version = release.version
    decisions.change(decision, "decline", reason="Thin", by=release.drafted_by, version=version)

    decisions.redraft(release, release.scenario, by=release.drafted_by, version=version + 1)

    decision.refresh_from_db()
    assert (decision.outcome, decision.reason, decision.feedback) == ("select", "", FEEDBACK)


def test_a_change_at_another_version_is_refused():
    release = drafted()
    decision = decision_of(release, "select")
    decisions.change(decision, "decline", reason="Thin", by=release.drafted_by, version=1)
    with pytest.raises(Stale):
        decisions.change(decision, "select", reason="Strong", by=release.drafted_by, version=1)


def test_the_waiting_list_closes_and_opens():
    release = drafted("waitlist", "waitlist", "waitlist", "decline")
    first, second, third = release.decisions.filter(outcome="waitlist").order_by("rank")
    declined = decision_of(release, "decline")

    decisions.change(second, "select", reason="x", by=release.drafted_by, version=1)
    decisions.change(declined, "waitlist", reason="x", by=release.drafted_by, version=2, rank=1)

    ranks = release.decisions.filter(outcome="waitlist").order_by("rank").values_list("pk", "rank")
    assert list(ranks) == [(declined.pk, 1), (first.pk, 2), (third.pk, 3)]


@pytest.mark.parametrize(("asked", "order"), [(1, "hgabc"), (2, "hagbc"), (3, "habgc"), (4, "habcg"), (None, "habcg")])
def test_a_number_counts_the_cities_that_the_officer_sees(asked, order):
    release = drafted("waitlist", "waitlist", "waitlist", "waitlist", "decline")
    rows = dict(zip("habcg", release.decisions.order_by("rank"), strict=True))
    officer = UserFactory(role="officer")
    Conflict.objects.create(user=officer, city=rows["h"].application.city, reason="x", declared_by=officer)
    decisions.change(rows["g"], "waitlist", reason="x", by=officer, version=1, rank=asked)
    ranks = dict(release.decisions.values_list("pk", "rank"))
    assert "".join(sorted(rows, key=lambda name: ranks[rows[name].pk])) == order


def test_the_database_allows_one_unreleased_release_and_no_lone_approver():
    release = drafted()
    for fields in ({"number": 2}, {"number": 2, "status": "approved", "approved_by": release.drafted_by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.create(
                call=release.call, scenario=release.scenario, drafted_by=release.drafted_by, **fields
            )


# ---- feedback


def test_two_editors_of_feedback_do_not_cross():
    decision = decision_of(drafted(), "decline")
    anna, bert = UserFactory(role="officer"), UserFactory(role="officer")
    decisions.write_feedback(decision, {"en": "Hers"}, by=anna, version=1)

    with pytest.raises(Stale) as refusal:
        decisions.write_feedback(decision, {"en": "His"}, by=bert, version=1)

    assert (refusal.value.current.feedback, refusal.value.mine) == ({"en": "Hers"}, {"en": "His"})
    assert fresh(decision).feedback == {"en": "Hers"}


def test_the_reviewers_comments_stand_as_they_wrote_them():
    release = drafted("select")
    decision = decision_of(release, "select")
    rubric = rubric_with(release.call, "problem")
    rows = [AssignmentFactory(round=release.scenario.round, application=decision.application) for _n in range(4)]
    reviewed(rows[0], rubric, [4], for_city="  Clear, *and* bold. ")
    reviewed(rows[1], rubric, [4], for_city="")
    reviewed(rows[2], rubric, [4], for_city="Not sent", submitted=False)
    reviewed(rows[3], rubric, [4], for_city="Conflicted")
    Conflict.objects.create(
        user=rows[3].reviewer, city=decision.application.city, reason="x", declared_by=release.drafted_by
    )

    assert [one.for_city for one in decisions.comments_for(decision)] == ["  Clear, *and* bold. "]


# ---- approval


def test_who_approves():
    release = arranged(drafted())
    both = UserFactory(role="officer")
    both.grants.create(role="approver", since=clock.today("UTC"))
    decisions.change(decision_of(release, "select"), "decline", reason="x", by=both, version=release.version)
    conflicted = UserFactory(role="approver")
    Conflict.objects.create(
        user=conflicted, city=decision_of(release, "waitlist").application.city, reason="x", declared_by=both
    )
    people = {
        "drafter": release.drafted_by,
        "changed a decision": both,
        "officer": UserFactory(role="officer"),
        "observer": UserFactory(role="observer"),
        "reviewer": UserFactory(role="reviewer"),
        "conflicted approver": conflicted,
        "approver": UserFactory(role="approver"),
    }
    release = fresh(release)
    assert [name for name, user in people.items() if not decisions_release.refusal(release, user)] == ["approver"]
    for name, user in people.items():
        if name != "approver":
            with pytest.raises(NotAllowed):
                decisions_release.approve(release, by=user, seen=seal(release))


@pytest.mark.parametrize("fault", ["days", "template", "feedback", "past"])
def test_what_is_missing_is_named(fault):
    release = arranged(drafted())
    approver = UserFactory(role="approver")
    if fault == "days":
        Release.objects.update(confirm_by=None)
    elif fault == "past":
        Release.objects.update(confirm_by=clock.ago(hours=1))
    elif fault == "feedback":
        release.decisions.update(feedback={"es": "Solo aquí"})
    else:
        decisions_letters.write_template(
            release.call, "decline", subject={"es": "Hola"}, body={"es": "Hola"}, by=approver, version=0
        )
    release = fresh(release)
    stops, warns = decisions_letters.missing(release)
    assert (len(stops), len(warns)) == ((0, 1) if fault == "feedback" else (1, 0))
    with pytest.raises(NotAllowed):
        decisions_release.approve(release, by=approver, seen=seal(release))
    if fault == "feedback":
        decisions_release.approve(release, by=approver, seen=seal(release), anyway=True)
        assert fresh(release).status == "approved"


def test_what_was_read_is_what_is_frozen():
    release = arranged(drafted())
    seen, approver = seal(release), UserFactory(role="approver")
    city = decision_of(release, "select").application.city
    city.name = "Renamed"
    city.save()
    with pytest.raises(Stale):
        decisions_release.approve(release, by=approver, seen=seen)

    decisions_release.approve(release, by=approver, seen=seal(release))

    for letter in Letter.objects.all():
        assert letter.sha256 == letters.digest(letter.subject, letter.text)
        assert (letter.released_at, letter.messages.count()) == (None, 0)


# ---- release


def test_what_a_release_writes():
    release = approved("select", "waitlist", "decline")
    selected = decision_of(release, "select").application
    member(selected.city, "deputy")
    member(selected.city, "office")
    member(selected.city, "member")

    assert decisions_release.publish(release, by=release.drafted_by) == 3

    assert statuses(release) == ["selected", "waitlisted", "declined"]
    selected.refresh_from_db()
    assert (selected.confirm_by, selected.feedback) == (release.confirm_by, FEEDBACK["en"])
    release.refresh_from_db()
    assert (release.status, release.released_by) == ("released", release.drafted_by)
    assert Letter.objects.filter(released_at=release.released_at).count() == 3
    letter = Letter.objects.get(kind="select")
    assert letter.messages.count() == 3
    mail = letter.messages.first()
    assert (mail.kind, mail.priority, mail.subject) == ("decision_letter", 20, letter.subject)
    assert letters.as_mail(letter.text).split("\n")[0] in mail.text
    assert Message.objects.count() == 5
    assert contributed.invariants() == dict.fromkeys(contributed.invariants(), 0)


def test_released_twice_it_is_released_once():
    release = released()
    before = (Change.objects.count(), Message.objects.count())
    assert decisions_release.publish(release, by=release.drafted_by) == 0
    assert (Change.objects.count(), Message.objects.count()) == before


def test_an_application_that_cannot_be_decided_stops_all_of_it():
    release = approved()
    Application.objects.filter(pk=decision_of(release, "decline").application_id).update(status="confirmed")
    with pytest.raises(decisions_release.intake.NotAllowed):
        decisions_release.publish(release, by=release.drafted_by)
    assert (fresh(release).status, Message.objects.count()) == ("approved", 0)
    assert statuses(release) == ["in_review", "in_review", "confirmed"]


def test_who_withdrew_meanwhile_is_left_out():
    release = approved()
    gone = decision_of(release, "decline").application
    Application.objects.filter(pk=gone.pk).update(status="withdrawn", withdrawn_at=clock.now())
    assert decisions_release.publish(release, by=release.drafted_by) == 2
    assert fresh(gone).status == "withdrawn"
    assert Change.objects.about(gone).filter(act="left out of the release").count() == 1


@pytest.mark.parametrize("role", ["observer", "reviewer", "approver", "officer"])
def test_who_releases(role):
    release = approved()
    try:
        decisions_release.publish(release, by=UserFactory(role=role))
    except NotAllowed:
        assert role in ("observer", "reviewer")
    else:
        assert role in ("approver", "officer")


def test_a_colleague_with_a_conflict_releases_nothing():
    release = approved()
    officer = UserFactory(role="officer")
    city = decision_of(release, "decline").application.city
    Conflict.objects.create(user=officer, city=city, reason="x", declared_by=officer)
    with pytest.raises(NotAllowed):
        decisions_release.publish(release, by=officer)


def test_the_job_tells_what_it_did_and_what_stopped_it():
    release = approved()
    officer = release.drafted_by
    job = jobs.start("release", by=officer, about=release, parameters={"release": release.pk})
    assert jobs.start("release", by=officer, about=release, parameters={"release": release.pk}) == job

    jobs.run(job.pk)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.done, fresh(release).status) == ("done", 3, "released")
    assert jobs.page(job) == release.get_absolute_url()
    other = drafted("select")
    failing = jobs.start("release", by=officer, about=other, parameters={"release": other.pk})
    jobs.run(failing.pk)
    failing.refresh_from_db()
    assert (failing.status, "not approved" in failing.error) == ("failed", True)
