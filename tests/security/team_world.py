"""The team's part of the two worlds: what colleagues leave for each other, and what cities and staff tell each other."""

from datetime import timedelta

from applications import services
from applications.models import AnswerVersion, Enquiry, JoinRequest, SectionReady
from cda_portal.accounts.models import Invitation
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Comment


def make(draft, lead, waiting):
    services.invite_colleague(draft, "ina@city.example", "member", by=lead, language="en", message="Come in")
    services.comment(draft, "basics", "Which census?", by=lead)
    answered = services.enquire(draft, "May we send it in two languages?", by=lead)
    services.answer_enquiry(answered, "You may.", by=UserFactory(role="officer"))
    services.enquire(draft, "May we name a partner?", by=lead)
    services.ask_to_join(waiting, by=UserFactory(full_name="Eva Outside"), message="I run the data team")
    section = draft.call.sections.get(key="basics")
    SectionReady.objects.create(application=draft, section=section, by=lead)
    answer = draft.answers.get(question__key="department")
    AnswerVersion.objects.create(answer=answer, version=9, value="Before", editor=lead, edited_at=clock.now())


def remarks(word):
    """What colleagues say to each other, wrote before, and hold to be ready: no staff reads it."""

    def change(world):
        Comment.objects.filter(tier="team").update(text=word, part="people", edited_at=clock.now())
        AnswerVersion.objects.update(value=word, editor=None)
        SectionReady.objects.update(section=world.draft.call.sections.get(key="people"), at=clock.ago(days=9))

    return change


def talks(word):
    """What a city and staff tell each other, whom it invites, and who asks to join."""

    def change(world):
        Enquiry.objects.update(question=word, part="people", asked_at=clock.now() - timedelta(days=3))
        Enquiry.objects.filter(answered_at__isnull=False).update(answer=word)
        JoinRequest.objects.update(message=word, at=clock.now() - timedelta(days=3))
        Invitation.objects.update(message=word, full_name=word, language="fr", role="deputy")

    return change


def paths(references):
    found = ["/staff/enquiries/", "/staff/enquiries/?state=answered"]
    found += [f"/staff/enquiries/{pk}/" for pk in Enquiry.objects.values_list("pk", flat=True)]
    found += [f"/join/{pk}/" for pk in JoinRequest.objects.values_list("pk", flat=True)]
    pages = ("team/", "team/hand-over/", "changes/", "questions/", "section/basics/here/")
    return found + [f"/apply/{reference}/{page}" for reference in references for page in pages]
