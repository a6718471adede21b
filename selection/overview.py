"""Where a call's selection stands and what staff do next. Reads rows; what this person may not see is not counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from applications.models import Application, Call
from cda_portal.accounts.models import User
from cda_portal.core import moments
from selection.models import (
    Calibration,
    Release,
    ReviewAssignment,
    ReviewGuide,
    ReviewRound,
    RoundReviewer,
    Rubric,
    Scenario,
    Screening,
)
from selection.readable import READ, passed

Kind = ReviewRound.Kind
SOON = timedelta(days=14)  # before it opens, a round without reviewers is something to do


@dataclass(frozen=True)
class Todo:
    """Something to do: `name` is a URL of selection, `arg` what it takes."""

    text: str
    word: str | Promise
    kind: str  # of the status component
    name: str
    arg: str | int


TO_DO = (pgettext_lazy("selection", "To do"), "open")
LATE = (pgettext_lazy("selection", "Late"), "late")


@dataclass
class Figures:
    """What was counted for one call and one person."""

    rubric: Rubric | None
    guide: ReviewGuide | None
    rounds: list[ReviewRound]
    sent: int = 0
    passed: int = 0
    screened: Counter[str] = field(default_factory=Counter)
    reviewers: Counter[int] = field(default_factory=Counter)
    assigned: dict[int, Counter[int]] = field(default_factory=dict)  # by round: reviews that stand, by application
    done: Counter[int] = field(default_factory=Counter)
    calibrated: dict[int, datetime | None] = field(default_factory=dict)
    scenarios: int = 0
    release: str = ""

    def to_read(self, round: ReviewRound) -> int:
        return self.sent if round.kind == Kind.SCREENING else self.passed

    def standing(self, round: ReviewRound) -> int:
        return sum(self.assigned.get(round.pk, Counter()).values())

    def missing(self, round: ReviewRound) -> int:
        """Reviews that nobody is assigned yet."""
        counts = self.assigned.get(round.pk, Counter())
        full = sum(min(count, round.reviews_each) for count in counts.values())
        return max(0, self.passed * round.reviews_each - full)


def figures(call: Call, user: User) -> Figures:
    """Ten queries, whatever there is."""
    found = Figures(
        rubric=Rubric.objects.in_force(call),
        guide=ReviewGuide.objects.filter(call=call).first(),
        rounds=list(ReviewRound.objects.filter(call=call)),
    )
    _count_applications(found, call, user)
    _count_reviews(found, call, user)
    found.calibrated = dict(Calibration.objects.filter(round__call=call).values_list("round", "seen"))
    found.scenarios = Scenario.objects.filter(call=call, archived_at=None).count()
    found.release = Release.objects.filter(call=call).order_by("-number").values_list("status", flat=True).first() or ""
    return found


def _count_applications(found: Figures, call: Call, user: User) -> None:
    mine = Application.objects.visible_to(user).filter(call=call, status__in=READ)
    told = mine.annotate(passes=passed()).aggregate(sent=Count("pk"), passed=Count("pk", filter=Q(passes=True)))
    found.sent, found.passed = told["sent"], told["passed"]
    outcomes = Screening.objects.filter(round__call=call, application__in=mine).values_list("outcome")
    found.screened = Counter(dict(outcomes.annotate(count=Count("pk"))))


def _count_reviews(found: Figures, call: Call, user: User) -> None:
    reading = RoundReviewer.objects.reading().filter(round__call=call).values_list("round")
    found.reviewers = Counter(dict(reading.annotate(count=Count("pk"))))
    rows = ReviewAssignment.objects.visible_to(user).standing().filter(round__call=call, application__status__in=READ)
    counted = rows.values_list("round", "application").annotate(
        count=Count("pk"), sent=Count("review", filter=Q(review__submitted_at__isnull=False))
    )
    for round, application, count, sent in counted:
        found.assigned.setdefault(round, Counter())[application] = count
        found.done[round] += sent


# ---- what to do next


def todos(call: Call, found: Figures, at: datetime) -> list[Todo]:
    """In the order in which it is done."""
    begun = _todo_texts(call, found)
    if not found.rounds:
        return [*begun, Todo(_("Add the first round"), *TO_DO, "round-new", call.slug)]
    rounds = [todo for round in found.rounds for todo in _todo_round(round, found, at)]
    return [*begun, *rounds, *_todo_decisions(call, found, at)]


def _todo_texts(call: Call, found: Figures) -> list[Todo]:
    todos = []
    if found.rubric is None:
        todos.append(Todo(_("Begin the rubric"), *TO_DO, "rubric", call.slug))
    elif found.rubric.to_be_confirmed:
        todos.append(Todo(_("Confirm the rubric"), *TO_DO, "rubric", call.slug))
    if found.guide is None:
        todos.append(Todo(_("Begin the reviewers’ guide"), *TO_DO, "guide", call.slug))
    elif found.guide.to_be_confirmed:
        todos.append(Todo(_("Confirm the reviewers’ guide"), *TO_DO, "guide", call.slug))
    return todos


def _todo_round(round: ReviewRound, found: Figures, at: datetime) -> list[Todo]:
    if at < round.opens - SOON:
        return []
    return _todo_screening(round, found, at) if round.kind == Kind.SCREENING else _todo_scoring(round, found, at)


def _todo_screening(round: ReviewRound, found: Figures, at: datetime) -> list[Todo]:
    left = found.sent - sum(found.screened.values())
    unsure = found.screened[Screening.Outcome.UNSURE]
    if at < round.opens:
        return []
    when, todos = LATE if at >= round.closes else TO_DO, []
    if left > 0:
        text = ngettext(
            "%(count)d application waits to be screened", "%(count)d applications wait to be screened", left
        )
        todos.append(Todo(text % {"count": left}, *when, "screening", round.pk))
    if unsure:
        text = ngettext("%(count)d application is marked unsure", "%(count)d applications are marked unsure", unsure)
        todos.append(Todo(text % {"count": unsure}, *when, "screening", round.pk))
    return todos


def _todo_scoring(round: ReviewRound, found: Figures, at: datetime) -> list[Todo]:
    told: dict[str, Any] = {"round": str(round)}
    when = LATE if at >= round.opens else TO_DO
    if not found.reviewers[round.pk]:
        return [Todo(_("%(round)s: choose who reads") % told, *when, "round-reviewers", round.pk)]
    todos = []
    if missing := found.missing(round):
        text = ngettext(
            "%(round)s: %(count)d review is not assigned yet",
            "%(round)s: %(count)d reviews are not assigned yet",
            missing,
        )
        todos.append(Todo(text % {**told, "count": missing}, *when, "matching", round.pk))
    left = found.standing(round) - found.done[round.pk]
    if left and at >= round.closes:
        text = ngettext("%(round)s: %(count)d review is late", "%(round)s: %(count)d reviews are late", left)
        todos.append(Todo(text % {**told, "count": left}, *LATE, "round-board", round.pk))
    if round.scores_changed_at and found.calibrated.get(round.pk) != round.scores_changed_at:
        text = _("%(round)s: scores changed, calculate the ranking anew") % told
        todos.append(Todo(text, *TO_DO, "ranking", round.pk))
    return todos


def _todo_decisions(call: Call, found: Figures, at: datetime) -> list[Todo]:
    scored = [round for round in found.rounds if round.kind != Kind.SCREENING]
    if not scored or at < max(round.closes for round in scored):
        return []
    if not found.scenarios:
        return [Todo(_("Compose the cohort"), *TO_DO, "scenarios", call.slug)]
    texts = {
        "": _("Draft the decisions"),
        Release.Status.PROVISIONAL: _("Have the decisions approved"),
        Release.Status.APPROVED: _("Release the decisions"),
    }
    return [Todo(texts[found.release], *TO_DO, "releases", call.slug)] if found.release in texts else []


# ---- the rounds as a timeline


def state_of(round: ReviewRound, at: datetime) -> tuple[str | Promise, str]:
    """Word and kind of the status component."""
    if at < round.opens:
        return pgettext_lazy("round", "Opens later"), "note"
    if at < round.closes:
        return pgettext_lazy("round", "Open"), "doing"
    return pgettext_lazy("round", "Closed"), "mute"


def timeline(call: Call, rounds: Iterable[ReviewRound], at: datetime) -> list[dict[str, Any]]:
    """From the deadline of applications to the day when cities hear; days in the call's zone."""

    def step(text: str, begins: datetime, ends: datetime, when: str) -> dict[str, Any]:
        return {"text": text, "state": "done" if at >= ends else "now" if at >= begins else "next", "when": when}

    def day(instant: datetime) -> str:
        return moments.read(instant, call.zone).day

    closes = call.application_closes
    steps = [step(_("Cities apply"), call.application_opens, closes, _("until %(day)s") % {"day": day(closes)})]
    steps += [
        step(str(one), one.opens, one.closes, _("%(from)s to %(to)s") % {"from": day(one.opens), "to": day(one.closes)})
        for one in rounds
    ]
    hears = _("by %(day)s") % {"day": moments.day(call.news_by)} if call.news_by else gettext_lazy("to be confirmed")
    return [*steps, {"text": _("Cities hear from us"), "state": "next", "when": str(hears)}]


def in_selection() -> Call | None:
    """The call that staff mean by "selection": the newest that has rounds, else the current one."""
    published = Call.objects.published().order_by("-programme_start", "-pk")
    return published.filter(rounds__isnull=False).distinct().first() or Call.objects.current()


def waiting(user: User, at: datetime) -> list[tuple[ReviewRound, int]]:
    """Screening rounds that are open, with how many applications of theirs wait for somebody: for the home page."""
    rounds = list(ReviewRound.objects.filter(kind=Kind.SCREENING, call__archived_at=None).open_at(at))
    if not rounds:
        return []
    mine = Application.objects.visible_to(user).filter(call__rounds__in=rounds, status__in=READ)
    left = mine.exclude(screenings__round__in=rounds).values_list("call__rounds")
    counts = dict(left.filter(call__rounds__in=rounds).annotate(count=Count("pk", distinct=True)))
    return [(round, counts[round.pk]) for round in rounds if counts.get(round.pk)]
