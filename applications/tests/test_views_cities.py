"""Staff's pages of cities and claims: what they find, what they refuse, what a conflict hides, what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications import services
from applications.models import InterestForm, JoinRequest
from applications.services import cities as merging
from applications.tests.factories import (
    ApplicationFactory,
    CallFactory,
    CheckFactory,
    InterestFormFactory,
    member,
)
from cda_portal.accounts.models import City, Conflict, MayorTerm
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    officer = UserFactory(role="officer", full_name="Olga Officer")
    client.force_login(officer)
    return officer


def found(client, query=""):
    return [row["name"] for row in client.get(f"/staff/cities/{query}").context["rows"]]


def cost(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# ---- the list


def test_a_city_is_found_by_its_names_without_accents(client, officer):
    CityFactory(name="Chía", country="CO")
    CityFactory(name="Kitchener", country="CA", former_names=["Berlin"])

    assert found(client) == ["Chía", "Kitchener"]
    assert found(client, "?q=chia") == ["Chía"]
    assert found(client, "?q=BERLIN") == ["Kitchener"]
    assert client.get("/staff/cities/?q=berlin").context["rows"][0]["had"] == "Berlin"
    assert found(client, "?country=CA") == ["Kitchener"]
    assert found(client, "?q=nowhere") == []


def test_merged_cities_and_conflicts_are_not_listed(client, officer):
    old, new, hidden = CityFactory(name="Hull"), CityFactory(name="Gatineau"), CityFactory(name="Hidden")
    merging.merge(old, new, by=officer, why="x")
    Conflict.objects.create(user=officer, city=hidden, reason="x", declared_by=officer)
    assert found(client) == ["Gatineau"]
    assert found(client, "?q=hull") == ["Gatineau"]
    assert client.get(f"/staff/cities/{hidden.pk}/").status_code == 404
    assert client.get(f"/staff/cities/{old.pk}/")["Location"] == f"/staff/cities/{new.pk}/"


def furnish(city):
    """A city with all there may be."""
    call = CallFactory()
    form = InterestFormFactory(call=call, city=city)
    ApplicationFactory(call=call, city=city, form=form)
    member(city, "member")
    MayorTerm.objects.create(city=city, name="Ana")
    JoinRequest.objects.create(city=city, call=call, user=UserFactory())
    CheckFactory(call=call, name=city.name, country=city.country, interest={"x": 1}, interest_at=clock.now())


def test_list_and_page_cost_the_same_for_many(client, officer):
    city = CityFactory(name="Chía")
    furnish(city)
    page, listed = f"/staff/cities/{city.pk}/", "/staff/cities/"
    before = cost(client, page), cost(client, listed), cost(client, "/staff/claims/")
    for _number in range(2):
        furnish(city)
        furnish(CityFactory())
    assert (cost(client, page), cost(client, listed), cost(client, "/staff/claims/")) == before
    assert before[0] <= 24
    assert before[1] <= 8
    assert before[2] <= 8


def test_the_page_says_who_claims_the_city_and_not_what_they_wrote(client, officer):
    city = CityFactory(name="Chía")
    furnish(city)
    page = client.get(f"/staff/cities/{city.pk}/")
    assert (len(page.context["claims"]), len(page.context["attempts"])) == (1, 1)


# ---- what is changed


FACTS = {
    "name": "Chía",
    "kind": "municipality",
    "country": "CO",
    "region": "Cundinamarca",
    "population": "150.000",
    "population_year": "2024",
    "population_source": "Census",
    "time_zone": "America/Bogota",
    "domains": "@Chia.gov.co\nchia.gov.co",
}
REFUSED = {
    "name": "",
    "country": "XX",
    "population": "many",
    "population_year": "",
    "time_zone": "Mars/Base",
    "domains": "not a domain",
}


def test_facts_are_edited(client, officer):
    city = CityFactory(name="Chia", country="CO", region="Cundinamarca")
    client.post(f"/staff/cities/{city.pk}/edit/", FACTS)
    city.refresh_from_db()
    assert (city.name, city.population, city.time_zone) == ("Chía", 150_000, "America/Bogota")
    assert city.mail_domains == ["chia.gov.co"]


@pytest.mark.parametrize("field", REFUSED)
def test_a_fact_that_cannot_be_read_is_refused_and_kept(client, officer, field):
    city = CityFactory(name="Old")
    response = client.post(f"/staff/cities/{city.pk}/edit/", {**FACTS, field: REFUSED[field]})
    assert response.status_code == 422
    assert "Cundinamarca" in response.content.decode()
    assert City.objects.get().name == "Old"


def test_a_lead_is_appointed_by_address(client, officer):
    city, person = CityFactory(), UserFactory(email="ana@city.example")
    path = f"/staff/cities/{city.pk}/lead/"
    for refused in ({"email": "nobody@city.example", "why": "x"}, {"email": person.email, "why": ""}):
        assert client.post(path, refused).status_code == 422
    assert client.post(path, {"email": "ANA@city.example", "why": "She asked", "keep": "on"}).status_code == 302
    assert [(row.user, row.role) for row in city.members.active()] == [(person, "lead")]


def test_a_role_is_ended_with_a_reason_but_not_the_leads(client, officer):
    city = CityFactory()
    lead, colleague = member(city), member(city, "member")
    path = f"/staff/cities/{city.pk}/end/"
    assert client.post(path, {"person": colleague.pk, "why": ""}).status_code == 422
    assert client.post(path, {"person": lead.pk, "why": "Left"}).status_code == 422
    assert client.post(path, {"person": UserFactory().pk, "why": "Left"}).status_code == 404
    assert client.post(path, {"person": colleague.pk, "why": "Left"}).status_code == 302
    assert [row.user for row in city.members.active()] == [lead]


def test_a_term_ends_after_it_began(client, officer):
    city = CityFactory()
    path = f"/staff/cities/{city.pk}/terms/new/"
    for refused in ({"name": ""}, {"name": "Ana", "start": "2027-01-01", "end": "2026-01-01"}):
        assert client.post(path, refused).status_code == 422
    assert client.post(path, {"name": "Ana", "start": "2027-01-01", "end": "2030-12-31"}).status_code == 302
    other = MayorTerm.objects.create(city=CityFactory(), name="Bea")
    assert client.get(f"/staff/cities/{city.pk}/terms/{other.pk}/").status_code == 404


def test_a_merge_is_searched_compared_and_confirmed(client, officer):
    old, new = CityFactory(name="Bogota DC"), CityFactory(name="Bogotá")
    call = CallFactory()
    forms = [InterestFormFactory(city=city, call=call) for city in (old, new)]
    leads = [member(city) for city in (old, new)]
    path = f"/staff/cities/{old.pk}/merge/"

    search = client.get(path, {"q": "bogota"})
    assert [row["name"] for row in search.context["rows"]] == ["Bogotá"]
    assert set(client.get(path, {"into": new.pk}).context["form"].fields) == {"lead", f"form_{call.pk}", "why"}
    told = {"into": new.pk, "lead": leads[0].pk, f"form_{call.pk}": forms[1].pk, "why": "One city"}
    for missing in ("lead", f"form_{call.pk}", "why"):
        assert client.post(path, {**told, missing: ""}).status_code == 422

    assert client.post(path, told)["Location"] == f"/staff/cities/{new.pk}/"

    old.refresh_from_db()
    assert old.merged_into == new
    assert client.post(path, told)["Location"] == f"/staff/cities/{new.pk}/"


@pytest.mark.parametrize("into", ["x", "0", "99999999999999999999", ""])
def test_a_city_that_is_none_is_not_merged_into(client, officer, into):
    response = client.get(f"/staff/cities/{CityFactory().pk}/merge/", {"into": into})
    assert response.status_code == (404 if into == "0" else 200)


# ---- claims


@pytest.fixture
def claim():
    form = InterestFormFactory(city=CityFactory(name="Chía"))
    return services.ask_to_join(form, by=UserFactory(full_name="Cara Claims"), message="I keep the data")


def test_a_claim_is_accepted_with_a_role(client, officer, claim):
    assert "I keep the data" in client.get("/staff/claims/").content.decode()
    client.post(f"/staff/claims/{claim.pk}/accept/", {"role": "deputy", "reply": "Welcome"})
    claim.refresh_from_db()
    assert (claim.accepted, claim.decided_by, claim.reply) == (True, officer, "Welcome")
    assert [(row.user, row.role) for row in claim.city.members.active()] == [(claim.user, "deputy")]
    assert client.get("/staff/claims/").context["rows"] == []


def test_a_claim_is_declined_with_a_reply(client, officer, claim):
    path = f"/staff/claims/{claim.pk}/refuse/"
    response = client.post(path, {"reply": ""})
    assert response.status_code == 422
    assert f'href="#id_refuse_{claim.pk}_reply"' in response.content.decode()
    client.post(path, {"reply": "Ask your lead"})
    claim.refresh_from_db()
    assert (claim.accepted, claim.reply) == (False, "Ask your lead")
    client.post(f"/staff/claims/{claim.pk}/accept/", {"role": "member"})
    claim.refresh_from_db()
    assert claim.accepted is False


def test_the_lead_is_not_given_by_a_claim(client, officer, claim):
    assert client.post(f"/staff/claims/{claim.pk}/accept/", {"role": "lead"}).status_code == 422


def test_an_office_that_objects_is_listed_until_the_form_is_decided(client, officer):
    form = InterestFormFactory(city=CityFactory(name="Chía"), office_objected_at=clock.now())
    assert list(client.get("/staff/claims/").context["objections"]) == [form]
    services.decline(form, "Not from the city", by=officer)
    assert InterestForm.objects.count() == 1
    assert list(client.get("/staff/claims/").context["objections"]) == []


def test_a_conflict_hides_its_claims(client, officer, claim):
    Conflict.objects.create(user=officer, city=claim.city, reason="x", declared_by=officer)
    page = client.get("/staff/claims/")
    assert page.context["rows"] == []
    assert "Chía" not in page.content.decode()
    assert client.post(f"/staff/claims/{claim.pk}/accept/", {"role": "member"}).status_code == 404
