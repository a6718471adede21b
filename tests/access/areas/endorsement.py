"""A draft whose mayor has been asked, with a letter taken back; a sent one whose mayor has a question, with a letter."""

from applications import services
from applications.models import Call, EndorsementRequest
from applications.services import endorsement as endorsing
from applications.tests.endorsing import STATEMENT, a_term, answer, ask, link_of, pdf, upload
from cda_portal.core import clock
from cda_portal.core.models import StoredFile

PUBLIC = {"/endorse/<str:token>/": "the mayor answers by a link from a mail, without an account"}


def make(world):
    calls = Call.objects.filter(pk__in=[world.call.pk, world.past.pk])
    calls.update(endorsement="by_date", endorsement_due=clock.ahead(days=99), texts={"endorsement": STATEMENT})
    for one in (world.draft, world.sent):
        one.call.refresh_from_db()
    lead = world.people["lead"]
    world.term = a_term(world.city)
    world.old_letter = upload(world.draft, lead)
    services.take_letter_back(world.old_letter, by=lead)
    world.mayor = ask(world.draft, lead)
    answer(ask(world.sent, lead), "asked", "Who leads it?")
    world.letter = upload(world.sent, lead, file=pdf(text="held"))
    StoredFile.objects.filter(pk=world.letter.letter_id).update(scan="infected")
    EndorsementRequest.objects.update(sent_at=clock.ago(hours=1))


def parameters(world):
    draft, sent = world.draft.reference, world.sent.reference
    return {
        r"^/endorse/": {"token": link_of(world.mayor).token},
        r"^/apply/.*/endorsement/(reply/)?$": {"reference": sent},
        r"^/apply/.*/endorsement/letter/.*/take-back/": {"reference": sent, "pk": world.letter.pk},
        r"^/apply/.*/endorsement/letter/<": {"reference": draft, "pk": world.old_letter.pk},
        r"^/apply/.*/endorsement/": {"reference": draft},
        r"^/staff/applications/.*/letter/": {"reference": sent, "pk": world.letter.pk},
    }


def told(world):
    return {"signer": "mayor", "name": "Eva", "title": "Alcaldesa", "term": world.term.pk}


POSTS = {
    "/apply/<str:reference>/endorsement/": lambda world: {**told(world), "email": "eva@city.example", "language": "es"},
    "/apply/<str:reference>/endorsement/address/": lambda world: {"email": "new@city.example"},
    "/apply/<str:reference>/endorsement/reply/": lambda world: {"reply": "Ana does"},
    "/apply/<str:reference>/endorsement/letter/": lambda world: {
        **told(world),
        "letter": pdf(text="new"),
        "signed_on": "2026-11-20",
    },
    "/staff/applications/<str:reference>/letter/<int:pk>/refuse/": lambda world: {"why": "No signature"},
    "/endorse/<str:token>/": lambda world: {
        **told(world),
        "endorse": "1",
        "shown": endorsing.what_is_read(world.draft, "en").digest,
    },
}
STATES = {
    "/apply/<str:reference>/endorsement/letter/<int:pk>/@held": lambda world: {
        "reference": world.sent.reference,
        "pk": world.letter.pk,
    },
}
