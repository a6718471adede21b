"""An application in its city's own words: where it stands, and what happens next and when. Touches no database."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications.models import Application, InterestForm, Submission
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


def situation(application: Application, submissions: list[Submission], closes: datetime, at: datetime) -> list[str]:
    """Where the application stands and what that means, in sentences; the steps beside it say when."""
    sentences = [_meaning(application, closes, at)]
    late = [one for one in submissions if one.late]
    if submissions and len(late) == len(submissions):
        sentences.append(_("It arrived after the deadline, in the time of grace, and is marked late."))
    elif late:
        told = {"late": late[-1].number, "counts": max(one.number for one in submissions if not one.late)}
        sentences.append(
            _(
                "Version %(late)d arrived after the deadline and is marked late. Version %(counts)d, which was on time, counts."
            )
            % told
        )
    return [sentence for sentence in sentences if sentence]


def _meaning(application: Application, closes: datetime, at: datetime) -> str:
    call = application.call
    if getattr(application, "has_open_question", False):
        return _("Answer the question below, so that we can go on reading.")
    if application.status == Status.SUBMITTED and at <= closes:
        return _("We have it. You can change it and send it again until %(when)s.") % {
            "when": moments.in_words(closes, call.zone, place=call.zone_place)
        }
    if application.status == Status.SELECTED and application.confirm_by:
        when = moments.in_words(application.confirm_by, call.zone, place=call.zone_place)
        if at > application.confirm_by:
            return _("Your city is selected. The day to confirm the place was %(when)s.") % {"when": when}
        return _("Your city is selected. Confirm the place by %(when)s.") % {"when": when}
    if application.status == Status.WITHDRAWN and application.withdrawn_at:
        return _("Your city withdrew it on %(when)s. It no longer takes part in this call.") % {
            "when": moments.in_words(application.withdrawn_at, call.zone, place=call.zone_place)
        }
    return {
        Status.DRAFT: "",
        Status.SUBMITTED: _("We have it. The deadline has passed, so it can no longer be changed."),
        Status.IN_REVIEW: _("We are reading it. It can no longer be changed."),
        Status.SELECTED: _("Your city is selected. We write to you about what comes next."),
        Status.WAITLISTED: _(
            "Your city is on the waiting list. We write to you when a place becomes free; you need not do anything until then."
        ),
        Status.DECLINED: _("Your city was not selected this time."),
        Status.CONFIRMED: _("Your city has confirmed its place."),
        Status.PLACE_DECLINED: _("Your city has given its place up."),
        Status.WITHDRAWN: _("It no longer takes part in this call."),
    }[Status(application.status)]


DECIDED = frozenset({Status.SELECTED, Status.WAITLISTED, Status.DECLINED, Status.CONFIRMED, Status.PLACE_DECLINED})


def next_steps(application: Application, closes: datetime) -> list[dict[str, Any]]:
    """The road from here, as the timeline component takes it."""
    call = application.call
    sent = application.submitted_at is not None
    sent_on = moments.read(application.submitted_at, call.zone).day if application.submitted_at else ""
    first = {
        "text": _("You sent your application") if sent else _("You send your application"),
        "state": "done" if sent else "now",
        "when": sent_on or _("by %(date)s") % {"date": moments.read(closes, call.zone).day},
    }
    if application.status == Status.WITHDRAWN:
        on = moments.read(application.withdrawn_at, call.zone).day if application.withdrawn_at else ""
        return [*([first] if sent else []), {"text": _("You withdrew it"), "state": "now", "when": on}]
    decided = application.status in DECIDED
    news = (
        _("by %(date)s") % {"date": moments.day(call.news_by)}
        if call.news_by
        else _("date to be confirmed by the programme team")
    )
    return [
        first,
        {
            "text": pgettext("application", "We read it and may ask you a question"),
            "state": "done" if decided else "now" if sent else "next",
            "when": "",
        },
        {
            "text": _("You heard from us") if decided else _("You hear from us"),
            "state": "done" if decided and _after(application) else "now" if decided else "next",
            "when": "" if decided else news,
        },
        *_after(application),
    ]


def _after(application: Application) -> list[dict[str, Any]]:
    """What a decision leads to, where it leads to something."""
    call = application.call
    comes = {"text": _("We write to you about what comes next"), "state": "next", "when": ""}
    if application.status == Status.SELECTED and application.confirm_by:
        day = moments.read(application.confirm_by, call.zone).day
        confirm = {"text": _("You confirm the place"), "state": "now", "when": _("by %(date)s") % {"date": day}}
        return [confirm, comes]
    if application.status == Status.CONFIRMED:
        return [{"text": _("You confirmed the place"), "state": "done", "when": ""}, {**comes, "state": "now"}]
    if application.status == Status.PLACE_DECLINED:
        return [{"text": _("You gave the place up"), "state": "now", "when": ""}]
    if application.status == Status.WAITLISTED:
        return [{"text": _("We write to you when a place becomes free"), "state": "now", "when": ""}]
    return []


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
