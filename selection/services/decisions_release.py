"""Approval by a second person, and the release: every decision of a call at once, or none."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import services as intake
from applications.models import Application
from cda_portal.accounts.models import CityMember, User
from cda_portal.core import audit, clock
from cda_portal.core.jobs import Failed, Run, Told
from cda_portal.notifications.models import Message
from cda_portal.notifications.services import notify
from selection import letters, permissions
from selection.models import Decision, Letter, Outcome, Release
from selection.services import decisions, reviewing
from selection.services import decisions_letters as writing
from selection.services.errors import NotAllowed, Stale

Status = Release.Status
LOOKS_BACK = timedelta(days=2)
READERS = (CityMember.Role.LEAD, CityMember.Role.DEPUTY, CityMember.Role.OFFICE)


# ---- approval


def refusal(release: Release, user: User) -> str:
    """Why this person cannot approve it, or ""."""
    if not permissions.can_approve(user, release):
        return _("A second person approves: an approver who did not draft these decisions.")
    if user.pk in decisions.authors(release):
        return _("You changed a decision here, so somebody else approves. Ask another approver.")
    if decisions.hidden_from(user, release):
        return CONFLICTED()
    return ""


def CONFLICTED() -> str:
    return _("You have declared a conflict that touches these decisions. Ask a colleague to do it.")


def why_not(release: Release, *, hidden: bool) -> str:
    """Why this cannot be released now; `hidden` where a conflict hides a part of it."""
    if hidden:
        return CONFLICTED()
    if release.status == Status.RELEASED:
        return _("These decisions are released already.")
    return _("These decisions are not approved. An approver who did not draft them does that first.")


@transaction.atomic
def approve(release: Release, *, by: User, seen: str, anyway: bool = False) -> Release:
    """Freeze every letter and let it be released. `seen` is the seal of what the approver read.

    Raises Stale when anything in it changed since, NotAllowed with what is missing or why not this person; `anyway`
    approves although something asks for a second look.
    """
    release = decisions.locked(release)
    if release.status != Status.PROVISIONAL:
        raise NotAllowed(_("These decisions are approved already."))
    if why := refusal(release, by):
        raise NotAllowed(why)
    written = writing.drafts(release)
    if writing.seal(release, written) != seen:
        raise Stale(_("Somebody changed these decisions meanwhile. Read them as they are now, then approve."), release)
    stops, warns = writing.missing(release)
    if stops:
        raise NotAllowed(_("Something is missing: %(what)s") % {"what": " ".join(stops)})
    if warns and not anyway:
        raise NotAllowed(_("Look at what is noted below, and say that you approve it all the same."))
    for one in written:
        writing.freeze(one, by=by)
    release.status, release.approved_by, release.approved_at = Status.APPROVED, by, clock.now()
    release.save(update_fields=["status", "approved_by", "approved_at"])
    audit.record(release, "decisions approved", by=by, target=str(release.version))
    return release


@transaction.atomic
def take_back(release: Release, *, by: User) -> Release:
    """The approval is taken back and its letters go; nothing was told to anybody."""
    release = decisions.locked(release)
    if release.status == Status.RELEASED:
        raise NotAllowed(_("These decisions are released. A released decision is corrected by two people."))
    decisions.take_approval_back(release, by=by)
    return release


# ---- release


def run(run: Run) -> Told:
    """The job: one transaction, so that a worker that dies leaves nothing half done; done twice it is done once."""
    release = Release.objects.filter(pk=run.job.parameters["release"]).first()
    if release is None:
        raise Failed(_("These decisions were discarded."))
    try:
        count = publish(release, by=run.job.by)
    except (NotAllowed, intake.NotAllowed) as error:
        raise Failed(str(error)) from error
    return Told(act="decisions release ran", what=str(release.pk), count=count)


@transaction.atomic
def publish(release: Release, *, by: User) -> int:
    """Write every decision into its application and queue the letters; how many were told now.

    Released already, it does nothing. Applications that were withdrawn since the approval are left out, with a record.
    """
    release = decisions.locked(release)
    if release.status == Status.RELEASED:
        return 0
    if release.status != Status.APPROVED:
        raise NotAllowed(why_not(release, hidden=False))
    if not permissions.can_release(by, release):
        raise NotAllowed(_("Officers and approvers release decisions."))
    if decisions.hidden_from(by, release):
        raise NotAllowed(CONFLICTED())
    if any(one.outcome == "select" for one in release.decisions.all()) and _too_late(release):
        raise NotAllowed(_("The day to confirm has passed. Set a later one, and have it approved again."))
    at = clock.now()
    _leave_out(release, by=by)
    frozen = list(_letters(release))
    for letter in frozen:
        _decide(letter.decision, release, by=by)
        tell(letter)
    Letter.objects.filter(pk__in=[letter.pk for letter in frozen]).update(released_at=at)
    release.status, release.released_by, release.released_at = Status.RELEASED, by, at
    release.save(update_fields=["status", "released_by", "released_at"])
    audit.record(release, "decisions released", by=by, target=str(release.version))
    if release.announced_at is None or release.announced_at <= at:
        reviewing.tell_outcome(release)
    return len(frozen)


def tell_reviewers() -> int:
    """Tell those who read that the decisions are out, once the announcement's time has come; each is told once.

    Looks two days back, so that a pause of the schedule costs nobody their mail. How many releases there were.
    """
    now = clock.now()
    due = Release.objects.filter(status=Status.RELEASED, announced_at__lte=now, announced_at__gt=now - LOOKS_BACK)
    return sum(1 for release in due.select_related("call") if reviewing.tell_outcome(release))


def _too_late(release: Release) -> bool:
    return release.confirm_by is None or release.confirm_by <= clock.now()


def _letters(release: Release) -> Iterable[Letter]:
    rows = Letter.objects.filter(decision__release=release)
    return rows.select_related("decision__application__city", "decision__application__call").order_by("pk")


def _leave_out(release: Release, *, by: User) -> None:
    """Applications that left the call after the approval get no letter."""
    gone = release.decisions.filter(application__status=Application.Status.WITHDRAWN)
    for decision in gone.select_related("application"):
        audit.record(decision.application, "left out of the release", by=by)
        decision.letters.all().delete()
        decision.delete()


def _decide(decision: Decision, release: Release, *, by: User) -> None:
    intake.decide(
        decision.application,
        decision.outcome,
        by=by,
        feedback=decision.feedback.get(decision.application.language, ""),
        confirm_by=release.confirm_by,
    )


def tell(letter: Letter) -> list[Message]:
    """Queue the mails that carry a frozen letter: to the lead, the deputies and the mayor's office."""
    application = letter.decision.application
    asks = letter.decision.outcome == Outcome.SELECT
    page = "applications:place-confirm" if asks else "applications:application-status"
    link = reverse(page, args=[application.reference])
    people = CityMember.objects.active().filter(city=application.city_id, role__in=READERS).select_related("user")
    sent = {
        member.user_id: notify(
            "decision_letter",
            to=member.user,
            about=application,
            context={"letter": letter, "said": letters.as_mail(letter.text), "asks": asks, "link": link},
            occurrence=str(letter.pk),
        )
        for member in people.order_by("pk")
    }
    letter.messages.add(*sent.values())
    return list(sent.values())


def delivery(release: Release, user: User) -> dict[str, Any]:
    """How far the letters are, counted from their mails: none of a city that this person may not see."""
    seen = release.decisions.visible_to(user)
    told = Letter.objects.filter(decision__in=seen, released_at__isnull=False)
    rows = Message.objects.filter(pk__in=told.values("messages")).values_list("status")
    found: dict[str, int] = dict(rows.annotate(count=Count("pk")))
    waiting = ("queued", "claimed", "handoff", "held")
    return {
        "letters": told.count(),
        "mails": sum(found.values()),
        "sent": found.get("sent", 0),
        "waiting": sum(found.get(status, 0) for status in waiting),
        "failed": found.get("failed", 0) + found.get("dropped", 0),
        "in_doubt": found.get("in_doubt", 0),
        "unaddressed": told.filter(messages=None).count(),
    }
