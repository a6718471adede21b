"""One application and its review side by side: read, score, save while typing, send, reopen."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications.models import Attachment
from cda_portal.core import clock, files
from cda_portal.core.moments import read as read_moment
from cda_portal.core.requests import Request
from selection import permissions, reading, review_queue, round_board
from selection.forms.reviewing import (
    ConflictForm,
    comments_of,
    criteria_rows,
    scores_of,
    text_of,
    version_of,
)
from selection.models import Review, ReviewAssignment, RoundReviewer
from selection.services import conflicts, discussing, reviewing
from selection.services.errors import NotAllowed, Stale
from selection.services.translating import translations_of
from selection.views.reviewing_shared import my_assignment, not_entered


@require_http_methods(["GET", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    assignment = my_assignment(request, pk)
    if away := not_entered(request, assignment.round):
        return away
    if request.method == "POST":
        return _act(request, assignment)
    reviewing.note_opening(assignment)
    return _page(request, assignment)


def _query(request: Request) -> dict[str, str]:
    return review_queue.wish(request.GET)


def _act(request: Request, assignment: ReviewAssignment) -> HttpResponse:
    """Reopen, save, or save and send; what was typed stays on the page when that is refused."""
    try:
        if "reopen" in request.POST:
            reviewing.reopen(assignment, by=request.user, at=request.arrived_at)
            messages.success(request, _("The review is open again. It counts once you send it."))
            return redirect(request.get_full_path())
        _save(request, assignment)
        if "send" not in request.POST and "send-next" not in request.POST:
            messages.success(request, _("Saved. Only you see it until you send it."))
            return redirect(request.get_full_path())
        reviewing.submit(assignment, by=request.user, at=request.arrived_at)
    except Stale as stale:
        return _page(request, assignment, theirs=stale.current, status=409)
    except NotAllowed as error:
        return _page(request, assignment, refused=str(error), status=422)
    messages.success(request, _("The review is sent. You can reopen it until the round closes."))
    return _onward(request, assignment)


def _save(request: Request, assignment: ReviewAssignment) -> Review:
    return reviewing.save(
        assignment,
        scores_of(request.POST),
        comments_of(request.POST),
        version=version_of(request.POST),
        by=request.user,
        at=request.arrived_at,
    )


def _onward(request: Request, assignment: ReviewAssignment) -> HttpResponse:
    """The next one of the queue, as it was ordered and narrowed; the queue when nothing is left."""
    wished = _query(request)
    suffix = f"?{query}" if (query := review_queue.query(wished)) else ""
    following = review_queue.after(assignment.pk, review_queue.of(request.user, assignment.round), wished)
    if "send-next" in request.POST and following is not None:
        return redirect(f"{following.get_absolute_url()}{suffix}")
    return redirect(f"{reverse('selection:review-home')}{suffix}")


@require_POST
def save(request: Request, pk: int) -> JsonResponse:
    """Autosave; the answers that autosave.js expects."""
    assignment = my_assignment(request, pk)
    zone = request.user.time_zone
    try:
        if not_entered(request, assignment.round):
            raise NotAllowed(_("Agree to confidentiality first."))
        saved = _save(request, assignment)
    except Stale as stale:
        told = {"editor": str(request.user), "saved": read_moment(stale.current.saved_at, zone).clock, "values": None}
        theirs = text_of(stale.current, stale.current.rubric)
        return JsonResponse({"version": stale.current.version, "theirs": theirs, **told}, status=409)
    except NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=403)
    return JsonResponse({"version": saved.version, "saved": read_moment(clock.now(), zone).clock, "words": 0})


# ---- the page


def _page(
    request: Request,
    assignment: ReviewAssignment,
    *,
    theirs: Review | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    try:
        review = reviewing.draft_of(assignment)
    except NotAllowed as error:
        return render(request, "selection/reviewing_none.html", {"words": str(error)}, status=409)
    context = {
        "assignment": assignment,
        "application": assignment.application,
        "round": assignment.round,
        "review": review,
        "refused": refused,
        "page_has_errors": bool(refused),
        "interview": round_board.interview_of(assignment.round, assignment.application),
        "can_write": permissions.can_write_review(request.user, assignment, request.arrived_at),
        "ends": assignment.ends(),
        **_sheet(request, review, theirs),
        **_text(request, assignment, review),
        **_place(request, assignment),
        **_others(request, assignment, review),
    }
    return render(request, "selection/reviewing_review.html", context, status=status)


def _sheet(request: Request, review: Review, theirs: Review | None) -> dict[str, Any]:
    """The fields: as posted when something was refused, else as saved."""
    posted = request.method == "POST" and "reopen" not in request.POST
    saved = dict(review.scores.values_list("criterion__key", "value")) if review.pk else {}
    given: Any = scores_of(request.POST) if posted else saved
    comments = comments_of(request.POST) if posted else {name: getattr(review, name) for name in reviewing.COMMENTS}
    return {
        "criteria": criteria_rows(review.rubric, given),
        "comments": comments,
        "version": review.version,
        "theirs": text_of(theirs, theirs.rubric) if theirs else "",
        "saved": read_moment(review.saved_at, request.user.time_zone).clock if review.pk else "",
        "high": review.rubric.high,
    }


def _text(request: Request, assignment: ReviewAssignment, review: Review) -> dict[str, Any]:
    """What was sent, in the order asked; translations into the reader's language beside it, or before it."""
    submission = reading.submission_of(assignment.application)
    if submission is None:
        raise Http404
    language = get_language() or "en"
    translations = translations_of(submission, language)
    row = RoundReviewer.objects.filter(round=assignment.round_id, reviewer=request.user).first()
    stored = reading.files_of(assignment.application, submission.snapshot)
    return {
        "sections": reading.sections(submission.snapshot, translations, stored),
        "submission": submission,
        "has_translations": bool(translations),
        "translated": bool(row and row.translated and translations),
        "newer": review.submission_id is not None and review.submission_id != submission.pk,
    }


