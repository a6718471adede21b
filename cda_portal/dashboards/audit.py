"""The records of acts as the audit page lists them: narrowed, without what the reader must not see, in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications import history
from cda_portal.accounts.models import CityMember, RoleGrant, User
from cda_portal.core import audit, registry
from cda_portal.core.exports import BATCH, Cell, Column, Table
from cda_portal.core.models import Change
from cda_portal.core.templatetags.text import short_moment
from cda_portal.core.text import fold
from cda_portal.core.widgets import PlainSelect
from cda_portal.notifications.models import Message

MAILS = dict(Message.Status.choices)
ROLES = {**dict(CityMember.Role.choices), **dict(RoleGrant.Role.choices)}
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def kinds() -> list[registry.Audited]:
    return [kind for audited in registry.contributions("audited") for kind in audited()]


class AuditFilters(forms.Form):
    """The page's address: what cannot be read counts as not given."""

    person = forms.CharField(label=_("Who did it"), max_length=100, required=False)
    act = forms.ChoiceField(label=_("Act"), required=False, widget=PlainSelect)
    kind = forms.ChoiceField(label=_("About"), required=False, widget=PlainSelect)
    object = forms.CharField(label=_("Name or reference"), max_length=100, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DAY, input_formats=["%Y-%m-%d", "%d/%m/%Y"])
    until = forms.DateField(label=_("To"), required=False, widget=DAY, input_formats=["%Y-%m-%d", "%d/%m/%Y"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(key(kind), str(kind.label)) for kind in kinds()]
        acts = [(act, str(label)) for act, label in audit.labels().items()]
        for name, every, choices in (("act", _("All acts"), acts), ("kind", _("Everything"), named)):
            ordered = sorted(choices, key=lambda pair: fold(pair[1]))
            self.fields[name].choices = [("", every), *ordered]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def key(kind: registry.Audited) -> str:
    return kind.model._meta.label_lower


def listed(user: User, chosen: dict[str, Any]) -> QuerySet[Change]:
    """Records that this person may see, the latest first; `chosen` as AuditFilters cleans it, days in the active zone."""
    rows = Change.objects.select_related("by", "object_type").order_by("-at", "-pk")
    for hidden in registry.contributions("hidden_changes"):
        rows = rows.exclude(hidden(user))
    if "person" in chosen:
        rows = rows.filter(by__in=User.objects.matching(chosen["person"]).values("pk"))
    if "act" in chosen:
        rows = rows.filter(act=chosen["act"])
    if "since" in chosen:
        rows = rows.filter(at__gte=_midnight(chosen["since"]))
    if "until" in chosen:
        rows = rows.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    return _about(rows, chosen.get("kind", ""), chosen.get("object", ""))


def _about(rows: QuerySet[Change], asked: str, text: str) -> QuerySet[Change]:
    meant = [kind for kind in kinds() if not asked or key(kind) == asked]
    if asked:
        rows = rows.filter(object_type__in=[ContentType.objects.get_for_model(kind.model) for kind in meant])
    if not text:
        return rows
    wanted = Q(pk__in=[])
    for kind in meant:
        if ids := kind.find(text):
            wanted |= Q(object_type=ContentType.objects.get_for_model(kind.model), object_id__in=ids)
    return rows.filter(wanted)


def _midnight(day: Any) -> datetime:
    return make_aware(datetime.combine(day, time.min), get_current_timezone())


def lines(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """In the reader's words and zone: a query for each kind of object on the page."""
    changes = list(changes)
    names = _names(changes)
    labels = {ContentType.objects.get_for_model(kind.model).pk: kind.label for kind in kinds()}
    return [
        {
            "when": short_moment(change.at),
            "by": str(change.by) if change.by else _("The portal"),
            "act": audit.label(change.act),
            "moved": " → ".join(filter(None, (_word(change, change.source), _word(change, change.target)))),
            "kind": labels.get(change.object_type_id, change.object_type.name),
            "name": names.get((change.object_type_id, change.object_id), (f"#{change.object_id}", ""))[0],
            "href": names.get((change.object_type_id, change.object_id), ("", ""))[1],
            "why": change.why,
        }
        for change in changes
    ]


def _names(changes: list[Change]) -> dict[tuple[int, int], tuple[str, str]]:
    wanted: dict[int, set[int]] = defaultdict(set)
    for change in changes:
        wanted[change.object_type_id].add(change.object_id)
    found = {}
    for kind in kinds():
        pk = ContentType.objects.get_for_model(kind.model).pk
        if pk in wanted:
            found.update({(pk, one): named for one, named in kind.named(wanted[pk]).items()})
    return found


def _word(change: Change, value: str) -> str:
    """A status or a role in words. Ids say nothing to a reader."""
    if value.isdigit():
        return ""
    if change.object_type.model_class() is Message:
        return str(MAILS.get(value, value))
    return str(ROLES.get(value, history.status_label(change, value)))


def table(user: User, filters: QueryDict, option: bool) -> Table:
    """The list as a sheet, with the filters of its address: called by a worker."""
    keys = list(listed(user, AuditFilters(filters).chosen).values_list("pk", flat=True))
    labels = [_("Act"), _("About"), _("Name"), _("Who"), _("When (UTC)"), pgettext_lazy("noun", "Change"), _("Reason")]
    return Table([Column(str(label), 24) for label in labels], len(keys), _sheet(keys))


def _sheet(keys: list[int]) -> Iterator[list[list[Cell]]]:
    for start in range(0, len(keys), BATCH):
        found = Change.objects.select_related("by", "object_type").in_bulk(keys[start : start + BATCH])
        changes = [found[key] for key in keys[start : start + BATCH] if key in found]
        yield [
            [line["act"], str(line["kind"]), line["name"], str(line["by"]), change.at, line["moved"], line["why"]]
            for line, change in zip(lines(changes), changes, strict=True)
        ]
