"""A round's ranking as staff read it: rows as plain strings, and in words what was corrected and how sure it is.

A city that the reader may not see is in no row, count or place: what is left is numbered anew, bands of ranks
with it, so that no gap shows that there is another one (docs/decisions/calibration.md).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, F, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.models import Application
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import User
from selection.intervals import Scale, scale
from selection.models import Calibration, ReviewRound, Severity, Standing
from selection.services import ranking

SORTS = {"place": "place", "raw": "raw", "calibrated": "calibrated", "spread": "spread"}
FAR_APART = 0.5  # of the scale's length between the highest and the lowest review: worth talking over
SEVERE = 0.05  # of the scale's length: a severity that is worth naming
MOST_NAMED = 6
# Krippendorff, "Content analysis": above the first reliable, above the second for tentative conclusions.
RELIABLE, TENTATIVE = 0.8, 0.667
COLUMNS = (
    "place", "rank_low", "rank_high", "calibrated", "raw", "low", "high", "reviews", "spread",
    "application__reference", "application__language", "application__city__name", "application__city__country",
)  # fmt: skip


def listed(round: ReviewRound, user: User) -> QuerySet[Standing]:
    return Standing.objects.visible_to(user).filter(round=round)


def ordered(rows: QuerySet[Standing], sort: str) -> QuerySet[Standing]:
    """By one of SORTS, or "-" and one; equal ones by place."""
    column = F(SORTS[sort.removeprefix("-")])
    return rows.order_by(column.desc() if sort.startswith("-") else column.asc(), "place")


# ---- rows


class Places:
    """Places and ranks as this reader counts them: without those of the cities they may not see."""

    def __init__(self, hidden: list[int]) -> None:
        self.hidden = hidden

    def place(self, place: int) -> int:
        return place - bisect_left(self.hidden, place)

    def first(self, rank: int) -> int:
        return rank - bisect_left(self.hidden, rank)

    def last(self, rank: int) -> int:
        return rank - bisect_right(self.hidden, rank)


def places_for(round: ReviewRound, user: User) -> Places:
    return Places(Standing.objects.filter(round=round).hidden_places(user))


def rows(standings: QuerySet[Standing], places: Places, round: ReviewRound, shown: Scale) -> list[dict[str, Any]]:
    """What the table prints of each; one query."""
    row = _row_writer(places, round, shown)
    return [row(dict(zip(COLUMNS, values, strict=True))) for values in standings.values_list(*COLUMNS)]


def _row_writer(places: Places, round: ReviewRound, shown: Scale) -> Callable[[dict[str, Any]], dict[str, Any]]:
    language = get_language() or "en"
    page = reverse("applications:staff-application", args=["REF"])
    reviews = reverse("selection:application-reviews", args=["REF"])
    asked, tied, far = round.reviews_each, _("%(first)s–%(last)s are tied"), (shown.high - shown.low) * FAR_APART
    apart, of = _("Alone at its place"), _("%(done)s of %(asked)s")
    names = {code: str(name) for code, name in settings.LANGUAGE_NAMES.items()}

    @cache
    def country(code: str) -> str:
        return country_name(code, language)

    def write(one: dict[str, Any]) -> dict[str, Any]:
        first, last = places.first(one["rank_low"]), places.last(one["rank_high"])
        reference = one["application__reference"]
        return {
            "place": places.place(one["place"]),
            "band": tied % {"first": first, "last": last} if first < last else apart,
            "city": one["application__city__name"],
            "country": country(one["application__city__country"]),
            "language": names.get(one["application__language"], one["application__language"]),
            "reference": reference,
            "href": reviews.replace("REF", reference),
            "application": page.replace("REF", reference),
            "calibrated": shown.number(one["calibrated"]),
            "raw": shown.number(one["raw"]),
            "interval": shown.interval(one["low"], one["high"]),
            "picture": shown.picture(one["calibrated"], one["low"], one["high"]),
            "reviews": of % {"done": one["reviews"], "asked": asked},
            "few": one["reviews"] < asked,
            "spread": shown.number(one["spread"], 1),
            "far": one["reviews"] > 1 and one["spread"] >= far,
        }

    return write


# ---- words on top


@dataclass(frozen=True)
class Summary:
    """How much the ranking rests on, as this reader may know it."""

    applications: int
    reviews: int
    unranked: int


def summary(round: ReviewRound, user: User) -> Summary:
    """Two queries."""
    found = listed(round, user).aggregate(count=Count("pk"), reviews=Sum("reviews", default=0))
    waiting = 0
    if round.kind == ReviewRound.Kind.SCORING:
        read = Application.objects.visible_to(user).filter(call=round.call_id, status=Application.Status.IN_REVIEW)
        waiting = read.exclude(standings__round=round).count()
    return Summary(found["count"], found["reviews"], waiting)


def sent_since(round: ReviewRound, calibration: Calibration, user: User) -> int:
    """How many reviews that count were sent after the calculation, of cities this person may see."""
    since = ranking.counted(round).filter(submitted_at__gt=calibration.at)
    return since.exclude(assignment__application__city__conflicts__user=user).count()


def correction(calibration: Calibration, severities: Iterable[Severity], shown: Scale) -> list[str]:
    """What was taken off or added, in sentences with the reviewers' names."""
    if not calibration.corrected:
        return [
            _(
                "Nothing was corrected: too few applications were scored by several reviewers to tell a strict "
                "reviewer from a weak application. Calibrated scores are the raw ones."
            )
        ]
    limit = (shown.high - shown.low) * SEVERE
    lower = [one for one in severities if one.severity <= -limit]
    higher = [one for one in severities if one.severity >= limit]
    if not lower and not higher:
        return [_("Reviewers score about equally high: next to nothing was corrected.")]
    return [*_of(lower, shown, _lower), *_of(higher, shown, _higher)]


