"""Staff: files that somebody marked, that the scanner refused, or that it has not seen yet; and what is decided."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from applications import filing, permissions, services
from applications.forms.files import ShowForm
from applications.views.staff_lists import StaffOnly
from cda_portal.core.access import check as allow
from cda_portal.core.models import StoredFile
from cda_portal.core.requests import Request


class FileList(StaffOnly, ListView):
    """Also what a refused act answers: `refused` is the form with its error, by the file's key."""

    paginate_by = 50
    template_name = "applications/staff_files.html"
    refused: tuple[str, ShowForm] | None = None

    def get_queryset(self) -> QuerySet[StoredFile]:
        return filing.for_staff(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = filing.rows(context["object_list"])
        for row in rows:
            refused = self.refused and self.refused[0] == row["key"]
            row["form"] = self.refused[1] if refused else ShowForm(key=row["key"])
        return {
            **context,
            "rows": rows,
            "form": self.refused[1] if self.refused else None,
            "can_act": permissions.can_settle_files(self.request.user),
            "silent_since": filing.silent_since(),
            "scanner": settings.SCANNER is not None,
        }


def _file(request: Request, key: str) -> StoredFile:
    allow(permissions.can_see_staff_pages(request.user))
    found = get_object_or_404(filing.seen_by(request.user), key=key)
    allow(permissions.can_settle_files(request.user))
    return found


@require_POST
def purge(request: Request, key: str) -> HttpResponse:
    try:
        services.purge_file(_file(request, key), by=request.user)
        messages.success(request, _("The file’s content is deleted, and the city is told."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:staff-files")


@require_POST
def show(request: Request, key: str) -> HttpResponse:
    found = _file(request, key)
    form = ShowForm(request.POST, key=key)
    if not form.is_valid():
        request.method = "GET"  # the list again, with what was typed
        page = FileList.as_view(refused=(key, form))(request)
        page.status_code = 422
        return page
    try:
        services.show_file(found, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("The file can be opened again."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:staff-files")
