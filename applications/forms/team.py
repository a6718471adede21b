"""What people type around a city's team: invitations, roles, requests to join, remarks, questions to staff."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from applications.services.team import GIVEN
from cda_portal.accounts.models import CityMember, User

ROLES = [(role.value, role.label) for role in GIVEN]
ROLE_HINTS = {
    "deputy": _("Writes and sends the application, and manages the team with the lead."),
    "member": _("Writes answers."),
    "sponsor": _("Reads the application."),
    "mayor": _("Reads the application."),
    "office": _("Reads the application, and prepares what the mayor signs."),
}


def role_field(label: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=label,
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role"), "invalid_choice": _("Choose one of the roles listed")},
    )
    field.choice_hints = ROLE_HINTS
    return field


def long_text(label: Any, missing: Any, *, rows: int = 4, most: int = 3000, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
        **more,
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("Work address"),
        help_text=_("We send the invitation there. It can be accepted with this address only."),
        error_messages={"required": _("Enter the address"), "invalid": _("Enter an address, such as name@city.org")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "mid"}),
    )
    full_name = forms.CharField(
        label=_("Full name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = role_field(_("Role in the team"))
    language = forms.ChoiceField(
        label=_("Language of the invitation"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "mid"}),
    )
    message = long_text(_("What you add to the mail"), "", rows=3, most=1000, required=False)


class RoleForm(forms.Form):
    role = role_field(_("Role in the team"))


class HandOverForm(forms.Form):
    """`people` are whom the lead can go to."""

    to = forms.ModelChoiceField(
        label=_("Who leads from now on"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a person"), "invalid_choice": _("Choose one of the people listed")},
    )
    sure = forms.BooleanField(
        label=_("I hand the lead over and become deputy"),
        error_messages={"required": _("Tick the box to hand the lead over")},
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by(
            "full_name_folded", "pk"
        )


class JoinForm(forms.Form):
    message = long_text(
        _("Who you are and what you do in the city"),
        _("Write a line about yourself, so that they know who asks"),
        most=1000,
        help_text=_("The person who leads the city’s work reads this."),
    )


class DecideJoinForm(forms.Form):
    """Yes needs a role; no needs none."""

    role = forms.ChoiceField(
        label=_("Role in the team"),
        choices=ROLES,
        widget=forms.RadioSelect,
        required=False,
        initial=CityMember.Role.MEMBER,
        error_messages={"invalid_choice": _("Choose one of the roles listed")},
    )
    reply = long_text(_("Your reply"), "", rows=3, most=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choice_hints = ROLE_HINTS

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "accept" in self.data and not cleaned.get("role"):
            self.add_error("role", _("Choose a role"))
        return cleaned


class CommentForm(forms.Form):
    text = long_text(_("Your remark"), _("Write the remark"), rows=3, most=2000)


class EnquiryForm(forms.Form):
    question = long_text(_("Your question"), _("Write the question"))
    part = forms.SlugField(required=False, widget=forms.HiddenInput)
