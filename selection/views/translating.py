"""Staff: how far the texts of a call's applications are translated, for people by file, and by machine where that is on."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from applications.models import Call
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import permissions, translations
from selection.forms.translating import ImportForm, MachineForm, ShowForm, WantedForm
from selection.models import TranslationImport
from selection.services import translating_import, translating_machine
from selection.services.translating_import import KEPT, VERDICTS, Judged
from selection.texts_file import Unreadable
from selection.views.setup_shared import call_for, page, posted

A_PAGE = 50
TAGS = {"new": "done", "changed": "doing", "unchanged": "plain", "empty": "mute"}


@require_GET
def overview(request: Request, slug: str) -> HttpResponse:
    call = call_for(request, slug)
    return _overview(request, call, ImportForm())


def _overview(request: Request, call: Call, form: ImportForm) -> HttpResponse:
    waiting = TranslationImport.objects.filter(call=call, by=request.user, applied_at=None).order_by("-at")
    context = page(
        request,
        call,
        "translations",
        lines=[_line(one) for one in translations.counts(request.user, call)],
        languages=list(settings.LANGUAGE_NAMES.values()),
        form=form,
        wanted=WantedForm(initial={"target": "en"}),
        waiting=list(waiting.only("name", "at")[:10]),
        machine=translating_machine.is_on(),
        page_has_errors=bool(form.errors),
    )
    return render(request, "selection/translating.html", context, status=422 if form.errors else 200)


def _line(one: translations.Line) -> dict[str, Any]:
    cells = [
        {
            "source": one.language,
            "target": cell.language,
            "into": settings.LANGUAGE_NAMES.get(cell.language),
            "done": cell.people + cell.machine,
            "machine": cell.machine,
            "missing": cell.missing,
        }
        for cell in one.cells
    ]
    return {"language": _name(one.language), "texts": one.texts, "cells": cells}


def _name(language: str) -> str:
    return str(settings.LANGUAGE_NAMES.get(language, language))


@require_http_methods(["GET", "POST"])
def bring(request: Request, slug: str) -> HttpResponse:
    """Read a file that was uploaded. What cannot be read is refused, and nothing of it kept."""
    call = call_for(request, slug)
    if request.method == "GET":
        return redirect("selection:translations", slug)
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = translating_import.receive(call, file.name, file.read(), by=request.user)
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("selection:translation-import", slug, brought.pk)
    return _overview(request, call, form)


@require_http_methods(["GET", "POST"])
def brought(request: Request, slug: str, pk: int) -> HttpResponse:
    """What a file changes, row by row; posted, it is applied or forgotten. It is for who brought it."""
    call = call_for(request, slug)
    allow(permissions.can_set_up(request.user))
    rows = TranslationImport.objects.filter(call=call, by=request.user).select_related("call")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _settle(request, found)
    if found.applied_at is not None:
        return redirect("selection:translations", slug)
    return render(request, "selection/translating_import.html", _preview(request, found))


def _settle(request: Request, found: TranslationImport) -> HttpResponse:
    if "discard" in request.POST:
        translating_import.discard(found)
        messages.success(request, _("The file is forgotten. Nothing was changed."))
        return redirect("selection:translations", found.call.slug)
    result = translating_import.apply(found, by=request.user).result
    new, changed = result.get("new", 0), result.get("changed", 0)
    added = ngettext("%(count)d translation was added.", "%(count)d translations were added.", new) % {"count": new}
    text = ngettext("%(count)d was replaced.", "%(count)d were replaced.", changed) % {"count": changed}
    messages.success(request, f"{added} {text}" if changed else added)
    return redirect("selection:translations", found.call.slug)


def _preview(request: Request, found: TranslationImport) -> dict[str, Any]:
    judged = translating_import.judge(found, request.user)
    there = Counter(one.verdict for one in judged)
    show = ShowForm(request.GET).chosen()
    shown = [one for one in judged if show in ("", one.verdict)]
    return page(
        request,
        found.call,
        "translations",
        brought=found,
        kept=sum(there[verdict] for verdict in KEPT),
        tabs=_tabs(found, there, show),
        counts=[(VERDICTS[verdict], there[verdict]) for verdict in VERDICTS if there[verdict]],
        page_obj=Paginator([_row(one) for one in shown], A_PAGE).get_page(request.GET.get("page")),
    )


def _tabs(found: TranslationImport, there: Counter[str], show: str) -> list[dict[str, Any]]:
    href = reverse("selection:translation-import", args=[found.call.slug, found.pk])
    all_rows = {"label": _("All rows"), "href": href, "current": not show, "count": sum(there.values())}
    some = [
        {"label": label, "href": f"{href}?show={verdict}", "current": show == verdict, "count": there[verdict]}
        for verdict, label in VERDICTS.items()
        if there[verdict]
    ]
    return [all_rows, *some]


def _row(one: Judged) -> dict[str, Any]:
    tag, language = TAGS.get(one.verdict, "bad"), _name(one.row.language)
    return {"row": one.row, "language": language, "label": one.label, "tag": tag, "why": one.why, "old": one.old}


@require_http_methods(["GET", "POST"])
def machine(request: Request, slug: str) -> HttpResponse:
    """What leaves the portal for a machine translation, and its start. There is no such page while it is off."""
    call = call_for(request, slug)
    if not translating_machine.is_on():
        raise Http404
    allow(permissions.can_set_up(request.user) and call.archived_at is None)
    missing = translating_machine.missing(request.user, call)
    form = MachineForm(posted(request), missing=missing)
    if form.is_bound and form.is_valid():
        return redirect(translating_machine.start(call, form.cleaned_data["target"], by=request.user))
    context = page(request, call, "translations", form=form, missing=sum(missing.values()))
    return render(request, "selection/translating_machine.html", context, status=422 if form.errors else 200)
