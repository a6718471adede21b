"""Who may do what: every permission × every role, and the rows that each of them reaches."""

from datetime import timedelta

import pytest

from applications import permissions
from applications.models import Application, Extension, InterestForm
from applications.tests.factories import ApplicationFactory, CheckFactory, InterestFormFactory, member
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db
CITY = ["lead", "deputy", "member", "sponsor", "mayor", "office"]
PROGRAMME = ["officer", "approver", "observer", "reviewer", "coach", "expert"]
EVERYBODY = [*CITY, *PROGRAMME, "nobody", "elsewhere", "former"]


def somebody(who, city):
    if who in CITY:
        return member(city, who)
    if who in PROGRAMME:
        return UserFactory(role=who)
    if who == "elsewhere":
        return member(ApplicationFactory().city)
    person = UserFactory()
    if who == "former":
        city.members.create(user=person, role="member", since=clock.today("UTC"), until=clock.today("UTC"))
    return person


def seen(who, application):
    """This person, and the application as its pages load it for them."""
    user = somebody(who, application.city)
    return user, Application.objects.for_page(user).get(pk=application.pk)


WRITE = {"lead", "deputy", "member"}
SUBMIT = {"lead", "deputy"}
STAFF = {"officer", "approver", "observer"}
READ_SENT = {*CITY, *STAFF}


@pytest.mark.parametrize("who", EVERYBODY)
def test_of_a_draft(who):
    user, draft = seen(who, ApplicationFactory())
    assert permissions.can_write_answers(user, draft) is (who in WRITE)
    assert permissions.can_edit_application(user, draft, clock.now()) is (who in WRITE)
    assert permissions.can_submit_application(user, draft) is (who in SUBMIT)
    assert permissions.can_read_answers(user, draft) is (who in CITY)


@pytest.mark.parametrize("who", EVERYBODY)
def test_of_what_was_sent(who):
    user, sent = seen(who, ApplicationFactory(status="submitted"))
    assert permissions.can_edit_application(user, sent, clock.now()) is (who in WRITE)
    closes = sent.call.application_closes + sent.call.grace
    assert permissions.can_edit_application(user, sent, closes + timedelta(seconds=1)) is False
    assert permissions.can_withdraw(user, sent) is (who == "lead")
    assert permissions.can_answer_clarifications(user, sent) is (who in WRITE)
    assert permissions.can_ask_city(user) is (who in {"officer", "approver"})
    assert permissions.can_read_answers(user, sent) is (who in READ_SENT)


@pytest.mark.parametrize("who", EVERYBODY)
def test_of_staff_pages(who):
    user = somebody(who, ApplicationFactory().city)
    assert permissions.can_see_staff_pages(user) is (who in STAFF)
    assert permissions.can_decide_form(user, InterestFormFactory()) is (who in {"officer", "approver"})


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_question_is_answered_by_the_sender_alone(who):
    form = InterestFormFactory()
    assert permissions.can_answer_form(somebody(who, form.city), form) is False
    assert permissions.can_answer_form(form.sender, form) is True


@pytest.mark.parametrize("who", EVERYBODY)
def test_which_applications_are_reached(who):
    application = ApplicationFactory()
    user = somebody(who, application.city)
    assert Application.objects.visible_to(user).contains(application) is (who in READ_SENT)
    Conflict.objects.create(user=user, city=application.city, reason="Family", declared_by=user)
    assert Application.objects.visible_to(user).contains(application) is False


@pytest.mark.parametrize("who", EVERYBODY)
def test_which_forms_are_reached(who):
    form = InterestFormFactory()
    user = somebody(who, form.city)
    assert InterestForm.objects.visible_to(user).contains(form) is (who in STAFF)
    assert InterestForm.objects.visible_to(form.sender).contains(form) is True
    for person in (user, form.sender):
        Conflict.objects.create(user=person, city=form.city, reason="Family", declared_by=person)
        assert InterestForm.objects.visible_to(person).contains(form) is False


def test_without_what_a_page_loads_nothing_is_allowed():
    application = ApplicationFactory()
    lead = member(application.city)
    plain = Application.objects.get()
    assert permissions.can_write_answers(lead, plain) is False
    assert permissions.can_submit_application(lead, plain) is False


@pytest.mark.parametrize(("days", "own"), [(None, 0), (-1, 0), (2, 2)])
def test_the_later_deadline_counts(days, own):
    application = ApplicationFactory()
    user = UserFactory()
    closes = application.call.application_closes
    if days is not None:
        later = closes + timedelta(days=days)
        Extension.objects.create(call=application.call, city=application.city, closes=later, reason="A storm", by=user)
    loaded = Application.objects.for_page(user).get()
    assert permissions.closes(loaded) == closes + timedelta(days=own)


# ---- the form kept with a check, which whoever has the link of the check must not read

ANA = "ana@city.example"
KEPT = [  # what is kept, whose session it is, who asks: may they see it?
    (None, "mine", None, False),
    ({"email": ANA}, "mine", None, True),
    ({"email": ANA}, "", None, False),
    ({"email": ANA}, "", ANA, True),
    ({"email": ANA.upper()}, "", ANA, True),
    ({"email": ANA}, "", "other@city.example", False),
    ({"email": ANA}, "another", None, False),
    ({"email": ""}, "", "other@city.example", False),
    ({"user": "asker"}, "", ANA, True),
    ({"user": 0}, "", ANA, False),
    ({"user": None}, "", None, False),
]


@pytest.mark.parametrize(("kept", "session", "email", "sees"), KEPT)
def test_a_draft_form_is_its_writers(kept, session, email, sees):
    user = UserFactory(email=email) if email else None
    if kept and kept.get("user") == "asker":
        kept = {"user": user.pk}
    check = CheckFactory(interest=kept)
    pending = {"mine": check.key, "another": "another-key", "": ""}[session]
    assert permissions.can_see_draft_form(user, check, pending) is sees
