"""Submitting: from every status, what is missing, and what stands in the snapshot for ever."""

import hashlib
import json

import pytest
from django.db import IntegrityError, transaction

from applications import services
from applications.models import Application, Submission, TeamMember
from applications.models.application import snapshot_words
from applications.tests.factories import (
    ANSWERS,
    ApplicationFactory,
    QuestionFactory,
    call_with_form,
    complete_draft,
    fill,
    member,
    question_of,
)
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
RESULT = {  # from each status: where it ends, and how many submissions there are then
    "draft": ("submitted", 1),
    "submitted": ("submitted", 1),  # sent twice is sent once
    "in_review": None,
    "selected": None,
    "waitlisted": None,
    "declined": None,
    "confirmed": None,
    "place_declined": None,
    "withdrawn": None,
}


@pytest.fixture
def draft():
    return complete_draft()


def submit(application, lead):
    return services.submit(application, by=lead, arrived=clock.now())


@pytest.mark.parametrize("start", Application.Status.values)
def test_submit_from_every_status(draft, start):
    application, lead = draft
    if start == "submitted":
        submit(application, lead)
    else:
        Application.objects.update(status=start, submitted_at=clock.now() if start != "draft" else None)
    before = (Submission.objects.count(), Change.objects.count(), Message.objects.count())

    if RESULT[start] is None:
        with pytest.raises(services.NotAllowed):
            submit(application, lead)
        assert (Submission.objects.count(), Change.objects.count(), Message.objects.count()) == before
        end, count = start, 0
    else:
        submit(application, lead)
        end, count = RESULT[start]

    application.refresh_from_db()
    assert (application.status, application.submissions.count()) == (end, count)


def test_what_a_submission_writes(draft):
    application, lead = draft
    arrived = clock.ago(seconds=2)

    submission = services.submit(application, by=lead, arrived=arrived)

    application.refresh_from_db()
    assert (application.status, application.submitted_at, application.late) == ("submitted", arrived, False)
    assert (submission.number, submission.arrived_at, submission.by, submission.late) == (1, arrived, lead, False)
    changes = Change.objects.about(application).values_list("act", "source", "target", "by")
    assert list(changes) == [("application", "draft", "submitted", lead.pk)]


def test_sent_again_it_is_the_same_submission(draft):
    application, lead = draft
    first = submit(application, lead)

    assert submit(application, lead) == first
    assert (Submission.objects.count(), Message.objects.count(), Change.objects.count()) == (1, 1, 1)


def test_a_colleague_who_sends_again_gets_the_first_submission(draft):
    application, lead = draft
    first = submit(application, lead)
    assert submit(application, member(application.city, "deputy")) == first


# ---- what is missing


@pytest.mark.parametrize("key", [key for key in ANSWERS if key != "page"])
def test_a_required_answer_that_is_missing_is_named(key):
    call = call_with_form()
    application = fill(ApplicationFactory(call=call), **{key: None})

    with pytest.raises(services.NotReady) as refusal:
        submit(application, member(application.city))

    [missing] = refusal.value.missing
    assert (missing.question.key, missing.empty) == (key, True)
    application.refresh_from_db()
    assert (application.status, Submission.objects.count()) == ("draft", 0)


def test_what_is_optional_may_be_left_out():
    application = fill(ApplicationFactory(call=call_with_form()), page=None)
    assert submit(application, member(application.city)).number == 1


def test_a_question_that_does_not_apply_may_be_left_out():
    application = fill(ApplicationFactory(call=call_with_form()), shared="no", with_whom=None)
    assert submit(application, member(application.city)).number == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("population", "many"),
        ("area", "sea"),
        ("sources", ["census", "rumours"]),
        ("story", "word " * 21),
        ("shared", "perhaps"),
        ("since", "soon"),
        ("page", "city.example"),
        ("measure", {**ANSWERS["measure"], "target": "fewer"}),
        ("practices", {"budget": {"score": "2", "evidence": ""}}),
        ("team", [{**ANSWERS["team"][0], "decides": False}]),
    ],
)
def test_an_answer_that_is_wrong_keeps_it_from_being_sent(key, value):
    application = fill(ApplicationFactory(call=call_with_form()), **{key: value})

    with pytest.raises(services.NotReady) as refusal:
        submit(application, member(application.city))

    assert [(one.question.key, one.empty) for one in refusal.value.missing] == [(key, False)]


# ---- the snapshot


