"""The application of a city to a call, and what surrounds it."""

import secrets
from datetime import datetime, time
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.call import Call, Extension, Section
from applications.models.interest import InterestForm
from cda_portal.accounts.models import City, CityMember, Conflict, User
from cda_portal.core import clock
from cda_portal.core.models import StoredFile

# No vowels and no look-alikes: a reference is read out on the telephone and never spells a word.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRTVWXZ"


def random_reference(year: str) -> str:
    """Such as CDA-2027-K7M4: drawn at random, so that it reveals no count. May collide: the caller draws again."""
    return f"CDA-{year}-{''.join(secrets.choice(REFERENCE_LETTERS) for _i in range(4))}"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def clear_of_conflicts(self, user: User) -> "ApplicationQuerySet":
        return self.exclude(city__in=Conflict.objects.filter(user=user).values("city"))

    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """Staff see all but conflicts; a city's people see their city's; nobody else sees any."""
        clear = self.clear_of_conflicts(user)
        if user.is_programme_staff:
            return clear
        return clear.filter(city__in=CityMember.objects.active().filter(user=user).values("city"))

    def with_open_question(self) -> "ApplicationQuerySet":
        return self.annotate(has_open_question=Exists(Clarification.objects.open().filter(application=OuterRef("pk"))))

    def for_page(self, user: User) -> "ApplicationQuerySet":
        """What every page about one application needs: call, city, this person's roles in it, the city's own deadline."""
        mine = CityMember.objects.active().filter(user=user, city=OuterRef("city")).values_list("role")
        rows = self.select_related("call", "city").defer("call__stamps", "call__summary")
        return rows.with_own_closes().annotate(my_roles=ArraySubquery(mine))

    def with_own_closes(self) -> "ApplicationQuerySet":
        """With the city's own deadline, where it has one: `permissions.closes` reads it."""
        own = Extension.objects.filter(call=OuterRef("call"), city=OuterRef("city")).values("closes")
        return self.annotate(own_closes=Subquery(own))

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
    submitted_at = models.DateTimeField(null=True, help_text="arrival of the submission that counts")
    late = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)
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
            # People say the last four letters.
            GinIndex(OpClass(F("reference"), name="gin_trgm_ops"), name="application_reference_part"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("applications:application-home", args=[self.reference])


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def counting_first(self) -> "SubmissionQuerySet":
        """The submission that counts comes first: the latest that was on time, else the latest."""
        return self.order_by("late", "-number")


class Submission(models.Model):
    """What was sent, as it was sent. Rows are only ever added: the serving role may not change them."""

    append_only = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    arrived_at = models.DateTimeField()
    late = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_behalf_why = models.TextField(blank=True, help_text="why staff sent it for the city, which reads this")
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="one_submission_per_number")]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.number}"


class SubmissionPdf(models.Model):
    """The submission as a PDF, made by a worker after it was sent."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="pdf")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.submission)


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def open(self) -> "ClarificationQuerySet":
        return self.filter(answered_at=None, withdrawn_at=None)


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
    withdrawn_at = models.DateTimeField(null=True, help_text="when staff took the question back")

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

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def due_at(self) -> datetime | None:
        """The last minute of the day it is due, in the call's zone; the caller has loaded the call."""
        about = self.application or self.form
        if self.due_on is None or about is None:
            return None
        return datetime.combine(self.due_on, time(23, 59), clock.zone(about.call.zone))

    @property
    def path(self) -> str:
        """Where the city answers it."""
        if self.application is None:
            return self.form.get_absolute_url() if self.form else ""
        return reverse("applications:application-question", args=[self.application.reference, self.pk])


class SectionReady(models.Model):
    """That a colleague holds a section to be finished; a later change of an answer is shown beside it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="sections_ready")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "section"], name="one_ready_mark_per_section")]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.section_id}"


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def visible_to(self, user: User) -> "EnquiryQuerySet":
        return self.filter(application__in=Application.objects.visible_to(user))

    def open(self) -> "EnquiryQuerySet":
        return self.filter(answered_at=None, withdrawn_at=None)


class Enquiry(models.Model):
    """A question of a city's team to programme staff, and the answer; a clarification goes the other way."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="enquiries")
    part = models.SlugField(blank=True, help_text="key of the section it was asked from")
    question = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name_plural = "enquiries"

    def __str__(self) -> str:
        return self.question[:60]


def snapshot_words(snapshot: dict[str, Any]) -> int:
    """Words in a snapshot's answers; reviewers' minutes are reckoned from it."""
    return sum(answer.get("words", 0) for answer in snapshot.get("answers", []))
