"""What a signed-in person brings to every page: their language, their zone, and the second step their role needs."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from structlog.contextvars import bind_contextvars

from cda_portal.accounts import zones
from cda_portal.core.requests import Request

Next = Callable[[Request], HttpResponse]

# What somebody with a programme role can reach before this session has used a second step.
BEFORE_SECOND_STEP = frozenset(
    {
        "account_logout",
        "core:healthz",
        "core:language",
        "core:readyz",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)
# And these while they own none. Later a stolen password must not be enough to add another one.
TO_SET_ONE_UP = frozenset(
    {"account_reauthenticate", "account_set_password", "mfa_activate_totp", "mfa_add_webauthn", "mfa_index"}
)


def has_session(request: Request) -> bool:
    """Visitors without the cookie are not looked up, so that what they see need not vary by cookie."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


class UserLanguage:
    """A person's own language and zone on every page but the content pages, whose address tells the language."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.is_content or not has_session(request) or not request.user.is_authenticated:
            return self.get_response(request)
        bind_contextvars(user_id=request.user.pk)  # who was refused, in the lines that say so
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = request.user.language
        with timezone.override(zones.find(request.user.time_zone)):
            return self.get_response(request)


class SecondFactor:
    """Holds everybody with a programme role at the second step until this session has used one.

    Roles come with the user and what was used with the session: who is through costs no query.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view_func: Any, view_args: Any, view_kwargs: Any) -> HttpResponse | None:
        if not settings.MFA_REQUIRED_OF_ROLES or request.is_content or not has_session(request):
            return None
        if not request.user.is_authenticated or not request.user.roles or used(request):
            return None
        page = request.resolver_match.view_name if request.resolver_match else ""
        return None if page in BEFORE_SECOND_STEP else second_step(request, page)


def used(request: Request) -> bool:
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def second_step(request: Request, asked: str) -> HttpResponse | None:
    """To set one up, or to use the one there is; afterwards back to the page that was asked for."""
    owned = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if not owned:
        if asked in TO_SET_ONE_UP:
            return None
        messages.info(request, _("Your role needs a second step at sign-in. Set one up here, then go on."))
        return redirect("mfa_index")
    page = "mfa_reauthenticate" if Authenticator.Type.TOTP in owned else "mfa_reauthenticate_webauthn"
    back = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
    return redirect(f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: back})}")


class FreshKey:
    """Confirming who you are gives the session another key, as signing in does: one that was stolen before ends."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.method != "POST" or not has_session(request) or not request.user.is_authenticated:
            return self.get_response(request)
        before, key = confirmations(request), request.session.session_key
        response = self.get_response(request)
        if request.user.is_authenticated and confirmations(request) > before and request.session.session_key == key:
            # Checked, a password hash of lower cost was made anew: the session would no longer fit it, and end.
            request.user.refresh_from_db(fields=["password"])
            update_session_auth_hash(request, request.user)
            UserSession.objects.filter(session_key=key).update(session_key=request.session.session_key)
        return response


def confirmations(request: Request) -> int:
    return sum(1 for record in get_authentication_records(request, request.user) if record.get("reauthenticated"))
