"""Staff: who reads in a round, with how many minutes, and one of them with all that they read."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cda_portal.accounts.models import Profile, RoleGrant, User
from cda_portal.accounts.models.user import active
from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from cda_portal.core.text import say
from selection import permissions, round_board
from selection.forms.matching import AddReviewersForm, MinutesForm, TakeOffForm, UntilForm
from selection.models import ReviewRound, RoundReviewer
from selection.services import matching
from selection.services.errors import NotAllowed
from selection.views.matching_shared import round_page
from selection.views.setup_shared import attempt, posted, round_for


def candidates(round: ReviewRound) -> QuerySet[User]:
    """Reviewers who do not read in the round: those who declined or were taken off can be asked again."""
    grants = RoleGrant.objects.filter(active(), role=RoleGrant.Role.REVIEWER, user=OuterRef("pk"))
    reads = RoundReviewer.objects.reading().filter(round=round, reviewer=OuterRef("pk"))
    return User.objects.filter(Exists(grants), ~Exists(reads), is_active=True).order_by("full_name_folded", "pk")


def told_by(people: list[int]) -> dict[int, str]:
    """Languages and themes of each person's profile, in one line; two queries."""
    names = dict(settings.LANGUAGES)
    rows = Profile.objects.filter(user__in=people).prefetch_related("themes")
    said = {}
    for one in rows:
        languages = ", ".join(str(names.get(code, code)) for code in one.languages)
        themes = ", ".join(say(theme.name) for theme in one.themes.all())
        said[one.user_id] = " · ".join(filter(None, [languages, themes]))
    return said


@require_http_methods(["GET", "POST"])
def reviewers(request: Request, pk: int) -> HttpResponse:
    """Who reads; what is posted adds several at once."""
    round = round_for(request, pk)
    rows = round_board.readers(round, request.user)
    free = list(candidates(round))
    said = told_by([one.row.reviewer_id for one in rows] + [one.pk for one in free])
    people = User.objects.filter(pk__in=[one.pk for one in free]).order_by("full_name_folded", "pk")
    form = AddReviewersForm(posted(request), people=people, hints={one.pk: said.get(one.pk, "") for one in free})

    def save() -> HttpResponse:
        chosen, minutes = list(form.cleaned_data["people"]), form.cleaned_data["minutes"]
        for person in chosen:
            matching.add_reviewer(round, person, minutes, by=request.user)
        text = ngettext("%(count)d reviewer is added.", "%(count)d reviewers are added.", len(chosen))
        messages.success(request, text % {"count": len(chosen)})
        return redirect("selection:round-reviewers", pk)

    done, _theirs, status = attempt(form, save)
    shown = [{"one": one, "said": said.get(one.row.reviewer_id, "")} for one in rows]
    context = round_page(request, round, "round-reviewers", form=form, rows=shown, free=len(free))
    return done or render(request, "selection/matching_reviewers.html", context, status=status)


# ---- one of them


def row_of(round: ReviewRound, row: int) -> RoundReviewer:
    return get_object_or_404(round.reviewers.select_related("reviewer", "round__call"), pk=row)


def reviewer_page(
    request: Request, row: RoundReviewer, *, minutes: Any = None, until: Any = None, status: int = 200
) -> HttpResponse:
    """`minutes` and `until` are forms of the page that were posted, with their errors."""
    round = row.round
    one = next(one for one in round_board.readers(round, request.user) if one.row.pk == row.pk)
    listed = round_board.assignments(round, request.user).filter(reviewer=row.reviewer)
    listed = listed.select_related("application__city", "review").order_by("application__city__name_folded", "pk")
    wrong = minutes or until
    context = round_page(
        request,
        round,
        "round-reviewers",
        one=one,
        said=told_by([row.reviewer_id]).get(row.reviewer_id, ""),
        rows=[{"one": found, "state": round_board.state(found)} for found in listed],
        minutes=minutes or MinutesForm(initial={"minutes": row.minutes}),
        until=until or UntilForm(call=round.call),
        form=wrong,
        over=round.closes <= clock.now(),
    )
    return render(request, "selection/matching_reviewer.html", context, status=status)


@require_http_methods(["GET", "POST"])
def reviewer(request: Request, pk: int, row: int) -> HttpResponse:
    """Everything that one person reads in the round; what is posted changes their minutes."""
    found = row_of(round_for(request, pk), row)
    form = MinutesForm(posted(request))
    if not form.is_bound:
        return reviewer_page(request, found)
    if not form.is_valid():
        return reviewer_page(request, found, minutes=form, status=422)
    matching.set_minutes(found, form.cleaned_data["minutes"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("selection:round-reviewer", pk, row)


@require_POST
def extend(request: Request, pk: int, row: int) -> HttpResponse:
    """A later end for all that one person has not finished."""
    found = row_of(round_for(request, pk), row)
    form = UntilForm(request.POST, call=found.round.call)

    def save() -> HttpResponse:
        count = matching.extend_reviewer(found, form.cleaned_data["until"], by=request.user)
        text = ngettext(
            "%(count)d review has a later end. They see it in their list; no mail is sent.",
            "%(count)d reviews have a later end. They see it in their list; no mail is sent.",
            count,
        )
        messages.success(request, text % {"count": count})
        return redirect("selection:round-reviewer", pk, row)

    done, _theirs, status = attempt(form, save)
    return done or reviewer_page(request, found, until=form, status=status)


@require_http_methods(["GET", "POST"])
def take_off(request: Request, pk: int, row: int) -> HttpResponse:
    """Says first how many applications that takes back, and asks about those that they have begun."""
    round = round_for(request, pk)
    allow(permissions.can_set_up(request.user))
    found = row_of(round, row)
    one = next(one for one in round_board.readers(round, request.user) if one.row.pk == found.pk)
    begun = one.left - one.unopened
    form = TakeOffForm(posted(request), asks=begun > 0)

    def save() -> HttpResponse:
        count = matching.take_off(found, form.cleaned_data["why"], by=request.user, opened=form.takes_opened)
        said = _("%(name)s reads no more in this round.") % {"name": found.reviewer}
        text = ngettext("%(count)d assignment was taken back.", "%(count)d assignments were taken back.", count)
        messages.success(request, f"{said} {text % {'count': count}}")
        return redirect("selection:round-reviewers", pk)

    done, _theirs, status = attempt(form, save)
    context = round_page(request, round, "round-reviewers", form=form, one=one, begun=begun)
    return done or render(request, "selection/matching_take_off.html", context, status=status)


@require_POST
def nudge(request: Request, pk: int, row: int) -> HttpResponse:
    found = row_of(round_for(request, pk), row)
    try:
        matching.nudge(found, by=request.user)
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is reminded by mail.") % {"name": found.reviewer})
    return redirect("selection:round-reviewer", pk, row)
