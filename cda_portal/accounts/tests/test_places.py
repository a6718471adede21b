import json

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from cda_portal.accounts import gazetteer
from cda_portal.accounts.countries import AMERICAS, country_name
from cda_portal.accounts.gazetteer import extract
from cda_portal.accounts.gazetteer.load import Loaded, load
from cda_portal.accounts.models import Place
from cda_portal.accounts.models.place import search_key

JUNK = [
    "",
    " ",
    "a",
    "%",
    "_",
    "__",
    "'",
    "|",
    "\\",
    ".",
    "-",
    "é",
    "%%%",
    "\x00",
    "ab\x00cd",
    "🙂🙂🙂",
    "x" * 500,
    "{}",
    "()",
]


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker):
    """The whole gazetteer, loaded once for this file and taken out again."""
    with django_db_blocker.unblock():
        load()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE accounts_place")
        yield
        Place.objects.all().delete()


def found(text, count=5):
    return [f"{place.name}, {place.region}, {place.country}" for place in Place.objects.search(text)[:count]]


def test_the_file_holds_what_the_programme_counts():
    rows = list(gazetteer.read())

    assert len(rows) == 8876
    assert sum(int(row["population"]) >= 100_000 for row in rows) == 1348
    assert {row["country"] for row in rows} == AMERICAS
    assert len({row["geoname_id"] for row in rows}) == len(rows)
    assert tuple(rows[0]) == gazetteer.COLUMNS


def test_every_large_place_has_a_region_or_a_country_small_enough():
    whole = {"AW", "CW", "GF", "GP", "MQ"}  # the source has no regions for these islands and Guiana

    without = {row["country"] for row in gazetteer.read() if not row["region"] and int(row["population"]) >= 30_000}

    assert without <= whole


def test_region_codes_are_named_once():
    rows = [(row["country"], row["code"]) for row in gazetteer.read(gazetteer.REGIONS)]

    assert len(rows) == len(set(rows))
    assert {country for country, _code in rows} <= AMERICAS


@pytest.mark.parametrize(
    ("others", "kept"),
    [
        (["São Paulo", "Sao Paulo", "SÃO PAULO"], []),
        (["Sampa", "San Paolo"], ["Sampa", "San Paolo"]),
        (["sheng bao luo", "Сан Пауло", "聖保羅", "Sawo Pålo", "SP"], []),
        (["Ciudad de Mexico", "Ciudad de México"], ["Ciudad de México"]),
        (["", "  ", "Tab\tname", "A|B"], []),
    ],
)
def test_alternates_are_the_names_people_here_type(others, kept):
    assert extract.alternates("São Paulo", others) == kept


def test_extract_keeps_the_americas_by_id():
    city = {
        "name": "Ceará",
        "latitude": -3.717224,
        "longitude": -38.5,
        "population": 20_000,
        "timezone": "America/Fortaleza",
        "admin1code": "06",
        "alternatenames": ["Siará"],
    }
    cities = [
        {**city, "geonameid": 9, "countrycode": "BR"},
        {**city, "geonameid": 7, "countrycode": "PT"},
        {**city, "geonameid": 8, "countrycode": "BO"},
    ]

    rows = list(extract.places(cities, {("BR", "06"): "Ceará"}))

    assert rows == [
        ("8", "Ceará", "Siará", "BO", "06", "", "-3.71722", "-38.50000", "20000", "America/Fortaleza"),
        ("9", "Ceará", "Siará", "BR", "06", "Ceará", "-3.71722", "-38.50000", "20000", "America/Fortaleza"),
    ]


