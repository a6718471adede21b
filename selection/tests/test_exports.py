"""The sheets of selection: what each holds, for whom, in how many queries; who may take one, and what is recorded."""

import csv
import io

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock, jobs
from cda_portal.core import exports as core_exports
from cda_portal.core.job_views import back
from cda_portal.core.models import Change, Job
from selection import exports, exports_choosing, exports_translations
from selection.models import Decision, ReviewAssignment, Standing
from selection.services import translating_import
from selection.services.conflicts import declare
from selection.services.translating import digest_of
from selection.tests.deciding import decision_of, drafted
from selection.tests.factories import (
    AssignmentFactory,
    RoundFactory,
    ScenarioFactory,
    ranked,
    reviewed,
    rubric_with,
    sent_application,
)
from selection.tests.translated import a_call, sent, translated

pytestmark = pytest.mark.django_db
NAMES = {"ranking", "reviews", "assignments", "conflicts", "scenario", "decisions", "translations"}


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def rows_of(table):
    labels = [column.label for column in table.columns]
    assert len(set(labels)) == len(labels)
    rows = [dict(zip(labels, row, strict=True)) for batch in table.batches for row in batch]
    assert table.total == len(rows)
    return rows


def sheet(what, user, **filters):
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in filters.items()})
    module = {"scenario": exports_choosing, "decisions": exports_choosing, "translations": exports_translations}
    option = bool(query.pop("option", None))
    return rows_of(getattr(module.get(what, exports), what)(user, query, option))


def picked(rows, *labels):
    return [tuple(row[label] for label in labels) for row in rows]


def a_round(count=3, **fields):
    """With so many applications of cities A, B, C …, each with one review that counts."""
    round = RoundFactory(**fields)
    rubric = rubric_with(round.call, "problem", "team")
    found = []
    for number in range(count):
        application = sent_application(
            round.call, city=CityFactory(name=chr(65 + number)), reference=f"CDA-2027-000{number}"
        )
        assignment = AssignmentFactory(round=round, application=application, reviewer__full_name=f"Reader {number}")
        reviewed(assignment, rubric, [4, 3], for_panel="=Panel", for_city="City", private="Nobody reads this")
        found.append(application)
    ranked(round, *found)
    Standing.objects.update(means={"problem": 4, "team": 3})
    return round, found


def hide(user, application):
    Conflict.objects.create(user=user, city=application.city, reason="Worked there", declared_by=user)


# ---- what is in them


def test_ranking(officer):
    round, _found = a_round()

    rows = sheet("ranking", officer, round=round.pk)

    assert picked(
        rows, "Place", "City", "Ranks from", "Ranks to", "Calibrated", "Interval from", "Problem", "Team"
    ) == [
        (1, "A", 1, 2, 4.95, 4.45, 4, 3),
        (2, "B", 1, 3, 4.9, 4.4, 4, 3),
        (3, "C", 2, 4, 4.85, 4.35, 4, 3),
    ]
    assert picked(sheet("ranking", officer, round=round.pk, language="fr"), "City") == []
    assert picked(sheet("ranking", officer, round=round.pk, language="nonsense"), "City") == []
    assert picked(sheet("ranking", officer, round="x"), "City") == []


def test_places_are_counted_without_hidden_cities(officer):
    round, found = a_round()
    hide(officer, found[0])

    rows = sheet("ranking", officer, round=round.pk)

    assert picked(rows, "Place", "City", "Ranks from", "Ranks to") == [(1, "B", 1, 2), (2, "C", 1, 3)]


def test_reviews(officer):
    round, found = a_round()
    drafted_only = AssignmentFactory(round=round, application=found[0])
    reviewed(drafted_only, round.call.rubrics.get(), [1, 1], submitted=False)
    gone = AssignmentFactory(round=round, application=found[1])
    reviewed(gone, round.call.rubrics.get(), [1, 1])
    declare(gone.reviewer, found[1].city, "Worked there", by=officer)

    rows = sheet("reviews", officer, round=round.pk)

    labels = ("Reference", "City", "Reviewer", "Round", "Version of the rubric", "Problem", "Team", "Total", "Comment to the panel", "Comment for the city", "Read in", "Minutes expected")  # fmt: skip
    assert picked(rows, *labels) == [
        (f"CDA-2027-000{n}", chr(65 + n), f"Reader {n}", "Scoring", 1, 4, 3, 3.5, "=Panel", "City", "Original", 30)
        for n in range(3)
    ]
    assert "Nobody reads this" not in str(rows)


def test_scores_by_two_versions_of_the_rubric_stand_in_one_column(officer):
    round, found = a_round(count=1)
    newer = rubric_with(round.call, "team", "data", version=2)
    reviewed(AssignmentFactory(round=round, application=found[0]), newer, [2, 5])

    rows = sheet("reviews", officer, round=round.pk)

    assert picked(rows, "Version of the rubric", "Team", "Data", "Problem") == [(1, 3, None, 4), (2, 2, 5, None)]


