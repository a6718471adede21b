"""Staff: the scenarios of a call: made, copied, changed, put away, and side by side."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import cards, composer, permissions
from selection.forms.composing import CompareForm, CopyForm, ScenarioForm, SettingsForm
from selection.models import Outcome, ReviewRound, Scenario, Standing
from selection.services import composing
from selection.services.errors import NotAllowed, Stale
from selection.views.composing_shared import page, scenario_for
from selection.views.shared import call_of, page_context


@require_GET
def scenarios(request: Request, slug: str) -> HttpResponse:
    call = call_of(request, slug)
    rows = Scenario.objects.visible_to(request.user).filter(call=call).select_related("by")
    seen = ~Q(items__application__city__conflicts__user=request.user)
    rows = rows.annotate(seated=Count("items", filter=seen & Q(items__outcome=Outcome.SELECT), distinct=True))
    found = list(rows.order_by("-changed_at", "pk"))
    context = {
        "rows": [one for one in found if one.archived_at is None],
        "archived": [one for one in found if one.archived_at is not None],
        "can_set_up": permissions.can_set_up(request.user),
        "ranked": _ranked(call).exists(),
    }
    return render(request, "selection/composing_list.html", {**page_context(call, "scenarios"), **context})


def _ranked(call: Any) -> Any:
    """Rounds that have a ranking, the latest first."""
    rounds = ReviewRound.objects.filter(Exists(Standing.objects.filter(round=OuterRef("pk"))), call=call)
    return rounds.order_by("-opens", "-pk")


def _attempt(form: Any, save: Callable[[], Scenario]) -> tuple[Scenario | None, int]:
    """What was saved, or nothing and the status of the answer."""
    if not form.is_bound:
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return save(), 302
    except Stale as stale:
        form.data = form.data.copy()
        form.data["version"] = str(stale.current.version)
        form.add_error(None, str(stale))
    except NotAllowed as error:
        form.add_error(None, str(error))
    return None, 409


@require_http_methods(["GET", "POST"])
def new(request: Request, slug: str) -> HttpResponse:
    call = call_of(request, slug)
    allow(permissions.can_set_up(request.user))
    form = ScenarioForm(request.POST or None, rounds=_ranked(call), initial={"seats": 15})

    def save() -> Scenario:
        return composing.create(form.cleaned_data["round"], by=request.user, **form.settings())

    made, status = _attempt(form, save)
    if made:
        messages.success(request, _("The scenario is made. Nobody outside staff sees it."))
        return redirect(made)
    context = {**page_context(call, "scenarios"), "form": form, "ranked": _ranked(call).exists()}
    return render(request, "selection/composing_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    scenario = scenario_for(request, pk)
    allow(permissions.can_set_up(request.user))
    initial = {name: getattr(scenario, name) for name in (*composing.SETTINGS, "version")}
    form = SettingsForm(request.POST or None, initial=initial)

    def save() -> Scenario:
        version = form.cleaned_data["version"] or 0
        return composing.change(scenario, form.settings(), version=version, by=request.user)

    changed, status = _attempt(form, save)
    if changed:
        messages.success(request, _("Saved."))
        return redirect(changed)
    now = Scenario.objects.get(pk=pk) if status == 409 else None
    context = page(scenario, request.user, form=form, now=now)
    return render(request, "selection/composing_change.html", context, status=status)


@require_http_methods(["GET", "POST"])
def copy(request: Request, pk: int) -> HttpResponse:
    scenario = scenario_for(request, pk)
    allow(permissions.can_set_up(request.user))
    suggested = _("Copy of %(name)s") % {"name": scenario.name}
    form = CopyForm(request.POST or None, initial={"name": suggested[:120]})
    made, status = _attempt(form, lambda: composing.copy(scenario, name=form.cleaned_data["name"], by=request.user))
    if made:
        messages.success(request, _("This is the copy. The other scenario stays as it is."))
        return redirect(made)
    return render(request, "selection/composing_copy.html", page(scenario, request.user, form=form), status=status)


@require_POST
def archive(request: Request, pk: int) -> HttpResponse:
    """Put it away, or take it out again."""
    scenario = scenario_for(request, pk)
    if "restore" in request.POST:
        composing.restore(scenario, by=request.user)
        messages.success(request, _("The scenario is restored."))
    else:
        composing.archive(scenario, by=request.user)
        messages.success(request, _("The scenario is archived. It can be read, copied and restored."))
    return redirect(scenario)


@require_GET
def compare(request: Request, slug: str) -> HttpResponse:
    """Two or three side by side: whom they place differently, and what their cohorts are made of."""
    call = call_of(request, slug)
    rows = Scenario.objects.visible_to(request.user).filter(call=call).select_related("call", "round")
    form = CompareForm(request.GET, scenarios=rows)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["of"]))
        return redirect("selection:scenarios", call.slug)
    chosen = list(form.cleaned_data["of"].order_by("pk"))
    boards = [cards.board(one, request.user) for one in chosen]
    context = {
        "chosen": list(zip(chosen, (len(board.seated) for board in boards), strict=True)),
        "cities": composer.differing(boards),
        "meters": composer.meters_beside(boards, cards.theme_names()),
    }
    return render(request, "selection/composing_compare.html", {**page_context(call, "scenarios"), **context})
