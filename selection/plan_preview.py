"""What a plan would do, as one person may see it: without cities that they conflict with, in every number too."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from applications.models import Application
from cda_portal.accounts.models import Profile, User
from cda_portal.core.text import fold
from selection import matching_inputs as inputs
from selection.matching_inputs import Held, Pair
from selection.models import MatchingPlan, ReviewRound
from selection.permissions import can_set_up
from selection.services.matching_plan import may_decide

# Why reviews are missing, by the code that the matching gives, and what to do about it.
REASONS: dict[str, tuple[str | Promise, str | Promise]] = {
    "too_few_reviewers": (
        gettext_lazy("Fewer people read in this round than it needs reviews."),
        gettext_lazy("Add reviewers."),
    ),
    "nobody_free_of_conflict": (
        gettext_lazy("Everybody else has a conflict, declined it, or had it taken back."),
        gettext_lazy("Add reviewers who are free to read it."),
    ),
    "longer_than_limits": (
        gettext_lazy("It takes longer than all the minutes of anybody else who could read it."),
        gettext_lazy("Give one of them more minutes, or assign it by hand."),
    ),
    "limits_reached": (
        gettext_lazy("Those who could read it have no minutes left."),
        gettext_lazy("Give them more minutes, or add reviewers."),
    ),
    "common_over_limits": (
        gettext_lazy("Everybody scores it, and some have no minutes for it."),
        gettext_lazy("Give them more minutes, or choose a shorter application in common."),
    ),
    "kept_in_conflict": (
        gettext_lazy("Somebody was given it by hand and has a conflict with the city."),
        gettext_lazy("Assign it to somebody else by hand."),
    ),
}
MISSING = ngettext_lazy("%(count)d review is missing.", "%(count)d reviews are missing.", "count")


# ---- before there is a plan


@dataclass(frozen=True)
class Outlook:
    """What a matching would be about. Minutes `needed` for all the reviews, and those that reviewers have `given`."""

    applications: int
    reviewers: int
    needed: int
    given: int
    each: int

    @property
    def short(self) -> int:
        """Minutes that are missing."""
        return max(0, self.needed - self.given)

    @property
    def few(self) -> bool:
        """Whether fewer people read than each application needs."""
        return 0 < self.reviewers < self.each


def outlook(round: ReviewRound, user: User) -> Outlook:
    """Four queries. A common application is read by everybody."""
    seen = Application.objects.visible_to(user).filter(pk__in=inputs.to_match(round).values("pk"))
    rows = set(seen.values_list("pk", flat=True))
    people = list(inputs.taking_part(round).values_list("minutes", flat=True))
    common = set(round.common.values_list("pk", flat=True))
    minutes = inputs.minutes(rows)
    needed = sum(minutes[row] * max(round.reviews_each, len(people) * (row in common)) for row in rows)
    return Outlook(len(rows), len(people), needed, sum(people), round.reviews_each)


# ---- the plan


@dataclass
class Subject:
    """An application of the plan."""

    pk: int
    reference: str
    city: str
    country: str
    language: str
    minutes: int = 0


@dataclass
class Load:
    """One reviewer of the plan; `unread` of the applications are in no language that they read."""

    pk: int
    name: str
    limit: int
    languages: list[str] = field(default_factory=list)
    count: int = 0
    minutes: int = 0
    unread: int = 0

    @property
    def bar(self) -> int:
        """Hundredths of the limit, full for those beyond it."""
        return min(100, round(100 * self.minutes / self.limit)) if self.limit else 100 * bool(self.minutes)

    @property
    def over(self) -> bool:
        return self.minutes > self.limit


@dataclass(frozen=True)
class Row:
    """A pair; `state` is new, kept, hand (kept, by hand) or gone (taken back by the plan)."""

    subject: Subject
    load: Load
    state: str

    @property
    def unread(self) -> bool:
        return is_unread(self.subject, self.load)


@dataclass(frozen=True)
class Unmet:
    subject: Subject
    missing: str
    why: str | Promise
    act: str | Promise


def is_unread(subject: Subject, load: Load) -> bool:
    """Somebody who has told no language is taken to read any."""
    return bool(load.languages) and subject.language not in load.languages


STATES: dict[str, tuple[str | Promise, str]] = {
    "new": (pgettext_lazy("assignment", "New"), "note"),
    "kept": (gettext_lazy("As now"), "plain"),
    "hand": (gettext_lazy("As now, by hand"), "plain"),
    "begun": (gettext_lazy("Stays, already opened"), "plain"),
    "gone": (pgettext_lazy("assignment", "Taken back"), "mute"),
}


class Preview:
    """Built from five queries, however large the plan is."""

    def __init__(self, plan: MatchingPlan, user: User) -> None:
        self.plan, self.user = plan, user
        self.proposed: set[Pair] = {(application, person) for application, person in plan.pairs}
        self.held: dict[Pair, Held] = inputs.held(plan.round)
        self.minutes = {int(pk): minutes for pk, minutes in plan.figures["minutes"].items()}
        self.limits = {int(pk): minutes for pk, minutes in plan.figures["limits"].items()}

    @cached_property
    def subjects(self) -> dict[int, Subject]:
        """Those that this person may see, by city."""
        wanted = set(self.minutes) | {application for application, _person in self.held}
        rows = Application.objects.visible_to(self.user).filter(pk__in=wanted)
        found = rows.order_by("city__name_folded", "pk")
        fields = ("pk", "reference", "city__name", "city__country", "language")
        return {
            pk: Subject(pk, reference, city, country, language, self.minutes.get(pk, 0))
            for pk, reference, city, country, language in found.values_list(*fields)
        }

    @cached_property
    def loads(self) -> dict[int, Load]:
        """Everybody in the plan, by name, with what is proposed of applications that this person may see."""
        people = set(self.limits) | {person for _application, person in self.held}
        reads = dict(Profile.objects.filter(user__in=people).values_list("user", "languages"))
        rows = User.objects.filter(pk__in=people).order_by("full_name_folded", "pk").only("full_name", "email")
        loads = {one.pk: Load(one.pk, str(one), self.limits.get(one.pk, 0), reads.get(one.pk, [])) for one in rows}
        for application, person in self.proposed:
            subject, load = self.subjects.get(application), loads[person]
            if subject is not None:
                load.count += 1
                load.minutes += subject.minutes
                load.unread += is_unread(subject, load)
        return loads

    @cached_property
    def rows(self) -> list[Row]:
        """Each pair that is proposed or stands, by city and then by reviewer."""
        place = {person: at for at, person in enumerate(self.loads)}
        order = {application: at for at, application in enumerate(self.subjects)}
        pairs = [pair for pair in self.proposed | self.held.keys() if pair[0] in order]
        pairs.sort(key=lambda pair: (order[pair[0]], place[pair[1]]))
        return [Row(self.subjects[pair[0]], self.loads[pair[1]], self._state(pair)) for pair in pairs]

    def _state(self, pair: Pair) -> str:
        one = self.held.get(pair)
        if one is None:
            return "new"
        if one.by_hand:
            return "hand"
        if pair in self.proposed:
            return "kept"
        return "begun" if one.begun else "gone"

    def count(self, *states: str) -> int:
        return sum(row.state in states for row in self.rows)

    @property
    def unread(self) -> int:
        return sum(load.unread for load in self.loads.values())

    @property
    def missing(self) -> int:
        return sum(one["missing"] for one in self.plan.unmet if one["application"] in self.subjects)

    def unmet(self) -> list[Unmet]:
        """By city."""
        order = {application: at for at, application in enumerate(self.subjects)}
        told = sorted((one for one in self.plan.unmet if one["application"] in order), key=lambda one: _at(order, one))
        return [
            Unmet(self.subjects[one["application"]], MISSING % {"count": one["missing"]}, *REASONS[one["reason"]])
            for one in told
        ]

    def pairs(self, reviewer: int | None, text: str, state: str) -> list[Row]:
        """Narrowed to one reviewer, to cities and references that hold the text, and to what becomes of them."""
        words = fold(text.strip())
        tests: list[Callable[[Row], bool]] = [lambda row: not reviewer or row.load.pk == reviewer]
        tests.append(lambda row: words in fold(row.subject.city) or words in fold(row.subject.reference))
        tests.append(lambda row: not state or row.state == state)
        return [row for row in self.rows if all(test(row) for test in tests)]


def _at(order: dict[int, int], one: dict[str, int]) -> int:
    return order[one["application"]]


def closeness(gap: float) -> str:
    """The gap in words; it is a share of the bound, 0 to 1."""
    if gap < 1e-6:
        return _("No other assignment suits better.")
    percent = number_format(ceil(gap * 1000) / 10, decimal_pos=1)
    return _("How well it suits is at most %(percent)s %% below the best possible.") % {"percent": percent}


def decides(user: User) -> bool:
    """Whether this person may apply or discard a plan."""
    return can_set_up(user) and may_decide(user)
