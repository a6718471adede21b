"""A letter, one that was marked as holding personal data, and one on its way."""

from django.core.files.uploadedfile import SimpleUploadedFile

from applications import services
from applications.models import Attachment
from applications.tests.documents import pdf
from applications.tests.factories import question_of
from cda_portal.core import clock


def make(world):
    lead, letter = world.people["lead"], question_of(world.draft.call, "letter")
    world.marked = services.hide_file(file_of(world.draft), by=lead)
    told = {"by": lead, "arrived": clock.now()}
    services.store_file(world.draft, letter, SimpleUploadedFile("letter.pdf", pdf("new")), **told)
    world.upload = services.begin_upload(world.draft, letter, name="next.pdf", size=5_000, **told)


def file_of(application):
    return Attachment.objects.select_related("file").get(application=application, removed_at=None).file


def parameters(world):
    reference = world.draft.reference
    letter = question_of(world.draft.call, "letter").pk
    return {
        r"^/apply/.*/file/.*/(link|uploads)/": {"reference": reference, "pk": letter},
        r"^/apply/.*/uploads/": {"reference": reference, "key": world.upload.key, "offset": 0},
        r"^/apply/.*/files/": {"reference": reference, "key": file_of(world.draft).key},
        r"^/staff/files/": {"key": world.marked.key},
    }


def sent(world):
    return {"reference": world.sent.reference, "key": file_of(world.sent).key}


POSTS = {
    "/apply/<str:reference>/file/<int:pk>/link/": lambda world: {"letter-link": "https://a.example", "version": 2},
    "/apply/<str:reference>/file/<int:pk>/uploads/": lambda world: {"name": "next.pdf", "size": 5_000},
    "/staff/files/<str:key>/show/": lambda world: {"why": "A public register"},
}
STATES = {
    "/apply/<str:reference>/files/<str:key>/@sent": sent,
    "/apply/<str:reference>/files/<str:key>/hide/@sent": sent,
}
