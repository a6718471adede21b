"""Staff: the calls, from an empty draft to the archive."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from applications import call_states, history, permissions
from applications.forms.calls import RULES, WINDOWS, ClosesForm, CopyForm, DatesForm, NewCallForm
from applications.models import Application, Call, InterestForm, Section
from applications.services import NotAllowed, calls, calls_copy, calls_next
from cda_portal.core import clock, moments
from cda_portal.core.access import check as allow
from cda_portal.core.forms import WhyForm
from cda_portal.core.models import Change
from cda_portal.core.requests import Request

TABS: list[tuple[str, str | Promise]] = [
    ("overview", pgettext_lazy("call", "Overview")),
    ("dates", gettext_lazy("Dates and thresholds")),
    ("texts", pgettext_lazy("call", "Texts")),
    ("form", pgettext_lazy("call", "Form")),
    ("preview", gettext_lazy("Preview")),
    ("endorsement", gettext_lazy("Endorsement")),
    ("extensions", gettext_lazy("Extensions")),
    ("languages", gettext_lazy("Languages")),
]


def staff_call(request: Request, slug: str, *, edit: bool = False) -> Call:
    """The call for programme staff; an act asks for more than reading."""
    allow(permissions.can_see_staff_pages(request.user))
    allow(not edit or permissions.can_edit_calls(request.user))
    return get_object_or_404(Call.objects.select_related("copied_from"), slug=slug)


def may(request: Request, call: Call, verb: str) -> bool:
    """Whether this person may do it in the call's state; the service has the last word."""
    return permissions.can_edit_calls(request.user) and call_states.state(call, clock.now()) in call_states.VERBS[verb]


def page(request: Request, call: Call, tab: str, **context: Any) -> dict[str, Any]:
    """What every tab needs."""
    word, kind = call_states.WORDS[call_states.state(call, clock.now())]
    return {
        "call": call,
        "state_word": word,
        "state_kind": kind,
        "tabs": [
            {
                "label": label,
                "href": reverse(f"applications:staff-call-{name}", args=[call.slug]),
                "current": name == tab,
            }
            for name, label in TABS
        ],
        "can_edit": may(request, call, "edit"),
        "is_draft": call.published_at is None,
        "may_copy": permissions.can_edit_calls(request.user),
        **context,
    }


