"""The portal's words for what Django says about a form, for every form at once.

Django's own ("This field is required.") neither name the field nor say what to do. A form that knows
better words than these gives them as `error_messages`.
"""

from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Enter an answer for “%(label)s”")},
    forms.IntegerField: {"invalid": _("Enter a whole number, such as 120000")},
    forms.FloatField: {"invalid": _("Enter a number, such as 12.5")},
    forms.DecimalField: {"invalid": _("Enter a number, such as 12.5")},
    forms.DateField: {"invalid": _("Enter a date that exists, such as 2027-03-15")},
    forms.TimeField: {"invalid": _("Enter a time, such as 14:30")},
    forms.DateTimeField: {"invalid": _("Enter a date and a time, such as 2027-03-15 14:30")},
    forms.DurationField: {"invalid": _("Enter a length of time, such as 01:30:00")},
    forms.SplitDateTimeField: {
        "invalid_date": _("Enter a date that exists, such as 2027-03-15"),
        "invalid_time": _("Enter a time, such as 14:30"),
    },
    forms.URLField: {"invalid": _("Enter a web address, such as https://example.org")},
    forms.FileField: {
        "required": _("Choose a file for “%(label)s”"),
        "invalid": _("Choose the file again: it did not arrive"),
        "missing": _("Choose the file again: it did not arrive"),
        "empty": _("Choose a file that is not empty"),
        "contradiction": _("Choose a file or clear the field, not both"),
        "max_length": ngettext_lazy(
            "Choose a file whose name has %(max)d character or fewer: this one has %(length)d",
            "Choose a file whose name has %(max)d characters or fewer: this one has %(length)d",
            "max",
        ),
    },
    forms.ImageField: {"invalid_image": _("Choose an image: this file is not one, or it is damaged")},
    forms.BooleanField: {"required": _("Tick “%(label)s” to go on")},
    forms.ChoiceField: {
        "required": _("Choose an answer for “%(label)s”"),
        "invalid_choice": _("Choose one of the answers listed"),
    },
    forms.MultipleChoiceField: {
        "required": _("Choose at least one answer for “%(label)s”"),
        "invalid_choice": _("Choose only from the answers listed"),
        "invalid_list": _("Choose only from the answers listed"),
    },
    forms.TypedChoiceField: {"required": _("Choose an answer for “%(label)s”")},
    forms.ModelChoiceField: {
        "required": _("Choose an answer for “%(label)s”"),
        "invalid_choice": _("Choose one of the answers listed"),
    },
    forms.ModelMultipleChoiceField: {
        "required": _("Choose at least one answer for “%(label)s”"),
        "invalid_choice": _("Choose only from the answers listed"),
        "invalid_list": _("Choose only from the answers listed"),
        "invalid_pk_value": _("Choose only from the answers listed"),
    },
    forms.JSONField: {"invalid": _("Go back and try again: what arrived cannot be read")},
    forms.UUIDField: {"invalid": _("Go back and try again: what arrived cannot be read")},
}
VALIDATORS: dict[type, Any] = {
    validators.EmailValidator: _("Enter an e-mail address, such as name@city.org"),
    validators.URLValidator: _("Enter a web address, such as https://example.org"),
    validators.MaxLengthValidator: ngettext_lazy(
        "Use %(limit_value)d character or fewer: this has %(show_value)d",
        "Use %(limit_value)d characters or fewer: this has %(show_value)d",
        "limit_value",
    ),
    validators.MinLengthValidator: ngettext_lazy(
        "Use %(limit_value)d character or more: this has %(show_value)d",
        "Use %(limit_value)d characters or more: this has %(show_value)d",
        "limit_value",
    ),
    validators.MaxValueValidator: _("Enter %(limit_value)s or less"),
    validators.MinValueValidator: _("Enter %(limit_value)s or more"),
    validators.ProhibitNullCharactersValidator: _(
        "Type the text instead of pasting it: it holds a character that cannot be kept"
    ),
}


def use() -> None:
    """Called once, before any form of ours is made: fields copy these words when they are created."""
    for field, words in FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}
    for validator, message in VALIDATORS.items():
        validator.message = message  # type: ignore[attr-defined]
    forms.BaseForm.add_error = _add_error  # type: ignore[method-assign, assignment]


_django_add_error = forms.BaseForm.add_error


def _add_error(form: forms.BaseForm, field: str | None, error: Any) -> None:
    """Put the field's label into our words: it is known to the form and not to the field."""
    if field in form.fields and isinstance(error, ValidationError) and hasattr(error, "error_list"):
        for each in error.error_list:
            if "%(label)s" in str(each.message):
                each.params = {**(each.params or {}), "label": form[field].label}
    _django_add_error(form, field, error)
