"""The cards of a scenario as one member of staff may see them, and what the cohort on them is made of.

Cities that the reader conflicts with are not there, and neither counts nor places show that they are missing.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, Func, JSONField, Prefetch, Q, QuerySet, Value
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.models import Application, Call, Submission
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import MayorTerm, User
from cda_portal.core.models import Theme
from cda_portal.core.text import fold, say
from selection import meters
from selection.models import Constraint, Decision, Outcome, Scenario, ScenarioItem, Standing

LANGUAGES = dict(settings.LANGUAGES)
PATH = '$.answers[*] ? (@.question == "wwc_status").value'
# Of sixty cards no more than this: a city, its form and its application have long texts.
READ = [
    *("scenario", "application", "outcome", "rank", "by_hand", "why", "by", "at"),
    *(f"application__{name}" for name in ("status", "reference", "language", "city", "form")),
    *(f"application__city__{name}" for name in ("name", "country", "population", "wwc_status")),
    "application__form__id",
]
DIMENSIONS: dict[str, str | Promise] = dict(Constraint.Dimension.choices)
# What is counted of an application beside its own row, for anything that has one.
COUNTED = [
    Prefetch("application__city__terms", MayorTerm.objects.order_by().only("city", "start", "end")),
    Prefetch("application__form__themes", Theme.objects.order_by("position", "key")),
]


@dataclass(frozen=True)
class Card:
    """One application. `place` and `band` count what the reader may see; `number` is the place on the waiting list."""

    item: ScenarioItem
    profile: meters.Profile
    city: str
    where: str
    about: str
    themes: str
    place: int | None
    band: str
    score: str
    number: int | None = None

    @property
    def pk(self) -> int:
        return self.item.application_id

    @property
    def reference(self) -> str:
        return self.item.application.reference

    @property
    def outcome(self) -> str:
        return self.item.outcome

    @property
    def withdrawn(self) -> bool:
        return self.item.application.status == Application.Status.WITHDRAWN


@dataclass
class Board:
    """The three lists, by place; the waiting list by its order."""

    seated: list[Card] = field(default_factory=list)
    waiting: list[Card] = field(default_factory=list)
    declined: list[Card] = field(default_factory=list)

    def all(self) -> list[Card]:
        return [*self.seated, *self.waiting, *self.declined]

    def card(self, pk: int) -> Card | None:
        return next((card for card in self.all() if card.pk == pk), None)


def items_of(scenario: Scenario) -> QuerySet[ScenarioItem]:
    """Every card with what is shown and counted of it; callers narrow it to what somebody may see."""
    own = FilteredRelation("application__standings", condition=Q(application__standings__round=scenario.round_id))
    standing = {name: F(f"own__{name}") for name in ("place", "calibrated", "rank_low", "rank_high")}
    rows = scenario.items.annotate(own=own).annotate(**standing)
    rows = rows.select_related("application__city", "application__form").prefetch_related(*COUNTED).only(*READ)
    return rows.order_by(F("place").asc(nulls_last=True), "pk")


def profiles(call: Call, items: Iterable[ScenarioItem | Decision]) -> dict[int, meters.Profile]:
    """By application. The caller has loaded each application's city and form, and what is COUNTED."""
    applications = [item.application for item in items]
    levels = _levels(applications)
    return {one.pk: _profile(call, one, levels) for one in applications}


def _profile(call: Call, application: Application, levels: dict[int, str]) -> meters.Profile:
    city = application.city
    terms = [(term.start, term.end) for term in city.terms.all()]
    return meters.Profile(
        country=city.country,
        language=application.language,
        population=city.population,
        themes=tuple(theme.key for theme in _themes(application)),
        months=meters.months_left(terms, call.programme_start),
        level=city.wwc_status or levels.get(application.pk, ""),
    )


def _themes(application: Application) -> list[Theme]:
    return list(application.form.themes.all()) if application.form else []


def _levels(applications: Iterable[Application]) -> dict[int, str]:
    """What cities wrote about their What Works Cities level, where staff keep none: of the submission that counts."""
    asked = [one.pk for one in applications if not one.city.wwc_status]
    if not asked:
        return {}
    answer = Func(
        F("snapshot"),
        Value(PATH),
        function="jsonb_path_query_first",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )
    rows = Submission.objects.filter(application__in=asked).order_by("application", "late", "-number")
    found = rows.distinct("application").annotate(said=answer)
    return {pk: said for pk, said in found.values_list("application", "said") if isinstance(said, str)}


# ---- as somebody reads it


def board(scenario: Scenario, user: User) -> Board:
    """The lists as this person may see them."""
    items = list(items_of(scenario).visible_to(user))  # type: ignore[attr-defined]
    known = profiles(scenario.call, items)
    hidden = _hidden_places(scenario, user)
    line = {item.pk: at for at, item in enumerate(sorted(filter(_rank, items), key=_rank), start=1)}
    write = _writer()
    cards = [write(item, known[item.application_id], hidden, line.get(item.pk)) for item in items]
    found = Board()
    lists = {Outcome.SELECT: found.seated, Outcome.WAITLIST: found.waiting, Outcome.DECLINE: found.declined}
    for card in cards:
        lists[Outcome(card.outcome)].append(card)
    found.waiting.sort(key=lambda card: card.number or 0)
    return found


