"""The answers of an earlier call: which of them fit here, copied on request, and taken away again."""

from django.contrib import messages
from django.db.models import Exists
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from applications import permissions, services
from applications.forms.earlier import CopyForm
from applications.models import Answer, Application
from applications.panels import Panel
from applications.services import copying
from applications.views.shared import mine, page_context
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


def home_panel(request: Request, application: Application) -> Panel | None:
    """That there is something to copy, or copies to take away."""
    if not permissions.can_edit_application(request.user, application, request.arrived_at):
        return None
    copied = Answer.objects.filter(application=application.pk, copied_from__isnull=False)
    source = copying.earlier_ones(application).annotate(copied=Exists(copied)).only("call__programme_start").first()
    if source is None:
        return None
    return Panel("applications/earlier_home.html", {"source": source, "application": application})


@require_http_methods(["GET", "POST"])
def earlier(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    allow(permissions.can_write_answers(request.user, application))
    source = copying.earlier(application)
    if source is None:
        raise Http404
    found = copying.matches(application, source, request.arrived_at)
    form = CopyForm(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and form.is_valid():
        return _copy(request, application, form)
    context = {
        **page_context(request, application),
        "source": source,
        "found": found,
        "form": form,
        "chosen": form.chosen(),
        "page_has_errors": bool(form.errors),
    }
    code = 422 if request.method == "POST" else 200
    return render(request, "applications/earlier.html", context, status=code)


def _copy(request: Request, application: Application, form: CopyForm) -> HttpResponse:
    chosen = form.cleaned_data["question"]
    try:
        count = services.copy_answers(application, chosen, by=request.user, arrived=request.arrived_at)
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return redirect("applications:application-earlier", application.reference)
    text = ngettext("%(count)d answer is copied. Check it.", "%(count)d answers are copied. Check them.", count)
    messages.success(request, text % {"count": count})
    return redirect("applications:application-home", application.reference)


@require_POST
def undo(request: Request, reference: str) -> HttpResponse:
    """Take away the copies that nobody has changed since."""
    application = mine(request, reference)
    allow(permissions.can_write_answers(request.user, application))
    try:
        count = services.clear_copied(application, by=request.user, arrived=request.arrived_at)
        text = ngettext("%(count)d copied answer is empty again.", "%(count)d copied answers are empty again.", count)
        messages.success(request, text % {"count": count} if count else _("There is nothing left to take away."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:application-home", reference)
