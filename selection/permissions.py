"""Who may do what here. Rows come through `visible_to`; each answer is one expression, False when in doubt."""

from datetime import datetime

from cda_portal.accounts.models import User
from selection.models import DecisionCorrection, Release, Review, ReviewAssignment, ReviewRound

DECIDERS = frozenset({"officer", "approver"})


def can_see_staff_pages(user: User) -> bool:
    return user.is_programme_staff


def can_set_up(user: User) -> bool:
    """Rubric, rounds, guide, screening, assignments, panels and drafts of a cohort."""
    return bool(user.roles & DECIDERS)


def can_screen(user: User, round: ReviewRound, at: datetime) -> bool:
    """While the round is open."""
    return can_set_up(user) and round.kind == ReviewRound.Kind.SCREENING and round.is_open(at)


def can_export(user: User) -> bool:
    """Take lists away as a sheet; observers read them here."""
    return bool(user.roles & DECIDERS)


# ---- reviewers


def is_reviewer(user: User) -> bool:
    return "reviewer" in user.roles


def can_write_review(user: User, assignment: ReviewAssignment, at: datetime) -> bool:
    """While the round is open, or longer where staff gave longer. The caller has loaded the round."""
    mine = assignment.reviewer_id == user.pk and is_reviewer(user)
    return mine and assignment.round.opens <= at < assignment.ends()


def can_see_others(user: User, round: ReviewRound, own: Review | None) -> bool:
    """What others wrote about the same application, as the round says; staff see it on pages of their own."""
    if not is_reviewer(user) or round.sees == ReviewRound.Sees.NEVER:
        return False
    return round.sees == ReviewRound.Sees.ALWAYS or (own is not None and own.submitted_at is not None)


# ---- decisions


def can_draft(user: User) -> bool:
    return bool(user.roles & DECIDERS)


def can_approve(user: User, release: Release) -> bool:
    """An approver who did not draft it."""
    return "approver" in user.roles and release.drafted_by_id != user.pk


def can_release(user: User, release: Release) -> bool:
    return bool(user.roles & DECIDERS)


def can_approve_correction(user: User, correction: DecisionCorrection) -> bool:
    """An approver who did not propose it."""
    return "approver" in user.roles and correction.proposed_by_id != user.pk
