"""What the page of a scenario prints: figures, lists, what the cohort is made of, the last change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cda_portal.accounts.models import User
from selection import cards, meters
from selection.cards import Board, Card
from selection.models import Outcome, Scenario, ScenarioMove
from selection.services import composing
from selection.services.composing import FREE

UP, DOWN = "up", "down"
TITLES: dict[str, str | Promise] = {
    Outcome.SELECT: gettext_lazy("Put %(city)s in a seat"),
    Outcome.WAITLIST: gettext_lazy("Put %(city)s on the waiting list"),
    Outcome.DECLINE: gettext_lazy("Decline %(city)s"),
    FREE: gettext_lazy("Let the search place %(city)s"),
    UP: gettext_lazy("Move %(city)s up the waiting list"),
    DOWN: gettext_lazy("Move %(city)s down the waiting list"),
}
OPTIONS: dict[str, str | Promise] = {
    Outcome.SELECT: gettext_lazy("Seat"),
    Outcome.WAITLIST: gettext_lazy("Waiting list"),
    Outcome.DECLINE: gettext_lazy("Decline"),
    UP: gettext_lazy("Up"),
    DOWN: gettext_lazy("Down"),
    FREE: gettext_lazy("Leave to the search"),
}
PLACES: dict[str, str | Promise] = {
    Outcome.SELECT: gettext_lazy("in a seat"),
    Outcome.WAITLIST: gettext_lazy("waiting list"),
    Outcome.DECLINE: gettext_lazy("declined"),
    FREE: gettext_lazy("left to the search"),
}

TAGS: dict[str, str] = {Outcome.SELECT: "go", Outcome.WAITLIST: "open", Outcome.DECLINE: "mute"}


@dataclass(frozen=True)
class Column:
    """One of the three lists."""

    outcome: str
    label: str
    empty: str
    rows: list[tuple[Card, str, str, SafeString]]


def columns(scenario: Scenario, board: Board) -> list[Column]:
    # Addresses and menus are made once: a tag for each of sixty cards costs more than all that is read of them.
    where = _Where(scenario)
    return [
        _column(where, Outcome.SELECT, _("In seats"), _("No city is in a seat."), board.seated),
        _column(where, Outcome.WAITLIST, _("Waiting list"), _("Nobody waits."), board.waiting, UP, DOWN),
        _column(where, Outcome.DECLINE, pgettext("decisions", "Declined"), _("No city is declined."), board.declined),
    ]


class _Where:
    """The address of an application and of the page that moves its card."""

    def __init__(self, scenario: Scenario) -> None:
        self.read = reverse("applications:staff-application", args=["REF"])
        self.move = reverse("selection:scenario-move", args=[scenario.pk, 0])

    def of(self, card: Card) -> tuple[str, str]:
        return self.read.replace("REF", card.reference), self.move.replace("/cards/0/", f"/cards/{card.pk}/")


def _column(where: _Where, outcome: str, label: str, empty: str, found: list[Card], *more: str) -> Column:
    """The first option is what is done most often from there."""
    to = [(one, OPTIONS[one]) for one in (*more, *(one for one in Outcome.values if one != outcome))]
    menu = _menu([*to, (outcome, _("Keep it here"))])
    by_hand = _menu([*to, (FREE, OPTIONS[FREE])])
    return Column(
        outcome, label, empty, [(card, *where.of(card), by_hand if card.item.by_hand else menu) for card in found]
    )


def _menu(options: list[tuple[str, Any]]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', options)


def board_context(scenario: Scenario, board: Board, user: User, themes: dict[str, str]) -> dict[str, Any]:
    """What `_composing_board.html` prints; the caller has loaded call and constraints."""
    last = last_change(scenario, user)
    return {
        "columns": columns(scenario, board),
        **made_of(scenario, [card.profile for card in board.seated], themes),
        "waiting": len(board.waiting),
        "declined": len(board.declined),
        "last": last,
    }


def made_of(scenario: Scenario, seated: Sequence[meters.Profile], themes: dict[str, str]) -> dict[str, Any]:
    """How many are in seats, whether seats and coaches are enough for them, and what they are, beside the wishes."""
    counted, there = meters.count(seated), len(seated)
    return {
        "seated": there,
        "over": there > scenario.seats,
        "uncoached": there - scenario.coaching if scenario.coaching is not None and there > scenario.coaching else 0,
        "made_of": cards.made_of(counted, themes),
        "wishes": cards.wishes(scenario.constraints.all(), counted, themes),
    }


def last_change(scenario: Scenario, user: User) -> dict[str, Any] | None:
    """The change that an undo takes back, where it is one that this person may see."""
    version = composing.undoable(scenario)
    moves = scenario.moves.visible_to(user).filter(version=version or 0)
    rows = lines(moves.select_related("application__city", "by")) if version else []
    return {"rows": rows[:3], "more": max(0, len(rows) - 3)} if rows else None


def lines(moves: Any) -> list[dict[str, Any]]:
    """Moves in words; the caller has loaded their cities and people."""
    return [_line(move) for move in moves]


def _line(move: ScenarioMove) -> dict[str, Any]:
    how = _("undone") if move.undoes else "" if move.by_hand else _("best set")
    return {
        "city": move.application.city.name,
        "text": _("%(source)s → %(target)s") % {"source": place(move.source), "target": place(move.target)},
        "how": how,
        "why": move.why,
        "by": str(move.by),
        "at": move.at,
    }


def place(told: str) -> str:
    """Where a card was or is; a place on the waiting list goes unnamed, as it counts cities that not all may see."""
    return str(PLACES[told.partition(" ")[0]])


def beside(board: Board, card: Card, to: str) -> tuple[str, int | None]:
    """What "up" and "down" mean for this reader: before the one above, or after the one below."""
    if to not in (UP, DOWN):
        return to, None
    line = [one.pk for one in board.waiting]
    at = line.index(card.pk) if card.pk in line else len(line)
    others = [pk for pk in line if pk != card.pk]
    behind = others[max(0, at - 1) :] if to == UP else others[at + 1 :]
    return Outcome.WAITLIST, next(iter(behind), None)


def differing(boards: Iterable[Board]) -> list[dict[str, Any]]:
    """The cities that not all of the scenarios place alike, by their place; "" where one has no such card."""
    boards = list(boards)
    by_board = [{card.pk: card for card in board.all()} for board in boards]
    rows = []
    for pk in dict.fromkeys(pk for found in by_board for pk in found):
        placed = [_placed(found.get(pk)) for found in by_board]
        if len(set(placed)) > 1:
            card = next(found[pk] for found in by_board if pk in found)
            rows.append({"city": card.city, "where": card.where, "place": card.place or 9999, "placed": placed})
    return sorted(rows, key=lambda row: row["place"])


def _placed(card: Card | None) -> str:
    if card is None:
        return ""
    return f"{place(card.outcome)} {card.number}" if card.number else place(card.outcome)


def meters_beside(boards: Iterable[Board], themes: dict[str, str]) -> list[dict[str, Any]]:
    """How many cities in seats have what, scenario by scenario: only values of which the numbers differ."""
    counts = [meters.count(card.profile for card in board.seated) for board in boards]
    rows = []
    for dimension in meters.DIMENSIONS:
        for value in cards.in_order(dimension, sum((one[dimension] for one in counts), Counter()), themes):
            numbers = [counted[dimension][value] for counted in counts]
            if len(set(numbers)) > 1:
                label = cards.label_of(dimension, value, themes)
                rows.append({"dimension": cards.DIMENSIONS[dimension], "label": label, "numbers": numbers})
    return rows
