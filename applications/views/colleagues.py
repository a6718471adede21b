"""Colleagues beside the answers: who is here, which sections are ready, and what they remark to each other."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.db.models.lookups import IsNull
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import permissions, presence, services
from applications.forms.section import number
from applications.forms.team import CommentForm
from applications.models import Answer, Application, Enquiry, JoinRequest, Section, SectionReady
from applications.panels import Panel
from applications.services.colleagues import all_comments_on, comments_on
from applications.views.shared import mine
from applications.views.team import people_of
from cda_portal.accounts.models import named
from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.models import Comment
from cda_portal.core.moments import read as read_moment
from cda_portal.core.requests import Request
from cda_portal.core.text import say

LATEST = 4_000_000_000_000  # milliseconds; what a browser sends beyond is no time of ours


# ---- who is here


def here_panel(request: Request, application: Application) -> Panel | None:
    """The colleagues who have this section open now; the script asks again while the page is in sight."""
    section = request.resolver_match.kwargs["section"]
    others = presence.mark(application.pk, request.user.pk, section)
    return Panel(
        "applications/team_here.html",
        {
            "names": _here(application, others, section),
            "href": reverse("applications:section-here", args=[application.reference, section]),
            "since": int(clock.now().timestamp() * 1000),
        },
    )


def _here(application: Application, others: dict[int, str], section: str) -> list[str]:
    """Of the others who have the application open, the colleagues who are at this section."""
    at_it = {pk for pk, part in others.items() if part == section}
    people = people_of(application) if at_it else []  # mostly nobody is, and then nobody is looked up
    return [_("%(name)s is on this page now") % {"name": one["user"]} for one in people if one["user"].pk in at_it]


@require_GET
def here(request: Request, reference: str, section: str) -> HttpResponse:
    """Who has this section open, and which of its answers others have saved since `since` (milliseconds)."""
    application = mine(request, reference)
    now, since = clock.now(), min(number(request.GET.get("since"), 0), LATEST)
    others_here = presence.mark(application.pk, request.user.pk, section)
    changed = Answer.objects.filter(
        application=application,
        question__section__key=section,
        edited_at__gte=datetime.fromtimestamp(since / 1000, UTC),
    )
    others = changed.exclude(editor=request.user).exclude(editor=None).select_related("editor", "question")
    return JsonResponse(
        {
            "here": _here(application, others_here, section),
            "changed": [
                {"question": one.question.key, "version": one.version, "said": _said(one, request.user.time_zone)}
                for one in others.order_by("edited_at")
            ],
            "since": int(now.timestamp() * 1000),
        }
    )


def _said(answer: Answer, zone: str) -> str:
    return _("%(name)s changed “%(question)s” at %(when)s") % {
        "name": answer.editor,
        "question": say(answer.question.label),
        "when": read_moment(answer.edited_at, zone).clock,
    }


# ---- the task list: one query for all that hangs on it


def facts_of(application: Application) -> dict[str, Any]:
    """Ready marks, remarks by section, open requests to join, questions to staff; looked up once a page."""
    if "team_facts" not in application.__dict__:
        kind = ContentType.objects.get_for_model(Application)
        remarks = Comment.objects.filter(
            object_type=kind, object_id=OuterRef("pk"), tier=Comment.Tier.TEAM, removed_at=None
        )
        joins = JoinRequest.objects.open().filter(city=OuterRef("city"))
        asked = Enquiry.objects.filter(application=OuterRef("pk"), withdrawn_at=None)
        application.__dict__["team_facts"] = (
            Application.objects.filter(pk=application.pk)
            .values(
                marks=ArraySubquery(_marks().filter(application=OuterRef("pk")).values(told=_told())),
                remarks=ArraySubquery(remarks.values("part")),
                joins=ArraySubquery(joins.values("pk")),
                answered=ArraySubquery(asked.values(is_answered=IsNull(F("answered_at"), False))),
            )
            .get()
        )
    return dict(application.__dict__["team_facts"])


def _marks() -> QuerySet[SectionReady]:
    """Ready marks, each with whether an answer of its section was saved afterwards."""
    later = Answer.objects.filter(
        application=OuterRef("application"), question__section=OuterRef("section"), edited_at__gt=OuterRef("at")
    )
    return SectionReady.objects.annotate(changed=Exists(later))


def _told() -> JSONObject:
    name = Coalesce(NullIf(F("by__full_name"), Value("")), F("by__email"))
    return JSONObject(section="section__key", name=name, changed="changed")


def with_marks(application: Application, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The task list's rows, each with what colleagues left at its section."""
    facts = facts_of(application)
    ready = {mark["section"]: ready_words(mark["name"], mark["changed"]) for mark in facts["marks"]}
    for one in (one for group in groups for one in group["sections"]):
        count = facts["remarks"].count(one["key"])
        said = ngettext("%(count)d remark", "%(count)d remarks", count) % {"count": count} if count else ""
        one["hint"] = " · ".join(filter(None, (one["hint"], ready.get(one["key"]), said)))
    return groups


