"""Staff: the criteria by which a call's applications are scored, and their versions."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import call_texts, history
from applications.call_texts import Standing
from applications.models import Call
from cda_portal.core.access import check as allow
from cda_portal.core.models import Change
from cda_portal.core.requests import Request
from cda_portal.core.text import say, whole
from selection import permissions
from selection.forms.setup_rubric import CriterionForm, MarkForm, ScaleForm
from selection.models import Criterion, Rubric
from selection.services import setup_rubric
from selection.services.errors import NotAllowed
from selection.views.setup_shared import attempt, call_for, page, posted


@require_GET
def rubric(request: Request, slug: str) -> HttpResponse:
    """The criteria in force and every version there was."""
    call = call_for(request, slug)
    versions = list(Rubric.objects.filter(call=call).order_by("-version").select_related("by").with_review_count())
    newest = versions[0] if versions else None
    context = page(request, call, "rubric", rubric=newest, versions=versions, first=len(versions) < 2)
    if newest is not None:
        used: int = newest.review_count  # annotated
        context |= {"used": used, "scale_form": ScaleForm(rubric=newest, used=used), **_sheet(call, newest)}
        context["history"] = history.lines(Change.objects.about(*versions).for_timeline()[:20])
    return render(request, "selection/setup_rubric.html", context)


def _sheet(call: Call, rubric: Rubric) -> dict[str, Any]:
    """The criteria with their share of the ranking in percent, and how their translations stand."""
    criteria = list(rubric.criteria.all())
    total = sum(one.weight for one in criteria if one.ranks)
    rows = [
        {
            "criterion": one,
            "share": round(100 * one.weight / total) if one.ranks else None,
            "anchors": [(score, one.anchors.get(str(score), {})) for score in rubric.scale],
            "mark": setup_rubric.mark(one),
        }
        for one in criteria
    ]
    names = dict(settings.LANGUAGES)
    columns = [(code, names[code]) for code in call.languages]
    return {"rows": rows, "columns": columns, "standings": [_standing(call, one) for one in criteria]}


def _standing(call: Call, criterion: Criterion) -> dict[str, Any]:
    texts = [(words, criterion.stamps.get(name, {})) for name, words in setup_rubric.texts_of(criterion).items()]
    row = call_texts.Row(say(criterion.title), "criterion", criterion.key, texts)
    return {
        "label": row.label or row.ref,
        "href": reverse("selection:criterion", args=[call.slug, criterion.key]),
        "cells": [call_texts.WORDS[row.standing(code, _source(call))] for code in call.languages],
    }


def _source(call: Call) -> str:
    return next(iter(call.languages), settings.LANGUAGE_CODE)


def _older(call: Call, criterion: Criterion) -> list[str]:
    texts = setup_rubric.texts_of(criterion).items()
    return [
        code
        for code in call.languages
        if any(
            call_texts.standing(words, criterion.stamps.get(name, {}), code, _source(call)) is Standing.OLDER
            for name, words in texts
        )
    ]


def _newest(call: Call) -> Rubric:
    found = Rubric.objects.in_force(call)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def criterion(request: Request, slug: str, key: str = "") -> HttpResponse:
    """A new criterion, or one to edit."""
    call = call_for(request, slug)
    allow(bool(key) or permissions.can_set_up(request.user))
    newest = _newest(call)
    part = get_object_or_404(Criterion, rubric=newest, key=key) if key else None
    used = setup_rubric.used_by(newest)
    older = _older(call, part) if part else []
    form = CriterionForm(posted(request), call=call, rubric=newest, criterion=part, used=used, older=older)

    def save() -> HttpResponse:
        _save(request, call, form)
        messages.success(request, _("Saved."))
        return redirect("selection:rubric", slug)

    done, theirs, status = attempt(form, save)
    context = page(request, call, "rubric", form=form, criterion=part, used=used, theirs=theirs)
    return done or render(request, "selection/setup_criterion.html", context, status=status)


def _save(request: Request, call: Call, form: CriterionForm) -> Criterion:
    data, why = form.cleaned_data, form.cleaned_data.get("why", "")
    if form.criterion is None:
        return setup_rubric.add_criterion(call, data["key"], form.values(), by=request.user, why=why)
    told = {"was": data["was"], "fits": data.get("fits", []), "why": why}
    return setup_rubric.write_criterion(call, form.criterion.key, form.values(), by=request.user, **told)


@require_http_methods(["GET", "POST"])
def criterion_remove(request: Request, slug: str, key: str) -> HttpResponse:
    """Asked once more, with what it means for the ranking."""
    call = call_for(request, slug)
    allow(permissions.can_set_up(request.user))
    newest = _newest(call)
    part = get_object_or_404(Criterion, rubric=newest, key=key)
    used = setup_rubric.used_by(newest)
    form = MarkForm(posted(request), initial={"was": setup_rubric.mark(part)})
    form.fields["why"].required = bool(used)

    def save() -> HttpResponse:
        setup_rubric.remove_criterion(call, key, by=request.user, **form.cleaned_data)
        messages.success(request, _("The criterion is removed."))
        return redirect("selection:rubric", slug)

    form.theirs = lambda current: [(str(current), say(current.help))]
    done, theirs, status = attempt(form, save)
    context = page(request, call, "rubric", form=form, criterion=part, used=used, theirs=theirs)
    context["mark"] = setup_rubric.mark(part)
    return done or render(request, "selection/setup_criterion_remove.html", context, status=status)


@require_POST
def criterion_move(request: Request, slug: str) -> HttpResponse:
    """One place up or down. The button's value names what and where to: up-impact."""
    call = call_for(request, slug)
    way, _dash, key = request.POST.get("move", "").replace("\x00", "").partition("-")
    if way not in ("up", "down"):
        raise Http404
    try:
        setup_rubric.move_criterion(call, key[:50], up=way == "up", by=request.user)
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('selection:rubric', args=[slug])}#c-{key[:50]}")


