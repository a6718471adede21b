"""Staff: the cities, whatever is known of one, and what is changed about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_filters.views import FilterView

from applications import cities as reading
from applications import history, permissions, services
from applications.forms.cities import CityFilters, CityForm, EndMemberForm, LeadForm, MergeForm, TermForm
from applications.services import cities as verbs
from applications.views import desk
from applications.views.staff_lists import StaffOnly
from cda_portal.accounts import cities, membership
from cda_portal.accounts import permissions as accounts
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import City, User
from cda_portal.accounts.services import NotAllowedNow, find
from cda_portal.core.access import check as allow
from cda_portal.core.models import Change
from cda_portal.core.requests import Request


class CityList(StaffOnly, FilterView):
    paginate_by = 50
    filterset_class = CityFilters
    template_name = "applications/staff_cities.html"

    def get_queryset(self) -> QuerySet[City]:
        return reading.listed(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        words = self.request.GET.get("q", "")
        return {
            **context,
            "rows": reading.rows(context["object_list"], words),
            "names": ["country"],
            "more": CityFilters.folded,
            "more_used": any(self.request.GET.get(name) for name in CityFilters.folded),
            "query": self.request.GET.urlencode(),
            "can_export": permissions.can_export(self.request.user),
            "filtered": any(self.request.GET.get(name) for name in context["filter"].filters),
        }


def city_of(request: Request, pk: int) -> City:
    allow(permissions.can_see_staff_pages(request.user))
    return get_object_or_404(City.objects.visible_to(request.user).select_related("place", "merged_into"), pk=pk)


def _editable(request: Request, pk: int) -> City:
    city = city_of(request, pk)
    allow(accounts.can_edit_cities(request.user))
    return city


def page_context(request: Request, city: City, name: str = "", wrong: Any = None) -> dict[str, Any]:
    """`wrong` is the form of the act called `name`, with its errors."""
    merged = list(City.objects.filter(merged_into=city).order_by("pk"))
    return {
        "form": wrong,
        "city": city,
        "country": country_name(city.country, get_language() or "en"),
        "merged": merged,
        "members": _members(city),
        "terms": city.terms.all(),
        "forms": city.forms.select_related("call", "sender").order_by("-received_at", "-pk"),
        "applications": city.applications.select_related("call").order_by("-created_at", "-pk"),
        "claims": reading.open_claims(request.user).filter(city=city),
        "attempts": reading.attempts(city),
        "invitations": city.invitations.filter(accepted_at=None, revoked_at=None).order_by("-sent_at", "-pk"),
        "history": history.lines(Change.objects.about(city, *merged).for_timeline()[:200]),
        **desk.context(city, request.user),
        "can_edit": accounts.can_edit_cities(request.user),
        "lead_form": wrong if name == "lead" else LeadForm(),
        "end_form": wrong if name == "end" else None,
    }


def _members(city: City) -> list[dict[str, Any]]:
    """Everybody who acts or acted for the city, those who do first; with a form to end what can be ended."""
    rows = city.members.select_related("user").order_by("until", "since", "pk")
    shown = []
    for row in rows:
        ends = row.until is None and row.role != cities.LEAD
        form = EndMemberForm(initial={"person": row.user_id}, auto_id=f"id_end_{row.pk}_%s") if ends else None
        shown.append({"row": row, "form": form})
    return sorted(shown, key=lambda one: one["row"].until is not None)


@require_GET
def city_page(request: Request, pk: int) -> HttpResponse:
    """A city that was merged leads to the one it is part of."""
    city = city_of(request, pk)
    if city.merged_into_id is not None:
        return redirect("applications:staff-city", city.merged_into_id)
    return render(request, "applications/staff_city.html", page_context(request, city))


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    city = _editable(request, pk)
    form = CityForm(request.POST or None, instance=city)
    if request.method == "POST" and form.is_valid():
        try:
            cities.edit(city, form.values(), by=request.user)
        except NotAllowedNow as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("applications:staff-city", pk)
    context = {"city": city, "form": form, "title": _("Facts")}
    return render(request, "applications/staff_city_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def term(request: Request, pk: int, term: int = 0) -> HttpResponse:
    """A new term of the mayor's, or one that is corrected."""
    city = _editable(request, pk)
    known = get_object_or_404(city.terms, pk=term) if term else None
    form = TermForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        try:
            cities.save_term(city, form.values(), by=request.user, term=known)
        except NotAllowedNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("applications:staff-city", pk)
    context = {"city": city, "form": form, "title": _("A mayor’s term")}
    return render(request, "applications/staff_city_edit.html", context, status=422 if form.errors else 200)


