"""Panels: staff make them, lay the agenda and keep notes; members who are reviewers read the agenda."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda_portal.core import clock, moments
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import panels, permissions
from selection.forms.ranking_panels import AgendaForm, PanelForm, PanelNoteForm
from selection.models import Panel, PanelItem, ReviewRound
from selection.services import ranking, ranking_panels
from selection.services.errors import NotAllowed, Stale
from selection.views.shared import call_of, page_context


def _panel(request: Request, pk: int) -> Panel:
    """The panel, for staff; whoever posts has to be allowed to keep it."""
    allow(permissions.can_see_staff_pages(request.user))
    allow(request.method == "GET" or permissions.can_set_up(request.user))
    published = Panel.objects.visible_to(request.user).filter(round__call__published_at__lte=clock.now())
    return get_object_or_404(published.select_related("round__call"), pk=pk)


def _item(request: Request, pk: int, reference: str) -> PanelItem:
    panel = _panel(request, pk)
    items = (
        PanelItem.objects.visible_to(request.user).filter(panel=panel).select_related("application__city", "note_by")
    )
    item = get_object_or_404(items, application__reference=reference)
    item.panel = panel
    return item


def _context(request: Request, call: Any, **context: Any) -> dict[str, Any]:
    return {**page_context(call, "panels"), "can_edit": permissions.can_set_up(request.user), **context}


# ---- panels of a call


@require_http_methods(["GET", "POST"])
def panel_list(request: Request, slug: str) -> HttpResponse:
    """The panels of a call, and a form for another one of its newest scored round."""
    call = call_of(request, slug)
    allow(request.method == "GET" or permissions.can_set_up(request.user))
    round = call.rounds.filter(kind__in=ranking.SCORED).order_by("-opens", "-pk").first()
    form = _form(request, round) if round and permissions.can_set_up(request.user) else None
    if form is not None and form.is_bound and form.is_valid():
        made = ranking_panels.make(round, **form.cleaned_data, by=request.user)
        messages.success(request, _("The panel is made. Lay its agenda."))
        return redirect(made)
    found = Panel.objects.filter(round__call=call).select_related("round").prefetch_related("members")
    context = _context(request, call, panels=found.order_by("meets_at", "pk"), form=form, round=round)
    return render(request, "selection/ranking_panels.html", context, status=422 if form and form.errors else 200)


def _form(request: Request, round: ReviewRound, panel: Panel | None = None) -> PanelForm:
    return PanelForm(request.POST if request.method == "POST" else None, round=round, panel=panel)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    panel = _panel(request, pk)
    allow(permissions.can_set_up(request.user))
    form = _form(request, panel.round, panel)
    if form.is_bound and form.is_valid():
        ranking_panels.change(panel, **form.cleaned_data, by=request.user)
        messages.success(request, _("The panel is changed. Lay the agenda again where members came or went."))
        return redirect(panel)
    context = _context(request, panel.round.call, panel=panel, form=form)
    return render(request, "selection/ranking_panel_change.html", context, status=422 if form.errors else 200)


# ---- one panel


@require_GET
def panel(request: Request, pk: int) -> HttpResponse:
    return _panel_page(request, _panel(request, pk))


def _panel_page(request: Request, panel: Panel, form: AgendaForm | None = None) -> HttpResponse:
    items = panels.items_for(panel, request.user)
    members = list(panel.members.order_by("full_name_folded"))
    wrong = form is not None
    context = _context(
        request,
        panel.round.call,
        panel=panel,
        members=members,
        rooms=panels.rooms(items, members),
        said=panels.said(items),
        agenda_form=form or AgendaForm(),
        form=form,
    )
    return render(request, "selection/ranking_panel.html", context, status=422 if wrong else 200)


@require_POST
def agenda(request: Request, pk: int) -> HttpResponse:
    """Lay the agenda, anew where there is one."""
    panel, form = _panel(request, pk), AgendaForm(request.POST)
    if not form.is_valid():
        return _panel_page(request, panel, form)
    try:
        ranking_panels.build(panel, form.cleaned_data["top"], form.cleaned_data["references"], by=request.user)
    except NotAllowed as error:
        form.add_error("references", str(error))
        return _panel_page(request, panel, form)
    messages.success(request, _("The agenda is laid."))
    return redirect(f"{panel.get_absolute_url()}#agenda")


@require_POST
def move(request: Request, pk: int, reference: str) -> HttpResponse:
    item = _item(request, pk, reference)
    step = -1 if request.POST.get("to") == "up" else 1
    ranking_panels.move(item, step, by=request.user, to=request.POST.get("place", ""))
    return redirect(f"{item.panel.get_absolute_url()}#{reference}")


@require_POST
def discussed(request: Request, pk: int, reference: str) -> HttpResponse:
    """Mark as discussed; the same address with `undo` takes it back."""
    item, undo = _item(request, pk, reference), "undo" in request.GET
    if ranking_panels.mark(item, not undo, by=request.user):
        address = reverse("selection:panel-item-discussed", args=[pk, reference])
        words = _("It is not marked any more.") if undo else _("%(city)s is marked as discussed.")
        extra = "" if undo else f"{address}?undo=1"
        messages.success(request, words % {"city": item.application.city}, extra_tags=extra)
    return redirect(f"{item.panel.get_absolute_url()}#{reference}")


# ---- the note


@require_http_methods(["GET", "POST"])
def item(request: Request, pk: int, reference: str) -> HttpResponse:
    """The note about one application; without a script it is saved by the button."""
    found = _item(request, pk, reference)
    form = PanelNoteForm(request.POST if request.method == "POST" else None, initial=_initial(found))
    theirs = None
    if form.is_bound and form.is_valid():
        try:
            ranking_panels.write_note(found, *_written(form), by=request.user)
            messages.success(request, _("The note is kept. Only programme staff read it."))
            return redirect(f"{found.panel.get_absolute_url()}#{reference}")
        except Stale as stale:
            theirs = stale.current
            form.data = {**form.data.dict(), "version": theirs.version}
    context = _context(request, found.panel.round.call, item=found, panel=found.panel, form=form, theirs=theirs)
    context["saved"] = _clock(found, request) if found.note_at else ""
    return render(request, "selection/ranking_panel_item.html", context, status=409 if theirs else _status(form))


def _initial(item: PanelItem) -> dict[str, Any]:
    return {"note": item.note, "version": item.version}


def _written(form: PanelNoteForm) -> tuple[str, int]:
    return form.cleaned_data["note"], form.cleaned_data["version"]


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _clock(item: PanelItem, request: Request) -> str:
    read = moments.read(item.note_at or clock.now(), request.user.time_zone)
    return read.clock if read.day == moments.read(clock.now(), request.user.time_zone).day else read.text


@require_POST
def note(request: Request, pk: int, reference: str) -> JsonResponse:
    """Autosave; the answers are those that autosave.js expects."""
    found, form = _item(request, pk, reference), PanelNoteForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": next(iter(form.errors.values()))[0]}, status=403)
    try:
        saved = ranking_panels.write_note(found, *_written(form), by=request.user)
    except Stale as stale:
        theirs = stale.current
        told = {"version": theirs.version, "theirs": theirs.note, "editor": str(theirs.note_by or "")}
        return JsonResponse({**told, "saved": _clock(theirs, request)}, status=409)
    return JsonResponse({"version": saved.version, "saved": _clock(saved, request)})


# ---- what a member who is a reviewer reads


@require_GET
def for_reviewer(request: Request, pk: int) -> HttpResponse:
    """The agenda without notes, scores and reasons; staff have a page of their own."""
    allow(permissions.is_reviewer(request.user))
    found = get_object_or_404(request.user.panels.select_related("round__call"), pk=pk)
    items = panels.items_for(found, request.user)
    return render(
        request, "selection/ranking_panel_review.html", {"panel": found, "call": found.round.call, "items": items}
    )
