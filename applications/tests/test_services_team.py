"""The team's verbs: who may, what they leave behind, who is told, and what a second click does."""

from datetime import timedelta

import pytest

from applications import services
from applications.contributions import team as contributed
from applications.models import JoinRequest
from applications.services.team import MOST_OPEN, invitation_behind
from applications.tests.factories import ApplicationFactory, InterestFormFactory, member
from cda_portal.accounts import membership
from cda_portal.accounts.models import CityMember, Invitation
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change, SecretLink
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
ROLES = ["lead", "deputy", "member", "sponsor", "mayor", "office"]
EMAIL = "ana@city.example"


@pytest.fixture
def application():
    return ApplicationFactory()


@pytest.fixture
def lead(application):
    return member(application.city)


def invite(application, by, email=EMAIL, role="member", **more):
    return services.invite_colleague(application, email, role, by=by, language="es", **more)


def token(invitation):
    return SecretLink.objects.get(object_id=invitation.pk, purpose="city-invitation", revoked_at=None).token


def told():
    return sorted(Message.objects.values_list("kind", "email"))


def roles(application, user):
    return set(membership.roles_of(application.city, user))


def acts(obj):
    return list(Change.objects.about(obj).order_by("pk").values_list("act", flat=True))


# ---- who may

VERBS = {
    "invite": lambda application, by, luis: invite(application, by),
    "change": lambda application, by, luis: services.change_role(application, luis, "sponsor", by=by),
    "remove": lambda application, by, luis: services.remove_colleague(application, luis, by=by),
    "hand over": lambda application, by, luis: services.hand_over(application, to=luis, by=by),
    "leave": lambda application, by, luis: services.leave(application, by=by),
}
MAY = {
    "invite": {"lead", "deputy"},
    "change": {"lead", "deputy"},
    "remove": {"lead", "deputy"},
    "hand over": {"lead"},
    "leave": {"deputy", "member", "sponsor", "mayor", "office", None},
}


@pytest.mark.parametrize("role", [*ROLES, None])
@pytest.mark.parametrize("verb", VERBS)
def test_who_may(application, verb, role):
    by = member(application.city, role) if role else UserFactory()
    luis = member(application.city, "member")
    if role in MAY[verb]:
        VERBS[verb](application, by, luis)
    else:
        before = list(CityMember.objects.values_list("user", "role", "until"))
        with pytest.raises(services.NotAllowed):
            VERBS[verb](application, by, luis)
        assert list(CityMember.objects.values_list("user", "role", "until")) == before
        assert (Invitation.objects.count(), told()) == (0, [])


# ---- invitations


def test_an_invitation_is_mailed_in_its_language_and_accepted_once(application, lead):
    invitation = invite(application, lead, email=" Ana@City.example ", role="deputy", message="Come in")
    assert (invitation.email, told()) == (EMAIL, [("city_invitation", EMAIL)])
    assert Message.objects.get().language == "es"
    assert "Come in" in Message.objects.get().text
    ana = UserFactory(email=EMAIL)

    first = services.accept_invitation(token(invitation), by=ana)
    second = services.accept_invitation(
        SecretLink.objects.get(object_id=invitation.pk, purpose="city-invitation").token, by=ana
    )

    assert first == second
    assert roles(application, ana) == {"deputy"}
    assert told() == [("city_invitation", EMAIL), ("team_joined", lead.email)]


def test_inviting_twice_is_once(application, lead):
    assert invite(application, lead) == invite(application, lead)
    assert told() == [("city_invitation", EMAIL)]


def test_one_address_has_one_role(application, lead):
    invite(application, lead)
    with pytest.raises(services.NotAllowed, match="invited already"):
        invite(application, lead, role="deputy")
    colleague = member(application.city, "mayor")
    with pytest.raises(services.NotAllowed, match="in the team already"):
        invite(application, lead, email=colleague.email.upper())


def test_invitations_that_wait_are_not_without_number(application, lead):
    for number in range(MOST_OPEN):
        invite(application, lead, email=f"{number}@city.example")
    with pytest.raises(services.NotAllowed, match="Too many"):
        invite(application, lead)


def test_another_address_may_not_accept(application, lead):
    invitation = invite(application, lead)
    with pytest.raises(services.NotAllowed, match="for ana@city.example"):
        services.accept_invitation(token(invitation), by=UserFactory())
    assert CityMember.objects.count() == 1


