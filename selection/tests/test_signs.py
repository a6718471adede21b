"""What suggests a conflict, case by case: what must be found, and what must not."""

import pytest
from django.utils import translation

from selection import signs
from selection.signs import Reader, Suggestion, Town

TOWNS = [
    Town(1, ("Medellín",), frozenset({"medellin.gov.co"}), ("Antioquia", "Colombia")),
    Town(2, ("New York", "New York City"), frozenset({"nyc.gov"}), ("New York", "United States")),
    Town(3, ("York",), frozenset(), ("Pennsylvania", "United States")),
    Town(4, ("Santiago",), frozenset(), ("Región Metropolitana", "Chile")),
    Town(5, ("Cali", "Santiago de Cali"), frozenset({"cali.gov.co"}), ("Valle del Cauca", "Colombia")),
    Town(6, ("Ciudad de México", "Mexico City"), frozenset({"cdmx.gob.mx"}), ("México",)),
    Town(7, ("Québec",), frozenset(), ("Quebec", "Canada")),
    Town(8, ("Rio de Janeiro",), frozenset({"rio.gov.br"}), ("Rio de Janeiro", "Brazil", "Brasil")),
    Town(9, ("Rochester",), frozenset(), ("New York", "United States")),
    Town(10, ("Kansas City",), frozenset(), ("Missouri", "United States")),
    Town(11, ("San Francisco",), frozenset(), ("California", "United States")),
    Town(12, ("Recife",), frozenset(), ("Pernambuco", "Brasil")),
    Town(13, ("St. John's",), frozenset(), ("Newfoundland and Labrador", "Canada")),
    Town(14, ("Buenos Aires",), frozenset(), ("Ciudad Autónoma de Buenos Aires", "Argentina")),
    Town(15, ("Port-au-Prince",), frozenset(), ("Ouest", "Haïti")),
    Town(16, ("Bogotá",), frozenset({"alcaldiabogota.gov.co"}), ("Bogotá", "Colombia")),
    Town(17, ("Austin",), frozenset({"austintexas.gov"}), ("Texas", "United States")),
    Town(18, ("Los Angeles",), frozenset(), ("California", "United States")),
    Town(19, ("La Paz",), frozenset(), ("La Paz", "Bolivia")),
    Town(20, ("Lima",), frozenset(), ("Lima", "Perú")),
]
EMPLOYERS = {
    # the city, as people write it
    "Alcaldía de Medellín": {1},
    "ALCALDIA DE MEDELLIN": {1},
    "Alcaldía Distrital de Medellín": {1},
    "Alcaldía de Medellín - Secretaría de Movilidad": {1},
    "Secretaría de Movilidad, Alcaldía de Medellín": {1},
    "Secretaría de Movilidad de Medellín": {1},
    "Medellín": {1},
    "City of New York": {2},
    "New York City Mayor’s Office": {2},
    "New York City Council": {2},
    "The City of New York, Office of Technology": {2},
    "City of York": {3},
    "City of York, Pennsylvania": {3},
    "York City Hall": {3},
    "Municipalidad de Santiago": {4},
    "Ilustre Municipalidad de Santiago de Chile": {4},
    "Alcaldía de Santiago de Cali": {5},
    "Alcaldía de Cali": {5},
    "Gobierno de la Ciudad de México": {6},
    "Secretaría de Obras de la Ciudad de México": {6},
    "Mexico City": {6},
    "Ville de Québec": {7},
    "Prefeitura da Cidade do Rio de Janeiro": {8},
    "Prefeitura do Rio de Janeiro": {8},
    "City of Rochester": {9},
    "City of Rochester Police Department": {9},
    "City of Rochester New York": {9},
    "City of Kansas City": {10},
    "Kansas City Council": {10},
    "City and County of San Francisco": {11},
    "Prefeitura Municipal do Recife": {12},
    "Câmara Municipal do Recife": {12},
    "City of St. John’s": {13},
    "City of Saint John": set(),
    "Gobierno de la Ciudad de Buenos Aires": {14},
    "Mairie de Port-au-Prince": {15},
    "Alcaldía Mayor de Bogotá D.C.": {16},
    "City of Austin Office of Innovation": {17},
    "City of Los Angeles": {18},
    "Gobierno Autónomo Municipal de La Paz": {19},
    "Municipalidad Metropolitana de Lima": {20},
    # others that share its name
    "": set(),
    "Universidad de Medellín": set(),
    "Cámara de Comercio de Medellín": set(),
    "Bancolombia, Medellín": set(),
    "Nubank - Bogotá": set(),
    "City University of New York": set(),
    "University of York": set(),
    "The New York Times": set(),
    "State of New York": set(),
    "Alcaldía de Santiago de Tolú": set(),
    "Gobierno de México": set(),
    "Gouvernement du Québec": set(),
    "Governo do Estado do Rio de Janeiro": set(),
    "City of Rochester Hills": set(),
    "County of Los Angeles": set(),
    "Gobierno de la Provincia de Buenos Aires": set(),
    "Secretaría de Educación del Estado de México": set(),
    "Austin & Partners": set(),
    "Bloomberg Center for Government Excellence": set(),
    "Limassol Consulting": set(),
    "City of Westlake": set(),
}


