"""The team of a city: an invitation out, somebody who asks to join, a remark, an earlier text, a question to staff."""

from applications import services
from applications.models import AnswerVersion
from applications.tests.factories import CheckFactory
from cda_portal.accounts.models import CityMember, Invitation
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import SecretLink


def make(world):
    lead, colleague = world.people["lead"], world.people["memb"]
    world.invitation = services.invite_colleague(
        world.draft, "invitee@city.example", "member", by=lead, language="en", full_name="Ina Vitee"
    )
    Invitation.objects.filter(pk=world.invitation.pk).update(sent_at=clock.ago(hours=1))
    world.join = services.ask_to_join(world.form, by=UserFactory(), message="I run the data team")
    gone = services.comment(world.draft, "basics", "Never mind", by=colleague)
    world.removed_remark = services.remove_comment(gone)
    world.remark = services.comment(world.draft, "basics", "Which census?", by=colleague)
    world.enquiry = services.enquire(world.draft, "May we?", by=lead)
    answer = world.draft.answers.get(question__key="department")
    world.earlier = AnswerVersion.objects.create(answer=answer, version=9, value="Before", edited_at=clock.now())
    kept = {"user": world.people["expt"].pk, "population": 1, "population_year": 2024, "office_aware": True}
    world.second = CheckFactory(call=world.call, name=world.city.name, interest=kept, interest_at=clock.now())


def parameters(world):
    draft = {"reference": world.draft.reference}
    token = SecretLink.objects.get(object_id=world.invitation.pk, purpose="city-invitation").token
    member = CityMember.objects.get(user=world.people["memb"])
    return {
        r"^/apply/.*/remark/<int:pk>/put-back/": {**draft, "pk": world.removed_remark.pk},
        r"^/apply/.*/remark/<": {**draft, "pk": world.remark.pk},
        r"^/apply/.*/changes/<": {**draft, "pk": world.earlier.pk},
        r"^/apply/.*/questions/<": {**draft, "pk": world.enquiry.pk},
        r"^/apply/.*/team/invitation/": {**draft, "pk": world.invitation.pk},
        r"^/apply/.*/team/person/": {**draft, "pk": member.pk},
        r"^/join/invitation/": {"token": token},
        r"^/join/<": {"pk": world.join.pk},
        r"^/interest/.*/join/": {"key": world.second.key},
        r"^/staff/enquiries/<": {"pk": world.enquiry.pk},
    }


PUBLIC = {"/join/invitation/<str:token>/": "whoever has the mail reads who invites before there is an account"}
POSTS = {
    "/apply/<str:reference>/section/<slug:section>/remark/": lambda world: {"text": "The latest one"},
    "/apply/<str:reference>/remark/<int:pk>/": lambda world: {"text": "Which of them?"},
    "/apply/<str:reference>/changes/<int:pk>/": lambda world: {"version": 1},
    "/apply/<str:reference>/questions/": lambda world: {"question": "May we ask?"},
    "/apply/<str:reference>/team/invite/": lambda world: {
        "email": "new@city.example",
        "role": "member",
        "language": "en",
    },
    "/apply/<str:reference>/team/person/<int:pk>/": lambda world: {"role": "sponsor"},
    "/apply/<str:reference>/team/hand-over/": lambda world: {"to": world.people["memb"].pk, "sure": "on"},
    "/join/invitation/<str:token>/": lambda world: {"account": "1"},
    "/join/<int:pk>/decide/": lambda world: {"accept": "1", "role": "member"},
    "/interest/<str:key>/join/": lambda world: {"message": "I run the data team"},
    "/staff/enquiries/<int:pk>/": lambda world: {"answer": "You may"},
}
