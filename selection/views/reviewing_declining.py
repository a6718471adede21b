"""A reviewer gives one application back with a reason, or reads it after all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions, review_queue
from selection.forms.reviewing import DeclineForm
from selection.models import ReviewAssignment
from selection.services import reviewing_declining
from selection.services.errors import NotAllowed
from selection.views.reviewing_shared import my_assignment, not_entered


@require_http_methods(["GET", "POST"])
def decline(request: Request, pk: int) -> HttpResponse:
    assignment = my_assignment(request, pk)
    if away := not_entered(request, assignment.round):
        return away
    form = DeclineForm(request.POST if request.method == "POST" else None)
    query = review_queue.query(review_queue.wish(request.GET))
    suffix = f"?{query}" if query else ""
    if form.is_bound and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            reviewing_declining.decline(assignment, why, by=request.user, at=request.arrived_at)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            undo = reverse("selection:review-after-all", args=[pk])
            messages.success(request, _("You declined it. Our team finds somebody else."), extra_tags=undo)
            return redirect(f"{reverse('selection:review-home')}{suffix}")
    context = {"assignment": assignment, "city": assignment.application.city, "form": form, "suffix": suffix}
    return render(request, "selection/reviewing_decline.html", context, status=422 if form.errors else 200)


@require_POST
def after_all(request: Request, pk: int) -> HttpResponse:
    """Take up again what one declined."""
    allow(permissions.is_reviewer(request.user))
    own = ReviewAssignment.objects.declined_by(request.user) | ReviewAssignment.objects.mine(request.user)
    assignment = get_object_or_404(own, pk=pk)
    try:
        reviewing_declining.read_after_all(assignment, by=request.user, at=request.arrived_at)
    except NotAllowed as error:
        messages.error(request, str(error))
        return redirect("selection:review-home")
    messages.success(request, _("It is yours to read again."))
    return redirect(assignment)
