"""The call for applications: its windows, its thresholds, and its form as data."""

from datetime import datetime, timedelta
from typing import Any

import pghistory
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts.models import City
from cda_portal.core import clock
from cda_portal.core.text import LangField, say


class CallQuerySet(models.QuerySet["Call"]):
    def published(self) -> "CallQuerySet":
        return self.filter(published_at__lte=clock.now(), archived_at=None)

    def current(self) -> "Call | None":
        """The published call whose programme starts last: the one that pages speak of."""
        return self.published().order_by("-programme_start", "-pk").first()

    def chosen(self, slug: str) -> "Call | None":
        """The call that a list was asked for, drafts excepted, else the current one."""
        named = self.filter(slug=slug, published_at__lte=clock.now()).first() if slug else None
        return named or self.current()

    def for_check(self) -> "Call | None":
        """Whose thresholds the eligibility check uses: the current call's, else those of the last one there was."""
        past = self.filter(published_at__lte=clock.now()).order_by("-programme_start", "-pk")
        return self.current() or past.first()

    def for_list(self) -> "CallQuerySet":
        """Newest programme first, each with how many forms, drafts and sent applications it has."""
        return self.order_by("-programme_start", "-pk").annotate(
            form_count=_count("InterestForm"),
            draft_count=_count("Application", status="draft"),
            sent_count=_count("Application", submitted_at__isnull=False),
        )


def _count(model: str, **only: Any) -> Coalesce:
    """How many rows of that model a call has, counted by themselves: joins would multiply one another."""
    rows = apps.get_model("applications", model)._default_manager.filter(call=models.OuterRef("pk"), **only)
    counted = rows.order_by().values("call").annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Call(models.Model):
    """A call for applications. Days are read in `zone`; instants are kept in UTC."""

    class EndorsementRule(models.TextChoices):
        NONE = "none", _("Not asked for")
        BEFORE_SENDING = "before_sending", _("Needed before the application is sent")
        BY_DATE = "by_date", _("Needed by a date of its own")

    slug = models.SlugField(unique=True)
    title = LangField()
    summary = LangField()
    texts = models.JSONField(default=dict, help_text="further texts: {name: {language: Markdown}}")
    zone = models.CharField(max_length=50, default="America/New_York")
    zone_place = models.CharField(max_length=60, default="Baltimore", help_text="how the zone is called in sentences")
    interest_opens = models.DateTimeField()
    interest_closes = models.DateTimeField()
    application_opens = models.DateTimeField()
    application_closes = models.DateTimeField()
    grace_minutes = models.PositiveSmallIntegerField(default=30)
    news_by = models.DateField(null=True, blank=True, help_text="when every city hears; empty: to be confirmed")
    population_threshold = models.PositiveIntegerField(default=100_000)
    mandate_months = models.PositiveSmallIntegerField(default=24)
    reference_date = models.DateField()
    programme_start = models.DateField()
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list)
    endorsement = models.CharField(max_length=15, choices=EndorsementRule, default=EndorsementRule.NONE)
    endorsement_due = models.DateTimeField(null=True, blank=True, help_text="only for “by a date of its own”")
    endorsement_version = models.CharField(max_length=20, default="1", help_text="of the statement the mayor signs")
    stamps = models.JSONField(default=dict, help_text="when each text was last written: {text: {language: instant}}")
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    to_be_confirmed = models.BooleanField(default=True, help_text="dates and questions await the programme team")
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(interest_closes__gt=models.F("interest_opens")), name="interest_window_has_length"
            ),
            models.CheckConstraint(
                condition=Q(application_closes__gt=models.F("application_opens")), name="application_window_has_length"
            ),
            models.CheckConstraint(
                condition=~Q(endorsement="by_date") | Q(endorsement_due__isnull=False),
                name="endorsement_by_date_has_date",
            ),
        ]

    def __str__(self) -> str:
        return say(self.title, settings.LANGUAGE_CODE) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("website:call")

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)

    def interest_open(self, at: datetime) -> bool:
        seen = self.published_at is not None and self.archived_at is None
        return seen and self.interest_opens <= at <= self.interest_closes


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Extension(models.Model):
    """A later deadline for one city, with the reason, which the city reads; it may be given while others submit."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="extensions")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="extensions")
    closes = models.DateTimeField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "city"], name="one_extension_per_city_and_call")]

    def __str__(self) -> str:
        return f"{self.city} until {self.closes:%Y-%m-%d %H:%M}Z"


class CallInterest(models.Model):
    """Somebody who wants to hear about the next call."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=10)
    city_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, help_text="when the address was shown to be theirs")
    told_of = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="told")
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.email


