"""What a reviewer writes: saved while it is typed, sent, reopened until the round ends; and what they are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cda_portal.accounts.models import Consent, User
from cda_portal.core import audit, clock
from cda_portal.core.text import say
from cda_portal.notifications.services import notify
from selection import permissions
from selection.models import (
    Criterion,
    Practice,
    Release,
    Review,
    ReviewAssignment,
    ReviewGuide,
    ReviewRound,
    RoundReviewer,
    Rubric,
    Score,
)
from selection.services import ranking
from selection.services.conflicts import locked_person
from selection.services.errors import NotAllowed, Stale

PURPOSE = "review_confidentiality"
COMMENTS = ("for_panel", "for_city", "private")
LONGEST = 20_000  # characters of a comment


# ---- first entry


def consent_version(guide: ReviewGuide) -> str:
    return f"{guide.call_id}-{guide.version}"


def has_agreed(user: User, guide: ReviewGuide | None) -> bool:
    """Whether this person agreed to the confidentiality text as it reads now."""
    if guide is None:
        return False
    given = Consent.objects.filter(user=user, purpose=PURPOSE, version=consent_version(guide)).order_by("-at")
    return given.values_list("given", flat=True).first() is True


@transaction.atomic
def agree(guide: ReviewGuide, *, by: User, language: str) -> None:
    """Agreed twice it is agreed once."""
    locked_person(by)
    if not has_agreed(by, guide):
        version = consent_version(guide)
        Consent.objects.create(user=by, purpose=PURPOSE, version=version, language=language, given=True)


@transaction.atomic
def practise(round: ReviewRound, scores: Mapping[str, int], *, by: User) -> Practice:
    made, _new = Practice.objects.update_or_create(
        round=round, reviewer=by, defaults={"scores": dict(scores), "at": clock.now()}
    )
    return made


# ---- the review


def _locked(assignment: ReviewAssignment, *, by: User, at: datetime) -> ReviewAssignment:
    """The assignment, if this person may write at `at`. Raises NotAllowed with the reason.

    The person's row is locked first, as a conflict does: one declared a moment ago is seen.
    """
    locked_person(by)
    rows = ReviewAssignment.objects.mine(by).select_for_update(of=("self",)).select_related("round", "application")
    mine = rows.filter(pk=assignment.pk).first()
    if mine is None:
        raise NotAllowed(_("This application is no longer yours to review. What you wrote is kept, and not read."))
    if not permissions.can_write_review(by, mine, at):
        raise NotAllowed(_("The round is closed for you. Write to our team if you need longer."))
    return mine


@transaction.atomic
def draft_of(assignment: ReviewAssignment) -> Review:
    """The review, or an empty one that is not saved. A draft follows the rubric that is in force, by the criteria's keys."""
    return _draft(assignment)


def _draft(assignment: ReviewAssignment, *, hold: bool = False) -> Review:
    """With `hold` the rubric cannot become another one before the caller has written."""
    review = Review.objects.select_related("rubric").filter(assignment=assignment).first()
    if review is not None and review.submitted_at is not None:
        return review
    rubrics = Rubric.objects
    rubric = rubrics.held(assignment.round.call_id) if hold else rubrics.in_force(assignment.round.call_id)
    if rubric is None:
        raise NotAllowed(_("The criteria are not written yet. The programme team is told."))
    if review is None:
        return Review(assignment=assignment, rubric=rubric, version=0)
    if review.rubric_id != rubric.pk:
        _follow(review, rubric)
    return review


def _follow(review: Review, rubric: Rubric) -> None:
    """Carry a draft's scores over to another version of the rubric, where criterion and scale still have them."""
    known = {one.key: one for one in rubric.criteria.all()}
    for score in review.scores.select_related("criterion"):
        criterion = known.get(score.criterion.key)
        if criterion is None or score.value not in rubric.scale:
            score.delete()
        else:
            Score.objects.filter(pk=score.pk).update(criterion=criterion)
    review.rubric = rubric
    review.save(update_fields=["rubric"])


