"""Two states that differ in decisions that are not released: whoever may not read them gets equal pages and mails."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client

from applications.models import Application
from applications.tests.factories import member
from cda_portal.accounts.models import City, CityMember, Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, sheets
from cda_portal.core.exports import declared
from cda_portal.notifications.models import Message, Notice
from selection import exports_choosing, memo
from selection.contributions import decisions as contributed
from selection.models import Decision, Letter, Release
from selection.models.decision import DecisionQuerySet
from selection.services import decisions_letters, decisions_release
from selection.tests.deciding import approved, arranged, decision_of, drafted, seal
from selection.tests.factories import AssignmentFactory
from tests.security import worlds

pytestmark = pytest.mark.django_db
WORD = worlds.WORD


class World:
    """Three cities that are decided about and not told; the waiting one is hidden from one officer."""

    def __init__(self, make=approved):
        self.release = make("select", "waitlist", "decline")
        self.rows = {one: decision_of(self.release, one) for one in ("select", "waitlist", "decline")}
        self.waiting = self.rows["waitlist"].application
        city = self.waiting.city
        conflicted = UserFactory(role="officer")
        Conflict.objects.create(user=conflicted, city=city, reason="Worked there", declared_by=conflicted)
        assigned = AssignmentFactory(round=self.release.scenario.round, application=self.waiting)
        self.readers = {
            "visitor": None,
            "person": UserFactory(),
            "its lead": CityMember.objects.get(city=city, role="lead").user,
            "its mayor’s office": member(city, "office"),
            "another city’s lead": CityMember.objects.get(city=self.rows["select"].application.city, role="lead").user,
            "reviewer": assigned.reviewer,
            "officer with a conflict": conflicted,
            "officer": UserFactory(role="officer"),
        }

    def paths(self):
        release, slug = self.release, self.release.call.slug
        yield from ("/", "/call/", "/home/", "/inbox/", "/apply/", "/places/?q=city", "/review/")
        for one in self.rows.values():
            reference = one.application.reference
            yield from (f"/apply/{reference}/{page}" for page in ("", "status/", "place/confirm/", "place/decline/"))
            yield f"/staff/applications/{reference}/"
            for page in ("", "letter/", "feedback/", "change/"):
                yield f"/staff/selection/decision/{one.pk}/{page}"
        for page in ("", "days/", "kit/", "kit/en/", "waiting-list/", "discard/"):
            yield f"/staff/selection/decisions/{release.pk}/{page}"
        yield from (f"/staff/selection/{slug}/decisions/", f"/staff/selection/decisions/{release.pk}/?q={WORD}")
        yield from ("/staff/", "/staff/applications/", f"/staff/applications/?q={WORD}", f"/staff/search/?q={WORD}")
        yield from ("/staff/messages/?kind=decision_letter", "/jobs/")

    def read(self, who):
        cache.clear()
        client, user = Client(), self.readers[who]
        if user is not None:
            client.force_login(user)
        pages = {path: worlds.seen(client.get(path)) for path in self.paths()}
        pages["mails"] = sorted(Message.objects.filter(user=user).values_list("subject", "text")) if user else []
        pages["notices"] = Notice.objects.filter(user=user).count() if user else 0
        return pages

    def differences(self, who, change):
        first = self.read(who)
        change(self)
        second = self.read(who)
        return sorted(path for path in first if first[path] != second.get(path))


def other_words(world):
    """Everything about the waiting city is decided otherwise, in other words."""
    rows = Decision.objects.filter(application=world.waiting)
    rows.update(reason=WORD, feedback={"en": WORD}, feedback_version=9, feedback_at=worlds.NOW)
    Letter.objects.filter(decision__in=rows).update(text=WORD, subject=WORD)


def all_other(world):
    """Of every city, and how far the release is: what nobody outside staff may tell."""
    other_words(world)
    Decision.objects.filter(release=world.release).update(reason=WORD, feedback={"en": WORD})
    Decision.objects.filter(pk=world.rows["select"].pk).update(outcome="decline")
    Decision.objects.filter(pk=world.rows["decline"].pk).update(outcome="select")
    Release.objects.update(
        announcement={"en": WORD}, confirm_by=worlds.NOW + timedelta(days=5), announced_at=worlds.NOW, tell_rank=True
    )


OUTSIDE = ["visitor", "person", "its lead", "its mayor’s office", "another city’s lead", "reviewer"]


@pytest.mark.parametrize("who", OUTSIDE)
def test_what_is_not_released_changes_nothing_outside_staff(who):
    with clock.standing_at(worlds.NOW):
        assert World().differences(who, all_other) == []


def test_a_city_that_somebody_conflicts_with_changes_nothing_for_them():
    with clock.standing_at(worlds.NOW):
        world = World(lambda *outcomes: arranged(drafted(*outcomes)))
        assert world.differences("officer with a conflict", other_words) == []
        assert WORD in str(Decision.objects.get(application=world.waiting).feedback)


class Behind(World):
    """Two cities wait, and letters say at which place; the first is hidden from one officer."""

    def __init__(self, told=False):
        super().__init__(lambda *outcomes: arranged(drafted(*outcomes, "waitlist"), tell_rank=True))
        waiting = Decision.objects.filter(release=self.release, outcome="waitlist").select_related("application__city")
        self.rows["behind"] = waiting.exclude(application=self.waiting).get()
        if told:
            approver = UserFactory(role="approver")
            decisions_release.approve(self.release, by=approver, seen=seal(self.release))
            decisions_release.publish(self.release, by=approver)

    def paths(self):
        """The pages of staff on which a number stands, or a mail or letter that says it."""
        for page in ("", "letter/", "change/"):
            yield f"/staff/selection/decision/{self.rows['behind'].pk}/{page}"
        for page in ("", "waiting-list/"):
            yield f"/staff/selection/decisions/{self.release.pk}/{page}"
        yield "/staff/messages/?kind=decision_letter"
        yield from (one.get_absolute_url() for one in Message.objects.filter(text__contains="is number"))

    def read(self, who):
        facts = memo.context_of(Release.objects.get(pk=self.release.pk), self.readers[who])
        printed = render_to_string("pdf/selection_memo.html", {**facts, "language": "en"})
        table = exports_choosing.decisions(self.readers[who], QueryDict(f"release={self.release.pk}"), False)
        return {**super().read(who), "memo": printed, "sheet": str(list(table.batches))}


def elsewhere(world):
    """The hidden city does not wait, so the one behind it is the first: in rank, letter and mail."""
    Decision.objects.filter(application=world.waiting).update(outcome="decline", rank=None)
    Decision.objects.filter(pk=world.rows["behind"].pk).update(rank=1)
    for written in (Letter.objects.filter(decision=world.rows["behind"]), Message.objects.all()):
        written.update(text=Replace("text", Value("is number 2"), Value("is number 1")))


@pytest.mark.parametrize("told", [False, True])
def test_no_number_on_the_waiting_list_shows_that_a_city_is_hidden(told):
    with clock.standing_at(worlds.NOW):
        world = Behind(told)
        before = {who: world.read(who) for who in ("officer with a conflict", "officer")}
        elsewhere(world)
        found = {who: {one for one, page in world.read(who).items() if before[who].get(one) != page} for who in before}
        assert found["officer with a conflict"] == set()
        assert {f"/staff/selection/decision/{world.rows['behind'].pk}/", "memo", "sheet"} <= found["officer"]


def test_staff_read_it_and_every_look_is_recorded():
    with clock.standing_at(worlds.NOW):
        world = World()
        found = world.differences("officer", all_other)
        one = f"/staff/selection/decision/{world.rows['waitlist'].pk}/"
        assert {one, f"{one}letter/", f"/staff/selection/decisions/{world.release.pk}/"} <= set(found)


def test_nothing_is_public_before_or_after_the_announcement():
    """No public page names a decided city; what is announced is staff's to publish elsewhere."""
    with clock.standing_at(worlds.NOW):
        world = World()
        City.objects.filter(pk=world.waiting.city_id).update(name=WORD)
        client = Client()
        for path in ("/", "/call/", "/contact/", "/apply/", "/eligibility/"):
            assert WORD not in client.get(path, follow=True).content.decode()


