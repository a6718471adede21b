"""Rows of the staff lists as plain strings: dates and names are formatted once a distinct value, not once a row."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application, InterestForm
from applications.services.bulk import desks_of
from cda_portal.accounts.countries import country_name
from cda_portal.core import moments
from cda_portal.core.models import Desk

# Which class of tag a flag wears: (bad) is for what is late, (warn) for what waits for somebody.
STATUS_TAGS = {"withdrawn": "mute", "declined": "mute", "draft": "mute"}


def application_rows(applications: Iterable[Application]) -> list[dict[str, Any]]:
    row, day = _row_writer(applications := list(applications), Application.Status), _day_writer()
    base = reverse("applications:staff-application", args=["REF"])
    return [
        {
            **row(one, one.city.population),
            "href": base.replace("REF", one.reference),
            "reference": one.reference,
            "when": day(one.submitted_at) if one.submitted_at else "",
            "flags": _flags(one, late=one.late),
        }
        for one in applications
    ]


def form_rows(forms: Iterable[InterestForm]) -> list[dict[str, Any]]:
    row, day = _row_writer(forms := list(forms), InterestForm.Status), _day_writer()
    base = reverse("applications:staff-form", args=[0])
    return [
        {
            **row(one, one.population),
            "href": base.replace("/0/", f"/{one.pk}/"),
            "when": day(one.received_at),
            "flags": _flags(one, objected=one.office_objected_at is not None, near=one.near_misses),
        }
        for one in forms
    ]


def _row_writer(rows: list[Any], statuses: Any) -> Callable[[Any, int | None], dict[str, Any]]:
    """What both lists say of a row: its city, its status and its desk."""
    kept, place, status = desks_of(rows), _country_writer(), _labels(statuses)

    def write(one: Any, population: int | None) -> dict[str, Any]:
        return {
            "pk": one.pk,
            "city": one.city.name,
            "region": one.city.region,
            "country": place(one.city.country),
            "population": number_format(population, force_grouping=True) if population else "",
            "language": one.language,
            "status": status[one.status],
            "mute": STATUS_TAGS.get(one.status, ""),
            **_kept(kept.get(one.pk)),
        }

    return write


def _kept(desk: Desk | None) -> dict[str, Any]:
    """What the row says of its desk: the owner's name, and the tags."""
    if desk is None:
        return {"owner": "", "tags": []}
    return {"owner": str(desk.owner) if desk.owner else "", "tags": desk.tags}


def _flags(
    one: Any, *, late: bool = False, objected: bool = False, near: Collection[str] = ()
) -> list[tuple[str, str]]:
    flags = []
    if objected:
        flags.append(("bad", _("Mayor’s office objects")))
    if late:
        flags.append(("bad", _("Late")))
    if one.has_open_question:
        flags.append(("warn", _("Question open")))
    if one.findings.get("population") == "below":
        flags.append(("warn", _("Population near")) if "population" in near else ("", _("Population below")))
    if one.findings.get("mandate") == "below":
        flags.append(("warn", _("Mandate near")) if "mandate" in near else ("", _("Mandate below")))
    return flags


def _labels(choices: Any) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def _day_writer() -> Any:
    known: dict[str, str] = {}

    def write(instant: datetime) -> str:
        key = f"{instant:%Y%m%d}"
        if key not in known:
            known[key] = moments.short_day(instant.astimezone(UTC).date())
        return known[key]

    return write


def _country_writer() -> Any:
    language = get_language() or "en"

    @cache
    def write(code: str) -> str:
        return country_name(code, language)

    return write
