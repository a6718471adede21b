"""Staff: one act on many rows. The list posts rows and an act, this confirms them by number and name, then it is done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications import desk, permissions
from applications.forms.bulk import RowsForm
from applications.models import Application, InterestForm
from applications.services import bulk
from applications.views.staff_acts import Act, act_of, said, said_of_skipped
from applications.views.staff_lists import LISTS, CallList, listed, plain_query
from cda_portal.accounts.models import User
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request, ticked

SHOWN = 10  # rows that the confirmation names


@require_POST
def act(request: Request, kind: str) -> HttpResponse:
    """From the list: the confirmation. From the confirmation: the act."""
    allow(permissions.can_keep_desk(request.user))
    if kind not in LISTS:
        raise Http404
    chosen = act_of(kind, request.POST.get("act", ""))
    if chosen is None:
        messages.error(request, _("Choose what to do with the rows."))
        return redirect(_back(request, kind))
    confirmed = RowsForm(request.POST) if "confirm" in request.POST else None
    ids = _ids(request, kind) if confirmed is None else confirmed.cleaned_data["rows"] if confirmed.is_valid() else []
    if len(ids) > bulk.MOST or not ids:
        messages.error(request, _too_few_or_many(len(ids)))
        return redirect(_back(request, kind))
    rows = _rows(request.user, kind, ids)
    form = chosen.form(request.POST if confirmed else None, context={"keepers": desk.keepers()})
    if confirmed is None or not form.is_valid():
        return _confirmation(request, kind, chosen, rows, form, status=422 if confirmed else 200)
    return _do(request, kind, chosen, rows, form)


def _too_few_or_many(count: int) -> str:
    if not count:
        return _("Tick at least one row.")
    return _("At most %(most)d rows can be changed at once. Narrow the list first.") % {"most": bulk.MOST}


def _back(request: Request, kind: str) -> str:
    """The list as it was left."""
    view = LISTS[kind]
    query = plain_query(QueryDict(request.POST.get("query", "")[:2000]), view.filterset_class.base_filters)
    return f"{reverse(view.page)}?{query}" if query else reverse(view.page)


def _ids(request: Request, kind: str) -> list[int]:
    """The rows that were ticked, or all that the list's filters find; one more than may be, where there are more."""
    if not request.POST.get("all"):
        return ticked(request, bulk.MOST)
    view: type[CallList] = LISTS[kind]
    query = QueryDict(request.POST.get("query", "")[:2000])
    rows = listed(view.model, request.user, query.get("call", ""))
    filters = view.filterset_class(query, queryset=rows, request=request)
    found = filters.qs if filters.is_valid() else rows.none()
    return list(found.order_by("pk").values_list("pk", flat=True)[: bulk.MOST + 1])


def _rows(user: User, kind: str, ids: list[int]) -> list[InterestForm | Application]:
    return list(desk.visible(kind, user).filter(pk__in=ids).order_by("city__name_folded", "pk"))


def _confirmation(request: Request, kind: str, act: Act, rows: list[Any], form: Any, *, status: int) -> HttpResponse:
    ready = [row for row in rows if act.ready(row)]
    context = {
        "act": act,
        "form": form,
        "ids": ",".join(str(row.pk) for row in rows),
        "count": len(ready),
        "skipped": len(rows) - len(ready),
        "names": ", ".join(str(row.city) for row in ready[:SHOWN]),
        "others": max(0, len(ready) - SHOWN),
        "button": act.button % {"count": len(ready)},
        "query": request.POST.get("query", "")[:2000],
        "back_url": _back(request, kind),
        "tags": desk.tags_in_use(request.user) if act.tags else [],
    }
    return render(request, "applications/staff_bulk.html", context, status=status)


def _do(request: Request, kind: str, act: Act, rows: list[Any], form: Any) -> HttpResponse:
    outcome = act.run(rows, form.cleaned_data, request.user)
    undo = ""
    if act.undo and outcome.before:
        set_to = form.cleaned_data["owner"].pk if form.cleaned_data.get("owner") else None
        request.session["undo"] = {
            "kind": kind,
            "act": act.key,
            "set_to": set_to,
            "tag": form.cleaned_data.get("tag", ""),
            "before": outcome.before,
            "back": _back(request, kind),
        }
        undo = reverse("applications:staff-bulk-undo")
    if outcome.done:
        messages.success(request, said(outcome), extra_tags=undo)
    for line in said_of_skipped(outcome):
        messages.warning(request, line)
    return redirect(_back(request, kind))


@require_POST
def undo(request: Request) -> HttpResponse:
    """Put back what this person's last bulk act on owners or tags changed, where it still is as that left it."""
    allow(permissions.can_keep_desk(request.user))
    done = request.session.pop("undo", None)
    if done is None:
        messages.error(request, _("There is nothing to undo any more."))
        return redirect("applications:staff-forms")
    rows = _rows(request.user, done["kind"], [int(pk) for pk in done["before"]])
    if done["act"] == "owner":
        outcome = bulk.put_owners_back(rows, done["set_to"], done["before"], by=request.user)
    else:
        outcome = bulk.set_tag(rows, done["tag"], by=request.user, remove=done["act"] == "tag")
    if outcome.done:
        messages.success(request, _("Undone."))
    for line in said_of_skipped(outcome):
        messages.warning(request, line)
    return redirect(done["back"])
