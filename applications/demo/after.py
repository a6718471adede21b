"""What happens to applications after they were sent, but for what selection decides."""

from datetime import timedelta

from applications import services
from applications.demo import words
from applications.demo.part import Part
from applications.models import Extension
from applications.services import judging
from cda_portal.core import audit, clock
from cda_portal.core.text import say

WITHDRAWN = ("withdrawn_sent", "withdrawn_draft")


def go_on(part: Part) -> None:
    """A city withdraws. What is read and decided of the others is selection's to tell."""
    if part.fate in WITHDRAWN:
        with clock.standing_at(part.decided):
            services.withdraw(part.application, by=part.sender, why=say(words.WITHDRAWN, part.language))


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
