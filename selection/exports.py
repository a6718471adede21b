"""The sheets of selection that staff take away; selection/exports_translations.py has the one for translators.

A worker reads them with the rights that who asked has at that moment, five hundred rows at a time and with the same few
queries each time. Cities that they conflict with are in no row, and places are counted without them. What a reviewer
wrote for nobody else (`Review.private`) is never read.
"""

from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from applications.exports import batches, told_apart
from applications.models import Call
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import Conflict, User
from cda_portal.core.exports import Cell, Column, Table
from cda_portal.core.text import say
from selection import conflict_lists, round_board, standings
from selection.forms.ranking import RankingFilters
from selection.models import Criterion, Interview, Review, ReviewAssignment, ReviewRound, Score, Standing
from selection.services.conflicts import ENDED

Country = Callable[[str], str]


def number(filters: QueryDict, name: str) -> int:
    """An id that the address names; 0, which is nobody's, where it is none."""
    text = filters.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def rounds_of(filters: QueryDict) -> list[ReviewRound]:
    """The round that the list was asked for; all rounds of the chosen call where none is named."""
    rows = ReviewRound.objects.select_related("call")
    if "round" in filters:
        return list(rows.filter(pk=number(filters, "round")))
    return list(rows.filter(call=Call.objects.chosen(filters.get("call", ""))))


def shown_on_board(user: User, filters: QueryDict, rounds: Sequence[ReviewRound]) -> list[int] | None:
    """The applications that a round's board shows with its filter; None where it shows all."""
    show = filters.get("show", "")
    if show not in round_board.KNOWN or len(rounds) != 1:
        return None
    lines = round_board.lines(rounds[0], user)
    return [line.pk for line in round_board.shown(rounds[0], user, lines, show)]


def countries() -> Country:
    """The name of a country in the language of who asked."""
    language, names = get_language() or "en", dict[str, str]()
    return lambda code: names.setdefault(code, names.get(code) or country_name(code, language))


def columns(*named: tuple[str, int]) -> list[Column]:
    return told_apart([Column(label, width) for label, width in named])


def criteria(rounds: Sequence[ReviewRound]) -> dict[str, str]:
    """The titles of the criteria of these rounds' calls by key, in the order of the newest version that has them."""
    rows = Criterion.objects.filter(rubric__call__in={one.call_id for one in rounds})
    found: dict[str, str] = {}
    for key, title in rows.order_by("-rubric__version", "position").values_list("key", "title"):
        found.setdefault(key, say(title) or key)
    return found


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


# ---- ranking


def ranking(user: User, filters: QueryDict, option: bool) -> Table:
    """One row a ranked application, by place, as the page shows it with its filters."""
    round = next(iter(rounds_of(filters)), None)
    rows = standings.listed(round, user) if round else Standing.objects.none()
    narrow = RankingFilters(filters, rows, request=SimpleNamespace(user=user))
    rows = narrow.qs if narrow.is_valid() else rows.none()
    keys = list(rows.order_by("place").values_list("application", flat=True))
    titles = criteria([round] if round else [])
    heads = columns(
        (_("Place"), 8), (_("Ranks from"), 10), (_("Ranks to"), 10), (_("Reference"), 16), (_("City"), 24),
        (_("Country"), 16), (_("Language"), 10), (_("Calibrated"), 12), (_("Raw"), 12), (_("Interval from"), 12),
        (_("Interval to"), 12), (_("Reviews"), 10), (_("Apart"), 10), *((title, 14) for title in titles.values()),
    )  # fmt: skip
    return Table(heads, len(keys), _ranking(round, user, keys, list(titles)) if round else [])


def _ranking(round: ReviewRound, user: User, keys: list[int], titles: list[str]) -> Iterator[list[list[Cell]]]:
    country, counted = countries(), standings.places_for(round, user)
    for batch in batches(keys):
        rows = standings.listed(round, user).filter(application__in=batch).select_related("application__city")
        yield [_standing(one, counted, country, titles) for one in rows.order_by("place")]


def _standing(one: Standing, counted: standings.Places, country: Country, titles: list[str]) -> list[Cell]:
    application, city = one.application, one.application.city
    return [
        counted.place(one.place),
        counted.first(one.rank_low),
        counted.last(one.rank_high),
        application.reference,
        city.name,
        country(city.country),
        application.language,
        *(rounded(value) for value in (one.calibrated, one.raw, one.low, one.high)),
        one.reviews,
        rounded(one.spread),
        *(rounded(one.means.get(key)) for key in titles),
    ]


# ---- reviews

REVIEW = (
    "pk", "assignment__application__reference", "assignment__application__city__name",
    "assignment__application__city__country", "assignment__reviewer__full_name", "assignment__reviewer__email",
    "assignment__round", "rubric__version", "total", "for_panel", "for_city", "reading", "assignment__minutes",
    "submitted_at",
)  # fmt: skip


def reviews(user: User, filters: QueryDict, option: bool) -> Table:
    """One row a review that counts, with a column for the score of each criterion."""
    rounds = rounds_of(filters)
    rows = _counting(user).filter(assignment__round__in=rounds)
    if (chosen := shown_on_board(user, filters, rounds)) is not None:
        rows = rows.filter(assignment__application__in=chosen)
    order = ("assignment__round__opens", "assignment__application__reference", "submitted_at", "pk")
    keys = list(rows.order_by(*order).values_list("pk", flat=True))
    titles = criteria(rounds)
    heads = columns(
        (_("Reference"), 16), (_("City"), 24), (_("Country"), 16), (pgettext("column", "Reviewer"), 24), (_("Round"), 16),
        (_("Version of the rubric"), 10), *((title, 14) for title in titles.values()), (_("Total"), 10),
        (_("Comment to the panel"), 40), (_("Comment for the city"), 40), (_("Read in"), 12),
        (_("Minutes expected"), 10), (_("Sent (UTC)"), 20),
    )  # fmt: skip
    return Table(heads, len(keys), _reviews(user, keys, list(titles), {one.pk: str(one) for one in rounds}))


