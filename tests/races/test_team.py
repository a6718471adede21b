"""The team of a city, two at once: each guard has a twin that takes it away and must go red."""

import pytest

from applications import services
from applications.models import JoinRequest
from applications.tests.factories import ApplicationFactory, InterestFormFactory, member
from cda_portal.accounts import membership
from cda_portal.accounts.models import CityMember
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import links
from cda_portal.core.models import SecretLink
from cda_portal.notifications.models import Message
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "ana@city.example"


def told(kind):
    return Message.objects.filter(kind=kind).count()


# ---- an invitation, accepted by two clicks


def accept_twice(**options):
    application = ApplicationFactory()
    lead, ana = member(application.city), UserFactory(email=EMAIL)
    services.invite_colleague(application, EMAIL, "member", by=lead, language="en")
    token = SecretLink.objects.get(purpose="city-invitation").token
    return while_uncommitted(
        lambda: services.accept_invitation(token, by=ana), lambda: services.accept_invitation(token, by=ana), **options
    )


def memberships():
    return CityMember.objects.filter(user__email=EMAIL).count()


def test_an_invitation_is_used_once():
    first, second = accept_twice(blocks=True)
    assert first == second
    assert (memberships(), told("team_joined")) == (1, 1)


def test_an_invitation_is_used_once_by_its_link_alone(no_row_locks):
    first, second = accept_twice(blocks=True)
    assert first == second
    assert (memberships(), told("team_joined")) == (1, 1)


@pytest.mark.fault
def test_twin_an_invitation_is_used_twice(no_row_locks, monkeypatch):
    monkeypatch.setattr(links, "use", lambda link: True)
    with without_constraint(CityMember, "one_open_membership"):
        accept_twice(blocks=True)  # the second waits to mark the invitation, and does it all again
        assert memberships() == 2


# ---- the lead, handed over to somebody who leaves


def hand_over_and_leave(*, leaves_first, **options):
    application = ApplicationFactory()
    lead, luis = member(application.city), member(application.city, "member")
    acts = [
        lambda: services.hand_over(application, to=luis, by=lead),
        lambda: services.leave(application, by=luis),
    ]
    found = while_uncommitted(*(reversed(acts) if leaves_first else acts), **options)
    return found, membership.lead_of(application.city), lead, luis


def test_the_lead_stays_when_the_successor_has_left():
    (_left, handed), leads, lead, _luis = hand_over_and_leave(leaves_first=True, blocks=True)
    assert isinstance(handed, services.NotAllowed)
    assert leads == lead


def test_the_new_lead_cannot_leave():
    (_handed, left), leads, _lead, luis = hand_over_and_leave(leaves_first=False, blocks=True)
    assert isinstance(left, services.NotAllowed)
    assert leads == luis


@pytest.mark.fault
def test_twin_somebody_leads_who_has_left(no_row_locks):
    (_left, handed), leads, _lead, luis = hand_over_and_leave(leaves_first=True, blocks=True)
    assert not isinstance(handed, Exception)
    assert (leads, told("team_left"), told("team_lead")) == (luis, 1, 2)


@pytest.mark.fault
def test_twin_the_new_lead_is_told_to_have_left(no_row_locks):
    (_handed, left), _leads, _lead, _luis = hand_over_and_leave(leaves_first=False, blocks=True)
    assert not isinstance(left, services.NotAllowed)


# ---- two successors


def hand_over_twice(**options):
    application = ApplicationFactory()
    lead, *others = (member(application.city, role) for role in ("lead", "member", "deputy"))
    return while_uncommitted(
        *(lambda to=to: services.hand_over(application, to=to, by=lead) for to in others), **options
    )


def test_of_two_successors_one_leads():
    _first, second = hand_over_twice(blocks=True)
    assert isinstance(second, services.NotAllowed)
    assert CityMember.objects.active().filter(role="lead").count() == 1


@pytest.mark.fault
def test_twin_of_two_successors_both_lead(no_row_locks):
    one_lead = without_constraint(CityMember, "one_lead_per_city")
    with one_lead, without_constraint(CityMember, "one_open_membership"):  # the old lead is made deputy twice
        hand_over_twice(blocks=True)
        assert CityMember.objects.active().filter(role="lead").count() == 2


# ---- a request to join, decided by two


def decide_twice(**options):
    form = InterestFormFactory()
    lead, deputy = member(form.city), member(form.city, "deputy")
    join = services.ask_to_join(form, by=UserFactory(), message="I")
    found = while_uncommitted(
        lambda: services.decide_join(join, accept=True, role="member", by=lead),
        lambda: services.decide_join(join, accept=False, reply="No", by=deputy),
        **options,
    )
    join.refresh_from_db()
    return found, join, membership.roles_of(form.city, join.user)


def test_a_request_to_join_is_decided_once():
    (_first, second), join, roles = decide_twice(blocks=True)
    assert isinstance(second, services.NotAllowed)
    assert (join.accepted, roles, told("join_decided")) == (True, {"member"}, 1)


@pytest.mark.fault
def test_twin_a_request_to_join_is_accepted_and_declined(no_row_locks):
    (_first, second), join, roles = decide_twice(blocks=True)
    assert not isinstance(second, Exception)
    assert (join.accepted, roles) == (False, {"member"})  # declined on paper, and in the team


# ---- two clicks that ask


def ask_twice(**options):
    form, eva = InterestFormFactory(), UserFactory()
    asks = (lambda: services.ask_to_join(form, by=eva, message="I"),) * 2
    return while_uncommitted(*asks, **options)


def test_two_clicks_are_one_request():
    first, second = ask_twice(blocks=True)
    assert first == second
    assert (JoinRequest.objects.count(), told("join_asked")) == (1, 1)


@pytest.mark.fault
def test_twin_two_clicks_are_two_requests():
    with without_constraint(JoinRequest, "one_open_join_request"):
        ask_twice(blocks=False)
        assert JoinRequest.objects.count() == 2


# ---- a question to staff, taken back while it is answered


def answer_and_withdraw(**options):
    application = ApplicationFactory()
    lead, officer = member(application.city), UserFactory(role="officer")
    enquiry = services.enquire(application, "May we?", by=lead)
    found = while_uncommitted(
        lambda: services.withdraw_enquiry(enquiry, by=lead),
        lambda: services.answer_enquiry(enquiry, "Yes", by=officer),
        **options,
    )
    enquiry.refresh_from_db()
    return found, enquiry


def test_what_is_taken_back_is_not_answered():
    (_first, second), enquiry = answer_and_withdraw(blocks=True)
    assert isinstance(second, services.NotAllowed)
    assert (enquiry.answered_at, told("enquiry_answered")) == (None, 0)


@pytest.mark.fault
def test_twin_what_is_taken_back_is_answered(no_row_locks):
    (_first, second), enquiry = answer_and_withdraw(blocks=True)
    assert not isinstance(second, Exception)
    assert enquiry.withdrawn_at is not None
    assert enquiry.answered_at is not None
