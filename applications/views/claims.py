"""Staff: who claims a city. Requests to join are settled here, objections on the form they are about."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from applications import cities as reading
from applications import permissions, services
from applications.forms.cities import AcceptForm, RefuseForm
from applications.models import JoinRequest
from cda_portal.accounts import permissions as accounts
from cda_portal.accounts.models import City
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


def page_context(request: Request, wrong: Any = None, about: int = 0) -> dict[str, Any]:
    """`wrong` is a form with errors, `about` the request it was for."""
    page = Paginator(reading.open_claims(request.user), 20).get_page(request.GET.get("page"))
    rows = []
    for claim in page:
        forms = {
            "accept": AcceptForm(auto_id=f"id_accept_{claim.pk}_%s"),
            "refuse": RefuseForm(auto_id=f"id_refuse_{claim.pk}_%s"),
        }
        if wrong is not None and claim.pk == about:
            forms["accept" if isinstance(wrong, AcceptForm) else "refuse"] = wrong
        rows.append({"claim": claim, **forms})
    return {
        "form": wrong,
        "page_obj": page,
        "rows": rows,
        "objections": reading.objections(request.user),
        "can_edit": accounts.can_edit_cities(request.user),
    }


@require_GET
def listed(request: Request) -> HttpResponse:
    allow(permissions.can_see_staff_pages(request.user))
    return render(request, "applications/staff_claims.html", page_context(request))


def _settle(request: Request, pk: int, form: Any, act: Callable[[JoinRequest, dict[str, Any]], str]) -> HttpResponse:
    allow(permissions.can_see_staff_pages(request.user))
    seen = City.objects.visible_to(request.user)
    claim = get_object_or_404(JoinRequest.objects.filter(city__in=seen).select_related("user", "city"), pk=pk)
    allow(accounts.can_edit_cities(request.user))
    if not form.is_valid():
        return render(request, "applications/staff_claims.html", page_context(request, form, pk), status=422)
    try:
        messages.success(request, act(claim, form.cleaned_data))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:staff-claims")


@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    def act(claim: JoinRequest, data: dict[str, Any]) -> str:
        services.decide_join(claim, accept=True, by=request.user, role=data["role"], reply=data["reply"])
        return _("%(name)s works with %(city)s now, and has been told.") % {"name": claim.user, "city": claim.city}

    return _settle(request, pk, AcceptForm(request.POST, auto_id=f"id_accept_{pk}_%s"), act)


@require_POST
def refuse(request: Request, pk: int) -> HttpResponse:
    def act(claim: JoinRequest, data: dict[str, Any]) -> str:
        services.decide_join(claim, accept=False, by=request.user, reply=data["reply"])
        return _("Declined. %(name)s has been told.") % {"name": claim.user}

    return _settle(request, pk, RefuseForm(request.POST, auto_id=f"id_refuse_{pk}_%s"), act)