def test_which_employers_are_a_city():
    names = signs.Names.of(TOWNS)
    assert {employer: signs.cities_of_employer(employer, names) for employer in EMPLOYERS} == EMPLOYERS


DOMAINS = {
    "ana@medellin.gov.co": {1},
    "Ana@MEDELLIN.GOV.CO": {1},
    "ana@salud.medellin.gov.co": {1},
    "ana@notmedellin.gov.co": set(),
    "ana@gov.co": set(),
    "ana@rio.gov.br": {8},
    "ana@smc.rio.gov.br": {8},
    "ana@rj.gov.br": set(),
    "ana@finanzas.cdmx.gob.mx": {6},
    "ana@hacienda.gob.mx": set(),
    "ana@nyc.gov": {2},
    "ana@gmail.com": set(),
    "ana@yahoo.com.ar": set(),
    "ana@hotmail.es": set(),
    "ana@outlook.com.br": set(),
    "ana@uol.com.br": set(),
    "ana@me.com": set(),
    "ana@pm.me": set(),
    "no address": set(),
    "": set(),
}


def test_which_addresses_are_a_citys():
    # A lead who writes from a public provider, and a suffix that somebody typed, make nobody a colleague.
    shared = frozenset("gmail.com yahoo.com.ar hotmail.es outlook.com.br uol.com.br me.com pm.me gov.co gob.mx".split())
    towns = [*TOWNS, Town(30, ("Elsewhere",), shared)]
    readers = [Reader(number, email=email) for number, email in enumerate(DOMAINS)]
    found = signs.suggest(readers, towns)
    assert {one.sign for one in found} == {"domain"}
    mine = {number: {one.town for one in found if one.reader == number} for number in range(len(DOMAINS))}
    assert dict(zip(DOMAINS, mine.values(), strict=True)) == DOMAINS


def test_roles_are_signs_and_every_sign_of_a_pair_is_told_once():
    reader = Reader(
        7, "ana@medellin.gov.co", "Alcaldía de Medellín", frozenset({1, 3, 99}), frozenset({1, 5}), frozenset({5})
    )
    assert signs.suggest([reader], TOWNS) == [
        Suggestion(7, 1, "team"),
        Suggestion(7, 1, "domain", "medellin.gov.co"),
        Suggestion(7, 1, "employer", "Alcaldía de Medellín"),
        Suggestion(7, 3, "team"),
        Suggestion(7, 5, "former"),
        Suggestion(7, 5, "sender"),
    ]


@pytest.mark.parametrize("sign", signs.WORDS)
def test_each_sign_has_words_and_a_name_that_fits(sign):
    with translation.override("en"):
        said = signs.words(sign, "100% X")
    assert said.endswith(".")
    assert "%(" not in said
    assert len(sign) <= 20  # the length of its column
