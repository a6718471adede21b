"""The ground every floor stands on: records, links, files, jobs, and what can be said about any object."""

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
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
        return self.select_related("by").order_by("-at", "-pk")


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
    personal_data = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


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

    def __str__(self) -> str:
        return f"{self.kind} ({self.status})"


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

    tier = models.CharField(max_length=10, choices=Tier)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="comment_object")]

    def __str__(self) -> str:
        return f"{self.tier} comment"


class Desk(AboutObject):
    """How staff keep an object in hand: who has it, its tags, and when to look again."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    tags = models.JSONField(default=list)
    follow_up_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_type", "object_id"], name="one_desk_per_object")]

    def __str__(self) -> str:
        return ", ".join(self.tags)
