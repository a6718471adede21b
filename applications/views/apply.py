"""The application, as a city writes it: task list, sections, check, submission, status."""

import math
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from applications import permissions, progress, services
from applications.forms.section import SectionForm
from applications.kinds import KINDS
from applications.models import Answer, Application, Call, InterestForm, Question, Section
from applications.steps import next_steps, status_words
from cda_portal.accounts.models import CityMember
from cda_portal.core.access import check as allow
from cda_portal.core.moments import read as read_moment
from cda_portal.core.requests import Request
from cda_portal.core.text import say


@login_not_required
@require_GET
def start(request: Request) -> HttpResponse:
    """Before an account: what is asked, how long it takes, the deadline. Signed in: straight to what is yours."""
    call = Call.objects.current()
    mine: list[Any] = []
    if request.user.is_authenticated:
        mine = list(
            Application.objects.visible_to(request.user)
            .for_page(request.user)
            .filter(city__members__user=request.user)
            .distinct()
        )
    forms = (
        list(InterestForm.objects.filter(sender=request.user).select_related("city"))
        if request.user.is_authenticated
        else []
    )
    sections = Section.objects.for_form(call.pk) if call else []
    context = {
        "call": call,
        "applications": mine,
        "forms": forms,
        "sections": sections,
        "hours": math.ceil(sum(section.minutes for section in sections) / 60),
    }
    return render(request, "applications/apply_start.html", context)


def mine(request: Request, reference: str) -> Application:
    """The application if this person acts for its city. Staff have a page of their own."""
    application = get_object_or_404(
        Application.objects.visible_to(request.user).for_page(request.user), reference=reference
    )
    if not application.my_roles:
        raise Http404
    return application


def page_context(request: Request, application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "call": application.call,
        "closes": permissions.closes(application),
        "can_edit": permissions.can_edit_application(request.user, application, request.arrived_at),
        "can_submit": permissions.can_submit_application(request.user, application),
    }


@require_GET
def home(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    if application.status != Application.Status.DRAFT:
        return redirect("applications:application-status", reference)
    sections = Section.objects.for_form(application.call_id)
    answers = Answer.objects.filter(application=application).values_list("question", "value", "edited_at")
    done = progress.of_sections(sections, {pk: value for pk, value, _edited_at in answers})
    last = max((edited_at for _pk, _value, edited_at in answers), default=None)
    completed = sum(one.state is progress.State.COMPLETED for one in done)
    context = {
        **page_context(request, application),
        "groups": _groups(done, reference),
        "completed": completed,
        "total": len(done),
        "progress_text": _("%(completed)d of %(total)d sections completed")
        % {"completed": completed, "total": len(done)},
        "saved_text": _("Saved %(when)s") % {"when": read_moment(last, request.user.time_zone).text} if last else "",
        "finish": _finish(reference, ready=not progress.missing(done)),
        "people": CityMember.objects.active().filter(city=application.city).select_related("user"),
        "steps": next_steps(application, permissions.closes(application)),
    }
    return render(request, "applications/apply_home.html", context)


STATES = {
    progress.State.NOT_STARTED: (gettext_lazy("Not started"), "open"),
    progress.State.IN_PROGRESS: (gettext_lazy("In progress"), "doing"),
    progress.State.COMPLETED: (gettext_lazy("Completed"), "done"),
}


def _groups(done: list[progress.SectionProgress], reference: str) -> list[dict[str, Any]]:
    """Sections under the headings of the task list, in order."""
    groups: list[dict[str, Any]] = []
    for one in done:
        if not groups or groups[-1]["title"] != one.section.group:
            groups.append({"title": one.section.group, "sections": []})
        word, kind = STATES[one.state]
        groups[-1]["sections"].append(
            {
                "title": say(one.section.title),
                "href": reverse("applications:application-section", args=[reference, one.section.key]),
                "hint": _hint(one),
                "word": word,
                "kind": kind,
            }
        )
    return groups


def _hint(one: progress.SectionProgress) -> str:
    if one.state is progress.State.IN_PROGRESS:
        left = len(one.missing)
        return ngettext("%(count)d answer to go", "%(count)d answers to go", left) % {"count": left}
    count = len(one.questions)
    questions = ngettext("%(count)d question", "%(count)d questions", count) % {"count": count}
    return _("%(questions)s, about %(minutes)d minutes") % {"questions": questions, "minutes": one.section.minutes}


def _finish(reference: str, *, ready: bool) -> dict[str, Any]:
    word, kind = STATES[progress.State.NOT_STARTED] if ready else (_("Cannot start yet"), "locked")
    return {
        "title": _("Check your answers and send"),
        "href": reverse("applications:application-check", args=[reference]),
        "hint": _("Everything is there") if ready else _("Sending opens when the sections above are completed"),
        "word": word,
        "kind": kind,
    }


@require_GET
def check_answers(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    if application.status != Application.Status.DRAFT:
        return redirect("applications:application-status", reference)
    return render(request, "applications/apply_check.html", _check_context(request, application))


def _check_context(request: Request, application: Application) -> dict[str, Any]:
    sections = Section.objects.for_form(application.call_id)
    answers = {answer.question_id: answer for answer in Answer.objects.filter(application=application)}
    values = {pk: answer.value for pk, answer in answers.items()}
    sheets = [SectionForm(one, answers, values) for one in sections]
    by_pk = {one.pk: one for one in sections}
    missing = progress.missing(progress.of_sections(sections, values))
    for one in missing:
        one.question.section = by_pk[one.question.section_id]
    return {**page_context(request, application), "sheets": sheets, "missing": missing}


@require_POST
def submit(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    allow(permissions.can_submit_application(request.user, application))
    try:
        services.submit(application, by=request.user, arrived=request.arrived_at)
    except services.NotReady:
        context = {**_check_context(request, application), "page_has_errors": True, "refused": True}
        return render(request, "applications/apply_check.html", context, status=422)
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return redirect("applications:application-check", reference)
    return redirect("applications:application-status", reference)


@require_GET
def status(request: Request, reference: str) -> HttpResponse:
    """After sending: the reference, what was sent, what happens next and when. Survives a bookmark."""
    application = mine(request, reference)
    if application.status == Application.Status.DRAFT:
        return redirect("applications:application-home", reference)
    submission = application.submissions.select_related("by").order_by("-number").first()
    context = {
        **page_context(request, application),
        "submission": submission,
        "words": status_words(application),
        "steps": next_steps(application, permissions.closes(application)),
        "sections": sent_sections(submission.snapshot) if submission else [],
    }
    return render(request, "applications/apply_status.html", context)


def sent_sections(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """A snapshot's answers under their sections, shown in the words they were asked in."""
    sections: list[dict[str, Any]] = []
    for entry in snapshot["answers"]:
        if not sections or sections[-1]["key"] != entry["section"]:
            sections.append({"key": entry["section"], "heading": say(entry["section_title"]), "rows": []})
        question = Question(key=entry["question"], kind=entry["kind"], label=entry["label"], options=entry["options"])
        lines = KINDS[entry["kind"]].show(question, entry["value"])
        sections[-1]["rows"].append(
            {"label": entry["label"], "lines": lines, "file": entry["value"] if entry["kind"] == "file" else None}
        )
    return sections
