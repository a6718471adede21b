"""Sheets of intake: what each holds, for whom, in how many queries, and what hostile texts become in them."""

import csv
import io
from datetime import datetime

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from applications import exports, services
from applications.models import Submission
from applications.tests.factories import (
    ANSWERS,
    ApplicationFactory,
    InterestFormFactory,
    QuestionFactory,
    call_with_form,
    fill,
    member,
    question_of,
    theme,
)
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock, jobs
from cda_portal.core.models import Change, Job, Mark

pytestmark = pytest.mark.django_db
NASTY = [
    "=1+1",
    "＝1+1",
    "\t-2",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "a\nb",
    "مرحبا =1",
    "x" * 19_000,
    "🏙" * 9_000,
]


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def sent(call, *, city=None, **answers):
    """An application that its city has sent."""
    application = fill(ApplicationFactory(call=call, city=city or CityFactory()), **answers)
    lead = member(application.city)
    services.submit(application, by=lead, arrived=clock.now())
    application.refresh_from_db()
    return application


def sheet(table):
    """Its rows as dictionaries by heading."""
    labels = [column.label for column in table.columns]
    assert len(set(labels)) == len(labels)
    return [dict(zip(labels, row, strict=True)) for batch in table.batches for row in batch]


def made(what, by, kind="csv", query="", **more):
    """The job run to its end, and its file's content."""
    job = jobs.start("export", by=by, parameters={"what": what, "format": kind, "query": query, **more})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.DONE, job.error
    with job.result.file.open() as file:
        return job, file.read()


def csv_rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# ---- what is in it


def test_a_row_is_an_application_and_a_column_an_answer_as_it_was_sent(officer):
    application = sent(call_with_form(), city=CityFactory(name="Pereira", region="Risaralda", population=477_000))

    [row] = sheet(exports.applications(officer, QueryDict(), False))

    shown = {label: row[label] for label in ("Reference", "City", "Region", "Country", "Residents", "Status", "Late")}
    assert list(shown.values()) == [
        application.reference, "Pereira", "Risaralda", "Colombia", 477_000, "Submitted", "No",
    ]  # fmt: skip
    assert row["Sent (UTC)"] == application.submitted_at
    assert row["Department"] == ANSWERS["department"]
    assert row["Area"] == "Hills"
    assert row["Sources"] == "Census\nCalls"
    assert row["Story"] == ANSWERS["story"]
    assert row["Shared"] == "Yes"
    assert row["Since"].isoformat() == "2026-03-01"
    assert row["Measure"].splitlines()[0] == "What you measure: Time until arrival"
    assert len(row["Practices"].splitlines()) == 8
    assert row["Team"].splitlines()[0].startswith("Ana Prueba, Director, Health")
    assert row["Letter"] is None
    assert row["Answers"] == 12
    assert row["Answers to questions that are no longer asked"] is None


def test_headings_that_occur_again_are_told_apart(officer):
    call = call_with_form()
    QuestionFactory(section=call.sections.get(key="people"), key="department", position=9)

    labels = [column.label for column in exports.applications(officer, QueryDict(), False).columns]

    assert [label for label in labels if label.startswith("Department")] == ["Department", "Department (2)"]


def test_headings_and_labels_are_in_the_language_of_who_asked():
    call = call_with_form()
    call.sections.get(key="basics").questions.filter(key="department").update(label={"en": "Department", "es": "Área"})
    sent(call)

    _job, data = made("applications", UserFactory(role="officer", language="es"))

    headings, row = csv_rows(data)
    assert "Área" in headings
    assert row[headings.index("Área")] == ANSWERS["department"]


def test_later_edits_of_the_form_do_not_reach_what_was_sent(officer):
    call = call_with_form()
    sent(call, department="As it was")
    question_of(call, "department").answers.update(value="Changed since")
    gone = question_of(call, "area")
    gone.retired_at = clock.now()
    gone.save()
    QuestionFactory(section=gone.section, key="new", position=9)

    [row] = sheet(exports.applications(officer, QueryDict(), False))

    assert (row["Department"], row["Area"], row["New"]) == ("As it was", "Hills", None)