def test_assignments_with_their_status(officer):
    round, found = a_round(count=1)
    AssignmentFactory(round=round, application=found[0], reviewer__full_name="Waiting")
    left = AssignmentFactory(round=round, application=found[0], reviewer__full_name="Left")
    ReviewAssignment.objects.filter(pk=left.pk).update(withdrawn_at=left.at, withdrawn_why="Too many")
    hidden = AssignmentFactory(round=round, application=found[0], reviewer__full_name="Conflicting")
    declare(hidden.reviewer, found[0].city, "Worked there", by=officer)

    rows = sheet("assignments", officer, round=round.pk)

    assert picked(rows, "Reviewer", "Status", "Why it ended") == [
        ("Left", "Taken back", "Too many"),
        ("Reader 0", "Sent", ""),
        ("Waiting", "Not opened", ""),
    ]


@pytest.mark.parametrize("what", ["assignments", "reviews"])
def test_the_filter_of_the_board_narrows_its_sheets(officer, what):
    """Each application has one review of two; of the first another reader is found, who is late."""
    round, found = a_round()
    round.reviews_each, round.closes = 2, clock.ago(hours=1)
    round.save()
    AssignmentFactory(round=round, application=found[0])
    every, first = {one.reference for one in found}, {found[0].reference}
    references = {
        show: {row["Reference"] for row in sheet(what, officer, round=round.pk, show=show)}
        for show in ("", "open", "short", "late", "others", "x")
    }
    expected = {"": every, "open": every, "short": every - first, "late": first, "others": every, "x": every}
    assert references == expected


def test_an_export_leads_back_to_the_board_as_it_was_filtered(officer):
    round = RoundFactory()
    board = f"/staff/selection/rounds/{round.pk}/board/"
    wanted = core_exports.declared()["assignments"]
    assert back(wanted, f"round={round.pk}&show=late") == f"{board}?tab=applications&show=late"
    assert back(wanted, f"round={round.pk}") == board


def test_conflicts(officer):
    round, found = a_round()
    reviewer = UserFactory(role="reviewer", full_name="Rosa")
    declare(reviewer, found[1].city, "Worked there", by=officer)
    declare(reviewer, found[2].city, "Lives there", by=reviewer)
    hide(officer, found[2])

    rows = sheet("conflicts", officer, call=round.call.slug)

    assert picked(rows, "Who", "City", "Reason", "Declared by") == [("Rosa", "B", "Worked there", str(officer))]


def test_scenario(officer):
    round, found = a_round(count=4)
    scenario = ScenarioFactory(round=round)
    told = [("select", None), ("waitlist", 1), ("waitlist", 2), ("decline", None)]
    for application, (outcome, rank) in zip(found, told, strict=True):
        scenario.items.create(application=application, outcome=outcome, rank=rank)
    scenario.items.filter(application=found[0]).update(by_hand=True, why="The only one", by=officer)
    labels = ("City", "Decision", "Number on the waiting list", "Place", "Reason", "Changed by")

    assert picked(sheet("scenario", officer, scenario=scenario.pk), *labels) == [
        ("A", "Select", None, 1, "The only one", str(officer)),
        ("B", "Waiting list", 1, 2, "", ""),
        ("C", "Waiting list", 2, 3, "", ""),
        ("D", "Decline", None, 4, "", ""),
    ]
    hide(officer, found[1])
    assert picked(sheet("scenario", officer, scenario=scenario.pk), "City", "Number on the waiting list", "Place") == [
        ("A", None, 1), ("C", 1, 2), ("D", None, 3),
    ]  # fmt: skip


def test_decisions_and_the_record_of_taking_them(officer):
    release = drafted("select", "waitlist", "waitlist", "decline")
    first = Decision.objects.filter(release=release).get(rank=1)
    Decision.objects.filter(pk=first.pk).update(reason="Why", feedback={"en": "Well done", "es": "Bien"})
    labels = ("Decision", "Number on the waiting list", "Reason", "Feedback (English)", "Feedback (Spanish)")

    rows = sheet("decisions", officer, release=release.pk)

    assert picked(rows, *labels) == [
        ("Select", None, "", "", ""),
        ("Waiting list", 1, "Why", "Well done", "Bien"),
        ("Waiting list", 2, "", "", ""),
        ("Decline", None, "", "", ""),
    ]
    assert Change.objects.about(release).filter(act="decisions seen", target="export", by=officer).count() == 1
    hide(officer, first.application)
    assert picked(sheet("decisions", officer, release=release.pk, outcome="waitlist"), *labels[:2]) == [
        ("Waiting list", 1)
    ]
    assert sheet("decisions", officer, release=release.pk, outcome="nonsense") == []
    assert sheet("decisions", officer) == []
    assert decision_of(release, "select").outcome == "select"


