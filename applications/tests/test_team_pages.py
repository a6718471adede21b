"""The pages around a team: what they say in every state, and that nothing typed is lost."""

import pytest

from applications import services
from applications.models import JoinRequest
from applications.tests.factories import CheckFactory, InterestFormFactory, complete_draft
from applications.tests.visitor import at, body
from cda_portal.accounts.models import Invitation
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import SecretLink

pytestmark = pytest.mark.django_db
EMAIL = "ana@city.example"


# ---- invitations


@pytest.fixture
def invitation(application, lead):
    return services.invite_colleague(
        application, EMAIL, "member", by=lead, language="en", full_name="Ana Prueba", message="<b>Come</b>"
    )


def link(invitation):
    [found] = SecretLink.objects.filter(object_id=invitation.pk, purpose="city-invitation", revoked_at=None)
    return f"/join/invitation/{found.token}/"


def accepted(invitation, lead):
    ana = UserFactory(email=EMAIL)
    services.accept_invitation(link(invitation).split("/")[3], by=ana)
    return ana


STATES = {  # what was done before; who opens the link; what the page says
    "signed out": (None, None, "Sign in with this address to accept"),
    "open": (None, EMAIL, "Accept and go to the application"),
    "another address": (None, "else@city.example", "You are signed in with another address"),
    "used": (accepted, None, "This invitation has been accepted. If that was you, sign in."),
    "revoked": ("revoke", None, "This invitation has been taken back or declined"),
    "expired": ("expire", None, "This invitation is too old"),
    "newer": ("resend", None, "A newer mail has been sent to you"),
}


@pytest.mark.parametrize("state", STATES)
def test_what_the_link_of_an_invitation_says(client, application, lead, invitation, state):
    before, email, said = STATES[state]
    address = link(invitation)
    if callable(before):
        before(invitation, lead)
    elif before == "revoke":
        services.revoke_invitation(application, invitation, by=lead)
    elif before == "expire":
        Invitation.objects.update(expires_at=clock.ago(minutes=1))
    elif before == "resend":
        Invitation.objects.update(sent_at=clock.ago(days=1))
        services.resend_invitation(application, Invitation.objects.get(), by=lead)
    if email:
        client.force_login(UserFactory(email=email))
    rows = (Invitation.objects.values().get(), SecretLink.objects.filter(used_at=None).count())

    first, second = client.get(address), client.get(address)

    assert (first.status_code, second.status_code) == (200, 200)
    assert said in body(second)
    assert "<b>Come</b>" not in body(second)
    assert (Invitation.objects.values().get(), SecretLink.objects.filter(used_at=None).count()) == rows


@pytest.mark.parametrize("token", ["1-x", "x", "1", "9" * 30 + "-x", "1-" + "0" * 43, "1-é"])
def test_a_token_that_is_none_of_ours(client, token, invitation):
    assert client.get(f"/join/invitation/{token}/").status_code == 404


def test_accepting_signed_out_leads_to_an_account_and_back(client, invitation):
    answer = client.post(link(invitation), {"account": "1"})
    assert answer["Location"] == f"/account/signup/?next={link(invitation)}"
    assert f'value="{EMAIL}"' in body(client.get(answer["Location"]))
    assert client.post(link(invitation), {"sign-in": "1"})["Location"] == f"/account/login/?next={link(invitation)}"


def test_accepting_leads_to_the_application(client, application, invitation):
    client.force_login(UserFactory(email=EMAIL))
    for _click in range(2):
        answer = client.post(link(invitation), {"accept": "1"}, follow=True)
        assert answer.request["PATH_INFO"] == at(application)
    assert "Ana Prueba" not in body(answer)  # the name that the account has, not the one the lead typed


def test_declining_without_an_account(client, invitation):
    assert "You have declined" in body(client.post(link(invitation), {"decline": "1"}))
    assert "taken back or declined" in body(client.get(f"/join/invitation/{SecretLink.objects.get().token}/"))


# ---- the team's page


def test_a_refused_invitation_keeps_what_was_typed(client, application, lead, luis):
    client.force_login(lead)
    sent = {"email": luis.email, "role": "deputy", "language": "fr", "message": "Venez"}
    answer = client.post(at(application, "team/invite/"), sent)
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)
    assert "is in the team already" in body(answer)
    assert "Venez" in body(answer)
    assert "<title>Error:" in body(answer)


def test_members_see_the_team_and_cannot_change_it(client, application, lead, luis, invitation):
    client.force_login(luis)
    page = body(client.get(at(application, "team/")))
    assert "Luis Ensayo" in page
    assert EMAIL not in page
    assert "Send the invitation" not in page
    assert "Leave the team" in page


def test_the_lead_is_told_how_to_leave(client, application, lead, luis):
    client.force_login(lead)
    assert "hand over the lead first" in body(client.get(at(application, "team/")))
    answer = client.post(at(application, "team/leave/"), follow=True)
    assert "Name a successor first" in body(answer)


def test_handing_over_needs_the_box_ticked(client, application, lead, luis):
    client.force_login(lead)
    address = at(application, "team/hand-over/")
    assert client.post(address, {"to": luis.pk}).status_code == 422
    assert "you are deputy" in body(client.post(address, {"to": luis.pk, "sure": "on"}, follow=True))
    assert client.get(address).status_code == 403


def test_rows_of_another_city_are_not_there(client, application, lead, invitation):
    other, other_lead = complete_draft(call=application.call)
    client.force_login(other_lead)
    row = application.city.members.get()
    for rest in (
        f"team/invitation/{invitation.pk}/resend/",
        f"team/invitation/{invitation.pk}/revoke/",
        f"team/person/{row.pk}/remove/",
    ):
        assert client.post(at(other, rest)).status_code == 404
        assert client.post(at(application, rest)).status_code == 404


# ---- asking to join


@pytest.fixture
def second():
    """Somebody whose city has a form already, with the check that holds theirs."""
    city = CityFactory(name="Chía")
    form = InterestFormFactory(city=city)
    eva = UserFactory(full_name="Eva Prueba")
    kept = {"user": eva.pk, "population": 1, "population_year": 2024, "office_aware": True}
    check = CheckFactory(call=form.call, name="Chía", interest=kept, interest_at=clock.now())
    return form, eva, check


def test_the_second_sender_asks_to_join(client, second):
    form, eva, check = second
    client.force_login(eva)
    exists = client.post(f"/interest/{check.key}/send/")
    assert (exists.status_code, "Ask to join" in body(exists)) == (409, True)
    assert client.post(f"/interest/{check.key}/join/", {"message": ""}).status_code == 422

    answer = client.post(f"/interest/{check.key}/join/", {"message": "I am the data lead"}, follow=True)

    assert "You asked to join Chía" in body(answer)
    assert "See your request" in body(client.post(f"/interest/{check.key}/send/"))
    client.force_login(form.sender)
    page = client.get(JoinRequest.objects.get().get_absolute_url())
    assert "I am the data lead" in body(page)
    client.post(f"{page.request['PATH_INFO']}decide/", {"accept": "1", "role": "member", "reply": "Hello"})
    client.force_login(eva)
    assert "Accepted." in body(client.get(page.request["PATH_INFO"]))


def test_a_yes_without_a_role_keeps_the_reply(client, second):
    form, eva, _check = second
    join = services.ask_to_join(form, by=eva, message="I")
    client.force_login(form.sender)
    answer = client.post(f"{join.get_absolute_url()}decide/", {"accept": "1", "role": "", "reply": "Hello there"})
    assert (answer.status_code, "Hello there" in body(answer)) == (422, True)
