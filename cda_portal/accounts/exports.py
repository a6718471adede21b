"""The sheet of people and what each may do, as the page of people lists them; a worker writes it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cda_portal.accounts.models import City, CityMember, RoleGrant, User
from cda_portal.accounts.models.user import active
from cda_portal.accounts.people_forms import PeopleFilters
from cda_portal.core.exports import BATCH, Cell, Column, Table


def listed(user: User) -> QuerySet[User]:
    """Everybody with an account by name, with the roles of today; cities that this reader may not see are left out."""
    seen = City.objects.visible_to(user)
    acting = CityMember.objects.active().filter(city__in=seen).select_related("city").order_by("since", "pk")
    return (
        User.objects.order_by("full_name_folded", "pk")
        .prefetch_related(Prefetch("grants", RoleGrant.objects.filter(active()).order_by("since", "pk"), "held"))
        .prefetch_related(Prefetch("memberships", acting, "acting"))
    )


def people(user: User, filters: QueryDict, option: bool) -> Table:
    """One row a person; a filter that cannot be read leaves nobody, and never everybody."""
    narrow = PeopleFilters(filters, queryset=listed(user), request=SimpleNamespace(user=user))
    rows = narrow.qs if narrow.is_valid() else User.objects.none()
    keys = list(rows.values_list("pk", flat=True))
    columns = [
        Column(_("Name"), 28),
        Column(_("E-mail address"), 32),
        Column(_("Language"), 10),
        Column(_("Programme roles"), 24),
        Column(_("Roles in cities"), 40),
        Column(_("Account"), 12),
        Column(_("Last sign-in (UTC)"), 20),
        Column(_("Account since (UTC)"), 20),
    ]
    return Table(columns, len(keys), _batches(user, keys))


def _batches(user: User, keys: list[int]) -> Iterator[list[list[Cell]]]:
    """Three queries each."""
    for start in range(0, len(keys), BATCH):
        found: dict[int, Any] = listed(user).in_bulk(keys[start : start + BATCH])
        yield [_row(found[key]) for key in keys[start : start + BATCH] if key in found]


def _row(person: Any) -> list[Cell]:
    return [
        person.full_name,
        person.email,
        person.language,
        "\n".join(str(grant.get_role_display()) for grant in person.held),
        "\n".join(f"{member.get_role_display()}, {member.city}" for member in person.acting),
        pgettext("account", "Open") if person.is_active else pgettext("account", "Closed"),
        person.last_login,
        person.date_joined,
    ]
