"""Sending again, withdrawing, and questions about an application, in shared places."""

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Clarification, Submission
from cda_portal.notifications.kinds import Kind, Priority


def message_kinds() -> list[Kind]:
    team = _("You get this because you lead or deputise for your city’s application.")
    return [
        Kind("application_withdrawn", _("Application withdrawn"), Priority.RECEIPT, why=team),
        Kind(
            "application_question",
            _("Question about an application"),
            Priority.RECEIPT,
            why=team,
            still_wanted=_question_is_open,
        ),
        Kind(
            "application_answered",
            _("A city answered a question"),
            Priority.RECEIPT,
            why=_("You get this because you asked the city."),
        ),
    ]


def _question_is_open(application: Application) -> bool:
    return application.clarifications.open().exists()


def acts() -> dict[str, str | Promise]:
    return {
        "application sent again": _("Application sent again"),
        "changes discarded": _("Changes discarded"),
        "question taken back": _("Question taken back"),
        "answers copied": _("Answers copied from an earlier call"),
        "copied answers cleared": _("Copied answers taken away"),
    }


def invariants() -> dict[str, int]:
    # A correction by staff is a submission too; when the application arrived is the city's own doing.
    first = Submission.objects.filter(application=OuterRef("pk"), on_behalf_why="").counting_first()
    follows = Application.objects.submitted().annotate(
        counts_at=Subquery(first.values("arrived_at")[:1]), counts_late=Subquery(first.values("late")[:1])
    )
    asked = Clarification.objects.open().exclude(application=None).values("application").annotate(count=Count("pk"))
    return {
        "an application follows the submission that counts": follows.exclude(counts_at=None)
        .filter(~Q(submitted_at=F("counts_at")) | ~Q(late=F("counts_late")))
        .count(),
        "one question about an application is open at a time": asked.filter(count__gt=1).count(),
        "a withdrawn application asks nothing": Clarification.objects.open()
        .filter(application__status=Application.Status.WITHDRAWN)
        .count(),
    }