def test_translations_for_people(officer):
    call = a_call()
    application = sent(call, reference="CDA-2027-TEXT")
    sent(call, language="fr", title="Bus", problem=None, reference="CDA-2027-BBBB")
    translated(application, "title", "Buses on time")
    translated(application, "problem", "BUSES ARE LATE.", origin="machine")
    labels = ("reference", "question", "source_language", "target_language", "digest", "source_text", "translation")
    title, problem = ("Buses a tiempo", "Los buses llegan tarde.")

    everything = picked(sheet("translations", officer, call=call.slug, target="en"), *labels)
    missing = picked(sheet("translations", officer, call=call.slug, source="es", target="en", option=True), *labels)

    machine_s = ("CDA-2027-TEXT", "problem", "es", "en", digest_of(problem), problem, "")
    assert everything == [
        ("CDA-2027-TEXT", "title", "es", "en", digest_of(title), title, "Buses on time"),
        machine_s,
        ("CDA-2027-BBBB", "title", "fr", "en", digest_of("Bus"), "Bus", ""),
    ]
    assert missing == [machine_s]
    assert len(sheet("translations", officer, call=call.slug)) == 9
    assert sheet("translations", officer, call=call.slug, target="de") == []


def test_what_was_exported_is_read_again(officer):
    """Formulas, line ends and quotes make the whole way round."""
    call = a_call()
    nasty = ["=1+1", "-2", "a\nb", 'say "no", she said; or', "<b>ñandú</b> 🏙", "'=1"]
    for number, text in enumerate(nasty):
        application = sent(call, title=None, problem=f"Texto {text}", reference=f"CDA-2027-000{number}")
        translated(application, "problem", text)
    _job, data = made("translations", officer, query=f"call={call.slug}&target=en")

    brought = translating_import.receive(call, "x.csv", data, by=officer)

    found = {one.row.text: one.verdict for one in translating_import.judge(brought, officer)}
    assert found == dict.fromkeys(nasty, "unchanged")


# ---- for whom


def made(what, by, query=""):
    job = jobs.start("export", by=by, parameters={"what": what, "format": "csv", "query": query})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.DONE, job.error
    with job.result.file.open() as file:
        return job, file.read()


def test_who_may_take_each(officer):
    roles = ("officer", "approver", "observer", "reviewer", "coach")
    people = {role: UserFactory(role=role) for role in roles}
    declared = core_exports.declared()

    may = {name: {role for role, user in people.items() if declared[name].may(user)} for name in NAMES}

    assert may == dict.fromkeys(NAMES, {"officer", "approver"})


def test_no_file_is_handed_out_after_a_new_conflict(officer):
    round, found = a_round(count=1)
    for name in NAMES:
        job, _data = made(name, officer, f"round={round.pk}&call={round.call.slug}")
        assert jobs.can_fetch(officer, job)
    hide(officer, found[0])
    assert not [job for job in Job.objects.all() if jobs.can_fetch(officer, job)]


def test_the_way_back_is_the_page_it_was_asked_from():
    call = a_call()
    pages = {
        "ranking": ("round=7", "/staff/selection/rounds/7/ranking/"),
        "reviews": ("round=7", "/staff/selection/rounds/7/board/"),
        "assignments": ("round=7&tab=applications", "/staff/selection/rounds/7/board/"),
        "conflicts": (f"call={call.slug}", f"/staff/selection/{call.slug}/conflicts/"),
        "scenario": ("scenario=7", "/staff/selection/scenarios/7/"),
        "decisions": ("release=7", "/staff/selection/decisions/7/"),
        "translations": (f"call={call.slug}&target=en", f"/staff/selection/{call.slug}/translations/"),
    }
    found = core_exports.declared()

    assert {name: back(found[name], query) for name, (query, _page) in pages.items()} == {
        name: page for name, (_query, page) in pages.items()
    }
    assert back(found["ranking"], "round=x") == "/staff/selection/?round=x"


def test_no_text_of_a_sheet_runs_and_private_notes_are_in_none(officer):
    round, _found = a_round()
    for name in NAMES:
        _job, data = made(name, officer, f"round={round.pk}&call={round.call.slug}")
        assert b"Nobody reads this" not in data
        cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]


# ---- in how many queries


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_batch(officer, count):
    round, found = a_round(count=count)
    scenario = ScenarioFactory(round=round)
    for application in found:
        scenario.items.create(application=application, outcome="select")
        declare(UserFactory(role="reviewer"), application.city, "Worked there", by=officer)
    texts = a_call()
    for _number in range(count):
        translated(sent(texts), "title", "Buses on time")
    officer.roles  # noqa: B018 - asked once a request
    told = {
        "ranking": (exports.ranking, f"round={round.pk}"),
        "reviews": (exports.reviews, f"round={round.pk}"),
        "assignments": (exports.assignments, f"round={round.pk}"),
        "conflicts": (exports.conflicts, f"call={round.call.slug}"),
        "scenario": (exports_choosing.scenario, f"scenario={scenario.pk}"),
        "translations": (exports_translations.translations, f"call={texts.slug}"),
    }
    seen = {}
    for name, (make, query) in told.items():
        table = make(officer, QueryDict(query), False)
        assert table.total
        with CaptureQueriesContext(connection) as captured:
            list(table.batches)
        seen[name] = len(captured)

    assert seen == {
        "ranking": 2, "reviews": 2, "assignments": 1, "conflicts": 1, "scenario": 0, "translations": 2,
    }  # fmt: skip
