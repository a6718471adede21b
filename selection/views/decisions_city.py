"""Staff: one decision: its reason, the feedback beside the reviewers' comments, its letter, more time, a correction."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications.models import Application
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions
from selection.composer import TAGS
from selection.forms.decisions import ChangeForm, CorrectForm, LanguageForm, TextsForm, UntilForm
from selection.models import Decision, DecisionCorrection, Release
from selection.services import decisions, decisions_corrections, decisions_letters, decisions_places
from selection.services.errors import NotAllowed
from selection.views.decisions_shared import (
    attempt,
    code_of,
    context_of,
    decision_of,
    note,
    once_sure,
    posted,
    reversioned,
)


def _context(decision: Decision, **more: Any) -> dict[str, Any]:
    release = decision.release
    shared = {"release": release, "decision": decision, "city": decision.application.city}
    return context_of(release.call, **shared, tag=TAGS[decision.outcome], **more)


@require_GET
def decision(request: Request, pk: int) -> HttpResponse:
    found = decision_of(request, pk)
    note(request, found.release, f"decision {pk}")
    released = found.release.status == Release.Status.RELEASED
    may = permissions.can_draft(request.user)
    correction = found.corrections.filter(approved_at=None, withdrawn_at=None).first()
    context = _context(
        found,
        comments=decisions.comments_for(found),
        lacks=decisions.lacks_feedback(found),
        texts=[(code, _(name), found.feedback[code]) for code, name in settings.LANGUAGES if found.feedback.get(code)],
        letters=list(decisions_letters.frozen(found, request.user).prefetch_related("messages")),
        number=number_of(request, found),
        correction=correction,
        may_change=may and not released,
        may_correct=may and released and not correction and correctable(found),
        may_extend=may and released and found.application.status == Application.Status.SELECTED,
    )
    return render(request, "selection/decisions_one.html", context)


def number_of(request: Request, found: Decision) -> int | None:
    """Its place on the waiting list among the cities that this person may see."""
    return found.release.decisions.visible_to(request.user).numbers()[found.pk] if found.rank else None


def correctable(found: Decision) -> bool:
    return found.application.status in decisions_corrections.CORRECTABLE


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    found = decision_of(request, pk)
    allow(permissions.can_draft(request.user))
    note(request, found.release, f"decision {pk}")
    initial = {"version": found.release.version, "outcome": found.outcome, "reason": found.reason}
    form = ChangeForm(posted(request), initial={**initial, "rank": number_of(request, found)})

    def save() -> HttpResponse:
        told = {name: form.cleaned_data[name] for name in ("outcome", "reason", "rank", "version")}
        decisions.change(found, by=request.user, **told)
        messages.success(request, _("The decision is changed."))
        return redirect("selection:decision", pk)

    done, theirs = attempt(form, save)
    if theirs:
        reversioned(form, theirs.version)
    return done or render(request, "selection/decisions_change.html", _context(found, form=form), status=code_of(form))


@require_http_methods(["GET", "POST"])
def feedback(request: Request, pk: int) -> HttpResponse:
    """One text per language, beside what reviewers wrote for the city."""
    found = decision_of(request, pk)
    allow(permissions.can_draft(request.user))
    note(request, found.release, f"decision {pk}")
    initial = {"version": found.feedback_version}
    form = TextsForm(posted(request), texts=found.feedback, first=found.application.language, initial=initial)

    def save() -> HttpResponse:
        decisions.write_feedback(found, form.texts(), by=request.user, version=form.cleaned_data["version"])
        messages.success(request, _("The feedback is saved."))
        return redirect("selection:decision", pk)

    done, theirs = attempt(form, save)
    if theirs:
        reversioned(form, theirs.feedback_version)
    both = [(_(name), theirs.feedback.get(code, "")) for code, name in settings.LANGUAGES] if theirs else []
    context = _context(found, form=form, comments=decisions.comments_for(found), theirs=[one for one in both if one[1]])
    return done or render(request, "selection/decisions_feedback.html", context, status=code_of(form))


@require_GET
def letter(request: Request, pk: int) -> HttpResponse:
    """The letter as it would go out now, in the city's language or another."""
    found = decision_of(request, pk)
    note(request, found.release, f"letter {pk}")
    form = LanguageForm(request.GET)
    form.is_valid()
    language = form.cleaned_data.get("language") or found.application.language
    values = decisions_letters.Values(found.release, request.user)
    written = decisions_letters.written_in(values, found, found.outcome, language)
    languages = [{"code": code, "name": _(name), "current": code == language} for code, name in settings.LANGUAGES]
    context = _context(found, letter=written, languages=languages)
    return render(request, "selection/decisions_letter.html", context)


