"""From a shortlist to letters: drafts of a cohort, decisions that are released together, and what cities are told."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Application, Call
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.text import LangField
from cda_portal.notifications.models import Message
from selection.models.rubric import ReviewRound


class Outcome(models.TextChoices):
    SELECT = "select", pgettext_lazy("decision", "Select")
    WAITLIST = "waitlist", pgettext_lazy("decision", "Waiting list")
    DECLINE = "decline", pgettext_lazy("decision", "Decline")


def _clear(rows: Any, user: User) -> Any:
    """Rows about applications, without those of a city that this member of staff conflicts with; nobody else sees any."""
    if not user.is_programme_staff:
        return rows.none()
    return rows.exclude(application__city__conflicts__user=user)


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User) -> "ScenarioQuerySet":
        return self.all() if user.is_programme_staff else self.none()

    def live(self) -> "ScenarioQuerySet":
        return self.filter(archived_at=None)


class Scenario(models.Model):
    """A draft of a cohort, over the shortlist of a round. Nothing of it is seen by cities or reviewers."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="scenarios")
    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    seats = models.PositiveSmallIntegerField()
    shortlist = models.PositiveSmallIntegerField(default=60, help_text="how many of the ranking are on the table")
    coaching = models.PositiveSmallIntegerField(null=True, help_text="cities that coaches can take")
    version = models.PositiveIntegerField(default=1, help_text="counts the changes, so that two people do not cross")
    proposal = models.JSONField(
        null=True, help_text="what the search for the best set found: services/composing_best.py"
    )
    copied_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="copies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "name"], name="one_scenario_per_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("selection:scenario", args=[self.pk])


class ScenarioItemQuerySet(models.QuerySet["ScenarioItem"]):
    def visible_to(self, user: User) -> "ScenarioItemQuerySet":
        """Staff alone, and none of a city they conflict with."""
        return _clear(self, user)


