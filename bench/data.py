"""A call with 2,000 applications, written in bulk into an empty database; what to ask for is said on standard output.

`python -m bench.data` fills; the pages are then asked as an officer, a city's lead and many leads of finished drafts.
"""

import json
import os
import random
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from applications.content import demo_answers
from applications.models import (
    Answer,
    Application,
    Call,
    Clarification,
    EligibilityCheck,
    InterestForm,
    Section,
    Submission,
)
from applications.services import desk
from bench import selection
from cda_portal.accounts import services as accounts
from cda_portal.accounts.models import City, CityMember, Place, User
from cda_portal.accounts.models.city import names_folded
from cda_portal.core import audit, clock
from cda_portal.core.text import fold
from cda_portal.notifications.models import Message, Notice

DRAFTS, SENT, FRESH = 1_200, 800, 160  # the fresh ones are finished drafts, each to be submitted once
BATCH = 2_000
FINDINGS = ("meets", "meets", "meets", "below", "unknown")


@dataclass(frozen=True)
class Targets:
    """What the client needs to ask for the pages; sessions are cookies."""

    officer: str
    lead: str
    check: str
    reference: str
    sent: str
    sections: list[str]
    question: int
    key: str
    text: str
    version: int
    fresh: list[tuple[str, str]]
    selection: dict[str, Any]


def load(drafts: int = DRAFTS, sent: int = SENT, fresh: int = FRESH) -> Targets:
    """Fill the database; `fresh` of the drafts, after the first one, are complete. The first is the lead's own."""
    chance = random.Random(2027)  # noqa: S311 - the same load at each run
    call_command("default_call")
    call = Call.objects.get()
    sections = Section.objects.for_form(call.pk)
    officer = accounts.add_person("officer@bench.example", "Bench Officer")
    accounts.grant_role(officer, "officer", by=None)
    cities = _cities(drafts + sent)
    people = _people(cities)
    applications = _applications(call, cities, people, drafts, chance)
    _answers(applications, people, sections, drafts, fresh, chance)
    _around(applications, people, officer, sent, chance)
    told = _read(applications[-1], people[-1], officer, sections)
    chosen = selection.load(told, reviewers=min(selection.REVIEWERS, drafts + sent))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    question = next(q for section in sections for q in section.live_questions if q.key == "problem")
    first = Answer.objects.get(application=applications[0], question=question)
    return Targets(
        officer=session_of(officer),
        lead=session_of(people[0]),
        check=_check(call, cities[0]).key,
        reference=applications[0].reference,
        sent=applications[-1].reference,
        sections=[section.key for section in sections],
        question=question.pk,
        key=question.key,
        text=first.value,
        version=first.version,
        fresh=[(session_of(people[n]), applications[n].reference) for n in range(1, fresh + 1)],
        selection={**chosen, "session": session_of(User.objects.get(pk=chosen["reviewer"]))},
    )


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _cities(count: int) -> list[City]:
    places = Place.objects.order_by("-population", "pk")[:count]
    return City.objects.bulk_create(
        City(
            name=place.name,
            name_folded=fold(place.name),
            names_folded=names_folded([place.name]),
            country=place.country,
            region=place.region,
            region_folded=fold(place.region),
            place=place,
            population=place.population,
            time_zone=place.time_zone,
        )
        for place in places
    )


def _language(city: City) -> str:
    return demo_answers.language_of(city.country, city.region)


def _people(cities: list[City]) -> list[User]:
    """A lead for each city, and one mail that each has been sent."""
    people = User.objects.bulk_create(
        User(
            email=f"lead{number}@bench.example",
            full_name=(name := demo_answers.person(_language(city), number)),
            full_name_folded=fold(name),
            language=_language(city),
            time_zone=city.time_zone,
            password="!",  # noqa: S106 - nobody signs in with a password here
        )
        for number, city in enumerate(cities)
    )
    today = clock.today("UTC")
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people
    )
    CityMember.objects.bulk_create(
        CityMember(city=city, user=one, role="lead", since=today) for city, one in zip(cities, people, strict=True)
    )
    sent = {
        "kind": "invited",
        "status": "sent",
        "priority": 20,
        "sent_at": clock.now(),
        "subject": "Invited",
        "text": "…",
    }
    messages = Message.objects.bulk_create(
        Message(user=one, email=one.email, language=one.language, zone=one.time_zone, **sent) for one in people
    )
    Notice.objects.bulk_create(
        Notice(kind="invited", user=one, message=message) for one, message in zip(people, messages, strict=True)
    )
    return people


