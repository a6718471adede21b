"""Staff: the texts of a call in its languages, and how the translations stand."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from applications import call_states, call_texts
from applications.call_texts import Standing
from applications.forms.calls_words import LanguagesForm, TextForm
from applications.models import Call, Section
from applications.services import calls
from applications.views.calls import attempt, page, posted, staff_call, status_of
from cda_portal.core.requests import Request


def _standings(call: Call, rows: list[call_texts.Row]) -> list[dict[str, Any]]:
    """A line a row: its label, where it is edited, and a status for each language of the call."""
    source = next(iter(call.languages), settings.LANGUAGE_CODE)
    routes = {"text": "staff-call-text", "section": "staff-call-section", "question": "staff-call-question"}
    return [
        {
            "label": row.label or row.ref,
            "href": reverse(f"applications:{routes[row.part]}", args=[call.slug, row.ref]),
            "part": row.part,
            "cells": [call_texts.WORDS[row.standing(code, source)] for code in call.languages],
        }
        for row in rows
    ]


def _names(call: Call) -> list[tuple[str, str]]:
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in call.languages]


@require_GET
def texts(request: Request, slug: str) -> HttpResponse:
    call = staff_call(request, slug)
    context = page(
        request, call, "texts", rows=_standings(call, call_texts.rows(call, [])), columns=_names(call), with_form=False
    )
    return render(request, "applications/call_texts.html", context)


@require_http_methods(["GET", "POST"])
def text(request: Request, slug: str, name: str) -> HttpResponse:
    """One text side by side in all languages. “Preview” shows what was typed and saves nothing."""
    call = staff_call(request, slug, edit=request.method == "POST")
    if name not in {**call_texts.LINES, **call_texts.PROSE}:
        raise Http404
    words = call_texts.words_of(call, name)
    initial = {"was": call_states.mark(words)}
    form = TextForm(posted(request), call=call, name=name, older=_older(call, name), initial=initial)
    if "preview" in request.POST:
        done, theirs, status = None, [], status_of(form)
    else:
        done, theirs, status = attempt(form, lambda: _save(request, call, form))
    shown = form.words(name) if form.is_bound and form.is_valid() else words
    more = {"name": name, "theirs": theirs, "prose": name in call_texts.PROSE, "previews": _previews(shown)}
    context = page(request, call, "texts", form=form, placeholders=call_texts.PLACEHOLDERS, **more)
    return done or render(request, "applications/call_text.html", context, status=status)


def _previews(words: call_texts.Words) -> list[tuple[str, str, str]]:
    return [(code, name, words[code]) for code, name in settings.LANGUAGES if words.get(code)]


def _older(call: Call, name: str) -> list[str]:
    source = next(iter(call.languages), settings.LANGUAGE_CODE)
    words, stamps = call_texts.words_of(call, name), call.stamps.get(name, {})
    return [code for code in call.languages if call_texts.standing(words, stamps, code, source) is Standing.OLDER]


def _save(request: Request, call: Call, form: TextForm) -> HttpResponse:
    data = form.cleaned_data
    calls.write_text(
        call, form.name, form.words(form.name), was=data["was"], fits=data.get("fits", []), by=request.user
    )
    messages.success(request, _("The text is saved."))
    return redirect("applications:staff-call-text", call.slug, form.name)


@require_http_methods(["GET", "POST"])
def languages(request: Request, slug: str) -> HttpResponse:
    call = staff_call(request, slug, edit=request.method == "POST")
    form = LanguagesForm(posted(request), instance=call)

    def save() -> HttpResponse:
        was = form.cleaned_data["was"]
        calls.write(form.loaded, form.values(), names=form.names, was=was, by=request.user, act="call languages")
        messages.success(request, _("The languages are saved."))
        return redirect("applications:staff-call-languages", slug)

    done, theirs, status = attempt(form, save)
    rows = call_texts.rows(call := form.loaded, Section.objects.for_form(call.pk, stamps=True))
    more = {"rows": _standings(call, rows), "counts": call_texts.counts(rows, call.languages)}
    context = page(request, call, "languages", form=form, theirs=theirs, columns=_names(call), **more)
    return done or render(request, "applications/call_languages.html", context, status=status)
