"""Files given as answers: downloads, the mark "contains personal data", removal, a link instead."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import permissions, services
from applications.forms.files import HideForm
from applications.forms.section import Row, SectionForm, digest, number
from applications.kinds import KINDS
from applications.models import Application, Attachment, Question
from applications.views.shared import mine
from cda_portal.core import clock, files
from cda_portal.core.access import check as allow
from cda_portal.core.models import StoredFile
from cda_portal.core.moments import read as read_moment
from cda_portal.core.requests import Request

# ---- what pages show of a file


def given(stored: StoredFile, reference: str) -> dict[str, Any]:
    """A file as a page shows it; `away` says why it cannot be opened."""
    address = reverse("applications:application-stored", args=[reference, stored.key])
    state = files.away(stored)
    return {
        "name": stored.name,
        "size": stored.size,
        "href": address,
        "away": str(files.AWAY[state]) if state else "",
        "hide_href": f"{address}hide/" if state in ("", "waiting") else "",
    }


def show_files(application: Application, form: SectionForm) -> None:
    """Each file question of a section with the file that is its answer, or why that has gone: one query, if any."""
    rows = {row.question.pk: row for row in form.rows if row.question.kind == Question.Kind.FILE}
    if not rows:
        return
    attachments = Attachment.objects.filter(application=application, question__in=rows).select_related("file")
    for attachment in attachments.order_by("pk"):
        stored, row = attachment.file, rows[attachment.question_id]
        gone = files.away(stored) in ("purged", "deleted", "infected")
        row.given = given(stored, application.reference) if attachment.removed_at is None or gone else {}
        row.given["live"] = attachment.removed_at is None


def show_sent_files(application: Application, sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each file among sent answers as it is today: one query, if any."""
    rows = {
        row["file"]["key"]: row for section in sections for row in section["rows"] if (row["file"] or {}).get("key")
    }
    found = StoredFile.objects.filter(key__in=rows, attachment__application=application) if rows else []
    for stored in found:
        rows[stored.key]["given"] = given(stored, application.reference)
    return sections


# ---- opening and hiding


def readable(request: Request, reference: str, **which: Any) -> Attachment:
    """A file this person may read: of its city, if it is an answer or was sent; of staff, if it was sent."""
    application = get_object_or_404(
        Application.objects.visible_to(request.user).for_page(request.user), reference=reference
    )
    allow(permissions.can_read_answers(request.user, application))
    rows = Attachment.objects.select_related("file", "question__section").filter(application=application)
    attachment = get_object_or_404(rows, **which)
    attachment.application = application
    own = bool(application.my_roles) and attachment.removed_at is None
    if not own and not services.is_sent(application.pk, attachment.file.key):
        raise Http404
    return attachment


def _hand_out(request: Request, attachment: Attachment) -> HttpResponse:
    state = files.away(attachment.file)
    if not state:
        try:
            return files.download(attachment.file)
        except FileNotFoundError:  # purged between our look and now
            state = "purged"
    context = {"words": files.AWAY[state], **_way_back(request, attachment)}
    return render(request, "applications/file_away.html", context, status=409 if state == "waiting" else 410)


def _way_back(request: Request, attachment: Attachment) -> dict[str, Any]:
    application = attachment.application
    if not application.my_roles:
        back = reverse("applications:staff-application", args=[application.reference])
    elif attachment.removed_at is None:
        section = attachment.question.section.key
        back = reverse("applications:application-section", args=[application.reference, section])
    else:
        back = reverse("applications:application-home", args=[application.reference])
    return {"application": application, "attachment": attachment, "back_url": back}


@require_GET
def file(request: Request, reference: str, pk: int) -> HttpResponse:
    """The file that is the answer to this question."""
    return _hand_out(request, readable(request, reference, question=pk, removed_at=None))


@require_GET
def stored(request: Request, reference: str, key: str) -> HttpResponse:
    """A file by its key: the answer of today, or one that was sent."""
    return _hand_out(request, readable(request, reference, file__key=key))