class SectionQuerySet(models.QuerySet["Section"]):
    def for_form(self, call_id: int, *, only: str = "", brief: bool = False, stamps: bool = False) -> "list[Section]":
        """The call's sections in order, each with `live_questions`: two queries.

        Texts in four languages are large. With `only`, a section's key, the others come without their questions, but
        for those that depend on another or are depended on: a chain may lead through several sections. `brief` leaves
        out what is said beside titles and labels. `stamps`: when each text was last written, which editors ask for.
        """
        asked = Question.objects.filter(section__call=call_id, section__retired_at=None, retired_at=None).order_by(
            "position"
        )
        # By hand: Django's prefetch takes a third longer for the same two queries, on every page of an application.
        rows = self.filter(call=call_id, retired_at=None)
        if not stamps:
            rows, asked = rows.defer("stamps"), asked.defer("stamps")
        if brief:
            rows, asked = rows.defer("intro"), asked.defer("help", "example")
        sections = {section.pk: section for section in rows}
        for section in sections.values():
            section.live_questions = []
        if only:
            hanging = Question.objects.filter(section__call=call_id, retired_at=None, depends_on__isnull=False)
            asked = asked.filter(
                Q(section__key=only) | Q(pk__in=hanging.values("depends_on")) | Q(depends_on__isnull=False)
            )
        for question in asked:
            question.section = sections[question.section_id]
            question.section.live_questions.append(question)
        return list(sections.values())


class Section(models.Model):
    """A page of the form."""

    live_questions: "list[Question]"  # set by `for_form`

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField()
    group = LangField(help_text="heading of the task list under which it stands")
    title = LangField()
    intro = LangField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=20, help_text="about how long it takes")
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    stamps = models.JSONField(default=dict, help_text="when each text was last written: {text: {language: instant}}")

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["call", "position"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="one_section_per_key")]

    def __str__(self) -> str:
        return say(self.title, settings.LANGUAGE_CODE)


class Question(models.Model):
    """One question. A question that has answers is retired, never deleted."""

    class Kind(models.TextChoices):
        SHORT_TEXT = "short_text", _("Short text")
        LONG_TEXT = "long_text", _("Long text")
        CHOICE = "choice", _("One choice")
        SEVERAL = "several", _("Several choices")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        YES_NO = "yes_no", _("Yes or no")
        LINK = "link", _("Link")
        FILE = "file", _("File")
        PRACTICES = "practices", _("Eight practices, 0 to 3")
        TEAM = "team", _("Team")
        METRIC = "metric", _("Measure with baseline and target")

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField()
    kind = models.CharField(max_length=12, choices=Kind)
    label = LangField()
    help = LangField(blank=True)
    example = LangField(blank=True)
    options = models.JSONField(default=list, help_text='[{"value": …, "label": {language: text}}]')
    words = models.PositiveSmallIntegerField(null=True, blank=True, help_text="limit in words")
    minimum = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    required = models.BooleanField(default=True)
    required_from = models.DateTimeField(null=True, blank=True)
    frozen_from = models.DateTimeField(null=True, blank=True)
    depends_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="dependents")
    depends_value = models.CharField(max_length=60, blank=True)
    in_summary = models.BooleanField(default=False, help_text="the mayor reads it before endorsing")
    renews_endorsement = models.BooleanField(default=False, help_text="a changed answer asks for a new endorsement")
    semantic = models.SlugField(blank=True, help_text="what the answer means to the portal, such as population")
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    stamps = models.JSONField(default=dict, help_text="when each text was last written: {text: {language: instant}}")

    class Meta:
        ordering = ["section", "position"]
        constraints = [models.UniqueConstraint(fields=["section", "key"], name="one_question_per_key")]

    def __str__(self) -> str:
        return say(self.label, settings.LANGUAGE_CODE)
