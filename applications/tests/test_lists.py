"""The staff lists and the board: what they show, narrowed, sorted and in pages, and what a conflict leaves out."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from applications import board
from applications.models import Clarification
from applications.tests.factories import ApplicationFactory, CallFactory, InterestFormFactory
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db
FORMS, APPLICATIONS = "staff-forms", "staff-applications"


@pytest.fixture
def officer(client):
    officer = UserFactory(role="officer")
    client.force_login(officer)
    return officer


def url(name):
    return reverse(f"applications:{name}")


def cities(client, name, **asked):
    """The cities listed, in order."""
    answer = client.get(url(name), asked)
    assert answer.status_code == 200
    return [row["city"] for row in answer.context["rows"]]


@pytest.fixture
def forms():
    """Three interest forms that differ in everything a list can tell apart."""
    call = CallFactory()
    told = [
        ("Ávila", "CO", "received", 90_000, {"population": "below"}, None),
        ("Bogotá", "CO", "invited", 800_000, {"mandate": "below"}, None),
        ("Zaragoza", "MX", "declined", 110_000, {}, clock.now()),
    ]
    made = []
    for number, (city, country, status, population, findings, objected) in enumerate(told):
        made.append(
            InterestFormFactory(
                call=call,
                city=CityFactory(name=city, country=country),
                status=status,
                population=population,
                findings=findings,
                office_objected_at=objected,
                received_at=clock.ago(hours=number),
                sender=UserFactory(email=f"lead@{number}.example"),
            )
        )
    Clarification.objects.create(form=made[1], question="Who?", asked_by=UserFactory())
    InterestFormFactory(call=CallFactory(programme_start=call.programme_start - timedelta(days=365)))  # of a past call
    return made


ASKED_OF_FORMS = [
    ({}, ["Ávila", "Bogotá", "Zaragoza"]),
    ({"q": "avila"}, ["Ávila"]),
    ({"q": "  BOGO "}, ["Bogotá"]),
    ({"q": "lead@2"}, ["Zaragoza"]),
    ({"q": "nowhere"}, []),
    ({"q": "%"}, []),
    ({"q": "_"}, []),
    ({"q": "\x00"}, []),
    ({"q": "x" * 5000}, []),
    ({"country": "CO"}, ["Ávila", "Bogotá"]),
    ({"country": "XX"}, []),
    ({"status": "declined"}, ["Zaragoza"]),
    ({"status": "draft"}, []),
    ({"flag": "population"}, ["Ávila"]),
    ({"flag": "mandate"}, ["Bogotá"]),
    ({"flag": "question"}, ["Bogotá"]),
    ({"flag": "objected"}, ["Zaragoza"]),
    ({"flag": "late"}, []),
    ({"country": "CO", "status": "invited"}, ["Bogotá"]),
    ({"sort": "city"}, ["Ávila", "Bogotá", "Zaragoza"]),
    ({"sort": "-city"}, ["Zaragoza", "Bogotá", "Ávila"]),
    ({"sort": "population"}, ["Ávila", "Zaragoza", "Bogotá"]),
    ({"sort": "received"}, ["Zaragoza", "Bogotá", "Ávila"]),
    ({"sort": "status"}, ["Zaragoza", "Bogotá", "Ávila"]),
    ({"sort": "sender__password"}, ["Ávila", "Bogotá", "Zaragoza"]),
    ({"sort": "--city"}, ["Ávila", "Bogotá", "Zaragoza"]),
    ({"unknown": "x"}, ["Ávila", "Bogotá", "Zaragoza"]),
]


@pytest.mark.parametrize(("asked", "found"), ASKED_OF_FORMS, ids=[str(asked)[:40] for asked, _found in ASKED_OF_FORMS])
def test_interest_forms(client, officer, forms, asked, found):
    assert cities(client, FORMS, **asked) == found


@pytest.fixture
def applications():
    call = CallFactory()
    told = [
        ("Ávila", "CO", "draft", 90_000, {}, False),
        ("Bogotá", "CO", "submitted", 800_000, {"mandate": "below"}, True),
        ("Zaragoza", "MX", "in_review", None, {"population": "below"}, False),
    ]
    made = []
    for number, (city, country, status, population, findings, late) in enumerate(told):
        made.append(
            ApplicationFactory(
                call=call,
                city=CityFactory(name=city, country=country, region="Elsewhere", population=population),
                reference=f"CDA-2027-{number * 1111:04}",
                status=status,
                findings=findings,
                late=late,
                **({"submitted_at": clock.ago(hours=number)} if status != "draft" else {}),
            )
        )
    Clarification.objects.create(application=made[2], question="Who?", asked_by=UserFactory())
    ApplicationFactory(call=CallFactory(programme_start=call.programme_start - timedelta(days=365)))
    return made


ASKED_OF_APPLICATIONS = [
    ({"q": "zara"}, ["Zaragoza"]),
    ({"q": "cda-2027-1111"}, ["Bogotá"]),
    ({"q": "-2222"}, ["Zaragoza"]),
    ({"country": "MX"}, ["Zaragoza"]),
    ({"status": "submitted"}, ["Bogotá"]),
    ({"status": "draft"}, ["Ávila"]),
    ({"status": "received"}, []),
    ({"flag": "late"}, ["Bogotá"]),
    ({"flag": "mandate"}, ["Bogotá"]),
    ({"flag": "population"}, ["Zaragoza"]),
    ({"flag": "question"}, ["Zaragoza"]),
    ({"flag": "objected"}, []),
    ({"sort": "city"}, ["Ávila", "Bogotá", "Zaragoza"]),
    ({"sort": "-city"}, ["Zaragoza", "Bogotá", "Ávila"]),
    ({"sort": "population"}, ["Ávila", "Bogotá", "Zaragoza"]),
    ({"sort": "sent"}, ["Zaragoza", "Bogotá", "Ávila"]),
    ({"sort": "status"}, ["Ávila", "Zaragoza", "Bogotá"]),
]


@pytest.mark.parametrize(
    ("asked", "found"), ASKED_OF_APPLICATIONS, ids=[str(asked) for asked, _found in ASKED_OF_APPLICATIONS]
)
def test_applications(client, officer, applications, asked, found):
    assert cities(client, APPLICATIONS, **asked) == found


def test_a_row_in_words(client, officer, forms, applications):
    [row] = client.get(url(APPLICATIONS), {"status": "in_review"}).context["rows"]
    assert (row["country"], row["population"], row["status"]) == ("Mexico", "", "In review")
    assert [str(flag) for _kind, flag in row["flags"]] == ["Question open", "Population below"]
    assert row["href"] == f"/staff/applications/{applications[2].reference}/"


@pytest.mark.parametrize(
    ("language", "country"), [("en", "Brazil"), ("es", "Brasil"), ("pt-br", "Brasil"), ("fr", "Brésil")]
)
def test_countries_are_in_the_readers_language(client, language, country):
    InterestFormFactory(city=CityFactory(country="BR"))
    client.force_login(UserFactory(role="officer", language=language))
    assert client.get(url(FORMS)).context["rows"][0]["country"] == country


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", [FORMS, APPLICATIONS])
def test_as_many_rows_as_there_are(client, officer, name, count):
    call = CallFactory()
    (InterestFormFactory if name == FORMS else ApplicationFactory).create_batch(count, call=call)
    answer = client.get(url(name))
    assert answer.content.decode().count('<th scope="row">') == len(answer.context["rows"]) == count


def test_pages_keep_filter_and_sort(client, officer, django_assert_num_queries):
    call = CallFactory()
    for number in range(53):
        InterestFormFactory(call=call, city=CityFactory(name=f"City {number:03}"), sender=officer)
    asked = {"sort": "city", "country": "CO"}

    first, second = (client.get(url(FORMS), {**asked, "page": page}) for page in (1, 2))

    assert [len(page.context["rows"]) for page in (first, second)] == [50, 3]
    assert second.context["rows"][0]["city"] == "City 050"
    assert "?sort=city&amp;country=CO&amp;page=2" in first.content.decode()
    with django_assert_num_queries(9):
        client.get(url(FORMS), asked)


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "9" * 30, "\x00"])
def test_a_page_that_is_not_there(client, officer, page):
    InterestFormFactory()
    assert client.get(url(FORMS), {"page": page}).status_code == 404


@pytest.mark.parametrize(
    ("name", "asked", "words"),
    [
        (FORMS, {}, "No interest forms yet"),
        (FORMS, {"q": "x"}, "No form matches"),
        (APPLICATIONS, {}, "No applications yet"),
        (APPLICATIONS, {"q": "x"}, "No application matches"),
    ],
)
def test_an_empty_list_says_what_will_be_here(client, officer, name, asked, words):
    CallFactory()
    assert words in client.get(url(name), asked).content.decode()


def test_without_a_call_nothing_is_listed(client, officer):
    CallFactory(published_at=None)
    assert [client.get(url(name)).status_code for name in (FORMS, APPLICATIONS, "staff-board")] == [200, 200, 200]


# ---- conflicts


def conflict(user, city):
    Conflict.objects.create(user=user, city=city, reason="Worked there", declared_by=user)


@pytest.mark.parametrize(("name", "rows"), [(FORMS, "forms"), (APPLICATIONS, "applications")])
def test_a_city_one_conflicts_with_is_not_listed_found_or_counted(client, officer, request, name, rows):
    conflict(officer, request.getfixturevalue(rows)[1].city)

    assert "Bogotá" not in cities(client, name)
    assert cities(client, name, q="bogota") == []
    assert client.get(url(name)).context["paginator"].count == 2


def test_a_conflict_is_one_persons(client, officer, forms):
    conflict(UserFactory(role="officer"), forms[1].city)
    assert cities(client, FORMS) == ["Ávila", "Bogotá", "Zaragoza"]


def test_the_board_leaves_conflicts_out(officer, forms):
    call = forms[0].call
    conflict(officer, forms[1].city)

    shown = board.of_call(call, officer)

    assert shown["forms"] == {"received": 1, "declined": 1, "total": 2, "sent": 2}
    assert [(row["code"], row["forms"]) for row in shown["countries"]] == [("CO", 1), ("MX", 1)]


# ---- the board


def test_the_board_counts_by_status(officer, applications):
    call = applications[0].call
    InterestFormFactory(call=call)
    shown = board.of_call(call, officer)
    assert shown["applications"] == {"draft": 1, "submitted": 1, "in_review": 1, "total": 3, "sent": 2}
    assert (shown["forms"]["received"], len(shown["waiting"]), shown["objected"]) == (1, 1, 0)


def test_figures_of_the_board_count_what_their_links_list(client, officer, forms, applications):
    forms[0].call_id = applications[0].call_id
    forms[0].near_misses = ["population"]
    forms[0].save()
    for asked in ({"form": forms[0]}, {"form": forms[0]}, {"application": applications[1]}):
        Clarification.objects.create(question="Which?", asked_by=officer, **asked)
    page = client.get(url("staff-board"), {"call": applications[0].call.slug}).content.decode()
    figures = re.findall(r'<dd><a href="([^"]*(?:flag|status)=[^"]*)">(\d+)</a>', page)
    shown = {unescape(href): int(number) for href, number in figures}
    listed = {href: client.get(href).context["page_obj"].paginator.count for href in shown}
    assert (shown, sum("question" in href for href in shown)) == (listed, 2)
    assert min(number for href, number in shown.items() if "flag" in href) == 1


def test_the_board_counts_by_country(officer, applications):
    shown = board.of_call(applications[0].call, officer)
    assert [(row["country"], row["drafts"], row["sent"]) for row in shown["countries"]] == [
        ("Colombia", 1, 1),
        ("Mexico", 0, 1),
    ]


def test_a_declined_form_waits_for_nobody_even_if_the_office_objects(officer, forms):
    assert board.of_call(forms[0].call, officer)["objected"] == 0


def test_days_are_the_calls_own():
    """Four in the morning in UTC is still the evening before in Baltimore."""
    call = CallFactory(zone="America/New_York")
    with clock.standing_at(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)):
        officer = UserFactory(role="officer")  # whose role holds from that day
        InterestFormFactory(call=call, received_at=datetime(2026, 11, 23, 4, 0, tzinfo=UTC))
        ApplicationFactory(call=call, status="submitted", submitted_at=datetime(2026, 11, 23, 6, 0, tzinfo=UTC))
        InterestFormFactory(call=call, received_at=datetime(2026, 10, 20, 6, 0, tzinfo=UTC))  # before the four weeks
        days = board.of_call(call, officer)["days"]

    assert (len(days), f"{days[0]['day']}", f"{days[-1]['day']}") == (28, "2026-10-27", "2026-11-23")
    assert [(f"{day['day']}", day["forms"], day["sent"]) for day in days if day["forms"] or day["sent"]] == [
        ("2026-11-22", 1, 0),
        ("2026-11-23", 0, 1),
    ]


def test_the_board_says_the_same_as_a_table(client, officer):
    InterestFormFactory()
    page = client.get(url("staff-board")).content.decode()
    assert page.count('<th scope="row">') >= 28
