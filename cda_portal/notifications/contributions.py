"""What notifications contribute to shared places: menu, the staff home, invariants."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cda_portal.core import clock
from cda_portal.core.registry import Card, Link
from cda_portal.notifications import hold, outbox, permissions
from cda_portal.notifications.kinds import Priority
from cda_portal.notifications.models import LEASED, UNSETTLED, Message, Notice

OVERDUE = timedelta(minutes=10)


def navigation(user) -> list[Link]:
    unread = Notice.objects.visible_to(user).unread().count()
    links = [Link(_("Inbox"), reverse("notifications:inbox"), count=unread or None, place=80)]
    if permissions.can_see_messages(user):
        links.append(Link(_("Messages"), reverse("notifications:message-list"), area="staff", place=70))
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