def _applications(
    call: Call, cities: list[City], people: list[User], drafts: int, chance: random.Random
) -> list[Application]:
    findings = [
        {name: chance.choice(FINDINGS) for name in ("population", "mandate", "commitment", "data", "team")}
        for _city in cities
    ]
    forms = InterestForm.objects.bulk_create(
        InterestForm(
            call=call,
            city=city,
            status="invited",
            sender=one,
            sender_title="Director of innovation",
            language=one.language,
            population=city.population,
            office_aware=True,
            findings=found,
            received_at=call.interest_opens + timedelta(minutes=number),
        )
        for number, (city, one, found) in enumerate(zip(cities, people, findings, strict=True))
    )
    letters = chance.sample(range(26**4), len(cities))
    return Application.objects.bulk_create(
        Application(
            call=call,
            city=form.city,
            form=form,
            reference=f"CDA-2027-{_word(letters[number])}",
            language=form.language,
            findings=form.findings,
            status="draft" if number < drafts else "submitted",
            submitted_at=None if number < drafts else call.application_opens + timedelta(minutes=7 * (number - drafts)),
        )
        for number, form in enumerate(forms)
    )


def _word(number: int) -> str:
    letters = "23456789BCDFGHJKMNPQRTVWXZ"
    return "".join(letters[number // 26**place % 26] for place in range(4))


def _answers(
    applications: list[Application],
    people: list[User],
    sections: list[Any],
    drafts: int,
    fresh: int,
    chance: random.Random,
) -> None:
    """About 25 an application: everything in what is sent or about to be, a part in the other drafts."""
    questions = [question for section in sections for question in section.live_questions]

    def rows() -> Iterable[Answer]:
        for number, application in enumerate(applications):
            told = demo_answers.story(application.language, number).answers | _facts(application)
            whole = number <= fresh or number >= drafts
            answered = [question for question in questions if told.get(question.key)]
            for question in answered if whole else answered[: chance.randint(15, len(answered))]:
                yield Answer(
                    application=application,
                    question=question,
                    value=told[question.key],
                    version=chance.randint(1, 5),
                    language=application.language,
                    editor=people[number - chance.choice((0, 0, 0, 1))],
                    edited_at=application.call.application_opens + timedelta(minutes=chance.randint(1, 9_000)),
                )

    Answer.objects.bulk_create(rows(), batch_size=BATCH)


def _facts(application: Application) -> dict[str, str]:
    return {
        "population": str(application.city.population),
        "population_year": "2025",
        "population_source": "GeoNames",
        "mayor_title": demo_answers.mayor_title(application.city.country, application.language),
        "mayor_name": demo_answers.MAYOR[application.language],
        "mayor_term_end": "2029-12-31",
    }


def _around(
    applications: list[Application], people: list[User], officer: User, sent: int, chance: random.Random
) -> None:
    """What was sent, and questions about some of it."""
    submitted = list(zip(applications, people, strict=True))[-sent:] if sent else []
    Submission.objects.bulk_create(
        Submission(
            application=application,
            number=1,
            arrived_at=application.submitted_at,
            late=False,
            by=person,
            snapshot={"reference": application.reference, "answers": []},
            sha256="0" * 64,
        )
        for application, person in submitted
    )
    Clarification.objects.bulk_create(
        Clarification(application=application, question="How often is the source brought up to date?", asked_by=officer)
        for application, _person in chance.sample(submitted, sent // 16)
    )


def _read(application: Application, person: User, officer: User, sections: list[Any]) -> dict[str, Any]:
    """The sent application whose page is measured has what such a page shows: every answer, notes, and a history."""
    values = Answer.objects.values_of(application)
    answers = [
        {
            "section": section.key,
            "section_title": section.title,
            "question": question.key,
            "kind": question.kind,
            "label": question.label,
            "options": question.options,
            "value": values.get(question.pk),
            "language": application.language,
        }
        for section in sections
        for question in section.live_questions
    ]
    told = {"reference": application.reference, "answers": answers}
    sent = Submission.objects.get(application=application)  # the serving role may add one, and change none
    Submission.objects.create(
        application=application, number=2, arrived_at=sent.arrived_at, late=False, by=person, snapshot=told, sha256=""
    )
    for number in range(5):
        desk.write_note(application, f"Note {number} about this application, as somebody writes it.", by=officer)
        audit.record(application, "question asked", by=officer)
    desk.add_tag(application, "housing", by=officer)
    desk.set_owner(application, officer, by=officer)
    return told


def _check(call: Call, city: City) -> EligibilityCheck:
    return EligibilityCheck.objects.create(
        call=call,
        language="en",
        place=city.place,
        name=city.name,
        country=city.country,
        region=city.region,
        population=city.population,
        term_end=date(2027, 12, 31),
        term_answered=True,
        commitment="yes",
        data="not_sure",
        analysis="yes",
        team="no",
    )


if __name__ == "__main__":
    json.dump(asdict(load()), sys.stdout)