def test_no_sheet_of_intake_tells_a_decision():
    """The list of applications is taken away with the status, which a draft leaves as it was."""
    with clock.standing_at(worlds.NOW):
        world = World()
        before = list(Application.objects.order_by("pk").values())
        all_other(world)
        assert list(Application.objects.order_by("pk").values()) == before
        assert "applications" in declared()
        assert sheets.banner() == ""


# ---- twins


def every_decision(monkeypatch):
    monkeypatch.setattr(DecisionQuerySet, "visible_to", lambda rows, user: rows)


@pytest.mark.fault
def test_twin_without_its_guard_a_conflicted_officer_reads_it(monkeypatch):
    every_decision(monkeypatch)
    with clock.standing_at(worlds.NOW):
        world = World(lambda *outcomes: arranged(drafted(*outcomes)))
        assert world.differences("officer with a conflict", other_words) != []


def early(world):
    """The planted fault: the status is written with the draft."""
    all_other(world)
    Application.objects.filter(pk=world.waiting.pk).update(status="waitlisted")


@pytest.mark.fault
@pytest.mark.parametrize("who", ["its lead", "its mayor’s office"])
def test_twin_a_status_written_too_early_is_seen(who):
    with clock.standing_at(worlds.NOW):
        assert World().differences(who, early) != []


def ranks_as_stored(monkeypatch):
    stored = {"rank__isnull": False}
    monkeypatch.setattr(DecisionQuerySet, "numbers", lambda rows: dict(rows.filter(**stored).values_list("pk", "rank")))


def letters_to_all(monkeypatch):
    monkeypatch.setattr(decisions_letters, "tells_hidden", lambda release, reader: False)


def mails_to_all(monkeypatch):
    monkeypatch.setattr(contributed, "hidden_messages", lambda user: Q(pk__in=[]))


@pytest.mark.fault
@pytest.mark.parametrize("plant", [ranks_as_stored, letters_to_all, mails_to_all])
def test_twin_without_its_guard_a_number_tells_of_a_hidden_city(monkeypatch, plant):
    plant(monkeypatch)
    with clock.standing_at(worlds.NOW):
        assert Behind(told=True).differences("officer with a conflict", elsewhere) != []
