"""Staff: what reviewers read before their first application, and the case they practise on."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import call_texts
from applications.call_texts import Standing
from applications.models import Call
from cda_portal.core.requests import Request
from cda_portal.core.text import say
from selection.forms.setup_rubric import GUIDE_TEXTS, GuideScoresForm, GuideTextForm
from selection.models import ReviewGuide, Rubric
from selection.services import setup_guide
from selection.services.errors import NotAllowed
from selection.views.setup_shared import attempt, call_for, page, posted


@require_GET
def guide(request: Request, slug: str) -> HttpResponse:
    """The guide as reviewers read it in this person's language, and how its translations stand."""
    call = call_for(request, slug)
    found = ReviewGuide.objects.filter(call=call).first()
    context = page(request, call, "guide", guide=found)
    if found is not None:
        names = dict(settings.LANGUAGES)
        context["columns"] = [(code, names[code]) for code in call.languages]
        context["standings"] = [_standing(call, found, name) for name in GUIDE_TEXTS]
        context["texts"] = [
            (name, GUIDE_TEXTS[name][0], getattr(found, name)) for name in GUIDE_TEXTS if name != "practice_title"
        ]
        context["scores"] = _scores(call, found)
    return render(request, "selection/setup_guide.html", context)


def _standing(call: Call, guide: ReviewGuide, name: str) -> dict[str, Any]:
    row = call_texts.Row(str(GUIDE_TEXTS[name][0]), "guide", name, [(getattr(guide, name), guide.stamps.get(name, {}))])
    return {
        "label": row.label,
        "href": reverse("selection:guide-text", args=[call.slug, name]),
        "cells": [call_texts.WORDS[row.standing(code, _source(call))] for code in call.languages],
    }


def _scores(call: Call, guide: ReviewGuide) -> list[dict[str, Any]]:
    """What the practice case should get, by the criteria in force."""
    rubric = Rubric.objects.in_force(call)
    criteria = rubric.criteria.all() if rubric else []
    told = ((one, guide.practice_scores.get(one.key)) for one in criteria)
    return [{"title": say(one.title), "score": row["score"], "why": say(row["why"])} for one, row in told if row]


def _source(call: Call) -> str:
    return next(iter(call.languages), settings.LANGUAGE_CODE)


def _found(call: Call) -> ReviewGuide:
    guide = ReviewGuide.objects.filter(call=call).first()
    if guide is None:
        raise Http404
    return guide


@require_http_methods(["GET", "POST"])
def guide_text(request: Request, slug: str, name: str) -> HttpResponse:
    """One text side by side in all languages."""
    call = call_for(request, slug)
    found = _found(call)
    if name not in GUIDE_TEXTS:
        raise Http404
    form = GuideTextForm(posted(request), call=call, guide=found, name=name, older=_older(call, found, name))

    def save() -> HttpResponse:
        told = {"was": form.cleaned_data["was"], "fits": form.cleaned_data.get("fits", [])}
        setup_guide.write_text(call, name, form.words(name), by=request.user, **told)
        messages.success(request, _("The text is saved."))
        return redirect("selection:guide", slug)

    done, theirs, status = attempt(form, save)
    label = GUIDE_TEXTS[name][0]
    context = page(request, call, "guide", form=form, theirs=theirs, label=label, prose=name != "practice_title")
    return done or render(request, "selection/setup_guide_text.html", context, status=status)


def _older(call: Call, guide: ReviewGuide, name: str) -> list[str]:
    words, stamps = getattr(guide, name), guide.stamps.get(name, {})
    return [
        code for code in call.languages if call_texts.standing(words, stamps, code, _source(call)) is Standing.OLDER
    ]


@require_http_methods(["GET", "POST"])
def guide_scores(request: Request, slug: str) -> HttpResponse:
    """What the practice case should get; reviewers see it after they have practised."""
    call = call_for(request, slug)
    found, rubric = _found(call), Rubric.objects.in_force(call)
    if rubric is None:
        raise Http404
    form = GuideScoresForm(posted(request), call=call, guide=found, rubric=rubric)

    def save() -> HttpResponse:
        setup_guide.write_scores(call, form.values(), was=form.cleaned_data["was"], by=request.user)
        messages.success(request, _("The scores of the practice case are saved."))
        return redirect("selection:guide", slug)

    done, theirs, status = attempt(form, save)
    context = page(request, call, "guide", form=form, theirs=theirs)
    return done or render(request, "selection/setup_guide_scores.html", context, status=status)


@require_POST
def guide_act(request: Request, slug: str, act: str) -> HttpResponse:
    """Begin with the default, confirm, or take that back."""
    call = call_for(request, slug)
    try:
        if act == "begin":
            setup_guide.ensure_guide(call, by=request.user)
            messages.success(request, _("The guide is there. Change what does not fit, then confirm it."))
        elif act in ("confirm", "unconfirm"):
            setup_guide.confirm_guide(call, by=request.user, confirmed=act == "confirm")
            messages.success(request, _("Saved."))
        else:
            raise Http404
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("selection:guide", slug)
