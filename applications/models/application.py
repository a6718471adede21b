"""The application of a city to a call, and what surrounds it."""

import secrets
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.call import Call, Extension
from applications.models.interest import InterestForm
from cda_portal.accounts.models import City, CityMember, Conflict, MayorTerm, User
from cda_portal.core import clock
from cda_portal.core.models import StoredFile

# No vowels and no look-alikes: a reference is read out on the telephone and never spells a word.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRTVWXZ"


def random_reference(year: str) -> str:
    """Such as CDA-2027-K7M4: drawn at random, so that it reveals no count. May collide: the caller draws again."""
    return f"CDA-{year}-{''.join(secrets.choice(REFERENCE_LETTERS) for _i in range(4))}"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """Staff see all but conflicts; a city's people see their city's; nobody else sees any."""
        clear = self.exclude(city__in=Conflict.objects.filter(user=user).values("city"))
        if user.is_programme_staff:
            return clear
        return clear.filter(city__in=CityMember.objects.active().filter(user=user).values("city"))

    def with_open_question(self) -> "ApplicationQuerySet":
        return self.annotate(
            has_open_question=Exists(Clarification.objects.filter(application=OuterRef("pk"), answered_at=None))
        )

    def for_page(self, user: User) -> "ApplicationQuerySet":
        """What every page about one application needs: call, city, this person's roles in it, the city's own deadline."""
        mine = CityMember.objects.active().filter(user=user, city=OuterRef("city")).values_list("role")
        own = Extension.objects.filter(call=OuterRef("call"), city=OuterRef("city")).values("closes")
        return self.select_related("call", "city").annotate(my_roles=ArraySubquery(mine), own_closes=Subquery(own))

    def submitted(self) -> "ApplicationQuerySet":
        return self.exclude(status__in=[Application.Status.DRAFT, Application.Status.WITHDRAWN])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Application(models.Model):
    """A city's application. Applicants read their own words for the status, never these."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        IN_REVIEW = "in_review", _("In review")
        SELECTED = "selected", _("Selected")
        WAITLISTED = "waitlisted", _("On the waiting list")
        DECLINED = "declined", pgettext_lazy("application", "Declined")
        CONFIRMED = "confirmed", _("Confirmed")
        PLACE_DECLINED = "place_declined", _("Place declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="applications")
    form = models.ForeignKey(InterestForm, null=True, on_delete=models.PROTECT, related_name="applications")
    reference = models.CharField(max_length=20, unique=True)
    language = models.CharField(max_length=10, default="en")
    status = models.CharField(max_length=15, choices=Status, default=Status.DRAFT)
    findings = models.JSONField(default=dict, help_text="eligibility outcome per criterion")
    created_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True, help_text="arrival of the latest submission")
    late = models.BooleanField(default=False)
    confirm_by = models.DateTimeField(null=True)
    feedback = models.TextField(blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            # A withdrawn application stays as it was; the city may begin another while the call is open.
            models.UniqueConstraint(
                fields=["call", "city"], condition=~Q(status="withdrawn"), name="one_live_application_per_city_and_call"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="submitted_application_has_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "status", "-submitted_at"], name="application_call_status"),
            models.Index("call", F("submitted_at").desc(nulls_last=True), F("id").desc(), name="application_call_sent"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("applications:application-home", args=[self.reference])


class Submission(models.Model):
    """What was sent, as it was sent. Rows are only ever added: the serving role may not change them."""

    append_only = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    arrived_at = models.DateTimeField()
    late = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="one_submission_per_number")]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.number}"


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def open(self) -> "ClarificationQuerySet":
        return self.filter(answered_at=None)


class Clarification(models.Model):
    """A question from staff about a form or an application, and its answer."""

    form = models.ForeignKey(InterestForm, null=True, on_delete=models.CASCADE, related_name="clarifications")
    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="clarifications")
    question = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(form=None) ^ Q(application=None), name="clarification_is_about_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]


class Endorsement(models.Model):
    """The mayor's yes, for a term of office and a version of the statement."""

    class Outcome(models.TextChoices):
        ENDORSED = "endorsed", _("Endorsed")
        ASKED = "asked", _("Asked the team")
        DECLINED = "declined", pgettext_lazy("endorsement", "Declined")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="endorsements")
    term = models.ForeignKey(MayorTerm, on_delete=models.PROTECT, related_name="endorsements")
    statement_version = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, choices=Outcome)
    signer_name = models.CharField(max_length=120)
    signer_title = models.CharField(max_length=120)
    by_delegate = models.BooleanField(default=False)
    letter = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"


class JoinRequest(models.Model):
    """Somebody who asks to work with a city that has a form already."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="join_requests")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="join_requests")
    message = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "call", "user"], condition=Q(decided_at=None), name="one_open_join_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.city}"


class EligibilityOverride(models.Model):
    """A finding set by staff, with the reason."""

    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="overrides")
    form = models.ForeignKey(InterestForm, null=True, on_delete=models.CASCADE, related_name="overrides")
    criterion = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form=None) ^ Q(application=None), name="override_is_about_one_thing")
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.outcome}"


def snapshot_words(snapshot: dict[str, Any]) -> int:
    """Words in a snapshot's answers; reviewers' minutes are reckoned from it."""
    return sum(answer.get("words", 0) for answer in snapshot.get("answers", []))
