"""Staff: the people of the portal, what each may do, and the invitations to programme roles."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.mixins import UserPassesTestMixin
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_filters.views import FilterView

from cda_portal.accounts import exports, permissions, services
from cda_portal.accounts.consent import PURPOSES
from cda_portal.accounts.models import City, Consent, RoleGrant, User
from cda_portal.accounts.models.user import active
from cda_portal.accounts.people_forms import EndRoleForm, GrantForm, PeopleFilters
from cda_portal.core import registry
from cda_portal.core.access import check as allow
from cda_portal.core.forms import WhyForm
from cda_portal.core.requests import Request


class PeopleList(UserPassesTestMixin, FilterView):
    """Everybody with an account, by name."""

    raise_exception = True
    paginate_by = 50
    filterset_class = PeopleFilters
    template_name = "accounts/people.html"

    def test_func(self) -> bool:
        return permissions.can_see_people(self.request.user)

    def get_queryset(self) -> QuerySet[User]:
        return exports.listed(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "filtered": any(self.request.GET.get(name) for name in context["filter"].filters),
            "can_export": permissions.can_export_people(self.request.user),
            "query": self.request.GET.urlencode(),
            "can_invite": permissions.can_invite(self.request.user, RoleGrant.Role.REVIEWER),
        }


def person_of(request: Request, pk: int) -> User:
    allow(permissions.can_see_people(request.user))
    return get_object_or_404(User, pk=pk)


def sure(request: Request) -> None:
    """Roles and accounts are changed by somebody who has just shown who they are; the request goes on afterwards."""
    raise_if_reauthentication_required(request, app="allauth.account")


# What may be done with an account, by name: what it is called, what it does, its button, whether it harms.
ON_ACCOUNT = {
    "second-factor": (
        gettext_lazy("Reset the second step"),
        gettext_lazy("Their app, passkeys and recovery codes are removed, they are signed out and told by mail."),
        gettext_lazy("Reset it"),
        "plain",
    ),
    "sessions": (
        gettext_lazy("Sign out everywhere"),
        gettext_lazy("Every session ends at once. They can sign in again."),
        gettext_lazy("End every session"),
        "plain",
    ),
    "deactivate": (
        gettext_lazy("Close the account"),
        gettext_lazy(
            "Every role and session ends. What they did stays in the records; the account can be opened again."
        ),
        gettext_lazy("Close the account"),
        "bad",
    ),
    "reactivate": (
        gettext_lazy("Open the account again"),
        gettext_lazy("They can sign in again. Roles stay ended until somebody gives them anew."),
        gettext_lazy("Open the account"),
        "plain",
    ),
}


def page_context(request: Request, person: User, name: str = "", wrong: Any = None) -> dict[str, Any]:
    """`wrong` is the form of the act called `name`, with its errors."""
    held = {grant.role for grant in person.grants.filter(active())}
    free = [
        (role, label)
        for role, label in RoleGrant.Role.choices
        if role not in held and person.is_active and permissions.can_grant_role(request.user, person, role)
    ]
    seen = City.objects.visible_to(request.user)
    return {
        "form": wrong,
        "person": person,
        "grants": _grants(request.user, person, held, wrong if name == "end" else None),
        "memberships": person.memberships.filter(city__in=seen).select_related("city").order_by("-since", "-pk"),
        "factors": Authenticator.objects.filter(user=person).order_by("pk"),
        "sessions": UserSession.objects.filter(user=person).count(),
        "consents": _consents(person),
        "duties": open_duties(request, person),
        "grant_form": GrantForm(roles=free) if free else None,
        "acts": _acts(person, name, wrong) if permissions.can_look_after(request.user, person) else [],
    }


def _acts(person: User, name: str, wrong: Any) -> list[dict[str, Any]]:
    offered = ("second-factor", "sessions", "deactivate") if person.is_active else ("reactivate",)
    return [
        {
            "href": reverse(f"accounts:person-{one}", args=[person.pk]),
            "summary": ON_ACCOUNT[one][0],
            "text": ON_ACCOUNT[one][1],
            "label": ON_ACCOUNT[one][2],
            "kind": ON_ACCOUNT[one][3],
            "form": wrong if one == name else WhyForm(auto_id=f"id_{one}_%s"),
        }
        for one in offered
    ]


def _grants(user: User, person: User, held: set[str], wrong: Any) -> list[dict[str, Any]]:
    """Every role there was, the latest first; those that this reader may end with a form for it."""
    rows = []
    for grant in person.grants.select_related("granted_by").order_by("-since", "-pk"):
        ends = grant.until is None and grant.role in held and permissions.can_grant_role(user, person, grant.role)
        form = EndRoleForm(initial={"role": grant.role}, auto_id=f"id_end_{grant.role}_%s") if ends else None
        if form is not None and wrong is not None and wrong.data.get("role") == grant.role:
            form = wrong
        rows.append({"grant": grant, "form": form})
    return rows


def _consents(person: User) -> list[tuple[str, Consent | None]]:
    latest: dict[str, Consent] = {one.purpose: one for one in person.consents.order_by("at", "pk")}
    return [(str(purpose.label), latest.get(purpose.key)) for purpose in PURPOSES]


def open_duties(request: Request, person: User) -> list[registry.Duty]:
    return [duty for duties in registry.contributions("duties") for duty in duties(person, request.user)]


@require_GET
def person_page(request: Request, pk: int) -> HttpResponse:
    return render(request, "accounts/person.html", page_context(request, person_of(request, pk)))


def _act(request: Request, person: User, form: Any, name: str, act: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """One act on a person whose permission has been checked: confirm who acts, check, call, say, redirect."""
    sure(request)
    if not form.is_valid():
        return render(request, "accounts/person.html", page_context(request, person, name, form), status=422)
    try:
        messages.success(request, act(form.cleaned_data))
    except services.NotAllowedNow as error:
        messages.error(request, str(error))
    return redirect("accounts:person", person.pk)


@require_POST
def grant(request: Request, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    asked = request.POST.get("role", "")
    allow(permissions.can_grant_role(request.user, person, asked))

    def act(data: dict[str, Any]) -> str:
        services.grant_role(person, data["role"], by=request.user)
        return _("%(name)s is %(role)s from today.") % {"name": person, "role": RoleGrant.Role(data["role"]).label}

    return _act(request, person, GrantForm(request.POST, roles=RoleGrant.Role.choices), "grant", act)


@require_POST
def end_role(request: Request, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    allow(permissions.can_grant_role(request.user, person, request.POST.get("role", "")))

    def act(data: dict[str, Any]) -> str:
        services.end_role(person, data["role"], by=request.user, why=data["why"])
        return _("%(name)s is no longer %(role)s.") % {"name": person, "role": RoleGrant.Role(data["role"]).label}

    form = EndRoleForm(request.POST, auto_id=f"id_end_{request.POST['role']}_%s")
    return _act(request, person, form, "end", act)


def _look_after(request: Request, pk: int, name: str, act: Callable[[User, str], str]) -> HttpResponse:
    person = person_of(request, pk)
    allow(permissions.can_look_after(request.user, person))
    form = WhyForm(request.POST, auto_id=f"id_{name}_%s")
    return _act(request, person, form, name, lambda data: act(person, data["why"]))


@require_POST
def deactivate(request: Request, pk: int) -> HttpResponse:
    def act(person: User, why: str) -> str:
        if any(duty.blocks for duty in open_duties(request, person)):
            raise services.NotAllowedNow(_("Hand over first what stands under “Open duties”. Nothing was changed."))
        services.deactivate(person, by=request.user, why=why)
        return _("The account of %(name)s is closed, and their roles have ended.") % {"name": person}

    return _look_after(request, pk, "deactivate", act)


@require_POST
def reactivate(request: Request, pk: int) -> HttpResponse:
    def act(person: User, why: str) -> str:
        services.reactivate(person, by=request.user, why=why)
        return _("%(name)s can sign in again. Give the roles anew.") % {"name": person}

    return _look_after(request, pk, "reactivate", act)


@require_POST
def reset_second_factor(request: Request, pk: int) -> HttpResponse:
    def act(person: User, why: str) -> str:
        services.reset_second_factor(person, by=request.user, why=why)
        return _("The second step is reset, and %(name)s has been told by mail.") % {"name": person}

    return _look_after(request, pk, "second-factor", act)


@require_POST
def end_sessions(request: Request, pk: int) -> HttpResponse:
    def act(person: User, why: str) -> str:
        services.sign_out(person, by=request.user, why=why)
        return _("%(name)s is signed out everywhere.") % {"name": person}

    return _look_after(request, pk, "sessions", act)
