"""Two states that differ in one city's interview, or in who holds it: whoever may not know gets equal pages and mails."""

import pytest
from django.core.cache import cache
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from applications.tests.factories import member
from cda_portal.accounts.models import User
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message, Notice
from selection.contributions import interviews as contributions
from selection.models import Interview, Review
from selection.services import conflicts, interviews
from selection.tests.factories import AssignmentFactory, RoundFactory, reviewed, rubric_with, sent_application
from tests.security import worlds

pytestmark = pytest.mark.django_db
WORD = worlds.WORD


class World:
    """A city that is interviewed by one person, and another city of the same call that is not."""

    def __init__(self):
        officer = UserFactory(role="officer")
        self.round = RoundFactory(kind="interview")
        self.asked, self.other = (
            sent_application(self.round.call, city=CityFactory(name=name), reference=reference)
            for name, reference in (("Bello", "CDA-2027-BLLO"), ("Cali", "CDA-2027-CALI"))
        )
        assignment = AssignmentFactory(round=self.round, application=self.asked)
        reviewed(assignment, rubric_with(self.round.call, "problem"), [4], for_panel="Good")
        elsewhere = AssignmentFactory(round=self.round, application=self.other)
        self.readers = {
            "visitor": None,
            "its lead": member(self.asked.city),
            "its mayor": member(self.asked.city, "mayor"),
            "another city’s lead": member(self.other.city),
            "another reviewer": elsewhere.reviewer,
            "reviewer with a conflict": AssignmentFactory(round=self.round, application=self.asked).reviewer,
            "officer with a conflict": UserFactory(role="officer"),
            "officer": officer,
        }
        self.holds = assignment.reviewer
        times = {"meets_at": clock.ahead(days=3), "version": 0}
        interviews.arrange(self.round, self.asked, meets_where="Here", **times, by=officer)
        for name in ("reviewer with a conflict", "officer with a conflict"):
            conflicts.declare(self.readers[name], self.asked.city, "Worked there", by=officer)

    def paths(self):
        board = reverse("selection:round-board", args=[self.round.pk])
        yield from ("/", "/home/", "/inbox/", "/apply/", "/review/", "/staff/", "/staff/audit/", "/staff/messages/")
        yield from (f"{board}?tab=applications", f"{board}?tab=applications&show=others", f"/staff/messages/?q={WORD}")
        for pk in Message.objects.order_by("pk").values_list("pk", flat=True):
            yield f"/staff/messages/{pk}/"
        for one in (self.asked, self.other):
            yield from (f"/apply/{one.reference}/status/", f"/staff/applications/{one.reference}/")
            yield reverse("selection:interview", args=[self.round.pk, one.reference])
            yield reverse("selection:round-application", args=[self.round.pk, one.reference])
        for one in self.round.assignments.order_by("pk"):
            yield one.get_absolute_url()

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
        return sorted(path for path in first if first[path] != second[path])


def another_interview(world):
    """Everything about it, and the mails and records of it."""
    Interview.objects.update(meets_at=worlds.NOW, meets_where=WORD, note=WORD)
    Message.objects.filter(kind="interview_arranged").update(subject=WORD, text=WORD, html=WORD)
    Change.objects.about(world.asked).update(target=WORD, why=WORD)


def another_reviewer(world):
    """Who holds it, what they found and are told."""
    User.objects.filter(pk=world.holds.pk).update(full_name=WORD, full_name_folded=WORD)
    Review.objects.update(total=1, for_panel=WORD, for_city=WORD)
    Message.objects.filter(kind="review_interview").update(subject=WORD, text=WORD, html=WORD)


def differences(who, change):
    with clock.standing_at(worlds.NOW):
        return World().differences(who, change)


OUTSIDE = ["visitor", "another city’s lead", "another reviewer", "reviewer with a conflict", "officer with a conflict"]


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_else_learns_of_an_interview(who):
    assert differences(who, another_interview) == []


@pytest.mark.parametrize("who", ["its lead", "its mayor"])
def test_the_city_learns_nothing_of_who_holds_it(who):
    assert differences(who, another_reviewer) == []


@pytest.mark.parametrize(
    ("who", "change", "page"),
    [
        ("its lead", another_interview, "/apply/CDA-2027-BLLO/status/"),
        ("officer", another_reviewer, "/staff/messages/"),
    ],
)
def test_whoever_may_see_it_does(who, change, page):
    assert page in differences(who, change)


@pytest.mark.fault
def test_twin_without_its_guard_a_conflicted_officer_reads_the_mails(monkeypatch):
    monkeypatch.setattr(contributions, "hidden_messages", lambda user: Q(pk__in=[]))
    assert differences("officer with a conflict", another_interview) != []
