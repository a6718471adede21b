"""The sheet of cities, as the page of cities lists them; a worker writes it, see applications/exports.py."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from applications import cities as reading
from applications.exports import batches
from applications.forms.cities import CityFilters
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import City, User
from cda_portal.core.exports import Cell, Column, Table


def cities(user: User, filters: QueryDict, option: bool) -> Table:
    """One row a city by name; a filter that cannot be read leaves none."""
    narrow = CityFilters(filters, queryset=reading.listed(user), request=SimpleNamespace(user=user))
    rows = narrow.qs if narrow.is_valid() else City.objects.none()
    keys = list(rows.values_list("pk", flat=True))
    columns = [
        Column(_("City"), 24),
        Column(_("Names it had"), 24),
        Column(_("Region"), 24),
        Column(_("Country"), 16),
        Column(_("Population"), 12),
        Column(_("Year of that figure"), 10),
        Column(pgettext("information", "Source"), 24),
        Column(_("Lead"), 24),
        Column(_("Forms"), 10),
        Column(_("Applications"), 10),
    ]
    return Table(columns, len(keys), _batches(user, keys))


def _batches(user: User, keys: list[int]) -> Iterator[list[list[Cell]]]:
    """One query each."""
    language, names = get_language() or "en", dict[str, str]()
    for batch in batches(keys):
        found: dict[int, Any] = reading.listed(user).in_bulk(batch)
        rows = [found[key] for key in batch if key in found]
        names.update({one.country: country_name(one.country, language) for one in rows if one.country not in names})
        yield [_row(one, names[one.country]) for one in rows]


def _row(city: Any, country: str) -> list[Cell]:
    return [
        city.name,
        "\n".join(city.former_names),
        city.region,
        country,
        city.population,
        city.population_year,
        city.population_source,
        city.lead_name or "",
        city.form_count or 0,
        city.application_count or 0,
    ]
