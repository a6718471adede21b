"""A reviewer's answer by the link of a mail, without signing in: what is asked, and two buttons. No city is named."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from cda_portal.core import clock, links
from cda_portal.core.limits import limited
from cda_portal.core.models import SecretLink
from cda_portal.core.requests import Request
from selection.forms.matching import AnswerForm
from selection.models import RoundReviewer
from selection.services import answering
from selection.services.errors import NotAllowed
from selection.services.matching_mails import LINK, PLACE, figures


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("endorse")
def answer(request: Request, token: str) -> HttpResponse:
    """Opening uses nothing, since mail scanners open links; one of the two buttons does."""
    link = links.past(token, LINK)
    rows = RoundReviewer.objects.select_related("round__call", "reviewer")
    row = rows.filter(pk=link.object_id).first() if link else None
    if link is None or row is None:
        raise Http404
    context = _about(request, row)
    if why := _over(link, row):
        return render(request, "selection/answer_over.html", {**context, "why": why}, status=_status(why))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        with suppress(NotAllowed):  # the page that follows says what has become of the link
            answering.answer(link, yes=data["yes"], why=data["why"], arrived=request.arrived_at)
        return redirect(request.get_full_path())
    context |= {"form": form, **figures(row)}
    return render(request, "selection/answer.html", context, status=422 if form.is_bound else 200)


def _about(request: Request, row: RoundReviewer) -> dict[str, Any]:
    """What each of these pages shows, in the reviewer's language or the one chosen on the page."""
    chosen = request.GET.get("language", "")
    translation.activate(chosen if chosen in dict(settings.LANGUAGES) else row.reviewer.language)
    return {
        "row": row,
        "round": row.round,
        "call": row.round.call,
        "place": PLACE,
        "mail": settings.REPLY_TO_EMAIL,
        "alternates": [
            {"code": code, "label": name, "href": f"?language={code}", "current": code == get_language()}
            for code, name in settings.LANGUAGES
        ],
    }


def _over(link: SecretLink, row: RoundReviewer) -> str:
    """What has become of the question; "" while it can be answered here."""
    if row.left_at is not None:
        return "left"
    if row.declined_at is not None:
        return "declined"
    if link.used_at is not None and row.accepted_at is not None:
        return "accepted"
    if link.revoked_at is not None:
        return "newer"
    used = link.used_at is not None or link.expires_at <= clock.now() or row.round.closes <= clock.now()
    return "expired" if used else ""


def _status(why: str) -> int:
    """What was answered can be read again; a link that never led to an answer is gone."""
    return 200 if why in {"accepted", "declined"} else 410
