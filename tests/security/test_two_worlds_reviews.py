"""Two states that differ in what one reviewer wrote: who may not read it gets equal pages. Private notes are nobody's."""

import pytest
from django.core.cache import cache
from django.db.models import F
from django.test import Client

from applications.tests.factories import member
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Comment
from selection import permissions
from selection.models import Review, Score
from selection.services import discussing, reviewing
from selection.tests.factories import AssignmentFactory, GuideFactory, RoundFactory, reviewed, rubric_with
from tests.security import worlds

pytestmark = pytest.mark.django_db
WORD = worlds.WORD


class World:
    """Somebody has sent a review and begun the discussion; another reads the same application and has sent nothing."""

    def __init__(self):
        self.round = RoundFactory()
        rubric = rubric_with(self.round.call, "problem", "team")
        guide = GuideFactory(call=self.round.call)
        self.sent = AssignmentFactory(round=self.round)
        self.application = self.sent.application
        reviewed(self.sent, rubric, [4, 3], for_panel="Good", for_city="Good", private="Good")
        discussing.discuss(self.round, self.application, "Good", by=self.sent.reviewer)
        self.mine = AssignmentFactory(round=self.round, application=self.application)
        other = AssignmentFactory(round=self.round)
        # Another round lets its reviewers see one another from the start; the first one does so after one's own.
        interview = RoundFactory(call=self.round.call, kind="interview", sees="always")
        self.met = AssignmentFactory(round=interview, application=self.application)
        both = AssignmentFactory(round=self.round, application=self.application, reviewer=self.met.reviewer)
        discussing.discuss(interview, self.application, "In the interview", by=self.met.reviewer)
        conflicted = AssignmentFactory(round=self.round, application=self.application).reviewer
        Conflict.objects.create(
            user=conflicted, city=self.application.city, reason="Worked there", declared_by=conflicted
        )
        self.readers = {
            "visitor": None,
            "the city's lead": member(self.application.city),
            "coach": UserFactory(role="coach"),
            "reviewer before sending": self.mine.reviewer,
            "reviewer of both rounds before sending": both.reviewer,
            "reviewer of another city": other.reviewer,
            "reviewer with a conflict": conflicted,
            "officer": UserFactory(role="officer"),
        }
        for who in (
            "reviewer before sending",
            "reviewer of both rounds before sending",
            "reviewer of another city",
            "reviewer with a conflict",
        ):
            reviewing.agree(guide, by=self.readers[who], language="en")

    def paths(self):
        reference = self.application.reference
        yield from ("/home/", "/review/", "/review/?show=all", "/staff/selection/")
        yield from (f"/review/{one.pk}/" for one in (self.mine, self.sent, self.met))
        yield from (f"/staff/applications/{reference}/", f"/staff/selection/applications/{reference}/")
        yield f"/apply/{reference}/status/"

    def read(self, who):
        cache.clear()
        client, user = Client(), self.readers[who]
        if user is not None:
            client.force_login(user)
        return {path: worlds.seen(client.get(path)) for path in self.paths()}

    def differences(self, who, changes):
        first = self.read(who)
        for change in changes:
            change(self)
        second = self.read(who)
        return sorted(path for path in first if first[path] != second[path])


def findings(world):
    Score.objects.filter(review__assignment=world.sent).update(value=F("value") - 2)
    Review.objects.filter(assignment=world.sent).update(total=1.5, for_panel=WORD, for_city=WORD)
    Comment.objects.filter(tier="panel", part=discussing.part_of(world.round)).update(text=WORD)


def private_notes(world):
    Review.objects.filter(assignment=world.sent).update(private=WORD)


EVERYTHING = [findings, private_notes]
HIDDEN = {
    "visitor": EVERYTHING,
    "the city's lead": EVERYTHING,
    "coach": EVERYTHING,
    "reviewer before sending": EVERYTHING,
    "reviewer of both rounds before sending": EVERYTHING,
    "reviewer of another city": EVERYTHING,
    "reviewer with a conflict": EVERYTHING,
    "officer": [private_notes],
}


@pytest.mark.parametrize("who", HIDDEN)
def test_what_a_reviewer_wrote_changes_nothing_for_those_who_may_not_read_it(who):
    with clock.standing_at(worlds.NOW):
        assert World().differences(who, HIDDEN[who]) == []


def test_the_officer_reads_what_was_found():
    with clock.standing_at(worlds.NOW):
        world = World()
        page = f"/staff/selection/applications/{world.application.reference}/"
        assert page in world.differences("officer", [findings])


@pytest.mark.fault
def test_twin_without_the_rule_the_others_findings_are_seen_before_ones_own(monkeypatch):
    monkeypatch.setattr(permissions, "can_see_others", lambda user, round, own: True)
    with clock.standing_at(worlds.NOW):
        assert World().differences("reviewer before sending", [findings]) != []


@pytest.mark.fault
def test_twin_with_remarks_of_all_rounds_another_round_gives_them_away(monkeypatch):
    monkeypatch.setattr(discussing, "part_of", lambda round: "")
    with clock.standing_at(worlds.NOW):
        assert World().differences("reviewer of both rounds before sending", [findings]) != []