def test_an_answer_without_a_column_is_not_lost(officer):
    call = call_with_form()
    application = sent(call)
    snapshot = application.submissions.get().snapshot
    snapshot["answers"].append({"section": "old", "question": "asked", "value": "An old answer", "kind": "short_text"})
    Submission.objects.filter(application=application).delete()
    Submission.objects.create(
        application=application, number=1, arrived_at=clock.now(), late=False, by=officer, snapshot=snapshot, sha256=""
    )

    [row] = sheet(exports.applications(officer, QueryDict(), False))

    assert row["Answers to questions that are no longer asked"] == "old/asked: An old answer"


def test_the_latest_submission_counts(officer):
    application = sent(call_with_form())
    first = application.submissions.get()
    snapshot = {
        **first.snapshot,
        "answers": [{**one, "value": "Second", "meant": None} for one in first.snapshot["answers"]],
    }
    first.pk, first.number, first.snapshot = None, 2, snapshot
    first.save(force_insert=True)

    [row] = sheet(exports.applications(officer, QueryDict(), False))

    assert (row["Department"], row["Story"]) == ("Second", "Second")


def test_drafts_are_left_out_or_counted_and_never_read(officer):
    call = call_with_form()
    sent(call)
    fill(ApplicationFactory(call=call, reference="CDA-2027-DRFT"), story="A secret of the city", team=None)
    withdrawn = fill(ApplicationFactory(call=call, status="withdrawn", reference="CDA-2027-GONE"))

    assert len(sheet(exports.applications(officer, QueryDict(), False))) == 1
    table = exports.applications(officer, QueryDict(), True)
    rows = {row["Reference"]: row for row in sheet(table)}
    draft = rows["CDA-2027-DRFT"]
    assert (draft["Status"], draft["Answers"]) == ("Draft", 11)
    assert {value for label, value in draft.items() if label in ("Department", "Story", "Team", "Practices")} == {None}
    assert "secret" not in str(rows)
    assert rows[withdrawn.reference]["Story"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Alta", "Baja"}),
        ("q=alt", {"Alta"}),
        ("status=submitted", {"Alta", "Baja"}),
        ("status=declined", set()),
        ("flag=late", {"Baja"}),
        ("country=CO&sort=city", {"Alta"}),
        ("status=nonsense", set()),
        ("unknown=1&page=7", {"Alta", "Baja"}),
        ("q=%00=1", set()),
    ],
)
def test_the_filters_of_the_list_hold(officer, query, found):
    call = call_with_form()
    sent(call, city=CityFactory(name="Alta"))
    late = sent(call, city=CityFactory(name="Baja", country="BR"))
    type(late).objects.filter(pk=late.pk).update(late=True)

    assert {row["City"] for row in sheet(exports.applications(officer, QueryDict(query), False))} == found


def test_another_call_is_another_sheet(officer):
    now, past = call_with_form(), call_with_form(programme_start=clock.ago(days=400).date())
    sent(now, city=CityFactory(name="Now"))
    sent(past, city=CityFactory(name="Then"))

    assert [row["City"] for row in sheet(exports.applications(officer, QueryDict(), False))] == ["Now"]
    assert [row["City"] for row in sheet(exports.applications(officer, QueryDict(f"call={past.slug}"), False))] == [
        "Then"
    ]


def test_forms(officer):
    form = InterestFormFactory(city=CityFactory(name="Pereira"), message="Invited", terms=[["2024-01-01", None]])
    form.themes.set([theme("health"), theme("waste")])

    [row] = sheet(exports.forms(officer, QueryDict(), False))

    assert (row["City"], row["Population"], row["Sender’s address"]) == ("Pereira", 240_000, form.sender.email)
    assert row["Themes"] == "Health, Waste"
    assert row["Terms of office"] == "2024-01-01 – "
    assert row["Received (UTC)"] == form.received_at
    assert (row["The mayor’s office knows"], row["The mayor’s office objected (UTC)"]) == ("Yes", None)


