"""The verbs of the endorsement: each from every state of it, what it writes, and whom it tells."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from applications import endorsements, services
from applications.models import Application, Endorsement, EndorsementRequest, Submission
from applications.services import endorsement as endorsing
from applications.tests.endorsing import (
    MAYOR,
    STATEMENT,
    a_draft,
    answer,
    ask,
    change_story,
    endorsed,
    link_of,
    over,
    pdf,
    state,
    upload,
)
from applications.tests.factories import member, question_of
from cda_portal.accounts.models import MayorTerm
from cda_portal.core import clock, links
from cda_portal.core.models import Change, SecretLink, StoredFile
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return a_draft()


def acts(application):
    return list(Change.objects.about(application).order_by("pk").values_list("act", flat=True))


def mails():
    return list(Message.objects.order_by("pk").values_list("kind", "email"))


# ---- every verb × every state


def bring_to(start, application, lead):
    """The draft with its endorsement in that state; the request made last."""
    if start == "not asked":
        return None
    if start == "checking":
        StoredFile.objects.filter(pk=upload(application, lead).letter_id).update(scan="waiting")
        return None
    request = ask(application, lead)
    if start == "over":
        over(request)
    outcomes = {"asked us": "asked", "declined": "declined", "endorsed": "endorsed", "stale": "endorsed"}
    if start in outcomes:
        answer(request, outcomes[start], "Who leads it?")
    if start == "stale":
        change_story(application)
    return request


VERBS = {
    "ask": lambda application, lead, request: ask(application, lead, email="other@city.example"),
    "resend": lambda application, lead, request: services.resend_request(request, by=lead),
    "change address": lambda application, lead, request: services.change_address(
        request, "other@city.example", by=lead
    ),
    "take back": lambda application, lead, request: services.take_request_back(request, by=lead),
    "reply": lambda application, lead, request: services.answer_the_mayor(application, "Ana does", by=lead),
    "upload": lambda application, lead, request: upload(application, lead, file=pdf(text="second")),
}
STARTS = ["not asked", "waiting", "over", "checking", "asked us", "declined", "endorsed", "stale"]
NO = None  # refused
RESULT = {  # from each of STARTS: where it ends; a dash is a verb that has no request to act on
    "ask": ["waiting", NO, NO, "waiting", "waiting", "waiting", NO, "waiting"],
    "resend": ["-", "waiting", "waiting", "-", NO, NO, NO, NO],
    "change address": ["-", "waiting", "waiting", "-", NO, NO, NO, NO],
    "take back": ["-", "not asked", "not asked", "-", NO, NO, NO, NO],
    "reply": [NO, "waiting", NO, NO, "waiting", NO, NO, NO],
    "upload": ["endorsed"] * 8,
}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state(draft, verb, start):
    application, lead = draft
    request = bring_to(start, application, lead)
    EndorsementRequest.objects.update(sent_at=clock.ago(minutes=5))
    assert state(application) == start
    expected = RESULT[verb][STARTS.index(start)]
    before = (acts(application), mails(), Endorsement.objects.count())
    if expected == "-":
        assert request is None
    elif expected is NO:
        with pytest.raises(services.NotAllowed):
            VERBS[verb](application, lead, request)
        assert (acts(application), mails(), Endorsement.objects.count()) == before
    else:
        VERBS[verb](application, lead, request)
        assert state(application) == expected


OPEN = {"draft", "submitted", "in_review"}


@pytest.mark.parametrize("status", Application.Status.values)
def test_asking_in_every_status_of_the_application(draft, status):
    application, lead = draft
    sent = None if status == "draft" else clock.now()
    Application.objects.update(status=status, submitted_at=sent)
    if status in OPEN:
        assert ask(application, lead).email == MAYOR
    else:
        with pytest.raises(services.NotAllowed):
            ask(application, lead)
        assert EndorsementRequest.objects.count() == 0


def test_a_call_without_an_endorsement_has_none_to_ask_for():
    application, lead = a_draft("none")
    assert state(application) is None
    with pytest.raises(services.NotAllowed):
        ask(application, lead)


# ---- asking


def test_what_asking_writes(draft):
    application, lead = draft
    request = ask(application, lead, note="See you on Monday", to_delegate=True, language="es")

    assert (request.by, request.email, request.to_delegate, request.note) == (lead, MAYOR, True, "See you on Monday")
    assert request.expires_at - request.sent_at > timedelta(days=29)
    assert acts(application) == ["endorsement asked"]
    assert mails() == [("endorsement_request", MAYOR)]
    message = Message.objects.get()
    assert (message.language, message.zone, message.about) == ("es", application.city.time_zone, application)
    assert "See you on Monday" in message.text
    assert link_of(request).token not in message.text + message.html + message.secret
    assert link_of(request).recipient == MAYOR


def test_asked_twice_it_is_asked_once(draft):
    application, lead = draft
    assert ask(application, lead) == ask(application, lead, email=MAYOR.upper())
    assert (len(mails()), acts(application)) == (1, ["endorsement asked"])


def test_a_mayor_elect_signs_for_a_term_nobody_has_told_us_of(draft):
    application, lead = draft
    begins = (date(2028, 1, 1), date(2031, 12, 31))
    request = ask(application, lead, term=None, next_term=begins, name="Electa")
    assert (request.term.city, request.term.name) == (application.city, "Electa")
    assert (request.term.start, request.term.end) == begins
    assert MayorTerm.objects.count() == 2


@pytest.mark.parametrize(("roles", "allowed"), [(["office"], False), (["office", "mayor"], True), (["sponsor"], True)])
def test_the_office_does_not_sign(draft, roles, allowed):
    application, lead = draft
    person = member(application.city, roles[0], email="Maria@city.example")
    for role in roles[1:]:
        application.city.members.create(user=person, role=role, since=clock.today("UTC"))
    if allowed:
        ask(application, lead, email=person.email)
    else:
        with pytest.raises(services.NotAllowed):
            ask(application, lead, email=person.email.upper())
        request = ask(application, lead)
        with pytest.raises(services.NotAllowed):
            services.change_address(request, person.email, by=lead)


def test_the_office_of_another_city_is_somebody_else(draft):
    application, lead = draft
    other = member(a_draft()[0].city, "office")
    assert ask(application, lead, email=other.email).email == other.email


def test_one_request_is_open_at_a_time(draft):
    application, lead = draft
    request = ask(application, lead)
    request.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save()


def test_sent_again_the_earlier_link_ends_and_twice_within_a_minute_is_once(draft):
    application, lead = draft
    request = ask(application, lead)
    first = link_of(request).token
    services.resend_request(request, by=lead)
    assert len(mails()) == 1
    EndorsementRequest.objects.update(sent_at=clock.ago(minutes=2), expires_at=clock.ahead(days=1))

    request = services.resend_request(request, by=lead)

    assert links.open_link(first, endorsing.LINK) is None
    assert links.open_link(link_of(request).token, endorsing.LINK) == link_of(request)
    assert (len(mails()), request.expires_at > clock.ahead(days=29)) == (2, True)
    assert acts(application) == ["endorsement asked", "endorsement sent again"]


def test_another_address_gets_another_link(draft):
    application, lead = draft
    request = ask(application, lead)
    first = link_of(request).token
    services.change_address(request, "new@city.example", by=lead)
    services.change_address(request, "new@city.example", by=lead)
    assert [email for _kind, email in mails()] == [MAYOR, "new@city.example"]
    assert links.open_link(first, endorsing.LINK) is None


def test_taken_back_the_link_ends_and_the_mayor_may_be_asked_anew(draft):
    application, lead = draft
    request = ask(application, lead)
    token = link_of(request).token
    services.take_request_back(request, by=lead)
    services.take_request_back(request, by=lead)
    assert links.open_link(token, endorsing.LINK) is None
    assert acts(application) == ["endorsement asked", "endorsement taken back"]
    assert ask(application, lead).pk != request.pk


# ---- the mayor's answer


@pytest.mark.parametrize(
    ("outcome", "act", "kind"),
    [
        ("endorsed", "endorsement given", "endorsement_given"),
        ("asked", "endorsement question", "endorsement_question"),
        ("declined", "endorsement declined", "endorsement_declined"),
    ],
)
def test_what_an_answer_writes(draft, outcome, act, kind):
    application, lead = draft
    office = member(application.city, "office")
    request = ask(application, office)
    word = answer(request, outcome, "A word", by_delegate=True, language="es", shown=es_digest(application))

    request.refresh_from_db()
    assert request.answered_at is not None
    assert (word.term, word.statement, word.language) == (request.term, STATEMENT["es"], "es")
    assert (word.statement_version, word.comment, word.by_delegate) == ("1", "A word", True)
    story = question_of(application.call, "story")
    given = application.answers.get(question=story)
    assert word.read == {str(story.pk): endorsements.mark("long_text", given.value, "en")}
    assert acts(application) == ["endorsement asked", act]
    assert sorted(mails()[1:]) == sorted([(kind, lead.email), (kind, office.email)])
    assert SecretLink.objects.get().used_at is not None


def es_digest(application):
    return endorsing.what_is_read(application, "es").digest


def test_whoever_leads_and_asked_is_told_once(draft):
    application, lead = draft
    endorsed(application, lead)
    assert mails() == [("endorsement_request", MAYOR), ("endorsement_given", lead.email)]


def test_answered_twice_the_first_word_stands(draft):
    application, lead = draft
    request = ask(application, lead)
    link = link_of(request)
    first = answer(request, link=link)
    assert answer(request, "declined", link=link) == first
    assert Endorsement.objects.count() == 1


def test_of_two_answers_to_one_request_the_database_keeps_one(draft):
    application, lead = draft
    word = endorsed(application, lead)
    word.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        word.save()


@pytest.mark.parametrize("outcome", ["endorsed", "asked", "declined"])
def test_only_a_yes_needs_the_text_to_be_the_same(draft, outcome):
    application, lead = draft
    request = ask(application, lead)
    shown = endorsing.what_is_read(application, "en").digest
    change_story(application)
    if outcome == "endorsed":
        with pytest.raises(services.TextChanged):
            answer(request, outcome, shown=shown)
        assert (Endorsement.objects.count(), SecretLink.objects.get().used_at) == (0, None)
    else:
        assert answer(request, outcome, "Why?", shown=shown).outcome == outcome


def end(request):
    return over(request)


def take_back(request):
    services.take_request_back(request, by=request.by)


def withdraw_application(request):
    Application.objects.update(status="withdrawn")


@pytest.mark.parametrize("happens", [end, take_back, withdraw_application])
def test_a_link_that_is_over_answers_nothing(draft, happens):
    application, lead = draft
    request = ask(application, lead)
    link = happens(request) or link_of(request)
    with pytest.raises(services.NotAllowed):
        answer(request, link=link)
    assert Endorsement.objects.count() == 0


def test_a_question_and_its_answer(draft):
    application, lead = draft
    first = ask(application, lead, language="es")
    answer(first, "asked", "Who leads it?")
    second = services.answer_the_mayor(application, "Ana does", by=lead)
    assert services.answer_the_mayor(application, "Ana does", by=lead) == second

    assert (second.email, second.language, second.note) == (MAYOR, "es", "Ana does")
    assert [kind for kind, _email in mails()] == ["endorsement_request", "endorsement_question", "endorsement_request"]
    assert "Ana does" in Message.objects.latest("pk").text
    answer(second)
    assert state(application) == "endorsed"


# ---- sending


def submit(application, lead):
    return services.submit(application, by=lead, arrived=clock.now())


@pytest.mark.parametrize("rule", ["none", "before_sending", "by_date"])
@pytest.mark.parametrize("start", STARTS)
def test_what_may_be_sent(rule, start):
    application, lead = a_draft()
    bring_to(start, application, lead)
    application.call.endorsement = rule
    application.call.endorsement_due = clock.ahead(days=9)
    application.call.save()
    if rule == "before_sending" and start != "endorsed":
        with pytest.raises(services.NotReady) as refused:
            submit(application, lead)
        assert refused.value.missing == []
        assert "endorsement" in str(refused.value)
        assert Submission.objects.count() == 0
    else:
        assert submit(application, lead).number == 1
