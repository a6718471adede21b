"""After sending: sent again, late beside on time, discarded, withdrawn and taken back; every verb × every status."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import services
from applications.models import Application, Extension, Submission
from applications.tests.factories import (
    ApplicationFactory,
    complete_draft,
    member,
    question_of,
)
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def sent():
    application, lead = complete_draft()
    services.submit(application, by=lead, arrived=clock.now())
    application.refresh_from_db()
    return application, lead


def change(application, lead, key="department", value="Changed", at=None):
    answer = application.answers.get(question__key=key)
    question = question_of(application.call, key)
    return services.save_answer(
        application, question, value, version=answer.version, by=lead, language="en", arrived=at or clock.now()
    )


def send(application, lead, at=None):
    return services.submit(application, by=lead, arrived=at or clock.now())


# ---- verbs × statuses: where each ends; None is refused

VERBS = {
    #                 submit       withdraw     take back    discard      ask the city
    "draft": ("submitted", "withdrawn", "draft", None, None),
    "submitted": ("submitted", "withdrawn", "submitted", "submitted", "submitted"),
    "in_review": (None, "withdrawn", "in_review", None, "in_review"),
    "selected": (None, None, "selected", None, None),
    "waitlisted": (None, None, "waitlisted", None, "waitlisted"),
    "declined": (None, None, "declined", None, None),
    "confirmed": (None, None, "confirmed", None, None),
    "place_declined": (None, None, "place_declined", None, None),
    "withdrawn": (None, "withdrawn", "submitted", None, None),
}
ACTS = [
    lambda application, lead: services.submit(application, by=lead, arrived=clock.now()),
    lambda application, lead: services.withdraw(application, by=lead),
    lambda application, lead: services.take_back_withdrawal(application, by=lead, arrived=clock.now()),
    lambda application, lead: services.discard_changes(application, by=lead, arrived=clock.now()),
    lambda application, lead: services.ask_city(application, "Who?", by=lead),
]


@pytest.mark.parametrize("act", range(len(ACTS)))
@pytest.mark.parametrize("start", Application.Status.values)
def test_every_verb_from_every_status(start, act):
    application, lead = complete_draft()
    if start != "draft":
        services.submit(application, by=lead, arrived=clock.now())
    if start == "withdrawn":
        services.withdraw(application, by=lead)
    Application.objects.update(status=start)
    before = Change.objects.count()

    if VERBS[start][act] is None:
        with pytest.raises(services.NotAllowed):
            ACTS[act](application, lead)
        assert Change.objects.count() == before
    else:
        ACTS[act](application, lead)
    application.refresh_from_db()
    assert application.status == (VERBS[start][act] or start)


# ---- sent again


def test_a_change_makes_another_submission_and_another_mail(sent):
    application, lead = sent
    change(application, lead)

    again = send(application, lead)

    application.refresh_from_db()
    assert (again.number, application.status, application.submitted_at) == (2, "submitted", again.arrived_at)
    assert Submission.objects.get(number=1).snapshot != again.snapshot
    assert Message.objects.filter(kind="application_receipt").count() == 2
    assert list(Change.objects.about(application).order_by("pk").values_list("act", "target")) == [
        ("application", "submitted"),
        ("application sent again", "2"),
    ]


def test_a_change_and_a_change_back_are_nothing_to_send(sent):
    application, lead = sent
    change(application, lead)
    change(application, lead, value="Innovation office")
    assert send(application, lead).number == 1


def test_what_is_missing_keeps_it_from_being_sent_again(sent):
    application, lead = sent
    change(application, lead, value="")
    with pytest.raises(services.NotReady):
        send(application, lead)
    assert application.submissions.count() == 1


LATE = [  # first sent, then sent again, in seconds after the deadline; which one counts, and whether that is late
    (-2, -1, 2, False),
    (-2, 0, 2, False),
    (-2, 1, 1, False),  # a late one stands beside the one that was on time
    (1, 2, 2, True),
]


@pytest.mark.parametrize(("first", "second", "counts", "late"), LATE)
def test_which_one_counts(first, second, counts, late):
    application, lead = complete_draft()
    closes = application.call.application_closes
    one = send(application, lead, closes + first * SECOND)
    change(application, lead, key="team", value=application.answers.get(question__key="team").value[:1])
    two = send(application, lead, closes + second * SECOND)

    application.refresh_from_db()
    counting = {1: one, 2: two}[counts]
    assert (application.late, application.submitted_at) == (late, counting.arrived_at)
    assert application.submissions.counting_first().first() == counting
    assert application.team_members.count() == (1 if counts == 2 else 2)  # the team is that of the one that counts


def test_an_extension_makes_the_one_that_is_on_time_count():
    application, lead = complete_draft()
    closes = application.call.application_closes
    send(application, lead, closes + SECOND)
    Extension.objects.create(
        call=application.call, city=application.city, closes=closes + timedelta(days=1), reason="Storm", by=lead
    )
    change(application, lead)
    send(application, lead, closes + 2 * SECOND)
    application.refresh_from_db()
    assert (application.late, application.submitted_at) == (False, closes + 2 * SECOND)


@pytest.mark.parametrize(("after", "allowed"), [(-1, True), (0, True), (1, False)])
def test_after_the_grace_neither_edits_nor_sending_again(sent, after, allowed):
    application, lead = sent
    change(application, lead)
    end = application.call.application_closes + application.call.grace + after * SECOND
    if allowed:
        change(application, lead, value="Last", at=end)
        assert send(application, lead, end).late is True
        return
    with pytest.raises(services.NotAllowed, match="can no longer be changed"):
        change(application, lead, value="Last", at=end)
    with pytest.raises(services.NotAllowed, match="your changes cannot be sent"):
        send(application, lead, end)


# ---- discarded


def test_discarding_puts_back_what_was_sent_and_keeps_what_was_typed(sent):
    application, lead = sent
    change(application, lead)
    change(application, lead, key="sources", value=["sensors"])
    page = application.answers.get(question__key="page")

    assert services.discard_changes(application, by=lead, arrived=clock.now()) == 2

    values = dict(application.answers.values_list("question__key", "value"))
    assert (values["department"], values["sources"]) == ("Innovation office", ["census", "calls"])
    assert "Changed" in [one.value for one in application.answers.get(question__key="department").versions.all()]
    assert application.answers.get(question__key="page").version == page.version
    assert send(application, lead).number == 1
    assert services.discard_changes(application, by=lead, arrived=clock.now()) == 0


def test_discarding_empties_what_was_not_answered_then():
    application, lead = complete_draft()
    application.answers.filter(question__key="page").delete()
    send(application, lead)
    services.save_answer(
        application, question_of(application.call, "page"), "https://a.b", version=0, by=lead, language="en",
        arrived=clock.now(),
    )  # fmt: skip
    services.discard_changes(application, by=lead, arrived=clock.now())
    assert application.answers.get(question__key="page").value is None
    assert send(application, lead).number == 1


def test_discarding_brings_the_file_back_that_was_sent():
    application, lead = complete_draft()
    letter = question_of(application.call, "letter")

    def give(name):
        pdf = SimpleUploadedFile(name, b"%PDF-1.7 " + name.encode() + b"\n%%EOF", content_type="application/pdf")
        services.store_file(application, letter, pdf, by=lead, arrived=clock.now())

    give("first.pdf")
    send(application, lead)
    give("second.pdf")

    services.discard_changes(application, by=lead, arrived=clock.now())

    assert application.answers.get(question=letter).value["name"] == "first.pdf"
    live = application.attachments.filter(removed_at=None)
    assert [one.file.name for one in live] == ["first.pdf"]


# ---- withdrawn


@pytest.mark.parametrize("start", ["draft", "submitted", "in_review"])
def test_withdrawing_and_taking_it_back(start):
    application, lead = complete_draft()
    if start != "draft":
        send(application, lead)
    Application.objects.update(status=start)
    member(application.city, "deputy")
    member(application.city, "member")

    services.withdraw(application, by=lead, why="Another project first")
    application.refresh_from_db()
    assert (application.status, application.withdrawn_why) == ("withdrawn", "Another project first")
    assert Message.objects.filter(kind="application_withdrawn").count() == 2  # lead and deputy
    assert list(Change.objects.about(application).order_by("-pk").values_list("source", "target", "why"))[0] == (
        start,
        "withdrawn",
        "",
    )

    services.take_back_withdrawal(application, by=lead, arrived=clock.now())
    application.refresh_from_db()
    assert (application.status, application.withdrawn_at, application.withdrawn_why) == (start, None, "")


@pytest.mark.parametrize(("after", "allowed"), [(-1, True), (0, True), (1, False)])
def test_a_withdrawal_is_taken_back_until_the_deadline(after, allowed):
    application, lead = complete_draft()
    services.withdraw(application, by=lead)
    at = application.call.application_closes + after * SECOND
    if allowed:
        assert services.take_back_withdrawal(application, by=lead, arrived=at).status == "draft"
    else:
        with pytest.raises(services.NotAllowed, match="stays withdrawn"):
            services.take_back_withdrawal(application, by=lead, arrived=at)


def test_a_withdrawal_is_not_taken_back_while_another_application_stands():
    application, lead = complete_draft()
    services.withdraw(application, by=lead)
    ApplicationFactory(call=application.call, city=application.city)
    with pytest.raises(services.NotAllowed, match="another application"):
        services.take_back_withdrawal(application, by=lead, arrived=clock.now())
    application.refresh_from_db()
    assert application.status == "withdrawn"


def test_withdrawing_takes_the_open_question_back(sent):
    application, lead = sent
    asked = services.ask_city(application, "Who?", by=lead)
    services.withdraw(application, by=lead)
    asked.refresh_from_db()
    assert asked.withdrawn_at
