"""Invitations to programme roles: written and watched by staff, accepted by whoever got the mail."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda_portal.accounts import invitations, permissions, services
from cda_portal.accounts.models import Invitation, User
from cda_portal.accounts.people_forms import InvitationFilters, InviteForm
from cda_portal.accounts.views.people import sure
from cda_portal.core.access import check as allow
from cda_portal.core.limits import limited
from cda_portal.core.requests import Request


@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    form = InviteForm(request.POST or None, by=request.user)
    allow(bool(form.fields["role"].choices))
    if request.method == "POST":
        sure(request)
        if form.is_valid():
            try:
                invitations.invite(by=request.user, **form.cleaned_data)
            except services.NotAllowedNow as error:
                form.add_error("email", str(error))
            else:
                messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
                return redirect("accounts:people-invitations")
    return render(request, "accounts/people_invite.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def listed(request: Request) -> HttpResponse:
    """Those that wait, then what became of the others, the latest first."""
    allow(permissions.can_see_people(request.user))
    form = InvitationFilters(request.GET)
    rows = form.narrow(Invitation.objects.filter(city=None)).select_related("by", "accepted_by")
    waits = Case(When(accepted_at=None, revoked_at=None, then=0), default=1)
    page = Paginator(rows.order_by(waits, "-sent_at", "-pk"), 50).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtered": any(form.cleaned_data.values()),
        "page_obj": page,
        "rows": [_row(request, one) for one in page],
    }
    return render(request, "accounts/people_invitations.html", context)


def _row(request: Request, invitation: Invitation) -> dict[str, Any]:
    waits = invitation.accepted_at is None and invitation.revoked_at is None
    if invitation.accepted_at:
        state, kind = pgettext("invitation", "Accepted"), "done"
    elif invitation.revoked_at:
        state, kind = pgettext("invitation", "Taken back"), "mute"
    else:
        state, kind = (
            (pgettext("invitation", "Waiting"), "open") if invitations.is_open(invitation) else (_("Too old"), "watch")
        )
    return {
        "invitation": invitation,
        "role": invitations.role_label(invitation),
        "waits": waits,
        "state": state,
        "kind": kind,
        "can_act": waits and permissions.can_invite(request.user, invitation.role),
    }


def _on(request: Request, pk: int, act: Callable[[Invitation], str]) -> HttpResponse:
    allow(permissions.can_see_people(request.user))
    invitation = get_object_or_404(Invitation, pk=pk, city=None)
    allow(permissions.can_invite(request.user, invitation.role))
    sure(request)
    try:
        messages.success(request, act(invitation))
    except services.NotAllowedNow as error:
        messages.error(request, str(error))
    return redirect("accounts:people-invitations")


@require_POST
def resend(request: Request, pk: int) -> HttpResponse:
    def act(invitation: Invitation) -> str:
        invitations.resend(invitation, by=request.user)
        return _("Sent again. The link in the earlier mail no longer works.")

    return _on(request, pk, act)


@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    def act(invitation: Invitation) -> str:
        invitations.revoke(invitation, by=request.user)
        return _("Taken back. The link in the mail no longer works.")

    return _on(request, pk, act)


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("check")
def answer(request: Request, token: str) -> HttpResponse:
    """What the mail opens. Reading it uses nothing; the button does, once its reader is signed in with that address."""
    invitation = invitations.find(token, invitations.ROLE_LINK)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return _to_sign_in(request, invitation)
        try:
            invitations.accept(token, invitations.ROLE_LINK, user=request.user)
        except services.NotAllowedNow as error:
            messages.error(request, str(error))
            return redirect("accounts:invitation", token)
        messages.success(request, _("You are %(role)s now.") % {"role": invitations.role_label(invitation)})
        return redirect("dashboards:home")
    context = {"invitation": invitation, "role": invitations.role_label(invitation)}
    return render(request, "accounts/invitation.html", context)


def _to_sign_in(request: Request, invitation: Invitation) -> HttpResponse:
    """To the sign-in, or to a new account with the name and address filled in; both lead back here."""
    request.session["signup_initial"] = {"email": invitation.email, "full_name": invitation.full_name}
    known = User.objects.filter(email=invitation.email).exists()
    door = reverse("account_login" if known else "account_signup")
    return redirect(f"{door}?{urlencode({'next': request.path})}")
