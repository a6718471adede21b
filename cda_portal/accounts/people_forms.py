"""What staff type about people: who is searched for, invited, given a role, and why."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cda_portal.accounts import permissions
from cda_portal.accounts.models import City, CityMember, Invitation, RoleGrant, User
from cda_portal.accounts.models.user import active
from cda_portal.core import clock
from cda_portal.core.forms import WhyForm
from cda_portal.core.text import fold
from cda_portal.core.widgets import PlainSelect

NO_ROLE = "none"
ROLE_CHOICES = [*RoleGrant.Role.choices, *CityMember.Role.choices, (NO_ROLE, _("No role"))]


class PeopleFilters(django_filters.FilterSet):
    """Search and filters of the list; cities the reader conflicts with are as if nobody acted for them."""

    q = django_filters.CharFilter(method="by_words", label=_("Name or address"))
    role = django_filters.ChoiceFilter(
        method="by_role", choices=ROLE_CHOICES, label=_("Role"), empty_label=_("All roles"), widget=PlainSelect
    )
    state = django_filters.ChoiceFilter(
        method="by_state",
        choices=[("active", _("Open accounts")), ("closed", _("Closed accounts"))],
        label=_("Account"),
        empty_label=_("Open and closed"),
        widget=PlainSelect,
    )
    city = django_filters.CharFilter(method="by_city", label=_("City"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            field.widget.attrs["class"] = "input"

    def by_words(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(pk__in=User.objects.matching(value).values("pk"))

    def by_role(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        grants = RoleGrant.objects.filter(active(), user=OuterRef("pk"))
        members = self._members()
        if value == NO_ROLE:
            return rows.filter(~Exists(grants), ~Exists(members))
        if value in RoleGrant.Role.values:
            return rows.filter(Exists(grants.filter(role=value)))
        return rows.filter(Exists(members.filter(role=value)))

    def by_state(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows.filter(is_active=value == "active")

    def by_city(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        words = fold(value.replace("\x00", ""))[:100]
        return rows.filter(Exists(self._members().filter(city__names_folded__contains=words)))

    def _members(self) -> QuerySet[CityMember]:
        seen = City.objects.visible_to(self.request.user)
        return CityMember.objects.active().filter(user=OuterRef("pk"), city__in=seen)


class InvitationFilters(forms.Form):
    """What the list of invitations can be narrowed by; what cannot be read counts as not given."""

    q = forms.CharField(label=_("Name or address"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        widget=PlainSelect,
        choices=[
            ("", pgettext_lazy("invitations", "All")),
            ("waiting", pgettext_lazy("invitation", "Waiting")),
            ("accepted", pgettext_lazy("invitation", "Accepted")),
            ("revoked", pgettext_lazy("invitation", "Taken back")),
            ("old", _("Too old")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def narrow(self, rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
        self.is_valid()
        words, now = self.cleaned_data.get("q", ""), clock.now()
        asked = {
            "waiting": Q(accepted_at=None, revoked_at=None, expires_at__gt=now),
            "accepted": Q(accepted_at__isnull=False),
            "revoked": Q(accepted_at=None, revoked_at__isnull=False),
            "old": Q(accepted_at=None, revoked_at=None, expires_at__lte=now),
        }
        rows = rows.filter(asked.get(self.cleaned_data.get("state", ""), Q()))
        return rows.filter(Q(email__icontains=words) | Q(full_name__icontains=words)) if words else rows


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), error_messages={"required": _("Enter the address the invitation goes to")}
    )
    full_name = forms.CharField(label=_("Full name"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, error_messages={"required": _("Choose the role")}
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    message = forms.CharField(
        label=_("What you add to the mail"),
        help_text=_("It stands in the mail as you write it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, label) for role, label in RoleGrant.Role.choices if permissions.can_invite(by, role)
        ]


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose the role")})

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class EndRoleForm(WhyForm):
    role = forms.ChoiceField(choices=RoleGrant.Role.choices, widget=forms.HiddenInput)
