"""What can be done to many rows of a staff list at once: its words, what it asks for, and who does it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from applications import services
from applications.forms import bulk as typed
from applications.models import InterestForm
from applications.services import bulk, desk
from applications.services.bulk import Outcome
from cda_portal.accounts.models import User

Run = Callable[[list[Any], dict[str, Any], User], Outcome]


@dataclass(frozen=True)
class Act:
    key: str
    label: str | Promise  # in the list's menu
    button: Any  # of the confirmation, a plural with %(count)d
    form: type[forms.Form]
    run: Run
    happens: str | Promise  # what the confirmation says will happen
    ready: Callable[[Any], bool] = lambda row: True  # whether it will not be skipped, as far as the row tells
    danger: bool = False
    undo: bool = False
    tags: bool = False  # it asks for a tag


def _invite(rows: list[Any], typed: dict[str, Any], by: User) -> Outcome:
    return bulk.on_each(rows, lambda form: services.invite(form, by=by))


def _decline(rows: list[Any], typed: dict[str, Any], by: User) -> Outcome:
    return bulk.on_each(rows, lambda form: services.decline(form, typed["message"], by=by))


def _owner(rows: list[Any], typed: dict[str, Any], by: User) -> Outcome:
    return bulk.set_owner(rows, typed["owner"], by=by)


def _tag(rows: list[Any], typed: dict[str, Any], by: User) -> Outcome:
    return bulk.set_tag(rows, typed["tag"], by=by)


def _untag(rows: list[Any], typed: dict[str, Any], by: User) -> Outcome:
    return bulk.set_tag(rows, desk.clean_tag(typed["tag"]), by=by, remove=True)


def _day(rows: list[Any], typed: dict[str, Any], by: User) -> Outcome:
    return bulk.on_each(rows, lambda row: desk.follow_up(row, typed["follow_up_on"], by=by))


def _waits(form: InterestForm) -> bool:
    return form.status == InterestForm.Status.RECEIVED


DESK = [
    Act(
        "owner",
        gettext_lazy("Set the owner"),
        ngettext_lazy("Set the owner of %(count)d", "Set the owner of %(count)d", "count"),
        typed.BulkOwnerForm,
        _owner,
        gettext_lazy("Nobody is sent a mail. You can undo it on the next page."),
        undo=True,
    ),
    Act(
        "tag",
        gettext_lazy("Add a tag"),
        ngettext_lazy("Add the tag to %(count)d", "Add the tag to %(count)d", "count"),
        typed.BulkTagForm,
        _tag,
        gettext_lazy("Nobody is sent a mail. You can undo it on the next page."),
        undo=True,
        tags=True,
    ),
    Act(
        "untag",
        gettext_lazy("Remove a tag"),
        ngettext_lazy("Remove the tag from %(count)d", "Remove the tag from %(count)d", "count"),
        typed.BulkTagForm,
        _untag,
        gettext_lazy("Nobody is sent a mail. You can undo it on the next page."),
        undo=True,
        tags=True,
    ),
    Act(
        "follow-up",
        gettext_lazy("Set the follow-up day"),
        ngettext_lazy("Set the day for %(count)d", "Set the day for %(count)d", "count"),
        typed.BulkDayForm,
        _day,
        gettext_lazy("Nobody is sent a mail. On that day the owner finds them on the home page."),
    ),
]
DECISIONS = [
    Act(
        "invite",
        gettext_lazy("Invite to apply"),
        ngettext_lazy("Invite %(count)d city", "Invite %(count)d cities", "count"),
        typed.NothingForm,
        _invite,
        gettext_lazy("Each sender gets a mail, leads the city’s application, and finds it as a draft."),
        ready=_waits,
    ),
    Act(
        "decline",
        gettext_lazy("Decline"),
        ngettext_lazy(
            "Decline %(count)d form and tell the city", "Decline %(count)d forms and tell the cities", "count"
        ),
        typed.BulkDeclineForm,
        _decline,
        gettext_lazy("Each sender gets a mail with these words. You can reopen each form later."),
        ready=_waits,
        danger=True,
    ),
]
ACTS: dict[str, list[Act]] = {"form": [*DECISIONS, *DESK], "application": DESK}


def act_of(kind: str, key: str) -> Act | None:
    return next((act for act in ACTS[kind] if act.key == key), None)


def said(outcome: Outcome) -> str:
    """How many were done."""
    return ngettext("%(count)d row is done.", "%(count)d rows are done.", outcome.done) % {"count": outcome.done}


def said_of_skipped(outcome: Outcome) -> Iterable[str]:
    """Why the others were not, with the first of their cities."""
    for reason, cities in outcome.skipped.items():
        names = ", ".join(cities[:5]) + ("…" if len(cities) > 5 else "")
        words = ngettext("%(count)d row was left as it was", "%(count)d rows were left as they were", len(cities))
        yield _("%(rows)s (%(cities)s): %(reason)s") % {
            "rows": words % {"count": len(cities)},
            "cities": names,
            "reason": reason,
        }
