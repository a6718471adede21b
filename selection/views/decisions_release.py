"""Staff: approval by a second person, the release, the waiting list, the memo."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda_portal.core import jobs
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions
from selection.forms.decisions import ApproveForm, MoveUpForm
from selection.models import Decision, Outcome, Release
from selection.services import decisions, decisions_letters, decisions_places, decisions_release
from selection.services.errors import NotAllowed
from selection.views.decisions_shared import attempt, code_of, context_of, note, once_sure, posted, release_of


@require_http_methods(["GET", "POST"])
@once_sure(release_of, permissions.can_approve)
def approve(request: Request, found: Release) -> HttpResponse:
    """Everything that goes out, as it goes out; approving freezes exactly this."""
    refusal = decisions_release.refusal(found, request.user)
    if refusal or found.status != Release.Status.PROVISIONAL:
        messages.info(request, refusal or _("These decisions are approved already."))
        return redirect(found)
    note(request, found, "approval")
    stops, warns = decisions_letters.missing(found)
    written = decisions_letters.drafts(found)
    seen = decisions_letters.seal(found, written)
    form = ApproveForm(posted(request), warned=bool(warns), initial={"seen": seen})

    def act() -> HttpResponse:
        told = form.cleaned_data
        decisions_release.approve(found, by=request.user, seen=told["seen"], anyway=told.get("anyway", False))
        messages.success(request, _("The decisions are approved and the letters are frozen."))
        return redirect(found)

    done, theirs = attempt(form, act)
    if theirs:
        form = ApproveForm(warned=bool(warns), initial={"seen": seen})
    context = context_of(
        found.call, release=found, form=form, stops=stops, warns=warns, letters=_as_listed(written), changed=theirs
    )
    code = 422 if theirs else code_of(form)
    return done or render(request, "selection/decisions_approve.html", context, status=code)


def _as_listed(written: list[decisions_letters.Draft]) -> list[decisions_letters.Draft]:
    """Seats, the waiting list in its order, the others; by name within."""
    order = Outcome.values.index
    return sorted(
        written,
        key=lambda one: (
            order(one.decision.outcome),
            one.decision.rank or 0,
            one.decision.application.city.name_folded,
        ),
    )


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    found = release_of(request, pk)
    allow(permissions.can_draft(request.user))
    try:
        decisions_release.take_back(found, by=request.user)
        messages.success(request, _("The approval is taken back. Nothing was sent."))
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect(found)


@require_http_methods(["GET", "POST"])
@once_sure(release_of, permissions.can_release)
def publish(request: Request, found: Release) -> HttpResponse:
    """The confirmation before the release, then its job."""
    hidden = decisions.hidden_from(request.user, found)
    if hidden or found.status != Release.Status.APPROVED:
        messages.info(request, decisions_release.why_not(found, hidden=hidden))
        return redirect(found)
    if request.method == "POST":
        jobs.start("release", by=request.user, about=found, parameters={"release": found.pk})
        messages.success(request, _("The release is on its way. This page says how far it is."))
        return redirect(found)
    note(request, found, "release")
    facts = decisions.facts(found, request.user)
    context = context_of(found.call, release=found, facts=facts, letters=sum(facts.values()))
    return render(request, "selection/decisions_publish.html", context)


@require_http_methods(["GET", "POST"])
def waiting_list(request: Request, pk: int) -> HttpResponse:
    """Who waits, in order; the next takes a free place in one act."""
    found = release_of(request, pk)
    if request.method == "POST":
        allow(permissions.can_draft(request.user))
    note(request, found, "waiting list")
    waiting = _waiting(request, found)
    following = waiting["following"]
    form = MoveUpForm(posted(request), call=found.call, initial={"decision": following.pk if following else None})

    def act() -> HttpResponse:
        chosen = Decision(pk=form.cleaned_data["decision"])
        moved = decisions_places.move_up(found, chosen, confirm_by=form.cleaned_data["confirm_by"], by=request.user)
        messages.success(
            request, _("%(city)s is selected, and the letter is on its way.") % {"city": moved.application.city}
        )
        return redirect("selection:waiting-list", pk)

    done, _theirs = attempt(form, act)
    context = context_of(found.call, release=found, form=form, **waiting)
    return done or render(request, "selection/decisions_waiting.html", context, status=code_of(form))


def _waiting(request: Request, found: Release) -> dict[str, Any]:
    """As this person may see it: with a conflict, neither the next nor how many seats are free."""
    rows = Decision.objects.visible_to(request.user).filter(release=found, outcome="waitlist")
    hidden = decisions.hidden_from(request.user, found)
    following = None if hidden else decisions_places.next_up(found)
    free = 0 if hidden else decisions_places.free_seats(found)
    released = found.status == Release.Status.RELEASED
    return {
        "rows": list(rows.select_related("application__city").order_by("rank")),
        "following": following,
        "free": free,
        "hidden": hidden,
        "may": released and following and free and permissions.can_draft(request.user),
    }


@require_http_methods(["GET", "POST"])
@once_sure(release_of, lambda user, found: permissions.can_export(user))
def memo(request: Request, found: Release) -> HttpResponse:
    """The selection memo, made by a worker; people confirm who they are before they take data away."""
    if request.method == "POST":
        note(request, found, "memo")
        return redirect(jobs.start("selection_memo", by=request.user, about=found, parameters={"release": found.pk}))
    return render(request, "selection/decisions_memo.html", context_of(found.call, release=found))