def _counting(user: User) -> QuerySet[Review]:
    return Review.objects.counting().exclude(assignment__application__city__conflicts__user=user)


def _reviews(user: User, keys: list[int], titles: list[str], rounds: dict[int, str]) -> Iterator[list[list[Cell]]]:
    """Two queries a batch."""
    country, reading = countries(), {value: str(label) for value, label in Review.Reading.choices}
    for batch in batches(keys):
        given: dict[int, dict[str, int]] = {}
        scores = Score.objects.filter(review__in=batch).values_list("review", "criterion__key", "value")
        for review, key, value in scores:
            given.setdefault(review, {})[key] = value
        found = {row[0]: row for row in _counting(user).filter(pk__in=batch).values_list(*REVIEW)}
        yield [_review(found[pk], given.get(pk, {}), titles, rounds, reading, country) for pk in batch if pk in found]


def _review(
    row: tuple[Any, ...],
    given: dict[str, int],
    titles: list[str],
    rounds: dict[int, str],
    reading: dict[str, str],
    country: Country,
) -> list[Cell]:
    _pk, reference, city, code, name, email, round, version, total, panel, for_city, read, minutes, sent = row
    marks = [given.get(key) for key in titles]
    head = [reference, city, country(code), name or email, rounds[round], version]
    return [*head, *marks, rounded(total), panel, for_city, reading[read], minutes, sent]


# ---- assignments


def assignments(user: User, filters: QueryDict, option: bool) -> Table:
    """One row an assignment, those that ended among them, with how far it is."""
    found = rounds_of(filters)
    rows = _assigned(user).filter(round__in=found)
    if (chosen := shown_on_board(user, filters, found)) is not None:
        rows = rows.filter(application__in=chosen)
    order = ("round__opens", "application__reference", "reviewer__full_name_folded", "pk")
    keys = list(rows.order_by(*order).values_list("pk", flat=True))
    heads = columns(
        (_("Reference"), 16), (_("City"), 24), (_("Country"), 16), (pgettext("column", "Reviewer"), 24), (_("Round"), 16),
        (_("Status"), 14), (_("Minutes expected"), 10), (_("By hand"), 10), (_("Why"), 30), (_("Assigned (UTC)"), 20),
        (_("Accepted (UTC)"), 20), (_("Opened (UTC)"), 20), (_("Due (UTC)"), 20), (_("Interview (UTC)"), 20),
        (_("Sent (UTC)"), 20), (_("Ended (UTC)"), 20), (_("Why it ended"), 30),
    )  # fmt: skip
    return Table(heads, len(keys), _assignments(user, keys))


def _assigned(user: User) -> Any:
    interview = Interview.objects.standing().filter(round=OuterRef("round"), application=OuterRef("application"))
    rows: Any = ReviewAssignment.objects.visible_to(user).clear_of_conflicts().with_due()
    return rows.annotate(meets_at=interview.values("meets_at"))


def _assignments(user: User, keys: list[int]) -> Iterator[list[list[Cell]]]:
    """One query a batch."""
    country = countries()
    for batch in batches(keys):
        rows = _assigned(user).select_related("application__city", "reviewer", "round", "review")
        found = rows.defer("review__for_panel", "review__for_city", "review__private").in_bulk(batch)
        yield [_assignment(found[pk], country) for pk in batch if pk in found]


def _assignment(one: Any, country: Country) -> list[Cell]:
    city, review = one.application.city, getattr(one, "review", None)
    ended = one.withdrawn_why or one.declined_why
    return [
        one.application.reference,
        city.name,
        country(city.country),
        str(one.reviewer),
        str(one.round),
        str(round_board.state(one)[1]),
        one.minutes,
        _("Yes") if one.by_hand else _("No"),
        one.why,
        one.at,
        one.accepted_at,
        one.opened_at,
        one.due,
        one.meets_at,
        review.submitted_at if review else None,
        one.withdrawn_at or one.declined_at,
        _("A conflict") if ended == ENDED else ended,
    ]


# ---- conflicts


def conflicts(user: User, filters: QueryDict, option: bool) -> Table:
    """One row a conflict with a city of the call; none of a city that who asked conflicts with."""
    call = Call.objects.chosen(filters.get("call", ""))
    rows = conflict_lists.declared(call, user) if call else Conflict.objects.none()
    keys = list(rows.values_list("pk", flat=True))
    heads = columns(
        (_("Who"), 24), (_("City"), 24), (_("Country"), 16), (_("Reason"), 40), (_("Declared by"), 24),
        (_("Declared (UTC)"), 20),
    )  # fmt: skip
    return Table(heads, len(keys), _conflicts(call, user, keys) if call else [])


def _conflicts(call: Call, user: User, keys: list[int]) -> Iterator[list[list[Cell]]]:
    country = countries()
    for batch in batches(keys):
        found = conflict_lists.declared(call, user).in_bulk(batch)
        yield [_conflict(found[pk], country) for pk in batch if pk in found]


def _conflict(one: Conflict, country: Country) -> list[Cell]:
    by = _("Themselves") if one.declared_by_id == one.user_id else str(one.declared_by)
    return [str(one.user), one.city.name, country(one.city.country), one.reason, by, one.at]
