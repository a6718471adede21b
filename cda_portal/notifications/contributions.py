"""What notifications contribute to shared places: menu, the staff home, invariants."""

from collections.abc import Collection
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cda_portal.core import clock
from cda_portal.core.registry import Audited, Card, Link
from cda_portal.core.text import fold
from cda_portal.notifications import hold, outbox, permissions
from cda_portal.notifications.kinds import Priority
from cda_portal.notifications.models import LEASED, UNSETTLED, Message, Notice

OVERDUE = timedelta(minutes=10)


def navigation(user) -> list[Link]:
    unread = Notice.objects.visible_to(user).unread().count()
    links = [Link(_("Inbox"), reverse("notifications:inbox"), count=unread or None, place=80)]
    if permissions.can_see_messages(user):
        links.append(Link(_("Messages"), reverse("notifications:message-list"), area="more", place=70))
    return links


def home(user) -> list[Card]:
    """For those who may act: mails that wait for a person."""
    if not permissions.can_act_on_message(user):
        return []
    counts = Message.objects.visible_to(user).state_counts()
    waiting = sum(counts[state] for state in UNSETTLED)
    cards = []
    if counts[Message.Status.HELD]:
        cards.append(
            Card(
                _("Sending is held"),
                _("Mails wait until somebody releases them."),
                _("See what is held"),
                f"{reverse('notifications:message-list')}?status={Message.Status.HELD}",
                kind="warn",
            )
        )
    if waiting:
        cards.append(
            Card(
                ngettext("%(count)s mail needs you", "%(count)s mails need you", waiting) % {"count": waiting},
                _("They failed, or nobody knows whether they arrived."),
                _("See messages"),
                f"{reverse('notifications:message-list')}?status={next(state for state in UNSETTLED if counts[state])}",
                kind="warn",
            )
        )
    return cards


def acts() -> dict[str, str | Promise]:
    return {
        "sent": _("Mail sent"),
        "hold": _("Mail held"),
        "retry": _("Mail put back, to be tried again"),
        "fail": _("Mail failed"),
        "doubt": _("Mail in doubt"),
        "repeat": _("Mail in doubt sent again"),
        "drop": _("Mail dropped"),
        "resend": _("Mail sent again"),
        "arrived": _("Mail marked as arrived"),
        "cancel": _("Mail cancelled"),
        "release": _("Mail released"),
        "stop": _("The recipient stopped mails of this kind"),
        "start_again": _("The recipient started them again"),
        "acknowledge": _("Reading confirmed"),
    }


def audited() -> list[Audited]:
    return [Audited(Message, _("Mail"), _mails_named, _mails_found)]


def _mails_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    return {
        one.pk: (one.subject, reverse("notifications:message-detail", args=[one.pk]))
        for one in Message.objects.filter(pk__in=ids).only("pk", "subject")
    }


def _mails_found(text: str) -> Collection[int]:
    return set(Message.objects.filter(recipient_folded__contains=fold(text)).values_list("pk", flat=True)[:500])


def hidden_changes(user) -> Q:
    """What was done with mails that this person may not see, and with their notices."""
    hidden = Message.objects.exclude(pk__in=Message.objects.visible_to(user).values("pk"))
    return Q(object_type=ContentType.objects.get_for_model(Message), object_id__in=hidden.values("pk")) | Q(
        object_type=ContentType.objects.get_for_model(Notice),
        object_id__in=Notice.objects.filter(message__in=hidden).values("pk"),
    )


def invariants() -> dict[str, int]:
    now = clock.now()
    messages, Status = Message.objects, Message.Status
    return {
        "every sent message has a Message-ID and an instant": messages.filter(status=Status.SENT)
        .filter(Q(message_id="") | Q(sent_at=None))
        .count(),
        "every notice has its message": Notice.objects.filter(message=None).count(),
        "no message without a notice lacks a key": messages.filter(key=None, notices=None).count(),
        "no worker holds a message long after its lease": messages.filter(
            status__in=LEASED, lease_until__lt=now - OVERDUE
        ).count(),
        "no secret outlives its end": messages.exclude(secret="")
        .filter(Q(expires_at=None) | Q(expires_at__lt=now - OVERDUE))
        .exclude(status__in=LEASED)
        .count(),
        "nothing urgent waits for long": 0
        if hold.reason()
        else messages.filter(
            status=Status.QUEUED, priority=Priority.SECURITY, due_at__lt=now - outbox.LEASE - OVERDUE
        ).count(),
    }
