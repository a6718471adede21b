"""Drafts of a cohort: every verb, live and archived; cards and their undoing; constraints; the best set."""

import pytest

from applications.models import Application
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import jobs
from cda_portal.core.models import Change, Job
from selection import cards, composing_job
from selection.models import Scenario, ScenarioMove
from selection.services import composing, composing_best, composing_constraints
from selection.services.errors import NotAllowed, Stale
from selection.tests.composing import card, lists, ranking, scenario_of
from selection.tests.factories import RoundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def scenario(officer):
    return scenario_of(officer)


def moved(scenario, name, to, by, before="", why="Because"):
    pk = card(scenario, before).pk if before else None
    version = Scenario.objects.get(pk=scenario.pk).version
    return composing.move(scenario, card(scenario, name), to, why=why, version=version, by=by, before=pk)


def undone(scenario, by):
    return composing.undo(scenario, version=Scenario.objects.get(pk=scenario.pk).version, by=by)


def searched(scenario):
    """What a worker would keep."""
    scenario.refresh_from_db()
    given = composing_best.inputs(scenario)
    composing_best.propose(scenario, {"based_on": given.based_on, **composing_job.proposed(given)})
    scenario.refresh_from_db()
    return scenario.proposal


def wish(scenario, by, dimension="country", value="CO", bound="at_least", number=1):
    return composing_constraints.add(scenario, dimension, value, bound=bound, number=number, by=by)


# ---- made


def test_the_best_of_the_ranking_are_in_seats(scenario):
    assert lists(scenario) == "AB |  | CDE"
    assert (scenario.version, scenario.moves.count()) == (1, 0)


def test_only_the_shortlist_and_only_what_is_in_review(officer):
    round = ranking(5)
    Application.objects.filter(city__name="B").update(status="withdrawn")
    assert lists(composing.create(round, name="Short", seats=1, shortlist=3, by=officer)) == "A |  | CD"


def test_sent_twice_it_is_one(officer):
    round = ranking(2)
    made = [composing.create(round, name="One", seats=1, by=officer) for _time in range(2)]
    copies = [composing.copy(made[0], name="Two", by=officer) for _time in range(2)]
    assert (made[0], copies[0]) == (made[1], copies[1])
    assert Scenario.objects.count() == 2


def test_a_name_is_used_once(officer, scenario):
    other = composing.copy(scenario, name="Other", by=officer)
    with pytest.raises(NotAllowed, match="of that name"):
        composing.create(scenario.round, name="Other", seats=2, by=officer)
    with pytest.raises(NotAllowed, match="of that name"):
        composing.copy(scenario, name="Other", by=UserFactory(role="officer"))
    with pytest.raises(NotAllowed, match="of that name"):
        composing.change(other, {"name": "Balanced"}, version=1, by=officer)
    other.refresh_from_db()
    assert (other.name, other.version) == ("Other", 1)


def test_without_a_ranking_there_is_none(officer):
    with pytest.raises(NotAllowed, match="no ranking yet"):
        composing.create(RoundFactory(), name="Empty", seats=2, by=officer)


def test_a_copy_has_cards_reasons_and_constraints(officer, scenario):
    moved(scenario, "C", "waitlist", officer)
    wish(scenario, officer)
    copied = composing.copy(scenario, name="Other", by=officer)
    moved(scenario, "D", "waitlist", officer)
    assert (lists(copied), copied.constraints.count(), copied.moves.count()) == ("AB | C* | DE", 1, 0)
    moved(copied, "C", "select", officer, why="Now")
    undone(copied, officer)
    item = copied.items.get(outcome="waitlist")
    assert (item.by_hand, item.why, item.rank) == (True, "Because", 1)


# ---- verbs × states: what each does in a live and an archived scenario; by hand, never from the code

