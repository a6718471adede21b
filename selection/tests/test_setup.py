"""Rounds and screening: every verb from every state, who is let in by the dates alone, and when reading begins."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from applications.models import Application, Extension
from applications.steps import status_words
from applications.tests.factories import ApplicationFactory, CallFactory
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from selection import tasks
from selection.models import ReviewRound, Screening
from selection.readable import applications_to_read
from selection.services import setup
from selection.services.errors import NotAllowed, Stale
from selection.tests.factories import (
    AssignmentFactory,
    RoundFactory,
    RoundReviewerFactory,
    ScenarioFactory,
    sent_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def call():
    return CallFactory()


@pytest.fixture
def screening(call):
    return RoundFactory(call=call, kind="screening")


def values(**fields):
    now = clock.now()
    return {
        "kind": "scoring",
        "name": {"en": "Scoring"},
        "opens": now,
        "closes": now + timedelta(days=9),
        "reviews_each": 3,
        "sees": "never",
        "common_why": "",
        **fields,
    }


def told(verb, *args, **options):
    """What became of it: the result, or the name of the refusal."""
    try:
        with transaction.atomic():
            return verb(*args, **options)
    except NotAllowed as error:
        return type(error).__name__


# ---- rounds


def test_a_round_is_made_once_and_recorded(call, officer):
    common = [sent_application(call)]
    typed = values(common_why="Plain ones")

    first = setup.make_round(call, typed, by=officer, common=common)
    again = setup.make_round(call, typed, by=officer, common=common)

    assert first == again
    assert (list(first.common.all()), first.sees, first.by) == (common, "never", officer)
    assert list(Change.objects.about(first).values_list("act", "by")) == [("round made", officer.pk)]


def test_what_a_round_may_not_be(call, screening, officer):
    ended = values(closes=clock.now() - timedelta(days=1))
    archived = CallFactory(archived_at=clock.now())
    found = {
        "ends before it begins": told(setup.make_round, call, ended, by=officer),
        "a second screening": told(setup.make_round, call, values(kind="screening"), by=officer),
        "of an archived call": told(setup.make_round, archived, values(), by=officer),
    }
    assert set(found.values()) == {"NotAllowed"}
    assert ReviewRound.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRound.objects.filter(pk=screening.pk).update(closes=screening.opens)


def test_a_changed_round_is_saved_and_a_stale_change_is_not(officer):
    round = RoundFactory()
    was = setup.round_mark(round)

    saved = setup.change_round(round, values(sees="always"), was=was, by=officer)
    with pytest.raises(Stale) as stale:
        setup.change_round(round, values(sees="never"), was=was, by=officer)

    assert (saved.sees, stale.value.current.sees) == ("always", "always")


def test_common_applications_are_part_of_what_may_be_stale(officer):
    round = RoundFactory()
    was = setup.round_mark(round)
    setup.change_round(round, values(), was=was, by=officer, common=[sent_application(round.call)])

    with pytest.raises(Stale):
        setup.change_round(round, values(), was=was, by=officer, common=[])
    assert round.common.count() == 1


# What rests on a round, and whether it may then be deleted or made another kind.
RESTING = {
    "nothing": (lambda round: None, True),
    "a reviewer": (lambda round: RoundReviewerFactory(round=round), False),
    "an assignment": (lambda round: AssignmentFactory(round=round), False),
    "a scenario": (lambda round: ScenarioFactory(round=round), False),
    "a screening": (
        lambda round: Screening.objects.create(
            round=round, application=sent_application(round.call), outcome="pass", by=UserFactory()
        ),
        False,
    ),
}


def test_only_an_unused_round_is_deleted_or_made_another_kind(officer):
    found = {}
    for name, (rest, _allowed) in RESTING.items():
        round = RoundFactory()
        rest(round)
        typed, was = values(kind="interview"), setup.round_mark(round)
        changed = told(setup.change_round, round, typed, was=was, by=officer) != "NotAllowed"
        deleted = told(setup.delete_round, round, by=officer) != "NotAllowed"
        found[name] = {changed, deleted, not ReviewRound.objects.filter(pk=round.pk).exists()}

    assert found == {name: {allowed} for name, (_rest, allowed) in RESTING.items()}


# ---- screening: from each finding, and by each outcome


def test_screening_from_every_state(screening, officer):
    expected = {
        ("none", "pass", ""): "pass",
        ("none", "fail", ""): "NotAllowed",
        ("none", "fail", "No team"): "fail",
        ("none", "unsure", ""): "NotAllowed",
        ("none", "unsure", "No team"): "unsure",
        ("none", "maybe", "No team"): "NotAllowed",
        ("pass", "fail", "No team"): "fail",
        ("pass", "unsure", "   "): "NotAllowed",
        ("fail", "pass", ""): "pass",
        ("unsure", "fail", "No team"): "fail",
        ("unsure", "pass", ""): "pass",
    }
    found = {}
    for before, outcome, reason in expected:
        application = sent_application(screening.call)
        version = 0
        if before != "none":
            version = setup.screen(screening, application, before, "Why", 0, by=UserFactory(role="officer")).version
        result = told(setup.screen, screening, application, outcome, reason, version, by=officer)
        found[before, outcome, reason] = result if isinstance(result, str) else result.outcome

    assert found == expected


def test_screening_by_status_of_the_application(screening, officer):
    expected = {
        "draft": "NotAllowed",
        "submitted": "pass",
        "in_review": "pass",
        "selected": "NotAllowed",
        "waitlisted": "NotAllowed",
        "declined": "NotAllowed",
        "confirmed": "NotAllowed",
        "place_declined": "NotAllowed",
        "withdrawn": "NotAllowed",
    }
    found = {}
    for status in Application.Status.values:
        application = ApplicationFactory(call=screening.call, status=status)
        result = told(setup.screen, screening, application, "pass", "", 0, by=officer)
        found[status] = result if isinstance(result, str) else result.outcome

    assert found == expected


def test_the_dates_alone_switch_the_right_to_screen(screening, officer, monkeypatch):
    """At the instant it opens it is allowed; at the instant it closes it is over."""
    assert officer.roles  # which are kept from now on: the clock moves below
    second = timedelta(seconds=1)
    expected = {
        "before": (screening.opens - second, "NotAllowed"),
        "opens": (screening.opens, "pass"),
        "last second": (screening.closes - second, "pass"),
        "closes": (screening.closes, "NotAllowed"),
    }
    found = {}
    for name, (at, _outcome) in expected.items():
        application = sent_application(screening.call)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        result = told(setup.screen, screening, application, "pass", "", 0, by=officer)
        found[name] = (at, result if isinstance(result, str) else result.outcome)
        monkeypatch.undo()

    assert found == expected


def test_a_second_finding_upon_an_old_one_shows_both(screening, officer):
    application, other = sent_application(screening.call), UserFactory(role="officer")
    setup.screen(screening, application, "fail", "No team", 0, by=other)

    with pytest.raises(Stale) as stale:
        setup.screen(screening, application, "pass", "", 0, by=officer)

    assert (stale.value.current.by, stale.value.current.outcome, stale.value.mine) == (other, "fail", ("pass", ""))
    assert Screening.objects.get().outcome == "fail"


def test_the_same_finding_sent_twice_is_one(screening, officer):
    application = sent_application(screening.call)
    first = setup.screen(screening, application, "fail", "No team", 0, by=officer)
    again = setup.screen(screening, application, "fail", "No team", 0, by=officer)

    assert (first.pk, first.version) == (again.pk, again.version)
    changes = Change.objects.about(application).filter(act="screened")
    assert list(changes.values_list("source", "target", "why")) == [("", "fail", "No team")]


def test_nobody_screens_a_city_they_conflict_with_or_another_call(screening, officer):
    conflicted, elsewhere = sent_application(screening.call), sent_application()
    Conflict.objects.create(user=officer, city=conflicted.city, reason="Worked there", declared_by=officer)
    found = [told(setup.screen, screening, one, "pass", "", 0, by=officer) for one in (conflicted, elsewhere)]
    assert (found, Screening.objects.count()) == (["NotAllowed", "NotAllowed"], 0)
    assert told(setup.screen, RoundFactory(), sent_application(), "pass", "", 0, by=officer) == "NotAllowed"


def test_many_pass_at_once_but_those_that_are_screened_or_hidden(screening, officer):
    free, failed, hidden = (sent_application(screening.call) for _i in range(3))
    setup.screen(screening, failed, "fail", "No team", 0, by=officer)
    Conflict.objects.create(user=officer, city=hidden.city, reason="Worked there", declared_by=officer)

    count, _at = setup.pass_all(screening, [free.pk, failed.pk, hidden.pk], by=officer)

    assert count == 1
    assert dict(Screening.objects.values_list("application", "outcome")) == {free.pk: "pass", failed.pk: "fail"}


# ---- which go on


def test_which_applications_go_on_to_scoring(call, officer):
    scoring, interview = RoundFactory(call=call), RoundFactory(call=call, kind="interview")
    rows = {status: ApplicationFactory(call=call, status=status) for status in Application.Status.values}
    sent_application()  # of another call
    read = {rows["submitted"], rows["in_review"]}
    assert set(applications_to_read(scoring)) == read

    screening = RoundFactory(call=call, kind="screening")
    assert set(applications_to_read(scoring)) == set()
    setup.screen(screening, rows["in_review"], "pass", "", 0, by=officer)
    setup.screen(screening, rows["submitted"], "unsure", "No team", 0, by=officer)

    assert set(applications_to_read(scoring)) == set(applications_to_read(interview)) == {rows["in_review"]}
    assert set(applications_to_read(screening)) == read


# ---- reading begins


def closed(**fields):
    """A call that closed an hour ago, and its half hour of grace with it."""
    return CallFactory(application_closes=clock.ago(hours=1), **fields)


def status_after(application):
    setup.begin_reviews()
    application.refresh_from_db()
    return application.status


def test_when_reading_begins():
    soon, over = clock.ahead(hours=1), clock.ago(hours=3)
    expected = {
        "a round has opened": "in_review",
        "no round": "submitted",
        "the round opens later": "submitted",
        "the call is open": "submitted",
        "its grace runs": "submitted",
        "the city has longer": "submitted",
        "the city had longer": "in_review",
    }
    calls = {
        **dict.fromkeys(expected, closed),
        "the call is open": CallFactory,
        "its grace runs": lambda: closed(grace_minutes=90),
    }
    found = {}
    for name in expected:
        call = calls[name]()
        application = ApplicationFactory(call=call, status="submitted")
        if name != "no round":
            RoundFactory(call=call, opens=soon if name == "the round opens later" else over, closes=clock.ahead(days=1))
        if name in ("the city has longer", "the city had longer"):
            until = soon if name == "the city has longer" else clock.ago(minutes=40)
            city, by = application.city, UserFactory()
            Extension.objects.create(call=call, city=city, closes=until, reason="A flood", by=by)
        found[name] = status_after(application)

    assert found == expected


def test_the_beat_begins_reading(settings):
    call = closed()
    RoundFactory(call=call)
    application = ApplicationFactory(call=call, status="submitted")
    assert "selection.begin_reviews" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    tasks.begin_reviews()

    application.refresh_from_db()
    assert status_words(application) == "Under review"


def test_reading_begins_for_sent_applications_only_and_once():
    call = closed()
    RoundFactory(call=call)
    rows = {status: ApplicationFactory(call=call, status=status) for status in Application.Status.values}

    assert (setup.begin_reviews(), setup.begin_reviews()) == (1, 0)

    after = {status: Application.objects.get(pk=row.pk).status for status, row in rows.items()}
    assert after == {status: "in_review" if status == "submitted" else status for status in rows}
    change = Change.objects.about(rows["submitted"]).get()
    assert (change.act, change.source, change.target, change.by) == ("application", "submitted", "in_review", None)
