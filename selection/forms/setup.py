"""What staff type about rounds and screening; instants are read in the call's own zone."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Call
from cda_portal.core import moments
from cda_portal.core.shared_fields import LocalField, WordsMixin
from cda_portal.core.text import say
from selection.models import ReviewRound
from selection.services.setup import round_mark

MOST_COMMON = 50  # applications that every reviewer of a round scores


class RoundForm(WordsMixin, forms.Form):
    """A round, new or known; `readable` are the applications of the call that this person may see."""

    was = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=ReviewRound.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a kind")},
    )
    opens = LocalField(label=gettext_lazy("Opens"))
    closes = LocalField(label=gettext_lazy("Closes"))
    reviews_each = forms.IntegerField(
        label=gettext_lazy("Reviews that each application gets"),
        min_value=1,
        max_value=20,
        initial=3,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    sees = forms.ChoiceField(
        label=gettext_lazy("When reviewers see the others’ reviews of the same application"),
        choices=ReviewRound.Sees.choices,
        initial=ReviewRound.Sees.AFTER_OWN,
        widget=forms.RadioSelect,
    )
    common = forms.CharField(
        label=gettext_lazy("Applications that every reviewer scores"),
        help_text=gettext_lazy("Their references, such as CDA-2027-K7M4. They make reviewers comparable."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    common_why = forms.CharField(label=gettext_lazy("Why these"), required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        call: Call,
        readable: QuerySet[Application],
        round: ReviewRound | None = None,
        used: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.call, self.readable, self.round = call, readable, round
        self.hidden: list[Application] = []
        languages = call.languages or ["en"]
        self.add_words("name", _("Name"), round.name if round else {}, languages, limit=100, required=True)
        for name in ("opens", "closes"):
            self.fields[name].zone = call.zone  # type: ignore[attr-defined]
        self.fields["kind"].disabled = used
        if used:
            self.fields["kind"].help_text = _("People work in this round already, so it keeps its kind.")
        if round is not None:
            self._load(round)

    def _load(self, round: ReviewRound) -> None:
        for name in ("kind", "opens", "closes", "reviews_each", "sees", "common_why"):
            self.initial[name] = getattr(round, name)
        chosen = list(round.common.order_by("reference"))
        seen = set(self.readable.filter(pk__in=[one.pk for one in chosen]).values_list("pk", flat=True))
        # One that this person may not see stays, and they do not learn of it.
        self.hidden = [one for one in chosen if one.pk not in seen]
        self.initial["common"] = "\n".join(one.reference for one in chosen if one.pk in seen)
        self.initial["was"] = round_mark(round)

    def clean_common(self) -> list[Application]:
        wanted = {word.upper() for word in re.split(r"[\s,;]+", self.cleaned_data["common"]) if word}
        if len(wanted) > MOST_COMMON:
            raise forms.ValidationError(_("Name %(most)d applications at most") % {"most": MOST_COMMON})
        found = list(self.readable.filter(reference__in=wanted)) if wanted else []
        if unknown := sorted(wanted - {one.reference for one in found}):
            raise forms.ValidationError(
                _("There is no application called %(names)s to be read in this call")
                % {"names": ", ".join(unknown)[:300]}
            )
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._keep_seconds(data)
        opens, closes = data.get("opens"), data.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("Enter an end that is later than the beginning"))
        if data.get("common") and not data.get("common_why"):
            self.add_error("common_why", _("Say why every reviewer scores these"))
        return data

    def _keep_seconds(self, data: dict[str, Any]) -> None:
        """A field shows whole minutes: one that was left as it is keeps its seconds."""
        for name in ("opens", "closes"):
            known = getattr(self.round, name) if self.round else None
            if known and data.get(name) and _minute(data[name]) == _minute(known):
                data[name] = known

    def values(self) -> dict[str, Any]:
        names = ("kind", "opens", "closes", "reviews_each", "sees", "common_why")
        return {"name": self.words("name"), **{name: self.cleaned_data[name] for name in names}}

    def common_rows(self) -> list[Application]:
        return [*self.cleaned_data["common"], *self.hidden]

    def theirs(self, current: ReviewRound) -> list[tuple[str, str]]:
        """What somebody else has saved that differs from what was typed. Saving again is knowingly."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["was"] = round_mark(current)
        labels = {"name": _("Name")}
        differs = [name for name, mine in self.values().items() if getattr(current, name) != mine]
        return [(str(labels.get(name) or self.fields[name].label), _in_words(current, name)) for name in differs]


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def _in_words(round: ReviewRound, name: str) -> str:
    value = getattr(round, name)
    if name == "name":
        return say(value)
    if isinstance(value, datetime):
        return moments.read(value, round.call.zone).text
    shown = getattr(round, f"get_{name}_display", None)
    return str(shown() if shown else value)


class ScreenForm(forms.Form):
    """What was found; the buttons carry the outcome."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, initial=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed unless it passes. Staff read it; the city does not."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say why it does not pass")},
    )
    outcome = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = self.data.get("outcome") != "pass"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") not in ("pass", "fail", "unsure"):
            self.add_error(None, _("Choose pass, fail or unsure"))
        return data


class ListForm(forms.Form):
    """What the address of the screening's list says."""

    show = forms.ChoiceField(choices=[(one, one) for one in ("waiting", "pass", "fail", "unsure")], required=False)


class RowsForm(forms.Form):
    """Ids of rows, as the confirmation of an act on many carries them."""

    rows = forms.RegexField(r"^\d{1,9}(,\d{1,9}){0,199}$")

    def clean_rows(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["rows"].split(",")]


class InstantForm(forms.Form):
    """An instant as the portal itself wrote it into an address, with its zone."""

    at = forms.CharField(max_length=40)

    def clean_at(self) -> datetime:
        try:
            at = datetime.fromisoformat(self.cleaned_data["at"]).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(_("This address is not complete.")) from error
        return at
