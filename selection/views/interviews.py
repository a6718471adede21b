"""Staff: the interview with one city: arranged, moved, called off, and who is told of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.models import Application
from cda_portal.core import clock
from cda_portal.core.requests import Request
from selection import round_board
from selection.forms.interviews import CallOffForm, InterviewForm
from selection.models import Interview, ReviewRound
from selection.services import interviews
from selection.views.matching_shared import round_page
from selection.views.setup_shared import Outcome, attempt, posted, round_for

Found = tuple[ReviewRound, Application, Interview | None]


def _found(request: Request, pk: int, reference: str) -> Found:
    """404 in other rounds, and for a city that this person conflicts with; whoever posts may set up."""
    round = round_for(request, pk)
    if round.kind != ReviewRound.Kind.INTERVIEW:
        raise Http404
    rows = round_board.may_be_read_in(round, request.user).select_related("city", "call")
    application = get_object_or_404(rows, reference=reference)
    return round, application, Interview.objects.filter(round=round, application=application).first()


def _page(request: Request, found: Found, form: Any, back: Any, outcome: Outcome) -> HttpResponse:
    """With what was posted, its errors, and what somebody else has saved meanwhile."""
    round, application, interview = found
    _done, theirs, status = outcome
    context = round_page(
        request,
        round,
        "round-board",
        application=application,
        interview=interview,
        stands=interview is not None and interview.called_off_at is None,
        over=interview is not None and interview.has_begun,
        closed=round.closes <= clock.now(),
        told=interviews.told(round, application),
        arranging=form,
        back=back,
        form=form if form.is_bound else back,
        theirs=theirs,
    )
    return render(request, "selection/interview.html", context, status=status)


@require_http_methods(["GET", "POST"])
def interview(request: Request, pk: int, reference: str) -> HttpResponse:
    """When, where and who is told; what is posted arranges or moves it."""
    found = round, application, known = _found(request, pk, reference)
    form = InterviewForm(posted(request), call=round.call, interview=known)

    def save() -> HttpResponse:
        interviews.arrange(round, application, **form.cleaned_data, by=request.user)
        said = _("The interview with %(city)s is arranged, and all who take part are told by mail.")
        messages.success(request, said % {"city": application.city})
        return redirect("selection:interview", pk, reference)

    outcome = attempt(form, save)
    back = CallOffForm(prefix="off", initial={"version": known.version if known else 0})
    return outcome[0] or _page(request, found, form, back, outcome)


@require_POST
def call_off(request: Request, pk: int, reference: str) -> HttpResponse:
    found = round, application, known = _found(request, pk, reference)
    if known is None:
        raise Http404
    back = CallOffForm(request.POST, prefix="off")

    def save() -> HttpResponse:
        data = back.cleaned_data
        interviews.call_off(known, data["why"], version=data["version"], by=request.user)
        messages.success(request, _("The interview with %(city)s is called off.") % {"city": application.city})
        return redirect("selection:interview", pk, reference)

    outcome = attempt(back, save)
    form = InterviewForm(call=round.call, interview=known)
    return outcome[0] or _page(request, found, form, back, outcome)
