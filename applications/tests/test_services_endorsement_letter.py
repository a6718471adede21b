"""A signed letter in place of the link, and what a call asks of mayors."""

from datetime import date

import pytest

from applications import endorsements, services
from applications.models import Endorsement, Question
from applications.services import endorsement as endorsing
from applications.tests.endorsing import (
    STATEMENT,
    a_call,
    a_draft,
    a_term,
    answer,
    ask,
    endorsed,
    link_of,
    pdf,
    state,
    upload,
)
from applications.tests.factories import member, question_of
from cda_portal.accounts.models import MayorTerm
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, files, links
from cda_portal.core.models import Change, StoredFile
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return a_draft()


def acts(application):
    return list(Change.objects.about(application).order_by("pk").values_list("act", flat=True))


def mails():
    return list(Message.objects.order_by("pk").values_list("kind", "email"))


# ---- letters


def test_what_a_letter_writes(draft):
    application, lead = draft
    request = ask(application, lead)
    signed = date(2026, 11, 20)
    word = upload(application, lead, signed_on=signed, by_delegate=True)

    assert (word.outcome, word.signed_on, word.by_delegate, word.recorded_by) == ("endorsed", signed, True, lead)
    story = application.answers.get(question__key="story")
    assert word.read == {str(story.question_id): endorsements.mark("long_text", story.value, "en")}
    request.refresh_from_db()
    assert request.revoked_at is not None
    assert links.open_link(link_of(request).token, endorsing.LINK) is None
    assert acts(application) == ["endorsement asked", "endorsement letter"]


def test_the_same_letter_twice_is_one(draft):
    application, lead = draft
    assert upload(application, lead) == upload(application, lead)
    assert (Endorsement.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_letter_for_a_term_that_is_not_listed(draft):
    application, lead = draft
    word = upload(application, lead, term=None, next_term=(date(2028, 1, 1), None))
    assert (word.term.start, word.term.city) == (date(2028, 1, 1), application.city)


def test_a_file_that_is_no_letter(draft):
    application, lead = draft
    bad = pdf()
    bad.file.seek(0)
    bad.file.write(b"MZ exe")
    bad.seek(0)
    with pytest.raises(files.Refused):
        upload(application, lead, file=bad)
    assert (Endorsement.objects.count(), state(application)) == (0, "not asked")


COUNTS = [
    ({"scan": "clean"}, "endorsed"),
    ({"scan": "waiting"}, "checking"),
    ({"scan": "infected"}, "not asked"),
    ({"personal_data": True, "scan": "clean"}, "checking"),
]


@pytest.mark.parametrize(("file", "expected"), COUNTS)
def test_a_letter_counts_while_its_file_does(draft, file, expected):
    application, lead = draft
    StoredFile.objects.filter(pk=upload(application, lead).letter_id).update(**file)
    assert state(application) == expected
    assert bool(endorsing.missing(application)) is (expected != "endorsed")


def test_a_letter_taken_back(draft):
    application, lead = draft
    word = upload(application, lead)
    services.take_letter_back(word, by=lead)
    services.take_letter_back(word, by=lead)
    word.refresh_from_db()
    assert (state(application), word.withdrawn_why) == ("not asked", "")
    assert acts(application) == ["endorsement letter", "endorsement letter taken back"]


def test_a_letter_that_staff_do_not_accept(draft):
    application, lead = draft
    office = member(application.city, "office")
    officer = UserFactory(role="officer")
    word = upload(application, office)
    services.refuse_letter(word, "It bears no signature", by=officer)
    with pytest.raises(services.NotAllowed):
        services.refuse_letter(word, "Again", by=officer)

    word.refresh_from_db()
    assert (state(application), word.withdrawn_why) == ("not asked", "It bears no signature")
    assert acts(application) == ["endorsement letter", "endorsement letter refused"]
    told = [(kind, email) for kind, email in mails()]
    assert sorted(told) == sorted([("endorsement_letter_refused", one.email) for one in (lead, office)])
    assert "It bears no signature" in Message.objects.first().text


# ---- the rule of a call


def set_rule(call, **changed):
    told = {
        "rule": "before_sending",
        "due": None,
        "statement": call.texts["endorsement"],
        "version": call.endorsement_version,
        "summary": Question.objects.filter(section__call=call, in_summary=True),
        "renews": Question.objects.filter(section__call=call, renews_endorsement=True),
        "by": UserFactory(role="officer"),
    }
    return services.set_endorsement_rule(call, **{**told, **changed})


NEW = {**STATEMENT, "en": "I support it."}
VERSIONS = [
    ("1", STATEMENT, "1", "1"),
    ("1", STATEMENT, "4", "4"),
    ("1", NEW, "1", "2"),
    ("1", NEW, "", "2"),
    ("1", NEW, "2027-a", "2027-a"),
    ("2027-a", NEW, "2027-a", "2027-a.1"),
]


@pytest.mark.parametrize(("before", "statement", "version", "after"), VERSIONS)
def test_another_wording_is_another_version(before, statement, version, after):
    call = a_call(endorsement_version=before)
    assert set_rule(call, statement=statement, version=version).endorsement_version == after


def test_what_a_rule_writes():
    call = a_call("none")
    call.texts = {**call.texts, "endorsement_note": {"en": "To be confirmed"}, "journey": {"en": "Long"}}
    call.save()
    due = clock.ahead(days=40)
    set_rule(
        call,
        rule="by_date",
        due=due,
        statement=NEW,
        summary=[question_of(call, "measure")],
        renews=Question.objects.filter(section__call=call, key__in=["team", "measure"]),
    )

    call.refresh_from_db()
    assert (call.endorsement, call.endorsement_due, call.endorsement_version) == ("by_date", due, "2")
    assert call.texts == {"endorsement": NEW, "journey": {"en": "Long"}}
    own = Question.objects.filter(section__call=call)
    assert [q.key for q in own.filter(in_summary=True)] == ["measure"]
    assert sorted(q.key for q in own.filter(renews_endorsement=True)) == ["measure", "team"]
    change = Change.objects.about(call).get()
    assert (change.act, change.source, change.target) == ("endorsement rule", "none 1", "by_date 2")


@pytest.mark.parametrize(
    "changed", [{"rule": "by_date"}, {"statement": {"en": "Only English"}}, {"statement": {}}], ids=str
)
def test_a_rule_that_lacks_something(changed):
    call = a_call()
    with pytest.raises(services.NotAllowed):
        set_rule(call, **changed)
    assert Change.objects.about(call).count() == 0


def test_the_date_goes_with_the_rule():
    call = a_call("by_date")
    assert set_rule(call, rule="before_sending", due=clock.now()).endorsement_due is None


def test_another_wording_makes_endorsements_stale():
    application, lead = a_draft()
    endorsed(application, lead)
    set_rule(application.call, statement=NEW)
    assert state(application) == "stale"


def test_the_next_mayor_makes_an_endorsement_stale(draft):
    application, lead = draft
    MayorTerm.objects.update(end=date(2026, 12, 31))
    endorsed(application, lead)
    assert state(application) == "endorsed"
    elect = a_term(application.city, date(2027, 1, 1), date(2030, 12, 31), "Electa")
    assert state(application) == "stale"
    answer(ask(application, lead, term=elect))
    assert state(application) == "endorsed"
