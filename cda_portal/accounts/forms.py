"""allauth's forms in the portal's words, and the person's own profile."""

from typing import Any
from uuid import uuid4

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts import services, zones
from cda_portal.accounts.consent import PURPOSES
from cda_portal.accounts.models import Profile, User

# Field of allauth's forms: (label, what to do when it is empty). Placeholders are dropped: they vanish
# as one types and are too pale to read.
EMAIL = (_("E-mail address"), _("Enter your e-mail address"))
NEW_PASSWORD = (_("New password"), _("Enter a new password"))
CODE = (_("Code"), _("Enter the code"))
PASSWORD_HINT = _("12 characters or more. Four words that do not belong together are easy to remember.")


class Worded:
    """Mixed into a form of allauth: `words` names its fields, `hints` explains them; no second box for a password."""

    words: dict[str, tuple[Any, Any]] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields.pop("password2", None)
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = self.hints.get(name, "")
            if name in self.words:
                field.label, field.error_messages["required"] = self.words[name]


class LoginForm(Worded, account.LoginForm):  # type: ignore[misc]
    words = {"login": EMAIL, "password": (_("Password"), _("Enter your password"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignupForm(Worded, account.SignupForm):  # type: ignore[misc]
    """A taken address gets the same answer, the same hashing and the same queries as a free one."""

    full_name = forms.CharField(
        max_length=120,
        label=_("Full name"),
        error_messages={"required": _("Enter your full name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput(attrs={"data-zone": ""}))
    field_order = ["full_name", "email", "password1", *(f"consent_{purpose.key}" for purpose in PURPOSES), "time_zone"]
    words = {"email": EMAIL, "password1": (_("Password"), _("Enter a password"))}
    hints = {
        "email": _("Use your work address. We send a code to it."),
        "password1": PASSWORD_HINT,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in PURPOSES:
            field = forms.BooleanField(label=purpose.label, help_text=purpose.hint, required=purpose.required)
            field.error_messages["required"] = _("Tick this box to agree: without it we cannot keep an account for you")
            self.fields[f"consent_{purpose.key}"] = field
        self.order_fields(self.field_order)
        # Left by a page that already asked, so that nothing is typed twice.
        self.initial = {**context.request.session.get("signup_initial", {}), **self.initial}

    def clean_time_zone(self) -> str:
        """The browser's; without JavaScript or from a strange browser it is UTC until the person says."""
        asked = self.cleaned_data["time_zone"]
        return asked if asked in zones.known() else "UTC"

    def validate_unique_email(self, value: str) -> str:
        self.account_already_exists = User.objects.filter(email=value).exists()
        return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:  # allauth knows the address only, not the name
            person = User(email=cleaned["email"], full_name=cleaned["full_name"])
            try:
                validate_password(cleaned["password1"], person)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        given = {purpose.key: self.cleaned_data[f"consent_{purpose.key}"] for purpose in PURPOSES}
        services.record_consent(user, given, language=user.language)
        return user

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            self._work_and_undo(request)
            return super().try_save(request)  # type: ignore[no-any-return]
        try:
            return super().try_save(request)  # type: ignore[no-any-return]
        except IntegrityError:  # the same form a second time, between our look and our write
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[no-any-return]

    def _work_and_undo(self, request: HttpRequest) -> None:
        """What signing up costs, so that a taken address takes as long to refuse as a free one to accept."""
        taken = self.cleaned_data["email"]
        self.account_already_exists, self.cleaned_data["email"] = False, f"{uuid4().hex}@nobody.invalid"
        with transaction.atomic():
            nobody = self.save(request)
            # And what allauth looks up of a new person before it sends them the code.
            EmailAddress.objects.filter(user=nobody, verified=True).exists()
            address = EmailAddress.objects.get(user=nobody)
            EmailAddress.objects.get_for_user(address.user, address.email)
            transaction.set_rollback(True)
        self.account_already_exists, self.cleaned_data["email"] = True, taken


class RequestLoginCodeForm(Worded, account.RequestLoginCodeForm):  # type: ignore[misc]
    words = {"email": EMAIL}

    def clean_email(self) -> str:
        """allauth's, with one look-up for every address."""
        email: str = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("rate_limited")
        self._user = services.find(email)
        return email


class ResetPasswordForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": EMAIL}

    def clean_email(self) -> str:
        """allauth's, with one look-up for every address."""
        email: str = self.cleaned_data["email"]
        self.users = [user] if (user := services.find(email)) else []
        return email


class AddEmailForm(Worded, account.AddEmailForm):  # type: ignore[misc]
    words = {"email": (_("New e-mail address"), _("Enter the new e-mail address"))}
    hints = {"email": _("We send a code to it. Your address changes when you enter the code.")}


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    words = {"oldpassword": (_("Current password"), _("Enter your current password")), "password1": NEW_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(Worded, account.SetPasswordForm):  # type: ignore[misc]
    words = {"password1": NEW_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    words = {"password1": NEW_PASSWORD}
    hints = {"password1": PASSWORD_HINT}


class ReauthenticateForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": (_("Password"), _("Enter your password"))}


class OneTimeCode(Worded):
    """A code is typed from a mail or a telephone: digits, never suggested from earlier ones."""

    words = {"code": CODE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "short"}  # type: ignore[attr-defined]


class ConfirmLoginCodeForm(OneTimeCode, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ConfirmEmailVerificationCodeForm(OneTimeCode, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    pass


class AuthenticateForm(OneTimeCode, mfa.AuthenticateForm):  # type: ignore[misc]
    hints = {"code": _("The six digits that your authenticator app shows, or one of your recovery codes.")}


class ReauthenticateMFAForm(OneTimeCode, mfa.ReauthenticateForm):  # type: ignore[misc]
    hints = AuthenticateForm.hints


class ActivateTOTPForm(OneTimeCode, totp.ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": (_("Code from the app"), _("Enter the code that the app shows"))}
    hints = {"code": _("Six digits. They change every 30 seconds.")}


class AddWebAuthnForm(Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    words = {
        "name": (_("Name of this passkey"), _("Enter a name")),
        "passwordless": (_("Sign in with this passkey alone, without a password"), ""),
    }
    hints = {
        "name": _("So that you can tell it from others, such as “work laptop”."),
        "passwordless": _("Your device then asks for your fingerprint, face or PIN."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = "60"
        self.fields["passwordless"].initial = True
        self.fields["credential"].error_messages["required"] = _("Try again: your device did not answer")


class EditWebAuthnForm(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": (_("Name of this passkey"), _("Enter a name"))}


class ProfileForm(forms.ModelForm):
    """The person, what they tell about themselves, and the one consent that can change."""

    job_title = Profile._meta.get_field("job_title").formfield()
    employer = Profile._meta.get_field("employer").formfield()
    languages = forms.MultipleChoiceField(
        label=_("Languages you work in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    future_calls = forms.BooleanField(label=_("Write to me about future calls for applications"), required=False)

    class Meta:
        model = User
        fields = ["full_name", "language", "time_zone", "single_keys"]
        labels = {"single_keys": _("Use single-key shortcuts, such as / for search")}
        help_texts = {"time_zone": _("Deadlines are shown in this zone and in the zone of the call.")}
        error_messages = {"full_name": {"required": _("Enter your full name")}}
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}

    field_order = [
        "full_name",
        "job_title",
        "employer",
        "language",
        "languages",
        "time_zone",
        "single_keys",
        "future_calls",
    ]

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        profile = Profile.objects.filter(user=instance).first() or Profile()
        kwargs["initial"] = {name: getattr(profile, name) for name in services.PROFILE_FIELDS} | {
            "future_calls": services.agrees(instance, "future_calls")
        }
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            help_text=self.fields["time_zone"].help_text,
            choices=zones.choices(get_language() or settings.LANGUAGE_CODE, instance.time_zone),
        )
        self.fields["job_title"].widget.attrs["autocomplete"] = "organization-title"
        self.fields["employer"].widget.attrs["autocomplete"] = "organization"
        self.order_fields(self.field_order)
