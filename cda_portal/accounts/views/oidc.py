"""What somebody reads who comes back from the identity provider and is not signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cda_portal.core.requests import Request


@login_not_required
@require_GET
def cancelled(request: Request) -> HttpResponse:
    messages.info(request, _("You stopped before you were signed in. Choose another way, or try again."))
    return redirect("account_login")


@login_not_required
@require_GET
def refused(request: Request) -> HttpResponse:
    return render(request, "account/oidc_refused.html")