@pytest.mark.parametrize("role", ["officer", "approver", "observer"])
def test_staff_act_for_no_city(application, lead, role):
    invitation = invite(application, lead)
    with pytest.raises(services.NotAllowed, match="programme team"):
        services.accept_invitation(token(invitation), by=UserFactory(email=EMAIL, role=role))


def test_seven_days(application, lead):
    invitation, ana = invite(application, lead), UserFactory(email=EMAIL)
    link = token(invitation)
    with clock.standing_at(clock.ahead(days=7, minutes=1)), pytest.raises(services.NotAllowed):
        services.accept_invitation(link, by=ana)
    with clock.standing_at(clock.ahead(days=6, hours=23)):
        services.accept_invitation(link, by=ana)


def test_what_is_taken_back_opens_nothing(application, lead):
    invitation, ana = invite(application, lead), UserFactory(email=EMAIL)
    link = token(invitation)
    services.revoke_invitation(application, invitation, by=lead)
    services.revoke_invitation(application, invitation, by=lead)
    with pytest.raises(services.NotAllowed):
        services.accept_invitation(link, by=ana)
    assert invitation_behind(link) == invitation  # so that the page can say why
    assert invite(application, lead) != invitation


def test_sent_again_has_another_link_and_a_second_click_is_none(application, lead):
    invitation, ana = invite(application, lead), UserFactory(email=EMAIL)
    old = token(invitation)
    services.resend_invitation(application, invitation, by=lead)
    assert len(told()) == 1  # within the minute
    with clock.standing_at(clock.ahead(minutes=2)):
        services.resend_invitation(application, invitation, by=lead)
    assert len(told()) == 2
    with pytest.raises(services.NotAllowed):
        services.accept_invitation(old, by=ana)
    services.accept_invitation(token(invitation), by=ana)
    with clock.standing_at(clock.ahead(minutes=2)), pytest.raises(services.NotAllowed):
        services.resend_invitation(application, Invitation.objects.get(), by=lead)


def test_saying_no_needs_no_account_and_is_told_once(application, lead):
    invitation = invite(application, lead)
    link = token(invitation)
    services.decline_invitation(link)
    with pytest.raises(services.NotAllowed):
        services.decline_invitation(link)
    with pytest.raises(services.NotAllowed):
        services.accept_invitation(link, by=UserFactory(email=EMAIL))
    assert told() == [("city_invitation", EMAIL), ("invitation_declined", lead.email)]


# ---- roles


def test_a_role_is_changed_and_told(application, lead):
    luis = member(application.city, "member")
    services.change_role(application, luis, "deputy", by=lead)
    services.change_role(application, luis, "deputy", by=lead)
    assert roles(application, luis) == {"deputy"}
    assert told() == [("team_role", luis.email)]
    assert acts(application.city) == ["member role changed", "member_added"]


@pytest.mark.parametrize("role", ["lead", "member"])
def test_the_lead_is_not_changed_by_a_role(application, lead, role):
    luis = member(application.city, "deputy")
    with pytest.raises(services.NotAllowed, match="handed over"):
        services.change_role(application, lead, role, by=luis)
    with pytest.raises(services.NotAllowed):
        services.change_role(application, luis, "lead", by=lead)
    with pytest.raises(services.NotAllowed, match="lead"):
        services.remove_colleague(application, lead, by=luis)


def test_somebody_is_removed_once_and_can_come_back(application, lead):
    luis = member(application.city, "member")
    services.remove_colleague(application, luis, by=lead)
    services.remove_colleague(application, luis, by=lead)
    assert roles(application, luis) == set()
    assert told() == [("team_removed", luis.email)]
    invitation = invite(application, lead, email=luis.email)
    services.accept_invitation(token(invitation), by=luis)
    assert roles(application, luis) == {"member"}


def test_leaving_is_told_to_the_lead(application, lead):
    luis = member(application.city, "deputy")
    services.leave(application, by=luis)
    services.leave(application, by=luis)
    assert (roles(application, luis), told()) == (set(), [("team_left", lead.email)])