@require_http_methods(["GET", "POST"])
def scale(request: Request, slug: str) -> HttpResponse:
    call = call_for(request, slug)
    allow(permissions.can_set_up(request.user))
    newest = _newest(call)
    used = setup_rubric.used_by(newest)
    form = ScaleForm(posted(request), rubric=newest, used=used)

    def save() -> HttpResponse:
        data = form.cleaned_data
        low, _dash, high = data["was"].partition("-")
        told = {"was": (int(low), int(high)), "why": data.get("why", "")}
        setup_rubric.set_scale(call, data["low"], data["high"], by=request.user, **told)
        messages.success(request, _("The scale is saved."))
        return redirect("selection:rubric", slug)

    done, theirs, status = attempt(form, save)
    context = page(request, call, "rubric", form=form, used=used, theirs=theirs)
    return done or render(request, "selection/setup_scale.html", context, status=status)


@require_POST
def rubric_act(request: Request, slug: str, act: str) -> HttpResponse:
    """Begin with the default, confirm, take that back, or take the newest version back."""
    call = call_for(request, slug)
    try:
        if act == "begin":
            setup_rubric.ensure_rubric(call, by=request.user)
            messages.success(request, _("The rubric is there. Change what does not fit, then confirm it."))
        elif act in ("confirm", "unconfirm"):
            setup_rubric.confirm(call, by=request.user, confirmed=act == "confirm")
            messages.success(request, _("Saved."))
        elif act == "discard":
            setup_rubric.discard(call, was=_number(request), by=request.user)
            messages.success(request, _("The version before is in force again."))
        else:
            raise Http404
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("selection:rubric", slug)


def _number(request: Request) -> int:
    """The newest version as the page was loaded with; 0 where nothing sensible was sent."""
    return whole(request.POST.get("was", ""), 5)


@require_http_methods(["GET", "POST"])
def version(request: Request, slug: str, number: int) -> HttpResponse:
    """One version as it was; it can be taken up again, with a reason."""
    call = call_for(request, slug)
    newest = _newest(call)
    shown = get_object_or_404(Rubric.objects.select_related("by").with_review_count(), call=call, version=number)
    form = MarkForm(posted(request))
    form.fields["why"].required = True

    def save() -> HttpResponse:
        setup_rubric.take_up(call, number, was=_number(request), by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("This version is in force again, as a new one."))
        return redirect("selection:rubric", slug)

    form.theirs = lambda current: [(_("Newest version"), str(current.version))]
    done, theirs, status = attempt(form, save)
    context = page(
        request, call, "rubric", form=form, rubric=shown, newest=newest, theirs=theirs, **_sheet(call, shown)
    )
    return done or render(request, "selection/setup_version.html", context, status=status)
