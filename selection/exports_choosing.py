"""The sheets of choosing a cohort: the cards of a scenario, and decisions, whose every look before release is recorded."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from applications.exports import batches
from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core.exports import Cell, Table
from selection import cards
from selection.exports import Country, columns, countries, number
from selection.forms.decisions import FilterForm
from selection.models import Decision, Outcome, Release, Scenario
from selection.services import decisions as deciding

OUTCOMES = list(Outcome.values)


def scenario(user: User, filters: QueryDict, option: bool) -> Table:
    """One row a card: seats, the waiting list in its order, then the rest by place. All of it at once: it is one page."""
    found = Scenario.objects.visible_to(user).select_related("call").filter(pk=number(filters, "scenario")).first()
    listed = cards.board(found, user).all() if found else []
    people = {card.item.by_id for card in listed if card.item.by_hand and card.item.by_id}
    names = {one.pk: str(one) for one in User.objects.filter(pk__in=people)}
    country = countries()
    rows = [_card(card, names, country) for card in listed]
    heads = columns(
        (_("Decision"), 16), (_("Number on the waiting list"), 10), (_("Place"), 8), (_("Ranks"), 10),
        (_("Calibrated"), 12), (_("Reference"), 16), (_("City"), 24), (_("Country"), 16), (_("Language"), 10),
        (_("Residents"), 12), (_("Themes"), 24), (_("Months of the mandate left"), 10), (_("Withdrawn"), 10),
        (_("By hand"), 10), (_("Reason"), 40), (_("Changed by"), 24), (_("Changed (UTC)"), 20),
    )  # fmt: skip
    return Table(heads, len(rows), [rows[start : start + 500] for start in range(0, len(rows), 500)])


def _card(card: cards.Card, names: dict[int, str], country: Country) -> list[Cell]:
    item: Any = card.item
    profile = card.profile
    return [
        item.get_outcome_display(),
        card.number,
        card.place,
        card.band,
        None if item.calibrated is None else round(item.calibrated, 4),
        card.reference,
        card.city,
        country(profile.country),
        profile.language,
        profile.population,
        card.themes,
        profile.months,
        _("Yes") if card.withdrawn else _("No"),
        _("Yes") if item.by_hand else _("No"),
        item.why,
        names.get(item.by_id, "") if item.by_hand else "",
        item.at if item.by_hand else None,
    ]


def decisions(user: User, filters: QueryDict, option: bool) -> Table:
    """One row a decision as the page shows it with its filters. Taking those that are not released is recorded."""
    release = Release.objects.visible_to(user).filter(pk=number(filters, "release")).first()
    rows = Decision.objects.visible_to(user).filter(release=release)
    if release:
        deciding.note_view(release, "export", by=user)
    form = FilterForm(filters)
    kept = form.rows(rows).select_related("application__city")
    if not form.is_valid():
        kept = rows.none()
    if form.cleaned_data.get("missing"):
        missing = [one.pk for one in kept.select_related("application") if deciding.lacks_feedback(one)]
        kept = kept.filter(pk__in=missing)
    listed = kept.values_list("pk", "outcome", "rank", "application__city__name_folded")
    ordered = sorted(listed, key=lambda row: (OUTCOMES.index(row[1]), row[2] or 0, row[3], row[0]))
    keys, languages = [row[0] for row in ordered], list(settings.LANGUAGE_NAMES.items())
    heads = columns(
        (_("Reference"), 16), (_("City"), 24), (_("Country"), 16), (_("Language"), 10), (_("Decision"), 16),
        (_("Number on the waiting list"), 10), (_("Reason"), 40), (_("Status"), 16), (_("Moved up (UTC)"), 20),
        *((_("Feedback (%(language)s)") % {"language": name}, 40) for _code, name in languages),
    )  # fmt: skip
    return Table(heads, len(keys), _decisions(rows, keys, rows.numbers(), [code for code, _name in languages]))


def _decisions(
    rows: QuerySet[Decision], keys: list[int], numbers: dict[int, int], languages: list[str]
) -> Iterator[list[list[Cell]]]:
    """One query a batch. Numbers on the waiting list are counted among those that this person may see."""
    country, statuses = countries(), {value: str(label) for value, label in Application.Status.choices}
    for batch in batches(keys):
        found = rows.select_related("application__city").in_bulk(batch)
        yield [_decision(found[pk], numbers.get(pk), languages, statuses, country) for pk in batch if pk in found]


def _decision(
    one: Decision, number: int | None, languages: list[str], statuses: dict[str, str], country: Country
) -> list[Cell]:
    application, city = one.application, one.application.city
    return [
        application.reference,
        city.name,
        country(city.country),
        application.language,
        one.get_outcome_display(),
        number,
        one.reason,
        statuses[application.status],
        one.moved_up_at,
        *(one.feedback.get(code, "") for code in languages),
    ]
