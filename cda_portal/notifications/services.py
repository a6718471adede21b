"""Telling people something, and what staff and recipients do with a message.

    notifications.notify("receipt", to=user, about=application, context={"link": reverse(...)})

writes the notice and the mail in the caller's transaction; after commit a worker sends it. Calling it twice for the
same kind, object, recipient and occurrence gives the first message again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cda_portal.core import audit, clock, queue
from cda_portal.core.text import fold
from cda_portal.notifications import compose, hold, kinds, outbox, rendering
from cda_portal.notifications.kinds import Kind, Priority
from cda_portal.notifications.models import Message, Notice, Preference, Suppression, new_message_id
from cda_portal.notifications.outbox import NotAllowedNow

if TYPE_CHECKING:
    from cda_portal.accounts.models import User

__all__ = [
    "Address",
    "NotAllowedNow",
    "acknowledge",
    "arrived",
    "cancel",
    "notify",
    "queue_rendered",
    "read",
    "read_all",
    "release",
    "resend",
    "start_again",
    "stop",
]

SECRETS_LAST = timedelta(days=1)  # what nobody gave an end
ACCOUNT_MAIL = "account_mail"  # declared by accounts


@dataclass(frozen=True)
class Address:
    """Somebody without an account; `zone` is an IANA name."""

    email: str
    language: str
    zone: str
    name: str = ""


@transaction.atomic
def notify(
    kind: str,
    *,
    to: "User | Address",
    about: models.Model | None = None,
    context: Mapping[str, Any] | None = None,
    occurrence: str = "",
    expires_at: datetime | None = None,
    secret: Mapping[str, str] | None = None,
    key: str = "",
    reply_to: str = "",
) -> Message:
    """Tell one person one thing, in their language and zone, from `templates/emails/<kind>.{subject,body}.txt`.

    The templates get `context`, `about`, `recipient` (an Address), `link` (absolute; a path in the context, else the
    object's own page), `public_url`, `site`, and `secret` with a token for each secret value. `occurrence` tells apart
    what may happen to the same object more than once; `key` does so for a recipient without a notice.
    """
    declared = kinds.declared()[kind]
    whom = recipient(to)
    href = link_of(context, about)
    identity = {"kind": kind, **about_fields(about)}
    notice = None
    if declared.inbox and not isinstance(to, Address):
        notice, new = Notice.objects.get_or_create(
            **identity, user=to, occurrence=occurrence or key, defaults={"href": path_of(href)}
        )
        if not new and notice.message:
            return notice.message
    own_key = None if notice else key or key_of(declared, whom, about, occurrence)
    if own_key and (first := Message.objects.filter(key=own_key).first()):
        return first
    message_id = new_message_id()
    subject, text, html = render(
        declared, whom, message_id, reply_to, {**(context or {}), "about": about, "link": absolute(href)}, secret
    )
    message = put(
        declared, to, key=own_key, message_id=message_id, subject=subject, text=text, html=html, reply_to=reply_to,
        secret=rendering.seal(secret or {}), expires_at=end_of(declared, expires_at, bool(secret)), **about_fields(about),
    )  # fmt: skip
    if notice:
        notice.message = message
        notice.save(update_fields=["message"])
    return message


@transaction.atomic
def queue_rendered(
    key: str,
    *,
    to: "User | Address",
    subject: str,
    text: str,
    html: str = "",
    priority: Priority = Priority.SECURITY,
    secret: bool = True,
    kind: str = ACCOUNT_MAIL,
    expires_at: datetime | None = None,
) -> Message:
    """Queue a mail that somebody else has written, such as allauth; an empty key makes every call a mail of its own.

    With `secret` the whole body is kept encrypted, and wiped once it is sent. Without `html` the text gets our own
    layout and footer.
    """
    if key and (first := Message.objects.filter(key=key).first()):
        return first
    declared, whom = kinds.find(kind, priority), recipient(to)
    message_id = new_message_id()
    subject = rendering.one_line(subject)
    if not html:
        with translation.override(whom.language):
            text, html = rendering.write(
                text,
                kind=declared,
                subject=subject,
                language=whom.language,
                reply_to="",
                stop=stop_of(declared, message_id),
            )
    sealed = rendering.seal({rendering.WHOLE_TEXT: text, rendering.WHOLE_HTML: html}) if secret else ""
    if secret:
        text = html = rendering.token(rendering.WHOLE_TEXT)
    return put(
        declared, to, priority=priority, key=key or f"{kind}:{uuid4().hex}", message_id=message_id, subject=subject, text=text,
        html=html, secret=sealed, expires_at=end_of(declared, expires_at, secret),
    )  # fmt: skip


def put(declared: Kind, to: "User | Address", *, key: str | None, subject: str, **fields: Any) -> Message:
    """The row in the outbox, and the bell."""
    whom = recipient(to)
    user = None if isinstance(to, Address) else to
    values = {
        "kind": declared.name,
        "priority": declared.priority,
        "user": user,
        "email": whom.email,
        "name": whom.name[:200],
        "recipient_folded": folded(whom.name, whom.email),
        "language": whom.language,
        "zone": whom.zone,
        "subject": subject[:200],
        **fields,
    }
    if key is None:
        message = Message.objects.create(**values)
    else:  # two requests at once: the second waits for the first one's commit, and gets its message
        message, _new = Message.objects.get_or_create(key=key, defaults=values)
    queue.later("notifications.deliver_due")
    return message


def recipient(to: "User | Address") -> Address:
    if isinstance(to, Address):
        return to
    return Address(to.email, to.language, to.time_zone, to.full_name)


def zone_of(name: str) -> ZoneInfo:
    """A zone nobody knows any more must not stop the act that is told."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def folded(name: str, email: str) -> str:
    """What staff search recipients by."""
    return fold(f"{name[:200]} {email}")[:460]


def about_fields(about: models.Model | None) -> dict[str, Any]:
    if about is None:
        return {"object_type": None, "object_id": None}
    return {"object_type": ContentType.objects.get_for_model(about), "object_id": about.pk}


def key_of(declared: Kind, whom: Address, about: models.Model | None, occurrence: str) -> str:
    """What makes a message without a notice unique, in a length that fits."""
    if declared.repeats:
        return f"{declared.name}:{uuid4().hex}"
    parts = [
        declared.name,
        about._meta.label if about else "",
        str(about.pk) if about else "",
        whom.email.lower(),
        occurrence,
    ]
    return f"{declared.name}:{sha256('|'.join(parts).encode()).hexdigest()[:40]}"


def link_of(context: Mapping[str, Any] | None, about: models.Model | None) -> str:
    """Where the mail leads: the caller's link, else the object's own page, else nowhere."""
    if context and context.get("link"):
        return str(context["link"])
    own = getattr(about, "get_absolute_url", None)
    return str(own()) if own else ""


def absolute(href: str) -> str:
    return f"{settings.PUBLIC_URL}{href}" if href.startswith("/") else href


def path_of(href: str) -> str:
    """The inbox leads to pages of this portal only."""
    path = href.removeprefix(settings.PUBLIC_URL)
    return path if path.startswith("/") and len(path) <= 300 else ""


def stop_of(declared: Kind, message_id: str) -> str:
    return "" if declared.owed else compose.stop_url(message_id)


def end_of(declared: Kind, expires_at: datetime | None, secret: bool) -> datetime | None:
    """When it is no longer worth sending. A secret always has an end, or it would never be wiped."""
    lasts = declared.lasts or (SECRETS_LAST if secret else None)
    return expires_at or (clock.now() + lasts if lasts else None)


def render(
    declared: Kind,
    whom: Address,
    message_id: str,
    reply_to: str,
    context: dict[str, Any],
    secret: Mapping[str, str] | None,
) -> tuple[str, str, str]:
    """Subject, text and HTML as this recipient reads them."""
    values = {
        **context,
        "recipient": whom,
        "secret": {name: rendering.token(name) for name in secret or {}},
        "public_url": settings.PUBLIC_URL,
        "site": settings.SITE_NAME,
    }
    with translation.override(whom.language), timezone.override(zone_of(whom.zone)):
        subject = rendering.one_line(render_to_string(f"emails/{declared.name}.subject.txt", values))
        text, html = rendering.write(
            render_to_string(f"emails/{declared.name}.body.txt", values),
            kind=declared,
            subject=subject,
            language=whom.language,
            reply_to=reply_to,
            stop=stop_of(declared, message_id),
        )
    return subject, text, html


# ---- what staff do


@transaction.atomic
def resend(message: Message, *, by: "User") -> Message:
    """Send it again, to the person's present address; raises NotAllowedNow when there is no longer a use for it."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.expires_at and message.expires_at <= clock.now():
        raise NotAllowedNow(_("This message is no longer of use: its time is over."))
    if not message.secret and rendering.TOKEN.search(message.text):
        raise NotAllowedNow(
            _("Its code or link was erased when it was sent: ask for a new one on the page where it is made.")
        )
    fields: dict[str, Any] = {"due_at": clock.now(), "attempts": 0, "error": "", "claim": None}
    if message.user and message.email != message.user.email:
        fields |= {"email": message.user.email, "recipient_folded": folded(message.name, message.user.email)}
    outbox.move(message, "release" if message.status == Message.Status.HELD else "resend", by=by, **fields)
    Suppression.objects.against(message.email, "").update(lifted_at=clock.now())
    queue.later("notifications.deliver_due")
    return message


@transaction.atomic
def arrived(message: Message, *, by: "User") -> Message:
    """A person has found out that it reached its reader."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    outbox.move(message, "arrived", by=by, sent_at=clock.now(), error="")
    return message


@transaction.atomic
def cancel(message: Message, *, by: "User") -> Message:
    message = Message.objects.select_for_update().get(pk=message.pk)
    outbox.move(message, "cancel", by=by, error="cancelled")
    return message


@transaction.atomic
def release(*, by: "User") -> int:
    """Send everything that is held, and from here on; how many messages. Raises NotAllowedNow under SENDING_HELD."""
    if hold.reason() == "setting":
        raise NotAllowedNow(_("Sending is held by the setting SENDING_HELD: it has to be taken away first."))
    hold.move_in()
    held = Message.objects.filter(status=Message.Status.HELD).select_for_update().order_by("pk")
    released = sum(outbox.move(message, "release", by=by, due_at=clock.now()) for message in held)
    queue.later("notifications.deliver_due")
    return released


# ---- what recipients do


@transaction.atomic
def read(notice: Notice, *, by: "User") -> Notice:
    """Mark as read; the first time counts."""
    Notice.objects.filter(pk=notice.pk, user=by, read_at=None).update(read_at=clock.now())
    return notice


@transaction.atomic
def read_all(*, by: "User") -> int:
    return Notice.objects.filter(user=by, read_at=None).update(read_at=clock.now())


@transaction.atomic
def acknowledge(notice: Notice, *, by: "User") -> Notice:
    """The reader confirms having read it; the first time counts, and is recorded."""
    read(notice, by=by)
    if Notice.objects.filter(pk=notice.pk, user=by, acknowledged_at=None).update(acknowledged_at=clock.now()):
        audit.record(notice, "acknowledge", by=by)
    return notice


@transaction.atomic
def stop(message: Message) -> None:
    """The recipient of this message wants no more mails of its kind."""
    if message.user_id:
        Preference.objects.update_or_create(
            user_id=message.user_id, kind=message.kind, defaults={"choice": Preference.Choice.OFF}
        )
    else:
        Suppression.objects.get_or_create(
            email=message.email.lower(),
            kind=message.kind,
            lifted_at=None,
            defaults={"reason": Suppression.Reason.STOPPED, "message": message},
        )
    audit.record(message, "stop")


@transaction.atomic
def start_again(message: Message) -> None:
    """The recipient has changed their mind."""
    Preference.objects.filter(user=message.user_id, kind=message.kind).delete()
    Suppression.objects.filter(email=message.email.lower(), kind=message.kind, lifted_at=None).update(
        lifted_at=clock.now()
    )
    audit.record(message, "start_again")
