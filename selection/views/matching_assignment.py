"""Staff: one application in a round, who reads it, and what is done with one assignment."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications.models import Application
from cda_portal.accounts.models import Conflict, User
from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions, round_board
from selection.forms.matching import ByHandForm, UntilForm, WhyBackForm
from selection.matching_inputs import MATCHED
from selection.models import ReviewAssignment, ReviewRound, RoundReviewer
from selection.services import matching
from selection.services.conflicts import ENDED
from selection.services.errors import NotAllowed
from selection.views.matching_shared import round_page
from selection.views.setup_shared import attempt, posted, round_for

# What the portal itself writes as the reason why one ended.
WHY_ENDED = {
    ENDED: gettext_lazy("A conflict ended it."),
    MATCHED: gettext_lazy("A later plan gave it to somebody else."),
}


def takers(request: Request, round: ReviewRound, application: Application) -> list[tuple[RoundReviewer, str]]:
    """Who can read it, with the minutes that each has left: without conflicts and without those who read it."""
    standing = ReviewAssignment.objects.standing().filter(round=round, application=application)
    barred = set(standing.values_list("reviewer", flat=True))
    barred |= set(Conflict.objects.filter(city=application.city_id).values_list("user", flat=True))
    found = []
    for one in round_board.readers(round, request.user):
        row = one.row
        if row.declined_at is None and row.left_at is None and row.reviewer_id not in barred:
            said = _("%(name)s (%(left)d minutes left)") % {"name": row.reviewer, "left": row.minutes - one.minutes}
            found.append((row, said))
    return found


# ---- one application


@require_http_methods(["GET", "POST"])
def application(request: Request, pk: int, reference: str) -> HttpResponse:
    """Who reads it; what is posted assigns it by hand."""
    round = round_for(request, pk)
    rows = round_board.may_be_read_in(round, request.user).select_related("city")
    found = get_object_or_404(rows, reference=reference)
    form = ByHandForm(posted(request), rows=takers(request, round, found))

    def save() -> HttpResponse:
        _assign(request, round, found, form)
        said = _("%(name)s reads %(city)s. Tell them from the board.")
        messages.success(request, said % {"name": form.cleaned_data["reviewer"], "city": found.city})
        return redirect("selection:round-application", pk, reference)

    done, status = _with_limit(form, save)
    listed = round_board.assignments(round, request.user).filter(application=found)
    listed = listed.select_related("reviewer", "review", "by").order_by("reviewer__full_name_folded", "pk")
    context = round_page(
        request,
        round,
        "round-board",
        application=found,
        rows=[{"one": one, "state": round_board.state(one)} for one in listed],
        form=form,
        minutes=matching.minutes_of(found),
        closed=round.closes <= clock.now(),
        interview=round_board.interview_of(round, found),
    )
    return done or render(request, "selection/matching_application.html", context, status=status)


def _assign(request: Request, round: ReviewRound, application: Application, form: ByHandForm) -> None:
    data = form.cleaned_data
    matching.assign(
        round, application, data["reviewer"], by=request.user, why=data["why"], over_limit=data["over_limit"]
    )


def _with_limit(form: ByHandForm, save: Any) -> tuple[HttpResponse | None, int]:
    """As `attempt`; over somebody's minutes the form asks for the confirmation, with all that was typed."""

    def guarded() -> HttpResponse:
        try:
            answer: HttpResponse = save()
        except matching.OverLimit:
            form.ask_about_limit(True)
            raise
        return answer

    done, _theirs, status = attempt(form, guarded)
    return done, status


# ---- one assignment


def assignment_of(request: Request, pk: int) -> ReviewAssignment:
    """404 for one of a city that this person, or its reviewer, conflicts with; whoever posts may set up."""
    allow(permissions.can_see_staff_pages(request.user))
    allow(request.method == "GET" or permissions.can_set_up(request.user))
    rows: Any = ReviewAssignment.objects.visible_to(request.user).clear_of_conflicts().with_due()
    return get_object_or_404(rows.select_related("round__call", "application__city", "reviewer", "by", "review"), pk=pk)


def _page(request: Request, one: ReviewAssignment, *, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms` are those of the page that were posted, with their errors."""
    round, now = one.round, clock.now()
    review = getattr(one, "review", None)
    sent = review is not None and review.submitted_at is not None
    context = round_page(
        request,
        round,
        "round-board",
        one=one,
        state=round_board.state(one),
        why_ended=WHY_ENDED.get(one.withdrawn_why, one.withdrawn_why),
        stands=one.declined_at is None and one.withdrawn_at is None,
        sent=sent,
        closed=round.closes <= now,
        until=forms.get("until") or UntilForm(call=round.call),
        other=forms.get("other") or ByHandForm(rows=takers(request, round, one.application), prefix="other"),
        back=forms.get("back") or WhyBackForm(prefix="back"),
        form=next(iter(forms.values()), None),
    )
    return render(request, "selection/matching_assignment.html", context, status=status)


@require_GET
def assignment(request: Request, pk: int) -> HttpResponse:
    return _page(request, assignment_of(request, pk))


def _application_page(one: ReviewAssignment) -> HttpResponse:
    return redirect("selection:round-application", one.round_id, one.application.reference)


@require_POST
def extend(request: Request, pk: int) -> HttpResponse:
    one = assignment_of(request, pk)
    form = UntilForm(request.POST, call=one.round.call)

    def save() -> HttpResponse:
        matching.extend(one, form.cleaned_data["until"], by=request.user)
        messages.success(request, _("It has a later end. They see it in their list; no mail is sent."))
        return redirect("selection:assignment", pk)

    done, _theirs, status = attempt(form, save)
    return done or _page(request, one, until=form, status=status)


@require_POST
def reassign(request: Request, pk: int) -> HttpResponse:
    one = assignment_of(request, pk)
    form = ByHandForm(request.POST, rows=takers(request, one.round, one.application), prefix="other")

    def save() -> HttpResponse:
        data = form.cleaned_data
        to: User = data["reviewer"]
        matching.reassign(one, to, data["why"], by=request.user, over_limit=data["over_limit"])
        messages.success(request, _("%(name)s reads it now. Tell them from the board.") % {"name": to})
        return _application_page(one)

    done, status = _with_limit(form, save)
    return done or _page(request, one, other=form, status=status)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    one = assignment_of(request, pk)
    form = WhyBackForm(request.POST, prefix="back")

    def save() -> HttpResponse:
        matching.take_back(one, form.cleaned_data["why"], by=request.user)
        undo = reverse("selection:assignment-put-back", args=[pk])
        messages.success(request, _("Taken back from %(name)s.") % {"name": one.reviewer}, extra_tags=undo)
        return _application_page(one)

    done, _theirs, status = attempt(form, save)
    return done or _page(request, one, back=form, status=status)


@require_POST
def put_back(request: Request, pk: int) -> HttpResponse:
    """Undo a taking back."""
    one = assignment_of(request, pk)
    try:
        matching.put_back(one, by=request.user)
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s reads it again.") % {"name": one.reviewer})
    return _application_page(one)
