"""Staff: owner, tags, follow-up and internal notes of a city, a form or an application, and what is due of them.

`context(obj, user)` is what a page needs that includes `applications/_desk.html`.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import desk, permissions, services
from applications.forms.desk import KeepForm, NoteForm, TagForm
from applications.services import desk as keeping
from cda_portal.accounts.models import User
from cda_portal.core.access import check as allow
from cda_portal.core.models import Comment
from cda_portal.core.requests import Request


def context(obj: Any, user: User, *, whole: bool = False, **forms: Any) -> dict[str, Any]:
    """What `_desk.html` prints, under the name `desk`: as part of another page with a link to change owner or day,
    `whole` with the fields for it. For observers two queries, for those who keep it four.
    """
    kept = desk.of(obj)
    can = permissions.can_keep_desk(user)
    return {
        "desk": {
            "kind": desk.kind_of(obj),
            "pk": obj.pk,
            "kept": kept,
            "due": kept.follow_up_on is not None and kept.follow_up_on <= desk.today(user),
            "notes": [(note, permissions.can_change_note(user, note)) for note in desk.notes(obj)],
            "can": can,
            "known": desk.tags_in_use(user) if can else [],
            "note_form": NoteForm(),
            "tag_form": TagForm(),
            "keep_form": keep_form(obj, kept) if can and whole else None,
            **forms,
        }
    }


def keep_form(obj: Any, kept: Any, data: Any = None) -> KeepForm:
    initial = {"owner": kept.owner_id, "follow_up_on": kept.follow_up_on}
    return KeepForm(data, initial=initial, keepers=desk.keepers(keeping.city_of(obj)))


def _about(request: Request, kind: str, pk: int) -> Any:
    """The object, if this member of staff may see it."""
    allow(permissions.can_see_staff_pages(request.user))
    if kind not in desk.KINDS:
        raise Http404
    return get_object_or_404(desk.visible(kind, request.user), pk=pk)


@require_GET
def page(request: Request, kind: str, pk: int) -> HttpResponse:
    """The desk by itself: where a refused act lands, and what a city has."""
    return _page(request, _about(request, kind, pk))


def _page(request: Request, obj: Any, status: int = 200, **forms: Any) -> HttpResponse:
    wrong = next((form for form in forms.values() if form.errors), None)
    shown = {
        "about": obj,
        "kind_name": desk.NAMES[desk.kind_of(obj)],
        "back_url": desk.page_of(obj),
        "form": wrong,
        **context(obj, request.user, whole=True, **forms),
    }
    return render(request, "applications/staff_desk.html", shown, status=status)


def _act(request: Request, obj: Any, name: str, form: Any, act: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """Check, do, say, go back to the object's page. `act` returns what is said; "" where nothing was changed."""
    if not form.is_valid():
        return _page(request, obj, 422, **{name: form})
    try:
        if words := act(form.cleaned_data):
            messages.success(request, words)
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect(f"{desk.page_of(obj)}#desk")


@require_POST
def keep(request: Request, kind: str, pk: int) -> HttpResponse:
    """Owner and follow-up: only what this person has changed is written."""
    obj = _about(request, kind, pk)
    allow(permissions.can_keep_desk(request.user))
    form = keep_form(obj, desk.of(obj), request.POST)

    def act(data: dict[str, Any]) -> str:
        if "owner" in form.changed_data:
            keeping.set_owner(obj, data["owner"], by=request.user)
        if "follow_up_on" in form.changed_data:
            keeping.follow_up(obj, data["follow_up_on"], by=request.user)
        return _("Saved.") if form.changed_data else ""

    return _act(request, obj, "keep_form", form, act)


@require_POST
def tags(request: Request, kind: str, pk: int) -> HttpResponse:
    """Add a tag, or remove the one whose button was pressed."""
    obj = _about(request, kind, pk)
    allow(permissions.can_keep_desk(request.user))
    if "remove" in request.POST:
        keeping.remove_tag(obj, request.POST["remove"], by=request.user)
        return redirect(f"{desk.page_of(obj)}#desk")

    def act(data: dict[str, Any]) -> str:
        return _("The tag is there.") if keeping.add_tag(obj, data["tag"], by=request.user) else ""

    return _act(request, obj, "tag_form", TagForm(request.POST), act)


@require_POST
def note(request: Request, kind: str, pk: int) -> HttpResponse:
    obj = _about(request, kind, pk)
    allow(permissions.can_keep_desk(request.user))

    def act(data: dict[str, Any]) -> str:
        keeping.write_note(obj, data["text"], by=request.user)
        return _("The note is kept. Only programme staff read it.")

    return _act(request, obj, "note_form", NoteForm(request.POST), act)


def _note(
    request: Request, pk: int, may: Callable[[User, Comment], bool] = permissions.can_change_note, **only: Any
) -> Comment:
    """A note about something that this person may see; others' notes can be read and not changed."""
    allow(permissions.can_see_staff_pages(request.user))
    kept = Comment.objects.filter(tier=Comment.Tier.STAFF, **only).select_related("object_type")
    found = get_object_or_404(kept, pk=pk)
    kind = next((kind for kind in desk.KINDS if desk.type_of(kind) == found.object_type), "")
    found.about = _about(request, kind, found.object_id)
    allow(may(request.user, found))
    return found


@require_http_methods(["GET", "POST"])
def edit_note(request: Request, pk: int) -> HttpResponse:
    """One's own note in other words; its removal is a button below."""
    found = _note(request, pk, removed_at=None)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        keeping.edit_note(found, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("The note is changed."))
        return redirect(f"{desk.page_of(found.about)}#desk")
    shown = {"note": found, "form": form, "about": found.about, "back_url": desk.page_of(found.about)}
    return render(request, "applications/staff_note.html", shown, status=422 if form.errors else 200)


@require_POST
def remove_note(request: Request, pk: int) -> HttpResponse:
    found = _note(request, pk, removed_at=None)
    keeping.remove_note(found, by=request.user)
    undo = reverse("applications:staff-note-put-back", args=[found.pk])
    messages.success(request, _("The note is removed."), extra_tags=undo)
    return redirect(f"{desk.page_of(found.about)}#desk")


@require_POST
def put_note_back(request: Request, pk: int) -> HttpResponse:
    found = _note(request, pk, may=permissions.can_put_note_back)
    keeping.put_note_back(found, by=request.user)
    messages.success(request, _("Undone."))
    return redirect(f"{desk.page_of(found.about)}#desk")


@require_GET
def follow_ups(request: Request) -> HttpResponse:
    """What is to be looked at again by today: mine, or everybody's."""
    allow(permissions.can_see_staff_pages(request.user))
    everybodys = request.GET.get("of") == "all"
    rows = desk.due_rows(request.user, everybodys=everybodys)
    tabs = [
        {"label": _("Mine"), "href": request.path, "current": not everybodys},
        {"label": _("Everybody’s"), "href": f"{request.path}?of=all", "current": everybodys},
    ]
    return render(request, "applications/staff_follow_ups.html", {"rows": rows, "tabs": tabs})
