"""Staff: a scenario with its three lists of cards, and every change of a card."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import cards, composer, permissions
from selection.cards import Board, Card
from selection.forms.composing import MoveForm
from selection.models import Scenario
from selection.services import composing
from selection.services.errors import NotAllowed, Stale
from selection.views.composing_shared import page, scenario_for, scenario_page


@require_GET
def scenario(request: Request, pk: int) -> HttpResponse:
    return scenario_page(request, scenario_for(request, pk))


@require_GET
def history(request: Request, pk: int) -> HttpResponse:
    """Every change of a card, newest first."""
    found = scenario_for(request, pk)
    moves = found.moves.visible_to(request.user).order_by("-at", "-pk")
    shown = Paginator(moves.select_related("application__city", "by"), 50).get_page(request.GET.get("page"))
    context = page(found, request.user, moves=shown, rows=composer.lines(shown.object_list))
    return render(request, "selection/composing_history.html", context)


@require_http_methods(["GET", "POST"])
def move(request: Request, pk: int, application: int) -> HttpResponse:
    """Ask for the reason, then move the card. A page for itself, or for scripts what the board is afterwards."""
    found = scenario_for(request, pk)
    allow(permissions.can_set_up(request.user))
    board = cards.board(found, request.user)
    card = board.card(application)
    if card is None:
        raise Http404
    if request.method == "POST":
        return _move(request, found, board, card, MoveForm(request.POST))
    asked = {"to": request.GET.get("to", ""), "version": found.version}
    if asked["to"] not in composer.TITLES:
        return redirect(found)
    return _ask(request, found, card, MoveForm(initial=asked), asked["to"])


def _move(request: Request, found: Scenario, board: Board, card: Card, form: MoveForm) -> HttpResponse:
    if not form.is_valid():
        return _refused(request, found, board, card, form, _("Give the reason"), 422)
    data = form.cleaned_data
    to, beside = composer.beside(board, card, data["to"])
    before = data["before"] if board.card(data["before"] or 0) else beside
    given = {"why": data["why"], "version": data["version"], "by": request.user, "before": before}
    try:
        composing.move(found, card.item.application, to, **given)
    except Stale as stale:
        form.data = form.data.copy()
        form.data["version"] = str(stale.current.version)
        return _refused(request, found, cards.board(found, request.user), card, form, str(stale), 409)
    except NotAllowed as error:
        return _refused(request, found, board, card, form, str(error), 409)
    if request.headers.get("HX-Request"):
        return scenario_page(request, scenario_for(request, found.pk))
    messages.success(
        request, _("%(city)s is moved.") % {"city": card.city}, extra_tags=_undo_url(found, data["version"])
    )
    return redirect(f"{found.get_absolute_url()}#card-{card.pk}")


def _undo_url(found: Scenario, version: int) -> str:
    return reverse("selection:scenario-undo", args=[found.pk, version + 1])


def _refused(
    request: Request, found: Scenario, board: Board, card: Card, form: MoveForm, why: str, status: int
) -> HttpResponse:
    """Nothing was changed: the board as it stands for scripts, else the question again with all that was typed."""
    if request.headers.get("HX-Request"):
        return scenario_page(request, scenario_for(request, found.pk), board=board, refused=why, status=status)
    if status == 409:
        form.add_error(None, why)
    asked = form.data.get("to", "")
    if asked not in composer.TITLES:
        return redirect(found)
    return _ask(request, found, board.card(card.pk) or card, form, asked, status)


def _ask(
    request: Request, found: Scenario, card: Card, form: MoveForm, to: str, status: int = 200, **more: Any
) -> HttpResponse:
    title = composer.TITLES[to] % {"city": card.city}
    stands = composer.place(card.outcome)
    context = page(found, request.user, card=card, form=form, title=title, stands=stands, **more)
    context["last"] = composer.last_change(found, request.user) if status == 409 else None
    return render(request, "selection/composing_move.html", context, status=status)


@require_POST
def undo(request: Request, pk: int, version: int) -> HttpResponse:
    """Take back the last change of cards, unless another has come after the version that the page showed."""
    found = scenario_for(request, pk)
    try:
        composing.undo(found, version=version, by=request.user)
        messages.success(request, _("Undone."))
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect(found)
