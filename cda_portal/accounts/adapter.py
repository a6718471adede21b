"""Where allauth meets the portal: its mails go to the outbox, its words are ours, its acts are recorded."""

import logging
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from cda_portal.accounts import devices, services
from cda_portal.core import audit, registry, secrets
from cda_portal.core.middleware import remember

log = logging.getLogger(__name__)

WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Write to our team if you need it"),
        "cannot_remove_primary_email": _("Your account needs this address: change it instead"),
        "duplicate_email": _("Enter another address: this one is yours already"),
        "email_password_mismatch": _("Check the e-mail address and the password: they do not belong together"),
        "email_taken": _("Enter another address: this one belongs to another account"),
        "enter_current_password": _("Check your current password: this is not it"),
        "incorrect_code": _("Check the code: this is not the one we sent or your app shows"),
        "incorrect_password": _("Check your password: this is not it"),
        "invalid_or_expired_key": _("Ask for a new link: this one has been used or is too old"),
        "invalid_login": _("Enter your e-mail address"),
        "invalid_password_reset": _("Ask for a new link: this one has been used or is too old"),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or ask for a sign-in code"),
        "unknown_email": _("Enter another address: we know no account with this one"),
        "unverified_primary_email": _("Confirm your e-mail address first"),
        "same_as_current": _("Enter an address that differs from the current one"),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again"),
    }

    # ---- mail ----
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        services.queue_mail(template_prefix, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        """Every change of a credential passes here: it is recorded and told."""
        audit.record(user, template_prefix.rpartition("/")[2], by=user)
        super().send_notification_mail(template_prefix, user, context, email)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The public address, not the one of this request: a mail must not repeat what a Host header claims."""
        return settings.PUBLIC_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    # ---- signing up ----
    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.full_name = form.cleaned_data["full_name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        user.time_zone = form.cleaned_data["time_zone"]
        return super().save_user(request, user, form, commit)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            self._address_verified(email_address.user, request)
        return bool(confirmed)

    # ---- signing in ----
    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign-in refused")  # the request's id is in the line; the address is not

    def login(self, request: HttpRequest, user: Any) -> None:
        self.first_time = user.last_login is None  # Django overwrites it in the next line
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        audit.record(user, "signed_in", by=user)
        if not devices.knows(request, user):
            devices.keep(request, response, user)
            if not self.first_time:
                self.send_notification_mail("account/email/new_device", user)
        remember(response, user.language)
        # Nobody is signed in here without a verified address: ACCOUNT_EMAIL_VERIFICATION is mandatory.
        self._address_verified(user, request)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """In our words; whom we require a second step of confirms with it and not with the password alone."""
        methods = [
            {**method, "description": WAYS[method["id"]]} for method in super().get_reauthentication_methods(user)
        ]
        second = [method for method in methods if method["id"] != "reauthenticate"]
        return second if second and settings.MFA_REQUIRED_OF_ROLES and user.roles else methods

    def is_safe_url(self, url: str | None) -> bool:
        """Pages of this host only. allauth's takes every allowed host, and fails on an address that is none."""
        here = context.request
        return url_has_allowed_host_and_scheme(url, {here.get_host()}, require_https=here.is_secure())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def _address_verified(self, user: Any, request: HttpRequest) -> None:
        """Called once more at the sign-in that follows: what is contributed does its work once."""
        for verified in registry.contributions("address_verified"):
            verified(user, request.session)


class OidcAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in with an identity provider: whoever it vouches for enters the account with that very address.

    It links nothing and opens no account: a verified address is all that is taken from it, each time anew.
    """

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """The one of the environment. allauth's asks the database for others at every sign-in page."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def authenticate_by_email(self, sociallogin: Any) -> tuple[Any, str] | None:
        """Only an address that the provider says is verified: `true`, and not a text such as "false"."""
        for address in sociallogin.email_addresses:
            if address.verified is True and (person := services.find(address.email)):
                return person, address.email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))
        if sociallogin.user.pk is not None:
            return
        invited = next((one.email for one in sociallogin.email_addresses if one.verified is True), "")
        if (invitation := services.open_invitation(invited)) is not None:
            told = {"email": invitation.email, "full_name": invitation.full_name}
            request.session["signup_initial"] = told
            raise ImmediateHttpResponse(redirect("account_signup"))
        raise ImmediateHttpResponse(redirect("socialaccount_login_error"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        log.warning("identity provider: sign-in refused, %s", type(told.get("exception")).__name__)
        raise ImmediateHttpResponse(redirect("socialaccount_login_error"))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Remove your second step before you add an address"),
        "cannot_delete_authenticator": _(
            "Your role needs a second step: set up another one before you remove this one"
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey before you make recovery codes"),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address before you set up a second step"),
    }

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """On white, which a dark page would not give it."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("Passkey %(number)s") % {"number": user.authenticator_set.filter(type=type).count() + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the portal's public name, by whichever host it was reached."""
        return {"id": str(urlsplit(settings.PUBLIC_URL).hostname), "name": settings.SITE_NAME}
