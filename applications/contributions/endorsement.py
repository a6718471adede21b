"""The mayor's endorsement, in shared places."""

from django.db.models import Count, F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Endorsement, EndorsementRequest
from cda_portal.notifications.kinds import Kind, Priority

REFUSED = "endorsement_letter_refused"


def message_kinds() -> list[Kind]:
    team = _("You get this because you lead your city’s application, or prepared the mayor’s endorsement.")
    return [
        Kind(
            "endorsement_request",
            _("Endorsement: the mayor is asked"),
            Priority.RECEIPT,
            inbox=False,
            why=_("You get this because your city’s team gave this address as that of the mayor or a delegate."),
            still_wanted=_is_open,
        ),
        Kind("endorsement_given", _("Endorsement given"), Priority.RECEIPT, why=team),
        Kind("endorsement_question", _("Endorsement: the mayor has a question"), Priority.RECEIPT, why=team),
        Kind("endorsement_declined", _("Endorsement declined"), Priority.RECEIPT, why=team),
        Kind(REFUSED, _("Endorsement: a letter is not accepted"), Priority.DECISION, why=team),
    ]


def _is_open(application: Application) -> bool:
    return application.endorsement_requests.filter(revoked_at=None, answered_at=None).exists()


def acts() -> dict[str, str | Promise]:
    return {
        "endorsement asked": _("The mayor was asked for the endorsement"),
        "endorsement sent again": _("The request for the endorsement was sent again"),
        "endorsement address changed": _("The request for the endorsement went to another address"),
        "endorsement taken back": _("The request for the endorsement was taken back"),
        "endorsement question": _("The mayor asked the team a question"),
        "endorsement question answered": _("The team answered the mayor’s question"),
        "endorsement given": _("The mayor endorsed the application"),
        "endorsement declined": _("The mayor declined to endorse the application"),
        "endorsement letter": _("A signed letter was uploaded as the endorsement"),
        "endorsement letter taken back": _("The signed letter was taken back"),
        "endorsement letter refused": _("The signed letter was not accepted"),
        "endorsement rule": _("The rule for the mayor’s endorsement was changed"),
    }


def invariants() -> dict[str, int]:
    answered = Endorsement.objects.exclude(request=None)
    crowded = EndorsementRequest.objects.annotate(count=Count("endorsements")).filter(count__gt=1)
    return {
        "a request for an endorsement has one answer": crowded.count(),
        "an answered request for an endorsement has its answer": EndorsementRequest.objects.exclude(answered_at=None)
        .filter(endorsements=None)
        .count(),
        "the answer to a request closes it": answered.filter(request__answered_at=None).count(),
        "an endorsement is for a term of its city": Endorsement.objects.exclude(
            term__city=F("application__city")
        ).count(),
    }
