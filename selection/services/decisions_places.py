"""After the release: places that become free, the waiting list, longer time to confirm, reminders while it is open."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import services as intake
from applications.models import Application
from cda_portal.accounts.models import CityMember, User
from cda_portal.core import audit, clock
from cda_portal.notifications.services import notify
from selection.models import Decision, LetterTemplate, Release
from selection.services import decisions, decisions_release
from selection.services import decisions_letters as writing
from selection.services.errors import NotAllowed

HELD = (Application.Status.SELECTED, Application.Status.CONFIRMED)
REMIND = (7, 2)  # days before the day to confirm
FRESH = timedelta(days=2)  # nobody is reminded of a letter that came just now
BY_DAY = range(8, 18)  # in the reader's own zone


def free_seats(release: Release) -> int:
    """Seats of the scenario that no city holds."""
    held = Application.objects.filter(decision__release=release, status__in=HELD).count()
    return max(release.scenario.seats - held, 0)


def next_up(release: Release) -> Decision | None:
    """The first on the waiting list whose application still waits."""
    rows = release.decisions.filter(outcome="waitlist", application__status=Application.Status.WAITLISTED)
    return rows.select_related("application__city", "application__call").order_by("rank").first()


@transaction.atomic
def move_up(release: Release, decision: Decision, *, confirm_by: datetime, by: User) -> Decision:
    """The next on the waiting list takes a free place: decided, its letter frozen and queued, in one act of one person.

    The order was approved with the release (docs/decisions/release.md). `decision` is the one that was shown: raises
    NotAllowed when it is no longer the next, no seat is free or the day is past. Confirm by is in UTC.
    """
    release = decisions.locked(release)
    if release.status != Release.Status.RELEASED:
        raise NotAllowed(_("These decisions are not released yet."))
    if decisions.hidden_from(by, release):
        raise NotAllowed(decisions_release.CONFLICTED())
    if confirm_by <= clock.now():
        raise NotAllowed(_("Give a day to confirm that is still to come."))
    following = next_up(release)
    if following is None or following.pk != decision.pk:
        raise NotAllowed(_("The waiting list changed meanwhile. Look at it as it is now."))
    if not free_seats(release):
        raise NotAllowed(_("No seat is free. Somebody moved a city up meanwhile, or no city gave its place up."))
    _give(following, release, confirm_by, by=by)
    return following


def _give(decision: Decision, release: Release, confirm_by: datetime, *, by: User) -> None:
    application = decision.application
    words = decision.feedback.get(application.language, "")
    intake.decide(application, "select", by=by, feedback=words, confirm_by=confirm_by)
    decision.outcome, decision.rank, decision.moved_up_at = "select", None, clock.now()
    decision.save(update_fields=["outcome", "rank", "moved_up_at"])
    letter = writing.freeze(moved_up_letter(release, decision, confirm_by), by=by, released_at=clock.now())
    decisions_release.tell(letter)
    audit.record(decision, "moved up", by=by, source="waitlist", target="select")


def moved_up_letter(release: Release, decision: Decision, confirm_by: datetime) -> writing.Draft:
    values = writing.Values(release)
    return writing.write(
        values, decision, LetterTemplate.Kind.MOVED_UP, lambda: {"confirm_by": values.instant(confirm_by)}
    )


def place_page(application: Application) -> str:
    return reverse("applications:place-confirm", args=[application.reference])


@transaction.atomic
def extend(decision: Decision, until: datetime, *, why: str, by: User) -> Application:
    """Give one city longer to confirm, until `until` (UTC), with a reason that it reads; lead and deputies are told."""
    if until <= clock.now():
        raise NotAllowed(_("Give a day to confirm that is still to come."))
    try:
        application = intake.extend_confirmation(decision.application, until, by=by, why=why)
    except intake.NotAllowed as error:
        raise NotAllowed(str(error)) from error
    for member in senders(application):
        notify(
            "confirm_extended",
            to=member.user,
            about=application,
            context={"application": application, "call": application.call, "why": why, "link": place_page(application)},
            occurrence=f"{until:%Y-%m-%dT%H:%M}",
        )
    return application


def senders(application: Application) -> list[CityMember]:
    roles = (CityMember.Role.LEAD, CityMember.Role.DEPUTY)
    rows = CityMember.objects.active().filter(city=application.city_id, role__in=roles)
    return list(rows.select_related("user").order_by("pk"))


def remind() -> int:
    """Remind selected cities 7 and 2 days before their day to confirm, by day in the reader's zone; how many mails.

    The lead at 7 days, the deputies too at 2. Each is sent once for each day to confirm, and dropped once answered.
    """
    now = clock.now()
    waiting = Application.objects.filter(
        status=Application.Status.SELECTED, confirm_by__gt=now, confirm_by__lte=now + timedelta(days=max(REMIND))
    )
    fresh = waiting.filter(decision__letters__released_at__gt=now - FRESH)
    rows = waiting.exclude(pk__in=fresh.values("pk")).select_related("call", "city").order_by("pk")
    return sum(_remind(application, now) for application in rows)


def _remind(application: Application, now: datetime) -> int:
    assert application.confirm_by  # noqa: S101 - the query's condition
    days = min(day for day in REMIND if application.confirm_by <= now + timedelta(days=day))
    count = 0
    for member in senders(application):
        late_enough = days == min(REMIND) or member.role == CityMember.Role.LEAD
        if late_enough and now.astimezone(clock.zone(member.user.time_zone)).hour in BY_DAY:
            notify(
                "confirm_reminder",
                to=member.user,
                about=application,
                context={"application": application, "call": application.call, "link": place_page(application)},
                occurrence=f"{days} {application.confirm_by:%Y-%m-%dT%H:%M}",
                expires_at=application.confirm_by,
            )
            count += 1
    return count