def test_the_lead_is_handed_over(application, lead):
    luis = member(application.city, "sponsor")
    services.hand_over(application, to=luis, by=lead)
    services.hand_over(application, to=luis, by=lead)  # a second click
    assert (roles(application, luis), roles(application, lead)) == ({"lead"}, {"deputy"})
    assert told() == sorted([("team_lead", luis.email), ("team_lead", lead.email)])
    services.leave(application, by=lead)
    with pytest.raises(services.NotAllowed, match="successor"):
        services.leave(application, by=luis)


def test_the_lead_goes_to_nobody_outside(application, lead):
    with pytest.raises(services.NotAllowed, match="does not act"):
        services.hand_over(application, to=UserFactory(), by=lead)
    assert roles(application, lead) == {"lead"}


# ---- joining


@pytest.fixture
def form():
    return InterestFormFactory()


def ask(form, by=None):
    return services.ask_to_join(form, by=by or UserFactory(), message="I run the data team")


def test_the_sender_hears_of_it_while_nobody_leads(form):
    eva = UserFactory()
    assert ask(form, eva) == ask(form, eva)
    assert told() == [("join_asked", form.sender.email)]


def test_the_lead_and_deputies_hear_of_it(form):
    people = [member(form.city, role) for role in ("lead", "deputy", "member")]
    ask(form)
    assert told() == sorted(("join_asked", person.email) for person in people[:2])


def test_who_is_in_need_not_ask(form):
    for person in (form.sender, member(form.city, "member"), UserFactory(role="officer")):
        with pytest.raises(services.NotAllowed):
            ask(form, person)
    assert JoinRequest.objects.count() == 0


@pytest.mark.parametrize(
    "who", ["lead", "deputy", "member", "sponsor", "sender", "officer", "approver", "observer", "asker", "elsewhere"]
)
def test_who_decides(form, who):
    lead = member(form.city)
    join = ask(form)
    by = {"lead": lead, "sender": form.sender, "asker": join.user}.get(who) or (
        member(form.city, who) if who in ROLES else UserFactory(role=None if who == "elsewhere" else who)
    )
    if who in {"lead", "deputy", "officer", "approver"}:
        services.decide_join(join, accept=True, role="member", by=by)
        expected = [("join_decided", join.user.email)] + ([] if who == "lead" else [("team_joined", lead.email)])
        assert [one for one in told() if one[0] != "join_asked"] == sorted(expected)
        assert membership.roles_of(form.city, join.user) == {"member"}
    else:
        with pytest.raises(services.NotAllowed):
            services.decide_join(join, accept=True, role="member", by=by)
        assert membership.roles_of(form.city, join.user) == frozenset()


def test_the_sender_decides_while_nobody_leads(form):
    join = services.decide_join(ask(form), accept=False, reply="We do not know you", by=form.sender)
    assert (join.accepted, join.reply, join.decided_by) == (False, "We do not know you", form.sender)
    assert "We do not know you" in Message.objects.get(kind="join_decided").text


@pytest.mark.parametrize("role", ["lead", "", "king"])
def test_a_yes_needs_a_role_that_can_be_given(form, role):
    join = ask(form)
    with pytest.raises(services.NotAllowed):
        services.decide_join(join, accept=True, role=role, by=form.sender)
    join.refresh_from_db()
    assert join.decided_at is None


def test_it_is_decided_once_and_may_be_asked_again(form):
    join = ask(form)
    services.decide_join(join, accept=False, by=form.sender)
    with pytest.raises(services.NotAllowed, match="decided"):
        services.decide_join(join, accept=True, role="member", by=form.sender)
    assert ask(form, join.user) != join


def test_every_kind_of_mail_of_a_team_is_sent_by_an_act():
    here = {"city_invitation", "invitation_declined", "team_joined", "team_role", "team_removed", "team_lead"}
    here |= {"team_left", "join_asked", "join_decided"}
    assert {kind.name for kind in contributed.message_kinds()} == here | {"enquiry_answered"}


@pytest.mark.parametrize("minutes", [timedelta(0), timedelta(days=8)])
def test_the_home_page_leads_to_an_open_invitation(application, lead, minutes):
    invitation, ana = invite(application, lead), UserFactory(email=EMAIL)
    with clock.standing_at(clock.now() + minutes):
        links = [card.href for card in contributed.home(ana)]
    assert links == ([f"/join/invitation/{token(invitation)}/"] if not minutes else [])
