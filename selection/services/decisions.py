"""Decisions before anybody is told: drafted from a scenario, changed with a reason, with what each city will read.

    release = decisions.draft(scenario, by=officer)

Nothing of it is seen by cities or reviewers until `decisions_release.release`. Every verb locks the release first and
counts its version up, so that an approval names what it saw; a change after an approval takes the approval back.
"""

from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications.models import Application, Call
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from cda_portal.core.models import Change
from selection.models import Decision, Letter, Outcome, Release, Review, Scenario
from selection.services import composing_best
from selection.services.errors import NotAllowed, Stale

Status = Release.Status
ARRANGED = ("confirm_by", "announced_at", "next_call_on", "tell_rank")


def refuse_hidden(scenario: Scenario, by: User) -> None:
    """Nobody decides about a city they conflict with, nor about the cohort around it. Names no city."""
    if composing_best.hides_from(scenario, by):
        raise NotAllowed(_("You cannot see every city of this cohort. Ask a colleague to draft the decisions."))


@transaction.atomic
def draft(scenario: Scenario, *, by: User) -> Release:
    """Provisional decisions for the scenario's applications; those in review that it leaves out are declined.

    Raises NotAllowed when the call has decisions that are not released yet: draft those anew instead.
    """
    refuse_hidden(scenario, by)
    call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=scenario.call_id)
    refused = NotAllowed(_("There are decisions of this call that are not released yet. Draft those anew instead."))
    if Release.objects.filter(call=call).exclude(status=Status.RELEASED).exists():
        raise refused
    number = 1 + Release.objects.filter(call=call).count()
    try:
        with transaction.atomic():
            release = Release.objects.create(call=call, number=number, scenario=scenario, drafted_by=by)
    except IntegrityError as error:
        raise refused from error
    _place(release, scenario)
    audit.record(release, "decisions drafted", by=by, target=str(scenario.pk))
    return release


@transaction.atomic
def redraft(release: Release, scenario: Scenario, *, by: User, version: int) -> Release:
    """As the scenario stands now. Feedback stays with its application; changes made here by hand do not."""
    refuse_hidden(scenario, by)
    release = changing(release, by=by, version=version)
    if scenario.call_id != release.call_id:
        raise NotAllowed(_("Choose a cohort of the same call."))
    release.scenario, release.drafted_by, release.drafted_at = scenario, by, clock.now()
    release.save(update_fields=["scenario", "drafted_by", "drafted_at"])
    _place(release, scenario)
    audit.record(release, "decisions drafted", by=by, target=str(scenario.pk))
    return release


@transaction.atomic
def discard(release: Release, *, by: User, version: int) -> None:
    """Throw the draft away, letters and feedback with it. The scenario stays."""
    release = changing(release, by=by, version=version)
    audit.record(release, "decisions discarded", by=by)
    release.delete()


def _place(release: Release, scenario: Scenario) -> None:
    """Write the decisions; those of applications that are no longer in review go."""
    wanted = {item.application_id: item for item in scenario.items.all()}
    reading = Application.objects.filter(call=release.call_id, status=Application.Status.IN_REVIEW)
    ids = set(reading.values_list("pk", flat=True))
    waiting = sorted(
        (one for one in wanted.values() if one.rank and one.application_id in ids), key=lambda one: one.rank or 0
    )
    ranks = {item.application_id: number for number, item in enumerate(waiting, start=1)}
    release.decisions.exclude(application__in=ids).delete()
    there = {decision.application_id: decision for decision in release.decisions.all()}
    for pk in sorted(ids):
        item = wanted.get(pk)
        decision = there.get(pk) or Decision(release=release, application_id=pk)
        decision.outcome = item.outcome if item else Outcome.DECLINE
        decision.rank = ranks.get(pk)
        decision.reason = item.why if item else ""
        decision.save()


# ---- changes by hand


@transaction.atomic
def change(
    decision: Decision, outcome: str, *, reason: str, by: User, version: int, rank: int | None = None
) -> Decision:
    """Decide otherwise about one application, with a reason for staff. On the waiting list without a rank it is last.

    A rank counts those that `by` may see, and pushes those behind it down; a place that becomes free on the list
    closes. `version` is the release's.
    """
    release = changing(decision.release, by=by, version=version)
    decision = release.decisions.get(pk=decision.pk)
    decision.outcome, decision.reason = outcome, reason
    decision.rank = None if outcome != Outcome.WAITLIST else 30_000
    decision.save(update_fields=["outcome", "reason", "rank"])
    order = list(release.decisions.filter(outcome=Outcome.WAITLIST).exclude(pk=decision.pk).order_by("rank", "pk"))
    if outcome == Outcome.WAITLIST:
        order.insert(_before(order, rank, release.decisions.visible_to(by).numbers()), decision)
    renumber(order)
    # Neither the old nor the new outcome: the records are read in other places than this one.
    audit.record(decision, "decision changed", by=by, why=reason)
    return decision


def _before(order: list[Decision], rank: int | None, numbers: dict[int, int]) -> int:
    """Where in the order to stand to become number `rank` of those that are numbered."""
    seen = [at for at, one in enumerate(order) if one.pk in numbers]
    return len(order) if rank is None or rank > len(seen) else seen[max(rank - 1, 0)]


