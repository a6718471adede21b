"""What people are told: the notice in their inbox, the mail that carries it, and what they do not want."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cda_portal.core import clock, registry
from cda_portal.notifications.kinds import Kind, Priority, find

# Why a message was not sent, as the portal itself says it. What a mail server said is kept in its own words.
REASONS = {
    "expired": _("It was too late for it."),
    "unwanted": _("What it said was no longer true when its turn came."),
    "stopped": _("The recipient has stopped mails of this kind."),
    "flagged": _("The address has refused mail before."),
    "cancelled": _("A member of staff cancelled it."),
    "unclear": _("It may have arrived; mails of this kind are not repeated."),
    "broken": _("It could not be written as a mail."),
    "exhausted": _("The mail server put it off too many times."),
    "stuck": _("Workers stopped before it was sent, too many times."),
    "unanswered": _("It was handed over, and no answer came back."),
}


def new_message_id() -> str:
    """Random and not the primary key: after a restore numbers are given out again, and mail programs hide a Message-ID they know."""
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.PUBLIC_URL).hostname}>"


class MaybeAbout(models.Model):
    """A row that may be about one object of any kind."""

    object_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True)
    about = GenericForeignKey("object_type", "object_id")

    class Meta:
        abstract = True


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user) -> "MessageQuerySet":
        """Staff see every message, except those a higher floor hides from this person (a city they conflict with)."""
        if not user.is_programme_staff:
            return self.none()
        rows = self
        for hidden in registry.contributions("hidden_messages"):
            rows = rows.exclude(hidden(user))
        return rows

    def due(self, now) -> "MessageQuerySet":
        """What may be sent at `now`, in the order in which it is sent."""
        return self.filter(status=Message.Status.QUEUED, due_at__lte=now).order_by("priority", "due_at", "pk")

    def abandoned(self, now) -> "MessageQuerySet":
        """Claimed or handed over by a worker whose lease has ended."""
        return self.filter(status__in=LEASED, lease_until__lte=now).order_by("pk")

    def too_late(self, now) -> "MessageQuerySet":
        return self.filter(status__in=WAITING, expires_at__lte=now).order_by("pk")

    def with_old_secret(self, now) -> "MessageQuerySet":
        return self.exclude(secret="").exclude(status__in=LEASED).filter(expires_at__lte=now)

    def state_counts(self) -> dict[str, int]:
        """How many there are in all and in each state that waits for a person; one query."""
        return self.aggregate(
            all=Count("pk"),
            **{state.value: Count("pk", filter=Q(status=state)) for state in (*UNSETTLED, Message.Status.HELD)},
        )


class Message(MaybeAbout):
    """A mail in the outbox: written with the change that caused it, sent after it by `delivery`.

    It carries one or several notices, or none, and then a `key` that lets it exist only once.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        CLAIMED = "claimed", _("Being sent")
        HANDOFF = "handoff", _("Handed over")
        SENT = "sent", _("Sent")
        IN_DOUBT = "in_doubt", _("In doubt")
        FAILED = "failed", _("Failed")
        HELD = "held", _("Held")
        DROPPED = "dropped", _("Not sent")

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - NULL where notices make it unique
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="messages")
    email = models.EmailField(_("address"))
    name = models.CharField(max_length=200, blank=True)
    recipient_folded = models.CharField(max_length=460, editable=False)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    zone = models.CharField(max_length=50)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    reply_to = models.EmailField(blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    due_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True, help_text="the worker's claim; one that overslept finds another here")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField("Message-ID", max_length=200, unique=True, default=new_message_id)
    error = models.CharField(max_length=300, blank=True, help_text="one of REASONS, or the mail server's words")
    secret = models.TextField(blank=True, help_text="encrypted; wiped when the message is sent or too late")
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="one_message_per_key"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="message_priority_known"),
            models.CheckConstraint(
                condition=Q(
                    status__in=["queued", "claimed", "handoff", "sent", "in_doubt", "failed", "held", "dropped"]
                ),
                name="message_status_known",
            ),
            # A worker's row without a lease would never be freed; any other row with one would be freed wrongly.
            models.CheckConstraint(
                condition=Q(status__in=["claimed", "handoff"], lease_until__isnull=False, claim__isnull=False)
                | Q(~Q(status__in=["claimed", "handoff"]), lease_until__isnull=True),
                name="message_leased_while_in_hand",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="message_sent_has_instant"
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | Q(secret=""), name="message_dropped_keeps_no_secret"
            ),
            models.CheckConstraint(condition=~Q(message_id=""), name="message_has_message_id"),
        ]
        indexes = [
            models.Index(fields=["priority", "due_at", "id"], condition=Q(status="queued"), name="message_due"),
            models.Index(fields=["lease_until"], condition=Q(status__in=["claimed", "handoff"]), name="message_leased"),
            models.Index(fields=["expires_at"], condition=Q(status__in=["queued", "held"]), name="message_expiry"),
            models.Index(fields=["expires_at"], condition=~Q(secret=""), name="message_secret"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["status", "-created_at", "-id"], name="message_status"),
            models.Index(fields=["object_type", "object_id"], name="message_object"),
            GinIndex(fields=["recipient_folded"], opclasses=["gin_trgm_ops"], name="message_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.status})"

    def get_absolute_url(self) -> str:
        return reverse("notifications:message-detail", args=[self.pk])

    @property
    def declared(self) -> Kind:
        return find(self.kind, self.priority)

    @property
    def said(self) -> str:
        """Why it is where it is, in the reader's language or in the mail server's words."""
        return str(REASONS.get(self.error, self.error))


LEASED = (Message.Status.CLAIMED, Message.Status.HANDOFF)
WAITING = (Message.Status.QUEUED, Message.Status.HELD)
UNSETTLED = (Message.Status.IN_DOUBT, Message.Status.FAILED)  # a person should look at these


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user) -> "NoticeQuerySet":
        """A person's own; staff's are hidden as messages are, once they conflict with the city that one is about.

        Counted in the menu of every page, so who conflicts with no city is spared the question.
        """
        rows = self.filter(user=user)
        if not (user.is_programme_staff and user.may_conflict):
            return rows
        for hidden in registry.contributions("hidden_messages"):
            rows = rows.exclude(hidden(user))
        return rows

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def for_inbox(self) -> "NoticeQuerySet":
        """Unread first, then newest."""
        unread = ExpressionWrapper(Q(read_at=None), output_field=models.BooleanField())
        return self.select_related("message").order_by(unread.desc(), "-created_at", "-pk")


class Notice(MaybeAbout):
    """That a person was told something, once: their inbox. An address without a user has none."""

    kind = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    occurrence = models.CharField(max_length=100, blank=True)
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="notices")
    href = models.CharField(max_length=300, blank=True, help_text="the page it leads to, as a path")
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            # A notice about nothing in particular is unique too: NULL equals NULL here.
            models.UniqueConstraint(
                fields=["kind", "object_type", "object_id", "user", "occurrence"],
                nulls_distinct=False,
                name="one_notice_per_occurrence",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(read_at__isnull=False), name="notice_acknowledged_is_read"
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["user", "-created_at"], name="notice_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"

    @property
    def declared(self) -> Kind:
        return find(self.kind)


class Preference(models.Model):
    """What a person wants of a kind of mail; without a row they get it at once."""

    class Choice(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DIGEST = "digest", _("In the digest")
        OFF = "off", _("Not by mail")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences")
    kind = models.CharField(max_length=60)
    choice = models.CharField(max_length=10, choices=Choice, default=Choice.AT_ONCE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.choice}"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def against(self, email: str, kind: str) -> "SuppressionQuerySet":
        return self.filter(email=email.lower(), kind__in=["", kind], lifted_at=None)


class Suppression(models.Model):
    """An address that gets no receipts and reminders: it refused a mail, or its owner stopped one kind.

    A mail that is owed (sign-in, decision) is tried all the same; one that arrives lifts the flag.
    """

    class Reason(models.TextChoices):
        REFUSED = "refused", _("The address refused a mail")
        STOPPED = "stopped", _("The recipient stopped mails of this kind")

    email = models.EmailField()
    kind = models.CharField(max_length=60, blank=True, help_text="empty: every kind")
    reason = models.CharField(max_length=10, choices=Reason)
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email", "kind"], condition=Q(lifted_at=None), name="one_open_suppression"),
            models.CheckConstraint(condition=~Q(reason="stopped") | ~Q(kind=""), name="suppression_stopped_names_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.kind}: {self.reason}"
