from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cda_portal.core.exports import FORMATS, Export


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(max_length=500, required=False)


class WhyForm(forms.Form):
    """The reason of an act, as the records keep it."""

    why = forms.CharField(
        label=_("Reason"),
        help_text=_("Staff read it in the history."),
        max_length=300,
        error_messages={"required": _("Give the reason")},
    )


class ExportForm(forms.Form):
    """In which format; `query` is the list's own, as its address has it."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=list(FORMATS.items()),
        initial="xlsx",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a format"), "invalid_choice": _("Choose one of the formats")},
    )
    option = forms.BooleanField(required=False)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, wanted: Export, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["format"].choice_hints = {
            "xlsx": _("Opens in Excel and other spreadsheets, with dates and numbers as such."),
            "csv": _("Plain text for other programs."),
        }
        if wanted.option:
            self.fields["option"].label = wanted.option
        else:
            del self.fields["option"]
