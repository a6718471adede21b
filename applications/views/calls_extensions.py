"""Staff: a later deadline for one city; and what the city's own page says of it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications import permissions
from applications.forms.calls import ExtensionForm
from applications.models import Application, Call, Extension
from applications.panels import Panel
from applications.services import NotAllowed, calls_extend
from applications.views.calls import attempt, may, page, posted, staff_call
from cda_portal.accounts.models import City
from cda_portal.core import clock
from cda_portal.core.forms import WhyForm
from cda_portal.core.requests import Request


def _visible(request: Request, call: Call) -> QuerySet[Extension]:
    rows = call.extensions.exclude(city__conflicts__user=request.user)
    return rows.select_related("city", "by").order_by("-closes", "pk")


def _cities(request: Request, call: Call) -> QuerySet[City]:
    """Cities with an application here and no later date yet, but those this person conflicts with."""
    applications = Application.objects.visible_to(request.user).filter(call=call).exclude(status="withdrawn")
    later = Extension.objects.filter(call=call).values("city")
    return City.objects.filter(pk__in=applications.values("city")).exclude(pk__in=later).order_by("name_folded")


@require_http_methods(["GET", "POST"])
def extensions(request: Request, slug: str) -> HttpResponse:
    """The cities with a later date, and a form to give one to another city."""
    call = staff_call(request, slug, edit=request.method == "POST")
    form = ExtensionForm(posted(request), call=call, cities=_cities(request, call), instance=Extension(call=call))

    def save() -> HttpResponse:
        given = calls_extend.give(call, by=request.user, **form.cleaned_data_of("city", "closes", "reason"))
        messages.success(request, _("%(city)s has a later date now, and is told.") % {"city": given.city})
        return redirect("applications:staff-call-extensions", slug)

    done, _theirs, status = attempt(form, save)
    more = {"rows": list(_visible(request, call)), "may_extend": may(request, call, "extend"), "now": clock.now()}
    context = page(request, call, "extensions", form=form, **more)
    return done or render(request, "applications/call_extensions.html", context, status=status)


def _extension(request: Request, call: Call, pk: int) -> Extension:
    return get_object_or_404(_visible(request, call).select_related("city", "call"), pk=pk)


@require_http_methods(["GET", "POST"])
def extension(request: Request, slug: str, pk: int) -> HttpResponse:
    """Another date or reason for one city."""
    call = staff_call(request, slug, edit=request.method == "POST")
    row = _extension(request, call, pk)
    form = ExtensionForm(posted(request), call=call, instance=row)

    def save() -> HttpResponse:
        calls_extend.change(row, by=request.user, **form.cleaned_data_of("closes", "reason", "was"))
        messages.success(request, _("Saved. A new date is told to the city."))
        return redirect("applications:staff-call-extensions", slug)

    done, theirs, status = attempt(form, save)
    context = _context(request, call, form.loaded, form, theirs)
    return done or render(request, "applications/call_extension.html", context, status=status)


def _context(request: Request, call: Call, row: Extension, form: Any, theirs: list[tuple[str, str]]) -> dict[str, Any]:
    more = {"may_extend": may(request, call, "extend"), "why_form": WhyForm(prefix="end")}
    return page(request, call, "extensions", form=form, row=row, theirs=theirs, **more)


@require_POST
def end(request: Request, slug: str, pk: int) -> HttpResponse:
    call = staff_call(request, slug, edit=True)
    row = _extension(request, call, pk)
    why = WhyForm(request.POST, prefix="end")
    if not why.is_valid():
        context = {**_context(request, call, row, ExtensionForm(call=call, instance=row), []), "why_form": why}
        return render(request, "applications/call_extension.html", {**context, "page_has_errors": True}, status=422)
    try:
        calls_extend.end(row, by=request.user, why=why.cleaned_data["why"])
        messages.success(request, _("The call’s own deadline counts for %(city)s again.") % {"city": row.city})
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:staff-call-extensions", slug)


def extension_panel(request: Request, application: Application) -> Panel | None:
    """The city's own pages say that its deadline is a later one, and why."""
    own = getattr(application, "own_closes", None)
    if own is None or own <= application.call.application_closes:
        return None
    reason = (
        Extension.objects.filter(call=application.call_id, city=application.city_id)
        .values_list("reason", flat=True)
        .first()
    )
    context = {"closes": permissions.closes(application), "reason": reason, "application": application}
    return Panel("applications/_call_extension_panel.html", context)
