"""Invitations: one use, seven days, for one address; taken back and sent again."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cda_portal.accounts import invitations, services
from cda_portal.accounts.models import Invitation, User
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.accounts.tests.test_people import signed_in
from cda_portal.accounts.tests.test_sign_in import SIGN_UP
from cda_portal.core import clock, secrets
from cda_portal.core.models import Change, SecretLink
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db
EMAIL = "rita@university.example"


@pytest.fixture
def officer():
    return UserFactory(role="officer", full_name="Olga Officer")


def token(invitation):
    return (
        SecretLink.objects.filter(object_id=invitation.pk, purpose=invitations.purpose(invitation)).latest("pk").token
    )


def invite(officer, role="reviewer", **fields):
    return invitations.invite(EMAIL, role, by=officer, **fields)


# ---- the verbs


def test_an_invitation_is_mailed_with_a_link(officer):
    invitation = invite(officer, language="es", message="We met in Lima.")

    message = Message.objects.get(kind="role_invitation")
    assert (message.email, message.language) == (EMAIL, "es")
    assert "We met in Lima." in message.text
    assert token(invitation) not in message.text
    assert token(invitation) in secrets.decrypt(message.secret)
    assert invitation.expires_at - clock.now() > timedelta(days=6, hours=23)


def test_twice_is_once(officer):
    assert invite(officer) == invite(officer)
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 1)


def test_what_somebody_holds_they_are_not_invited_to(officer):
    UserFactory(email=EMAIL, role="reviewer")
    with pytest.raises(services.NotAllowedNow, match="already"):
        invite(officer)


def test_accepting_gives_the_role_once(officer):
    invitation, rita = invite(officer), UserFactory(email=EMAIL)

    invitations.accept(token(invitation), invitations.ROLE_LINK, user=rita)

    invitation.refresh_from_db()
    assert (invitation.accepted_by, rita.roles) == (rita, {"reviewer"})
    assert [one.act for one in Change.objects.about(rita).order_by("pk")] == ["role_granted", "invitation accepted"]
    with pytest.raises(services.NotAllowedNow, match="used"):
        invitations.accept(token(invitation), invitations.ROLE_LINK, user=rita)


def test_only_its_address_accepts(officer):
    invitation, other = invite(officer), UserFactory()
    with pytest.raises(services.NotAllowedNow, match=EMAIL):
        invitations.accept(token(invitation), invitations.ROLE_LINK, user=other)
    assert invitations.find(token(invitation), invitations.ROLE_LINK) == invitation


def taken_back(invitation, officer):
    invitations.revoke(invitation, by=officer)


def too_old(invitation, officer):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=clock.ago(seconds=1))


def sent_again(invitation, officer):
    invitations.resend(invitation, by=officer)


@pytest.mark.parametrize("ended", [taken_back, too_old, sent_again])
def test_a_link_that_has_ended_gives_nothing(officer, ended):
    invitation, rita = invite(officer), UserFactory(email=EMAIL)
    link = token(invitation)
    ended(invitation, officer)

    assert invitations.find(link, invitations.ROLE_LINK) is None
    with pytest.raises(services.NotAllowedNow):
        invitations.accept(link, invitations.ROLE_LINK, user=rita)
    assert rita.roles == frozenset()


def test_a_link_to_a_role_is_none_to_a_city(officer):
    assert invitations.find(token(invite(officer)), invitations.CITY_LINK) is None


def test_the_later_link_of_a_mail_that_was_sent_again_works(officer):
    invitation, rita = invite(officer), UserFactory(email=EMAIL)
    invitations.resend(invitation, by=officer)
    invitations.accept(token(invitation), invitations.ROLE_LINK, user=rita)
    assert rita.roles == {"reviewer"}
    assert Message.objects.filter(kind="role_invitation").count() == 2


def test_an_old_invitation_is_sent_again_by_inviting_again(officer):
    invitation = invite(officer)
    too_old(invitation, officer)
    assert invite(officer) == invitation
    assert invitations.is_open(Invitation.objects.get())


def test_who_lost_their_own_role_gives_none_by_an_earlier_invitation(officer):
    invitation, rita = invite(officer), UserFactory(email=EMAIL)
    services.end_role(officer, "officer", by=None)
    with pytest.raises(services.NotAllowedNow, match="cannot give this role"):
        invitations.accept(token(invitation), invitations.ROLE_LINK, user=rita)
    assert invitations.find(token(invitation), invitations.ROLE_LINK) == invitation


# state: what may still be done
AFTER = {
    "open": {"resend": True, "revoke": True},
    "old": {"resend": True, "revoke": True},
    "accepted": {"resend": False, "revoke": False},
    "revoked": {"resend": False, "revoke": True},
}


@pytest.mark.parametrize("state", AFTER)
@pytest.mark.parametrize("verb", ["resend", "revoke"])
def test_each_verb_in_each_state(officer, state, verb):
    invitation = invite(officer)
    changed = {
        "open": {},
        "old": {"expires_at": clock.ago(days=1)},
        "accepted": {"accepted_at": clock.now()},
        "revoked": {"revoked_at": clock.now()},
    }
    Invitation.objects.filter(pk=invitation.pk).update(**changed[state] or {"role": "reviewer"})
    if AFTER[state][verb]:
        getattr(invitations, verb)(invitation, by=officer)
    else:
        with pytest.raises(services.NotAllowedNow):
            getattr(invitations, verb)(invitation, by=officer)


def test_an_invitation_to_a_city_gives_its_role(officer):
    city, rita = CityFactory(), UserFactory(email=EMAIL)
    invitation = invite(officer, "member", city=city)
    invitations.accept(token(invitation), invitations.CITY_LINK, user=rita)
    assert [(row.city, row.role) for row in rita.memberships.all()] == [(city, "member")]


# ---- the pages

MAY_INVITE = {
    "officer": ["reviewer", "coach", "expert"],
    "approver": ["officer", "approver", "observer", "reviewer", "coach", "expert"],
}


@pytest.mark.parametrize("role", MAY_INVITE)
def test_who_may_invite_to_what(role):
    page = signed_in(UserFactory(role=role)).get("/staff/people/invite/")
    assert [value for value, _label in page.context["form"].fields["role"].choices] == MAY_INVITE[role]


def test_nobody_is_invited_to_more_than_one_may_give(officer):
    response = signed_in(officer).post("/staff/people/invite/", {"email": EMAIL, "role": "approver", "language": "en"})
    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_inviting_asks_again_who_one_is(officer):
    data = {"email": EMAIL, "role": "reviewer", "language": "en"}
    assert "/reauthenticate/" in signed_in(officer, sure=False).post("/staff/people/invite/", data)["Location"]
    assert signed_in(officer).post("/staff/people/invite/", data)["Location"] == "/staff/people/invitations/"
    assert Invitation.objects.get().email == EMAIL


def test_the_list_says_what_became_of_each(officer, django_assert_num_queries):
    browser = signed_in(officer)
    invite(officer)
    browser.get("/staff/people/invitations/")
    with django_assert_num_queries(4):
        page = browser.get("/staff/people/invitations/")
    assert [(row["state"], row["can_act"]) for row in page.context["rows"]] == [("Waiting", True)]
    invitations.invite("b@x.example", "coach", by=officer)
    invitations.revoke(invitations.invite("c@x.example", "observer", by=officer), by=officer)
    with django_assert_num_queries(4):
        page = browser.get("/staff/people/invitations/")
    assert [row["state"] for row in page.context["rows"]] == ["Waiting", "Waiting", "Taken back"]


FILTERS = [
    ("", ["wait@x.example", "old@x.example", "back@x.example", "yes@x.example"]),
    ("state=waiting", ["wait@x.example"]),
    ("state=accepted", ["yes@x.example"]),
    ("state=revoked", ["back@x.example"]),
    ("state=old", ["old@x.example"]),
    ("q=LEE", ["yes@x.example"]),
    ("q=back%40", ["back@x.example"]),
    ("q=back&state=old", []),
    ("state=nonsense&q=%00", ["wait@x.example", "old@x.example", "back@x.example", "yes@x.example"]),
]


def test_the_list_is_searched_and_filtered(officer):
    for name in ("yes", "back", "old", "wait"):
        with clock.standing_at(clock.ago(days=8) if name != "wait" else clock.now()):
            invitations.invite(f"{name}@x.example", "reviewer", by=officer, full_name="Rita Lee" * (name == "yes"))
    Invitation.objects.filter(email="yes@x.example").update(accepted_at=clock.now())
    Invitation.objects.filter(email="back@x.example").update(revoked_at=clock.now())
    browser = signed_in(officer)
    found = {
        query: [row["invitation"].email for row in browser.get(f"/staff/people/invitations/?{query}").context["rows"]]
        for query, _rows in FILTERS
    }
    assert found == dict(FILTERS)


def test_opening_the_link_uses_nothing(officer):
    path = f"/invitation/{token(invite(officer))}/"
    for _visit in range(3):
        assert Client().get(path).status_code == 200
    assert Client().get("/invitation/1-nonsense/").status_code == 404


def test_somebody_new_opens_an_account_and_accepts(officer):
    invitation, browser = invite(officer, full_name="Rita Lee"), Client()
    path = f"/invitation/{token(invitation)}/"

    door = browser.post(path)["Location"]
    assert door.startswith("/account/signup/?next=")
    assert 'value="rita@university.example"' in browser.get(door).content.decode()
    browser.post(door, {**SIGN_UP, "email": EMAIL, "full_name": "Rita Lee"})
    code = re.search(r"\b\d{8}\b", secrets.decrypt(Message.objects.filter(kind="account_mail").latest("pk").secret))
    back = browser.post("/account/confirm-email/", {"code": code[0]}, follow=True)
    assert back.redirect_chain[-1][0] == path

    browser.post(path)

    assert User.objects.get(email=EMAIL).roles == {"reviewer"}


def test_somebody_known_signs_in_and_accepts(officer):
    UserFactory(email=EMAIL)
    path = f"/invitation/{token(invite(officer))}/"
    assert Client().post(path)["Location"].startswith("/account/login/?next=")
