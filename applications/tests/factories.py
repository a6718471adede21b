"""A call with one question of each kind, and rows in any status with what the database demands of them."""

from datetime import date

import factory

from applications.models import (
    Answer,
    Application,
    Call,
    EligibilityCheck,
    InterestForm,
    Question,
    Section,
)
from cda_portal.accounts.models import CityMember, Place
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Theme

UNSENT = ("draft", "withdrawn")


class CallFactory(factory.django.DjangoModelFactory):
    """Both windows are open; the form has no questions yet, see `call_with_form`."""

    class Meta:
        model = Call

    slug = factory.Sequence(lambda n: f"call-{n}")
    title = {"en": "Call for 2027", "es": "Convocatoria 2027", "pt-br": "Chamada 2027", "fr": "Appel 2027"}
    interest_opens = factory.LazyFunction(lambda: clock.ago(days=21))
    interest_closes = factory.LazyFunction(lambda: clock.ahead(days=60))
    application_opens = factory.LazyFunction(lambda: clock.ago(days=7))
    application_closes = factory.LazyFunction(lambda: clock.ahead(days=90))
    grace_minutes = 30
    reference_date = date(2027, 3, 15)
    programme_start = date(2027, 7, 19)
    seats = 15
    languages = ["en", "es", "pt-br", "fr"]
    published_at = factory.LazyFunction(lambda: clock.ago(days=30))


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    call = factory.SubFactory(CallFactory)
    key = factory.Sequence(lambda n: f"section-{n}")
    group = {"en": "Your city"}
    title = factory.LazyAttribute(lambda o: {"en": o.key.capitalize()})
    minutes = 20
    position = factory.Sequence(int)


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    section = factory.SubFactory(SectionFactory)
    key = factory.Sequence(lambda n: f"question_{n}")
    kind = "short_text"
    label = factory.LazyAttribute(lambda o: {"en": o.key.replace("_", " ").capitalize()})
    position = factory.Sequence(int)


class CheckFactory(factory.django.DjangoModelFactory):
    """An eligibility check whose six questions are answered."""

    class Meta:
        model = EligibilityCheck

    call = factory.SubFactory(CallFactory)
    language = "en"
    name = factory.Sequence(lambda n: f"Town {n}")
    country = "CO"
    region = "Antioquia"
    population = 240_000
    term_end = date(2029, 12, 31)
    term_answered = True
    commitment = data = analysis = team = "yes"


class InterestFormFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InterestForm

    call = factory.SubFactory(CallFactory)
    city = factory.SubFactory(CityFactory)
    sender = factory.SubFactory(UserFactory)
    sender_title = "Chief data officer"
    language = "en"
    population = 240_000
    population_year = 2024
    population_source = "Census"
    mayor_title = "Alcaldesa"
    mayor_name = "Somebody"
    terms = factory.LazyFunction(lambda: [["2024-01-01", "2027-12-31"]])
    office_aware = True
    problem = "Ambulances arrive late in the hills."
    answers = factory.LazyFunction(lambda: {"commitment": "yes", "data": "yes", "analysis": "not_sure", "team": "no"})
    findings = factory.LazyFunction(
        lambda: {"population": "meets", "mandate": "below", "commitment": "meets", "data": "unknown", "team": "below"}
    )
    decided_at = factory.LazyAttribute(lambda o: None if o.status == "received" else clock.now())
    status = "received"


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    call = factory.SubFactory(CallFactory)
    city = factory.SubFactory(CityFactory)
    reference = factory.Sequence(lambda n: f"CDA-2027-T{n:04}")
    status = "draft"
    submitted_at = factory.LazyAttribute(lambda o: None if o.status in UNSENT else clock.now())


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    application = factory.SubFactory(ApplicationFactory)
    question = factory.SubFactory(QuestionFactory)
    value = "What is there"
    version = 1
    language = "en"


def choices(*values):
    return [{"value": value, "label": {"en": value.capitalize()}} for value in values]


