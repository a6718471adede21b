"""Calls made in the browser, in shared places."""

from datetime import timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Call, Extension, Question
from cda_portal.accounts.models import User
from cda_portal.core.registry import Link
from cda_portal.notifications.kinds import Kind, Priority


def message_kinds() -> list[Kind]:
    return [
        Kind(
            "extension_given",
            _("A later date for one city"),
            Priority.RECEIPT,
            why=_("You get this because you lead your city’s application or are its deputy."),
        ),
        Kind(
            "next_call_confirm",
            _("The next call: confirm the address"),
            Priority.RECEIPT,
            lasts=timedelta(days=7),
            inbox=False,
            why=_("You get this because somebody gave this address on our page about the next call."),
        ),
        Kind(
            "next_call",
            _("The next call is published"),
            Priority.REMINDER,
            lasts=timedelta(days=60),
            inbox=False,
            why=_("You get this because you asked to hear of the next call."),
        ),
    ]


def acts() -> dict[str, str | Promise]:
    return {
        "call created": _("Call created"),
        "call copied": _("Call copied"),
        "call dates": _("Dates and thresholds changed"),
        "call text": _("A text changed"),
        "call languages": _("Languages changed"),
        "call published": _("Call published"),
        "call unpublished": _("Call taken back"),
        "call closed": _("Call closed"),
        "call reopened": _("Call reopened"),
        "call archived": _("Call archived"),
        "call unarchived": _("Call taken out of the archive"),
        "findings judged again": _("Forms judged again"),
        "judged again": _("Judged again by the call’s rules"),
        "section added": _("Section added"),
        "section changed": _("Section changed"),
        "section moved": _("Section moved"),
        "section retired": _("Section retired"),
        "section restored": _("Section restored"),
        "section deleted": _("Section deleted"),
        "question added": _("Question added"),
        "question changed": _("Question changed"),
        "question moved": _("Question moved"),
        "question retired": _("Question retired"),
        "question restored": _("Question restored"),
        "question deleted": _("Question deleted"),
        "deadline extended": _("Later deadline given"),
        "extension changed": _("Later deadline changed"),
        "extension ended": _("Later deadline ended"),
        "next call told": _("People told of the call"),
    }


def navigation(user: User) -> list[Link]:
    return (
        [Link(_("Calls"), reverse("applications:staff-calls"), area="more", place=14)]
        if user.is_programme_staff
        else []
    )


def invariants() -> dict[str, int]:
    arrived = Q(forms__isnull=False) | Q(applications__isnull=False)
    depends = Question.objects.filter(depends_on__isnull=False)
    return {
        "a call with forms or applications is published": Call.objects.filter(arrived, published_at=None)
        .distinct()
        .count(),
        "an extension is later than its call's deadline when given": Extension.objects.filter(
            closes__lte=F("at")
        ).count(),
        "a question depends on one of its own call": depends.exclude(
            depends_on__section__call=F("section__call")
        ).count(),
        "a question's key is there once in a call": Question.objects.values("section__call", "key")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .count(),
    }
