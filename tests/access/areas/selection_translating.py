"""A file of translations that the officer has brought, and not applied; machine translation is off."""

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Answer
from applications.tests.factories import QuestionFactory, SectionFactory
from selection.models import TranslationImport
from selection.services.translating import digest_of
from selection.texts_file import COLUMNS

ROW = ["CDA-2025-READ", "problem", "problem", "es", digest_of("Buses are late."), "Los buses llegan tarde."]
FILE = ",".join(COLUMNS) + "\r\nCDA-2025-READ,problem,problem,en,es," + digest_of("Buses are late.") + ",x,Tarde\r\n"


def make(world):
    section = SectionFactory(call=world.read_call, key="problem")
    question = QuestionFactory(section=section, key="problem", kind="long_text")
    Answer.objects.create(application=world.read, question=question, value="Buses are late.", language="en")
    world.brought = TranslationImport.objects.create(
        call=world.read_call, name="spanish.csv", rows=[[2, *ROW]], by=world.people["ofcr"]
    )


def parameters(world):
    slug = world.read_call.slug
    return {r"^/staff/selection/<slug:slug>/translations/": {"slug": slug, "pk": world.brought.pk}}


POSTS = {
    "/staff/selection/<slug:slug>/translations/import/": lambda _world: {
        "file": SimpleUploadedFile("spanish.csv", FILE.encode())
    },
    "/staff/selection/<slug:slug>/translations/import/<int:pk>/": lambda _world: {"keep": "1"},
}
