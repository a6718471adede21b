"""Two states that differ in everything about one city: whoever declared a conflict with it gets equal pages."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from applications.models import Application, Submission
from cda_portal.accounts.models import City, Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import audit, clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message, Notice
from cda_portal.notifications.services import notify
from selection.models import Review, ReviewAssignment, RoundReviewer, Score
from selection.models.review import ReviewAssignmentQuerySet
from selection.services import conflicts, matching
from selection.tests.factories import AssignmentFactory, RoundFactory, reviewed, rubric_with, sent_application
from tests.security import worlds

pytestmark = pytest.mark.django_db
WORD = worlds.WORD


class World:
    """A round in which two people read two cities; staff and reviewer conflict with the first, as they say today."""

    def __init__(self):
        officer = UserFactory(role="officer", full_name="Olga")
        self.round = RoundFactory()
        rubric = rubric_with(self.round.call, "problem")
        self.hidden, self.open = (
            sent_application(self.round.call, city=CityFactory(name=name), reference=reference)
            for name, reference in (("Bello", "CDA-2027-BLLO"), ("Cali", "CDA-2027-CALI"))
        )
        self.rita, bea = (UserFactory(role="reviewer", full_name=name) for name in ("Rita", "Bea"))
        for reviewer in (self.rita, bea):
            for application in (self.hidden, self.open):
                AssignmentFactory(round=self.round, application=application, reviewer=reviewer, by=officer)
        reviewed(self.of(self.hidden, bea), rubric, [4])
        conflicted = UserFactory(role="officer", full_name="Clara")
        notify("application_answered", to=conflicted, about=self.hidden, context=self.asked(officer))
        matching.take_back(self.of(self.open, bea), "Too much", by=officer)
        audit.record(self.of(self.hidden, bea), "assigned", by=officer)
        for person in (self.rita, conflicted):
            conflicts.declare(person, self.hidden.city, "Worked there", by=person)
        self.readers = {"reviewer": self.rita, "officer with a conflict": conflicted, "officer": officer}

    def asked(self, officer):
        asked = self.hidden.clarifications.create(question="Who?", asked_by=officer)
        return {"application": self.hidden, "asked": asked, "link": f"/staff/applications/{self.hidden.reference}/"}

    def of(self, application, reviewer):
        return ReviewAssignment.objects.get(application=application, reviewer=reviewer)

    def paths(self):
        slug, pk = self.round.call.slug, self.round.pk
        board = reverse("selection:round-board", args=[pk])
        yield from ("/home/", "/inbox/", "/staff/", f"/staff/search/?q={WORD}", "/staff/audit/", "/staff/messages/")
        yield from ("/staff/applications/", f"/staff/applications/?q={WORD}", "/staff/cities/")
        conflicts_page = reverse("selection:conflicts", args=[slug])
        yield from (conflicts_page, f"{conflicts_page}?show=declared")
        yield from (board, f"{board}?sort=-done", f"{board}?tab=applications", f"{board}?tab=applications&show=short")
        yield reverse("selection:round-reviewers", args=[pk])
        for row in RoundReviewer.objects.filter(round=pk).order_by("pk"):
            yield reverse("selection:round-reviewer", args=[pk, row.pk])
            yield reverse("selection:round-reviewer-off", args=[pk, row.pk])
        for one in (self.hidden, self.open):
            yield reverse("selection:round-application", args=[pk, one.reference])
            yield f"/staff/applications/{one.reference}/"
        for one in ReviewAssignment.objects.order_by("pk"):
            yield reverse("selection:assignment", args=[one.pk])

    def read(self, who):
        cache.clear()
        client = Client()
        client.force_login(self.readers[who])
        return {path: worlds.seen(client.get(path)) for path in self.paths()}

    def differences(self, who):
        first = self.read(who)
        self.change()
        second = self.read(who)
        return sorted(path for path in first if first[path] != second[path])

    def change(self):
        """Everything about the hidden city: its name, what was sent, how far its reviews are, its mails and records."""
        City.objects.filter(pk=self.hidden.city_id).update(
            name=WORD.title(), name_folded=WORD, names_folded=f"|{WORD}|", country="BR", mail_domains=["example.org"]
        )
        Application.objects.filter(pk=self.hidden.pk).update(language="fr", late=True, status="submitted")
        Submission.objects.filter(application=self.hidden).update(late=True)
        of_it = ReviewAssignment.objects.filter(application=self.hidden)
        of_it.update(minutes=95, why=WORD, by_hand=True, opened_at=worlds.NOW, extended_to=worlds.NOW)
        Review.objects.filter(assignment__in=of_it).update(total=1, for_panel=WORD, submitted_at=None)
        Score.objects.filter(review__assignment__in=of_it).update(value=1)
        Conflict.objects.filter(city=self.hidden.city_id).update(reason=WORD)
        ids = list(of_it.values_list("pk", flat=True))
        kind = ContentType.objects.get_for_model(ReviewAssignment)
        Change.objects.filter(object_type=kind, object_id__in=ids).update(why=WORD, act=WORD)
        Change.objects.about(self.hidden, self.hidden.city).update(why=WORD, act=WORD)
        about = Message.objects.filter(object_id=self.hidden.pk)
        about.update(subject=WORD, text=WORD, html=WORD)
        Notice.objects.filter(object_id=self.hidden.pk).update(created_at=clock.ago(days=9))


def differences(who):
    with clock.standing_at(worlds.NOW):
        return World().differences(who)


@pytest.mark.parametrize("who", ["reviewer", "officer with a conflict"])
def test_everything_of_the_city_is_gone(who):
    assert differences(who) == []


def test_an_officer_sees_the_difference():
    assert len(differences("officer")) > 5


@pytest.mark.fault
def test_twin_without_its_guard_it_is_seen(monkeypatch):
    monkeypatch.setattr(ReviewAssignmentQuerySet, "visible_to", lambda rows, user: rows)
    assert differences("officer with a conflict") != []
