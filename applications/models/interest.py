"""Before the application: the anonymous eligibility check, and the interest form of a city."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.call import Call
from cda_portal.accounts.models import City, Place, User
from cda_portal.core import clock
from cda_portal.core.models import Theme, random_key


class EligibilityCheckQuerySet(models.QuerySet["EligibilityCheck"]):
    def open(self) -> "EligibilityCheckQuerySet":
        """Checks whose link still works: 30 days from the last answer."""
        return self.filter(expires_at__gt=clock.now())


def in_thirty_days() -> Any:
    return clock.ahead(days=30)


class EligibilityCheck(models.Model):
    """What somebody without an account told us about their city; whoever has the key may read it.

    `interest` holds the interest form written from it until the sender's address is verified.
    """

    key = models.CharField(max_length=48, unique=True, default=random_key)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="checks")
    language = models.CharField(max_length=10)
    place = models.ForeignKey(Place, null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=120, blank=True)
    population = models.PositiveIntegerField(null=True)
    term_start = models.DateField(null=True)
    term_end = models.DateField(null=True)
    next_start = models.DateField(null=True)
    next_end = models.DateField(null=True)
    term_answered = models.BooleanField(default=False)
    commitment = models.CharField(max_length=10, blank=True)
    data = models.CharField(max_length=10, blank=True)
    analysis = models.CharField(max_length=10, blank=True)
    team = models.CharField(max_length=10, blank=True)
    interest = models.JSONField(null=True)
    interest_at = models.DateTimeField(null=True, help_text="when the form was sent, which the deadline judges")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(default=in_thirty_days)

    objects = EligibilityCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="check_expires")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("applications:eligibility-result", args=[self.key])

    @property
    def is_complete(self) -> bool:
        return bool(self.term_answered and self.commitment and self.data and self.analysis and self.team)


class InterestFormQuerySet(models.QuerySet["InterestForm"]):
    def visible_to(self, user: User) -> "InterestFormQuerySet":
        """A form gives rights to its sender alone; staff see those of cities they do not conflict with."""
        if user.is_programme_staff:
            return self.exclude(city__conflicts__user=user)
        return self.filter(sender=user).exclude(city__conflicts__user=user)

    def with_open_question(self) -> "InterestFormQuerySet":
        open_ones = self.model._meta.get_field("clarifications").related_model.objects.filter(  # type: ignore[union-attr]
            form=models.OuterRef("pk"), answered_at=None, withdrawn_at=None
        )
        return self.annotate(has_open_question=models.Exists(open_ones))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class InterestForm(models.Model):
    """A city's first, non-committing word: one a city and call, from a verified address."""

    class Status(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("interest form", "Received")
        INVITED = "invited", _("Invited to apply")
        DECLINED = "declined", _("Not invited this time")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="forms")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="forms")
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interest_forms")
    sender_title = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    population = models.PositiveIntegerField(null=True)
    population_year = models.PositiveSmallIntegerField(null=True)
    population_source = models.CharField(max_length=300, blank=True)
    mayor_name = models.CharField(max_length=120, blank=True)
    mayor_title = models.CharField(max_length=80, blank=True)
    terms = models.JSONField(default=list, help_text="[[start, end], …] as ISO dates or null")
    transition_plan = models.TextField(blank=True)
    office_aware = models.BooleanField()
    office_email = models.EmailField(blank=True)
    office_objected_at = models.DateTimeField(null=True, help_text="when the mayor's office said: not us")
    city_manager = models.CharField(max_length=120, blank=True)
    themes = models.ManyToManyField(Theme, blank=True)
    problem = models.TextField(blank=True)
    answers = models.JSONField(default=dict, help_text="yes, no or unsure for commitment, data, analysis and team")
    findings = models.JSONField(default=dict, help_text="outcome per criterion as judged on arrival")
    near_misses = models.JSONField(default=list, help_text="criteria that are below by a little")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_why = models.TextField(blank=True, help_text="why staff entered it for the city, which reads this")
    received_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True, help_text="what the city reads with the decision")

    objects = InterestFormQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "city"], name="one_interest_form_per_city_and_call")]
        indexes = [
            models.Index(fields=["call", "status", "-received_at"], name="form_call_status"),
            models.Index(
                "call", models.F("received_at").desc(nulls_last=True), models.F("id").desc(), name="form_call_received"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} ({self.call.slug})"

    def get_absolute_url(self) -> str:
        return reverse("applications:interest-detail", args=[self.pk])