def test_the_snapshot_holds_every_question_in_order_with_its_answer(draft):
    application, lead = draft

    snapshot = submit(application, lead).snapshot

    keys = "department population area sources story shared with_whom since page measure practices team letter".split()
    meant = {answer["question"]: answer["meant"] for answer in snapshot["answers"] if answer["meant"] is not None}
    assert (meant["population"], meant["since"]) == ("240", "2026-03-01")  # 240.000 in English has thousandths
    assert meant["measure"] == {
        "baseline": "18.5",
        "baseline_date": "2026-06-30",
        "target": "12",
        "target_date": "2028-06-30",
    }
    assert {answer["language"] for answer in snapshot["answers"] if answer["value"]} == {"en"}
    assert [answer["question"] for answer in snapshot["answers"]] == keys
    assert {answer["question"]: answer["value"] for answer in snapshot["answers"]} == {**ANSWERS, "letter": None}
    assert (snapshot["reference"], snapshot["city"]) == (application.reference, application.city.name)
    assert (
        snapshot_words(snapshot) == 2 + 11 + 2 + 5
    )  # department, story, with_whom, and name and source of the measure


def test_the_snapshot_is_told_by_its_digest(draft):
    submission = submit(*draft)
    submission.refresh_from_db()
    text = json.dumps(submission.snapshot, sort_keys=True, ensure_ascii=False)
    assert submission.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_later_edits_of_the_form_do_not_reach_the_snapshot(draft):
    application, lead = draft
    submit(application, lead)
    question = question_of(application.call, "area")
    question.label, question.options = {"en": "Renamed"}, []
    question.save()
    application.answers.filter(question=question).update(value="valley")

    stored = Submission.objects.get().snapshot["answers"][2]

    assert (stored["label"], stored["value"], len(stored["options"])) == ({"en": "Area"}, "hills", 2)


def test_a_retired_question_is_neither_asked_nor_sent(draft):
    application, lead = draft
    question = question_of(application.call, "department")
    question.retired_at = clock.now()
    question.save()
    application.answers.filter(question=question).delete()

    answers = submit(application, lead).snapshot["answers"]

    assert "department" not in [answer["question"] for answer in answers]


def test_a_submission_cannot_be_changed_by_the_role_that_serves_pages(draft, as_app_role):
    submission = submit(*draft)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(late=True)


def test_a_submission_number_exists_once(draft):
    submission = submit(*draft)
    submission.pk = None
    with pytest.raises(IntegrityError, match="one_submission_per_number"):
        submission.save(force_insert=True)


# ---- the team


def test_the_team_is_read_from_its_answer(draft):
    application, lead = draft
    TeamMember.objects.create(application=application, position=0, name="Left over")

    submit(application, lead)

    rows = application.team_members.values_list("position", "name", "job_title", "department", "role", "decides")
    assert list(rows) == [
        (0, "Ana Prueba", "Director", "Health", "lead", True),
        (1, "Luis Ensayo", "Analyst", "Data", "data", False),
    ]


def test_a_team_that_is_not_asked_for_is_not_kept():
    """Its answer was typed while the question applied, so nothing has judged it since."""
    call = call_with_form()
    shared, team = question_of(call, "shared"), question_of(call, "team")
    extra = QuestionFactory(section=team.section, kind="team", depends_on=shared, depends_value="yes")
    application = fill(ApplicationFactory(call=call), shared="no", with_whom=None)
    application.answers.create(
        question=extra, language="en", value=[{**ANSWERS["team"][0], "name": "Nobody", "role": "x" * 100}]
    )

    submit(application, member(application.city))

    assert list(application.team_members.values_list("name", flat=True)) == ["Ana Prueba", "Luis Ensayo"]


# ---- what the database refuses


@pytest.mark.parametrize("status", sorted(set(Application.Status.values) - {"draft", "withdrawn"}))
def test_what_was_submitted_has_its_instant(status):
    with pytest.raises(IntegrityError, match="submitted_application_has_instant"):
        ApplicationFactory(status=status, submitted_at=None)


def test_a_city_has_one_application_a_call():
    first = ApplicationFactory()
    with pytest.raises(IntegrityError, match="one_live_application_per_city_and_call"):
        ApplicationFactory(call=first.call, city=first.city)


def test_after_a_withdrawn_one_a_city_may_begin_another():
    first = ApplicationFactory(status="withdrawn")
    ApplicationFactory(call=first.call, city=first.city)
    assert first.city.applications.count() == 2