def _act(request: Request, city: City, form: Any, name: str, act: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """One act on a city whose permission has been checked: check, call, say, redirect."""
    said = ""
    if form.is_valid():
        try:
            said = act(form.cleaned_data)
        except (services.NotAllowed, NotAllowedNow) as error:
            form.add_error(None, str(error))
    if form.errors:
        return render(request, "applications/staff_city.html", page_context(request, city, name, form), status=422)
    messages.success(request, said)
    return redirect("applications:staff-city", city.pk)


@require_POST
def lead(request: Request, pk: int) -> HttpResponse:
    city, form = _editable(request, pk), LeadForm(request.POST)

    def act(data: dict[str, Any]) -> str:
        person = find(data["email"])
        if person is None:
            raise services.NotAllowed(_("Nobody with an open account has this address. Invite them first."))
        verbs.appoint_lead(city, person, by=request.user, why=data["why"], keep=data["keep"])
        return _("%(name)s leads %(city)s from today, and has been told by mail.") % {"name": person, "city": city}

    return _act(request, city, form, "lead", act)


@require_POST
def end_member(request: Request, pk: int) -> HttpResponse:
    city, form = _editable(request, pk), EndMemberForm(request.POST)

    def act(data: dict[str, Any]) -> str:
        person = get_object_or_404(User, pk=data["person"], memberships__city=city)
        membership.end(city, person, by=request.user, why=data["why"])
        return _("%(name)s no longer acts for %(city)s.") % {"name": person, "city": city}

    return _act(request, city, form, "end", act)


@require_http_methods(["GET", "POST"])
def merge(request: Request, pk: int) -> HttpResponse:
    """Search the other city, see what moves, confirm with a reason."""
    city = _editable(request, pk)
    if city.merged_into_id is not None:
        return redirect("applications:staff-city", city.merged_into_id)
    asked = request.POST.get("into") or request.GET.get("into") or ""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return render(request, "applications/staff_merge_search.html", _search(request, city))
    into = get_object_or_404(City.objects.visible_to(request.user).standing(), pk=int(asked))
    preview = verbs.preview(city, into)
    form = MergeForm(request.POST or None, preview=preview)
    if request.method == "POST" and form.is_valid() and _merged(request, preview, form):
        return redirect("applications:staff-city", into.pk)
    context = {"preview": preview, "form": form, "sides": _sides(preview)}
    return render(request, "applications/staff_merge.html", context, status=422 if form.errors else 200)


def _search(request: Request, city: City) -> dict[str, Any]:
    words = request.GET.get("q", "").strip() or city.name
    found = reading.listed(request.user).exclude(pk=city.pk).matching(words)[:20]
    return {"city": city, "words": words, "rows": reading.rows(found, words), "found": list(found)}


def _merged(request: Request, preview: verbs.Preview, form: MergeForm) -> bool:
    lead = form.cleaned_data.get("lead")
    chosen = next((row.user for row in preview.leads if str(row.user_id) == lead), None)
    try:
        verbs.merge(
            preview.city,
            preview.into,
            by=request.user,
            why=form.cleaned_data["why"],
            lead=chosen,
            forms=form.chosen_forms(),
        )
    except services.NotAllowed as error:
        form.add_error(None, str(error))
        return False
    said = _("%(city)s is part of %(into)s now. It is still found by its old name.")
    messages.success(request, said % {"city": preview.city, "into": preview.into})
    return True


def _sides(preview: verbs.Preview) -> list[dict[str, Any]]:
    """Both cities side by side: what there is of each."""
    return [
        {
            "city": city,
            "members": city.members.filter(until=None).select_related("user").order_by("since", "pk"),
            "terms": city.terms.all(),
            "forms": city.forms.select_related("call").order_by("pk"),
            "applications": city.applications.select_related("call").order_by("pk"),
        }
        for city in (preview.city, preview.into)
    ]
