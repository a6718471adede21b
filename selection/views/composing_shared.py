"""What the pages of the composer share."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from cda_portal.accounts.models import User
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import cards, composer, permissions
from selection.cards import Board
from selection.forms.composing import ConstraintForm
from selection.models import Scenario
from selection.services import composing_best
from selection.views.shared import page_context


def scenario_for(request: Request, pk: int) -> Scenario:
    """For programme staff; whoever posts has to be allowed to set up."""
    allow(permissions.can_see_staff_pages(request.user))
    allow(request.method == "GET" or permissions.can_set_up(request.user))
    rows = Scenario.objects.visible_to(request.user).select_related("call", "round").prefetch_related("constraints")
    return get_object_or_404(rows, pk=pk)


def may_edit(scenario: Scenario, user: User) -> bool:
    return permissions.can_set_up(user) and scenario.archived_at is None


def page(scenario: Scenario, user: User, **context: Any) -> dict[str, Any]:
    """What every page of a scenario needs."""
    can_set_up = permissions.can_set_up(user)
    shared = {"scenario": scenario, "can_edit": may_edit(scenario, user), "can_set_up": can_set_up}
    return {**page_context(scenario.call, "scenarios"), **shared, **context}


def scenario_page(
    request: Request,
    scenario: Scenario,
    *,
    board: Board | None = None,
    form: ConstraintForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or only its board for scripts; `form` is the constraint that was typed, `refused` why nothing changed."""
    user = request.user
    board, themes = board or cards.board(scenario, user), cards.theme_names()
    printed = composer.board_context(scenario, board, user, themes)
    context = {**page(scenario, user, refused=refused), **printed}
    if request.headers.get("HX-Request"):
        return render(request, "selection/_composing_board.html", context, status=status)
    context["form"] = form or ConstraintForm(choices=cards.choices(board, themes))
    context["hides"] = composing_best.hides_from(scenario, user)
    context["titles"] = {to: title % {"city": "CITY"} for to, title in composer.TITLES.items()}
    return render(request, "selection/composing_scenario.html", context, status=status)
