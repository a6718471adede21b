"""What staff type about decisions; instants are read in the call's own zone."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from applications.models import Call
from cda_portal.core.shared_fields import LocalField
from cda_portal.core.text import fold
from selection import letters
from selection.models import Decision, LetterTemplate, Outcome, Release, Scenario

LONG = 10_000


class InZone(forms.Form):
    """Its instants are read in the zone of the call, and say so."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where = call.zone_place or call.zone
        for field in self.fields.values():
            if isinstance(field, LocalField):
                field.zone = call.zone
                field.help_text = _("Time in %(place)s.") % {"place": where}


class VersionForm(forms.Form):
    """An act on what was seen: `version` is the release's."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DraftForm(forms.Form):
    scenario = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Scenario.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a cohort"), "invalid_choice": gettext_lazy("Choose a cohort")},
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Scenario.objects.filter(call=call, archived_at=None).order_by("-changed_at", "pk")
        self.fields["scenario"].queryset = rows  # type: ignore[attr-defined]


class RedraftForm(DraftForm, VersionForm):
    pass


class FilterForm(forms.Form):
    """The list of decisions: what it is asked for, cleaned."""

    q = forms.CharField(
        label=gettext_lazy("City or reference"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        required=False,
        choices=[("", pgettext_lazy("decisions", "All")), *Outcome.choices],
        widget=forms.Select(attrs={"class": "input"}),
    )
    missing = forms.BooleanField(label=gettext_lazy("Feedback missing"), required=False)

    def rows(self, decisions: QuerySet[Decision]) -> QuerySet[Decision]:
        self.is_valid()
        told = self.cleaned_data
        if text := told.get("q", "").replace("\x00", "").strip():
            named = Q(application__city__names_folded__contains=fold(text))
            decisions = decisions.filter(named | Q(application__reference__icontains=text))
        if told.get("outcome"):
            decisions = decisions.filter(outcome=told["outcome"])
        return decisions


class DaysForm(InZone, VersionForm):
    confirm_by = LocalField(label=gettext_lazy("Selected cities confirm by"), required=False)
    announced_at = LocalField(label=gettext_lazy("Announced at"), required=False)
    next_call_on = forms.DateField(
        label=gettext_lazy("The next call opens on"),
        help_text=gettext_lazy("Left empty, the letters say that it is to be confirmed."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
    )
    tell_rank = forms.BooleanField(
        label=gettext_lazy("Tell cities their number on the waiting list"),
        help_text=gettext_lazy("Where the letter has the placeholder {{ rank }}."),
        required=False,
    )


class ChangeForm(VersionForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a decision")},
    )
    rank = forms.IntegerField(
        label=gettext_lazy("Number on the waiting list"),
        help_text=gettext_lazy("Only for the waiting list. Left empty, it is the last."),
        required=False,
        min_value=1,
        max_value=2_000,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For staff. It stands in the selection memo."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give the reason")},
    )


class TextsForm(forms.Form):
    """One Markdown text per language; fields `text_en`, `text_es`, …"""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    rows = 8
    label = ""

    def __init__(self, *args: Any, texts: dict[str, str], first: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        for code in sorted(names, key=lambda code: code != first):
            self.fields[f"text_{code}"] = forms.CharField(
                label=_(names[code]),
                initial=texts.get(code, ""),
                required=False,
                max_length=LONG,
                widget=forms.Textarea(attrs={"rows": self.rows if code == first or not first else 3, "lang": code}),
            )

    def texts(self) -> dict[str, str]:
        return in_languages(self, "text")


class AnnouncementForm(TextsForm):
    version = None  # type: ignore[assignment]


def in_languages(form: forms.Form, name: str) -> dict[str, str]:
    """The texts that were written, by language."""
    found = {code: form.cleaned_data.get(f"{name}_{code}", "") for code, _name in settings.LANGUAGES}
    return {code: text.replace("\r\n", "\n").strip() for code, text in found.items() if text.strip()}


class LetterForm(forms.Form):
    """A letter of the call: subject and text per language; a placeholder that it does not know is named."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, template: LetterTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = template.kind
        for code, name in settings.LANGUAGES:
            told = {"language": _(name)}
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject in %(language)s") % told,
                initial=template.subject.get(code, ""),
                required=False,
                max_length=150,
                widget=forms.TextInput(attrs={"lang": code, "class": "wide"}),
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text in %(language)s") % told,
                initial=template.body.get(code, ""),
                required=False,
                max_length=LONG,
                widget=forms.Textarea(attrs={"rows": 12, "lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, text in list(data.items()):
            if isinstance(text, str) and (found := letters.unknown(text, self.kind)):
                names = ", ".join(f"{{{{ {one} }}}}" for one in found)
                told = {"names": names}
                self.add_error(
                    name, _("This letter does not know %(names)s. Use the placeholders of the table.") % told
                )
        return data

    def words(self, name: str) -> dict[str, str]:
        return in_languages(self, name)


class LanguageForm(forms.Form):
    """In which language a letter is previewed; the city's own unless told."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)


class ApproveForm(forms.Form):
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    anyway = forms.BooleanField(
        label=gettext_lazy("I have read what is noted above, and approve all the same"), required=False
    )

    def __init__(self, *args: Any, warned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not warned:
            del self.fields["anyway"]


class UntilForm(InZone):
    """Longer for one city."""

    until = LocalField(
        label=gettext_lazy("Until when they can confirm"),
        error_messages={"required": gettext_lazy("Give a day and time")},
    )
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The city reads it."),
        max_length=300,
        error_messages={"required": gettext_lazy("Give the reason")},
    )


class MoveUpForm(InZone):
    decision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    confirm_by = LocalField(
        label=gettext_lazy("They confirm by"), error_messages={"required": gettext_lazy("Give a day and time")}
    )


class CorrectForm(InZone):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What is right"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is right")},
    )
    confirm_by = LocalField(label=gettext_lazy("If it is a place: they confirm by"), required=False)
    why = forms.CharField(
        label=gettext_lazy("Why, for staff"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give the reason")},
    )
    message = forms.CharField(
        label=gettext_lazy("What the city reads about it"),
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write to the city what was wrong")},
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, call=decision.application.call, **kwargs)
        choices = [choice for choice in Outcome.choices if choice[0] != decision.outcome]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        if decision.outcome == Outcome.SELECT:
            del self.fields["confirm_by"]  # which a correction to another outcome does not ask for
        language = _(dict(settings.LANGUAGES)[decision.application.language])
        self.fields["message"].help_text = _("In the city’s language, %(language)s. It stands in the letter.") % {
            "language": language
        }


def open_release(call: Call) -> Release | None:
    """The one that is drafted or approved and not released."""
    return Release.objects.filter(call=call).exclude(status=Release.Status.RELEASED).first()
