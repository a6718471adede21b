"""Staff: conflicts with the cities of a call: those declared, what suggests others, and one declared by hand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from applications.models import Call
from cda_portal.accounts.models import City, User
from cda_portal.core.access import check as allow
from cda_portal.core.forms import WhyForm
from cda_portal.core.requests import Request
from selection import conflict_lists, permissions
from selection.forms.conflicts import DeclareForm, SuggestionForm
from selection.services import conflicts
from selection.services.errors import NotAllowed
from selection.views.setup_shared import attempt, call_for, page, posted

A_PAGE = 50


@require_http_methods(["GET", "POST"])
def overview(request: Request, slug: str) -> HttpResponse:
    """The lists; what is posted is a conflict declared by hand."""
    call = call_for(request, slug)
    form = DeclareForm(posted(request), call=call, user=request.user)

    def save() -> HttpResponse:
        data = form.cleaned_data
        return _declared(request, call, data["person"], data["city"], data["reason"])

    done, _theirs, status = attempt(form, save)
    return done or _page(request, call, form, status=status)


def _page(
    request: Request, call: Call, form: DeclareForm, *, wrong: SuggestionForm | None = None, status: int = 200
) -> HttpResponse:
    rows = conflict_lists.suggestions(call, request.user)
    if wrong is not None:
        _mark(rows, wrong)
    listed = conflict_lists.declared(call, request.user)
    show = "declared" if request.GET.get("show") == "declared" and wrong is None else "suggested"
    shown: Any = listed if show == "declared" else rows
    context = page(
        request,
        call,
        "conflicts",
        form=form,
        show=show,
        tabs=_tabs(call, show, len(rows), listed.count()),
        page_obj=Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        page_has_errors=status > 400,
        wrong=next((row for row in rows if row.error), None),
    )
    return render(request, "selection/conflicts.html", context, status=status)


def _tabs(call: Call, show: str, suggested: int, declared: int) -> list[dict[str, Any]]:
    href = reverse("selection:conflicts", args=[call.slug])
    return [
        {"label": _("Suggestions"), "href": href, "current": show == "suggested", "count": suggested},
        {"label": _("Declared"), "href": f"{href}?show=declared", "current": show == "declared", "count": declared},
    ]


def _mark(rows: list[conflict_lists.Row], wrong: SuggestionForm) -> None:
    """What was typed beside a suggestion comes back with its error."""
    key = "-".join(str(wrong.data.get(name, "")) for name in ("person", "city", "sign"))
    for row in rows:
        if row.key == key:
            row.reason = wrong.data.get("reason", "")
            row.error = " ".join(error for errors in wrong.errors.values() for error in errors)


def _declared(request: Request, call: Call, person: User, city: City, reason: str) -> HttpResponse:
    before = conflict_lists.ended_by_conflict(person, city)
    conflicts.declare(person, city, reason, by=request.user)
    ended = conflict_lists.ended_by_conflict(person, city) - before
    said = _("The conflict of %(name)s with %(city)s is recorded.") % {"name": person, "city": city}
    words = ngettext("%(count)d assignment was taken back.", "%(count)d assignments were taken back.", ended)
    messages.success(request, f"{said} {words % {'count': ended}}" if ended else said)
    return redirect("selection:conflicts", call.slug)


@require_http_methods(["GET", "POST"])
def suggestion(request: Request, slug: str) -> HttpResponse:
    """Record what was suggested, or say why it is none. A link of the page that an error gave leads to the lists."""
    call = call_for(request, slug)
    if request.method == "GET":
        return redirect(f"{reverse('selection:conflicts', args=[slug])}?{request.GET.urlencode()}")
    form = SuggestionForm(request.POST, call=call, user=request.user)
    if {"person", "city", "sign"} & form.errors.keys():
        raise Http404
    if not form.is_valid():
        return _page(request, call, DeclareForm(call=call, user=request.user), wrong=form, status=422)
    data = form.cleaned_data
    person, city, sign, reason = (data[name] for name in ("person", "city", "sign", "reason"))
    rows = conflict_lists.suggestions(call, request.user)
    row = next((one for one in rows if (one.person, one.city, one.sign) == (person.pk, city.pk, sign)), None)
    if row is None:
        messages.info(request, _("It was recorded or dismissed already."))
        return redirect("selection:conflicts", slug)
    if not data["none"]:
        return _declared(request, call, person, city, reason.strip() or row.words)
    conflicts.dismiss(person, city, sign, reason, by=request.user)
    said = _("Not a conflict. It is not suggested again for this reason: %(name)s, %(city)s.")
    messages.success(request, said % {"name": person, "city": city})
    return redirect("selection:conflicts", call.slug)


@require_http_methods(["GET", "POST"])
def lift(request: Request, slug: str, pk: int) -> HttpResponse:
    call = call_for(request, slug)
    allow(permissions.can_set_up(request.user))
    conflict = get_object_or_404(conflict_lists.declared(call, request.user), pk=pk)
    form = WhyForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            conflicts.lift(conflict, form.cleaned_data["why"], by=request.user)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The conflict is lifted. Assignments do not come back by themselves."))
            return redirect("selection:conflicts", slug)
    context: dict[str, Any] = page(request, call, "conflicts", form=form, conflict=conflict)
    context["back"] = reverse("selection:conflicts", args=[slug])
    return render(request, "selection/conflicts_lift.html", context, status=422 if form.errors else 200)
