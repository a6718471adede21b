"""What intake adds to shared places: menu, home page, invariants, and what a verified address sets free."""

import pytest

from applications import contributions, services
from applications.models import Application, Clarification, InterestForm, Submission
from applications.tests.factories import (
    ApplicationFactory,
    CheckFactory,
    InterestFormFactory,
    complete_draft,
    member,
)
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.registry import contributions as contributed
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db


# ---- menu and home

MENUS = {
    "officer": ["Board", "Interest forms", "Applications"],
    "approver": ["Board", "Interest forms", "Applications"],
    "observer": ["Board", "Interest forms", "Applications"],
    "reviewer": ["Apply"],
    "coach": ["Apply"],
    "expert": ["Apply"],
    None: ["Apply"],
}


@pytest.mark.parametrize("role", MENUS)
def test_the_menu(role):
    """What intake itself brings; each area has a menu of its own."""
    assert [str(link.label) for link in contributions.intake.navigation(UserFactory(role=role))] == MENUS[role]


def cards(user):
    return [(str(card.title), str(card.text), card.href, card.kind) for card in contributions.home(user)]


@pytest.mark.parametrize(
    ("count", "title"),
    [(1, "1 interest form waits for a decision"), (3, "3 interest forms wait for a decision")],
)
def test_staff_are_told_what_waits(count, title):
    InterestFormFactory.create_batch(count)
    asked = InterestFormFactory()
    Clarification.objects.create(form=asked, question="Who?", asked_by=UserFactory())
    InterestFormFactory(status="invited")
    assert cards(UserFactory(role="officer")) == [
        (title, "Ask, invite or decline.", "/staff/forms/?status=received", "act")
    ]


def test_staff_are_told_of_objections():
    InterestFormFactory(office_objected_at=clock.now())
    [_waits, objects] = cards(UserFactory(role="observer"))
    assert objects[0] == "A mayor’s office says: not us"
    assert objects[2:] == ("/staff/forms/?flag=objected", "warn")


def test_a_conflict_is_not_counted():
    form, officer = InterestFormFactory(), UserFactory(role="officer")
    Conflict.objects.create(user=officer, city=form.city, reason="Family", declared_by=officer)
    assert cards(officer) == []


def test_a_sender_sees_the_form_until_it_is_decided():
    form = InterestFormFactory()
    address = form.get_absolute_url()
    assert cards(form.sender) == [(str(form.city), "Received. We read it and write to you.", address, "")]
    Clarification.objects.create(form=form, question="Who?", asked_by=UserFactory())
    assert cards(form.sender) == [(str(form.city), "We have a question for you.", address, "act")]
    InterestForm.objects.update(status="declined")
    assert cards(form.sender) == []


def test_a_form_that_was_written_and_not_sent_waits_for_its_writer():
    user = UserFactory()
    check = CheckFactory(interest={"email": user.email})
    CheckFactory(interest={"email": "other@city.example"})
    CheckFactory(interest={"email": user.email}, expires_at=clock.now())
    assert [card[2] for card in cards(user)] == [f"/interest/{check.key}/send/"]


APPLICATION_CARDS = {
    "draft": ("Your application is a draft.", "/apply/CDA-2027-TEST/", "act"),
    "submitted": ("Received", "/apply/CDA-2027-TEST/status/", ""),
    "in_review": ("Under review", "/apply/CDA-2027-TEST/status/", ""),
    "selected": ("Selected", "/apply/CDA-2027-TEST/status/", "act"),
    "waitlisted": ("On the waiting list", "/apply/CDA-2027-TEST/status/", ""),
    "declined": ("Not selected this time", "/apply/CDA-2027-TEST/status/", ""),
    "confirmed": ("Place confirmed", "/apply/CDA-2027-TEST/status/", ""),
    "place_declined": ("Place given up", "/apply/CDA-2027-TEST/status/", ""),
    "withdrawn": ("Withdrawn", "/apply/CDA-2027-TEST/status/", ""),
}


@pytest.mark.parametrize("status", Application.Status.values)
def test_an_application_in_every_state(status):
    application = ApplicationFactory(status=status, reference="CDA-2027-TEST")
    assert cards(member(application.city)) == [(str(application.city), *APPLICATION_CARDS[status])]


# ---- a verified address


def test_the_form_of_this_session_is_received_once():
    user, check = UserFactory(), CheckFactory(interest={"population": 1}, interest_at=clock.now())
    session = {"pending_interest": check.key}

    contributions.address_verified(user, session)
    contributions.address_verified(user, session)

    assert (InterestForm.objects.get().sender, session) == (user, {})
    assert Message.objects.filter(kind="interest_received").count() == 1


@pytest.mark.parametrize("session", [{}, {"pending_interest": "unknown"}, {"pending_interest": ""}])
def test_a_session_without_a_form_receives_nothing(session):
    CheckFactory(interest={"population": 1}, interest_at=clock.now())
    contributions.address_verified(UserFactory(), session)
    assert InterestForm.objects.count() == 0


def test_another_persons_form_does_not_stop_the_sign_in():
    first = CheckFactory(name="Chía", interest={"population": 1}, interest_at=clock.now())
    services.receive(first, by=UserFactory())
    second = CheckFactory(call=first.call, name="Chía", interest={"population": 1}, interest_at=clock.now())

    contributions.address_verified(UserFactory(), {"pending_interest": second.key})

    assert InterestForm.objects.count() == 1


# ---- invariants


def test_this_app_contributes():
    kinds = ("message_kinds", "navigation", "home", "address_verified", "invariants", "hidden_messages")
    assert all(getattr(contributions, kind) in contributed(kind) for kind in kinds)


def submitted():
    application, lead = complete_draft(form=InterestFormFactory(status="invited"))
    InterestForm.objects.filter(pk=application.form_id).update(city=application.city, call=application.call)
    services.submit(application, by=lead, arrived=clock.now())
    return application


def gap(application):
    Submission.objects.update(number=2)


def other_city(application):
    Application.objects.update(city=ApplicationFactory().city)


def two_questions(application):
    for _number in range(2):
        Clarification.objects.create(application=application, question="Who?", asked_by=UserFactory())


def withdrawn_with_a_question(application):
    Clarification.objects.create(application=application, question="Who?", asked_by=UserFactory())
    Application.objects.update(status="withdrawn")


BROKEN = {
    "a submitted application has a submission": lambda application: Submission.objects.all().delete(),
    "a draft has no submission": lambda application: Application.objects.update(status="draft"),
    "submissions are numbered without gaps": gap,
    "an invited form has an application": lambda application: InterestFormFactory(status="invited"),
    "an application belongs to the city and call of its form": other_city,
    "an application follows the submission that counts": lambda application: Application.objects.update(late=True),
    "one question about an application is open at a time": two_questions,
    "a withdrawn application asks nothing": withdrawn_with_a_question,
}


def test_what_holds():
    submitted()
    found = contributions.invariants()
    assert set(BROKEN) <= set(found)  # the other areas have their own
    assert set(found.values()) == {0}


@pytest.mark.parametrize("rule", BROKEN)
def test_what_is_noticed(rule):
    application = submitted()
    BROKEN[rule](application)
    assert contributions.invariants()[rule] == 1
