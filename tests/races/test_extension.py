"""A later deadline for one city, given and ended while it sends; each guard has a twin that takes it away and must go red."""

import pytest

from applications import services
from applications.models import Extension, Submission
from applications.services import NotAllowed, calls_extend
from applications.tests.factories import AnswerFactory, ApplicationFactory, CallFactory, QuestionFactory, member
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


def late(hours=2):
    """An application whose call has closed, with its lead and an officer."""
    call = CallFactory(application_closes=clock.ago(hours=hours))
    application = ApplicationFactory(call=call)
    AnswerFactory(application=application, question=QuestionFactory(section__call=call))
    return application, member(application.city), UserFactory(role="officer")


def giving(application, officer, hours=1):
    until = clock.ahead(hours=hours)
    return lambda: calls_extend.give(application.call, application.city, closes=until, reason="A storm", by=officer)


def sending(application, lead):
    return lambda: services.submit(application, by=lead, arrived=clock.now())


def test_what_is_sent_while_a_later_date_is_given_is_judged_by_it():
    application, lead, officer = late()

    _given, sent = while_uncommitted(giving(application, officer), sending(application, lead), blocks=True)

    assert isinstance(sent, Submission)
    assert sent.late is False


@pytest.mark.fault
def test_twin_what_is_sent_meanwhile_is_refused(no_row_locks):
    application, lead, officer = late()

    _given, sent = while_uncommitted(giving(application, officer), sending(application, lead), blocks=False)

    assert isinstance(sent, NotAllowed)


def test_what_is_sent_first_is_judged_wholly_before_the_later_date():
    application, lead, officer = late(hours=0.2)  # within the minutes of grace

    sent, given = while_uncommitted(sending(application, lead), giving(application, officer), blocks=True)

    assert (sent.late, given.city) == (True, application.city)
    application.refresh_from_db()
    assert (application.status, application.late) == ("submitted", True)


def test_what_is_sent_while_the_later_date_ends_is_refused():
    application, lead, officer = late()
    extension = giving(application, officer)()

    _none, sent = while_uncommitted(
        lambda: calls_extend.end(extension, by=officer, why="A mistake"), sending(application, lead), blocks=True
    )

    assert isinstance(sent, NotAllowed)
    application.refresh_from_db()
    assert (application.status, Submission.objects.count()) == ("draft", 0)


def test_of_two_officers_who_give_at_once_one_wins():
    application, _lead, officer = late()

    first, second = while_uncommitted(giving(application, officer), giving(application, officer, hours=5), blocks=True)

    assert isinstance(second, NotAllowed)
    assert list(Extension.objects.values_list("closes", flat=True)) == [first.closes]


@pytest.mark.fault
def test_twin_two_officers_both_give(no_row_locks):
    application, _lead, officer = late()

    with without_constraint(Extension, "one_extension_per_city_and_call"):
        while_uncommitted(giving(application, officer), giving(application, officer, hours=5), blocks=False)

        assert Extension.objects.count() == 2