VERBS = {
    "change": (lambda s, by: composing.change(s, {"seats": 3}, version=s.version, by=by), "done", "refused"),
    "move": (lambda s, by: moved(s, "C", "select", by), "done", "refused"),
    "undo": (undone, "done", "refused"),
    "archive": (lambda s, by: composing.archive(s, by=by), "done", "done"),
    "restore": (lambda s, by: composing.restore(s, by=by), "done", "done"),
    "copy": (lambda s, by: composing.copy(s, name="Another", by=by), "done", "done"),
    "add": (lambda s, by: wish(s, by, value="BR"), "done", "refused"),
    "switch": (lambda s, by: composing_constraints.switch(s.constraints.get(), False, by=by), "done", "refused"),
    "remove": (lambda s, by: composing_constraints.remove(s.constraints.get(), by=by), "done", "refused"),
    "relax": (lambda s, by: composing_constraints.relax(s.constraints.get(), by=by), "done", "refused"),
    "search": (lambda s, by: composing_best.start(s, by=by), "done", "refused"),
    "leave": (lambda s, by: composing_best.leave(s, by=by), "done", "refused"),
}


@pytest.mark.parametrize("archived", [False, True], ids=["live", "archived"])
@pytest.mark.parametrize("verb", VERBS)
def test_verbs_and_states(officer, scenario, verb, archived):
    act, live, put_away = VERBS[verb]
    moved(scenario, "D", "waitlist", officer)
    wish(scenario, officer, number=9)
    searched(scenario)
    if archived:
        composing.archive(scenario, by=officer)
    try:
        act(Scenario.objects.get(pk=scenario.pk), officer)
        found = "done"
    except NotAllowed:
        found = "refused"
    assert found == (put_away if archived else live)


def test_the_best_set_is_not_applied_to_an_archived_scenario(officer, scenario):
    found = searched(scenario)
    composing.archive(scenario, by=officer)
    with pytest.raises(NotAllowed, match="archived"):
        composing_best.apply(scenario, based_on=found["based_on"], by=officer)


# ---- cards

STEPS = [
    ("C", "waitlist", "", "AB | C* | DE"),
    ("D", "waitlist", "C", "AB | D*C* | E"),
    ("E", "waitlist", "C", "AB | D*E*C* | "),
    ("C", "waitlist", "D", "AB | C*D*E* | "),
    ("D", "waitlist", "", "AB | C*E*D* | "),
    ("E", "select", "", "ABE* | C*D* | "),
    ("C", "decline", "", "ABE* | D* | C*"),
    ("A", "select", "", "A*BE* | D* | C*"),
    ("A", "free", "", "ABE* | D* | C*"),
    ("B", "decline", "", "AE* | D* | B*C*"),
]


def test_cards_move_and_every_move_can_be_undone(officer, scenario):
    told = [lists(scenario)]
    for name, to, before, expected in STEPS:
        moved(scenario, name, to, officer, before)
        assert lists(scenario) == expected, (name, to)
        told.append(expected)
    for expected in reversed(told[:-1]):
        undone(scenario, officer)
        assert lists(scenario) == expected
    with pytest.raises(NotAllowed, match="nothing to undo"):
        undone(scenario, officer)
    scenario.refresh_from_db()
    assert (scenario.version, scenario.moves.count()) == (21, 20)


def test_after_an_undo_one_goes_on_from_there(officer, scenario):
    moved(scenario, "C", "select", officer)
    moved(scenario, "D", "select", officer)
    undone(scenario, officer)
    moved(scenario, "E", "select", officer)
    assert lists(scenario) == "ABC*E* |  | D"
    undone(scenario, officer)
    undone(scenario, officer)
    assert lists(scenario) == "AB |  | CDE"


def test_every_move_says_who_why_and_from_where(officer, scenario):
    moved(scenario, "C", "waitlist", officer, why="A strong team")
    moved(scenario, "C", "select", officer, why="A seat is free")
    undone(scenario, officer)
    told = ScenarioMove.objects.order_by("pk").values_list("version", "undoes", "source", "target", "why", "by_hand")
    assert list(told) == [
        (2, None, "decline", "waitlist 1", "A strong team", True),
        (3, None, "waitlist 1", "select", "A seat is free", True),
        (4, 3, "select", "waitlist 1", "A seat is free", True),
    ]
    assert list(Change.objects.filter(object_id=scenario.pk, act="card moved").values_list("why", flat=True)) == [
        "",
        "",
    ]


