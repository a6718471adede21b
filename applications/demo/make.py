"""All of it: the past cohorts' cities, the people, and the call's past up to this minute, in the order it happened."""

import random
from collections.abc import Iterator
from datetime import timedelta
from operator import itemgetter

from django.core.management import call_command

from applications.content import demo_answers
from applications.content.past_cohorts import PAST_CITIES, PastCity
from applications.demo import desk
from applications.demo import files as letters
from applications.demo.after import ask_and_allow, go_on
from applications.demo.calendar import open_today
from applications.demo.calls import surround
from applications.demo.cities import CITIES, URBAN_AREAS
from applications.demo.endorsement import ask_mayors
from applications.demo.part import Act, Cast, Part, host
from applications.demo.people import settle
from applications.demo.team import work_together
from applications.demo.writing import go_on_writing, last_year
from applications.models import Call, Section
from cda_portal.accounts import demo as people
from cda_portal.accounts import services as accounts
from cda_portal.accounts.models import City, CityMember, Conflict, Place, User
from cda_portal.accounts.models.city import names_folded
from cda_portal.core import clock
from cda_portal.core.text import fold
from cda_portal.notifications import demo as outbox
from cda_portal.notifications.models import Message

BUCARAMANGA = 3688465
SIGNED_IN = {"Bucaramanga": "lead", "Recife": "lead-sent", "Gatineau": "sender"}


def make(seed: int) -> None:
    if not Call.objects.exists():
        call_command("default_call", verbosity=0)
    call = open_today(Call.objects.published().current() or Call.objects.latest("pk"))
    past_cities()
    parts = cast_parts(call, random.Random(seed))  # noqa: S311 - the same demonstration at each run
    named = {part.told.name: part for part in parts}
    acts = (
        [act for part in parts for act in part.acts()] + list(gather(named["Bucaramanga"])) + list(letters.acts(named))
    )
    for at, act in sorted(acts, key=itemgetter(0)):
        with clock.standing_at(at):
            act()
    for part in parts:
        go_on(part)
    ask_and_allow(named)
    letters.settle(named)
    desk.keep(named)
    go_on_writing(named)
    ask_mayors(named)
    work_together(named["Bucaramanga"])
    surround(call)
    last_year(named["Bucaramanga"])
    settle(named)
    outbox.settle(
        failed=mail("interest_office", named["El Paso"]),
        in_doubt=mail("invited", named["Joinville"]),
        held=mail("interest_declined", named["Cayenne"]),
        dropped=mail("interest_question", named["Trois-Rivières"]),
        tomorrow=mail("application_receipt", named["Longueuil"]),
    )


def past_cities() -> None:
    """As public sources name them; numbers are the gazetteer's, where it knows this local government."""
    places = Place.objects.in_bulk([city.geoname_id for city in PAST_CITIES if city.geoname_id])
    City.objects.bulk_create(_city(city, places.get(city.geoname_id)) for city in PAST_CITIES)


def _city(city: PastCity, place: Place | None) -> City:
    counted = place if place and place.pk not in URBAN_AREAS else None
    return City(
        name=city.name,
        name_folded=fold(city.name),
        names_folded=names_folded([city.name]),
        kind=city.kind,
        country=city.country,
        region=city.region,
        region_folded=fold(city.region),
        place=place,
        population=counted.population if counted else None,
        population_source="GeoNames" if counted else "",
        time_zone=place.time_zone if place else city.time_zone,
        latitude=place.latitude if place else city.latitude,
        longitude=place.longitude if place else city.longitude,
        past_cohort=city.cohort,
    )


def cast_parts(call: Call, chance: random.Random) -> list[Part]:
    places = Place.objects.in_bulk([told.place for told in CITIES if told.place])
    sections = Section.objects.for_form(call.pk)
    cast = Cast(officers=(people.signed_up("officer"), people.signed_up("approver")), senders={}, colleagues={})
    counts: dict[str, int] = {}
    now = clock.now() - timedelta(minutes=30)
    parts = []
    for number, told in enumerate(CITIES):
        place = places.get(told.place)
        language = demo_answers.language_of(told.country, place.region if place else "")
        nth = counts[language] = counts.get(language, -1) + 1
        cast.senders[told.place] = sender(told.name, place, language, nth)
        if number % 4 == 1:
            cast.colleagues[told.place] = somebody(told.name, place, language, nth + 7)
        parts.append(Part(told, number, nth, call, sections, place, cast, random.Random(chance.random()), now))  # noqa: S311
    people.sign_up([user for user in (*cast.senders.values(), *cast.colleagues.values()) if user.pk is None])
    cast.colleagues[BUCARAMANGA] = people.signed_up("member")
    return parts


def sender(city: str, place: Place | None, language: str, nth: int) -> User:
    if account := SIGNED_IN.get(city):
        return people.signed_up(account)
    return somebody(city, place, language, nth)


def somebody(city: str, place: Place | None, language: str, nth: int) -> User:
    """An invented person of the city, not saved yet."""
    name = demo_answers.person(language, nth)
    mailbox = fold(name).replace(" ", ".").replace("'", "")
    zone = place.time_zone if place else "America/Argentina/Buenos_Aires"
    return User(email=f"{mailbox}@{host(city)}", full_name=name, language=language, time_zone=zone)


def gather(part: Part) -> Iterator[Act]:
    """The visitors' own city has a mayor; and there is a city that the reviewer must not see."""
    reviewer = people.signed_up("reviewer")
    yield (
        part.begun,
        lambda: accounts.make_member(part.form.city, people.signed_up("mayor"), CityMember.Role.MAYOR, by=part.officer),
    )
    yield (
        part.begun,
        lambda: Conflict.objects.create(
            user=reviewer,
            city=City.objects.get(place=3523349),  # Mérida
            reason="Worked for this city until 2025",
            declared_by=reviewer,
        ),
    )


def mail(kind: str, part: Part) -> Message:
    about = part.application if kind in ("invited", "application_receipt") else part.form
    return Message.objects.get(kind=kind, object_id=about.pk)
