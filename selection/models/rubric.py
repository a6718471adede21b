"""How applications are judged: the criteria of a call, versioned, and the rounds in which that is done."""

from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Call
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.text import LangField, say


class RubricQuerySet(models.QuerySet["Rubric"]):
    def in_force(self, call: Call | int) -> "Rubric | None":
        """The call's latest version."""
        return self.filter(call=call).order_by("-version").first()

    def held(self, call: Call | int) -> "Rubric | None":
        """The latest version for a review that begins, held until the transaction ends: it is not changed meanwhile.

        Foreign keys are checked at commit here, so an uncommitted review by itself holds nothing.
        """
        return self.select_for_update(no_key=True).in_force(call)

    def with_review_count(self) -> "RubricQuerySet":
        """With `review_count`: reviews that rest on the version, drafts included."""
        return self.annotate(review_count=models.Count("reviews"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Rubric(models.Model):
    """A version of a call's criteria. One that scores were given by is never changed: a change makes the next version."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rubrics")
    version = models.PositiveSmallIntegerField()
    low = models.PositiveSmallIntegerField(default=1, help_text="the scale's lowest score")
    high = models.PositiveSmallIntegerField(default=5, help_text="the scale's highest score")
    to_be_confirmed = models.BooleanField(default=True, help_text="criteria and weights await the programme team")
    why = models.TextField(blank=True, help_text="why this version was made")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = RubricQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "version"], name="one_rubric_per_version"),
            models.CheckConstraint(condition=Q(high__gt=models.F("low"), high__lte=9), name="rubric_scale_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.version}"

    @property
    def scale(self) -> range:
        return range(self.low, self.high + 1)


class Criterion(models.Model):
    """One thing that is scored. `ranks`: it counts in the ranking; one that only informs has no weight there."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField()
    title = LangField()
    help = LangField(blank=True)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    ranks = models.BooleanField(default=True)
    anchors = models.JSONField(default=dict, help_text='{"score": {language: what it means}}')
    stamps = models.JSONField(default=dict, help_text="when each text was last written: {text: {language: instant}}")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rubric", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["rubric", "key"], name="one_criterion_per_key"),
            models.CheckConstraint(condition=Q(weight__gt=0) | Q(ranks=False), name="ranking_criterion_has_weight"),
        ]

    def __str__(self) -> str:
        return say(self.title, settings.LANGUAGE_CODE)


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    def visible_to(self, user: User) -> "ReviewRoundQuerySet":
        """Staff see all rounds; a reviewer those they were asked to read in."""
        if user.is_programme_staff:
            return self.all()
        return self.filter(Exists(RoundReviewer.objects.filter(round=OuterRef("pk"), reviewer=user)))

    def open_at(self, at: datetime) -> "ReviewRoundQuerySet":
        return self.filter(opens__lte=at, closes__gt=at)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReviewRound(models.Model):
    """A round of reading. Its dates switch rights by themselves: nobody opens or closes it. Instants in UTC."""

    class Kind(models.TextChoices):
        SCREENING = "screening", _("Screening by staff")
        SCORING = "scoring", _("Scoring by reviewers")
        INTERVIEW = "interview", _("Interview")

    class Sees(models.TextChoices):
        NEVER = "never", _("Never")
        AFTER_OWN = "after_own", _("After sending their own review")
        ALWAYS = "always", _("Always")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=10, choices=Kind)
    name = LangField()
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    reviews_each = models.PositiveSmallIntegerField(default=3, help_text="reviews that each application gets")
    sees = models.CharField(
        max_length=10, choices=Sees, default=Sees.AFTER_OWN, help_text="when a reviewer sees the others' reviews"
    )
    common = models.ManyToManyField(
        Application, blank=True, related_name="+", help_text="applications that every reviewer scores"
    )
    common_why = models.CharField(max_length=300, blank=True)
    scores_changed_at = models.DateTimeField(null=True, help_text="when a score that counts last changed")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ReviewRoundQuerySet.as_manager()

    class Meta:
        ordering = ["call", "opens", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=models.F("opens")), name="round_has_length"),
            models.CheckConstraint(condition=Q(reviews_each__gte=1), name="round_asks_for_a_review"),
        ]

    def __str__(self) -> str:
        return say(self.name) or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("selection:round", args=[self.pk])

    def is_open(self, at: datetime) -> bool:
        return self.opens <= at < self.closes


class ReviewGuide(models.Model):
    """What a reviewer reads before the first application, per language, and a case to practise on. Staff write it."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="review_guide")
    version = models.PositiveSmallIntegerField(default=1, help_text="of the confidentiality text that is agreed to")
    confidentiality = LangField(help_text="Markdown; what a reviewer agrees to")
    readers = LangField(help_text="Markdown; who reads what a reviewer writes")
    guide = LangField(help_text="Markdown; how to read and score")
    practice_title = LangField(blank=True)
    practice = LangField(blank=True, help_text="Markdown; an invented application")
    practice_scores = models.JSONField(
        default=dict, help_text='{criterion key: {"score": 3, "why": {language: text}}}; shown after practising'
    )
    stamps = models.JSONField(default=dict, help_text="when each text was last written: {text: {language: instant}}")
    to_be_confirmed = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"guide of {self.call_id}"


class RoundReviewerQuerySet(models.QuerySet["RoundReviewer"]):
    def reading(self) -> "RoundReviewerQuerySet":
        """Those who have not said no and were not taken off."""
        return self.filter(declined_at=None, left_at=None)


class RoundReviewer(models.Model):
    """That a person is asked to read in a round, how many minutes they give, and what they answered."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="reviewers")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rounds")
    minutes = models.PositiveIntegerField(default=600, help_text="the most this person reads in this round")
    asked_at = models.DateTimeField(null=True, help_text="when the mail with the assignments was queued")
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=300, blank=True)
    left_at = models.DateTimeField(null=True, help_text="when staff took them off the round")
    translated = models.BooleanField(default=False, help_text="reads translations first where there are any")
    nudged_at = models.DateTimeField(null=True)

    objects = RoundReviewerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "reviewer"], name="one_row_per_reviewer_and_round")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} in {self.round_id}"


class Screening(models.Model):
    """What staff found when they looked an application through before it goes to reviewers."""

    class Outcome(models.TextChoices):
        PASS = "pass", _("Pass")
        FAIL = "fail", _("Fail")
        UNSURE = "unsure", _("Unsure")

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="screenings")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="screenings")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "application"], name="one_screening_per_round"),
            models.CheckConstraint(condition=Q(outcome="pass") | ~Q(reason=""), name="screening_says_why_not"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"
