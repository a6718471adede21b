"""Coming into a city's team: by the link of an invitation, or by asking whoever leads it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import permissions, services
from applications.forms.team import DecideJoinForm, JoinForm
from applications.models import EligibilityCheck, InterestForm, JoinRequest
from applications.services.check import PENDING
from applications.services.interest import cities_of
from applications.services.team import application_of, invitation_behind, may_host
from cda_portal.accounts.invitations import is_open
from cda_portal.accounts.models import CityMember, Invitation
from cda_portal.core import links
from cda_portal.core.access import check as allow
from cda_portal.core.limits import limited
from cda_portal.core.requests import Request

# ---- an invitation


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("invitation")
def invitation(request: Request, token: str) -> HttpResponse:
    """What the link of an invitation opens. Opening it uses nothing: only its buttons do."""
    found = invitation_behind(token)
    if found is None:
        raise Http404
    if request.method == "POST" and "decline" in request.POST:
        return _decline(request, token)
    if request.method == "POST":
        return _accept(request, found, token)
    return _show(request, found, token)


def _show(request: Request, found: Invitation, token: str, *, declined: bool = False) -> HttpResponse:
    context = {
        "invitation": found,
        "role": CityMember.Role(found.role).label,
        "state": "declined" if declined else _state(request, found, token),
        "here": reverse("applications:invitation", args=[token]),
    }
    return render(request, "applications/team_invitation.html", context)


def _state(request: Request, found: Invitation, token: str) -> str:
    """Why the invitation can or cannot be accepted here: the page has words for each."""
    user = request.user
    if found.accepted_at is not None:
        return "mine" if user.is_authenticated and found.accepted_by_id == user.pk else "used"
    if not is_open(found):
        return "revoked" if found.revoked_at else "expired"
    if links.open_link(token, "city-invitation") is None:
        return "newer"
    if not user.is_authenticated:
        return "signed out"
    return "open" if user.email.lower() == found.email.lower() else "another address"


def _accept(request: Request, found: Invitation, token: str) -> HttpResponse:
    here = reverse("applications:invitation", args=[token])
    if not request.user.is_authenticated:
        if "account" not in request.POST:
            return redirect_to_login(here)
        request.session["signup_initial"] = {"email": found.email, "full_name": found.full_name}
        return redirect(f"{reverse('account_signup')}?next={here}")
    try:
        services.accept_invitation(token, by=request.user)
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return redirect("applications:invitation", token)
    messages.success(request, _("Welcome. You work with %(city)s now.") % {"city": found.city})
    application = application_of(found.city)
    return redirect(application or "dashboards:home")


def _decline(request: Request, token: str) -> HttpResponse:
    try:
        found = services.decline_invitation(token)
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return redirect("applications:invitation", token)
    return _show(request, found, token, declined=True)


# ---- asking to join


def standing_form(check: EligibilityCheck) -> InterestForm:
    """The form that the city of this check has sent already; 404 when there is none."""
    same = cities_of(check)
    return get_object_or_404(
        InterestForm.objects.select_related("city", "call", "sender"), call=check.call, city__in=same
    )


def exists_context(request: Request, check: EligibilityCheck, form: JoinForm | None = None) -> dict[str, Any]:
    """What the page tells a city's second sender: somebody else's form stands, and one may ask to join."""
    standing = standing_form(check)
    mine = JoinRequest.objects.open().filter(city=standing.city, call=check.call, user=request.user).first()
    return {"check": check, "form": form or JoinForm(), "join": mine}


@require_POST
@limited("interest")
def ask(request: Request, key: str) -> HttpResponse:
    """The second sender of a city asks to join; who may is whoever wrote the form kept with the check."""
    checks = EligibilityCheck.objects.open().select_related("call", "place")
    check = get_object_or_404(checks, key=key, interest__isnull=False)
    if not permissions.can_see_draft_form(request.user, check, request.session.get(PENDING, "")):
        raise Http404
    standing, form = standing_form(check), JoinForm(request.POST)
    if not form.is_valid():
        return render(request, "applications/interest_exists.html", exists_context(request, check, form), status=422)
    try:
        join = services.ask_to_join(standing, by=request.user, message=form.cleaned_data["message"])
    except services.NotAllowed as error:
        messages.error(request, str(error))
        return redirect("dashboards:home")
    return redirect(join)


def _join(request: Request, pk: int) -> JoinRequest:
    """A request to join, for whoever asked and for those who answer for the city. Staff have their own pages."""
    if request.user.is_programme_staff:
        raise Http404
    rows = JoinRequest.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("city", "call", "user", "decided_by"), pk=pk)


def _join_context(request: Request, join: JoinRequest, form: DecideJoinForm | None = None) -> dict[str, Any]:
    decides = join.decided_at is None and may_host(request.user, join)
    return {
        "join": join,
        "mine": join.user_id == request.user.pk,
        "decides": decides,
        "form": form or DecideJoinForm(),
        "application": application_of(join.city) if join.accepted or decides else None,
    }


@require_GET
def join(request: Request, pk: int) -> HttpResponse:
    return render(request, "applications/team_join.html", _join_context(request, _join(request, pk)))


@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    asked = _join(request, pk)
    allow(may_host(request.user, asked))
    form = DecideJoinForm(request.POST)
    if not form.is_valid():
        return render(request, "applications/team_join.html", _join_context(request, asked, form), status=422)
    try:
        services.decide_join(asked, accept="accept" in request.POST, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s has been told.") % {"name": asked.user})
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect(asked)