@require_http_methods(["GET", "POST"])
def extend(request: Request, pk: int) -> HttpResponse:
    """Longer for one city to confirm its place."""
    found = decision_of(request, pk)
    allow(permissions.can_draft(request.user))
    form = UntilForm(posted(request), call=found.release.call, initial={"until": found.application.confirm_by})

    def save() -> HttpResponse:
        decisions_places.extend(found, form.cleaned_data["until"], why=form.cleaned_data["why"], by=request.user)
        messages.success(request, _("%(city)s has longer now, and is told.") % {"city": found.application.city})
        return redirect("selection:decision", pk)

    done, _theirs = attempt(form, save)
    return done or render(request, "selection/decisions_extend.html", _context(found, form=form), status=code_of(form))


# ---- corrections


@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    """Propose what is right; a second person approves it."""
    found = decision_of(request, pk)
    allow(permissions.can_draft(request.user))
    form = CorrectForm(posted(request), decision=found)

    def save() -> HttpResponse:
        made = decisions_corrections.propose(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The correction is proposed. An approver, not you, approves it."))
        return redirect("selection:correction", made.pk)

    done, _theirs = attempt(form, save)
    return done or render(request, "selection/decisions_correct.html", _context(found, form=form), status=code_of(form))


def _correction(request: Request, pk: int) -> DecisionCorrection:
    allow(permissions.can_see_staff_pages(request.user))
    rows = DecisionCorrection.objects.filter(decision__in=Decision.objects.visible_to(request.user))
    related = ("decision__release__call", "decision__application__city", "decision__application__call", "proposed_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_GET
def correction(request: Request, pk: int) -> HttpResponse:
    found = _correction(request, pk)
    return render(request, "selection/decisions_correction.html", _correction_context(request, found))


def _correction_context(request: Request, found: DecisionCorrection) -> dict[str, Any]:
    waits = found.approved_at is None and found.withdrawn_at is None
    return _context(
        found.decision,
        correction=found,
        letter=decisions_corrections.corrected_letter(found, found.decision, request.user) if waits else None,
        waits=waits,
        may_approve=waits and permissions.can_approve_correction(request.user, found),
        may_withdraw=waits and permissions.can_draft(request.user),
    )


@require_http_methods(["GET", "POST"])
@once_sure(_correction, permissions.can_approve_correction)
def correction_approve(request: Request, found: DecisionCorrection) -> HttpResponse:
    if request.method == "GET":
        context = {**_correction_context(request, found), "confirming": True}
        return render(request, "selection/decisions_correction.html", context)
    try:
        decisions_corrections.approve(found, by=request.user)
        messages.success(request, _("The decision is corrected, and the letter is on its way."))
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("selection:correction", found.pk)


@require_POST
def correction_withdraw(request: Request, pk: int) -> HttpResponse:
    found = _correction(request, pk)
    allow(permissions.can_draft(request.user))
    try:
        decisions_corrections.withdraw(found, by=request.user)
        messages.success(request, _("The correction is withdrawn. The decision stands as it was released."))
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("selection:correction", pk)
