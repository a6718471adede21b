"""An application in its city's own words: where it stands, and what happens next and when. Touches no database."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications.models import Application, InterestForm
from cda_portal.core import moments

Status = Application.Status


def status_words(application: Application) -> str:
    """The applicant's word for the status; a decision shows only once it is released."""
    if getattr(application, "has_open_question", False):
        return _("We have a question for you")
    return {
        Status.DRAFT: _("Not sent yet"),
        Status.SUBMITTED: pgettext("application", "Received"),
        Status.IN_REVIEW: _("Under review"),
        Status.SELECTED: _("Selected"),
        Status.WAITLISTED: _("On the waiting list"),
        Status.DECLINED: _("Not selected this time"),
        Status.CONFIRMED: _("Place confirmed"),
        Status.PLACE_DECLINED: _("Place given up"),
        Status.WITHDRAWN: _("Withdrawn"),
    }[Status(application.status)]


def next_steps(application: Application, closes: datetime) -> list[dict[str, Any]]:
    """The road from here, as the timeline component takes it."""
    call = application.call
    sent = application.status != Status.DRAFT
    news = (
        _("by %(date)s") % {"date": moments.day(call.news_by)}
        if call.news_by
        else _("date to be confirmed by the programme team")
    )
    sent_on = moments.read(application.submitted_at, call.zone).day if application.submitted_at else ""
    return [
        {
            "text": _("You sent your application") if sent else _("You send your application"),
            "state": "done" if sent else "now",
            "when": sent_on or _("by %(date)s") % {"date": moments.read(closes, call.zone).day},
        },
        {
            "text": pgettext("application", "We read it and may ask you a question"),
            "state": "now" if sent else "next",
            "when": "",
        },
        {"text": _("You hear from us"), "state": "next", "when": news},
    ]


def interest_steps(form: InterestForm) -> list[dict[str, Any]]:
    """The road of an interest form: received, read, and what comes of it."""
    decided = form.status != InterestForm.Status.RECEIVED
    steps = [
        {
            "text": _("Interest form received"),
            "state": "done",
            "when": moments.read(form.received_at, form.call.zone).day,
        },
        {
            "text": pgettext("interest form", "We read it and may ask you a question"),
            "state": "done" if decided else "now",
            "when": "",
        },
    ]
    if form.status == InterestForm.Status.DECLINED:
        return [*steps, {"text": _("Not invited this time"), "state": "now", "when": ""}]
    invited = form.status == InterestForm.Status.INVITED
    return [
        *steps,
        {
            "text": _("Your city is invited to apply")
            if invited
            else _("If we invite your city, its application opens"),
            "state": "now" if invited else "next",
            "when": "",
        },
    ]