# ---- for whom


@pytest.mark.parametrize("what", ["applications", "forms"])
def test_a_city_one_conflicts_with_is_not_in_it(officer, what):
    call = call_with_form()
    mine, other = CityFactory(name="Conflicting"), CityFactory(name="Other")
    for city in (mine, other):
        sent(call, city=city)
        InterestFormFactory(call=call, city=city)
    Conflict.objects.create(user=officer, city=mine, reason="Worked there", declared_by=officer)

    _job, data = made(what, officer)

    assert "Conflicting" not in data.decode()
    assert "Other" in data.decode()


def test_a_conflict_that_is_declared_while_it_runs_counts(officer):
    application = sent(call_with_form())
    table = exports.applications(officer, QueryDict(), False)
    Conflict.objects.create(user=officer, city=application.city, reason="New", declared_by=officer)

    assert (table.total, sheet(table)) == (1, [])


def test_whoever_lost_the_role_gets_nothing(officer):
    sent(call_with_form())
    job = jobs.start("export", by=officer, parameters={"what": "applications", "format": "csv"})
    officer.grants.all().delete()

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.error, job.result) == ("failed", "You can no longer see this list.", None)


# ---- in how many queries


def queries(make):
    """Statements of one batch."""
    table = make()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        for _batch in table.batches:
            pass
    return len(seen)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_batch(officer, count):
    call = call_with_form()
    for _number in range(count):
        sent(call)
        fill(ApplicationFactory(call=call))
        InterestFormFactory(call=call).themes.set([theme(f"theme-{_number}")])

    assert queries(lambda: exports.applications(officer, QueryDict(), False)) == 2
    assert queries(lambda: exports.applications(officer, QueryDict(), True)) == 3
    assert queries(lambda: exports.forms(officer, QueryDict(), False)) == 2


def test_batches_are_read_one_after_the_other(officer, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 2)
    call = call_with_form()
    for _number in range(5):
        InterestFormFactory(call=call)

    table = exports.forms(officer, QueryDict(), False)

    assert (table.total, [len(batch) for batch in table.batches]) == (5, [2, 2, 1])


# ---- hostile texts, through the whole of it


def test_hostile_texts_in_every_text_of_a_sheet(officer):
    call = call_with_form()
    cities = []
    for number, text in enumerate(NASTY):
        city = CityFactory(name=f"={number}", region=text[:100].strip())
        cities.append(city)
        application = sent(call, city=city)
        snapshot = application.submissions.get().snapshot
        for one in snapshot["answers"]:
            if one["kind"] in ("short_text", "long_text"):
                one["value"] = text
        Submission.objects.filter(application=application).delete()
        application.submissions.create(
            number=1, arrived_at=clock.now(), late=False, by=officer, snapshot=snapshot, sha256=""
        )

    _job, data = made("applications", officer)
    headings, *rows = csv_rows(data)
    story = headings.index("Story")
    by_city = {row[headings.index("City")]: row for row in rows}
    for number, text in enumerate(NASTY):
        danger = text.lstrip()[:1] in "=＝-@"
        assert by_city[f"'={number}"][story] == ("'" if danger else "") + text
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝")]

    _job, data = made("applications", officer, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = {cell.value for cell in cells}
    assert set(NASTY) <= texts


def test_a_sheet_from_demonstration_data_says_so(officer):
    InterestFormFactory()
    Mark.objects.create(name="demonstration")

    _job, data = made("forms", officer)

    assert csv_rows(data)[0][0] == "Demonstration data. Cities are real. People, forms, dates and figures are invented."


def test_an_export_is_recorded_without_personal_values(officer):
    InterestFormFactory(city=CityFactory(name="Pereira"))
    job, _data = made("forms", officer, "xlsx", query="q=pereira")

    [change] = Change.objects.about(job)
    assert (change.act, change.target, change.why, change.by) == ("exported", "forms xlsx", "1 rows", officer)
    assert datetime.strftime(job.ended_at, "%Y-%m-%d-%H%M") in job.result.name
    assert job.result.name.endswith(".xlsx")
