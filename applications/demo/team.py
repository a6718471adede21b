"""The team of the visitors' own city at work: an invitation out, somebody at the door, remarks, questions to staff."""

from datetime import datetime, timedelta

from applications import services
from applications.demo.part import Part, host
from applications.models import Application, Section
from cda_portal.accounts import demo as people
from cda_portal.accounts.models import User
from cda_portal.core import clock

MESSAGE = "Usted conoce los expedientes de licencias mejor que nadie: nos falta su mirada."
REMARKS = [
    ("member", "La cifra de visitas a la ventanilla es de 2024. ¿La cambiamos por la de este año?"),
    ("lead", "Sí. La pido mañana en Planeación y la pongo aquí."),
]
ANSWERED = (
    "¿Podemos responder algunas preguntas en español y otras en inglés?",
    "Sí. Cada respuesta se lee en el idioma en que está escrita.",
)
OPEN = "El convenio con la universidad se firma en marzo. ¿Podemos nombrarla ya como aliada?"
ASKS = "Trabajo en la Secretaría de Salud y llevo los datos de urgencias. Quisiera sumarme."


def work_together(part: Part) -> None:
    lead, member, officer = (people.signed_up(account) for account in ("lead", "member", "officer"))
    application = Application.objects.for_page(lead).get(pk=part.application.pk)
    sections = {section.key: section for section in Section.objects.filter(call=part.call)}
    with clock.standing_at(_ago(part, days=3)):
        services.invite_colleague(
            application,
            f"adela.rincon@{host(part.told.name)}",
            "deputy",
            by=lead,
            language="es",
            full_name="Adela Rincón",
            message=MESSAGE,
        )
        asked = services.enquire(application, ANSWERED[0], by=member)
        for account, text in REMARKS:
            services.comment(application, "problem", text, by=people.signed_up(account))
    with clock.standing_at(_ago(part, days=2)):
        services.answer_enquiry(asked, ANSWERED[1], by=officer)
        services.mark_ready(application, sections["city"], by=member, arrived=clock.now())
        services.enquire(application, OPEN, by=lead, part="problem")
    [eva] = people.sign_up(
        [
            User(
                email=f"eva.lozano@{host(part.told.name)}",
                full_name="Eva Lozano",
                language="es",
                time_zone="America/Bogota",
            )
        ]
    )
    with clock.standing_at(_ago(part, hours=20)):
        services.ask_to_join(part.form, by=eva, message=ASKS)
    edit(application, member)


def edit(application: Application, member: User) -> None:
    """A text that a colleague wrote on, so that there is an earlier one."""
    answer = application.answers.filter(question__kind="long_text", question__section__key="problem").first()
    if answer is not None:
        services.save_answer(
            Application.objects.for_page(member).get(pk=application.pk),
            answer.question,
            f"{answer.value} Lo confirmamos con dos funcionarias de la ventanilla.",
            version=answer.version,
            by=member,
            language="es",
            arrived=clock.now(),
        )


def _ago(part: Part, **duration: float) -> datetime:
    """So long ago, and not before the application began."""
    return max(part.begun, clock.now() - timedelta(**duration))
