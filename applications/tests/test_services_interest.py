"""Interest forms: every verb from every status, and what each verb leaves behind."""

from datetime import date

import pytest

from applications import services
from applications.models import Application, Clarification, InterestForm
from applications.services import interest
from applications.tests.factories import (
    CallFactory,
    InterestFormFactory,
    call_with_form,
    member,
)
from cda_portal.accounts.models import CityMember
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
Status = InterestForm.Status

VERBS = {
    "ask": lambda form, by: services.ask(form, "Who leads this?", by=by),
    "answer_question": lambda form, by: services.answer_question(form, "The mayor's deputy", by=by),
    "invite": lambda form, by: services.invite(form, by=by),
    "decline": lambda form, by: services.decline(form, "Not this time.", by=by),
    "reopen": lambda form, by: services.reopen(form, by=by, why="They wrote back"),
    "object_to": lambda form, by: services.object_to(form),
}
# (verb, status, a question is open): the status afterwards, None where the verb is refused.
RESULT = {
    ("ask", "received", False): "received",
    ("ask", "received", True): None,
    ("ask", "invited", False): None,
    ("ask", "invited", True): None,
    ("ask", "declined", False): None,
    ("ask", "declined", True): None,
    # An open question may be answered after the decision: the answer is filed, nothing moves.
    ("answer_question", "received", False): None,
    ("answer_question", "received", True): "received",
    ("answer_question", "invited", False): None,
    ("answer_question", "invited", True): "invited",
    ("answer_question", "declined", False): None,
    ("answer_question", "declined", True): "declined",
    ("invite", "received", False): "invited",
    ("invite", "received", True): "invited",
    ("invite", "invited", False): None,
    ("invite", "invited", True): None,
    ("invite", "declined", False): None,
    ("invite", "declined", True): None,
    ("decline", "received", False): "declined",
    ("decline", "received", True): "declined",
    ("decline", "invited", False): None,
    ("decline", "invited", True): None,
    ("decline", "declined", False): None,
    ("decline", "declined", True): None,
    ("reopen", "received", False): None,
    ("reopen", "received", True): None,
    ("reopen", "invited", False): None,
    ("reopen", "invited", True): None,
    ("reopen", "declined", False): "received",
    ("reopen", "declined", True): "received",
    ("object_to", "received", False): "received",
    ("object_to", "received", True): "received",
    ("object_to", "invited", False): "invited",
    ("object_to", "invited", True): "invited",
    ("object_to", "declined", False): "declined",
    ("object_to", "declined", True): "declined",
}


def a_form(status="received", *, asked=False):
    form = InterestFormFactory(status=status)
    if asked:
        Clarification.objects.create(form=form, question="What?", asked_by=UserFactory())
    return form


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("start", ["received", "invited", "declined"])
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_status(verb, start, asked):
    form, actor, end = a_form(start, asked=asked), UserFactory(), RESULT[verb, start, asked]

    if end is None:
        with pytest.raises(services.NotAllowed):
            VERBS[verb](form, actor)
    else:
        VERBS[verb](form, actor)

    form.refresh_from_db()
    assert form.status == (end or start)
    if end is None:
        assert (Change.objects.count(), Message.objects.count(), Application.objects.count()) == (0, 0, 0)


def test_the_table_names_every_status_and_verb():
    """A verb or a status that is added later needs its rows."""
    assert {status for _verb, status, _asked in RESULT} == set(Status.values)
    here = {
        name for name in services.__all__ if getattr(getattr(services, name), "__module__", "") == interest.__name__
    }
    assert here == {*VERBS, "receive"}


RECORDED = [
    ("ask", "received", [("question asked", "", "")]),
    ("decline", "received", [("interest form", "received", "declined")]),
    ("reopen", "declined", [("interest form", "declined", "received")]),
    ("invite", "received", [("interest form", "received", "invited")]),
]


@pytest.mark.parametrize(("verb", "start", "acts"), RECORDED)
def test_acts_are_recorded_with_who_did_them(verb, start, acts):
    form, actor = a_form(start), UserFactory()

    VERBS[verb](form, actor)

    changes = Change.objects.about(form)
    assert list(changes.values_list("act", "source", "target")) == acts
    assert {change.by for change in changes} == {actor}


def test_a_reason_is_kept_in_the_history():
    form = a_form("declined")
    services.reopen(form, by=UserFactory(), why="They wrote back")
    assert Change.objects.about(form).get().why == "They wrote back"


# ---- decisions


@pytest.mark.parametrize(
    ("verb", "start", "message", "decided"),
    [
        ("decline", "received", "Not this time.", True),
        ("invite", "received", "", True),
        ("reopen", "declined", "", False),
    ],
)
def test_what_a_decision_writes(verb, start, message, decided):
    form = InterestFormFactory(status=start, message="Earlier words" if start == "declined" else "")

    VERBS[verb](form, UserFactory())

    form.refresh_from_db()
    assert (form.message, form.decided_at is not None) == (message, decided)


def test_an_invitation_begins_a_draft_that_knows_what_the_form_told():
    call = call_with_form()
    form = InterestFormFactory(call=call, language="pt-br")

    application = services.invite(form, by=UserFactory())

    application.refresh_from_db()
    assert (application.call, application.city, application.form) == (call, form.city, form)
    assert (application.status, application.language, application.findings) == ("draft", "pt-br", form.findings)
    assert dict(application.answers.values_list("question__key", "value")) == {
        "department": "Census",
        "population": "240000",
        "story": "Ambulances arrive late in the hills.",
    }
    assert set(application.answers.values_list("version", "language", "editor")) == {(1, "pt-br", None)}


def test_the_sender_leads_the_application():
    form = InterestFormFactory()
    services.invite(form, by=UserFactory())
    assert list(CityMember.objects.values_list("city", "user", "role", "until")) == [
        (form.city_id, form.sender_id, "lead", None)
    ]


def test_a_city_that_has_a_lead_keeps_it():
    form = InterestFormFactory()
    lead = member(form.city)

    services.invite(form, by=UserFactory())

    roles = CityMember.objects.order_by("pk").values_list("user", "role")
    assert list(roles) == [(lead.pk, "lead"), (form.sender_id, "deputy")]


def test_a_sender_who_leads_the_city_already_stays_its_lead():
    form = InterestFormFactory()
    CityMember.objects.create(city=form.city, user=form.sender, role="lead", since=clock.today("UTC"))

    services.invite(form, by=UserFactory())

    assert list(CityMember.objects.values_list("user", "role")) == [(form.sender_id, "lead")]


def test_references_are_random_and_tell_no_number():
    call = CallFactory(programme_start=date(2027, 7, 19))
    references = [services.invite(InterestFormFactory(call=call), by=UserFactory()).reference for _number in range(3)]
    assert len(set(references)) == 3
    assert all(reference[:9] == "CDA-2027-" and len(reference) == 13 for reference in references)
    assert not set("AEIOUYLS01") & {letter for reference in references for letter in reference[9:]}


def test_a_question_is_answered_once_and_may_be_followed_by_another():
    form, officer = a_form(), UserFactory()

    first = services.ask(form, "Who?", by=officer)
    services.answer_question(form, "We", by=form.sender)
    services.ask(form, "When?", by=officer)

    first.refresh_from_db()
    assert (first.answer, first.answered_by, first.asked_by) == ("We", form.sender, officer)
    assert list(form.clarifications.open().values_list("question", flat=True)) == ["When?"]


def test_the_office_objects_once():
    form = a_form()
    first = services.object_to(form).office_objected_at
    assert services.object_to(form).office_objected_at == first
    assert Change.objects.about(form).count() == 1