@pytest.mark.django_db
def test_loading_twice_writes_once():
    Place.objects.all().delete()

    assert load() == Loaded(total=8876, written=8876)
    Place.objects.filter(name="Rochester").update(population=1)

    assert load() == Loaded(total=8876, written=3)
    assert load() == Loaded(total=8876, written=0)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("São Paulo", "sao paulo"),
        ("  St. John’s ", "st johns"),
        ("L'Ancienne-Lorette", "lancienne lorette"),
        ("Ñuñoa", "nunoa"),
        ("%_|\\", ""),
        ("a|b", "a b"),
    ],
)
def test_search_key(text, key):
    assert search_key(text) == key


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("text", "first"),
    [
        # Without accents, with them, in capitals, in part.
        ("sao paulo", "São Paulo, São Paulo, BR"),
        ("São Pau", "São Paulo, São Paulo, BR"),
        ("MONTREAL", "Montréal, Québec, CA"),
        ("bogota", "Bogotá, Bogotá D.C., CO"),
        ("san pedro garza", "San Pedro Garza García, Nuevo León, MX"),
        ("nunoa", "Ñuñoa, Región Metropolitana, CL"),
        ("st johns", "St. John's, Newfoundland and Labrador, CA"),
        # Other names of the place.
        ("ciudad de méxico", "Mexico City, Ciudad de México, MX"),
        ("Nueva York", "New York City, New York, US"),
        ("nova iorque", "New York City, New York, US"),
        ("nyc", "New York City, New York, US"),
        # A later word, and a place with its region.
        ("garza", "San Pedro Garza García, Nuevo León, MX"),
        ("Rochester MN", "Rochester, Minnesota, US"),
        ("Rochester, New York", "Rochester, New York, US"),
        ("Santiago, Nuevo León", "Santiago, Nuevo León, MX"),
        # Misspelt.
        ("rochestr", "Rochester, New York, US"),
        ("guadalahara", "Guadalajara, Jalisco, MX"),
        ("belo horisonte", "Belo Horizonte, Minas Gerais, BR"),
        ("ciudad de mexco", "Mexico City, Ciudad de México, MX"),
    ],
)
def test_search_finds_first(text, first):
    assert found(text)[0] == first


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_same_names_come_by_size_and_are_told_apart():
    assert found("rochester", 3) == [
        "Rochester, New York, US",
        "Rochester, Minnesota, US",
        "Rochester, New Hampshire, US",
    ]
    assert found("richmond", 5) == [
        "Richmond, Virginia, US",
        "Richmond, British Columbia, CA",
        "Richmond, California, US",
        "Richmond, Indiana, US",
        "Richmond, Kentucky, US",
    ]
    assert found("santiago", 5) == [
        "Santiago, Región Metropolitana, CL",
        "Santiago, Cusco, PE",
        "Santiago, Rio Grande do Sul, BR",
        "Santiago, Nuevo León, MX",
        "Santiago de Querétaro, Querétaro, MX",
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_what_no_gazetteer_has_finds_nothing_near():
    assert found("vicente lopez") == []
    assert found("qqqq wwww") == []


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("text", ["rochester", "sao paulo", "ciudad de mexco", "santiago de los cabalerros", "x" * 80])
def test_near_spellings_come_from_the_index(text):
    plan = Place.objects.search(text)[:10].explain()

    conditions = [line.strip() for line in plan.splitlines() if "names_folded %>" in line]
    assert len(conditions) == 2
    assert [condition.split(":")[0] for condition in conditions] == ["Recheck Cond", "Index Cond"]
    assert f"Index Cond: (names_folded ~~ '%{search_key(text)}%'::text)" in plan


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_two_letters_come_from_the_index():
    assert "Bitmap Index Scan on place_names" in Place.objects.search("sa")[:10].explain()


@pytest.mark.django_db
@pytest.mark.parametrize("text", JUNK)
def test_junk_finds_nothing_and_breaks_nothing(client, text):
    response = client.get(reverse("accounts:place-search"), {"q": text})

    assert (response.status_code, json.loads(response.content)) == (200, [])


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_the_type_ahead_answers_in_the_readers_language(client):
    with translation.override("es"):
        where = [place.detail for place in Place.objects.search("rochester mn")[:1]]
    response = client.get(reverse("accounts:place-search"), {"q": "Nueva Yor"})

    assert where == ["Minnesota, Estados Unidos"]
    assert response.json() == [
        {
            "id": 5128581,
            "label": "New York City",
            "also": "Nueva York",
            "detail": "New York, United States",
            "population": 8804190,
            "time_zone": "America/New_York",
        }
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_the_type_ahead_needs_no_account_one_query_and_is_kept(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("accounts:place-search"), {"q": "ri"})

    assert len(response.json()) == 10
    assert set(response["Cache-Control"].split(", ")) == {"private", "max-age=3600"}


def test_the_type_ahead_only_reads(client):
    assert client.post(reverse("accounts:place-search"), {"q": "ri"}).status_code == 405


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Brazil", "United States", "Curaçao"]),
        ("es", ["Brasil", "Estados Unidos", "Curazao"]),
        ("pt-br", ["Brasil", "Estados Unidos", "Curaçao"]),
        ("fr", ["Brésil", "États-Unis", "Curaçao"]),
    ],
)
def test_country_names(language, names):
    assert [country_name(code, language) for code in ("BR", "US", "CW")] == names
    assert all(country_name(code, language) != code for code in AMERICAS)


def test_a_country_elsewhere_is_its_code():
    assert country_name("FR", "en") == "FR"
