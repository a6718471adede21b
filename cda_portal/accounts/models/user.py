"""People: who they are, which programme roles they hold and when, and what they agreed to."""

from functools import cached_property
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cda_portal.core import clock
from cda_portal.core.text import fold

STAFF_ROLES = frozenset({"officer", "approver", "observer"})


def display_name(user: "User") -> str:
    """allauth's name for a person in its messages."""
    return user.full_name or user.email


def named(*paths: str) -> tuple[str, ...]:
    """What a page that prints only the names of these people loads of them, for `only()`."""
    return tuple(f"{path}__{field}" for path in paths for field in ("full_name", "email"))


def active(at_field: str = "") -> Q:
    """Rows whose from–to contains today in UTC; `to` is the first day that no longer counts."""
    today = clock.today("UTC")
    return (Q(**{f"{at_field}since__lte": today})) & (
        Q(**{f"{at_field}until": None}) | Q(**{f"{at_field}until__gt": today})
    )


class UserManager(BaseUserManager["User"]):
    def with_roles(self) -> models.QuerySet["User"]:
        """Users with `role_names`, so that knowing somebody's roles costs no query of its own."""
        return self.annotate(role_names=ArrayAgg("grants__role", filter=active("grants__"), default=[], distinct=True))

    def matching(self, text: str) -> models.QuerySet["User"]:
        """People whose name or address holds `text`, without accents; nobody for an empty one."""
        words = text.replace("\x00", "").strip()[:100]
        if not words:
            return self.none()
        return self.filter(Q(full_name_folded__contains=fold(words)) | Q(email__contains=words.lower()))

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Somebody for Django's admin. Nobody is a superuser: what people may do hangs on their roles."""
        return self.create_user(email, password, is_staff=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `is_staff` means Django's admin and appears in no permission; roles are RoleGrants."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    full_name_folded = models.CharField(max_length=130, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_address")]
        indexes = [
            models.Index(fields=["full_name_folded"], name="user_folded"),
            # The search of staff looks inside names and addresses.
            GinIndex(OpClass(models.F("full_name_folded"), name="gin_trgm_ops"), name="user_name_inside"),
            GinIndex(OpClass(models.F("email"), name="gin_trgm_ops"), name="user_email_inside"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The one derived column: names are sorted by it, and every writer would have to remember.
        self.full_name_folded = fold(self.full_name)[:130]
        fields = kwargs.get("update_fields")
        if fields is not None and "full_name" in fields:
            kwargs["update_fields"] = {*fields, "full_name_folded"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("accounts:profile")

    @cached_property
    def roles(self) -> frozenset[str]:
        """Programme roles held today; loaded with the user by the sign-in backend."""
        if hasattr(self, "role_names"):
            return frozenset(self.role_names)
        return frozenset(self.grants.filter(active()).values_list("role", flat=True))

    @property
    def may_conflict(self) -> bool:
        """False once the sign-in backend, which looks, found that they conflict with no city."""
        return bool(getattr(self, "has_conflicts", True))

    @property
    def is_programme_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RoleGrant(models.Model):
    """A programme role held from a day until another; several at once are possible."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("Programme officer")
        APPROVER = "approver", _("Approver")
        OBSERVER = "observer", _("Observer")
        REVIEWER = "reviewer", pgettext_lazy("role", "Reviewer")
        COACH = "coach", _("Coach")
        EXPERT = "expert", _("Expert")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="first day that no longer counts")
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], condition=Q(until=None), name="one_open_grant_per_role"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="grant_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Profile(models.Model):
    """What reviewers, coaches and experts alike tell about themselves."""

    user = models.OneToOneField(User, on_delete=models.CASCADE)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    employer = models.CharField(_("organisation"), max_length=160, blank=True)
    languages = models.JSONField(_("languages you work in"), default=list)
    themes = models.ManyToManyField("core.Theme", blank=True)
    hours_a_month = models.PositiveSmallIntegerField(_("hours a month"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.user)


class Consent(models.Model):
    """That a person agreed to one purpose, in which words and language, and when; never changed."""

    append_only = True

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    given = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["user", "purpose", "-at"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}: {self.given}"


class Invitation(models.Model):
    """An address asked to join with a programme role or a city role; one use, seven days."""

    email = models.EmailField()
    full_name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20)
    city = models.ForeignKey("accounts.City", null=True, on_delete=models.CASCADE, related_name="invitations")
    language = models.CharField(max_length=10, default="en")
    message = models.TextField(blank=True, help_text="what the inviter adds to the mail")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(default=clock.now, help_text="when its latest mail was queued")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "role",
                "city",
                condition=Q(accepted_at=None, revoked_at=None),
                nulls_distinct=False,
                name="one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.role}"
