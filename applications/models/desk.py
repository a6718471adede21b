"""What staff settle around forms and applications: claims to a city, findings set by hand, corrections."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.call import Call, Question
from applications.models.interest import InterestForm
from cda_portal.accounts.models import City, CityMember, Conflict, User, named
from cda_portal.core import clock


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def open(self) -> "JoinRequestQuerySet":
        return self.filter(decided_at=None)

    def visible_to(self, user: User) -> "JoinRequestQuerySet":
        """Whoever asked; the lead and deputies of the city; who sent its form; staff without a conflict."""
        clear = self.exclude(city__in=Conflict.objects.filter(user=user).values("city"))
        if user.is_programme_staff:
            return clear
        led = CityMember.objects.active().filter(user=user, role__in=["lead", "deputy"]).values("city")
        sent = InterestForm.objects.filter(sender=user, city=models.OuterRef("city"), call=models.OuterRef("call"))
        return clear.filter(Q(user=user) | Q(city__in=led) | Q(models.Exists(sent)))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
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
    reply = models.TextField(blank=True, help_text="what the person reads with the decision")

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "call", "user"], condition=Q(decided_at=None), name="one_open_join_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.city}"

    def get_absolute_url(self) -> str:
        return reverse("applications:join", args=[self.pk])


class EligibilityOverrideQuerySet(models.QuerySet["EligibilityOverride"]):
    def standing(self) -> "EligibilityOverrideQuerySet":
        """Those in force, each with who set it."""
        read = ("application", "form", "criterion", "outcome", "was", "reason", "at", "removed_at", *named("by"))
        return self.filter(removed_at=None).select_related("by").only(*read)

    def standing_for(self, obj: Application | InterestForm) -> "EligibilityOverrideQuerySet":
        """Those that count for it: its own, and before them those of an application's form."""
        if isinstance(obj, InterestForm):
            return self.standing().filter(form=obj)
        about = Q(application=obj) | Q(form=obj.form_id) if obj.form_id else Q(application=obj)
        return self.standing().filter(about).order_by(models.F("form").asc(nulls_last=True), "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EligibilityOverride(models.Model):
    """A finding set by staff, with the reason."""

    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="overrides")
    form = models.ForeignKey(InterestForm, null=True, on_delete=models.CASCADE, related_name="overrides")
    criterion = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10)
    was = models.CharField(max_length=10, default="", help_text="as judged from what the city told")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EligibilityOverrideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form=None) ^ Q(application=None), name="override_is_about_one_thing"),
            models.UniqueConstraint(
                fields=["form", "application", "criterion"],
                condition=Q(removed_at=None),
                nulls_distinct=False,
                name="one_standing_override_per_criterion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.outcome}"


# What a field of the interest form is called where its correction is told.
FORM_LABELS = {
    "sender_title": _("Job title of the sender"),
    "population": _("Residents"),
    "population_year": _("Year of the number of residents"),
    "population_source": _("Source of the number of residents"),
    "mayor_name": _("The mayor’s name"),
    "mayor_title": _("The mayor’s title"),
    "terms": _("Terms"),
    "transition_plan": _("Transition plan"),
    "city_manager": _("City manager"),
    "problem": _("The problem"),
    "answers": _("What the city is ready for"),
}


class Correction(models.Model):
    """What staff entered or corrected for a city, with the reason; the city reads it."""

    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="corrections")
    form = models.ForeignKey(InterestForm, null=True, on_delete=models.CASCADE, related_name="corrections")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=40, blank=True, help_text="of the interest form")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(form=None) ^ Q(application=None), name="correction_is_about_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id or self.form_id}: {self.field or self.question_id}"

    @property
    def field_label(self) -> str:
        return str(FORM_LABELS.get(self.field, self.field))
