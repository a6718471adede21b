"""The only place that changes an application's status."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications import deadlines, permissions, progress, snapshot
from applications.deadlines import Judgement
from applications.models import Answer, Application, Section, Submission, TeamMember
from applications.services import endorsement
from applications.services.errors import NotAllowed, NotReady
from cda_portal.accounts.models import CityMember, User
from cda_portal.core import audit, clock, queue
from cda_portal.core.models import Change
from cda_portal.notifications.services import notify

Status = Application.Status

# Which statuses each status may be reached from.
SOURCES: dict[str, set[str]] = {
    Status.DRAFT: {Status.WITHDRAWN},
    Status.SUBMITTED: {Status.DRAFT, Status.WITHDRAWN},
    Status.IN_REVIEW: {Status.SUBMITTED, Status.WITHDRAWN},
    # A correction by two people moves between the three.
    Status.SELECTED: {Status.IN_REVIEW, Status.WAITLISTED, Status.DECLINED},
    Status.WAITLISTED: {Status.IN_REVIEW, Status.SELECTED, Status.DECLINED},
    Status.DECLINED: {Status.IN_REVIEW, Status.SELECTED, Status.WAITLISTED},
    Status.CONFIRMED: {Status.SELECTED},
    Status.PLACE_DECLINED: {Status.SELECTED},
    Status.WITHDRAWN: {Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW},
}
SENDABLE = frozenset({Status.DRAFT, Status.SUBMITTED})
WITHDRAWABLE = frozenset(SOURCES[Status.WITHDRAWN])


@transaction.atomic
def submit(application: Application, *, by: User, arrived: datetime) -> Submission:
    """Send the application as it stands. `arrived` is when the request came in: the deadline is judged once, by it.

    Sent twice it is sent once: while nothing has changed since, the latest submission is returned. Changed answers
    make another one, which stands beside the first; one that is late never takes the place of one that was on time.
    Raises NotReady with what is missing, NotAllowed before the window opens or after the grace is over (all is kept).
    """
    # Locked, so that of many identical requests one makes the submission and the others find it. Locked by a statement
    # of its own: the next one sees a later deadline that was given while this one waited.
    Application.objects.select_for_update().get(pk=application.pk)
    application = Application.objects.for_page(by).get(pk=application.pk)
    if application.status not in SENDABLE:
        raise _not_from(application)
    sections = Section.objects.for_form(application.call_id)
    values, languages = Answer.objects.readings(application)
    sheet = snapshot.of(application, sections, values, languages)
    latest = application.submissions.order_by("-number").first()
    if latest and not snapshot.changed(latest.snapshot, sheet):
        return latest
    late = _judge(application, arrived)
    if missing := progress.missing(progress.of_sections(sections, values, at=arrived, languages=languages)):
        raise NotReady(_("Some answers are missing."), missing)
    if unendorsed := endorsement.missing(application):
        raise NotReady(unendorsed, [])
    submission = Submission.objects.create(
        application=application,
        number=1 + (latest.number if latest else 0),
        arrived_at=arrived,
        late=late,
        by=by,
        snapshot=sheet,
        sha256=snapshot.digest(sheet),
    )
    counts = not late or application.late or latest is None
    if counts:
        _keep_team(application, sections, values)
    _send(application, submission, by=by, counts=counts)
    notify(
        "application_receipt",
        to=by,
        about=application,
        context={"application": application, "submission": submission, "counts": counts},
        occurrence=str(submission.number),
    )
    queue.later("applications.build_pdf", submission.pk)
    return submission


def _send(application: Application, submission: Submission, *, by: User, counts: bool) -> None:
    """The application follows the submission that counts."""
    standing = {"submitted_at": submission.arrived_at, "late": submission.late} if counts else {}
    if application.status == Status.DRAFT:
        _move(application, Status.SUBMITTED, by=by, **standing)
        return
    audit.record(application, "application sent again", by=by, target=str(submission.number))
    for name, value in standing.items():
        setattr(application, name, value)
    application.save(update_fields=[*standing])


@transaction.atomic
def withdraw(application: Application, *, by: User, why: str = "") -> Application:
    """Take the application out of the call, for the city; `take_back_withdrawal` undoes it until the deadline."""
    application = _locked(application, by)
    if application.status == Status.WITHDRAWN:
        return application
    _move(application, Status.WITHDRAWN, by=by, withdrawn_at=clock.now(), withdrawn_why=why)
    application.clarifications.open().update(withdrawn_at=application.withdrawn_at)
    members = CityMember.objects.active().filter(city=application.city, role__in=permissions.SENDERS)
    for member in members.select_related("user"):
        notify(
            "application_withdrawn",
            to=member.user,
            about=application,
            context={"application": application, "by": by, "closes": permissions.closes(application)},
            occurrence=f"{application.withdrawn_at:%Y-%m-%dT%H:%M:%S.%f}",
        )
    return application


@transaction.atomic
def take_back_withdrawal(application: Application, *, by: User, arrived: datetime) -> Application:
    """Put a withdrawn application back where it was. Raises NotAllowed after the deadline, or when another one stands."""
    application = _locked(application, by)
    if application.status != Status.WITHDRAWN:
        return application
    if arrived > permissions.closes(application):
        raise NotAllowed(_("The deadline has passed, so the application stays withdrawn. Write to our team."))
    withdrawal = Change.objects.about(application).filter(act="application", target=Status.WITHDRAWN).latest("at", "pk")
    try:
        with transaction.atomic():
            return _move(application, withdrawal.source, by=by, withdrawn_at=None, withdrawn_why="")
    except IntegrityError as error:
        raise NotAllowed(_("Your city has another application to this call. Go on with that one.")) from error


def _locked(application: Application, by: User) -> Application:
    return Application.objects.select_for_update(of=("self",)).for_page(by).get(pk=application.pk)


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
    if judgement is Judgement.REFUSED and application.status == Status.SUBMITTED:
        raise NotAllowed(
            _(
                "The deadline has passed, so your changes cannot be sent. What you sent before counts, and they are kept."
            )
        )
    if judgement is Judgement.REFUSED:
        raise NotAllowed(
            _(
                "The deadline has passed, so this application cannot be sent. Your draft is kept, and you can still read it."
            )
        )
    return judgement is Judgement.LATE


def _keep_team(application: Application, sections: list[Any], values: dict[int, Any]) -> None:
    """The people of the team answers. One that does not apply has been judged by nobody, and is not kept."""
    others = progress.known(sections)
    rows = [
        row
        for section in sections
        for question in section.live_questions
        if question.kind == "team" and progress.applies(question, values, others)
        for row in values.get(question.pk) or []
    ]
    TeamMember.objects.filter(application=application).delete()
    TeamMember.objects.bulk_create(
        TeamMember(application=application, position=number, **row) for number, row in enumerate(rows)
    )


def _not_from(application: Application) -> NotAllowed:
    return NotAllowed(_("This application is “%(status)s” now.") % {"status": application.get_status_display()})


def _move(application: Application, to: str, *, by: User | None, **fields: Any) -> Application:
    """The caller holds the row's lock."""
    if application.status not in SOURCES[to]:
        raise _not_from(application)
    audit.record(application, "application", by=by, source=application.status, target=to)
    application.status = to
    for name, value in fields.items():
        setattr(application, name, value)
    application.save(update_fields=["status", *fields])
    return application
