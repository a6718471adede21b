"""The composer's pages: what they show, what they refuse with all input kept, and how many queries they take."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from selection import composing_job
from selection.models import Scenario
from selection.services import composing, composing_best, composing_constraints
from selection.tests.composing import card, lists, ranking, scenario_of
from selection.tests.factories import RoundFactory

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def scenario(officer):
    return scenario_of(officer)


@pytest.fixture
def staff(officer):
    return signed_in(officer)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(scenario, rest=""):
    return f"/staff/selection/scenarios/{scenario.pk}/{rest}"


def move_url(scenario, name):
    return url(scenario, f"cards/{card(scenario, name).pk}/")


def said(answer):
    return [str(one) for one in get_messages(answer.wsgi_request)]


def propose(scenario):
    scenario.refresh_from_db()
    given = composing_best.inputs(scenario)
    composing_best.propose(scenario, {"based_on": given.based_on, **composing_job.proposed(given)})


# ---- cards


def test_a_card_is_moved_with_a_reason_and_can_be_undone(staff, scenario):
    asked = staff.get(move_url(scenario, "C"), {"to": "select"})
    assert (asked.status_code, asked.context["title"]) == (200, "Put C in a seat")
    done = staff.post(move_url(scenario, "C"), {"to": "select", "version": 1, "why": "A strong team"}, follow=True)
    assert done.redirect_chain == [(f"{url(scenario)}#card-{card(scenario, 'C').pk}", 302)]
    assert lists(scenario) == "ABC* |  | DE"
    assert url(scenario, "undo/2/") in done.text
    assert "A strong team" in done.text
    undone = staff.post(url(scenario, "undo/2/"), follow=True)
    assert (said(undone), lists(scenario)) == (["Undone."], "AB |  | CDE")


def test_up_and_down(staff, officer, scenario):
    for version, name in enumerate("CDE", start=1):
        composing.move(scenario, card(scenario, name), "waitlist", why="Waits", version=version, by=officer)
    told = []
    for version, (name, to) in enumerate([("E", "up"), ("C", "down"), ("C", "down"), ("E", "up"), ("C", "down")], 4):
        staff.post(move_url(scenario, name), {"to": to, "version": version, "why": "Better so"})
        told.append(lists(scenario).split(" | ")[1])
    assert told == ["C*E*D*", "E*C*D*", "E*D*C*", "E*D*C*", "E*D*C*"]


def test_without_a_reason_it_is_asked_again(staff, scenario):
    answer = staff.post(move_url(scenario, "C"), {"to": "select", "version": 1, "why": " "})
    assert (answer.status_code, answer.context["title"]) == (422, "Put C in a seat")
    assert answer.context["form"].errors == {"why": ["Give the reason"]}
    assert lists(scenario) == "AB |  | CDE"


def test_for_an_older_version_it_says_what_stands_and_keeps_the_reason(staff, scenario):
    other = UserFactory(role="officer", full_name="Olga Other")
    composing.move(scenario, card(scenario, "C"), "select", why="I was first", version=1, by=other)
    sent = {"to": "decline", "version": 1, "why": "My own reason"}
    answer = staff.post(move_url(scenario, "A"), sent)
    assert answer.status_code == 409
    assert all(text in answer.text for text in ("I was first", "Olga Other", "My own reason", "after you opened it"))
    again = {**sent, "version": answer.context["form"]["version"].value()}
    assert staff.post(move_url(scenario, "A"), again).status_code == 302
    assert lists(scenario) == "BC* |  | A*DE"


def test_scripts_get_the_board_alone(staff, scenario):
    sent = {"to": "waitlist", "version": 1, "why": "Waits"}
    done = staff.post(move_url(scenario, "C"), sent, **HX)
    assert (done.status_code, done.text.lstrip()[:5], "<html" in done.text) == (200, "<div ", False)
    assert 'data-version="2"' in done.text
    assert "2 of 2 seats, 1 waiting, 2 declined." in done.text
    stale = staff.post(move_url(scenario, "D"), sent, **HX)
    assert (stale.status_code, 'data-refused="Somebody changed' in stale.text) == (409, True)
    empty = staff.post(move_url(scenario, "D"), {**sent, "version": 2, "why": ""}, **HX)
    assert (empty.status_code, 'data-refused="Give the reason"' in empty.text) == (422, True)
    assert lists(scenario) == "AB | C* | DE"


@pytest.mark.parametrize("sent", [{}, {"to": "moon"}, {"to": "\x00"}])
def test_where_to_is_one_of_the_places(staff, scenario, sent):
    assert staff.get(move_url(scenario, "C"), sent).status_code == 302
    assert staff.post(move_url(scenario, "C"), {**sent, "why": "x", "version": "1"}).status_code == 302
    assert lists(scenario) == "AB |  | CDE"


# ---- the page


def test_it_warns_of_too_many_cities_for_seats_and_coaches(staff, officer, scenario):
    composing.change(scenario, {"seats": 1, "coaching": 0}, version=1, by=officer)
    page = staff.get(url(scenario)).text
    assert "More than there are seats" in page
    assert "2 cities too many in seats" in page


def test_observers_read_and_change_nothing(officer, scenario):
    page = signed_in(UserFactory(role="observer")).get(url(scenario))
    assert page.status_code == 200
    assert [part in page.text for part in ("cards/", "composer.js", "Find the best set", "Undo")] == [False] * 4


def test_archived_it_is_read(staff, officer, scenario):
    staff.post(url(scenario, "archive/"))
    page = staff.get(url(scenario)).text
    assert "This scenario is archived" in page
    assert "cards/" not in page
    refused = staff.post(move_url(scenario, "C"), {"to": "select", "version": 1, "why": "Why not"})
    assert (refused.status_code, "Restore it before" in refused.text, "Why not" in refused.text) == (409, True, True)
    staff.post(url(scenario, "archive/"), {"restore": 1})
    assert Scenario.objects.get().archived_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_few_queries(officer, count):
    scenario = scenario_of(officer, count=count, seats=1)
    for number in range(count):
        value = ("CO", "BR", "MX")[number]
        composing_constraints.add(scenario, "country", value, bound="at_least", number=1, by=officer)
    composing.move(scenario, card(scenario, "A"), "waitlist", why="Waits", version=1, by=officer)
    client = signed_in(officer)
    client.get(url(scenario))
    with CaptureQueriesContext(connection) as ran:
        assert client.get(url(scenario)).status_code == 200
    assert len(ran) <= 15, "\n".join(query["sql"][:150] for query in ran)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(officer, count):
    round = ranking(1)
    for number in range(count):
        composing.create(round, name=f"Scenario {number}", seats=1, by=officer)
    client = signed_in(officer)
    client.get(f"/staff/selection/{round.call.slug}/scenarios/")
    with CaptureQueriesContext(connection) as ran:
        assert client.get(f"/staff/selection/{round.call.slug}/scenarios/").status_code == 200
    assert len(ran) <= 7


# ---- scenarios of a call


def test_a_scenario_is_made_copied_and_changed(staff):
    round = ranking(3)
    base = f"/staff/selection/{round.call.slug}/scenarios/"
    sent = {"name": "First", "round": round.pk, "seats": 2, "shortlist": 60, "coaching": "", "note": "A note"}
    for _time in range(2):
        assert staff.post(f"{base}new/", sent).status_code == 302
    made = Scenario.objects.get()
    assert (lists(made), made.note) == ("AB |  | C", "A note")
    staff.post(url(made, "copy/"), {"name": "Second"})
    copied = Scenario.objects.get(name="Second")
    sent = {"name": "Third", "seats": 1, "coaching": 4, "note": "", "version": 1}
    assert staff.post(url(copied, "change/"), sent).status_code == 302
    copied.refresh_from_db()
    assert (copied.name, copied.seats, copied.coaching, copied.version) == ("Third", 1, 4, 2)
    refused = staff.post(url(copied, "change/"), {**sent, "name": "Fourth"})
    assert (refused.status_code, "What stands now" in refused.text, "Fourth" in refused.text) == (409, True, True)
    taken = staff.post(url(copied, "change/"), {**sent, "name": "First", "version": 2})
    assert (taken.status_code, "Choose another name" in taken.text) == (409, True)
    page = staff.get(base).text
    assert "First" in page
    assert "Third" in page
    assert "Fourth" not in page


def test_what_is_wrong_is_said_with_all_input_kept(staff):
    round = ranking(2)
    page = staff.post(f"/staff/selection/{round.call.slug}/scenarios/new/", {"name": "", "seats": "many"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name", "round", "seats", "shortlist"}
    assert "many" in page.text


def test_without_a_ranking_the_pages_say_so(staff):
    slug = RoundFactory().call.slug
    for rest in ("", "new/"):
        assert "No ranking yet" in staff.get(f"/staff/selection/{slug}/scenarios/{rest}").text


def test_two_are_compared(staff, officer, scenario):
    other = composing.copy(scenario, name="Other", by=officer)
    composing.move(other, card(other, "B"), "decline", why="x", version=1, by=officer)
    composing.move(other, card(other, "C"), "waitlist", why="x", version=2, by=officer)
    base = f"/staff/selection/{scenario.call.slug}/scenarios/compare/"
    page = staff.get(base, {"of": [scenario.pk, other.pk]})
    rows = [(row["city"], row["placed"]) for row in page.context["cities"]]
    assert rows == [("B", ["in a seat", "declined"]), ("C", ["declined", "waiting list 1"])]
    made = [(row["label"], row["numbers"]) for row in page.context["meters"]]
    assert ("Colombia", [2, 1]) in made


@pytest.mark.parametrize("of", [[], ["x"], [0], ["99999999999"]])
def test_fewer_than_two_are_not_compared(staff, scenario, of):
    answer = staff.get(f"/staff/selection/{scenario.call.slug}/scenarios/compare/", {"of": of})
    assert answer.status_code == 302


# ---- constraints and the best set


def test_constraints_are_added_switched_and_removed(staff, scenario):
    sent = {"bound": "at_least", "number": 3, "what": "country:CO"}
    for _time in range(2):
        staff.post(url(scenario, "constraints/"), sent)
    one = scenario.constraints.get()
    page = staff.get(url(scenario)).text
    assert "At least 3: Country, Colombia" in page
    assert "1 missing" in page
    staff.post(url(scenario, f"constraints/{one.pk}/off/"))
    assert "1 missing" not in staff.get(url(scenario)).text
    staff.post(url(scenario, f"constraints/{one.pk}/on/"))
    one.refresh_from_db()
    assert one.active
    for act, status in [("remove", 302), ("remove", 404), ("explode", 404)]:
        assert staff.post(url(scenario, f"constraints/{one.pk}/{act}/")).status_code == status
    assert not scenario.constraints.exists()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"bound", "number", "what"}),
        ({"bound": "at_least", "number": "-1", "what": "country:CO"}, {"number"}),
        ({"bound": "some", "number": "1", "what": "country:XX"}, {"bound", "what"}),
    ],
)
def test_a_wrong_constraint_is_said(staff, scenario, sent, wrong):
    page = staff.post(url(scenario, "constraints/"), sent)
    assert (page.status_code, set(page.context["form"].errors)) == (422, wrong)


def test_the_best_set_is_looked_at_and_applied(staff, officer, scenario):
    composing.move(scenario, card(scenario, "A"), "decline", why="x", version=1, by=officer)
    assert staff.post(url(scenario, "search/")).status_code == 302
    propose(scenario)
    page = staff.get(url(scenario, "proposal/"))
    assert [(row["card"].city, row["target"]) for row in page.context["changes"]] == [("C", "in a seat")]
    based_on = scenario.proposal["based_on"] if scenario.proposal else page.context["proposal"]["based_on"]
    done = staff.post(url(scenario, "proposal/"), {"based_on": based_on}, follow=True)
    assert said(done) == ["The best set is in place. It can be undone as one change."]
    assert lists(scenario) == "BC |  | A*DE"
    again = staff.post(url(scenario, "proposal/"), {"based_on": based_on}, follow=True)
    assert said(again) == ["This proposal was applied or left already. Look for the best set again."]


def test_where_there_is_none_it_is_explained_and_relaxed(staff, officer, scenario):
    one = composing_constraints.add(scenario, "country", "CO", bound="at_most", number=0, by=officer)
    composing.move(scenario, card(scenario, "A"), "select", why="x", version=1, by=officer)
    propose(scenario)
    page = staff.get(url(scenario, "proposal/")).text
    assert "No set keeps every constraint" in page
    assert "possible: At most 1: Country, Colombia" in page
    staff.post(url(scenario, f"constraints/{one.pk}/relax/"))
    one.refresh_from_db()
    assert one.number == 1
    assert "The scenario has changed since this was found" in staff.get(url(scenario, "proposal/")).text
    propose(scenario)
    assert "1 of 2 seats filled" in staff.get(url(scenario, "proposal/")).text


def test_a_proposal_is_left(staff, scenario):
    propose(scenario)
    staff.post(url(scenario, "proposal/"), {"leave": 1})
    assert Scenario.objects.get().proposal is None
    assert "No proposal" in staff.get(url(scenario, "proposal/")).text


# ---- conflicts


def test_a_conflicted_officer_finds_nothing_of_the_city(officer, scenario):
    clara = UserFactory(role="officer")
    city = card(scenario, "B").city
    city.name = "Zarzamora"
    city.save()
    pk = card(scenario, "Zarzamora").pk
    composing.move(scenario, card(scenario, "Zarzamora"), "waitlist", why="Quince", version=1, by=officer)
    Conflict.objects.create(user=clara, city=city, reason="Worked there", declared_by=officer)
    propose(scenario)
    client = signed_in(clara)
    compared = f"/staff/selection/{scenario.call.slug}/scenarios/compare/?of={scenario.pk}&of="
    compared += str(composing.copy(scenario, name="Other", by=officer).pk)
    for address in (url(scenario), url(scenario, "history/"), url(scenario, "proposal/"), compared):
        page = client.get(address).text
        assert not any(word in page for word in ("Zarzamora", "Quince", f"card-{pk}")), address
    assert "Ask a colleague to do this" in client.get(url(scenario)).text
    assert client.get(url(scenario, f"cards/{pk}/"), {"to": "select"}).status_code == 404
    assert client.post(url(scenario, f"cards/{pk}/"), {"to": "select", "version": 2, "why": "x"}).status_code == 404
    assert "Ask a colleague" in said(client.post(url(scenario, "search/"), follow=True))[0]
    assert "Ask a colleague" in said(client.post(url(scenario, "undo/2/"), follow=True))[0]
    listed = client.get(f"/staff/selection/{scenario.call.slug}/scenarios/")
    assert [row.seated for row in listed.context["rows"]] == [1, 1]
