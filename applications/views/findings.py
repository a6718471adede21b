"""Staff: an eligibility finding set by hand, with the reason, and taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications import desk, eligibility, permissions, services
from applications.content.eligibility_words import CRITERIA
from applications.findings import facts_of
from applications.forms.desk import FindingForm
from applications.models import EligibilityOverride
from applications.services import judging
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


def _about(request: Request, kind: str, pk: int) -> Any:
    allow(permissions.can_see_staff_pages(request.user))
    if kind not in ("form", "application"):
        raise Http404
    rows = desk.visible(kind, request.user).select_related("city__place", *(["form"] if kind == "application" else []))
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def set_finding(request: Request, kind: str, pk: int, criterion: str) -> HttpResponse:
    """One criterion: as judged, as it stands, and what it should be."""
    obj = _about(request, kind, pk)
    allow(permissions.can_set_finding(request.user))
    if criterion not in eligibility.CRITERIA:
        raise Http404
    outcome = obj.findings.get(criterion, eligibility.Outcome.UNKNOWN.value)
    standing = EligibilityOverride.objects.standing_for(obj)
    form = FindingForm(request.POST if request.method == "POST" else None, initial={"outcome": outcome})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        judging.set_by_hand(obj, criterion, data["outcome"], reason=data["reason"], by=request.user)
        messages.success(request, _("The finding is set. It counts in lists and filters at once."))
        return redirect(desk.page_of(obj))
    shown = {
        "about": obj,
        "form": form,
        "criterion": CRITERIA[criterion],
        "facts": [fact for fact in facts_of(obj, standing) if fact["criterion"] == criterion],
        "back_url": desk.page_of(obj),
    }
    return render(request, "applications/staff_finding.html", shown, status=422 if form.errors else 200)


@require_POST
def undo_finding(request: Request, pk: int) -> HttpResponse:
    """What was judged counts again."""
    allow(permissions.can_see_staff_pages(request.user))
    override = get_object_or_404(EligibilityOverride.objects.all(), pk=pk)
    kind, about = ("form", override.form_id) if override.form_id else ("application", override.application_id)
    obj = _about(request, kind, about)
    allow(permissions.can_set_finding(request.user))
    try:
        judging.take_back(override, by=request.user)
        messages.success(request, _("The finding is as judged again."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect(desk.page_of(obj))
