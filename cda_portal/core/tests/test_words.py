"""What forms say: the portal's words, which name the field and say what to do."""

import re

import pytest
from django import forms
from django.core import validators

UNWANTED = re.compile(r"\b(please|sorry|invalid|this field|ensure|valid)\b", re.IGNORECASE)


class Example(forms.Form):
    name = forms.CharField(label="Your name", max_length=5)
    mail = forms.EmailField(label="Address")
    site = forms.URLField(label="Site", assume_scheme="https")
    count = forms.IntegerField(label="Residents", max_value=9)
    day = forms.DateField(label="Day")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    kinds = forms.MultipleChoiceField(label="Kinds", choices=[("a", "A")])
    agree = forms.BooleanField(label="I agree")
    file = forms.FileField(label="Letter")
    own = forms.CharField(label="Own", error_messages={"required": "Say what 100 % is"})


EMPTY = {
    "name": "Enter an answer for “Your name”",
    "mail": "Enter an answer for “Address”",
    "site": "Enter an answer for “Site”",
    "count": "Enter an answer for “Residents”",
    "day": "Enter an answer for “Day”",
    "kind": "Choose an answer for “Kind”",
    "kinds": "Choose at least one answer for “Kinds”",
    "agree": "Tick “I agree” to go on",
    "file": "Choose a file for “Letter”",
    "own": "Say what 100 % is",
}
WRONG = {
    "name": ("Bernardo", "Use 5 characters or fewer: this has 8"),
    "mail": ("ana", "Enter an e-mail address, such as name@city.org"),
    "site": ("not a site", "Enter a web address, such as https://example.org"),
    "count": ("many", "Enter a whole number, such as 120000"),
    "day": ("30 February", "Enter a date that exists, such as 2027-03-15"),
    "kind": ("z", "Choose one of the answers listed"),
    "kinds": ("z", "Choose only from the answers listed"),
}


def said(data):
    return {name: [*errors] for name, errors in Example(data, {}).errors.items()}


def test_empty_fields():
    assert said({}) == {name: [words] for name, words in EMPTY.items()}


@pytest.mark.parametrize("field", WRONG)
def test_wrong_values(field):
    value, words = WRONG[field]

    assert said({field: value})[field] == [words]


def test_a_number_above_its_limit():
    assert said({"count": "10"})["count"] == ["Enter 9 or less"]


def fields(base=forms.Field):
    return {base}.union(*(fields(each) for each in base.__subclasses__() if each.__module__.startswith("django.forms")))


def test_no_form_field_of_django_says_an_unwanted_word():
    found = {
        (field.__name__, code): str(words)
        for field in fields()
        for code, words in getattr(field, "default_error_messages", {}).items()
    }

    assert {where: words for where, words in found.items() if UNWANTED.search(words)} == {}


def test_no_validator_that_our_fields_use_says_an_unwanted_word():
    used = ["EmailValidator", "URLValidator", "MaxLengthValidator", "MinLengthValidator", "MaxValueValidator"]
    used += ["MinValueValidator", "ProhibitNullCharactersValidator"]
    messages = [getattr(validators, name).message for name in used]
    found = [
        str(message % {"limit_value": 1, "show_value": 1}) if hasattr(message, "_kw") else str(message)
        for message in messages
    ]

    assert [words for words in found if UNWANTED.search(words)] == []
