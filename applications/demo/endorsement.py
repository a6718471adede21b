"""Mayors' endorsements in the demonstration: one asked, one given, one that needs renewing, a question and a letter."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from applications import services
from applications.content.languages import Text, in_four
from applications.demo.calendar import between
from applications.demo.part import Part
from applications.models import Answer, Endorsement, EndorsementRequest
from applications.services import endorsement as endorsing
from cda_portal.core import clock
from cda_portal.core.models import SecretLink
from cda_portal.core.text import say

Outcome = Endorsement.Outcome
QUESTION: Text = in_four(
    "Who leads this from day to day, and what does it take away from?",
    "¿Quién dirige esto en el día a día y a qué otra tarea le quita tiempo?",
    "Quem conduz isso no dia a dia, e de que outro trabalho isso tira tempo?",
    "Qui mène ce travail au quotidien, et à quoi prend-il du temps ?",
)
LETTER = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
xref
0 4
0000000000 65535 f 
0000000009 00000 n 
0000000053 00000 n 
0000000103 00000 n 
trailer<</Size 4/Root 1 0 R>>
startxref
162
%%EOF
"""  # noqa: W291 - each entry of the table has twenty bytes


def ask_mayors(parts: dict[str, Part]) -> None:
    _ask(parts["Bucaramanga"], 0.8)
    _answer(parts["Recife"], _ask(parts["Recife"], 0.5), Outcome.ENDORSED, 0.7)
    _answer(parts["Sherbrooke"], _ask(parts["Sherbrooke"], 0.8), Outcome.ASKED, 0.9)
    _answer(parts["Spokane"], _ask(parts["Spokane"], 0.8), Outcome.ENDORSED, 0.9)
    _change(parts["Spokane"])
    _letter(parts["Durham"])


def _when(part: Part, share: float) -> datetime:
    return between(part.begun, part.now, share, part.zone)


def _ask(part: Part, share: float) -> EndorsementRequest:
    with clock.standing_at(_when(part, share)):
        return services.request_endorsement(
            part.application,
            term=part.form.city.terms.last(),
            name=part.form.mayor_name,
            title=part.form.mayor_title,
            email=f"mayor@{part.host}",
            language=part.language,
            to_delegate=False,
            by=part.sender,
        )


def _answer(part: Part, request: EndorsementRequest, outcome: str, share: float) -> None:
    with clock.standing_at(_when(part, share)), translation.override(part.language):
        services.answer_request(
            SecretLink.objects.get(purpose=endorsing.LINK, object_id=request.pk),
            outcome=outcome,
            name=request.name,
            title=request.title,
            by_delegate=False,
            comment=say(QUESTION, part.language) if outcome == Outcome.ASKED else "",
            language=part.language,
            shown=endorsing.what_is_read(part.application, part.language).digest,
            arrived=clock.now(),
        )


def _change(part: Part) -> None:
    """A colleague writes on after the mayor has read it."""
    answer = Answer.objects.select_related("question").get(application=part.application, question__key="affected")
    with clock.standing_at(_when(part, 0.95)):
        services.save_answer(
            part.application,
            answer.question,
            f"{answer.value} Most of them rent.",
            version=answer.version,
            by=part.sender,
            language=part.language,
            arrived=clock.now(),
        )


def _letter(part: Part) -> None:
    at = _when(part, 0.6)
    with clock.standing_at(at):
        services.record_letter(
            part.application,
            SimpleUploadedFile("letter-of-the-mayor.pdf", LETTER),
            term=part.form.city.terms.last(),
            name=part.form.mayor_name,
            title=part.form.mayor_title,
            by_delegate=False,
            signed_on=at.date(),
            by=part.sender,
        )
