"""After sending: where the application stands, what was sent, its versions and its PDF; changes discarded, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import compare, panels, permissions, services, snapshot
from applications.forms.status import WithdrawForm
from applications.models import Answer, Application, Section
from applications.steps import next_steps, situation, status_words
from applications.views.files import show_sent_files
from applications.views.panels import STATUS_PANELS
from applications.views.shared import mine, page_context, unsent
from applications.views.versions import counting_of
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


@require_GET
def status(request: Request, reference: str) -> HttpResponse:
    """The reference, what was sent, what happens next and when. Survives a bookmark."""
    application = mine(request, reference)
    if application.status == Application.Status.DRAFT:
        return redirect("applications:application-home", reference)
    submissions = list(application.submissions.select_related("by", "pdf").order_by("number"))
    counting = counting_of(submissions)
    clarifications = list(application.clarifications.select_related("answered_by"))
    for one in clarifications:
        one.application = application
    application.has_open_question = any(one.is_open for one in clarifications)
    context = {
        **page_context(request, application),
        "submission": counting,
        "submissions": submissions,
        "clarifications": clarifications,
        "words": status_words(application),
        "situation": situation(application, submissions, permissions.closes(application), request.arrived_at),
        "unsent": _unsent(application) if submissions else None,
        "can_take_back": permissions.can_withdraw(request.user, application)
        and application.status == Application.Status.WITHDRAWN
        and request.arrived_at <= permissions.closes(application),
        "can_answer": permissions.can_answer_clarifications(request.user, application),
        "steps": next_steps(application, permissions.closes(application)),
        "sections": show_sent_files(application, snapshot.sections_of(counting.snapshot)) if counting else [],
        "panels": panels.of(STATUS_PANELS, request, application),
    }
    return render(request, "applications/apply_status.html", context)


def _unsent(application: Application) -> dict[str, Any] | None:
    if application.status != Application.Status.SUBMITTED:
        return None
    sections = Section.objects.for_form(application.call_id)
    return unsent(application, sections, *Answer.objects.readings(application))


@require_http_methods(["GET", "POST"])
def discard(request: Request, reference: str) -> HttpResponse:
    """Put back what was sent, after a confirmation that names what goes."""
    application = mine(request, reference)
    allow(permissions.can_write_answers(request.user, application))
    if request.method == "POST":
        try:
            count = services.discard_changes(application, by=request.user, arrived=request.arrived_at)
            text = ngettext(
                "%(count)d answer is again as you sent it.", "%(count)d answers are again as you sent them.", count
            )
            messages.success(request, text % {"count": count})
        except services.NotAllowed as error:
            messages.error(request, str(error))
        return redirect("applications:application-status", reference)
    found = _unsent(application)
    if not found or not found["count"]:
        return redirect("applications:application-status", reference)
    sections = Section.objects.for_form(application.call_id)
    now = snapshot.of(application, sections, *Answer.objects.readings(application))
    changed = [one for one in compare.versions(found["latest"].snapshot, now) if one.changed]
    context = {**page_context(request, application), "unsent": found, "sections": changed}
    return render(request, "applications/status_discard.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    allow(permissions.can_withdraw(request.user, application))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(application, by=request.user, why=form.cleaned_data["why"])
            messages.success(request, _("The application is withdrawn."))
        except services.NotAllowed as error:
            messages.error(request, str(error))
        return redirect("applications:application-status", reference)
    context = {**page_context(request, application), "form": form}
    code = 422 if request.method == "POST" else 200
    return render(request, "applications/status_withdraw.html", context, status=code)


@require_POST
def take_back(request: Request, reference: str) -> HttpResponse:
    """The withdrawal was a mistake: the application is where it was."""
    application = mine(request, reference)
    allow(permissions.can_withdraw(request.user, application))
    try:
        services.take_back_withdrawal(application, by=request.user, arrived=request.arrived_at)
        messages.success(request, _("The withdrawal is taken back. The application is where it was."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:application-home", reference)
