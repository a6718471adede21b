from typing import Any

from allauth.socialaccount import admin as _registered  # noqa: F401 - registers first what is taken out below
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cda_portal.accounts.models import (
    City,
    CityMember,
    Conflict,
    Consent,
    Invitation,
    MayorTerm,
    Place,
    RoleGrant,
    User,
)
from cda_portal.core.admin import ReadOnly

# The identity provider stands in the environment, and nothing is linked: these tables stay empty.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ["email", "full_name", "language", "time_zone", "is_active", "last_login"]
    list_filter = ["is_active", "language"]
    search_fields = ["email", "full_name_folded"]
    fields = ["email", "full_name", "language", "time_zone", "is_active", "is_staff", "date_joined", "last_login"]


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnly):
    list_display = ["user", "role", "since", "until", "granted_by"]
    list_filter = ["role"]
    list_select_related = ["user", "granted_by"]


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["user", "purpose", "version", "language", "given", "at"]
    list_filter = ["purpose", "version"]
    list_select_related = ["user"]


@admin.register(Place)
class PlaceAdmin(ReadOnly):
    list_display = ["name", "region", "country", "population", "time_zone"]
    list_filter = ["country"]
    search_fields = ["name_folded"]


class CityRows(ReadOnly):
    """Rows of cities that this person does not conflict with."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).exclude(city__conflicts__user=request.user)


@admin.register(City)
class CityAdmin(ReadOnly):
    list_display = ["name", "region", "country", "population", "past_cohort"]
    list_filter = ["country"]
    search_fields = ["name_folded"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[City]:
        return super().get_queryset(request).exclude(conflicts__user=request.user)


@admin.register(CityMember)
class CityMemberAdmin(CityRows):
    list_display = ["city", "user", "role", "since", "until"]
    list_filter = ["role"]
    list_select_related = ["city", "user"]


@admin.register(MayorTerm)
class MayorTermAdmin(CityRows):
    list_display = ["city", "title", "start", "end", "next_election"]
    list_select_related = ["city"]


@admin.register(Invitation)
class InvitationAdmin(CityRows):
    list_display = ["email", "role", "city", "created_at", "expires_at", "accepted_at"]
    list_select_related = ["city"]


@admin.register(Conflict)
class ConflictAdmin(CityRows):
    list_display = ["user", "city", "declared_by", "at"]
    list_select_related = ["user", "city", "declared_by"]
