"""The ground every floor stands on: records, links, files, jobs, and what can be said about any object."""

import hmac
import secrets
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cda_portal.core import clock
from cda_portal.core.text import LangField


def random_key() -> str:
    return secrets.token_urlsafe(24)


class AboutObject(models.Model):
    """A row that is about one object of any kind, kept by type and id."""

    object_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    about = GenericForeignKey("object_type", "object_id")

    class Meta:
        abstract = True


class Mark(models.Model):
    """A fact about this database as a whole, such as "demonstration"."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class ChangeQuerySet(models.QuerySet["Change"]):
    def about(self, *objects: models.Model) -> "ChangeQuerySet":
        wanted = Q(pk__in=[])
        for obj in objects:
            wanted |= Q(object_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)
        return self.filter(wanted)

    def for_timeline(self) -> "ChangeQuerySet":
        """Newest first, with the names of who did it."""
        read = ("act", "source", "target", "why", "at", "by__full_name", "by__email")
        return self.select_related("by").only(*read).order_by("-at", "-pk")


class Change(AboutObject):
    """The record of one act: who did what to which object, when and why; rows are only ever added.

    Holds ids and statuses, never personal values, so that erasure need not reach it. The serving
    database role may not update or delete it.
    """

    append_only = True

    act = models.CharField(max_length=60)
    source = models.CharField(_("from"), max_length=60, blank=True)
    target = models.CharField(_("to"), max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=clock.now)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="change_object"),
            models.Index(fields=["-at"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.source}→{self.target}"


class SecretLink(AboutObject):
    """A right handed to whoever holds the link, for one purpose, until it expires.

    The token is an HMAC of key, id and generation: it can be made again for a mail and is stored nowhere.
    Opening uses nothing, because mail scanners open links; only the confirming POST does.
    """

    purpose = models.CharField(max_length=40)
    recipient = models.EmailField(blank=True)
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="secretlink_object")]

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d}"

    @property
    def token(self) -> str:
        return f"{self.pk}-{self.signature(settings.SECRET_KEY)}"

    def signature(self, key: str) -> str:
        message = f"secret-link:{self.pk}:{self.generation}:{self.purpose}"
        return hmac.new(key.encode(), message.encode(), sha256).hexdigest()[:43]


class StoredFile(models.Model):
    """A file that somebody gave us; it is served only by the app that owns it, after a permission check."""

    class Scan(models.TextChoices):
        WAITING = "waiting", _("Waiting for the scan")
        CLEAN = "clean", _("Clean")
        INFECTED = "infected", _("Infected")

    key = models.CharField(max_length=48, unique=True, default=random_key)
    file = models.FileField(upload_to="stored", max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.WAITING)
    personal_data = models.BooleanField(default=False, help_text="hidden until staff purge or clear it")
    purged_at = models.DateTimeField(null=True, help_text="when its content was deleted; the row stays for the record")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Upload(AboutObject):
    """A file on its way in pieces; a line that breaks costs the last piece. Nobody sees it before it is whole.

    The pieces wait in the storage under `uploads/<key>/<offset>`; the janitor removes what has expired.
    """

    key = models.CharField(max_length=48, unique=True, default=random_key)
    slot = models.CharField(max_length=60, help_text="which place of the object the file is for, such as a question")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField(help_text="bytes announced")
    received = models.BigIntegerField(default=0, help_text="bytes that are here, without a gap from the first")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=clock.now, help_text="by which a deadline is judged")
    expires_at = models.DateTimeField()
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.SET_NULL, related_name="upload")

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="upload_expires")]
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=models.F("size")), name="upload_holds_what_was_announced")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.received} of {self.size})"


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> "JobQuerySet":
        """A job is seen by who asked for it."""
        return self.filter(by=user)

    def unfinished(self) -> "JobQuerySet":
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])


class Job(models.Model):
    """Long work that a person can watch: done of total, and a file when it ends."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    object_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True)
    about = GenericForeignKey("object_type", "object_id")
    kind = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict, help_text="what was asked for: format, filters, ids")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True)
    result = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["by", "-created_at"], name="job_by"),
            models.Index(fields=["status", "lease_until"], name="job_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.status})"

    def get_absolute_url(self) -> str:
        return reverse("core:job", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= clock.now()


class Theme(models.Model):
    """A field of city work, such as housing or waste, named per language."""

    key = models.SlugField(unique=True)
    name = LangField()
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class Comment(AboutObject):
    """A remark about an object, read by one tier of people; the staff tier is the internal note."""

    class Tier(models.TextChoices):
        TEAM = "team", _("The city's team")
        STAFF = "staff", _("Programme staff")
        PANEL = "panel", _("Reviewers and programme staff")

    tier = models.CharField(max_length=10, choices=Tier)
    part = models.SlugField(blank=True, help_text="which part of the object it is about, such as a section's key")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="comment_object")]

    def __str__(self) -> str:
        return f"{self.tier} comment"


class Desk(AboutObject):
    """How staff keep an object in hand: who has it, its tags, and when to look again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    tags = ArrayField(models.CharField(max_length=40), default=list)
    follow_up_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_type", "object_id"], name="one_desk_per_object")]
        indexes = [
            GinIndex(fields=["tags"], name="desk_tags"),
            models.Index(fields=["owner", "follow_up_on"], name="desk_owner"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.tags)


class SavedView(models.Model):
    """A list as somebody left it: its filters and order are the query of its address."""

    page = models.CharField(max_length=60, help_text="the list's URL name, such as applications:staff-forms")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shared = models.BooleanField(default=False, help_text="with all programme staff")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["by", "page", "name"], name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name
