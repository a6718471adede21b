"""The mayor's word: two of them at once, and one against a colleague's save; each guard has a twin that must go red."""

import pytest

from applications import services
from applications.models import Answer, Endorsement, EndorsementRequest
from applications.services import endorsement as endorsing
from applications.tests.endorsing import MAYOR, a_draft, answer, ask, link_of, state
from applications.tests.factories import question_of
from cda_portal.core import clock, links
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked():
    application, lead = a_draft()
    return ask(application, lead)


def endorse(request, outcome="endorsed"):
    """One press of a button, on the page as it stands now."""
    link, shown = link_of(request), endorsing.what_is_read(request.application, "en").digest
    return lambda: answer(request, outcome, "Why?", link=link, shown=shown)


@pytest.mark.parametrize("second", ["endorsed", "declined"])
def test_two_at_once_are_one_word(asked, second):
    one, other = while_uncommitted(endorse(asked), endorse(asked, second), blocks=True)

    assert one == other
    assert list(Endorsement.objects.values_list("outcome", flat=True)) == ["endorsed"]
    assert Message.objects.filter(kind__startswith="endorsement_").exclude(email=MAYOR).count() == 1
    assert Change.objects.about(asked.application).count() == 2


@pytest.mark.fault
def test_twin_two_at_once_are_two_words(asked, no_row_locks, monkeypatch):
    monkeypatch.setattr(links, "use", lambda link: True)
    with without_constraint(Endorsement, "one_answer_per_endorsement_request"):
        one, other = while_uncommitted(endorse(asked), endorse(asked, "declined"), blocks=True)
        assert one.pk != other.pk
        assert Endorsement.objects.count() == 2


def save(application, text):
    """A colleague's save of an answer that the mayor reads."""
    question = question_of(application.call, "story")
    lead = application.endorsement_requests.get().by
    version = Answer.objects.get(application=application, question=question).version
    now = clock.now()
    return lambda: services.save_answer(
        application, question, text, version=version, by=lead, language="en", arrived=now
    )


def test_a_save_that_comes_first_is_read_before_the_word_counts(asked):
    _saved, refused = while_uncommitted(save(asked.application, "Another"), endorse(asked), blocks=True)

    assert type(refused) is services.TextChanged
    assert (Endorsement.objects.count(), state(asked.application)) == (0, "waiting")


@pytest.mark.fault
def test_twin_a_word_for_a_text_that_nobody_read(asked, no_row_locks):
    _saved, word = while_uncommitted(save(asked.application, "Another"), endorse(asked), blocks=False)

    assert isinstance(word, Endorsement)
    assert state(asked.application) == "stale"  # recorded for what stood there before


def test_a_save_that_comes_second_makes_the_word_stale(asked):
    word, _saved = while_uncommitted(endorse(asked), save(asked.application, "Another"), blocks=True)

    assert word.outcome == "endorsed"
    assert state(asked.application) == "stale"


def test_two_colleagues_ask_at_once_and_the_mayor_gets_one_mail():
    application, lead = a_draft()

    one, other = while_uncommitted(lambda: ask(application, lead), lambda: ask(application, lead), blocks=True)

    assert one == other
    assert Message.objects.filter(kind="endorsement_request").count() == 1


@pytest.mark.fault
def test_twin_two_requests_are_open(no_row_locks):
    application, lead = a_draft()
    with without_constraint(EndorsementRequest, "one_open_endorsement_request"):
        while_uncommitted(lambda: ask(application, lead), lambda: ask(application, lead), blocks=False)
        assert EndorsementRequest.objects.count() == 2


def test_taken_back_while_the_mayor_answers():
    """Whoever comes first: a word that was given stands, a request that was taken back gets none."""
    application, lead = a_draft()
    request = ask(application, lead)

    _gone, refused = while_uncommitted(
        lambda: services.take_request_back(request, by=lead), endorse(request), blocks=True
    )

    assert type(refused) is services.NotAllowed
    assert Endorsement.objects.count() == 0


def test_answered_while_it_is_taken_back():
    application, lead = a_draft()
    request = ask(application, lead)

    word, refused = while_uncommitted(
        endorse(request), lambda: services.take_request_back(request, by=lead), blocks=True
    )

    assert (word.outcome, type(refused)) == ("endorsed", services.NotAllowed)


def test_sent_while_an_answer_that_renews_is_saved():
    """The sending waits, and finds that the endorsement needs renewing."""
    application, lead = a_draft()
    answer(ask(application, lead))
    sending = lambda: services.submit(application, by=lead, arrived=clock.now())  # noqa: E731

    _saved, refused = while_uncommitted(save(application, "Another"), sending, blocks=True)

    assert type(refused) is services.NotReady
