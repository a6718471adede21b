"""Staff: have a plan of who reads what worked out, look at it, and apply or discard it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions, plan_preview
from selection.forms.matching_plan import PairsForm, PlanForm
from selection.models import MatchingPlan, ReviewRound
from selection.plan_preview import STATES, Preview
from selection.services import matching_plan
from selection.services.errors import NotAllowed
from selection.views.matching_shared import round_page
from selection.views.setup_shared import round_for

A_PAGE = 50
TABS = ("reviewers", "unmet", "pairs")


def _round(request: Request, pk: int) -> ReviewRound:
    """A round in which reviewers read; staff do a screening themselves."""
    round = round_for(request, pk)
    if round.kind == ReviewRound.Kind.SCREENING:
        raise Http404
    return round


def _page(request: Request, round: ReviewRound, **context: Any) -> dict[str, Any]:
    closed = round.closes <= clock.now()
    decides = plan_preview.decides(request.user)
    return round_page(request, round, "matching", closed=closed, decides=decides, **context)


@require_http_methods(["GET", "POST"])
def matching(request: Request, pk: int) -> HttpResponse:
    """What a matching is about; what is posted starts one."""
    round, refused = _round(request, pk), ""
    if request.method == "POST":
        try:
            return redirect(matching_plan.start(round, by=request.user))
        except NotAllowed as error:
            refused = str(error)
    plan = matching_plan.latest(round)
    context = _page(
        request,
        round,
        outlook=plan_preview.outlook(round, request.user),
        plan=plan,
        stale=plan is not None and plan.applied_at is None and matching_plan.is_stale(plan),
        refused=refused,
    )
    return render(request, "selection/matching_start.html", context, status=409 if refused else 200)


# ---- the plan


def _waiting(request: Request, pk: int) -> MatchingPlan | None:
    """The round's newest plan, unless it was applied: from then on the board tells what stands."""
    round = _round(request, pk)
    found = matching_plan.latest(round)
    if found is None or found.applied_at is not None:
        return None
    found.round = round
    return found


@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    """What it would do: by reviewer, what could not be met, and pair by pair."""
    found = _waiting(request, pk)
    if found is None:
        return redirect("selection:matching", pk)
    preview = Preview(found, request.user)
    tab = request.GET.get("tab", "")
    context = _plan_page(request, found, preview, tab if tab in TABS else TABS[0])
    return render(request, "selection/matching_plan.html", context)


def _plan_page(request: Request, found: MatchingPlan, preview: Preview, tab: str) -> dict[str, Any]:
    lists: dict[str, Any] = {"reviewers": _reviewers, "unmet": _unmet, "pairs": _pairs}
    return _page(
        request,
        found.round,
        plan=found,
        preview=preview,
        figures=_figures(preview),
        closeness=plan_preview.closeness(found.figures["gap"]),
        stale=matching_plan.is_stale(found),
        tab=tab,
        tabs=_tabs(found.round, preview, tab),
        **lists[tab](request, preview),
    )


def _figures(preview: Preview) -> dict[str, int]:
    return {
        "new": preview.count("new"),
        "gone": preview.count("gone"),
        "kept": preview.count("kept", "hand", "begun"),
        "hand": preview.count("hand"),
        "missing": preview.missing,
        "unread": preview.unread,
    }


def _tabs(round: ReviewRound, preview: Preview, tab: str) -> list[dict[str, Any]]:
    href = reverse("selection:matching-plan", args=[round.pk])
    parts = [
        ("reviewers", _("By reviewer"), len(preview.loads)),
        ("unmet", _("What could not be met"), len(preview.unmet())),
        ("pairs", _("Pair by pair"), len(preview.rows)),
    ]
    return [
        {"label": label, "href": f"{href}?tab={name}", "current": name == tab, "count": count}
        for name, label, count in parts
    ]


def _paged(request: Request, rows: list[Any]) -> dict[str, Any]:
    return {"page_obj": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))}


def _reviewers(request: Request, preview: Preview) -> dict[str, Any]:
    return _paged(request, list(preview.loads.values()))


def _unmet(request: Request, preview: Preview) -> dict[str, Any]:
    return _paged(request, preview.unmet())


def _pairs(request: Request, preview: Preview) -> dict[str, Any]:
    form = PairsForm(request.GET, people=[(load.pk, load.name) for load in preview.loads.values()])
    chosen = form.chosen()
    context = _paged(request, preview.pairs(*chosen))
    shown = [{"pair": row, "word": STATES[row.state][0], "kind": STATES[row.state][1]} for row in context["page_obj"]]
    return {**context, "shown": shown, "filters": form, "filtered": any(chosen)}


# ---- deciding about it


@require_http_methods(["GET", "POST"])
def apply(request: Request, pk: int) -> HttpResponse:
    """Says first what it does; what is posted does it."""
    found = _waiting(request, pk)
    allow(permissions.can_set_up(request.user))
    if request.method == "POST":
        return _decided(request, pk, lambda plan: _said(matching_plan.apply_plan(plan, by=request.user)))
    if found is None:
        return redirect("selection:matching", pk)
    figures = _figures(Preview(found, request.user))
    form = PlanForm(initial={"plan": found.pk})
    context = _page(request, found.round, plan=found, figures=figures, form=form, stale=matching_plan.is_stale(found))
    return render(request, "selection/matching_apply.html", context)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    _round(request, pk)

    def forget(plan: MatchingPlan) -> str:
        matching_plan.forget_plan(plan, by=request.user)
        return _("The plan is discarded. Nothing else has changed.")

    return _decided(request, pk, forget)


def _decided(request: Request, pk: int, act: Callable[[MatchingPlan], str]) -> HttpResponse:
    """Do it with the plan of the round that the page was about, and say what it did or why not."""
    form = PlanForm(request.POST)
    meant = form.cleaned_data["plan"] if form.is_valid() else None
    try:
        messages.success(request, act(MatchingPlan(pk=meant, round_id=pk)))
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("selection:matching", pk)


def _said(done: matching_plan.Applied) -> str:
    if done == matching_plan.Applied():
        return _("The plan was applied already.")
    new = ngettext("%(count)d assignment is made.", "%(count)d assignments are made.", done.new)
    gone = ngettext("%(count)d is taken back.", "%(count)d are taken back.", done.taken_back)
    said = [new % {"count": done.new}, gone % {"count": done.taken_back} if done.taken_back else ""]
    return " ".join(filter(None, said))
