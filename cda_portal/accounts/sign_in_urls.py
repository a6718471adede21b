"""allauth's pages under /account/. Of its part for identity providers only the way there and back: accounts are not linked
by hand, and none is opened that way."""

from django.urls import include, path

from cda_portal.accounts.views import oidc

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("oidc/cancelled/", oidc.cancelled, name="socialaccount_login_cancelled"),
    path("oidc/refused/", oidc.refused, name="socialaccount_login_error"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
