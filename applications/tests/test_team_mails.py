"""What the mails around a team say: plain words, names as they were typed, one button that its reader can follow."""

import re
from urllib.parse import urlsplit

import pytest

from applications import services
from applications.contributions import team as contributed
from applications.tests.factories import ApplicationFactory, InterestFormFactory, member
from cda_portal.accounts.models import Invitation
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import SecretLink
from cda_portal.notifications import delivery
from cda_portal.notifications.models import Message
from cda_portal.notifications.rendering import reveal

pytestmark = pytest.mark.django_db
AWKWARD = "O'Brien & Co <b>"
HERE = "http://localhost:8000"


def token():
    return SecretLink.objects.filter(purpose="city-invitation", revoked_at=None, used_at=None).latest("pk").token


@pytest.fixture
def mails():
    """Every mail of a team, once, to people with awkward names."""
    application = ApplicationFactory(city=CityFactory(name=AWKWARD))
    lead, luis = (member(application.city, role, full_name=AWKWARD) for role in ("lead", "member"))
    ana = UserFactory(email="ana@city.example", full_name=AWKWARD)
    invite = {"by": lead, "language": "en", "message": AWKWARD}
    services.invite_colleague(application, "no@city.example", "mayor", **invite)
    services.decline_invitation(token())
    services.invite_colleague(application, ana.email, "member", **invite)
    services.accept_invitation(token(), by=ana)
    services.change_role(application, luis, "deputy", by=lead)
    services.remove_colleague(application, ana, by=luis)
    eva = UserFactory(full_name=AWKWARD)
    form = InterestFormFactory(city=application.city, call=application.call)
    join = services.ask_to_join(form, by=eva, message=AWKWARD)
    services.decide_join(join, accept=True, role="sponsor", reply=AWKWARD, by=lead)
    enquiry = services.enquire(application, AWKWARD, by=luis)
    services.answer_enquiry(enquiry, AWKWARD, by=UserFactory(role="officer"))
    services.hand_over(application, to=luis, by=lead)
    services.leave(application, by=member(application.city, "office", full_name=AWKWARD))
    return list(Message.objects.order_by("pk"))


def test_every_kind_is_there(mails):
    assert {mail.kind for mail in mails} == {kind.name for kind in contributed.message_kinds()}


def test_names_come_out_as_they_were_typed(mails):
    for mail in mails:
        assert not re.search(r"&(amp|#x27|#39|lt|gt|quot);", mail.subject + mail.text), mail.kind
        assert AWKWARD in mail.subject + mail.text, mail.kind
        assert "<b>" not in mail.html, mail.kind
        assert "None" not in mail.text, mail.kind


def test_a_button_leads_where_its_reader_can_go_on(mails, client):
    for mail in mails:
        text, _html = reveal(mail.text, mail.html, mail.secret)
        found = re.findall(rf"^-> .+\n{HERE}(\S+)$", text, re.MULTILINE)
        assert len(found) == (0 if mail.kind == "team_removed" else 1), mail.kind
        client.logout()
        if mail.user:
            client.force_login(mail.user)
        for path in found:
            assert client.get(urlsplit(path).path, follow=True).status_code == 200, mail.kind


def test_no_token_is_stored(mails):
    stored = "".join(str(value) for value in Message.objects.values_list("subject", "text", "html", "secret"))
    for link in SecretLink.objects.all():
        assert link.token.partition("-")[2] not in stored


@pytest.mark.parametrize("ended", ["revoke", "decline", "accept"])
def test_an_invitation_that_is_over_is_not_sent_any_more(ended):
    application = ApplicationFactory()
    lead, ana = member(application.city), UserFactory(email="ana@city.example")
    services.invite_colleague(application, ana.email, "member", by=lead, language="en")
    if ended == "revoke":
        services.revoke_invitation(application, Invitation.objects.get(), by=lead)
    elif ended == "decline":
        services.decline_invitation(token())
    else:
        services.accept_invitation(token(), by=ana)
    delivery.drain()
    assert list(Message.objects.filter(kind="city_invitation").values_list("status", "error")) == [
        ("dropped", "unwanted")
    ]


def test_a_request_that_is_decided_is_not_told_any_more():
    form = InterestFormFactory()
    join = services.ask_to_join(form, by=UserFactory(), message="I")
    services.decide_join(join, accept=False, by=form.sender)
    with clock.standing_at(clock.ahead(minutes=1)):
        delivery.drain()
    assert Message.objects.get(kind="join_asked").status == "dropped"
