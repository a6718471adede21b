"""What staff settle in the demonstration: an old name, two cities that are one, a claim, corrections, an invitation."""

from datetime import date

from applications import services
from applications.demo.part import Part
from applications.models import Question
from applications.services import cities as merging
from applications.services import corrections
from cda_portal.accounts import cities, invitations
from cda_portal.accounts import demo as people
from cda_portal.accounts.models import City, Place, User
from cda_portal.core import clock

HULL = 6942644  # part of Gatineau since 2002


def settle(parts: dict[str, Part]) -> None:
    officer = people.signed_up("officer")
    with clock.standing_at(parts["Kitchener"].settled):
        cities.edit(parts["Kitchener"].form.city, {"name": "Berlin"}, by=officer)
        cities.edit(parts["Kitchener"].form.city, {"name": "Kitchener"}, by=officer)
        invitations.invite(
            f"demo.reader@university.{people.HOST}", "reviewer", by=officer, full_name="Ofelia Landa", language="es"
        )
    _merge(parts["Gatineau"], by=officer)
    _claim(parts["Medellín"])
    _correct(parts["Green Bay"], parts["Tulsa"], by=officer)


def _merge(gatineau: Part, *, by: User) -> None:
    place = Place.objects.get(pk=HULL)
    with clock.standing_at(gatineau.answered):
        hull = City.objects.create(
            name=place.name,
            country=place.country,
            region=place.region,
            place=place,
            time_zone=place.time_zone,
        )
        cities.save_term(hull, {"end": date(2001, 12, 31), "source": "Gatineau"}, by=by)
        merging.merge(hull, gatineau.form.city, by=by, why="Hull has been part of Gatineau since 2002")


def _claim(medellin: Part) -> None:
    with clock.standing_at(medellin.answered):
        [person] = people.sign_up(
            [
                User(
                    email=f"camila.duarte@medellin.{people.HOST}",
                    full_name="Camila Duarte Ríos",
                    language="es",
                    time_zone=medellin.zone,
                )
            ]
        )
        services.ask_to_join(
            medellin.form, by=person, message="Trabajo en la Secretaría de Movilidad y llevo los datos."
        )


def _correct(told: Part, sent: Part, *, by: User) -> None:
    """A received form, and one answer of an application that was sent."""
    with clock.standing_at(told.answered):
        corrections.correct_form(
            told.form, {"sender_title": "Director of data"}, by=by, reason="You told us on the telephone."
        )
    with clock.standing_at(sent.settled):
        questions = Question.objects.filter(section__call=sent.call, kind="short_text", retired_at=None)
        question = (
            questions.filter(dependents=None).select_related("section").order_by("section__position", "position")[0]
        )
        value = sent.application.answers.get(question=question).value
        corrections.correct_answer(
            sent.application,
            question,
            f"{value} (City Hall)",
            by=by,
            reason="You asked us by mail to name the building.",
            language=sent.language,
            arrived=clock.now(),
        )