def _place(request: Request, assignment: ReviewAssignment) -> dict[str, Any]:
    """Where this one stands in the queue, and what comes after it."""
    wished = _query(request)
    rows = review_queue.of(request.user, assignment.round)
    return {
        "suffix": f"?{query}" if (query := review_queue.query(wished)) else "",
        "following": review_queue.after(assignment.pk, rows, wished),
        "done": sum(row.is_sent for row in rows),
        "total": len(rows),
    }


def _others(request: Request, assignment: ReviewAssignment, review: Review) -> dict[str, Any]:
    if not permissions.can_see_others(request.user, assignment.round, review):
        return {"sees": False}
    # Ended ones too: a letter stays whose it was.
    sharing = ReviewAssignment.objects.filter(application=assignment.application_id, round=assignment.round_id)
    names = reading.letters(sharing)
    talk = [
        {"remark": one, "mine": one.by_id == request.user.pk, "letter": names.get(one.by_id, "")}
        for one in discussing.talk(assignment.application, assignment.round)
    ]
    return {
        "sees": True,
        "others": reading.reviews_beside(assignment, names),
        "talk": talk,
    }


# ---- acts beside it


@require_POST
def read_as(request: Request, pk: int) -> HttpResponse:
    """Translations first, or the original; kept for the round."""
    assignment = my_assignment(request, pk)
    row = get_object_or_404(RoundReviewer, round=assignment.round_id, reviewer=request.user)
    reviewing.read_as(row, translated=request.POST.get("translated") == "1")
    return redirect(f"{assignment.get_absolute_url()}{_suffix(request)}")


def _suffix(request: Request) -> str:
    return f"?{query}" if (query := review_queue.query(_query(request))) else ""


@require_GET
def file(request: Request, pk: int, key: str) -> HttpResponse:
    """A file of the application, to who reads it, if it was sent and nothing keeps it."""
    assignment = my_assignment(request, pk)
    if away := not_entered(request, assignment.round):
        return away
    submission = reading.submission_of(assignment.application)
    sent = reading.files_of(assignment.application, submission.snapshot) if submission else {}
    if key not in sent:
        raise Http404
    rows = Attachment.objects.select_related("file").filter(application=assignment.application, file__key=key)
    stored = get_object_or_404(rows).file
    state = files.away(stored)
    if not state:
        try:
            return files.download(stored)
        except FileNotFoundError:  # purged between our look and now
            state = "purged"
    context = {"words": files.AWAY[state], "back_url": assignment.get_absolute_url()}
    return render(request, "selection/reviewing_none.html", context, status=409 if state == "waiting" else 410)


@require_http_methods(["GET", "POST"])
def conflict(request: Request, pk: int) -> HttpResponse:
    """Say that one conflicts with the city: from then on it is gone, with all that was written about it."""
    assignment = my_assignment(request, pk)
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rows = review_queue.of(request.user, assignment.round)
        following = review_queue.after(assignment.pk, rows, _query(request))
        city = assignment.application.city
        conflicts.declare(request.user, city, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The conflict is recorded. You see nothing more of that city."))
        return redirect(
            f"{following.get_absolute_url() if following else reverse('selection:review-home')}{_suffix(request)}"
        )
    context = {"assignment": assignment, "city": assignment.application.city, "form": form, "suffix": _suffix(request)}
    return render(request, "selection/reviewing_conflict.html", context, status=422 if form.errors else 200)
