"""Applications after they were sent, in the demonstration: sent again, changed since, asked about; and last year's answers."""

from datetime import datetime, timedelta

from django.utils import translation

from applications import services
from applications.content.languages import Text, in_four
from applications.demo.part import Part
from applications.models import Answer, Application, Call, Question
from applications.models.application import REFERENCE_LETTERS
from applications.reading import count_words
from cda_portal.core import clock
from cda_portal.core.text import say

ADDED: Text = in_four(
    "Since we first sent this, two more districts have joined.",
    "Desde el primer envío se han sumado dos distritos más.",
    "Desde o primeiro envio, mais dois distritos se juntaram.",
    "Depuis le premier envoi, deux autres quartiers se sont joints.",
)
NOT_SENT: Text = in_four(
    "We are still checking this figure.",
    "Todavía estamos revisando esta cifra.",
    "Ainda estamos conferindo este número.",
    "Nous vérifions encore ce chiffre.",
)
SOURCE: Text = in_four(
    "Could you name the source of your measure in one sentence?",
    "¿Podrían nombrar en una frase la fuente de su medida?",
    "Vocês poderiam citar, em uma frase, a fonte da medida?",
    "Pourriez-vous nommer en une phrase la source de votre mesure ?",
)
NAMED: Text = in_four(
    "The control room’s own log, kept since 2019.",
    "El registro de la sala de control, que se lleva desde 2019.",
    "O registro da sala de controle, mantido desde 2019.",
    "Le registre de la salle de contrôle, tenu depuis 2019.",
)
LAST_YEAR = 6  # answers that the city had written when it stopped


def go_on_writing(parts: dict[str, Part]) -> None:
    again = parts["Recife"]
    _add(again, ADDED, 0.3)
    with clock.standing_at(_when(again, 0.4)):
        services.submit(again.application, by=again.sender, arrived=clock.now())
    with clock.standing_at(_when(again, 0.5)):
        asked = services.ask_city(again.application, say(SOURCE, again.language), by=again.officer)
    with clock.standing_at(_when(again, 0.7)):
        services.answer_city_question(asked, say(NAMED, again.language), by=again.sender)
    _add(again, NOT_SENT, 0.9)


def _when(part: Part, share: float) -> datetime:
    return part.sent + (part.now - part.sent) * share


def _add(part: Part, text: Text, share: float) -> None:
    """A sentence more in the first long text that has room for it."""
    texts = Answer.objects.filter(application=part.application, question__kind="long_text").order_by("question")
    room = [
        answer
        for answer in texts.select_related("question")
        if count_words(f"{answer.value} {say(text, part.language)}") <= (answer.question.words or 0)
    ]
    if not room:
        return
    answer = room[0]
    with clock.standing_at(_when(part, share)):
        value = f"{answer.value} {say(text, part.language)}"
        services.save_answer(
            part.application,
            answer.question,
            value,
            version=answer.version,
            by=part.sender,
            language=part.language,
            arrived=clock.now(),
        )


def last_year(part: Part) -> None:
    """The city began an application to the call before, and did not send it: its answers can be copied."""
    past = Call.objects.filter(programme_start__lt=part.call.programme_start).order_by("-programme_start").first()
    if past is None:
        return
    at = past.application_closes - timedelta(days=9)
    letters = "".join(part.chance.choices(REFERENCE_LETTERS, k=4))
    with clock.standing_at(at), translation.override(part.language):
        old = Application.objects.create(
            call=past,
            city=part.form.city,
            reference=f"CDA-{past.programme_start:%Y}-{letters}",
            language=part.language,
            edited_at=at,
        )
        told = part.story.answers
        asked = Question.objects.filter(section__call=past, key__in=told, retired_at=None).order_by("-section", "pk")
        Answer.objects.bulk_create(
            Answer(
                application=old,
                question=question,
                value=told[question.key],
                language=part.language,
                editor=part.sender,
                edited_at=at,
            )
            for question in asked[:LAST_YEAR]
        )