def test_of_an_older_version_nothing_is_changed(officer, scenario):
    moved(scenario, "C", "select", officer)
    with pytest.raises(Stale) as refused:
        composing.move(scenario, card(scenario, "D"), "select", why="Because", version=1, by=officer)
    assert refused.value.current.version == 2
    with pytest.raises(Stale):
        composing.undo(scenario, version=1, by=officer)
    with pytest.raises(Stale):
        composing.change(scenario, {"seats": 4}, version=1, by=officer)
    assert lists(scenario) == "ABC* |  | DE"


def test_a_move_sent_twice_is_one(officer, scenario):
    for _time in range(2):
        composing.move(scenario, card(scenario, "C"), "select", why="Because", version=1, by=officer)
    assert scenario.moves.count() == 1


def test_settings_count_as_a_change_only_when_they_differ(officer, scenario):
    same = composing.change(scenario, {"seats": 2, "name": "Balanced"}, version=1, by=officer)
    assert same.version == 1
    assert composing.change(scenario, {"seats": 3, "coaching": 2}, version=1, by=officer).version == 2


# ---- constraints


def test_the_same_constraint_with_another_number_is_one(officer, scenario):
    composing_constraints.switch(wish(scenario, officer), False, by=officer)
    one = wish(scenario, officer, number=3)
    assert (scenario.constraints.count(), one.number, one.active) == (1, 3, True)


def test_more_than_forty_constraints_are_refused(officer, scenario, monkeypatch):
    monkeypatch.setattr(composing_constraints, "MOST", 1)
    wish(scenario, officer)
    with pytest.raises(NotAllowed, match="1 constraints already"):
        wish(scenario, officer, value="BR")


# ---- the best set


def test_the_best_set_is_proposed_and_placed_as_one_change(officer):
    scenario = scenario_of(officer, seats=2, D={"country": "BR"}, E={"country": "BR"})
    wish(scenario, officer, value="BR", number=1)
    proposal = searched(scenario)
    assert [Application.objects.get(pk=pk).city.name for pk in proposal["seats"]] == ["A", "D"]
    assert lists(scenario) == "AB |  | CDE"
    assert composing_best.apply(scenario, based_on=proposal["based_on"], by=officer) == 2
    assert lists(scenario) == "AD |  | BCE"
    assert set(scenario.moves.values_list("version", "by_hand", "why")) == {(2, False, "")}
    undone(scenario, officer)
    assert lists(scenario) == "AB |  | CDE"


def test_what_was_placed_by_hand_stays_and_the_waiting_list_closes_up(officer):
    scenario = scenario_of(officer, seats=2)
    for name in "CE":
        moved(scenario, name, "waitlist", officer)
    moved(scenario, "C", "free", officer)
    moved(scenario, "A", "decline", officer)
    assert lists(scenario) == "B | CE* | A*D"
    proposal = searched(scenario)
    composing_best.apply(scenario, based_on=proposal["based_on"], by=officer)
    assert lists(scenario) == "BC | E* | A*D"
    undone(scenario, officer)
    assert lists(scenario) == "B | CE* | A*D"


def test_a_withdrawn_city_gets_no_seat(officer, scenario):
    Application.objects.filter(city__name="A").update(status="withdrawn")
    moved(scenario, "A", "select", officer)
    proposal = searched(scenario)
    assert [Application.objects.get(pk=pk).city.name for pk in proposal["seats"]] == ["B", "C"]


