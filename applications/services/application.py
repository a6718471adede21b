"""The only place that changes an application's status."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import deadlines, permissions, progress
from applications.deadlines import Judgement
from applications.kinds import KINDS
from applications.models import Answer, Application, Section, Submission, TeamMember
from applications.services.errors import NotAllowed, NotReady
from cda_portal.accounts.models import User
from cda_portal.core import audit
from cda_portal.notifications.services import notify

Status = Application.Status

# Which statuses each status may be reached from. Selection adds its own verbs to this table.
SOURCES: dict[str, set[str]] = {
    Status.SUBMITTED: {Status.DRAFT},
}


@transaction.atomic
def submit(application: Application, *, by: User, arrived: datetime) -> Submission:
    """Send the application as it stands. `arrived` is when the request came in: the deadline is judged once, by it.

    Sent twice it is sent once: the second call returns the first submission. Raises NotReady with what is
    missing, NotAllowed before the window opens or after the grace is over (the draft is kept).
    """
    # Locked, so that of many identical requests one makes the submission and the others find it.
    application = Application.objects.select_for_update(of=("self",)).for_page(by).get(pk=application.pk)
    if application.status == Status.SUBMITTED:
        return application.submissions.latest("number")
    late = _judge(application, arrived)
    sections = Section.objects.for_form(application.call_id)
    values = Answer.objects.values_of(application)
    if missing := progress.missing(progress.of_sections(sections, values)):
        raise NotReady(_("Some answers are missing."), missing)
    snapshot = _snapshot(application, sections, values)
    submission = Submission.objects.create(
        application=application,
        number=1 + application.submissions.count(),
        arrived_at=arrived,
        late=late,
        by=by,
        snapshot=snapshot,
        sha256=hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
    )
    _keep_team(application, sections, values)
    _move(application, Status.SUBMITTED, by=by, submitted_at=arrived, late=late)
    notify(
        "application_receipt",
        to=by,
        about=application,
        context={"application": application, "submission": submission},
        occurrence=str(submission.number),
    )
    return submission


def _judge(application: Application, arrived: datetime) -> bool:
    """Whether it is late. Raises NotAllowed when it is too early or too late to be sent at all."""
    judgement = deadlines.judge(
        arrived,
        opens=application.call.application_opens,
        closes=permissions.closes(application),
        grace=application.call.grace,
    )
    if judgement is Judgement.EARLY:
        raise NotAllowed(_("Applications open later. Your draft is kept."))
    if judgement is Judgement.REFUSED:
        raise NotAllowed(
            _(
                "The deadline has passed, so this application cannot be sent. Your draft is kept, and you can still read it."
            )
        )
    return judgement is Judgement.LATE


def _snapshot(application: Application, sections: list[Any], values: dict[int, Any]) -> dict[str, Any]:
    """All that was asked and answered, in the words of the moment: later edits of the form do not reach it."""
    return {
        "reference": application.reference,
        "city": application.city.name,
        "country": application.city.country,
        "region": application.city.region,
        "language": application.language,
        "findings": application.findings,
        "answers": [
            {
                "section": section.key,
                "section_title": section.title,
                "question": question.key,
                "kind": question.kind,
                "label": question.label,
                "options": question.options,
                "value": values.get(question.pk),
                "words": KINDS[question.kind].words(values.get(question.pk)),
            }
            for section in sections
            for question in section.live_questions
        ],
    }


def _keep_team(application: Application, sections: list[Any], values: dict[int, Any]) -> None:
    """The people of the team answers. One that does not apply has been judged by nobody, and is not kept."""
    rows = [
        row
        for section in sections
        for question in section.live_questions
        if question.kind == "team" and progress.applies(question, values)
        for row in values.get(question.pk) or []
    ]
    TeamMember.objects.filter(application=application).delete()
    TeamMember.objects.bulk_create(
        TeamMember(application=application, position=number, **row) for number, row in enumerate(rows)
    )


def _move(application: Application, to: str, *, by: User, **fields: Any) -> Application:
    """The caller holds the row's lock."""
    if application.status not in SOURCES[to]:
        raise NotAllowed(_("This application is “%(status)s” now.") % {"status": application.get_status_display()})
    audit.record(application, "application", by=by, source=application.status, target=to)
    application.status = to
    for name, value in fields.items():
        setattr(application, name, value)
    application.save(update_fields=["status", *fields])
    return application
