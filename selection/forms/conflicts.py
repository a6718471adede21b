"""What staff type about conflicts."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Call
from cda_portal.accounts.models import City, User
from cda_portal.core.text import fold
from cda_portal.core.widgets import PlainSelect
from selection import conflict_lists, signs


class DeclareForm(forms.Form):
    """Who, and which city: by its name, or by the reference of its application where several are called so."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Who"),
        queryset=User.objects.none(),
        widget=PlainSelect,
        empty_label=gettext_lazy("Choose"),
        error_messages={
            "required": gettext_lazy("Choose who has the conflict"),
            "invalid_choice": gettext_lazy("Choose somebody of the list"),
        },
    )
    city = forms.CharField(
        label=gettext_lazy("City"),
        help_text=gettext_lazy("Its name, or the reference of its application, such as CDA-2027-K7M4."),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the city")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        error_messages={"required": gettext_lazy("Give the reason")},
    )

    def __init__(self, *args: Any, call: Call, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call, self.user = call, user
        self.fields["person"].queryset = conflict_lists.concerned(call)  # type: ignore[attr-defined]
        self.fields["person"].widget.attrs["class"] = "wide"

    def clean_city(self) -> City:
        typed = self.cleaned_data["city"].replace("\x00", "").strip()
        named = Application.objects.filter(call=self.call, reference__iexact=typed).values("city")
        rows = conflict_lists.cities(self.call, self.user)
        key = fold(typed)
        found = list(rows.filter(Q(pk__in=named) | Q(names_folded__contains=f"|{key}|"))[:2])
        if not found:
            raise forms.ValidationError(_("No city that sent an application is called so"))
        if len(found) > 1:
            raise forms.ValidationError(_("Several cities are called so. Enter the reference of the application"))
        return found[0]


class SuggestionForm(forms.Form):
    """A suggestion, recorded as a conflict or dismissed; `none` is the button that dismisses."""

    person = forms.ModelChoiceField(queryset=User.objects.none())
    city = forms.ModelChoiceField(queryset=City.objects.none())
    sign = forms.ChoiceField(choices=[(sign, sign) for sign in signs.WORDS])
    reason = forms.CharField(
        required=False,
        max_length=300,
        error_messages={"max_length": gettext_lazy("Write 300 characters at most")},
    )
    none = forms.BooleanField(required=False)

    def __init__(self, *args: Any, call: Call, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = conflict_lists.people(call)  # type: ignore[attr-defined]
        self.fields["city"].queryset = conflict_lists.cities(call, user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("none") and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why it is no conflict"))
        return data
