"""Interest forms: how one is received, and the check that keeps it until the sender's address is verified."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from applications import services
from applications.models import InterestForm
from applications.tests.factories import (
    CallFactory,
    CheckFactory,
    theme,
)
from cda_portal.accounts.models import City, MayorTerm
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import SecretLink
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db

# ---- receive

SENT = {
    "kind": "commune",
    "population": 250_000,
    "population_year": 2024,
    "population_source": "Census",
    "mayor_title": "Alcaldesa",
    "mayor_name": "Somebody",
    "term_start": "2024-01-01",
    "term_end": "2029-12-31",
    "transition_plan": "The council has voted it",
    "city_manager": "",
    "office_aware": True,
    "office_email": "office@city.example",
    "themes": ["health", "unknown"],
    "problem": "Ambulances arrive late.",
    "sender_title": "Chief data officer",
}


def a_check(**fields):
    return CheckFactory(**{"interest": SENT, "interest_at": clock.ago(minutes=5), "name": "Chía", **fields})


def test_receive_keeps_everything_that_was_typed():
    health, check, sender = theme(), a_check(language="es"), UserFactory()

    form = services.receive(check, by=sender)

    form.refresh_from_db()
    told = {name: getattr(form, name) for name in SENT if name not in ("kind", "themes") and "term_" not in name}
    assert told == {name: value for name, value in SENT.items() if name in told}
    assert (form.sender, form.language, form.status) == (sender, "es", "received")
    assert form.terms == [["2024-01-01", "2029-12-31"]]
    assert form.answers == {"commitment": "yes", "data": "yes", "analysis": "yes", "team": "yes"}
    assert list(form.themes.all()) == [health]
    assert form.received_at == check.interest_at  # the deadline judges when it was sent, not the verification


def test_receive_judges_the_numbers_of_the_form_and_not_of_the_check():
    check = a_check(population=90_000, commitment="not_sure", team="no")
    form = services.receive(check, by=UserFactory())
    assert form.findings == {
        "population": "meets",
        "mandate": "meets",
        "commitment": "unknown",
        "data": "meets",
        "team": "below",
    }


def test_receive_makes_the_city_and_its_mayors_term():
    form = services.receive(a_check(), by=UserFactory())

    city = City.objects.get()
    assert (form.city, city.name, city.name_folded, city.kind) == (city, "Chía", "chia", "commune")
    assert (city.country, city.region, city.population, city.population_year) == ("CO", "Antioquia", 250_000, 2024)
    term = MayorTerm.objects.get()
    assert (term.city, term.name, term.start, term.end) == (city, "Somebody", date(2024, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("name", "country", "region", "same"),
    [
        ("Chia", "CO", "Antioquia", True),
        ("CHÍA", "CO", "antioquia", True),
        ("Chía", "CO", "Cundinamarca", False),
        ("Chía", "PE", "Antioquia", False),
        ("Chía Norte", "CO", "Antioquia", False),
    ],
)
def test_a_city_is_told_apart_by_name_country_and_region(name, country, region, same):
    known = CityFactory(name=name, country=country, region=region)
    assert (services.receive(a_check(), by=UserFactory()).city == known) is same


def test_a_known_term_is_not_written_twice():
    city = CityFactory(name="Chía")
    MayorTerm.objects.create(city=city, end=date(2029, 12, 31), name="As the register has it")

    services.receive(a_check(), by=UserFactory())

    assert list(city.terms.values_list("name", flat=True)) == ["As the register has it"]


def test_sent_twice_by_one_person_it_is_one_form():
    check, sender = a_check(), UserFactory()
    first = services.receive(check, by=sender)

    again = a_check(call=check.call, interest={**SENT, "problem": "Another"})
    second = services.receive(again, by=sender)

    assert (second, InterestForm.objects.count(), City.objects.count()) == (first, 1, 1)
    assert second.problem == "Ambulances arrive late."


def test_a_second_person_of_the_city_is_told_of_the_first_form():
    check = a_check()
    first = services.receive(check, by=UserFactory())

    with pytest.raises(services.AlreadySent) as refusal:
        services.receive(a_check(call=check.call), by=UserFactory())

    assert refusal.value.form == first
    assert InterestForm.objects.count() == 1


def test_the_next_call_takes_a_form_of_its_own():
    sender = UserFactory()
    services.receive(a_check(), by=sender)
    services.receive(a_check(), by=sender)
    assert (InterestForm.objects.count(), City.objects.count()) == (2, 1)


def test_nothing_is_received_from_a_check_without_a_form():
    with pytest.raises(services.NotAllowed, match="Start from the eligibility check"):
        services.receive(CheckFactory(), by=UserFactory())


def test_what_was_received_is_forgotten_with_the_check():
    check = a_check()
    services.receive(check, by=UserFactory())
    check.refresh_from_db()
    assert check.interest is None


# ---- the check, and the form kept with it

OPENS, CLOSES = clock.ago(days=1), clock.ahead(days=1)


@pytest.mark.parametrize(
    ("arrived", "kept"),
    [
        (OPENS - timedelta(seconds=1), False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + timedelta(microseconds=1), False),
    ],
)
def test_a_form_is_kept_inside_the_window(arrived, kept):
    check = CheckFactory(call=CallFactory(interest_opens=OPENS, interest_closes=CLOSES))

    if kept:
        services.keep_interest(check, SENT, arrived=arrived)
    else:
        with pytest.raises(services.NotAllowed, match="stay with this link"):
            services.keep_interest(check, SENT, arrived=arrived)

    check.refresh_from_db()
    assert (check.interest, check.interest_at) == ((SENT, arrived) if kept else (None, None))


def test_a_form_kept_in_time_is_received_after_the_window():
    """Somebody sent it in time and found the code in their mail an hour later."""
    check = a_check(call=CallFactory(interest_opens=clock.ago(days=2), interest_closes=clock.ago(hours=1)))
    assert services.receive(check, by=UserFactory()).status == "received"


def test_a_colleagues_form_is_not_overwritten():
    """A result is passed on: each who writes a form from it has one of their own."""
    check = a_check()
    mine = services.keep_interest(check, {**SENT, "problem": "Mine"}, arrived=clock.now(), afresh=True)

    check.refresh_from_db()
    assert (check.interest["problem"], mine.interest["problem"]) == ("Ambulances arrive late.", "Mine")
    assert mine.key != check.key


def test_the_form_speaks_the_language_it_was_written_in():
    check = CheckFactory(language="en")
    with translation.override("fr"):
        services.keep_interest(check, SENT, arrived=clock.now())
    check.refresh_from_db()
    assert check.language == "fr"


@pytest.mark.parametrize(("unknown", "kept"), [(False, date(2028, 1, 1)), (True, None)])
def test_not_knowing_the_end_wins_over_a_date_left_in_the_field(unknown, kept):
    check = CheckFactory()
    services.answer_term(check, term_end=date(2028, 1, 1), next_start=None, next_end=None, unknown=unknown)
    check.refresh_from_db()
    assert (check.term_end, check.term_answered) == (kept, True)


def test_checks_are_forgotten_after_thirty_days():
    old, young = CheckFactory(expires_at=clock.now()), CheckFactory(expires_at=clock.ahead(seconds=60))
    assert services.forget_checks() == 1
    assert list(type(old).objects.all()) == [young]


def test_the_link_of_the_office_is_not_stored():
    services.receive(a_check(), by=UserFactory())
    link = SecretLink.objects.get()
    mail = Message.objects.get(kind="interest_office")
    assert (link.recipient, mail.email) == ("office@city.example", "office@city.example")
    assert link.token not in f"{mail.subject}{mail.text}{mail.html}{mail.secret}"