@require_http_methods(["GET", "POST"])
def hide(request: Request, reference: str, key: str) -> HttpResponse:
    """Mark a file as holding personal data: asked once, with room for what was seen; then nobody opens it."""
    attachment = readable(request, reference, file__key=key)
    if request.method == "GET" and files.away(attachment.file) not in ("", "waiting"):
        return _hand_out(request, attachment)  # it is hidden already, and its name with it
    form = HideForm(request.POST if request.method == "POST" else None)
    back = _way_back(request, attachment)
    if request.method == "POST" and form.is_valid():
        services.hide_file(attachment.file, by=request.user, why=form.cleaned_data["why"])
        messages.success(request, _("The file is hidden from everybody. Programme staff look into it."))
        return redirect(back["back_url"])
    context = {"form": form, **back}
    return render(request, "applications/file_hide.html", context, status=422 if form.errors else 200)


# ---- changing the answer


def writable(request: Request, reference: str, pk: int) -> tuple[Application, Question]:
    """A file question of a form in which this person writes."""
    application = mine(request, reference)
    allow(permissions.can_write_answers(request.user, application))
    questions = Question.objects.select_related("section").filter(section__call=application.call_id, retired_at=None)
    return application, get_object_or_404(questions, kind=Question.Kind.FILE, pk=pk)


@require_POST
def remove_file(request: Request, reference: str, pk: int) -> HttpResponse:
    application, question = writable(request, reference, pk)
    try:
        services.remove_file(application, question, by=request.user, arrived=request.arrived_at)
        messages.success(request, _("The file has been removed."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:application-section", reference, question.section.key)


@require_POST
def save_link(request: Request, reference: str, pk: int) -> HttpResponse:
    """Autosave of a link in place of a file; answers like that of other questions."""
    application, question = writable(request, reference, pk)
    value = KINDS[Question.Kind.FILE].read(request.POST, question.key)
    version = number(request.POST.get("version"), 0)
    try:
        saved = services.give_link(application, question, value, version=version, **_who(request))
    except services.StaleAnswer as stale:
        shown = KINDS[Question.Kind.FILE].show(question, stale.current.value)
        at = read_moment(stale.current.edited_at, request.user.time_zone).clock
        told = {"editor": str(stale.current.editor or ""), "saved": at, "theirs": "\n".join(shown), "values": None}
        return JsonResponse({"error": str(stale), "version": stale.current.version, **told}, status=409)
    except services.NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=403)
    clock_now = read_moment(clock.now(), request.user.time_zone).clock
    return JsonResponse({"version": saved.version, "was": digest(value), "saved": clock_now, "words": 0})


def _who(request: Request) -> dict[str, Any]:
    return {"by": request.user, "language": get_language() or "en", "arrived": request.arrived_at}


def save_files(request: Request, application: Application, form: SectionForm) -> bool:
    """What a section's page brought: files, and links in their place. True when all of it is kept."""
    rows = [row for row in form.rows if row.question.kind == Question.Kind.FILE]
    kept = [_save_row(request, application, row) for row in rows]
    return all(kept)


def _save_row(request: Request, application: Application, row: Row) -> bool:
    upload = request.FILES.get(row.question.key)
    try:
        if upload is not None:
            services.store_file(application, row.question, upload, by=request.user, arrived=request.arrived_at)
        elif digest(row.value) != row.was:
            saved = services.give_link(application, row.question, row.value, version=row.version, **_who(request))
            row.version, row.was = saved.version, digest(saved.value)
    except files.Refused as refusal:
        row.error = str(refusal)
    except services.StaleAnswer as stale:
        row.theirs, row.version, row.was = stale.current, stale.current.version, digest(stale.current.value)
        row.error = _("Somebody changed this answer while you were writing. Both texts are here: keep one.")
    return not row.error