def test_where_nothing_keeps_all_it_says_what_to_relax(officer, scenario):
    wanted = wish(scenario, officer, value="BR", number=2)
    kept = wish(scenario, officer, value="CO", number=1)
    proposal = searched(scenario)
    assert (proposal["feasible"], proposal["relax"]) == (False, [{"constraint": wanted.pk, "number": 0}])
    with pytest.raises(NotAllowed, match="did not ask for that"):
        composing_constraints.relax(kept, by=officer)
    assert composing_constraints.relax(wanted, by=officer) == 0
    assert searched(scenario)["feasible"]


def test_more_by_hand_than_seats(officer, scenario):
    for name in "ABC":
        moved(scenario, name, "select", officer)
    assert searched(scenario) == {
        "based_on": composing_best.digest(scenario),
        "feasible": False,
        "relax": [],
        "full": True,
    }


CHANGED = {
    "a card": lambda s, by: moved(s, "C", "select", by),
    "the seats": lambda s, by: composing.change(s, {"seats": 3}, version=s.version, by=by),
    "a constraint": lambda s, by: wish(s, by, value="BR"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_proposal_made_for_something_else_is_not_applied(officer, scenario, what):
    proposal = searched(scenario)
    CHANGED[what](scenario, officer)
    before = lists(scenario)
    with pytest.raises(Stale):
        composing_best.apply(scenario, based_on=proposal["based_on"], by=officer)
    assert lists(scenario) == before


def test_applied_or_left_it_is_gone(officer, scenario):
    proposal = searched(scenario)
    composing_best.apply(scenario, based_on=proposal["based_on"], by=officer)
    with pytest.raises(NotAllowed, match="applied or left"):
        composing_best.apply(scenario, based_on=proposal["based_on"], by=officer)
    searched(scenario)
    composing_best.leave(scenario, by=officer)
    scenario.refresh_from_db()
    assert scenario.proposal is None


def test_a_worker_searches_and_says_so(officer, scenario):
    job = composing_best.start(scenario, by=officer)
    assert composing_best.start(scenario, by=officer) == job
    jobs.run(job.pk)
    job.refresh_from_db()
    scenario.refresh_from_db()
    assert (job.status, scenario.proposal["feasible"], lists(scenario)) == ("done", True, "AB |  | CDE")
    assert jobs.page(job) == f"/staff/selection/scenarios/{scenario.pk}/proposal/"


def test_a_scenario_archived_meanwhile_is_not_searched(officer, scenario):
    job = composing_best.start(scenario, by=officer)
    composing.archive(scenario, by=officer)
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).error == "This scenario is archived. Restore it, then search again."


# ---- conflicts


@pytest.fixture
def conflicted(scenario, officer):
    """An officer who must not see B."""
    person = UserFactory(role="officer")
    Conflict.objects.create(user=person, city=card(scenario, "B").city, reason="Worked there", declared_by=officer)
    return person


def test_a_conflicted_officer_sees_no_card_count_or_gap_of_it(officer, scenario, conflicted):
    for name in "BC":
        moved(scenario, name, "waitlist", officer)
    board = cards.board(scenario, conflicted)
    seen = [(one.city, one.place, one.band, one.number) for one in board.all()]
    assert seen == [("A", 1, "1", None), ("C", 2, "2–3", 1), ("D", 3, "2–4", None), ("E", 4, "3–5", None)]
    assert not scenario.moves.visible_to(conflicted).filter(application=card(scenario, "B")).exists()


def test_a_conflicted_officer_moves_the_rest_but_leaves_the_whole_to_colleagues(officer, scenario, conflicted):
    moved(scenario, "C", "select", conflicted)
    with pytest.raises(NotAllowed, match="Ask a colleague"):
        composing_best.start(scenario, by=conflicted)
    proposal = searched(scenario)
    with pytest.raises(NotAllowed, match="Ask a colleague"):
        composing_best.apply(scenario, based_on=proposal["based_on"], by=conflicted)
    moved(scenario, "B", "waitlist", officer)
    with pytest.raises(NotAllowed, match="Ask a colleague"):
        undone(scenario, conflicted)