class ScenarioItem(models.Model):
    """An application in a scenario: in a seat, on the waiting list at a place, or declined."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="scenario_items")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DECLINE)
    rank = models.PositiveSmallIntegerField(null=True, help_text="on the waiting list; 1 moves up first")
    by_hand = models.BooleanField(default=False, help_text="placed by a person, so that solving anew keeps it")
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScenarioItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "application"], name="one_item_per_scenario"),
            models.UniqueConstraint(
                fields=["scenario", "rank"],
                condition=Q(rank__isnull=False),
                name="one_item_per_rank",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waitlist", rank__isnull=False) | (~Q(outcome="waitlist") & Q(rank=None)),
                name="scenario_rank_on_the_waiting_list",
            ),
            models.CheckConstraint(condition=Q(by_hand=False) | ~Q(why=""), name="hand_made_change_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"


class ScenarioMoveQuerySet(models.QuerySet["ScenarioMove"]):
    def visible_to(self, user: User) -> "ScenarioMoveQuerySet":
        """Staff alone, and none of a city they conflict with."""
        return _clear(self, user)


class ScenarioMove(models.Model):
    """One card changed its place: by hand with the reason, by the best set, or because that was undone.

    Rows are only ever added. Those of one version were one change, and are undone together.
    """

    append_only = True

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="moves")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0, help_text="of the scenario, that this change made")
    undoes = models.PositiveIntegerField(null=True, help_text="the version whose change this takes back")
    by_hand = models.BooleanField(default=True)
    before = models.JSONField(default=dict, help_text="by whose hand and why it was there: by_hand, why, by_id")
    source = models.CharField(max_length=20, blank=True, help_text="select, decline, or waitlist with the place")
    target = models.CharField(max_length=20, help_text="as source; free: left to the search for the best set")
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScenarioMoveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["scenario", "-at"], name="move_scenario")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.source}→{self.target}"


class Constraint(models.Model):
    """A wish for the cohort: at least, at most or exactly so many seats of one kind."""

    class Dimension(models.TextChoices):
        COUNTRY = "country", _("Country")
        LANGUAGE = "language", _("Language")
        POPULATION = "population", _("Population")
        THEME = "theme", _("Theme")
        MANDATE = "mandate", _("Mandate left")
        LEVEL = "level", _("What Works Cities level")

    class Bound(models.TextChoices):
        AT_LEAST = "at_least", _("At least")
        AT_MOST = "at_most", _("At most")
        EXACTLY = "exactly", _("Exactly")

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="constraints")
    dimension = models.CharField(max_length=12, choices=Dimension)
    value = models.CharField(max_length=40, help_text="which country, language, band, theme or level")
    bound = models.CharField(max_length=10, choices=Bound)
    number = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["scenario", "dimension", "value", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "dimension", "value", "bound"], name="one_constraint_per_value_and_bound"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bound} {self.number} {self.dimension} {self.value}"


class LetterTemplate(models.Model):
    """What a city is written, per language, with listed placeholders. Staff edit it until the letters are frozen."""

    class Kind(models.TextChoices):
        SELECT = "select", pgettext_lazy("letter", "Selected")
        WAITLIST = "waitlist", pgettext_lazy("letter", "On the waiting list")
        DECLINE = "decline", pgettext_lazy("letter", "Not selected")
        MOVED_UP = "moved_up", pgettext_lazy("letter", "Moved up from the waiting list")
        CORRECTED = "corrected", pgettext_lazy("letter", "Corrected decision")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="letter_templates")
    kind = models.CharField(max_length=10, choices=Kind)
    subject = LangField()
    body = LangField(help_text="Markdown with placeholders such as {{ city }}")
    version = models.PositiveIntegerField(default=1, help_text="counts saves, so that two people do not overwrite")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "kind"], name="one_letter_template_per_kind")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: User) -> "ReleaseQuerySet":
        return self.all() if user.is_programme_staff else self.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Release(models.Model):
    """Decisions of a call, drafted from a scenario, approved by a second person, and released together.

    A call has one; another can follow for applications that the first left open.
    """

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", _("Provisional")
        APPROVED = "approved", pgettext_lazy("decisions", "Approved")
        RELEASED = "released", pgettext_lazy("decisions", "Released")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField(default=1)
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="releases")
    status = models.CharField(max_length=12, choices=Status, default=Status.PROVISIONAL)
    version = models.PositiveIntegerField(default=1, help_text="counts changes: an approval names the one it saw")
    confirm_by = models.DateTimeField(null=True, help_text="until when selected cities confirm, in UTC")
    announced_at = models.DateTimeField(null=True, help_text="before which nothing is public, in UTC")
    next_call_on = models.DateField(null=True, help_text="when the next call opens; empty: to be confirmed")
    tell_rank = models.BooleanField(default=False, help_text="whether letters say the place on the waiting list")
    announcement = LangField(blank=True, help_text="Markdown; the text of the announcement kit")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="one_release_per_number"),
            models.UniqueConstraint(
                fields=["call"], condition=~Q(status="released"), name="one_unreleased_release_per_call"
            ),
            models.CheckConstraint(
                condition=Q(status="provisional", approved_by=None)
                | (Q(approved_by__isnull=False) & ~Q(approved_by=models.F("drafted_by")) & ~Q(status="provisional")),
                name="release_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="released") | Q(released_at__isnull=False), name="release_has_instant"
            ),
        ]

    def __str__(self) -> str:
        return f"decisions of {self.call_id} ({self.status})"

    def get_absolute_url(self) -> str:
        return reverse("selection:release", args=[self.pk])


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> "DecisionQuerySet":
        """Staff alone, and none of a city they conflict with."""
        return _clear(self, user)

    def numbers(self) -> dict[int, int]:
        """The place of each on the waiting list, counted among these rows: a stored rank tells of those unseen."""
        waiting = self.filter(rank__isnull=False).order_by("rank").values_list("pk", flat=True)
        return {pk: number for number, pk in enumerate(waiting, start=1)}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(models.Model):
    """What is decided about one application. Its status is its release's; a correction changes the outcome afterwards."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="decisions")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    rank = models.PositiveSmallIntegerField(null=True, help_text="on the waiting list; 1 moves up first")
    reason = models.TextField(blank=True, help_text="why, for staff")
    feedback = LangField(blank=True, help_text="what the city reads of the reviewers' comments, edited by staff")
    feedback_version = models.PositiveIntegerField(default=1)
    feedback_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    feedback_at = models.DateTimeField(null=True)
    moved_up_at = models.DateTimeField(null=True, help_text="when it was taken from the waiting list")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="waitlist", rank__isnull=False) | (~Q(outcome="waitlist") & Q(rank=None)),
                name="decision_rank_on_the_waiting_list",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"


class DecisionCorrection(models.Model):
    """A released decision that was wrong: one person proposes the right one, another approves it, one letter goes out."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="corrections")
    outcome = models.CharField(max_length=10, choices=Outcome)
    source = models.CharField(max_length=10, choices=Outcome, help_text="the outcome that it corrects")
    why = models.TextField(help_text="for staff")
    message = models.TextField(blank=True, help_text="what the city reads in the letter, in its language")
    confirm_by = models.DateTimeField(null=True, help_text="for a place given now: until when to confirm, in UTC")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(approved_at=None, withdrawn_at=None),
                name="one_open_correction_per_decision",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")),
                name="correction_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.source}→{self.outcome}"


class Letter(models.Model):
    """A letter to one city, its text frozen at approval; what goes out is this text and no other."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterTemplate.Kind)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    text = models.TextField(help_text="Markdown, every placeholder filled")
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=clock.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    messages = models.ManyToManyField(Message, related_name="+", help_text="the mails that carry it")

    class Meta:
        ordering = ["decision", "frozen_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} for {self.decision_id}"
