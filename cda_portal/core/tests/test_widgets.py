"""The plain list prints what Django's own prints, only sooner."""

import pytest
from django import forms
from django.test.html import parse_html

from cda_portal.core.widgets import PlainSelect

CHOICES = [("", "All"), ("ca", "Canada"), ("cl", "<Chile> & more")]


@pytest.mark.parametrize("value", [None, "", "ca", "cl", "nowhere"])
def test_it_prints_what_djangos_own_does(value):
    attrs = {"id": "id_country", "class": "input", "required": True}

    plain = PlainSelect(attrs={"data-x": "1"}, choices=CHOICES).render("country", value, attrs)
    own = forms.Select(attrs={"data-x": "1"}, choices=CHOICES).render("country", value, attrs)

    assert parse_html(plain) == parse_html(own)


def test_numbers_are_chosen_too():
    assert 'value="2" selected' in PlainSelect(choices=[(1, "One"), (2, "Two")]).render("number", 2)
