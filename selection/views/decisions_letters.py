"""Staff: the letters of a call and their placeholders, and the announcement kit."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request
from selection import announcement, letters, permissions
from selection.forms.decisions import AnnouncementForm, LetterForm
from selection.models import Decision, LetterTemplate, Release
from selection.services import decisions, decisions_letters
from selection.views.decisions_shared import attempt, code_of, context_of, note, posted, release_of, reversioned
from selection.views.shared import call_of


@require_http_methods(["GET", "POST"])
def template(request: Request, slug: str, kind: str) -> HttpResponse:
    """A letter of the call in its languages, with the table of what it may name."""
    call = call_of(request, slug)
    found = decisions_letters.templates_of(call).get(kind)
    if found is None:
        raise Http404
    if request.method == "POST":
        allow(permissions.can_draft(request.user))
    form = LetterForm(posted(request), template=found, initial={"version": found.version})

    def save() -> HttpResponse:
        told = {"subject": form.words("subject"), "body": form.words("body"), "version": form.cleaned_data["version"]}
        decisions_letters.write_template(call, kind, by=request.user, **told)
        messages.success(request, _("The letter is saved."))
        return redirect("selection:letter-template", slug, kind)

    done, theirs = attempt(form, save)
    if theirs:
        reversioned(form, theirs.version)
    more = {"form": form, "template": found, "label": LetterTemplate.Kind(kind).label, "both": _both(theirs)}
    rows = [{"written": f"{{{{ {one.name} }}}}", "says": one.says} for one in letters.known(kind)]
    context = context_of(call, **more, placeholders=rows, may_edit=permissions.can_draft(request.user))
    return done or render(request, "selection/decisions_template.html", context, status=code_of(form))


def _both(theirs: LetterTemplate | None) -> list[tuple[str, str]]:
    if theirs is None:
        return []
    return [(_(name), theirs.body.get(code, "")) for code, name in settings.LANGUAGES if theirs.body.get(code)]


@require_http_methods(["GET", "POST"])
def kit(request: Request, pk: int) -> HttpResponse:
    """What is announced: names, countries, a text per language. Nothing of it is public here."""
    found = release_of(request, pk)
    if request.method == "POST":
        allow(permissions.can_draft(request.user))
    note(request, found, "announcement kit")
    form = AnnouncementForm(posted(request), texts=found.announcement)

    def save() -> HttpResponse:
        decisions.announce(found, form.texts(), by=request.user)
        messages.success(request, _("The announcement is saved."))
        return redirect("selection:kit", pk)

    done, _theirs = attempt(form, save)
    context = context_of(
        found.call, release=found, form=form, may_edit=permissions.can_draft(request.user), kits=_kits(request, found)
    )
    return done or render(request, "selection/decisions_kit.html", context, status=code_of(form))


def _kits(request: Request, found: Release) -> list[dict[str, Any]]:
    names = announcement.cities(_selected(request, found))
    return [
        {"code": code, "name": _(name), "text": announcement.text(found, names, code)}
        for code, name in settings.LANGUAGES
    ]


def _selected(request: Request, found: Release) -> list[Decision]:
    rows = Decision.objects.visible_to(request.user).filter(release=found, outcome="select")
    return list(rows.exclude(application__status="place_declined").select_related("application__city"))


@require_GET
def kit_text(request: Request, pk: int, language: str) -> HttpResponse:
    """The announcement in one language as plain text."""
    found = release_of(request, pk)
    allow(permissions.can_export(request.user))
    if language not in dict(settings.LANGUAGES):
        raise Http404
    note(request, found, f"announcement kit {language}")
    text = announcement.text(found, announcement.cities(_selected(request, found)), language)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="announcement-{language}.txt"'
    return response
