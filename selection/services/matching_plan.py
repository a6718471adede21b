"""A plan of who reads what: worked out by a worker (matching_job.py), looked at, and then applied or discarded.

    job = matching_plan.start(round, by=officer)
    matching_plan.apply_plan(plan, by=officer)

What people changed by hand stays when it is worked out anew: selection/matching_inputs.py says what that is. Locks are
taken in one order: the plan, the people, their rows in the round, their assignments, the round.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cda_portal.accounts.models import Conflict, User
from cda_portal.core import audit, clock, jobs
from cda_portal.core.models import Job
from selection import matching_inputs as inputs
from selection.models import MatchingPlan, ReviewAssignment, ReviewRound
from selection.services.errors import NotAllowed, Stale
from selection.services.matching import still_on

KIND = "matching"


@dataclass(frozen=True)
class Applied:
    """How many assignments a plan made, took back and left as they were."""

    new: int = 0
    taken_back: int = 0
    kept: int = 0


def digest(round: ReviewRound) -> str:
    """Of what a plan is made from: another one than the plan's `based_on` says that it is out of date."""
    return inputs.given(round).digest()


@transaction.atomic
def start(round: ReviewRound, *, by: User) -> Job:
    """Have a worker find the best assignment. Asked for again while nothing has changed, it is the same job.

    Raises NotAllowed where there is nothing to read or nobody to read it, for a screening, and for a round that is over.
    """
    given = inputs.given(still_on(round))
    if not given.applications:
        raise NotAllowed(_("There is no application to read in this round yet."))
    if not given.reviewers:
        raise NotAllowed(_("Nobody reads in this round yet. Add reviewers first."))
    # Nothing is recorded about the round itself: what counts all applications would tell of hidden ones there.
    return jobs.start(KIND, by=by, parameters={"round": round.pk, "based_on": given.digest()})


@transaction.atomic
def propose(job: Job, round: ReviewRound, **found: Any) -> MatchingPlan:
    """Keep what a worker found, in the place of what nobody has applied."""
    MatchingPlan.objects.filter(round=round, applied_at=None).exclude(job=job).delete()
    return MatchingPlan.objects.update_or_create(job=job, defaults={"round": round, "by": job.by, **found})[0]


def latest(round: ReviewRound) -> MatchingPlan | None:
    """The newest plan that was finished, applied or not."""
    done = Q(job=None) | Q(job__status=Job.Status.DONE)
    return round.plans.filter(done).select_related("applied_by", "by").order_by("-at", "-pk").first()


def is_stale(plan: MatchingPlan) -> bool:
    return digest(plan.round) != plan.based_on


def may_decide(user: User) -> bool:
    """Nobody with a conflict: they see a part of the plan. With any at all, so that this tells of no application."""
    return not Conflict.objects.filter(user=user).exists()


@transaction.atomic
def apply_plan(plan: MatchingPlan, *, by: User) -> Applied:
    """Make the assignments that are new, and take back those nobody has opened that the plan no longer has.

    What was made by hand, opened or begun stays. Applied already, nothing happens. Raises Stale where what it was made
    from has changed, a conflict among it; NotAllowed for whoever may not decide, a plan that is gone, a round that is over.
    """
    plan = _locked(plan, by)
    if plan.applied_at is not None:
        return Applied()
    round = still_on(plan.round)
    _hold(round)
    if is_stale(plan):
        raise Stale(_("Something that this plan was made from has changed. Find the best assignment again."), plan)
    done = _write(plan, by)
    plan.applied_at, plan.applied_by = clock.now(), by
    plan.figures = {**plan.figures, "applied": asdict(done)}
    plan.save(update_fields=["applied_at", "applied_by", "figures"])
    told = f"{done.new} new, {done.taken_back} taken back, {done.kept} kept"
    audit.record(plan, "matching plan applied", by=by, target=str(round.pk), why=told)
    return done


def _hold(round: ReviewRound) -> None:
    """Whoever gives, takes, declares a conflict or opens waits until the plan is applied, or it waits for them."""
    rows = round.reviewers.all()
    list(User.objects.select_for_update(no_key=True).filter(pk__in=rows.values("reviewer")).order_by("pk"))
    list(rows.select_for_update().order_by("pk"))
    standing = ReviewAssignment.objects.standing().filter(round=round)
    list(standing.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    ReviewRound.objects.select_for_update(no_key=True).get(pk=round.pk)


def _write(plan: MatchingPlan, by: User) -> Applied:
    """The caller has made sure that nothing the plan rests on has changed, or will before the end."""
    wanted = {(application, reviewer) for application, reviewer in plan.pairs}
    held, minutes, now = inputs.held(plan.round), plan.figures["minutes"], clock.now()
    new = sorted(wanted - held.keys())
    gone = [one.pk for pair, one in held.items() if pair not in wanted and not one.stays]
    ReviewAssignment.objects.filter(pk__in=gone).update(withdrawn_at=now, withdrawn_why=inputs.MATCHED)
    ReviewAssignment.objects.bulk_create(
        ReviewAssignment(
            round=plan.round,
            application_id=application,
            reviewer_id=reviewer,
            minutes=minutes[str(application)],
            by=by,
            at=now,
        )
        for application, reviewer in new
    )
    return Applied(len(new), len(gone), len(held) - len(gone))


@transaction.atomic
def forget_plan(plan: MatchingPlan, *, by: User) -> None:
    """Throw it away. Raises NotAllowed for one that was applied, and for whoever may not decide."""
    plan = _locked(plan, by)
    if plan.applied_at is not None:
        raise NotAllowed(_("This plan was applied meanwhile. Change single assignments on the board."))
    audit.record(plan, "matching plan discarded", by=by, target=str(plan.round_id))
    plan.delete()


def _locked(plan: MatchingPlan, by: User) -> MatchingPlan:
    if not may_decide(by):
        raise NotAllowed(_("A colleague has to decide about the plan: you have a conflict of interest on record."))
    rows = MatchingPlan.objects.select_for_update(of=("self",)).select_related("round__call")
    found = rows.filter(pk=plan.pk, round=plan.round_id).first()
    if found is None:
        raise NotAllowed(_("This plan was discarded, or replaced by a newer one. Look at what stands now."))
    return found
