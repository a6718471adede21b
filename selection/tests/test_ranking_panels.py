"""Panels: who may do what, the agenda with its conflicts, notes with their versions, and what a reviewer reads."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from selection import panels
from selection.models import Panel, PanelItem, Standing
from selection.services import ranking_panels
from selection.services.errors import NotAllowed, Stale
from selection.tests.factories import RoundFactory, sent_application

pytestmark = pytest.mark.django_db


class Meeting:
    """A panel of an officer and a reviewer, who conflicts with B; A to D stand in the ranking in this order."""

    def __init__(self, count=4):
        self.round = RoundFactory()
        self.officer, self.reviewer = UserFactory(role="officer"), UserFactory(role="reviewer", full_name="Rita")
        self.applications = {}
        for place, name in enumerate("ABCDEFGH"[:count], start=1):
            city = CityFactory(name=f"City {name}")
            one = sent_application(self.round.call, city=city, reference=f"CDA-2027-{name}")
            self.applications[name] = one
            Standing.objects.create(
                round=self.round,
                application=one,
                place=place,
                reviews=3,
                raw=4,
                calibrated=4,
                low=3,
                high=5,
                rank_low=1,
                rank_high=4,
            )
        self.panel = ranking_panels.make(self.round, "Panel", None, [self.officer, self.reviewer], by=self.officer)

    def conflict(self, person, name):
        Conflict.objects.create(user=person, city=self.applications[name].city, reason="Worked", declared_by=person)

    def build(self, top=4, references=(), by=None):
        return ranking_panels.build(self.panel, top, references, by=by or self.officer)

    def item(self, name):
        return PanelItem.objects.get(panel=self.panel, application=self.applications[name])

    def order(self, user=None):
        items = panels.items_for(self.panel, user or self.officer)
        return "".join(item.application.reference[-1] for item in items)

    def rooms(self, user=None):
        items = panels.items_for(self.panel, user or self.officer)
        members = list(self.panel.members.all())
        return [
            (room.outside, "".join(item.application.reference[-1] for item in room.items))
            for room in panels.rooms(items, members)
        ]


@pytest.fixture
def meeting():
    return Meeting()


# ---- the agenda


def test_the_agenda_keeps_members_with_a_conflict_outside_together(meeting):
    meeting.conflict(meeting.reviewer, "B")
    meeting.conflict(meeting.reviewer, "D")
    assert meeting.build() == 4
    assert meeting.rooms() == [([], "AC"), (["Rita"], "BD")]


def test_the_first_of_the_ranking_and_those_that_are_named(meeting):
    assert meeting.build(2, ["cda-2027-d"]) == 3
    assert meeting.order() == "ABD"
    with pytest.raises(NotAllowed, match="CDA-2027-X"):
        meeting.build(1, ["CDA-2027-X"])
    assert meeting.order() == "ABD"


def test_laid_anew_it_keeps_what_was_noted_or_discussed(meeting):
    meeting.build()
    ranking_panels.write_note(meeting.item("C"), "Strong team", 1, by=meeting.officer)
    ranking_panels.mark(meeting.item("D"), True, by=meeting.officer)
    meeting.build(1)
    assert meeting.order() == "ACD"
    assert meeting.item("C").note == "Strong team"


def test_a_conflict_of_who_lays_it_leaves_what_they_do_not_see(meeting):
    meeting.build()
    other = UserFactory(role="officer")
    meeting.conflict(other, "A")
    assert meeting.build(2, by=other) == 2
    assert (meeting.order(other), meeting.order()) == ("BC", "ABC")
    with pytest.raises(NotAllowed):
        meeting.build(2, ["CDA-2027-A"], by=other)


def test_a_conflict_declared_later_makes_a_room_of_its_own(meeting):
    meeting.build()
    meeting.conflict(meeting.reviewer, "B")
    assert meeting.rooms() == [([], "A"), (["Rita"], "B"), ([], "CD")]


def test_up_and_down(meeting):
    meeting.build()
    assert ranking_panels.move(meeting.item("C"), -1, by=meeting.officer) is True
    assert meeting.order() == "ACBD"
    assert ranking_panels.move(meeting.item("A"), -1, by=meeting.officer) is False
    assert ranking_panels.move(meeting.item("D"), 1, by=meeting.officer) is False
    assert meeting.order() == "ACBD"


@pytest.mark.parametrize(
    ("one", "to", "order"), [("D", "A", "DABC"), ("A", "D", "BCDA"), ("B", "C", "ACBD"), ("B", "B", ""), ("B", "X", "")]
)
def test_dropped_on_another_it_takes_its_place(meeting, one, to, order):
    meeting.build()
    moved = ranking_panels.move(meeting.item(one), 1, by=meeting.officer, to=f"CDA-2027-{to}")
    assert (moved, meeting.order()) == (bool(order), order or "ABCD")


def test_who_does_not_see_one_drops_past_it(meeting):
    meeting.build()
    other = UserFactory(role="officer")
    meeting.conflict(other, "B")
    ranking_panels.move(meeting.item("D"), 1, by=other, to="CDA-2027-A")
    assert (meeting.order(other), meeting.order()) == ("DAC", "DBAC")
    assert ranking_panels.move(meeting.item("D"), 1, by=other, to="CDA-2027-B") is False


def test_who_does_not_see_one_moves_past_it(meeting):
    meeting.build()
    other = UserFactory(role="officer")
    meeting.conflict(other, "B")
    ranking_panels.move(meeting.item("C"), -1, by=other)
    assert (meeting.order(other), meeting.order()) == ("CAD", "CBAD")


# ---- who may, and what is recorded


@pytest.mark.parametrize(
    ("role", "may"), [("officer", True), ("approver", True), ("observer", False), ("reviewer", False)]
)
def test_who_keeps_panels(meeting, role, may):
    meeting.build()
    person, item = UserFactory(role=role), meeting.item("A")
    acts = [
        lambda: ranking_panels.make(meeting.round, "Another", None, [person], by=person),
        lambda: ranking_panels.change(meeting.panel, "Renamed", None, [person], by=person),
        lambda: ranking_panels.build(meeting.panel, 1, [], by=person),
        lambda: ranking_panels.move(item, 1, by=person),
        lambda: ranking_panels.write_note(item, "Good", 1, by=person),
        lambda: ranking_panels.mark(item, True, by=person),
    ]
    refused = 0
    for act in acts:
        try:
            act()
        except NotAllowed:
            refused += 1
    assert refused == (0 if may else len(acts))


def test_what_is_recorded_names_neither_city_nor_words(meeting):
    meeting.build()
    ranking_panels.write_note(meeting.item("A"), "Strong team", 1, by=meeting.officer)
    ranking_panels.mark(meeting.item("A"), True, by=meeting.officer)
    told = Change.objects.order_by("pk").values_list("act", "target", "why")
    assert list(told) == [
        ("panel made", "", ""),
        ("agenda laid", "", ""),
        ("panel note written", "", ""),
        ("discussed by a panel", "", ""),
    ]
    assert Change.objects.about(meeting.applications["A"]).count() == 2  # hidden with the city


def test_the_same_panel_sent_twice_is_one(meeting):
    again = ranking_panels.make(meeting.round, "Panel", None, [meeting.officer], by=meeting.officer)
    assert (again, Panel.objects.count()) == (meeting.panel, 1)


# ---- notes


def test_a_note_on_top_of_another_one_is_refused_and_both_are_there(meeting):
    meeting.build()
    ranking_panels.write_note(meeting.item("A"), "First", 1, by=meeting.officer)
    with pytest.raises(Stale) as stale:
        ranking_panels.write_note(meeting.item("A"), "Second", 1, by=meeting.officer)
    assert (stale.value.current.note, stale.value.mine) == ("First", "Second")
    assert ranking_panels.write_note(meeting.item("A"), "First", 1, by=meeting.officer).version == 2  # the same words


def at(name, meeting, *args):
    return reverse(f"selection:{name}", args=[meeting.panel.pk, *args])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_autosave_and_the_page_answer_a_conflict_with_both_texts(meeting):
    meeting.build()
    client, reference = signed_in(meeting.officer), "CDA-2027-A"
    saved = client.post(at("panel-item-note", meeting, reference), {"note": "First", "version": 1})
    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    clash = client.post(at("panel-item-note", meeting, reference), {"note": "Second", "version": 1})
    assert (clash.status_code, clash.json()["theirs"], clash.json()["version"]) == (409, "First", 2)
    page = client.post(at("panel-item", meeting, reference), {"note": "Second", "version": 1})
    assert page.status_code == 409
    body = page.content.decode()
    assert "First" in body
    assert ">\nSecond</textarea>" in body
    again = client.post(at("panel-item", meeting, reference), {"note": "Second", "version": 2})
    assert again.status_code == 302
    assert meeting.item("A").note == "Second"


def test_marked_and_unmarked(meeting):
    meeting.build()
    client = signed_in(meeting.officer)
    marked = client.post(at("panel-item-discussed", meeting, "CDA-2027-A"), follow=True)
    assert "City A is marked as discussed." in marked.content.decode()
    assert meeting.item("A").discussed_at is not None
    client.post(f"{at('panel-item-discussed', meeting, 'CDA-2027-A')}?undo=1")
    assert meeting.item("A").discussed_at is None


def test_a_reference_that_is_none_comes_back_with_the_words(meeting):
    response = signed_in(meeting.officer).post(at("panel-agenda", meeting), {"top": "2", "references": "nonsense"})
    assert response.status_code == 422
    assert "No application of this call is called NONSENSE." in response.content.decode()


# ---- what a reviewer reads


def test_a_member_who_reviews_reads_the_agenda_without_conflicts_notes_and_scores(meeting):
    meeting.conflict(meeting.reviewer, "B")
    meeting.build()
    ranking_panels.write_note(meeting.item("A"), "Strong team", 1, by=meeting.officer)
    Application.objects.filter(pk=meeting.applications["D"].pk).update(status="withdrawn")
    response = signed_in(meeting.reviewer).get(at("review-panel", meeting))
    body = response.content.decode()
    assert [item.number for item in response.context["items"]] == [1, 2]
    assert [f"CDA-2027-{name}" in body for name in "ABCD"] == [True, False, True, False]
    assert ("Strong team" in body, "Rita" in body.partition("<main")[2]) == (False, False)


def test_a_reviewer_who_does_not_sit_in_it_gets_404_and_who_lost_the_role_403(meeting):
    meeting.build()
    assert signed_in(UserFactory(role="reviewer")).get(at("review-panel", meeting)).status_code == 404
    meeting.reviewer.grants.update(until=clock.today("UTC"))
    assert signed_in(meeting.reviewer).get(at("review-panel", meeting)).status_code == 403


@pytest.mark.parametrize(("name", "queries"), [("panel", 6), ("panels", 7), ("review-panel", 4)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_for_one_row_and_three(name, queries, count, django_assert_num_queries):
    meeting = Meeting(count)
    meeting.build()
    for number in range(count - 1):
        ranking_panels.make(meeting.round, f"Another {number}", None, [meeting.officer], by=meeting.officer)
    client = signed_in(meeting.reviewer if name == "review-panel" else meeting.officer)
    address = reverse("selection:panels", args=[meeting.round.call.slug]) if name == "panels" else at(name, meeting)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
