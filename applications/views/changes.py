"""Who wrote what and when, question by question, and how to bring an earlier text back."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from applications import permissions, services
from applications.forms.section import number
from applications.kinds import KINDS
from applications.models import Answer, AnswerVersion, Application, Question
from applications.views.shared import mine, page_context
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


@require_GET
def changes(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    context = {**page_context(request, application), "questions": _questions(application)}
    return render(request, "applications/team_changes.html", context)


def _questions(application: Application) -> list[dict[str, Any]]:
    """Each answered question with its edits, the newest first; so are the questions."""
    earlier = Prefetch("versions", queryset=AnswerVersion.objects.select_related("editor"))
    answers = (
        Answer.objects.filter(application=application)
        .select_related("editor", "question__section")
        .prefetch_related(earlier)
        .order_by("-edited_at", "-pk")
    )
    return [
        {
            "question": answer.question,
            "answer": answer,
            "now": _edit(answer.question, answer),
            "earlier": [_edit(answer.question, version) for version in answer.versions.all()],
        }
        for answer in answers
    ]


def _edit(question: Question, row: Answer | AnswerVersion) -> dict[str, Any]:
    """One text with who wrote it; nobody did what came from the interest form."""
    return {
        "pk": row.pk,
        "by": str(row.editor) if row.editor else _("From the interest form"),
        "at": row.edited_at,
        "lines": KINDS[question.kind].show(question, row.value),
        "can_return": question.kind != Question.Kind.FILE and question.retired_at is None,
    }


@require_POST
def put_back(request: Request, reference: str, pk: int) -> HttpResponse:
    """Save an earlier text over the one the page showed; what stands there now becomes an earlier text."""
    application = mine(request, reference)
    allow(permissions.can_write_answers(request.user, application))
    returnable = Q(answer__question__retired_at=None) & ~Q(answer__question__kind=Question.Kind.FILE)
    rows = AnswerVersion.objects.filter(returnable, answer__application=application)
    earlier = get_object_or_404(rows.select_related("answer__question"), pk=pk)
    try:
        services.save_answer(
            application,
            earlier.answer.question,
            earlier.value,
            version=number(request.POST.get("version"), 0),
            by=request.user,
            language=earlier.answer.language,
            arrived=request.arrived_at,
        )
        messages.success(request, _("The earlier text is back. The text it replaced is kept below it."))
    except services.StaleAnswer as stale:
        messages.error(
            request,
            _("%(name)s changed this answer meanwhile. Read it here, then decide again.")
            % {"name": stale.current.editor or _("Somebody")},
        )
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:changes", reference)
