"""Sending again, withdrawing and answering at once; each guard has a twin that takes it away and must go red."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from applications import services
from applications.models import Answer, Application, Clarification, Submission
from applications.tests.factories import complete_draft
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.notifications.models import Message
from tests.interleave import in_thread, outcome, until, while_uncommitted, without_constraint
from tests.races.test_sending import MANY, one_question, posts, queueing, submit

pytestmark = pytest.mark.django_db(transaction=True)


def sent_and_changed(make=complete_draft):
    application, lead = make()
    services.submit(application, by=lead, arrived=clock.now())
    change(application, lead, "Changed since")
    return application, lead


def change(application, lead, text):
    answer = Answer.objects.filter(application=application, question__kind="short_text").earliest("question")
    return services.save_answer(
        application, answer.question, text, version=answer.version, by=lead, language="en", arrived=clock.now()
    )


def test_twenty_identical_requests_are_one_more_submission_and_one_more_mail():
    application, lead = sent_and_changed()

    answers = posts(application, lead, MANY)

    assert {answer["Location"] for answer in answers} == {f"/apply/{application.reference}/status/"}
    assert list(application.submissions.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Message.objects.filter(kind="application_receipt").count() == 2


@pytest.mark.fault
def test_twin_two_at_once_are_two_submissions(no_row_locks):
    application, lead = sent_and_changed(one_question)  # the team's rows have a constraint of their own
    with without_constraint(Submission, "one_submission_per_number"):
        while_uncommitted(submit(application, lead), submit(application, lead), blocks=True)
        assert sorted(Submission.objects.values_list("number", flat=True)) == [1, 2, 2]


def test_an_edit_during_the_sending_again_is_the_next_change():
    application, lead = sent_and_changed()

    sent, saved = while_uncommitted(
        submit(application, lead), lambda: change(application, lead, "Once more"), blocks=True
    )

    assert [one["value"] for one in sent.snapshot["answers"] if one["question"] == "department"] == ["Changed since"]
    assert saved.value == "Once more"


def test_sending_during_the_withdrawal_is_refused():
    application, lead = complete_draft()
    _gone, refused = while_uncommitted(
        lambda: services.withdraw(application, by=lead), submit(application, lead), blocks=True
    )
    assert isinstance(refused, services.NotAllowed)
    application.refresh_from_db()
    assert (application.status, Submission.objects.count()) == ("withdrawn", 0)


@pytest.mark.fault
def test_twin_sending_during_the_withdrawal_undoes_it(no_row_locks):
    application, lead = complete_draft()
    while_uncommitted(lambda: services.withdraw(application, by=lead), submit(application, lead), blocks=True)
    application.refresh_from_db()
    assert application.status == "submitted"


def test_withdrawing_during_the_sending_comes_after_it():
    application, lead = complete_draft()
    _sent, gone = while_uncommitted(
        submit(application, lead), lambda: services.withdraw(application, by=lead), blocks=True
    )
    assert gone.status == "withdrawn"
    assert services.take_back_withdrawal(application, by=lead, arrived=clock.now()).status == "submitted"


def asked():
    application, lead = complete_draft()
    services.submit(application, by=lead, arrived=clock.now())
    officer = UserFactory(role="officer")
    return services.ask_city(application, "Who?", by=officer), lead, officer


def test_an_answer_and_a_taking_back_are_not_both_true():
    question, lead, officer = asked()
    _answered, refused = while_uncommitted(
        lambda: services.answer_city_question(question, "We do", by=lead),
        lambda: services.take_question_back(question, by=officer),
        blocks=True,
    )
    assert isinstance(refused, services.NotAllowed)
    question.refresh_from_db()
    assert (question.answer, question.withdrawn_at) == ("We do", None)


@pytest.mark.fault
def test_twin_an_answer_and_a_taking_back_are_both_true(no_row_locks):
    question, lead, officer = asked()
    while_uncommitted(
        lambda: services.answer_city_question(question, "We do", by=lead),
        lambda: services.take_question_back(question, by=officer),
        blocks=True,
    )
    question.refresh_from_db()
    assert (question.answer, bool(question.withdrawn_at)) == ("We do", True)


def test_of_many_who_ask_at_once_one_does():
    application, lead = complete_draft()
    services.submit(application, by=lead, arrived=clock.now())
    officer = UserFactory(role="officer")
    with ThreadPoolExecutor(MANY) as pool:
        with transaction.atomic():
            Application.objects.select_for_update().get(pk=application.pk)
            sent = [
                in_thread(pool, lambda: services.ask_city(application, "Who?", by=officer)) for _number in range(MANY)
            ]
            until(lambda: queueing() == MANY)
        found = [outcome(answer) for answer in sent]

    assert sum(isinstance(one, Clarification) for one in found) == 1
    assert Message.objects.filter(kind="application_question").count() == 1
