"""Staff: where a call's selection stands, and its rounds."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import call_states, history
from applications.models import Application, Call
from cda_portal.core import clock, moments
from cda_portal.core.access import check as allow
from cda_portal.core.models import Change
from cda_portal.core.requests import Request
from selection import overview as standing
from selection import permissions
from selection.forms.setup import RoundForm
from selection.models import ReviewAssignment, ReviewRound
from selection.readable import READ
from selection.services import setup
from selection.services.errors import NotAllowed
from selection.views.setup_shared import attempt, call_for, page, posted, round_for

Kind = ReviewRound.Kind


@require_GET
def overview(request: Request) -> HttpResponse:
    """The call that is selected from; where there is none, what to do first."""
    allow(permissions.can_see_staff_pages(request.user))
    call = standing.in_selection()
    return redirect("selection:call", call.slug) if call else render(request, "selection/setup_none.html")


@require_GET
def call_page(request: Request, slug: str) -> HttpResponse:
    call, now = call_for(request, slug), clock.now()
    found = standing.figures(call, request.user)
    for round in found.rounds:
        round.call = call
    todos = [
        {"todo": one, "href": reverse(f"selection:{one.name}", args=[one.arg])}
        for one in standing.todos(call, found, now)
    ]
    context = page(
        request,
        call,
        "call",
        todos=todos,
        steps=standing.timeline(call, found.rounds, now),
        rows=[_round_row(round, found, now) for round in found.rounds],
        figures=found,
        calls=_calls(call),
    )
    return render(request, "selection/setup_call.html", context)


def _calls(call: Call) -> list[dict[str, Any]]:
    """The other calls there are, as links; none where there is no choice."""
    rows = Call.objects.filter(published_at__lte=clock.now()).order_by("-programme_start", "-pk").only("slug", "title")
    links = [
        {"label": str(one), "href": reverse("selection:call", args=[one.slug]), "current": one.slug == call.slug}
        for one in rows
    ]
    return links if len(links) > 1 else []


def _round_row(round: ReviewRound, found: standing.Figures, now: Any) -> dict[str, Any]:
    word, kind = standing.state_of(round, now)
    screening = round.kind == Kind.SCREENING
    return {
        "round": round,
        "word": word,
        "kind": kind,
        "screening": screening,
        "total": found.sent if screening else found.standing(round),
        "done": sum(found.screened.values()) if screening else found.done[round.pk],
        "reviewers": found.reviewers[round.pk],
    }


# ---- one round


# Its parts: a URL name that takes the round's id, and what it is for.
def _parts(round: ReviewRound) -> list[dict[str, Any]]:
    scoring = [
        ("round-reviewers", _("Reviewers"), _("Who reads, and how many minutes they give.")),
        ("matching", _("Matching"), _("Who reads which application: worked out, looked at, applied.")),
        ("round-board", _("Board"), _("What is done, late and not opened yet.")),
        ("ranking", _("Ranking"), _("Scores made comparable, with how sure they are.")),
    ]
    screening = [("screening", _("Screening"), _("Look each application through: pass, fail or unsure."))]
    parts = screening if round.kind == Kind.SCREENING else scoring
    return [
        {"href": reverse(f"selection:{name}", args=[round.pk]), "label": label, "text": text}
        for name, label, text in parts
    ]


@require_GET
def round_page(request: Request, pk: int) -> HttpResponse:
    round, now = round_for(request, pk), clock.now()
    call = round.call
    found = standing.figures(call, request.user)
    common = round.common.filter(pk__in=Application.objects.visible_to(request.user)).select_related("city")
    context = page(
        request,
        call,
        "call",
        round=round,
        row=_round_row(round, found, now),
        left=found.missing(round),
        to_read=found.to_read(round),
        links=_parts(round),
        common=common.order_by("reference"),
        used=setup.is_used(round),
        history=history.lines(Change.objects.about(round).for_timeline()[:20]),
    )
    return render(request, "selection/setup_round.html", context)


def _readable(request: Request, call: Call) -> Any:
    """What may be a common application: sent ones of the call that this person may see."""
    return Application.objects.visible_to(request.user).filter(call=call, status__in=READ)


@require_http_methods(["GET", "POST"])
def round_new(request: Request, slug: str) -> HttpResponse:
    call = call_for(request, slug)
    allow(permissions.can_set_up(request.user))
    form = RoundForm(posted(request), call=call, readable=_readable(request, call))

    def save() -> HttpResponse:
        round = setup.make_round(call, form.values(), by=request.user, common=form.common_rows())
        messages.success(request, _("The round is made. It opens and closes by its dates."))
        return redirect(round)

    done, _theirs, status = attempt(form, save)
    context = page(request, call, "call", form=form, round=None)
    return done or render(request, "selection/setup_round_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def round_edit(request: Request, pk: int) -> HttpResponse:
    """What a change does to people at work is said first; the press after that saves."""
    round = round_for(request, pk)
    allow(permissions.can_set_up(request.user))
    call = round.call
    used = setup.is_used(round)
    form = RoundForm(posted(request), call=call, readable=_readable(request, call), round=round, used=used)
    effects = _effects(round, form) if used and form.is_bound and form.is_valid() else []
    seen = call_states.mark(effects)

    def save() -> HttpResponse:
        setup.change_round(
            round, form.values(), was=form.cleaned_data["was"], by=request.user, common=form.common_rows()
        )
        messages.success(request, _("The round is saved. Rights follow its dates at once."))
        return redirect(round)

    if effects and request.POST.get("seen") != seen:
        done, theirs, status = None, [], 200
    else:
        done, theirs, status = attempt(form, save)
    context = page(request, call, "call", form=form, round=round, effects=effects, seen=seen, theirs=theirs)
    return done or render(request, "selection/setup_round_edit.html", context, status=status)


def _effects(round: ReviewRound, form: RoundForm) -> list[str]:
    """What people at work in the round would notice; instants in UTC."""
    said = [
        _("%(what)s: %(when)s UTC instead of %(before)s UTC")
        % {
            "what": form.fields[name].label,
            "when": moments.read(form.cleaned_data[name], "UTC").text,
            "before": moments.read(getattr(round, name), "UTC").text,
        }
        for name in ("opens", "closes")
        if form.cleaned_data[name] != getattr(round, name)
    ]
    if form.cleaned_data["sees"] != round.sees:
        said.append(_("Reviewers see the others’ reviews at another time than they were told."))
    if not said:
        return []
    open_reviews = ReviewAssignment.objects.filter(round=round).standing().exclude(review__submitted_at__isnull=False)
    if round.kind != Kind.SCREENING and open_reviews.exists():
        said.append(_("Reviewers have not sent all of their reviews yet. What they saved is kept."))
    return said


@require_POST
def round_delete(request: Request, pk: int) -> HttpResponse:
    round = round_for(request, pk)
    try:
        setup.delete_round(round, by=request.user)
        messages.success(request, _("The round is deleted."))
    except NotAllowed as error:
        messages.error(request, str(error))
        return redirect(round)
    return redirect("selection:call", round.call.slug)
