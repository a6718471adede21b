"""What staff keep about a city, a form or an application, as they type it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications import eligibility
from applications.content.eligibility_words import OUTCOMES
from cda_portal.core.widgets import PlainSelect

NOBODY = _("Nobody")


class OwnerField(forms.ModelChoiceField):
    """Officers and approvers; `keepers` is the queryset."""

    def __init__(self, keepers: Any = None, **kwargs: Any) -> None:
        kwargs = {"label": _("Owner"), "required": False, "empty_label": NOBODY, "widget": PlainSelect, **kwargs}
        super().__init__(queryset=keepers, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


def day_field(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    return forms.DateField(label=_("Follow up on"), required=False, widget=widget, **kwargs)


class KeepForm(forms.Form):
    """Owner and follow-up. What the page showed comes back with it, so only what was changed here is written."""

    follow_up_on = day_field(show_hidden_initial=True)

    def __init__(self, *args: Any, keepers: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="desk_%s", **kwargs)
        self.fields["owner"] = OwnerField(keepers, show_hidden_initial=True)
        self.order_fields(["owner", "follow_up_on"])


class TagForm(forms.Form):
    tag = forms.CharField(
        label=_("Tag"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "desk_tags", "class": "mid", "autocomplete": "off"}),
        error_messages={"required": _("Write the tag")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="desk_%s", **kwargs)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Internal note"),
        help_text=_("Programme staff read it, the city never does."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the note")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="note_%s", **kwargs)


class FindingForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Finding"),
        choices=[(outcome.value, OUTCOMES[outcome]) for outcome in eligibility.Outcome],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Staff read it beside the finding."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason")},
    )


class ViewForm(forms.Form):
    """A name for a list's filters."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "mid"}),
        error_messages={"required": _("Name the view")},
    )
    shared = forms.BooleanField(label=_("Show it to all programme staff"), required=False)

    def __init__(self, *args: Any, can_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="view_%s", **kwargs)
        if not can_share:
            del self.fields["shared"]
