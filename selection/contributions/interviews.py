"""Interviews, in shared places; core.registry lists the kinds."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.panels import Panel
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.notifications.kinds import Kind, Priority
from selection.models import Interview, ReviewAssignment
from selection.readable import READ


def message_kinds() -> list[Kind]:
    city = _("You get this because you act for your city in its application to the City Data Alliance.")
    reviewer = _("You get this because you review applications for the City Data Alliance.")
    arranged, off = _("Interview"), _("Interview called off")
    reading, none = _("Reviews: an interview"), _("Reviews: an interview is called off")
    return [
        Kind("interview_arranged", arranged, Priority.DECISION, why=city, still_wanted=_takes_place),
        Kind("interview_called_off", off, Priority.DECISION, why=city, still_wanted=_is_off),
        Kind("review_interview", reading, Priority.RECEIPT, why=reviewer, still_wanted=_still_theirs),
        Kind("review_interview_off", none, Priority.RECEIPT, why=reviewer),
    ]


def _takes_place(interview: Interview) -> bool:
    """Neither called off meanwhile nor over, and its city still waits for what is decided."""
    is_ahead = interview.called_off_at is None and interview.meets_at > clock.now()
    return is_ahead and interview.application.status in READ


def _is_off(interview: Interview) -> bool:
    """Whether it was not arranged anew meanwhile."""
    return interview.called_off_at is not None


def _still_theirs(assignment: ReviewAssignment) -> bool:
    """Whether they still take part in one that is to come: not after a conflict, nor once it was taken back."""
    mine = ReviewAssignment.objects.standing().clear_of_conflicts().filter(pk=assignment.pk)
    ahead = Interview.objects.standing().filter(round=assignment.round_id, meets_at__gt=clock.now())
    return mine.exists() and ahead.filter(application=assignment.application_id).exists()


def acts() -> dict[str, str | Promise]:
    return {
        "interview arranged": _("Interview arranged"),
        "interview changed": _("Interview changed"),
        "interview called off": _("Interview called off"),
    }


def coming_told(application: Application) -> Panel | None:
    """When and where the city's people meet us, until it is over; nothing of reviewers."""
    if application.status not in READ:
        return None
    interview = Interview.objects.shown(clock.now()).filter(application=application).order_by("meets_at").first()
    if interview is None:
        return None
    said = {"interview": interview, "call": application.call, "city": application.city}
    return Panel("selection/interview_told.html", {**said, "language": application.language})


def hidden_messages(user: User) -> Q:
    """Mails to cities that this person conflicts with."""
    ids = Interview.objects.filter(application__city__conflicts__user=user).values("pk")
    return Q(object_type=ContentType.objects.get_for_model(Interview), object_id__in=ids)
