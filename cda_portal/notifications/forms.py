from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cda_portal.core.text import fold
from cda_portal.notifications import kinds
from cda_portal.notifications.models import Message

SORTS = {
    "created": ("created_at", "pk"),
    "recipient": ("recipient_folded", "pk"),
    "subject": ("subject", "pk"),
    "status": ("status", "pk"),
}


class MessageFilter(forms.Form):
    """The staff list's address: search, filters and order; what cannot be read counts as not given."""

    q = forms.CharField(label=_("Name or address"), max_length=200, required=False, strip=True)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All statuses")), *Message.Status.choices], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    sort = forms.ChoiceField(
        choices=[(sign + name, name) for name in SORTS for sign in ("", "-")], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = sorted(
            ((kind.name, kind.label) for kind in kinds.declared().values()), key=lambda pair: str(pair[1]).casefold()
        )
        self.fields["kind"].choices = [("", _("All kinds")), *names]
        for field in self.visible_fields():
            field.field.widget.attrs["class"] = "input"

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return self.cleaned_data

    @property
    def order(self) -> str:
        return self.chosen.get("sort") or "-created"

    def narrow(self, rows: QuerySet[Message]) -> QuerySet[Message]:
        chosen = self.chosen
        if words := chosen.get("q"):
            rows = rows.filter(recipient_folded__contains=fold(words))
        for name in ("status", "kind"):
            if chosen.get(name):
                rows = rows.filter(**{name: chosen[name]})
        columns, sign = SORTS[self.order.removeprefix("-")], "-" if self.order.startswith("-") else ""
        return rows.order_by(*(sign + column for column in columns))


class StopForm(forms.Form):
    """The page's own two buttons; mail programs post `List-Unsubscribe=One-Click` and neither of them."""

    again = forms.BooleanField(required=False)
