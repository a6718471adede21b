"""Staff: what a scenario asks of its cohort, and the search for the best set."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda_portal.core.requests import Request
from selection import cards, composer, meters
from selection.cards import Board
from selection.forms.composing import ConstraintForm
from selection.models import Constraint, Scenario
from selection.services import composing_best, composing_constraints
from selection.services.errors import NotAllowed
from selection.views.composing_shared import page, scenario_for, scenario_page

ACTS = ("on", "off", "remove", "relax")


@require_POST
def constraints(request: Request, pk: int) -> HttpResponse:
    """Add one."""
    scenario = scenario_for(request, pk)
    board = cards.board(scenario, request.user)
    form = ConstraintForm(request.POST, choices=cards.choices(board, cards.theme_names()))
    if not form.is_valid():
        return scenario_page(request, scenario, board=board, form=form, status=422)
    data = form.cleaned_data
    dimension, _colon, value = data["what"].partition(":")
    asked = {"bound": data["bound"], "number": data["number"], "by": request.user}
    try:
        composing_constraints.add(scenario, dimension, value, **asked)
    except NotAllowed as error:
        form.add_error(None, str(error))
        return scenario_page(request, scenario, board=board, form=form, status=409)
    messages.success(request, _("The constraint is added."))
    return redirect(f"{scenario.get_absolute_url()}#constraints")


@require_POST
def constraint(request: Request, pk: int, constraint: int, act: str) -> HttpResponse:
    """Switch it on or off, remove it, or relax it as the latest search asked; gone is gone."""
    scenario = scenario_for(request, pk)
    if act not in ACTS:
        raise Http404
    one = get_object_or_404(Constraint.objects.select_related("scenario"), scenario=scenario, pk=constraint)
    try:
        if act == "relax":
            composing_constraints.relax(one, by=request.user)
            messages.success(request, _("The constraint is relaxed. Look for the best set again."))
            return redirect("selection:scenario-proposal", scenario.pk)
        if act == "remove":
            composing_constraints.remove(one, by=request.user)
        else:
            composing_constraints.switch(one, act == "on", by=request.user)
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect(f"{scenario.get_absolute_url()}#constraints")


@require_POST
def search(request: Request, pk: int) -> HttpResponse:
    """Have a worker look for the best set; its page says when it has ended."""
    scenario = scenario_for(request, pk)
    try:
        return redirect(composing_best.start(scenario, by=request.user))
    except NotAllowed as error:
        messages.error(request, str(error))
        return redirect(scenario)


@require_http_methods(["GET", "POST"])
def proposal(request: Request, pk: int) -> HttpResponse:
    """What the search found: looked at, then applied or left."""
    scenario = scenario_for(request, pk)
    if request.method == "POST":
        return _decide(request, scenario)
    board = cards.board(scenario, request.user)
    context = page(
        scenario,
        request.user,
        hides=composing_best.hides_from(scenario, request.user),
        proposal=scenario.proposal,
        stale=bool(scenario.proposal) and scenario.proposal["based_on"] != composing_best.digest(scenario),
        **_shown(scenario, board),
    )
    return render(request, "selection/composing_proposal.html", context)


def _decide(request: Request, scenario: Scenario) -> HttpResponse:
    try:
        if "leave" in request.POST:
            composing_best.leave(scenario, by=request.user)
            messages.success(request, _("Left. The cards stay where they are."))
        else:
            composing_best.apply(scenario, based_on=request.POST.get("based_on", ""), by=request.user)
            messages.success(request, _("The best set is in place. It can be undone as one change."))
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect(scenario)


def _shown(scenario: Scenario, board: Board) -> dict[str, Any]:
    """The changes in words, what the cohort would be made of, and what could be relaxed."""
    found, themes = scenario.proposal or {}, cards.theme_names()
    if not found.get("feasible"):
        return {"relax": _relaxed(scenario, found, themes)}
    items = {card.pk: card.item for card in board.all()}
    moved = composing_best.changes(items, found)
    after = composing_best.after(items, found)
    counted = meters.count(card.profile for card in board.all() if card.pk in after)
    changes = [
        {"card": card, "source": composer.place(card.outcome), "target": composer.place(moved[card.pk])}
        for card in board.all()
        if card.pk in moved
    ]
    asked = [one for one in scenario.constraints.all() if one.active]
    return {"changes": changes, "seated": len(after), "wishes": cards.wishes(asked, counted, themes)}


def _relaxed(scenario: Scenario, found: dict[str, Any], themes: dict[str, str]) -> list[dict[str, Any]]:
    known = {one.pk: one for one in scenario.constraints.all()}
    return [
        {
            "constraint": known[one["constraint"]],
            "now": cards.wish_text(known[one["constraint"]], themes),
            "then": cards.wish_text(known[one["constraint"]], themes, one["number"]),
            "done": known[one["constraint"]].number == one["number"],
        }
        for one in found.get("relax", [])
        if one["constraint"] in known
    ]
