"""Scores made comparable, and the panel that talks them over."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import clock
from selection.models.rubric import ReviewRound


class Calibration(models.Model):
    """The latest calibration of a round: what was corrected, and how far reviewers agree. A worker writes it whole."""

    round = models.OneToOneField(ReviewRound, on_delete=models.CASCADE, related_name="calibration")
    at = models.DateTimeField(default=clock.now, help_text="when it was calculated, in UTC")
    seen = models.DateTimeField(null=True, help_text="the round's scores_changed_at it rests on; another one: stale")
    low = models.FloatField(default=1, help_text="the lowest score of the scale that standings are on")
    high = models.FloatField(default=5, help_text="its highest score")
    versions = models.PositiveSmallIntegerField(default=1, help_text="of the rubric, that reviews were given by")
    reviews = models.PositiveIntegerField(default=0)
    corrected = models.BooleanField(default=False, help_text="whether severity could be told from the applications")
    spread = models.JSONField(
        default=dict, help_text='standard deviations: {"application": …, "reviewer": …, "error": …}'
    )
    agreement = models.JSONField(
        default=dict, help_text="Krippendorff's alpha: {criterion key or total: value or null}"
    )

    def __str__(self) -> str:
        return f"calibration of {self.round_id}"


class StandingQuerySet(models.QuerySet["Standing"]):
    def visible_to(self, user: User) -> "StandingQuerySet":
        """Staff alone, and none of a city they conflict with."""
        if not user.is_programme_staff:
            return self.none()
        return self.exclude(application__city__conflicts__user=user)

    def hidden_places(self, user: User) -> list[int]:
        """The places, in order, of those that this person may not see: what they read is numbered without them."""
        hidden = self.filter(application__city__conflicts__user=user).order_by("place")
        return list(hidden.values_list("place", flat=True))


class Standing(models.Model):
    """Where an application stands in a round by the latest calibration, on the rubric's scale."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="standings")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="standings")
    place = models.PositiveIntegerField(help_text="1 is best; by calibrated score, then raw, then reference")
    reviews = models.PositiveSmallIntegerField()
    raw = models.FloatField()
    calibrated = models.FloatField()
    low = models.FloatField(help_text="90 % interval")
    high = models.FloatField()
    rank_low = models.PositiveIntegerField()
    rank_high = models.PositiveIntegerField()
    spread = models.FloatField(default=0, help_text="the highest of its reviews' totals less the lowest")
    means = models.JSONField(default=dict, help_text="{criterion key: mean score}")

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "application"], name="one_standing_per_round"),
        ]
        indexes = [models.Index(fields=["round", "place"], name="standing_place")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.place}"


class Severity(models.Model):
    """How far a reviewer scores above or below the others, by the latest calibration; for staff only."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="severities")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reviews = models.PositiveSmallIntegerField()
    mean = models.FloatField()
    severity = models.FloatField(help_text="positive: scores higher than the others; what was taken off")

    class Meta:
        verbose_name_plural = "severities"
        constraints = [models.UniqueConstraint(fields=["round", "reviewer"], name="one_severity_per_round")]

    def __str__(self) -> str:
        return f"{self.reviewer_id}: {self.severity:+.2f}"


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, user: User) -> "PanelQuerySet":
        """Staff see every panel; a reviewer those they sit in."""
        if user.is_programme_staff:
            return self.all()
        return self.filter(members=user) if "reviewer" in user.roles else self.none()


class Panel(models.Model):
    """A meeting that talks applications over, with the people who sit in it."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=120)
    meets_at = models.DateTimeField(null=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="panels")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = PanelQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("selection:panel", args=[self.pk])


class PanelItemQuerySet(models.QuerySet["PanelItem"]):
    def visible_to(self, user: User) -> "PanelItemQuerySet":
        """None of a city this person conflicts with; staff see the rest, a reviewer that of panels they sit in."""
        clear = self.exclude(application__city__conflicts__user=user)
        if user.is_programme_staff:
            return clear
        if "reviewer" not in user.roles:
            return clear.none()
        return clear.filter(panel__members=user).exclude(application__status=Application.Status.WITHDRAWN)


class PanelItem(models.Model):
    """An application on a panel's agenda. Who is outside follows from the conflicts, and so do the groups."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="panel_items")
    position = models.PositiveIntegerField()
    note = models.TextField(blank=True, help_text="what the panel said; for staff")
    version = models.PositiveIntegerField(default=1)
    note_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note_at = models.DateTimeField(null=True)
    discussed_at = models.DateTimeField(null=True)

    objects = PanelItemQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "position"]
        constraints = [models.UniqueConstraint(fields=["panel", "application"], name="one_item_per_panel")]

    def __str__(self) -> str:
        return f"{self.panel_id} #{self.position}"
