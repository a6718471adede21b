"""One city's part: what happened to it and when. Each act goes through the services, at its own instant."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import translation

from applications import services
from applications.content import demo_answers
from applications.demo import cities, words
from applications.demo.answers import write
from applications.demo.calendar import between
from applications.models import Application, Call, EligibilityCheck, InterestForm, Section
from applications.models.application import REFERENCE_LETTERS
from cda_portal.accounts import demo as people
from cda_portal.accounts import services as accounts
from cda_portal.accounts.models import CityMember, Place, User
from cda_portal.core.text import fold, say

Act = tuple[datetime, Callable[[], object]]
UNLISTED = 270_000  # residents of a local government that is no place of the gazetteer
NOT_INVITED = frozenset({"received", "asked", "answered", "objected", "declined", "reopened"})


def host(city: str) -> str:
    return f"{fold(city).replace(' ', '-')}.{people.HOST}"


@dataclass
class Cast:
    """Who plays: staff, whoever sends for a city by its place, and who else writes there."""

    officers: tuple[User, ...]
    senders: dict[int | None, User]
    colleagues: dict[int | None, User]


@dataclass
class Part:
    told: cities.Told
    number: int  # among all cities
    nth: int  # among those who write in its language
    call: Call
    sections: list[Section]
    place: Place | None
    cast: Cast
    chance: random.Random
    now: datetime
    form: InterestForm = field(init=False)
    application: Application = field(init=False)

    def __post_init__(self) -> None:
        region = self.place.region if self.place else self.told.region
        self.language = demo_answers.language_of(self.told.country, region)
        self.zone = self.place.time_zone if self.place else "America/Argentina/Buenos_Aires"
        self.story = demo_answers.story(self.language, self.nth)
        self.sender = self.cast.senders[self.told.place]
        self.officer = self.cast.officers[self.number % len(self.cast.officers)]
        self.fate, _colon, share = self.told.fate.partition(":")
        self.share = int(share or 100) / 100
        self._time()

    def _time(self) -> None:
        """When each thing happened, in this order; most of it is yet to come for most cities."""
        invited = self.fate not in NOT_INVITED
        share = self.chance.uniform(0.02, 0.5) if invited else self.chance.uniform(0.3, 0.9)
        self.received = between(self.call.interest_opens, self.now, share, self.zone)
        self.asked = between(self.received, self.now, self.chance.uniform(0.1, 0.3), self.call.zone)
        self.answered = between(self.asked, self.now, self.chance.uniform(0.2, 0.5), self.zone)
        self.invited = between(self.asked, self.now, self.chance.uniform(0.05, 0.2), self.call.zone)
        begun = max(self.invited, self.call.application_opens)
        self.sent = between(begun, self.now, self.chance.uniform(0.35, 0.75), self.zone)
        self.decided = between(self.sent, self.now, self.chance.uniform(0.2, 0.4), self.call.zone)
        self.settled = between(self.decided, self.now, self.chance.uniform(0.3, 0.6), self.zone)
        self.begun = begun

    def acts(self) -> Iterator[Act]:
        yield self.received, self.send_form
        if self.fate in ("asked", "answered"):
            yield self.asked, lambda: services.ask(self.form, say(words.QUESTION, self.language), by=self.officer)
        if self.fate == "answered":
            yield self.answered, self.answer
        if self.fate == "objected":
            yield self.asked, lambda: services.object_to(self.form)
        if self.fate in ("declined", "reopened"):
            yield self.asked, lambda: services.decline(self.form, say(words.DECLINED, self.language), by=self.officer)
        if self.fate == "reopened":
            yield self.answered, lambda: services.reopen(self.form, by=self.officer, why=words.REOPENED)
        if self.fate not in NOT_INVITED:
            yield from self.acts_of_application()

    def acts_of_application(self) -> Iterator[Act]:
        yield self.invited, self.invite
        until = self.now if self.fate == "draft" else self.sent
        if self.share:
            yield between(self.begun, until, 0.3, self.zone), lambda: write(self, until)
        if self.fate not in ("draft", "withdrawn_draft"):
            yield self.sent, lambda: services.submit(self.application, by=self.sender, arrived=self.sent)

    def send_form(self) -> None:
        terms = cities.terms_of(self.told.country, self.number)
        population = self.place.population if self.place else UNLISTED
        ready = ("commitment", "data", "analysis", "team")
        check = EligibilityCheck.objects.create(
            key=f"demonstration-{self.number}-{self.chance.getrandbits(80):x}",
            call=self.call,
            language=self.language,
            place=self.place,
            name=self.told.name if self.place is None else self.place.name,
            country=self.told.country,
            region=self.place.region if self.place else self.told.region,
            population=population,
            term_end=terms[0][1],
            next_start=_at(terms, 1, 0),
            next_end=_at(terms, 1, 1),
            term_answered=True,
            interest=self.written(population, terms),
            interest_at=self.received,
            **{name: self.chance.choices(("yes", "not_sure", "no"), (14, 2, 1))[0] for name in ready},
        )
        with translation.override(self.language):
            self.form = services.receive(check, by=self.sender)

    def written(self, known: int, terms: cities.Terms) -> dict[str, Any]:
        """The interest form as its page would keep it."""
        population = round(known, -2)
        if self.number % 11 == 5:  # the government's area is larger than the gazetteer's place
            population = round(population * 1.3, -3)
        short = terms[0][1] is not None and terms[0][1] < date(self.call.reference_date.year + 2, 3, 1)
        return {
            "kind": self.told.kind,
            "population": population,
            "population_year": self.call.programme_start.year - 2,
            "population_source": "GeoNames",
            "mayor_title": demo_answers.mayor_title(self.told.country, self.language),
            "mayor_name": say(demo_answers.MAYOR, self.language),
            "term_start": _iso(terms[0][0]),
            "term_end": _iso(terms[0][1]),
            "next_start": _iso(_at(terms, 1, 0)),
            "next_end": _iso(_at(terms, 1, 1)),
            "transition_plan": self.story.answers["transition_plan"] if short else "",
            "city_manager": "",
            "office_aware": True,
            "office_email": f"office@{self.host}" if self.number % 3 == 0 or self.fate == "objected" else "",
            "themes": list(self.story.themes),
            "problem": self.story.short,
            "sender_title": self.title,
        }

    @property
    def host(self) -> str:
        return host(self.told.name)

    @property
    def title(self) -> str:
        return self.sender.profile.job_title or say(words.SENDER_TITLE, self.language)

    def answer(self) -> None:
        services.answer_question(self.form, say(words.ANSWER, self.language), by=self.sender)

    def invite(self) -> None:
        letters = "".join(self.chance.choices(REFERENCE_LETTERS, k=4))
        self.application = services.invite(
            self.form, by=self.officer, reference=f"CDA-{self.call.programme_start:%Y}-{letters}"
        )
        if colleague := self.cast.colleagues.get(self.told.place):
            accounts.make_member(self.form.city, colleague, CityMember.Role.MEMBER, by=self.officer)


def _at(terms: cities.Terms, term: int, end: int) -> date | None:
    return terms[term][end] if term < len(terms) else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