# One question of each kind, and one that is asked only when `shared` is yes. Sections and their questions in order.
FORM = {
    "basics": [
        {"key": "department", "kind": "short_text", "semantic": "population_source"},
        {"key": "population", "kind": "number", "minimum": 1, "maximum": 50_000_000, "semantic": "population"},
        {"key": "area", "kind": "choice", "options": choices("hills", "valley")},
        {"key": "sources", "kind": "several", "options": choices("census", "sensors", "calls")},
    ],
    "problem": [
        {"key": "story", "kind": "long_text", "words": 20, "semantic": "problem"},
        {"key": "shared", "kind": "yes_no"},
        {"key": "with_whom", "kind": "short_text", "depends_on": "shared", "depends_value": "yes"},
        {"key": "since", "kind": "date"},
        {"key": "page", "kind": "link", "required": False},
        {"key": "measure", "kind": "metric"},
    ],
    "people": [
        {"key": "practices", "kind": "practices"},
        {"key": "team", "kind": "team"},
        {"key": "letter", "kind": "file", "required": False},
    ],
}
PRACTICE_KEYS = "data_management budget leadership open_data performance contracting evaluation engagement".split()
# Every question answered so that nothing is missing.
ANSWERS = {
    "department": "Innovation office",
    "population": "240.000",
    "area": "hills",
    "sources": ["census", "calls"],
    "story": "Ambulances arrive late in the hills.\nPeople wait on the road.",
    "shared": "yes",
    "with_whom": "The university",
    "since": "2026-03-01",
    "page": "https://city.example/data",
    "measure": {
        "name": "Time until arrival",
        "unit": "minutes",
        "baseline": "18,5",
        "baseline_date": "2026-06-30",
        "target": "12",
        "target_date": "2028-06-30",
        "source": "Dispatch log",
    },
    "practices": {key: {"score": "2", "evidence": ""} for key in PRACTICE_KEYS},
    "team": [
        {
            "name": "Ana Prueba",
            "job_title": "Director",
            "department": "Health",
            "role": "lead",
            "decides": True,
        },
        {
            "name": "Luis Ensayo",
            "job_title": "Analyst",
            "department": "Data",
            "role": "data",
            "decides": False,
        },
    ],
}


def call_with_form(**fields):
    call = CallFactory(**fields)
    for position, (key, questions) in enumerate(FORM.items()):
        section = SectionFactory(call=call, key=key, position=position)
        known = {}
        for number, question in enumerate(questions):
            values = {**question, "depends_on": known.get(question.get("depends_on"))}
            known[question["key"]] = QuestionFactory(section=section, position=number, **values)
    return call


def question_of(call, key):
    return Question.objects.get(section__call=call, key=key)


def fill(application, *, editor=None, **changed):
    """Answer the whole form; a value of None leaves that question out."""
    told = {**ANSWERS, **changed}
    asked = Question.objects.filter(section__call=application.call_id, key__in=told)
    Answer.objects.bulk_create(
        Answer(application=application, question=question, value=told[question.key], language="en", editor=editor)
        for question in asked
        if told[question.key] is not None
    )
    return application


def member(city, role="lead", **fields):
    """A person who acts for the city."""
    user = UserFactory(**fields)
    CityMember.objects.create(city=city, user=user, role=role, since=clock.today("UTC"))
    return user


def complete_draft(**fields):
    """A draft that lacks nothing, of a city with a lead: both."""
    call = fields.pop("call", None) or call_with_form()
    application = fill(ApplicationFactory(call=call, **fields))
    return application, member(application.city)


def theme(key="health", **fields):
    return Theme.objects.create(key=key, **{"name": {"en": key.capitalize()}, **fields})


def a_place(number=0, name="Springfield", **fields):
    """A place of the gazetteer."""
    row = {
        "geoname_id": str(1_000_000 + number),
        "name": name,
        "alternates": "",
        "country": "US",
        "region_code": "",
        "region": f"State {number}",
        "latitude": "39.8",
        "longitude": "-89.6",
        "population": "114000",
        "time_zone": "America/Chicago",
    }
    place = Place.of({**row, **fields})
    place.save()
    return place