def _rank(item: ScenarioItem) -> int:
    return item.rank or 0


def _hidden_places(scenario: Scenario, user: User) -> list[int]:
    """Places in the ranking of cities that this person may not see, ascending: they are counted out."""
    return Standing.objects.filter(round=scenario.round_id).hidden_places(user)


def _writer() -> Any:
    language = get_language() or "en"
    countries: dict[str, str] = {}

    def write(item: Any, profile: meters.Profile, hidden: list[int], number: int | None) -> Card:
        country = countries.setdefault(profile.country, country_name(profile.country, language))
        return Card(
            item=item,
            profile=profile,
            city=item.application.city.name,
            where=f"{country} · {LANGUAGES.get(profile.language, profile.language)}",
            about=f"{months(profile.months)} · {label_of('level', profile.values()['level'][0])}",
            themes=", ".join(say(theme.name) for theme in _themes(item.application)),
            place=_counted_out(item.place, hidden),
            band=_band(item, hidden),
            score=number_format(item.calibrated, 2) if item.calibrated is not None else "",
            number=number,
        )

    return write


def _counted_out(place: int | None, hidden: list[int]) -> int | None:
    return None if place is None else place - bisect_left(hidden, place)


def _band(item: Any, hidden: list[int]) -> str:
    if item.rank_low is None:
        return ""
    low = item.rank_low - bisect_left(hidden, item.rank_low)
    high = item.rank_high - bisect_right(hidden, item.rank_high)
    return str(low) if low >= high else f"{low}–{high}"


def months(left: int | None) -> str:
    if left is None:
        return _("End of the term not known")
    return ngettext("%(count)d month left", "%(count)d months left", left) % {"count": left}


# ---- what the cohort is made of


def label_of(dimension: str, value: str, themes: dict[str, str] | None = None) -> str:
    """A value of a dimension in the reader's words; `themes` are named by key."""
    if dimension == "country":
        return country_name(value, get_language() or "en")
    if dimension == "language":
        return LANGUAGES.get(value, value)
    if dimension == "theme":
        return (themes or {}).get(value, value)
    return str(meters.LABELS[dimension].get(value, value))


def theme_names() -> dict[str, str]:
    return {theme.key: say(theme.name) for theme in Theme.objects.all()}


def made_of(counted: dict[str, Counter[str]], themes: dict[str, str]) -> list[dict[str, Any]]:
    """Each dimension with its values and how many have them: bands in their order, the others most frequent first."""
    return [
        {
            "label": DIMENSIONS[dimension],
            "rows": [
                {"label": label_of(dimension, value, themes), "count": counted[dimension][value]}
                for value in in_order(dimension, counted[dimension], themes)
            ],
        }
        for dimension in meters.DIMENSIONS
    ]


def in_order(dimension: str, counted: Counter[str], themes: dict[str, str]) -> list[str]:
    """The values that are there: bands as they follow each other, others most frequent first."""
    if dimension in meters.LABELS:
        return [value for value in meters.LABELS[dimension] if counted[value]]
    return sorted(counted, key=lambda value: (-counted[value], fold(label_of(dimension, value, themes))))


def wishes(
    constraints: Iterable[Constraint], counted: dict[str, Counter[str]], themes: dict[str, str]
) -> list[dict[str, Any]]:
    """The constraints in words, each with how far it is from being met by the cities in seats."""
    return [
        {
            "constraint": one,
            "text": wish_text(one, themes),
            "there": counted[one.dimension][one.value],
            "missing": max(0, off),
            "excess": max(0, -off),
        }
        for one in constraints
        for off in [meters.missing(one.bound, one.number, counted[one.dimension][one.value])]
    ]


def wish_text(one: Constraint, themes: dict[str, str], number: int | None = None) -> str:
    """Such as "At least 3: Country, Colombia"; with another number where one is given."""
    return _("%(bound)s %(number)d: %(dimension)s, %(value)s") % {
        "bound": one.get_bound_display(),
        "number": one.number if number is None else number,
        "dimension": one.get_dimension_display(),
        "value": label_of(one.dimension, one.value, themes),
    }


def choices(board: Board, themes: dict[str, str]) -> list[tuple[str, str]]:
    """What a constraint can be about: dimension:value, with countries as they are on the cards."""
    on_cards = {dimension: list(counter) for dimension, counter in meters.count(c.profile for c in board.all()).items()}
    values = {
        "country": on_cards["country"],
        "language": list(LANGUAGES),
        "theme": list(themes),
        **{dimension: list(labels) for dimension, labels in meters.LABELS.items()},
    }
    return [
        (f"{dimension}:{value}", f"{DIMENSIONS[dimension]}: {label_of(dimension, value, themes)}")
        for dimension in meters.DIMENSIONS
        for value in values[dimension]
    ]
