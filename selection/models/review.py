"""Who reads which application, and what they found. Conflicts are kept in accounts and hide the city everywhere."""

from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Call, Submission
from cda_portal.accounts.models import City, Conflict, User
from cda_portal.core import clock
from cda_portal.core.models import Job
from selection.models.rubric import Criterion, ReviewRound, Rubric


class ReviewAssignmentQuerySet(models.QuerySet["ReviewAssignment"]):
    def standing(self) -> "ReviewAssignmentQuerySet":
        """Those that were neither declined nor taken back."""
        return self.filter(declined_at=None, withdrawn_at=None)

    def clear_of_conflicts(self) -> "ReviewAssignmentQuerySet":
        """Without those whose reviewer conflicts with the city, whenever that was declared."""
        hidden = Conflict.objects.filter(user=models.OuterRef("reviewer"), city=models.OuterRef("application__city"))
        return self.exclude(models.Exists(hidden))

    def visible_to(self, user: User) -> "ReviewAssignmentQuerySet":
        """A reviewer's own that stand, of cities they do not conflict with; staff see all but their own conflicts."""
        if user.is_programme_staff:
            return self.exclude(application__city__conflicts__user=user)
        return self.mine(user)

    def mine(self, user: User) -> "ReviewAssignmentQuerySet":
        """What this person reads as a reviewer, whatever else they are: standing, and of no city they conflict with."""
        if "reviewer" not in user.roles:
            return self.none()
        return self._of(user).standing()

    def declined_by(self, user: User) -> "ReviewAssignmentQuerySet":
        """What this person gave back, of the same cities as `mine`."""
        return self._of(user).filter(declined_at__isnull=False, withdrawn_at=None)

    def _of(self, user: User) -> "ReviewAssignmentQuerySet":
        clear = self.exclude(application__city__conflicts__user=user)
        return clear.filter(reviewer=user).exclude(application__status=Application.Status.WITHDRAWN)

    def with_due(self) -> "ReviewAssignmentQuerySet":
        """With `due`: the round's end, or the later one that was given to this reviewer."""
        return self.annotate(due=Greatest(F("round__closes"), Coalesce("extended_to", "round__closes")))


# A plan writes thousands of rows at once. Their history is one statement too: one a row took six times as long.
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), level=pghistory.Statement)
class ReviewAssignment(models.Model):
    """That one person reads one application in one round. It gives the right to read it, and its end takes that away."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="assignments")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    minutes = models.PositiveSmallIntegerField(help_text="expected, from the words of the application")
    by_hand = models.BooleanField(default=False, help_text="made by a person, so that matching anew keeps it")
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    extended_to = models.DateTimeField(null=True, help_text="a later end for this one, in UTC")
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="when staff took it back or a conflict ended it")
    withdrawn_why = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True, help_text="when the reviewer first opened it")

    objects = ReviewAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "application", "reviewer"],
                condition=Q(declined_at=None, withdrawn_at=None),
                name="one_standing_assignment",
            )
        ]
        indexes = [
            models.Index(
                fields=["reviewer", "round"],
                condition=Q(declined_at=None, withdrawn_at=None),
                name="assignment_reviewer",
            ),
            models.Index(fields=["round", "application"], name="assignment_application"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} reads {self.application_id}"

    def get_absolute_url(self) -> str:
        return reverse("selection:review", args=[self.pk])

    def ends(self) -> datetime:
        """When the right to write ends; the caller has loaded the round."""
        return max(self.extended_to, self.round.closes) if self.extended_to else self.round.closes


class ReviewQuerySet(models.QuerySet["Review"]):
    def submitted(self) -> "ReviewQuerySet":
        return self.filter(submitted_at__isnull=False)

    def counting(self) -> "ReviewQuerySet":
        """Sent reviews that count: their assignment stands, and its reviewer does not conflict with the city."""
        hidden = Conflict.objects.filter(
            user=models.OuterRef("assignment__reviewer"), city=models.OuterRef("assignment__application__city")
        )
        return (
            self.submitted()
            .filter(assignment__declined_at=None, assignment__withdrawn_at=None)
            .exclude(models.Exists(hidden))
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Review(models.Model):
    """What one reviewer found; `version` counts its saves, so that two tabs do not overwrite one another."""

    class Reading(models.TextChoices):
        ORIGINAL = "original", _("Original")
        TRANSLATED = "translated", _("Translated")

    assignment = models.OneToOneField(ReviewAssignment, on_delete=models.PROTECT, related_name="review")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="reviews")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="+", help_text="what was read"
    )
    version = models.PositiveIntegerField(default=1)
    for_panel = models.TextField(blank=True, help_text="read by staff and, when the round says so, by reviewers")
    for_city = models.TextField(blank=True, help_text="what staff may edit into the feedback to the city")
    private = models.TextField(blank=True, help_text="the reviewer's own note: nobody else reads it")
    reading = models.CharField(max_length=10, choices=Reading, default=Reading.ORIGINAL)
    total = models.FloatField(null=True, help_text="weighted mean of the ranking criteria, when it was sent")
    saved_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(submission__isnull=False), name="sent_review_names_what_was_read"
            )
        ]

    def __str__(self) -> str:
        return f"review of {self.assignment_id}"


class Score(models.Model):
    """The score of one criterion; no row where there is none yet."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion")]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.criterion_id}: {self.value}"


class Practice(models.Model):
    """What a reviewer scored on the practice case; the latest is kept, and nobody is judged by it."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="practices")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    scores = models.JSONField(default=dict, help_text="{criterion key: score}")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "reviewer"], name="one_practice_per_round")]

    def __str__(self) -> str:
        return f"practice of {self.reviewer_id}"


class DismissedSuggestion(models.Model):
    """A suggested conflict that is none: it is not suggested again, unless for another reason."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="+")
    sign = models.CharField(max_length=20, help_text="what suggested it, such as the employer's domain")
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "city", "sign"], name="one_dismissal_per_sign")]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.city_id} {self.sign}"


class MatchingPlan(models.Model):
    """What the matching proposed for a round: looked at, changed and then applied, or left."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="plans")
    job = models.OneToOneField(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    pairs = models.JSONField(default=list, help_text="[[application, reviewer], …], those made by hand among them")
    unmet = models.JSONField(default=list, help_text='[{"application": id, "missing": n, "reason": code}, …]')
    figures = models.JSONField(default=dict, help_text="gap, minutes by reviewer, seconds it took")
    based_on = models.CharField(max_length=64, help_text="digest of what it was made from: stale when that changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["round", "-at"], name="plan_round")]

    def __str__(self) -> str:
        return f"plan of {self.round_id}"


class TranslationImport(models.Model):
    """A file of translations that was uploaded: looked at by who brought it, then applied or left.

    Its rows go once it is applied; a file that nobody applies goes after a week (services/translating_import.py).
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="translation_imports")
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list, help_text="as texts_file.Row has them")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict, help_text="how many translations were new and changed")

    def __str__(self) -> str:
        return self.name
