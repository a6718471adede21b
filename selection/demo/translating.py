"""Demonstration translations: what a translator brought back of a few Spanish texts, into English."""

from applications.models import Answer, AnswerTranslation, Call
from cda_portal.accounts.models import User
from selection import translations
from selection.services import translating
from selection.services.translating import Given
from selection.translations import Place

ENGLISH = {
    "Alcalde o alcaldesa": "Mayor",
    "Presidente municipal": "Mayor",
    "Intendente": "Mayor",
    (
        "Un cruce cuidadoso puede avisar a la promotora qué niño perdió dos controles y quién lo vio por última vez. "
        "Un modelo de lenguaje podría resumir las notas de tres oficinas en media página que ella lee antes de la "
        "visita. Decide ella, siempre. No queremos un puntaje de riesgo de familias."
    ): (
        "Matching records with care can tell the health worker which child has missed two check-ups and who saw them "
        "last. A language model could sum up the notes of three offices on half a page that she reads before the "
        "visit. She decides, always. We do not want a risk score for families."
    ),
    (
        "El peor daño sería que una familia deje de ir por sentirse vigilada. Por eso el cruce no llega a policía ni "
        "a justicia, cada acceso queda registrado y la familia puede ver lo que se anotó. Un error de nombre puede "
        "mezclar dos niños: una persona confirma cada coincidencia dudosa."
    ): (
        "The worst harm would be a family that stops coming because it feels watched. So the matched records reach "
        "neither the police nor the courts, every access is logged, and the family can see what was written down. A "
        "mistake in a name can mix up two children: a person confirms every doubtful match."
    ),
    (
        "El equipo puede cambiar rutas, turnos, formularios y avisos, y gastar hasta el límite de compra menor. Para "
        "cambiar un contrato se pide a la secretaría de hacienda, que respondió siempre en menos de diez días. Una "
        "ordenanza va al concejo."
    ): (
        "The team can change routes, shifts, forms and notices, and spend up to the limit for small purchases. To "
        "change a contract it asks the finance department, which has always answered within ten days. A by-law goes "
        "to the council."
    ),
}


def make(call: Call, *, by: User) -> None:
    """Keep them for every answer that says exactly this."""
    todo = [one for one, _into in translations.wanted(by, call, "es", "en", unless=[])]
    applications = {one.place.application for one in todo}
    texts = translations.texts_of(by, call, applications)
    asked = Answer.objects.filter(application__in=applications).values_list(
        "application", "question__section__key", "question__key", "pk"
    )
    answers = {Place(application, section, question): pk for application, section, question, pk in asked}
    given = [
        Given(answers[one.place], one.digest, "en", ENGLISH[texts[one.place]])
        for one in todo
        if texts.get(one.place) in ENGLISH and one.place in answers
    ]
    if given:
        translating.keep(call, given, origin=AnswerTranslation.Origin.HUMAN, by=by)
