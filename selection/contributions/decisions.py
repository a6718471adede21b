"""Decisions, in shared places; core.registry lists the kinds."""

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from applications.models import Application
from applications.panels import Panel
from cda_portal.accounts.models import User
from cda_portal.core import clock, moments
from cda_portal.core.jobs import JobKind
from cda_portal.core.models import Job
from cda_portal.core.registry import Audited, Card
from cda_portal.notifications.kinds import Kind, Priority
from selection import permissions
from selection.models import Decision, DecisionCorrection, Letter, Release
from selection.services import decisions, decisions_places, decisions_release
from selection.services.decisions_letters import NUMBERED


def message_kinds() -> list[Kind]:
    why = _("You get this because you act for your city in its application to the City Data Alliance.")
    return [
        Kind("decision_letter", _("Decision"), Priority.DECISION, doubt="ask", why=why),
        Kind("confirm_extended", _("Longer time to confirm the place"), Priority.DECISION, why=why),
        Kind(
            "confirm_reminder",
            _("Reminder to confirm the place"),
            Priority.REMINDER,
            doubt="drop",
            why=why,
            still_wanted=_still_open,
        ),
    ]


def _still_open(application: Application) -> bool:
    confirm_by = application.confirm_by
    return application.status == Application.Status.SELECTED and confirm_by is not None and confirm_by > clock.now()


def hidden_messages(user: User) -> Q:
    """Mails that say a number on a waiting list by which this person could count out a city they conflict with."""
    theirs = Release.objects.filter(tell_rank=True, decisions__application__city__conflicts__user=user)
    told = Letter.objects.filter(kind__in=NUMBERED, decision__release__in=theirs).values("decision__application")
    about = ContentType.objects.get_for_model(Application)
    return Q(kind="decision_letter", object_type=about, object_id__in=told)


def acts() -> dict[str, str | Promise]:
    return {
        "decisions drafted": _("Decisions drafted"),
        "decisions discarded": _("Draft of decisions discarded"),
        "decisions arranged": _("Days of the decisions set"),
        "decisions seen": _("Decisions that are not released looked at"),
        "decision changed": _("Decision changed by hand"),
        "decisions approved": _("Decisions approved"),
        "approval taken back": _("Approval taken back"),
        "decisions released": _("Decisions released"),
        "decisions release ran": _("Release of decisions ran"),
        "left out of the release": _("Left out of the release: withdrawn before"),
        "feedback written": _("Feedback written"),
        "announcement written": _("Announcement written"),
        "letter written": _("Text of a letter changed"),
        "moved up": _("Moved up from the waiting list"),
        "correction proposed": _("Correction of a decision proposed"),
        "correction withdrawn": _("Correction of a decision withdrawn"),
        "decision corrected": _("Decision corrected"),
        "selection memo made": _("Selection memo made"),
    }


def job_kinds() -> list[JobKind]:
    return [
        JobKind(
            "release",
            lambda job: str(_("Release of decisions")),
            "selection.services.decisions_release.run",
            lambda user, job: user.is_programme_staff,
            page=_release_page,
        ),
        JobKind(
            "selection_memo",
            lambda job: str(_("Selection memo")),
            "selection.memo.make",
            _may_fetch_memo,
        ),
    ]


def _release_page(job: Job) -> str:
    return reverse("selection:release", args=[job.parameters["release"]])


def _may_fetch_memo(user: User, job: Job) -> bool:
    """Not once a conflict was declared after it was made: it may hold that city."""
    return permissions.can_export(user) and not user.conflicts.filter(at__gte=job.created_at).exists()


# ---- the home page of staff


def home(user: User) -> list[Card]:
    if not permissions.can_draft(user):
        return []
    return [*_approvals(user), *_doubts(user), *_places(user), *_free(user)]


def _approvals(user: User) -> list[Card]:
    cards = []
    for release in Release.objects.filter(status=Release.Status.PROVISIONAL).select_related("call"):
        if not decisions_release.refusal(release, user):
            text = _("Read them and the letters, then approve.")
            cards.append(
                Card(
                    _("Decisions wait for your approval"),
                    text,
                    pgettext("act", "Read"),
                    release.get_absolute_url(),
                    "act",
                )
            )
    waiting = DecisionCorrection.objects.filter(approved_at=None, withdrawn_at=None)
    for one in waiting.filter(decision__in=Decision.objects.visible_to(user)).exclude(proposed_by=user):
        if permissions.can_approve_correction(user, one):
            href = reverse("selection:correction", args=[one.pk])
            cards.append(Card(_("A correction waits for your approval"), "", _("Read it"), href, "act"))
    return cards


def _doubts(user: User) -> list[Card]:
    letters = Letter.objects.filter(decision__in=Decision.objects.visible_to(user))
    count = letters.filter(messages__status__in=["in_doubt", "failed"]).distinct().count()
    if not count:
        return []
    title = ngettext(
        "%(count)d letter did not arrive or may not have", "%(count)d letters did not arrive or may not have", count
    )
    href = f"{reverse('notifications:message-list')}?kind=decision_letter"
    return [Card(title % {"count": count}, _("Find out, then send it again."), _("See the mails"), href, kind="warn")]