def ready_words(name: str, changed: bool) -> str:
    words = _("Ready, says %(name)s · changed since") if changed else _("Ready, says %(name)s")
    return words % {"name": name}


def team_panel(request: Request, application: Application) -> Panel | None:
    """On the task list: who works on it, who of them is at it now, and who asks to join."""
    people = people_of(application)
    at_it = presence.here(application.pk, [one["user"].pk for one in people if one["user"] != request.user])
    for one in people:
        words = _("%(role)s, here now") if one["user"].pk in at_it else "%(role)s"
        one["note"] = words % {"role": one["roles"]}
    manages = permissions.can_manage_team(request.user, application)
    return Panel(
        "applications/team_panel.html",
        {
            "people": people,
            "application": application,
            "manages": manages,
            "joins": len(facts_of(application)["joins"]) if manages else 0,
        },
    )


# ---- ready


def ready_panel(request: Request, application: Application) -> Panel | None:
    """In a section: that a colleague holds it to be finished, and the button that says so or takes it back."""
    section = request.resolver_match.kwargs["section"]
    mark = (
        _marks()
        .filter(application=application, section__key=section)
        .select_related("by")
        .only("at", *named("by"))
        .first()
    )
    can = permissions.can_edit_application(request.user, application, request.arrived_at)
    if mark is None and not can:
        return None
    said = ready_words(str(mark.by), mark.changed) if mark else ""  # type: ignore[attr-defined]  # annotated
    context = {"said": said, "mark": mark, "can": can, "application": application, "section": section}
    return Panel("applications/team_ready.html", context)


def _section(application: Application, key: str) -> Section:
    return get_object_or_404(Section, call=application.call_id, key=key, retired_at=None)


@require_POST
def ready(request: Request, reference: str, section: str) -> HttpResponse:
    application = mine(request, reference)
    allow(permissions.can_write_answers(request.user, application))
    found = _section(application, section)
    try:
        if "undo" in request.POST:
            services.unmark_ready(application, found, by=request.user, arrived=request.arrived_at)
            messages.success(request, _("The mark is taken back."))
        else:
            services.mark_ready(application, found, by=request.user, arrived=request.arrived_at)
            messages.success(request, _("Marked as ready. Your colleagues see it in the list of sections."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:application-section", reference, section)


# ---- remarks


def remarks_panel(request: Request, application: Application) -> Panel | None:
    """Under the form of a section: what colleagues remarked there, and a field for one's own."""
    section = request.resolver_match.kwargs["section"]
    return Panel(
        "applications/team_remarks.html",
        {
            "remarks": comments_on(application).filter(part=section).select_related("by"),
            "form": CommentForm(auto_id="remark_%s"),
            "application": application,
            "section": section,
            "me": request.user.pk,
        },
    )


def _to_remarks(application: Application, section: str) -> HttpResponse:
    address = reverse("applications:application-section", args=[application.reference, section])
    return redirect(f"{address}#remarks")


@require_POST
def comment(request: Request, reference: str, section: str) -> HttpResponse:
    application = mine(request, reference)
    allow(permissions.can_talk(request.user, application))
    found, form = _section(application, section), CommentForm(request.POST)
    if not form.is_valid():
        context = {"application": application, "section": found, "form": form, "form_title": _("Your remark")}
        return render(request, "applications/team_remark.html", context, status=422)
    services.comment(application, found.key, form.cleaned_data["text"], by=request.user)
    return _to_remarks(application, found.key)


def _own(request: Request, application: Application, pk: int, *, removed: bool = False) -> Comment:
    """A remark that stands, or was `removed`; 403 for those of others."""
    found = get_object_or_404(all_comments_on(application) if removed else comments_on(application), pk=pk)
    allow(permissions.can_change_comment(request.user, found))
    return found


@require_http_methods(["GET", "POST"])
def edit_comment(request: Request, reference: str, pk: int) -> HttpResponse:
    application = mine(request, reference)
    found = _own(request, application, pk)
    form = CommentForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        services.edit_comment(found, form.cleaned_data["text"])
        return _to_remarks(application, found.part)
    section = _section(application, found.part)
    context = {"application": application, "section": section, "form": form, "form_title": _("Change your remark")}
    return render(request, "applications/team_remark.html", context, status=422 if form.errors else 200)


@require_POST
def remove_comment(request: Request, reference: str, pk: int) -> HttpResponse:
    application = mine(request, reference)
    found = services.remove_comment(_own(request, application, pk))
    undo = reverse("applications:remark-put-back", args=[application.reference, found.pk])
    messages.success(request, _("Your remark is removed."), extra_tags=undo)
    return _to_remarks(application, found.part)


@require_POST
def put_comment_back(request: Request, reference: str, pk: int) -> HttpResponse:
    application = mine(request, reference)
    found = services.put_comment_back(_own(request, application, pk, removed=True))
    messages.success(request, _("Undone."))
    return _to_remarks(application, found.part)
