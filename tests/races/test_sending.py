"""Sending: many identical requests, and the deadline; each guard has a twin that takes it away and must go red."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from applications import services
from applications.models import Application, Extension, Submission
from applications.services import application as sending
from applications.tests.factories import (
    AnswerFactory,
    ApplicationFactory,
    CallFactory,
    QuestionFactory,
    complete_draft,
    member,
)
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message
from tests.interleave import in_thread, outcome, until, while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


def queueing():
    """How many connections of this database wait for a lock, whoever holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0]


def one_question():
    """A draft with one answer: what is written beside the submission is guarded by constraints of its own."""
    call = CallFactory()
    application = ApplicationFactory(call=call)
    AnswerFactory(application=application, question=QuestionFactory(section__call=call))
    return application, member(application.city)


def submit(application, lead):
    return lambda: services.submit(application, by=lead, arrived=clock.now())


# ---- the button, many times


def posts(application, lead, count):
    """`count` requests that all reach the same lock before any of them goes on: their answers."""
    clients = [Client() for _number in range(count)]
    clients[0].force_login(lead)
    for client in clients[1:]:
        client.cookies[settings.SESSION_COOKIE_NAME] = clients[0].cookies[settings.SESSION_COOKIE_NAME].value
    address = f"/apply/{application.reference}/submit/"
    with ThreadPoolExecutor(count) as pool:
        with transaction.atomic():
            Application.objects.select_for_update().get(pk=application.pk)
            sent = [in_thread(pool, lambda client=client: client.post(address)) for client in clients]
            until(lambda: queueing() == count)
        return [outcome(answer) for answer in sent]


def test_twenty_identical_requests_are_one_submission_one_reference_and_one_mail():
    application, lead = complete_draft()

    answers = posts(application, lead, MANY)

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, f"/apply/{application.reference}/status/")
    }
    assert list(Submission.objects.values_list("number", "application__reference")) == [(1, application.reference)]
    assert list(Message.objects.values_list("kind", "email")) == [("application_receipt", lead.email)]
    assert Change.objects.about(application).count() == 1


def test_of_two_at_once_the_second_gets_the_firsts_submission():
    application, lead = one_question()

    first, second = while_uncommitted(submit(application, lead), submit(application, lead), blocks=True)

    assert first == second
    assert Submission.objects.count() == 1


@pytest.mark.fault
def test_twin_of_two_at_once_both_are_submissions(no_row_locks):
    application, lead = one_question()

    with without_constraint(Submission, "one_submission_per_number"):
        first, second = while_uncommitted(submit(application, lead), submit(application, lead), blocks=True)
        assert first.pk != second.pk
        assert list(Submission.objects.values_list("number", flat=True)) == [1, 1]


# ---- the deadline

HOUR = timedelta(hours=1)


def waits_past_the_deadline(time_machine):
    """A request that arrived a second before the deadline and had to wait until long after it."""
    application, lead = complete_draft()
    client = Client()
    client.force_login(lead)
    closes = application.call.application_closes
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Application.objects.select_for_update().get(pk=application.pk)
            time_machine.move_to(closes - timedelta(seconds=1), tick=False)
            sent = in_thread(pool, lambda: client.post(f"/apply/{application.reference}/submit/"))
            until(lambda: queueing() == 1)
            time_machine.move_to(closes + application.call.grace + HOUR, tick=False)
        outcome(sent)
    application.refresh_from_db()
    return application, closes


def test_a_request_is_judged_by_its_arrival_and_not_by_its_turn(time_machine):
    application, closes = waits_past_the_deadline(time_machine)

    assert (application.status, application.late) == ("submitted", False)
    assert application.submitted_at == closes - timedelta(seconds=1)


@pytest.mark.fault
def test_twin_a_request_is_refused_because_it_had_to_wait(time_machine, monkeypatch):
    judge = sending._judge
    monkeypatch.setattr(sending, "_judge", lambda application, _arrived: judge(application, clock.now()))

    application, _closes = waits_past_the_deadline(time_machine)

    assert application.status == "draft"


def too_late():
    application, lead = complete_draft()
    application.call.application_closes = clock.ago(hours=2)
    application.call.save()
    return application, lead


def extend(application, lead):
    return Extension.objects.create(
        call=application.call, city=application.city, closes=clock.ahead(hours=1), reason="A storm", by=lead
    )


def test_an_extension_counts_from_its_commit_on():
    application, lead = too_late()

    _given, refused = while_uncommitted(lambda: extend(application, lead), submit(application, lead), blocks=False)
    assert isinstance(refused, services.NotAllowed)

    assert services.submit(application, by=lead, arrived=clock.now()).late is False


def test_an_extension_given_while_many_send_makes_no_mixture():
    """Whoever gets their turn after it is judged by it, though they asked before: sent once, and on time."""
    application, lead = too_late()
    with ThreadPoolExecutor(MANY) as pool:
        with transaction.atomic():
            Application.objects.select_for_update().get(pk=application.pk)
            sent = [in_thread(pool, submit(application, lead)) for _number in range(MANY)]
            until(lambda: queueing() == MANY)
            extend(application, lead)
        found = [outcome(answer) for answer in sent]

    assert {(type(one), one.late) for one in found} == {(Submission, False)}
    application.refresh_from_db()
    assert (application.status, Submission.objects.count(), Message.objects.count()) == ("submitted", 1, 1)
