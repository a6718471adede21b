"""Interviews with cities: arranged, moved and called off by staff; the city and whoever interviews it are told.

The row of the application is the lock, after that of the round. Nothing is written to assignments: whoever is given the
application later takes part as well.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from cda_portal.notifications.services import notify
from selection.models import Interview, ReviewAssignment, ReviewRound
from selection.readable import READ, applications_to_read
from selection.services.decisions_places import senders
from selection.services.errors import NotAllowed, Stale

REVIEWS = "/review/"  # where reviewers find with whom and where


@dataclass(frozen=True)
class Told:
    """Who gets a mail about an interview: who interviews, and who leads the city's work."""

    assignments: list[ReviewAssignment]
    city: list[User]


def told(round: ReviewRound, application: Application) -> Told:
    """Nobody with a conflict or a closed account; of the city nobody once its application is decided or withdrawn."""
    rows = ReviewAssignment.objects.standing().clear_of_conflicts().filter(round=round, application=application)
    rows = rows.filter(reviewer__is_active=True).select_related("reviewer")
    people = [member.user for member in senders(application)] if application.status in READ else []
    return Told(list(rows.order_by("reviewer__full_name_folded", "pk")), people)


@transaction.atomic
def arrange(
    round: ReviewRound,
    application: Application,
    *,
    meets_at: datetime,
    meets_where: str,
    note: str = "",
    version: int,
    by: User,
) -> Interview:
    """Invite a city to an interview at `meets_at` (UTC), or change what was arranged; the same sent twice is one.

    `version` is that of the page, 0 where nothing was ever arranged: raises Stale with what stands when it is another.
    Raises NotAllowed outside the round, in the past, once the interview has begun, and for what is not there to be read.
    """
    round = _held(round)
    if not _lock(applications_to_read(round), application, by):
        raise NotAllowed(_("This application is not there to be read in this round."))
    found = Interview.objects.filter(round=round, application=application).first()
    wanted = {"meets_at": meets_at, "meets_where": meets_where.strip()[:300], "note": note.strip()}
    if found and found.called_off_at is None and found.arrangement() == wanted:
        return found
    _is_seen(found, version, wanted)
    _in_time(round, meets_at)
    moved = found is not None and found.called_off_at is None
    before = found.meets_at.isoformat(timespec="minutes") if found and moved else ""
    found = _write(found or Interview(round=round, application=application, version=0), wanted, by)
    act = "interview changed" if moved else "interview arranged"
    audit.record(application, act, by=by, source=before, target=meets_at.isoformat(timespec="minutes"))
    _tell(found, "interview_arranged", "review_interview", {"moved": moved}, expires_at=meets_at)
    return found


@transaction.atomic
def call_off(interview: Interview, why: str, *, version: int, by: User) -> Interview:
    """It does not take place, for a reason that the city reads. Called off already, nothing happens.

    Raises Stale when it was changed since the page was loaded, NotAllowed once it has begun or without a reason.
    """
    round = _held(interview.round)
    if not _lock(Application.objects.all(), interview.application, by):
        raise NotAllowed(_("This application is not there to be read in this round."))
    found = Interview.objects.select_related("round__call", "application__city").get(pk=interview.pk)
    if found.called_off_at is not None:
        return found
    if not (why := why.strip()[:300]):
        raise NotAllowed(_("Give the reason"))
    _is_seen(found, version, {})
    found.called_off_at, found.called_off_why, found.version, found.by = clock.now(), why, found.version + 1, by
    found.save(update_fields=["called_off_at", "called_off_why", "version", "by"])
    was = found.meets_at.isoformat(timespec="minutes")
    audit.record(found.application, "interview called off", by=by, source=was, target=str(round.pk), why=why)
    _tell(found, "interview_called_off", "review_interview_off", {"why": why})
    return found


def _held(round: ReviewRound) -> ReviewRound:
    """The round as it is now, kept from being deleted or dated anew meanwhile."""
    round = ReviewRound.objects.select_for_update(no_key=True, of=("self",)).select_related("call").get(pk=round.pk)
    if round.kind != ReviewRound.Kind.INTERVIEW:
        raise NotAllowed(_("Only a round of interviews has interviews."))
    return round


def _lock(rows: Any, application: Application, by: User) -> bool:
    """Whether it is one of these that this person may see; two who arrange it at once wait for one another."""
    mine = rows.visible_to(by).filter(pk=application.pk)
    return mine.select_for_update(no_key=True, of=("self",)).values_list("pk").first() is not None


def _is_seen(found: Interview | None, version: int, mine: Any) -> None:
    """Whether the page showed what stands, and it is still to come."""
    if (found.version if found else 0) != version:
        raise Stale(_("Somebody changed this interview meanwhile."), current=found, mine=mine)
    if found and found.has_begun:
        raise NotAllowed(_("This interview is over, so it stays as it is."))


def _in_time(round: ReviewRound, meets_at: datetime) -> None:
    if meets_at <= clock.now():
        raise NotAllowed(_("Choose a day that is still to come."))
    if not round.is_open(meets_at):
        raise NotAllowed(_("That is outside the round. Choose another time, or change the round first."))


def _write(interview: Interview, wanted: dict[str, Any], by: User) -> Interview:
    for name, value in wanted.items():
        setattr(interview, name, value)
    interview.version += 1
    interview.called_off_at, interview.called_off_why = None, ""
    interview.by, interview.at = by, clock.now()
    interview.save()
    return interview


def _tell(interview: Interview, to_city: str, to_reviewer: str, said: dict[str, Any], **options: Any) -> None:
    """Reviewers' mails name neither the city nor the place, which may tell it; each change is a mail of its own."""
    round, application = interview.round, interview.application
    people = told(round, application)
    about = {"interview": interview, "call": round.call, "round": round, **said}
    options["occurrence"] = f"{interview.version}"
    for one in people.assignments:
        notify(to_reviewer, to=one.reviewer, about=one, context={**about, "link": REVIEWS}, **options)
    about |= {"application": application, "link": application_page(application)}
    for person in people.city:
        notify(to_city, to=person, about=interview, context=about, **options)


def application_page(application: Application) -> str:
    return reverse("applications:application-status", args=[application.reference])
