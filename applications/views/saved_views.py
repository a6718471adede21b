"""Staff: a list's filters and order under a name."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications import permissions, services
from applications.forms.desk import ViewForm
from applications.services import saved_views
from applications.views.staff_lists import LISTS, CallList, plain_query
from cda_portal.core.access import check as allow
from cda_portal.core.models import SavedView
from cda_portal.core.requests import Request

LONGEST = 1000


@require_http_methods(["GET", "POST"])
def save(request: Request, kind: str) -> HttpResponse:
    """A page to name a view, with the list's address in `query`; posted, it is kept."""
    allow(permissions.can_see_staff_pages(request.user))
    view = LISTS.get(kind, LISTS["form"])
    posted = request.method == "POST"
    query = _query(view, request.POST.get("query", "") if posted else request.GET.urlencode())
    form = ViewForm(request.POST if posted else None, can_share=permissions.can_share_view(request.user))
    if posted and form.is_valid():
        try:
            shared = form.cleaned_data.get("shared", False)
            saved_views.save_view(view.page, form.cleaned_data["name"], query, shared=shared, by=request.user)
            messages.success(request, _("The view is kept. It stands above the list."))
            return redirect(f"{reverse(view.page)}?{query}")
        except services.NotAllowed as error:
            form.add_error("name", str(error))
    shown = {"form": form, "query": query, "back_url": f"{reverse(view.page)}?{query}"}
    return render(request, "applications/staff_view.html", shown, status=422 if form.errors else 200)


def _query(view: type[CallList], text: str) -> str:
    return plain_query(QueryDict(text[: 2 * LONGEST]), view.filterset_class.base_filters)[:LONGEST]


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """One's own view under another name, shown to all or not; its deletion is a button below."""
    view = _own(request, pk)
    initial = {"name": view.name, "shared": view.shared}
    posted = request.POST if request.method == "POST" else None
    form = ViewForm(posted, initial=initial, can_share=permissions.can_share_view(request.user))
    if posted and form.is_valid():
        try:
            data = form.cleaned_data
            saved_views.change_view(view, data["name"], shared=data.get("shared", False), by=request.user)
            messages.success(request, _("The view is changed."))
            return redirect(f"{reverse(view.page)}?{view.query}")
        except services.NotAllowed as error:
            form.add_error("name", str(error))
    shown = {"form": form, "view": view, "back_url": f"{reverse(view.page)}?{view.query}"}
    return render(request, "applications/staff_view.html", shown, status=422 if form.errors else 200)


@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    view = _own(request, pk)
    saved_views.delete_view(view)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(view.page)


def _own(request: Request, pk: int) -> SavedView:
    allow(permissions.can_see_staff_pages(request.user))
    return get_object_or_404(SavedView.objects.filter(by=request.user), pk=pk)
