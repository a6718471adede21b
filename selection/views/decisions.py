"""Staff: the decisions of a call, drafted from a cohort, with their days; provisional until they are released."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from applications.models import Call
from cda_portal.core.access import check as allow
from cda_portal.core.models import Job
from cda_portal.core.requests import Request
from selection import permissions
from selection.composer import TAGS
from selection.forms.decisions import DaysForm, DraftForm, FilterForm, RedraftForm, VersionForm, open_release
from selection.models import Decision, Outcome, Release
from selection.services import decisions, decisions_letters, decisions_release
from selection.views.decisions_shared import attempt, code_of, context_of, note, posted, release_of, reversioned
from selection.views.shared import call_of

A_PAGE = 50
ORDER = Case(When(outcome="select", then=0), When(outcome="waitlist", then=1), default=2)


@require_http_methods(["GET", "POST"])
def releases(request: Request, slug: str) -> HttpResponse:
    """What is decided in this call; a draft is made here from a cohort."""
    call = call_of(request, slug)
    if request.method == "POST":
        allow(permissions.can_draft(request.user))
    form = DraftForm(posted(request), call=call)

    def draft() -> HttpResponse:
        made = decisions.draft(form.cleaned_data["scenario"], by=request.user)
        messages.success(request, _("The decisions are drafted. Nobody outside staff sees them."))
        return redirect(made)

    done, _theirs = attempt(form, draft)
    return done or render(request, "selection/decisions_list.html", _list(request, call, form), status=code_of(form))


def _list(request: Request, call: Call, form: DraftForm) -> dict[str, Any]:
    rows = Release.objects.visible_to(request.user).filter(call=call).order_by("-number")
    templates = decisions_letters.templates_of(call)
    return context_of(
        call,
        form=form,
        rows=list(rows.select_related("drafted_by", "approved_by", "scenario")),
        letters=[{"kind": kind, "label": one.get_kind_display(), "own": one.pk} for kind, one in templates.items()],
        may_draft=permissions.can_draft(request.user) and open_release(call) is None,
        scenarios=form.fields["scenario"].queryset.exists(),  # type: ignore[attr-defined]
    )


@require_GET
def release(request: Request, pk: int) -> HttpResponse:
    """Every decision that this person may see, what is missing, and what to do next."""
    found = release_of(request, pk)
    note(request, found, "list")
    form = FilterForm(request.GET)
    rows = form.rows(Decision.objects.visible_to(request.user).filter(release=found))
    rows = rows.select_related("application__city").order_by(ORDER, "rank", "application__city__name_folded", "pk")
    numbers = Decision.objects.visible_to(request.user).filter(release=found).numbers()
    if form.cleaned_data.get("missing"):
        rows = [one for one in rows if decisions.lacks_feedback(one)]
    shown = [_row(one, numbers) for one in rows]
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = context_of(found.call, release=found, filters=form, page_obj=page, rows=page.object_list)
    return render(request, "selection/decisions_release.html", {**context, **_state(request, found)})


def _row(decision: Decision, numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "decision": decision,
        "number": numbers.get(decision.pk),
        "outcome": decision.get_outcome_display(),
        "tag": TAGS[decision.outcome],
        "missing": decisions.lacks_feedback(decision),
        "status": decision.application.get_status_display(),
    }


def _state(request: Request, found: Release) -> dict[str, Any]:
    """How far the release is, and which acts are this person's."""
    draft, user = found.status == Release.Status.PROVISIONAL, request.user
    facts = decisions.facts(found, user)
    released = found.status == Release.Status.RELEASED
    job = Job.objects.filter(kind="release", parameters={"release": found.pk}).order_by("-pk").first()
    return {
        "counts": [(label, facts[value]) for value, label in Outcome.choices],
        "missing": sum(decisions_letters.missing(found, user), []) if draft else [],
        "refusal": decisions_release.refusal(found, user) if draft else "",
        "may_draft": permissions.can_draft(user) and not released,
        "may_release": permissions.can_release(user, found) and found.status == Release.Status.APPROVED,
        "job": job if job and not released else None,
        "delivery": decisions_release.delivery(found, user) if released else None,
        "may_move_up": released and permissions.can_draft(user) and not decisions.hidden_from(user, found),
        "may_export": permissions.can_export(user),
    }


@require_http_methods(["GET", "POST"])
def days(request: Request, pk: int) -> HttpResponse:
    found = release_of(request, pk)
    allow(permissions.can_draft(request.user))
    initial = {name: getattr(found, name) for name in decisions.ARRANGED}
    form = DaysForm(posted(request), call=found.call, initial={**initial, "version": found.version})

    def arrange() -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in decisions.ARRANGED}
        decisions.arrange(found, by=request.user, version=form.cleaned_data["version"], **told)
        messages.success(request, _("Saved. The letters say it."))
        return redirect(found)

    done, theirs = attempt(form, arrange)
    if theirs:
        reversioned(form, theirs.version)
    context = context_of(found.call, release=found, form=form, theirs=theirs)
    return done or render(request, "selection/decisions_days.html", context, status=code_of(form))


@require_http_methods(["GET", "POST"])
def redraft(request: Request, pk: int) -> HttpResponse:
    found = release_of(request, pk)
    allow(permissions.can_draft(request.user))
    form = RedraftForm(
        posted(request), call=found.call, initial={"version": found.version, "scenario": found.scenario_id}
    )

    def again() -> HttpResponse:
        told = form.cleaned_data
        decisions.redraft(found, told["scenario"], by=request.user, version=told["version"])
        messages.success(request, _("The decisions are drafted anew. Feedback was kept."))
        return redirect(found)

    done, theirs = attempt(form, again)
    if theirs:
        reversioned(form, theirs.version)
    context = context_of(found.call, release=found, form=form)
    return done or render(request, "selection/decisions_redraft.html", context, status=code_of(form))


@require_http_methods(["GET", "POST"])
def discard(request: Request, pk: int) -> HttpResponse:
    found = release_of(request, pk)
    allow(permissions.can_draft(request.user))
    form = VersionForm(posted(request), initial={"version": found.version})

    def throw_away() -> HttpResponse:
        decisions.discard(found, by=request.user, version=form.cleaned_data["version"])
        messages.success(request, _("The draft is discarded. The cohort stays as it is."))
        return redirect("selection:releases", found.call.slug)

    done, theirs = attempt(form, throw_away)
    if theirs:
        reversioned(form, theirs.version)
    context = context_of(found.call, release=found, form=form)
    return done or render(request, "selection/decisions_discard.html", context, status=code_of(form))