@require_GET
def call_list(request: Request) -> HttpResponse:
    allow(permissions.can_see_staff_pages(request.user))
    now = clock.now()
    rows = [(call, *call_states.WORDS[call_states.state(call, now)]) for call in Call.objects.for_list()]
    context = {"rows": rows, "can_edit": permissions.can_edit_calls(request.user)}
    return render(request, "applications/call_list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    allow(permissions.can_edit_calls(request.user))
    form = NewCallForm(posted(request), instance=Call())

    def save() -> HttpResponse:
        language = get_language() or "en"
        values = {**form.values(), "title": {language: form.cleaned_data["name"]}, "languages": [language]}
        return redirect("applications:staff-call-overview", calls.create(values, by=request.user).slug)

    done, _theirs, status = attempt(form, save)
    return done or render(request, "applications/call_new.html", {"form": form}, status=status)


def posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def status_of(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def attempt(form: Any, save: Callable[[], HttpResponse]) -> tuple[HttpResponse | None, list[tuple[str, str]], int]:
    """Save what was posted: where it leads, else None with what somebody else has saved meanwhile, and the status."""
    if not form.is_bound:
        return None, [], 200
    if not form.is_valid():
        return None, [], 422
    try:
        return save(), [], 302
    except calls.Changed as changed:
        return None, form.theirs(changed.current), 409
    except NotAllowed as error:
        form.add_error(None, str(error))
        return None, [], 409


@require_GET
def overview(request: Request, slug: str) -> HttpResponse:
    call = staff_call(request, slug)
    sections = Section.objects.for_form(call.pk, stamps=True)
    counts = Call.objects.for_list().get(pk=call.pk)
    arrived = counts.form_count or counts.draft_count or counts.sent_count  # type: ignore[attr-defined]  # annotated
    acts = [act for act in ACTS if may(request, call, act) and act != "tell" and not (act == "unpublish" and arrived)]
    context = page(
        request,
        call,
        "overview",
        points=call_states.points(call, sections, clock.now()),
        acts=[(act, *ACTS[act][:2]) for act in acts],
        waiting=calls_next.waiting(call).count(),
        counts=counts,
        questions=sum(len(section.live_questions) for section in sections),
        sections=len(sections),
        history=history.lines(Change.objects.about(call).for_timeline()[:30]),
        **{f"may_{verb}": may(request, call, verb) for verb in ("reopen", "tell")},
    )
    return render(request, "applications/call_overview.html", context)


@require_http_methods(["GET", "POST"])
def copy(request: Request, slug: str) -> HttpResponse:
    call = staff_call(request, slug, edit=True)
    form = CopyForm(posted(request))

    def save() -> HttpResponse:
        by = {form.cleaned_data["unit"]: form.cleaned_data["number"]}
        made = calls_copy.copy(call, slug=form.cleaned_data["slug"], by=request.user, **by)
        messages.success(request, _("Copied. The new call is a draft."))
        return redirect("applications:staff-call-overview", made.slug)

    done, _theirs, status = attempt(form, save)
    return done or render(request, "applications/call_copy.html", {"call": call, "form": form}, status=status)


def _done(text: str | Promise) -> Callable[[Any], str]:
    return lambda _answer: str(text)


def _told(count: int) -> str:
    return ngettext("%(count)d person is told.", "%(count)d people are told.", count) % {"count": count}


# An act on the whole call: button, its kind, what it means, the verb, what is said afterwards.
ACTS: dict[str, tuple[str | Promise, str, str | Promise, Callable[..., Any], Callable[[Any], str]]] = {
    "publish": (
        gettext_lazy("Publish the call"),
        "main",
        gettext_lazy("Everybody can read it from now on, and the windows open on their dates."),
        calls.publish,
        _done(gettext_lazy("Published. Visitors see it now.")),
    ),
    "unpublish": (
        gettext_lazy("Take it back to a draft"),
        "plain",
        gettext_lazy("Visitors no longer see it. This is possible while nothing has arrived."),
        calls.unpublish,
        _done(gettext_lazy("The call is a draft again.")),
    ),
    "close": (
        gettext_lazy("Close it now"),
        "bad",
        gettext_lazy(
            "Both windows end this minute. Later dates of single cities stay, and so do the minutes of grace."
        ),
        calls.close,
        _done(gettext_lazy("Closed. You can reopen it with new dates.")),
    ),
    "archive": (
        gettext_lazy("Archive the call"),
        "plain",
        gettext_lazy("It leaves the public pages and can no longer be changed. What cities sent is kept."),
        calls.archive,
        _done(gettext_lazy("Archived. You can take it out again.")),
    ),
    "unarchive": (
        gettext_lazy("Take it out of the archive"),
        "plain",
        gettext_lazy("It is what it was before: closed, or a draft."),
        calls.unarchive,
        _done(gettext_lazy("The call is out of the archive.")),
    ),
    "tell": (
        gettext_lazy("Tell who waits for it"),
        "main",
        gettext_lazy("Everybody who asked to hear of the next call gets one mail with a link to this one."),
        calls_next.tell,
        _told,
    ),
}


@require_http_methods(["GET", "POST"])
def act(request: Request, slug: str, act: str) -> HttpResponse:
    """One act on the whole call, confirmed with a reason on a page of its own."""
    call = staff_call(request, slug, edit=True)
    if act not in ACTS:
        raise Http404
    label, kind, means, verb, said = ACTS[act]
    form = WhyForm(posted(request))
    form.fields["why"].required = act not in ("publish", "tell")

    def save() -> HttpResponse:
        messages.success(request, said(verb(call, by=request.user, why=form.cleaned_data["why"])))
        return redirect("applications:staff-call-overview", slug)

    done, _theirs, status = attempt(form, save)
    more = {"label": label, "kind": kind, "means": means, "effects": _effects(call, act)}
    context = page(request, call, "overview", form=form, **more)
    return done or render(request, "applications/call_act.html", context, status=status)


def _effects(call: Call, act: str) -> list[str]:
    """Whom it touches, in numbers."""
    if act == "tell":
        count = calls_next.waiting(call).count()
        return [ngettext("%(count)d person waits for it.", "%(count)d people wait for it.", count) % {"count": count}]
    if act == "close":
        drafts = Application.objects.filter(call=call, status=Application.Status.DRAFT).count()
        later = call.extensions.filter(closes__gt=clock.now()).count()
        return [
            ngettext("%(count)d draft is not sent yet.", "%(count)d drafts are not sent yet.", drafts)
            % {"count": drafts},
            ngettext("%(count)d city has a later date.", "%(count)d cities have a later date.", later)
            % {"count": later},
        ]
    return []


@require_http_methods(["GET", "POST"])
def reopen(request: Request, slug: str) -> HttpResponse:
    call = staff_call(request, slug, edit=True)
    initial = {"application_closes": (clock.now() + timedelta(days=14)).replace(second=0, microsecond=0)}
    form = ClosesForm(posted(request), zone=call.zone, initial=initial)

    def save() -> HttpResponse:
        calls.reopen(call, by=request.user, **form.cleaned_data)
        messages.success(request, _("The call is open again."))
        return redirect("applications:staff-call-overview", slug)

    done, _theirs, status = attempt(form, save)
    return done or render(
        request, "applications/call_reopen.html", page(request, call, "overview", form=form), status=status
    )


@require_http_methods(["GET", "POST"])
def dates(request: Request, slug: str) -> HttpResponse:
    """Dates and thresholds. What changes for cities is said first; the press after that saves."""
    call = staff_call(request, slug, edit=request.method == "POST")
    form = DatesForm(posted(request), instance=call)
    effects = date_effects(form) if form.is_bound and form.is_valid() else []
    if effects and request.POST.get("seen") != call_states.mark(effects):
        done, theirs, status = None, [], 200
    else:
        done, theirs, status = attempt(form, lambda: _save_dates(request, form))
    more = {"effects": effects, "seen": call_states.mark(effects), "theirs": theirs, "received": _received(call)}
    context = page(request, form.loaded, "dates", form=form, **more)
    return done or render(request, "applications/call_dates.html", context, status=status)


def _received(call: Call) -> int:
    return InterestForm.objects.filter(call=call).count()


def date_effects(form: DatesForm) -> list[str]:
    """What cities would notice, with the instants in UTC; nothing for a draft that nobody has written for."""
    call, changed = form.loaded, set(form.changes())
    received = _received(call)
    if call.published_at is None and not received:
        return []
    said = [_moved(form, name) for name in WINDOWS if name in changed]
    if {"application_opens", "application_closes", "grace_minutes"} & changed:
        drafts = Application.objects.filter(call=call, status=Application.Status.DRAFT).count()
        words = ngettext("%(count)d draft is affected", "%(count)d drafts are affected", drafts)
        said.append(words % {"count": drafts})
    if set(RULES) & changed and received:
        words = ngettext(
            "%(count)d form was judged by the rules of before",
            "%(count)d forms were judged by the rules of before",
            received,
        )
        said.append(words % {"count": received})
    return said


def _moved(form: DatesForm, name: str) -> str:
    return _("%(what)s: %(when)s UTC instead of %(before)s UTC") % {
        "what": form.fields[name].label,
        "when": moments.read(form.cleaned_data[name], "UTC").text,
        "before": moments.read(getattr(form.loaded, name), "UTC").text,
    }


def _save_dates(request: Request, form: DatesForm) -> HttpResponse:
    again = form.cleaned_data["judge_again"]
    call = calls.write(
        form.loaded, form.values(), names=form.names, was=form.cleaned_data["was"], by=request.user, act="call dates"
    )
    messages.success(request, _("The dates and thresholds are saved."))
    if again:
        count = calls.judge_again(call, by=request.user)
        words = ngettext("%(count)d form has other findings now.", "%(count)d forms have other findings now.", count)
        messages.success(request, words % {"count": count})
    return redirect("applications:staff-call-dates", call.slug)
