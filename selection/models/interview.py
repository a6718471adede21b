"""Interviews with cities. One row an application and round: whoever reads it there, now or later, takes part."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import clock
from selection.models.rubric import ReviewRound

STAYS = timedelta(hours=4)  # on people's pages after it began, so that whoever comes late finds the way


class InterviewQuerySet(models.QuerySet["Interview"]):
    def standing(self) -> "InterviewQuerySet":
        """Those that were not called off, whether they are over or to come."""
        return self.filter(called_off_at=None)

    def shown(self, at: datetime) -> "InterviewQuerySet":
        """Those that people who take part are still to find."""
        return self.standing().filter(meets_at__gt=at - STAYS)

    def visible_to(self, user: User) -> "InterviewQuerySet":
        """Staff see all but those with cities they conflict with; a reviewer finds one by what they read."""
        if not user.is_programme_staff:
            return self.none()
        return self.exclude(application__city__conflicts__user=user)


class Interview(models.Model):
    """When and where a city is interviewed; `version` counts its changes, so that two people do not undo one another."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="interviews")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interviews")
    meets_at = models.DateTimeField(help_text="in UTC")
    meets_where = models.CharField(max_length=300, help_text="a place, or the address of a video call")
    note = models.TextField(blank=True, help_text="what the city reads about it")
    version = models.PositiveIntegerField(default=1)
    called_off_at = models.DateTimeField(null=True)
    called_off_why = models.CharField(max_length=300, blank=True, help_text="the city reads it")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "application"], name="one_interview_per_application"),
            models.CheckConstraint(
                condition=Q(called_off_at=None) | ~Q(called_off_why=""), name="interview_called_off_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} meets {self.round_id}"

    def get_absolute_url(self) -> str:
        return reverse("selection:interview", args=[self.round_id, self.application.reference])

    def arrangement(self) -> dict[str, Any]:
        """What people agree on."""
        return {"meets_at": self.meets_at, "meets_where": self.meets_where, "note": self.note}

    @property
    def has_begun(self) -> bool:
        """From then on it is history: nobody moves it or calls it off."""
        return self.called_off_at is None and self.meets_at <= clock.now()
