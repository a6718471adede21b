"""Questions of staff about a form or an application, and what the city answers. One at a time is open."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Clarification
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import CityMember, User
from cda_portal.core import audit, clock
from cda_portal.notifications.services import notify

Status = Application.Status
ASKABLE = frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.WAITLISTED})
ANSWERING = ("lead", "deputy")  # who gets the mail; members read and answer it on the page


@transaction.atomic
def ask_city(application: Application, question: str, *, by: User, due_on: date | None = None) -> Clarification:
    """Ask the city about what it sent; open, the question is its status. `due_on` is a day in the call's zone."""
    application = _locked(application)
    if application.status not in ASKABLE:
        raise NotAllowed(_("This application is “%(status)s” now.") % {"status": application.get_status_display()})
    if application.clarifications.open().exists():
        raise NotAllowed(_("A question is open already. Wait for its answer, or take it back."))
    asked = Clarification.objects.create(application=application, question=question, asked_by=by, due_on=due_on)
    audit.record(application, "question asked", by=by)
    members = CityMember.objects.active().filter(city=application.city, role__in=ANSWERING).select_related("user")
    for member in members:
        notify(
            "application_question",
            to=member.user,
            about=application,
            context={"application": application, "question": question, "due": asked.due_at, "link": asked.path},
            occurrence=str(asked.pk),
        )
    return asked


@transaction.atomic
def answer_city_question(asked: Clarification, answer: str, *, by: User) -> Clarification:
    """Answer for the city. Raises NotAllowed when it was answered or taken back meanwhile; the text is the caller's."""
    asked = _open(asked)
    application = Application.objects.select_related("call", "city").get(clarifications=asked)
    asked.answer, asked.answered_by, asked.answered_at = answer, by, clock.now()
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(application, "question answered", by=by)
    if asked.asked_by.is_active:
        notify(
            "application_answered",
            to=asked.asked_by,
            about=application,
            context={
                "application": application,
                "asked": asked,
                "link": f"/staff/applications/{application.reference}/",
            },
            occurrence=str(asked.pk),
        )
    return asked


@transaction.atomic
def take_question_back(asked: Clarification, *, by: User) -> Clarification:
    """Staff no longer need the answer. A mail about it that has not left yet does not leave."""
    asked = _open(asked)
    asked.withdrawn_at = clock.now()
    asked.save(update_fields=["withdrawn_at"])
    if about := asked.application or asked.form:
        audit.record(about, "question taken back", by=by)
    return asked


def _open(asked: Clarification) -> Clarification:
    """Locked, so that an answer and a taking back cannot both be true."""
    rows = Clarification.objects.select_for_update(of=("self",)).select_related("application", "form", "asked_by")
    asked = rows.get(pk=asked.pk)
    if asked.answered_at:
        raise NotAllowed(_("This question has been answered."))
    if asked.withdrawn_at:
        raise NotAllowed(_("Our team has taken this question back: no answer is needed."))
    return asked


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",), no_key=True).select_related("call", "city")
    return rows.get(pk=application.pk)