def renumber(order: list[Decision]) -> None:
    for number, one in enumerate(order, start=1):
        if one.rank != number:
            one.rank = number
            one.save(update_fields=["rank"])


@transaction.atomic
def arrange(
    release: Release,
    *,
    by: User,
    version: int,
    confirm_by: datetime | None,
    announced_at: datetime | None,
    next_call_on: date | None,
    tell_rank: bool,
) -> Release:
    """When cities confirm (UTC), when it becomes public (UTC), when the next call opens, and whether ranks are told."""
    release = changing(release, by=by, version=version)
    if confirm_by and confirm_by <= clock.now():
        raise NotAllowed(_("Give a day to confirm that is still to come."))
    release.confirm_by, release.announced_at = confirm_by, announced_at
    release.next_call_on, release.tell_rank = next_call_on, tell_rank
    release.save(update_fields=ARRANGED)
    audit.record(release, "decisions arranged", by=by)
    return release


@transaction.atomic
def announce(release: Release, texts: dict[str, str], *, by: User) -> Release:
    """The announcement's text per language. It is in no letter, so an approval stands, and it may follow the release."""
    release = locked(release)
    release.announcement = texts
    release.save(update_fields=["announcement"])
    audit.record(release, "announcement written", by=by)
    return release


@transaction.atomic
def write_feedback(decision: Decision, texts: dict[str, str], *, by: User, version: int) -> Decision:
    """What the city reads of the reviewers' comments. `version` is the feedback's own, so two editors do not cross.

    Raises Stale with what somebody else saved meanwhile.
    """
    release = locked(decision.release)
    decision = Decision.objects.get(pk=decision.pk)
    if decision.feedback_version != version:
        raise Stale(_("Somebody saved this while you were writing."), decision, texts)
    if decision.feedback == texts:
        return decision
    _touch(release, by=by)
    decision.feedback, decision.feedback_by, decision.feedback_at = texts, by, clock.now()
    decision.feedback_version += 1
    decision.save(update_fields=["feedback", "feedback_by", "feedback_at", "feedback_version"])
    audit.record(decision, "feedback written", by=by, target=str(decision.feedback_version))
    return decision


# ---- what the verbs share


def locked(release: Release) -> Release:
    return Release.objects.select_for_update(of=("self",)).select_related("call").get(pk=release.pk)


def changing(release: Release, *, by: User, version: int) -> Release:
    """The release, locked and counted up, for a change of what will be decided. Raises Stale at another version."""
    found = Release.objects.filter(pk=release.pk).exists()
    if not found:
        raise NotAllowed(_("These decisions were discarded."))
    release = locked(release)
    if release.status != Status.RELEASED and release.version != version:
        raise Stale(_("Somebody changed these decisions meanwhile. Look at them as they are now."), release)
    return _touch(release, by=by)


def _touch(release: Release, *, by: User) -> Release:
    if release.status == Status.RELEASED:
        raise NotAllowed(_("These decisions are released. A released decision is corrected by two people."))
    take_approval_back(release, by=by)
    release.version += 1
    release.save(update_fields=["version"])
    return release


def take_approval_back(release: Release, *, by: User) -> None:
    """The caller holds the lock. The letters that were frozen go."""
    if release.status != Status.APPROVED:
        return
    Letter.objects.filter(decision__release=release).delete()
    release.status, release.approved_by, release.approved_at = Status.PROVISIONAL, None, None
    release.save(update_fields=["status", "approved_by", "approved_at"])
    audit.record(release, "approval taken back", by=by)


def note_view(release: Release, what: str, *, by: User) -> None:
    """Every look at decisions that are not released is recorded: `what` is "list", "decision 12", "letter 12", …"""
    if release.status != Status.RELEASED:
        audit.record(release, "decisions seen", by=by, target=what[:60])


def hidden_from(user: User, release: Release) -> bool:
    """Whether somebody conflicts with a city that is decided here: they can neither approve nor release."""
    return release.decisions.filter(application__city__conflicts__user=user).exists()


def authors(release: Release) -> set[int]:
    """Who drafted it or changed a decision since: none of them approves."""
    changes = Change.objects.filter(
        object_type=ContentType.objects.get_for_model(Decision),
        object_id__in=release.decisions.values("pk"),
        act="decision changed",
        at__gte=release.drafted_at,
    )
    return {release.drafted_by_id, *(pk for pk in changes.values_list("by", flat=True) if pk)}


def comments_for(decision: Decision) -> list[Review]:
    """The reviews that count and say something for the city, as their reviewers wrote it; oldest first."""
    rows = Review.objects.counting().filter(assignment__application=decision.application_id)
    return list(rows.exclude(for_city="").select_related("assignment__reviewer").order_by("submitted_at", "pk"))


def lacks_feedback(decision: Decision) -> bool:
    """Nothing in the language in which the city wrote. The caller has loaded the application."""
    return not decision.feedback.get(decision.application.language, "").strip()


def facts(release: Release, user: User) -> dict[str, Any]:
    """How many of each outcome, as this person may know it."""
    rows = release.decisions.visible_to(user).values_list("outcome", flat=True)
    found = list(rows)
    return {outcome.value: found.count(outcome.value) for outcome in Outcome}
