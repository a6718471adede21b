"""What staff choose and upload on the page of translations."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cda_portal.core.widgets import PlainSelect
from selection.services.translating_import import VERDICTS
from selection.texts_file import MEGABYTES, MOST_BYTES


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file with the translations"),
        help_text=gettext_lazy(
            "CSV in UTF-8, up to 10 MB, with the columns of the export. Nothing is kept before you have seen what it changes."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv", "class": "input"}),
        error_messages={
            "required": gettext_lazy("Choose the file"),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(count)d MB. Export fewer languages at once, and import each by itself.")
                % {"count": MEGABYTES}
            )
        return file


class WantedForm(forms.Form):
    """From which language into which one, for the export. The address carries what is chosen."""

    source = forms.ChoiceField(
        label=gettext_lazy("Written in"), required=False, widget=PlainSelect(attrs={"class": "input"})
    )
    target = forms.ChoiceField(
        label=gettext_lazy("Translate into"), required=False, widget=PlainSelect(attrs={"class": "input"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = list(settings.LANGUAGE_NAMES.items())
        self.fields["source"].choices = [("", gettext_lazy("All languages")), *named]  # type: ignore[attr-defined]
        self.fields["target"].choices = [("", gettext_lazy("All languages")), *named]  # type: ignore[attr-defined]


class MachineForm(forms.Form):
    """Into which language a machine translates, and that it was read what leaves the portal."""

    target = forms.ChoiceField(
        label=gettext_lazy("Translate into"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a language"),
            "invalid_choice": gettext_lazy("Choose one of the languages"),
        },
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("The programme has agreed that these texts go to this service"),
        error_messages={"required": gettext_lazy("Tick the box, or go back without starting it")},
    )

    def __init__(self, *args: Any, missing: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = settings.LANGUAGE_NAMES
        field: Any = self.fields["target"]
        field.choices = [(code, names[code]) for code in missing]
        field.choice_hints = {
            code: ngettext("%(count)d text is missing", "%(count)d texts are missing", count) % {"count": count}
            for code, count in missing.items()
        }


class ShowForm(forms.Form):
    """Which rows of a file are shown."""

    show = forms.ChoiceField(required=False, choices=[(code, code) for code in VERDICTS])

    def chosen(self) -> str:
        return str(self.cleaned_data["show"]) if self.is_valid() else ""