@transaction.atomic
def save(
    assignment: ReviewAssignment,
    scores: Mapping[str, int | None],
    comments: Mapping[str, str],
    *,
    version: int,
    by: User,
    at: datetime,
) -> Review:
    """Keep the draft as it is typed: scores by criterion key (None: not yet), comments by field.

    Raises Stale when another tab saved meanwhile, NotAllowed when it is too late, taken back or already sent. The same
    words again change nothing.
    """
    mine = _locked(assignment, by=by, at=at)
    review = _draft(mine, hold=True)
    if review.submitted_at is not None:
        raise NotAllowed(_("You have sent this review. Reopen it to change it."))
    words = {name: comments.get(name, "").replace("\x00", "") for name in COMMENTS}
    if any(len(text) > LONGEST for text in words.values()):
        raise NotAllowed(_("A comment may have 20,000 characters. Shorten it: what you wrote is still here."))
    criteria = {one.key: one for one in review.rubric.criteria.all()}
    scale = review.rubric.scale
    given = {key: value for key, value in scores.items() if key in criteria and value is not None and value in scale}
    now = {name: getattr(review, name) for name in COMMENTS}, _scores(review)
    if now == (words, given):
        return review
    if review.version != version:
        raise Stale(_("You changed this review in another window. Both texts are here: keep one."), current=review)
    for name, text in words.items():
        setattr(review, name, text)
    review.version += 1
    review.saved_at = clock.now()
    reads = RoundReviewer.objects.filter(round=mine.round_id, reviewer=by).values_list("translated", flat=True).first()
    review.reading = Review.Reading.TRANSLATED if reads else Review.Reading.ORIGINAL
    review.save()
    _write_scores(review, given, criteria)
    return review


def _scores(review: Review) -> dict[str, int]:
    return dict(review.scores.values_list("criterion__key", "value")) if review.pk else {}


def _write_scores(review: Review, given: Mapping[str, int], criteria: Mapping[str, Criterion]) -> None:
    kept = [Score(review=review, criterion=criteria[key], value=value) for key, value in given.items()]
    review.scores.exclude(criterion__in=[one.criterion_id for one in kept]).delete()
    Score.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["review", "criterion"], update_fields=["value"]
    )


@transaction.atomic
def submit(assignment: ReviewAssignment, *, by: User, at: datetime) -> Review:
    """Send the draft as it stands. Sent twice it is sent once. Raises NotAllowed with the criteria that have no score."""
    mine = _locked(assignment, by=by, at=at)
    review = _draft(mine)
    if review.submitted_at is not None:
        return review
    criteria, given = list(review.rubric.criteria.all()), _scores(review)
    if missing := [say(one.title) for one in criteria if one.ranks and one.key not in given]:
        words = ngettext("A score is missing: %(names)s", "%(count)d scores are missing: %(names)s", len(missing))
        raise NotAllowed(words % {"count": len(missing), "names": ", ".join(missing)})
    review.total = total_of(criteria, given)
    review.submission = mine.application.submissions.defer("snapshot").counting_first().first()
    review.submitted_at = clock.now()
    review.save(update_fields=["total", "submission", "submitted_at"])
    audit.record(mine, "review sent", by=by)
    _tell_ranking(mine)
    return review


def total_of(criteria: list[Any], given: Mapping[str, int]) -> float:
    """The weighted mean of the criteria that rank, on the rubric's scale."""
    ranking = [one for one in criteria if one.ranks and one.key in given]
    weight = sum(float(one.weight) for one in ranking)
    return sum(float(one.weight) * given[one.key] for one in ranking) / weight if weight else 0.0


@transaction.atomic
def reopen(assignment: ReviewAssignment, *, by: User, at: datetime) -> Review:
    """Back to a draft, which does not count until it is sent again."""
    mine = _locked(assignment, by=by, at=at)
    review = Review.objects.select_related("rubric").filter(assignment=mine).first()
    if review is None or review.submitted_at is None:
        raise NotAllowed(_("This review has not been sent, so it can be changed as it is."))
    review.submitted_at, review.total, review.reopened_at = None, None, clock.now()
    review.save(update_fields=["submitted_at", "total", "reopened_at"])
    audit.record(mine, "review reopened", by=by)
    _tell_ranking(mine)
    return review


def _tell_ranking(assignment: ReviewAssignment) -> None:
    round = assignment.round
    round.scores_changed_at = clock.now()
    round.save(update_fields=["scores_changed_at"])
    ranking.ask(round)


def note_opening(assignment: ReviewAssignment) -> None:
    """The first time only."""
    if assignment.opened_at is None:
        ReviewAssignment.objects.filter(pk=assignment.pk, opened_at=None).update(opened_at=clock.now())


@transaction.atomic
def read_as(row: RoundReviewer, *, translated: bool) -> None:
    """Which text comes first wherever there is a translation."""
    RoundReviewer.objects.filter(pk=row.pk).update(translated=translated)


# ---- afterwards


def tell_outcome(release: Release) -> int:
    """Tell whoever sent a review for the call that the decisions are out; no city is named. How many are told."""
    sent = Review.objects.counting().filter(assignment__round__call=release.call_id)
    people = User.objects.filter(pk__in=sent.values("assignment__reviewer"), is_active=True)
    for person in people.order_by("pk"):
        notify(
            "review_outcome",
            to=person,
            about=release,
            context={"call": release.call, "link": "/review/"},
            occurrence=str(release.number),
        )
    return len(people)