def _places(user: User) -> list[Card]:
    rows = Application.objects.visible_to(user).filter(
        status=Application.Status.SELECTED, decision__release__status=Release.Status.RELEASED
    )
    found = rows.aggregate(open=Count("pk"), over=Count("pk", filter=Q(confirm_by__lte=clock.now())))
    if not found["open"]:
        return []
    release = Release.objects.filter(decisions__application__in=rows).order_by("-pk").first()
    title = ngettext("%(count)d place is not confirmed yet", "%(count)d places are not confirmed yet", found["open"])
    text = _("For some the day to confirm has passed.") if found["over"] else ""
    href = release.get_absolute_url() if release else ""
    return [Card(title % {"count": found["open"]}, text, _("See them"), href, kind="warn" if found["over"] else "")]


def _free(user: User) -> list[Card]:
    """A city gave its place up and another waits; nothing is said to somebody who may not move it up."""
    cards = []
    given_up = Release.objects.filter(
        status=Release.Status.RELEASED, decisions__application__status=Application.Status.PLACE_DECLINED
    ).distinct()
    for release in given_up.select_related("scenario"):
        if decisions.hidden_from(user, release) or not decisions_places.next_up(release):
            continue
        if decisions_places.free_seats(release):
            href = reverse("selection:waiting-list", args=[release.pk])
            cards.append(Card(_("A place is free and a city waits"), "", _("Move up the next"), href, kind="act"))
    return cards


# ---- what a city reads


def outcome_told(application: Application) -> Panel | None:
    """The letters that went to the city, newest first, and the day of the next call for a declined one."""
    if application.status not in TOLD:
        return None
    letters = Letter.objects.filter(decision__application=application, released_at__isnull=False)
    rows = list(letters.select_related("decision__release").order_by("-released_at", "-pk"))
    if not rows:
        return None
    release = rows[0].decision.release
    declined = application.status == Application.Status.DECLINED
    next_on = moments.day(release.next_call_on) if declined and release.next_call_on else ""
    return Panel("selection/decisions_told.html", {"letters": rows, "declined": declined, "next_on": next_on})


TOLD = (
    Application.Status.SELECTED,
    Application.Status.WAITLISTED,
    Application.Status.DECLINED,
    Application.Status.CONFIRMED,
    Application.Status.PLACE_DECLINED,
)


# ---- records and rules


def audited() -> list[Audited]:
    return [
        Audited(Release, _("Decisions of a call"), _releases_named, lambda text: []),
        Audited(Decision, _("Decision"), _decisions_named, _decisions_found),
    ]


def _releases_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Release.objects.filter(pk__in=ids).select_related("call")
    return {one.pk: (f"{one.call} #{one.number}", one.get_absolute_url()) for one in rows}


def _decisions_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Decision.objects.filter(pk__in=ids).select_related("application")
    return {one.pk: (one.application.reference, reverse("selection:decision", args=[one.pk])) for one in rows}


def _decisions_found(text: str) -> Collection[int]:
    rows = Decision.objects.filter(application__reference__icontains=text)
    return set(rows.values_list("pk", flat=True)[:500])


def hidden_changes(user: User) -> Q:
    """Records about decisions on cities that this person conflicts with."""
    ids: Any = Decision.objects.filter(application__city__conflicts__user=user).values("pk")
    return Q(object_type=ContentType.objects.get_for_model(Decision), object_id__in=ids)


STATUS_OF = {
    "select": ("selected", "confirmed", "place_declined"),
    "waitlist": ("waitlisted",),
    "decline": ("declined",),
}


def invariants() -> dict[str, int]:
    released = Decision.objects.filter(release__status=Release.Status.RELEASED)
    agrees = Q()
    for outcome, statuses in STATUS_OF.items():
        agrees |= Q(outcome=outcome, application__status__in=statuses)
    decided = [status for statuses in STATUS_OF.values() for status in statuses]
    calls = Release.objects.filter(status=Release.Status.RELEASED).values("call")
    undecided = Application.objects.filter(call__in=calls, status__in=decided)
    approved = Release.objects.exclude(status=Release.Status.PROVISIONAL)
    return {
        "a decided application of a released call has a released decision": undecided.exclude(
            decision__release__status=Release.Status.RELEASED
        ).count(),
        "a released decision agrees with its application": released.exclude(agrees).count(),
        "a released decision has a released letter": released.exclude(
            pk__in=Letter.objects.filter(released_at__isnull=False).values("decision")
        ).count(),
        "an unreleased release has told nobody": Letter.objects.filter(released_at__isnull=False)
        .exclude(decision__release__status=Release.Status.RELEASED)
        .count(),
        "an approved release names two people": approved.filter(
            Q(approved_by=None) | Q(approved_by=F("drafted_by"))
        ).count(),
    }
