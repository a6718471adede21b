"""Files given as answers, in shared places."""

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications import filing, services
from applications.models import Answer, Attachment
from cda_portal.accounts.models import User
from cda_portal.core.models import StoredFile
from cda_portal.core.registry import Card, Link
from cda_portal.notifications.kinds import Kind, Priority


def message_kinds() -> list[Kind]:
    return [
        Kind(
            "file_purged",
            _("A file was removed"),
            Priority.RECEIPT,
            why=_("You get this because you lead your city’s application, or gave the file."),
        ),
        Kind(
            "file_infected",
            _("A file was refused by the scanner"),
            Priority.RECEIPT,
            why=_("You get this because you gave the file."),
        ),
    ]


def acts() -> dict[str, str | Promise]:
    return {
        "file hidden": _("File marked as containing personal data"),
        "file shown again": _("File shown again"),
        "file purged": _("File’s content deleted"),
        "file infected": _("Scanner refused a file"),
    }


def navigation(user: User) -> list[Link]:
    if not user.is_programme_staff:
        return []
    return [Link(_("Files"), reverse("applications:staff-files"), area="more", place=40)]


def home(user: User) -> list[Card]:
    if not user.is_programme_staff or not (count := filing.to_settle(user)):
        return []
    title = ngettext("%(count)d file waits for you", "%(count)d files wait for you", count) % {"count": count}
    text = _("Hidden because of personal data, or refused by the scanner.")
    return [Card(title, text, _("See files"), reverse("applications:staff-files"), kind="act")]


def file_infected(stored: StoredFile) -> None:
    services.tell_infected(stored)


def invariants() -> dict[str, int]:
    live = Attachment.objects.filter(removed_at=None)
    answers = Answer.objects.annotate(named=KeyTextTransform("key", "value")).filter(
        application=OuterRef("application"), question=OuterRef("question"), named=OuterRef("file__key")
    )
    per_question = live.values("application", "question").annotate(count=Count("pk"))
    return {
        "a purged file is nobody's answer": live.filter(file__purged_at__isnull=False).count(),
        "a purged file has no content, every other has one": StoredFile.objects.filter(
            Q(purged_at__isnull=False) & ~Q(file="") | Q(purged_at=None, file="")
        ).count(),
        "a question has at most one live file": per_question.filter(count__gt=1).count(),
        "the answer names the file that is live": live.exclude(Exists(answers)).count(),
        "an infected file is nobody's answer": live.filter(file__scan=StoredFile.Scan.INFECTED).count(),
    }