def _of(some: list[Severity], shown: Scale, words: Callable[[int], str]) -> list[str]:
    if not some:
        return []
    mean = abs(sum(one.severity for one in some) / len(some))
    named = sorted(some, key=lambda one: -abs(one.severity))
    names = ", ".join(str(one.reviewer) for one in named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")
    told = words(len(some)) % {"count": len(some), "points": shown.number(mean, 1), "names": names}
    return [told.replace("….", "…")]


def _lower(count: int) -> str:
    return ngettext(
        "%(count)d reviewer scored on average %(points)s lower than the others on the same applications, which was added: %(names)s.",
        "%(count)d reviewers scored on average %(points)s lower than the others on the same applications, which was added: %(names)s.",
        count,
    )


def _higher(count: int) -> str:
    return ngettext(
        "%(count)d reviewer scored on average %(points)s higher than the others on the same applications, which was taken off: %(names)s.",
        "%(count)d reviewers scored on average %(points)s higher than the others on the same applications, which was taken off: %(names)s.",
        count,
    )


def agreement(alpha: float | None) -> str:
    """Krippendorff's alpha in words."""
    if alpha is None:
        return _("How far reviewers agree cannot be told yet.")
    if alpha >= RELIABLE:
        return _("Reviewers agree well")
    return _("Reviewers agree fairly") if alpha >= TENTATIVE else _("Reviewers agree little: talk over what lies close")


def alpha_text(alpha: float | None, shown: Scale) -> str:
    return shown.number(alpha) if alpha is not None else ""


# ---- reviewers


def severities(round: ReviewRound) -> list[Severity]:
    """Strictest first, with their names."""
    people = Severity.objects.filter(round=round).select_related("reviewer").order_by("severity", "reviewer_id")
    return list(people.only("round_id", "reviews", "mean", "severity", "reviewer__full_name", "reviewer__email"))


def reviewer_rows(round: ReviewRound, user: User, shown: Scale) -> list[dict[str, Any]]:
    """Each reviewer with what was corrected. Counts and means leave out what this reader may not see."""
    seen = _seen_of(round, user) if places_for(round, user).hidden else None
    found = []
    for one in severities(round):
        count, mean = (one.reviews, one.mean) if seen is None else seen.get(one.reviewer_id, (0, None))
        if count:
            found.append(
                {
                    "name": str(one.reviewer),
                    "reviews": count,
                    "mean": shown.number(mean) if mean is not None else "",
                    "severity": f"{'+' if one.severity > 0 else ''}{shown.number(one.severity)}",
                    "words": _way(one.severity, (shown.high - shown.low) * SEVERE),
                }
            )
    return found


def _seen_of(round: ReviewRound, user: User) -> dict[int, tuple[int, float | None]]:
    reviews = ranking.counted(round).exclude(assignment__application__city__conflicts__user=user)
    told = reviews.values("assignment__reviewer").annotate(count=Count("pk"), mean=Avg("total"))
    return {row["assignment__reviewer"]: (row["count"], row["mean"]) for row in told}


def _way(severity: float, limit: float) -> str:
    if abs(severity) < limit:
        return _("As the others")
    return _("Stricter than the others") if severity < 0 else _("More generous than the others")


def shown_on(calibration: Calibration | None) -> Scale:
    return scale(calibration.low, calibration.high) if calibration else scale(1, 5)
