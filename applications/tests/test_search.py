"""Staff's search: what is found, in which order, for whom, and with how many queries."""

import pytest

from applications.tests.factories import ApplicationFactory, CallFactory, InterestFormFactory, member
from applications.tests.test_corpus import NASTY, checked
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = UserFactory(role="officer", full_name="Olga Officer", email="olga@programme.example")
    client.force_login(officer)
    return officer


@pytest.fixture
def world():
    call = CallFactory(slug="call-2027")
    jose = UserFactory(full_name="José Núñez", email="jose@sanjose.example")
    cities = {}
    for name, former, status in (
        ("San José", [], "invited"),
        ("San José del Monte", [], "received"),
        ("Nueva San José", [], "received"),
        ("Temuco", ["Villa Imperial"], "received"),
    ):
        city = cities[name] = CityFactory(name=name, former_names=former, region="Valle", country="CO")
        InterestFormFactory(call=call, city=city, status=status, sender=jose if name == "Temuco" else UserFactory())
    ApplicationFactory(call=call, city=cities["San José"], reference="CDA-2027-K7M4", status="submitted")
    return cities


def found(client, words, **more):
    """The hits by kind, in order."""
    answer = client.get("/staff/search/", {"q": words, **more})
    assert answer.status_code == 200
    return [(group.kind, [hit.label for hit in group.hits]) for group in answer.context["groups"]]


def test_accents_and_capitals_make_no_difference_and_the_best_comes_first(client, officer, world):
    for words in ("san jose", "SAN JOSÉ", " San   José "):
        assert found(client, words) == [
            ("application", ["San José · CDA-2027-K7M4"]),
            ("form", ["San José", "San José del Monte", "Nueva San José"]),
            ("city", ["San José", "San José del Monte", "Nueva San José"]),
        ]


@pytest.mark.parametrize("words", ["CDA-2027-K7M4", "cda-2027-k7m4", "k7m4", "K7M4 "])
def test_a_reference_or_its_last_letters(client, officer, world, words):
    assert found(client, words) == [("application", ["San José · CDA-2027-K7M4"])]


def test_a_former_name(client, officer, world):
    answer = client.get("/staff/search/", {"q": "villa imp"})
    assert found(client, "villa imp") == [("form", ["Temuco"]), ("city", ["Temuco"])]
    assert "formerly Villa Imperial" in answer.content.decode()


@pytest.mark.parametrize("words", ["nunez", "jose@sanjose", "josé núñez"])
def test_a_person(client, officer, world, words):
    assert ("person", ["José Núñez"]) in found(client, words)


def test_a_senders_address_finds_the_form(client, officer, world):
    assert found(client, "jose@sanjose.example") == [("person", ["José Núñez"]), ("form", ["Temuco"])] or found(
        client, "jose@sanjose.example"
    ) == [("form", ["Temuco"]), ("person", ["José Núñez"])]
    assert found(client, "jose@sanjose.example")[0][0] == "person"  # called exactly so


def test_a_call(client, officer, world):
    assert found(client, "convocatoria") == [("call", ["Call for 2027"])]


def test_two_letters_find_beginnings(client, officer, world):
    assert ("city", ["Temuco"]) in found(client, "te")
    assert "Temuco" not in str(found(client, "mu"))


@pytest.mark.parametrize("words", ["", " ", "s", "|", "%%", "__", "\x00", "zzzz"])
def test_nothing(client, officer, world, words):
    answer = client.get("/staff/search/", {"q": words})
    assert answer.context["groups"] == []
    assert ("Nothing is called so" if len(words.strip(" |\x00")) > 1 else "What are you looking for?") in (
        answer.content.decode()
    )


def test_more_of_a_kind(client, officer):
    for number in range(13):
        CityFactory(name=f"Springfield {number:02}")
    answer = client.get("/staff/search/", {"q": "springf"})
    [group] = answer.context["groups"]
    assert (len(group.hits), group.more) == (10, True)
    assert "q=springf&amp;kind=city" in answer.content.decode()
    assert [len(hits) for _kind, hits in found(client, "springf", kind="city")] == [13]
    assert found(client, "springf", kind="nothing") == found(client, "springf")


def test_a_conflict_is_neither_found_nor_counted(client, officer, world):
    city = world["San José"]
    member(city, full_name="Maria Sanjose")
    Conflict.objects.create(user=officer, city=city, reason="Worked there", declared_by=officer)
    assert found(client, "san jose") == [
        ("form", ["San José del Monte", "Nueva San José"]),
        ("city", ["San José del Monte", "Nueva San José"]),
    ]
    assert found(client, "K7M4") == []
    assert found(client, "maria sanjose") == []


@pytest.mark.parametrize("role", ["reviewer", "coach", "expert", None])
def test_only_staff_search(client, world, role):
    client.force_login(UserFactory(**({"role": role} if role else {})))
    assert client.get("/staff/search/?q=san").status_code == 403
    assert 'class="find"' not in client.get("/home/").content.decode()


@pytest.mark.parametrize("keys", [True, False])
def test_the_field_stands_on_every_page_of_staff_and_its_key_can_be_switched_off(client, keys):
    client.force_login(UserFactory(role="observer", single_keys=keys))
    for address in ("/home/", "/staff/", "/staff/forms/", "/inbox/", "/profile/"):
        body = client.get(address).content.decode()
        assert 'action="/staff/search/"' in body
        assert ('data-key="/"' in body, "js/keys" in body) == (keys, keys)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_queries_of_a_search(client, officer, django_assert_num_queries, count):
    call = CallFactory()
    for number in range(count):
        city = CityFactory(name=f"Springfield {number}")
        form = InterestFormFactory(call=call, city=city, sender=officer)
        ApplicationFactory(call=call, city=city, form=form)
        UserFactory(full_name=f"Springfield {number}")
    client.get("/staff/search/?q=springfield")
    with django_assert_num_queries(7):
        client.get("/staff/search/?q=springfield")


@pytest.mark.parametrize("text", NASTY.values(), ids=list(NASTY))
def test_nasty_words(client, officer, world, text):
    checked(client.get("/staff/search/", {"q": text[:5000], "kind": text[:500]}))
    CityFactory(name=text.replace("\x00", "")[:100] or "x")
    checked(client.get("/staff/search/", {"q": text[:20]}))
