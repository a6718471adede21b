"""What was sent, version by version: the list, any two compared, and each as a PDF; for the city and for staff."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from applications import compare, permissions
from applications.forms.status import VersionsForm
from applications.models import Application, Submission, SubmissionPdf
from applications.panels import Panel
from applications.views.shared import mine, page_context
from cda_portal.core import files
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


def staff_panel(request: Request, application: Application) -> Panel | None:
    """How many versions there are, which one counts, and the withdrawal."""
    if application.submitted_at is None:
        return None
    rows = list(application.submissions.select_related("pdf").defer("snapshot").order_by("number"))
    counting = counting_of(rows)
    if counting is None:
        return None
    context = {"count": len(rows), "counting": counting, "late_after": rows[-1].late and not counting.late}
    return Panel("applications/status_staff_panel.html", context)


def counting_of(submissions: list[Submission]) -> Submission | None:
    """The one that counts among all of an application: the latest that was on time, else the latest."""
    return min(submissions, key=lambda one: (one.late, -one.number), default=None)


@require_GET
def versions(request: Request, reference: str) -> HttpResponse:
    """The city's list of what it sent, and any two of them compared."""
    application = mine(request, reference)
    context = {**page_context(request, application), **_versions(request, application)}
    return render(request, "applications/status_versions.html", context)


@require_GET
def staff_versions(request: Request, reference: str) -> HttpResponse:
    allow(permissions.can_see_staff_pages(request.user))
    application = _readable(request, reference)
    context = {"application": application, "call": application.call, **_versions(request, application)}
    return render(request, "applications/status_staff_versions.html", context)


def _versions(request: Request, application: Application) -> dict[str, Any]:
    """The submissions, and the two that the address names; without one, the last two."""
    rows = list(application.submissions.select_related("by", "pdf").order_by("number"))
    form = VersionsForm(request.GET, numbers=[one.number for one in rows])
    older, newer = form.pair()
    by_number: dict[int, Submission] = {one.number: one for one in rows}
    chosen = (by_number[older], by_number[newer]) if older and newer else None
    return {
        "submissions": rows,
        "counting": counting_of(rows),
        "pair": chosen,
        "sections": compare.versions(chosen[0].snapshot, chosen[1].snapshot) if chosen else [],
    }


def _readable(request: Request, reference: str) -> Application:
    rows = Application.objects.visible_to(request.user).for_page(request.user)
    application = get_object_or_404(rows, reference=reference)
    allow(permissions.can_read_answers(request.user, application))
    return application


@require_GET
def pdf(request: Request, reference: str, number: int) -> HttpResponse:
    """The PDF of one version, for those who may read the answers; until it is made, a page that says so."""
    application = _readable(request, reference)
    submission = get_object_or_404(application.submissions.select_related("pdf__file"), number=number)
    made = SubmissionPdf.objects.select_related("file").filter(submission=submission).first()
    if made is None or request.GET.get("look"):
        context = {"application": application, "version": submission}
        template = "applications/_pdf.html" if request.htmx else "applications/status_pdf.html"
        return render(request, template, context)
    return files.download(made.file)
