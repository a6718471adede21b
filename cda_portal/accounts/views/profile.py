from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from cda_portal.accounts import services
from cda_portal.accounts.forms import ProfileForm
from cda_portal.accounts.models import CityMember, RoleGrant, User
from cda_portal.core.middleware import remember


class ProfileUpdate(UpdateView):
    """A person's own page: what they tell about themselves, their roles, and the way to their sign-in."""

    form_class = ProfileForm
    template_name = "accounts/profile.html"
    context_object_name = "person"  # "user" is the signed-in one, whom a form with errors must not change
    success_url = reverse_lazy("accounts:profile")

    def get_object(self, queryset: object = None) -> User:
        # A second copy, for the same reason.
        return User.objects.with_roles().get(pk=self.request.user.pk)

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        user = services.save_profile(form.instance, form.cleaned_data)
        with translation.override(user.language):
            messages.success(self.request, _("Your profile is saved."))
        response = HttpResponse(status=302, headers={"Location": self.get_success_url()})
        remember(response, user.language)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.object
        owned = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        return super().get_context_data(
            **kwargs,
            roles=[role.label for role in RoleGrant.Role if role in user.roles],
            memberships=CityMember.objects.active().filter(user=user).select_related("city").order_by("since", "pk"),
            has_password=user.has_usable_password(),
            has_app=Authenticator.Type.TOTP in owned,
            passkeys=owned.count(Authenticator.Type.WEBAUTHN),
        )
