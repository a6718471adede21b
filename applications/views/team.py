"""The team of a city: who acts for it and how, who is invited, who asks to join. The lead and deputies change it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import permissions, services
from applications.forms.team import HandOverForm, InviteForm, RoleForm
from applications.models import Application, JoinRequest
from applications.views.shared import mine
from cda_portal.accounts.invitations import is_open
from cda_portal.accounts.models import CityMember, Invitation, User
from cda_portal.core import moments
from cda_portal.core.access import check as allow
from cda_portal.core.limits import limited
from cda_portal.core.requests import Request
from cda_portal.core.text import fold

Role = CityMember.Role
ORDER = list(Role.values)


def managed(request: Request, reference: str) -> Application:
    """The application for those who manage its team; 403 for its other people."""
    application = mine(request, reference)
    allow(permissions.can_manage_team(request.user, application))
    return application


def people_of(application: Application) -> list[dict[str, Any]]:
    """One entry a person, with all their roles: the lead first."""
    found: dict[int, dict[str, Any]] = {}
    for row in CityMember.objects.active().filter(city=application.city_id).select_related("user"):
        entry = found.setdefault(row.user_id, {"user": row.user, "pk": row.pk, "rows": []})
        entry["rows"].append(row)
    for entry in found.values():
        entry["rows"].sort(key=lambda row: ORDER.index(row.role))
        entry["roles"] = ", ".join(row.get_role_display() for row in entry["rows"])
        entry["since"] = min(row.since for row in entry["rows"])
        entry["leads"] = entry["rows"][0].role == Role.LEAD
    return sorted(found.values(), key=lambda one: (ORDER.index(one["rows"][0].role), fold(str(one["user"]))))


def team_context(request: Request, application: Application, form: InviteForm | None = None) -> dict[str, Any]:
    manages = permissions.can_manage_team(request.user, application)
    people = people_of(application)
    invitations: list[Invitation] = []
    joins: list[JoinRequest] = []
    if manages:
        waiting = application.city.invitations.filter(accepted_at=None, revoked_at=None)
        invitations = list(waiting.select_related("by").order_by("created_at", "pk"))
        joins = list(JoinRequest.objects.open().filter(city=application.city).select_related("user").order_by("at"))
    return {
        "application": application,
        "people": [_listed(request, application, one, manages=manages) for one in people],
        "manages": manages,
        "can_hand_over": permissions.can_hand_over(request.user, application) and len(people) > 1,
        "leads": permissions.can_hand_over(request.user, application),
        "invitations": [
            {"row": one, "role": Role(one.role).label, "alive": is_open(one), "name": one.full_name or one.email}
            for one in invitations
        ],
        "joins": joins,
        "form": form or InviteForm(initial={"language": application.language}),
    }


def _listed(request: Request, application: Application, one: dict[str, Any], *, manages: bool) -> dict[str, str]:
    """A person as the page lists them; with the way to change them, for those who may."""
    me = one["user"] == request.user
    changes = manages and not one["leads"] and not me
    return {
        "name": _("%(name)s (you)") % {"name": one["user"]} if me else str(one["user"]),
        "note": _("%(role)s, since %(day)s") % {"role": one["roles"], "day": moments.day(one["since"])},
        "href": reverse("applications:team-person", args=[application.reference, one["pk"]]) if changes else "",
        "action": _("Change or remove") if changes else "",
    }


@require_GET
def team(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    return render(request, "applications/team_page.html", team_context(request, application))


def _act(request: Request, reference: str, act: Callable[[], str]) -> HttpResponse:
    """Do it, say it, back to the team; a refusal is said there."""
    try:
        messages.success(request, act())
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:team", reference)


@require_POST
@limited("colleague")
def invite(request: Request, reference: str) -> HttpResponse:
    application = managed(request, reference)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invitation = services.invite_colleague(application, by=request.user, **form.cleaned_data)
        except services.NotAllowed as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email})
            return redirect("applications:team", reference)
    return render(request, "applications/team_page.html", team_context(request, application, form), status=422)


def _invitation(application: Application, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.filter(city=application.city).select_related("city", "by"), pk=pk)


@require_POST
@limited("colleague")
def resend(request: Request, reference: str, pk: int) -> HttpResponse:
    application = managed(request, reference)
    invitation = _invitation(application, pk)

    def act() -> str:
        services.resend_invitation(application, invitation, by=request.user)
        return _("Sent again to %(email)s. The link in it lasts seven days.") % {"email": invitation.email}

    return _act(request, reference, act)


@require_POST
def revoke(request: Request, reference: str, pk: int) -> HttpResponse:
    application = managed(request, reference)
    invitation = _invitation(application, pk)

    def act() -> str:
        services.revoke_invitation(application, invitation, by=request.user)
        return _("The invitation to %(email)s is taken back.") % {"email": invitation.email}

    return _act(request, reference, act)


def _colleague(application: Application, pk: int) -> dict[str, Any]:
    """The person behind a row of the team, as the page lists them."""
    row = get_object_or_404(CityMember.objects.active(), city=application.city, pk=pk)
    return next(one for one in people_of(application) if one["user"].pk == row.user_id)


@require_http_methods(["GET", "POST"])
def colleague(request: Request, reference: str, pk: int) -> HttpResponse:
    """One person of the team: another role, or their part ended. The lead is handed over, not changed."""
    application = managed(request, reference)
    found = _colleague(application, pk)
    if found["leads"]:
        raise Http404
    person: User = found["user"]
    form = RoleForm(request.POST or None, initial={"role": found["rows"][0].role})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            member = services.change_role(application, person, form.cleaned_data["role"], by=request.user)
            return _("%(name)s: %(role)s.") % {"name": person, "role": member.get_role_display()}

        return _act(request, reference, act)
    context = {"application": application, "colleague": found, "person": person, "form": form}
    return render(request, "applications/team_colleague.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: Request, reference: str, pk: int) -> HttpResponse:
    application = managed(request, reference)
    person: User = _colleague(application, pk)["user"]

    def act() -> str:
        services.remove_colleague(application, person, by=request.user)
        return _("%(name)s does not act for %(city)s any more. An invitation brings them back.") % {
            "name": person,
            "city": application.city,
        }

    if person == request.user:  # one's own part is ended by leaving, after which this page is gone
        messages.error(request, _("This is you. Use “Leave the team”."))
        return redirect("applications:team", reference)
    return _act(request, reference, act)


@require_http_methods(["GET", "POST"])
def hand_over(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    allow(permissions.can_hand_over(request.user, application))
    others = [one["user"] for one in people_of(application) if not one["leads"]]
    form = HandOverForm(request.POST or None, people=others)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            services.hand_over(application, to=form.cleaned_data["to"], by=request.user)
            return _("%(name)s leads now; you are deputy.") % {"name": form.cleaned_data["to"]}

        return _act(request, reference, act)
    context = {"application": application, "form": form, "others": others}
    return render(request, "applications/team_hand_over.html", context, status=422 if form.errors else 200)


@require_POST
def leave(request: Request, reference: str) -> HttpResponse:
    application = mine(request, reference)
    try:
        services.leave(application, by=request.user)
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return redirect("applications:team", reference)
    messages.success(request, _("You do not act for %(city)s any more.") % {"city": application.city})
    return redirect("dashboards:home")
