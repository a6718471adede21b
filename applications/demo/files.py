"""Letters that cities gave: one in the visitors' draft, one that was sent, one that was marked afterwards."""

from collections.abc import Iterator
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from applications import services
from applications.demo.part import Act, Part
from applications.models import Attachment, Question
from cda_portal.core import clock

LINES = ("Demonstration", "A letter of support, without a word in it.")


def a_pdf(lines: tuple[str, ...] = LINES) -> bytes:
    """One page with these lines of ASCII text, as small as a whole PDF gets."""
    text = " ".join(f"BT /F1 14 Tf 72 {740 - 24 * row} Td ({line}) Tj ET" for row, line in enumerate(lines))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + end).encode()


def acts(named: dict[str, Part]) -> Iterator[Act]:
    """Letters given while the applications were written."""
    for name in ("Recife", "Longueuil"):
        part = named[name]
        yield part.begun + (part.sent - part.begun) * 0.9, partial(give, part)


def settle(named: dict[str, Part]) -> None:
    """Today: the visitors' draft gets its letter, and staff find names in one that was sent."""
    give(named["Bucaramanga"])
    part = named["Longueuil"]
    letter = Attachment.objects.select_related("file").get(application=part.application, removed_at=None)
    services.hide_file(letter.file, by=part.officer, why="Names of residents on the second page")


def give(part: Part) -> None:
    """The part's letter of support, where the form asks for one."""
    question = Question.objects.filter(section__call=part.call, kind=Question.Kind.FILE, retired_at=None).first()
    if question is not None:
        upload = SimpleUploadedFile("letter-of-support.pdf", a_pdf())
        services.store_file(part.application, question, upload, by=part.sender, arrived=clock.now())
