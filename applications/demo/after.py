"""What happens to applications later in a call. Its verbs come with selection, so the rows are moved here, with their record."""

from datetime import timedelta

from applications import services
from applications.demo import words
from applications.demo.part import Part
from applications.models import Application, Extension
from applications.services import judging
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from cda_portal.core.text import say

Status = Application.Status

# By fate: the statuses one after the other, after the application was sent.
ROADS: dict[str, tuple[str, ...]] = {
    "in_review": (Status.IN_REVIEW,),
    "selected": (Status.IN_REVIEW, Status.SELECTED),
    "waitlisted": (Status.IN_REVIEW, Status.WAITLISTED),
    "not_selected": (Status.IN_REVIEW, Status.DECLINED),
    "confirmed": (Status.IN_REVIEW, Status.SELECTED, Status.CONFIRMED),
    "place_declined": (Status.IN_REVIEW, Status.SELECTED, Status.PLACE_DECLINED),
    "withdrawn_sent": (Status.WITHDRAWN,),
    "withdrawn_draft": (Status.WITHDRAWN,),
}


def go_on(part: Part) -> None:
    for number, status in enumerate(ROADS.get(part.fate, ())):
        at = part.decided + (part.settled - part.decided) * number / 2
        with clock.standing_at(at):
            move(part, status, by=part.sender if status in (Status.CONFIRMED, Status.PLACE_DECLINED) else part.officer)


def move(part: Part, status: str, *, by: User) -> None:
    application = Application.objects.get(pk=part.application.pk)
    if status == Status.WITHDRAWN:
        services.withdraw(application, by=part.sender, why=say(words.WITHDRAWN, part.language))
        return
    why = words.MOVED[status]
    audit.record(application, "application", by=by, source=application.status, target=status, why=why)
    application.status = status
    if status == Status.SELECTED:
        application.confirm_by = part.now + timedelta(days=14)
    if status == Status.DECLINED:
        application.feedback = say(words.FEEDBACK, part.language)
    application.save(update_fields=["status", "confirm_by", "feedback"])


def ask_and_allow(parts: dict[str, Part]) -> None:
    """A question about a sent application, open and answered; a later deadline; a finding that staff set."""
    for city, answered in (("Durham", False), ("Pereira", True)):
        part = parts[city]
        with clock.standing_at(part.decided):
            question = services.ask_city(
                part.application,
                say(words.ABOUT_MEASURE, part.language),
                by=part.officer,
                due_on=clock.today(part.call.zone) + timedelta(days=14),
            )
        if answered:
            with clock.standing_at(part.settled):
                services.answer_city_question(question, say(words.CHECKED, part.language), by=part.sender)
    delayed, excused = parts["San Miguel de Tucumán"], parts["Mendoza"]
    with clock.standing_at(delayed.decided):
        closes = delayed.call.application_closes + timedelta(days=3)
        Extension.objects.create(
            call=delayed.call, city=delayed.form.city, closes=closes, reason=words.EXTENDED, by=delayed.officer
        )
        audit.record(delayed.application, "deadline extended", by=delayed.officer, why=words.EXTENDED)
    with clock.standing_at(excused.decided):
        judging.set_by_hand(excused.application, "mandate", "meets", reason=words.OVERRIDDEN, by=excused.officer)
