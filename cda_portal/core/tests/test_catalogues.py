"""Texts are found wherever people see them, and a catalogue that lacks one is named."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

from cda_portal.core import catalogues

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext
LABEL = _("Send the form")
def count(n):
    return ngettext("%(n)s city", "%(n)s cities", n) % {"n": n}
"""
PAGE = """
{% load i18n %}
    <p>{% translate "100 % of the seats" %}</p>
{% blocktranslate trimmed with name=city.name %}
    Welcome, {{ name }}: you have 50 % left.
{% endblocktranslate %}
{% blocktranslate count n=open|length %}{{ n }} question{% plural %}{{ n }} questions{% endblocktranslate %}
{% banner title=_("It's open") %}
{% translate "Draft" context "status" %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("cda_portal", "applications/tests", "templates"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "cda_portal" / "views.py").write_text(CODE)
    (tmp_path / "applications" / "tests" / "test_views.py").write_text('_("Seen by nobody")')
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    return tmp_path


def change(project: Path, locale: str, text: str | tuple, string: str | tuple, *flags: str, context=None) -> None:
    path = catalogues.po_file(project, locale)
    with path.open("rb") as file:
        catalog = read_po(file, locale=locale)
    message = catalog.get(text, context)
    message.string = string
    message.flags |= set(flags)
    with path.open("wb") as file:
        write_po(file, catalog, include_lineno=False)


@pytest.fixture
def translated(project: Path) -> Path:
    """Every language complete."""
    catalogues.update(project)
    for locale in catalogues.LOCALES[1:]:
        for message in catalogues.extracted(project):
            if message.id:
                change(project, locale, message.id, message.id, context=message.context)
    return project


def test_texts_are_found_as_django_looks_them_up(project):
    found = {(message.context, message.id) for message in catalogues.extracted(project) if message.id}
    assert found == {
        (None, "Send the form"),
        (None, ("%(n)s city", "%(n)s cities")),
        (None, "100 %% of the seats"),
        (None, "Welcome, %(name)s: you have 50 %% left."),
        (None, ("%(n)s question", "%(n)s questions")),
        (None, "It's open"),
        ("status", "Draft"),
    }


def test_complete_catalogues_have_no_fault(translated):
    assert list(catalogues.faults(translated)) == []


@pytest.mark.parametrize(
    ("text", "string", "flags", "fault"),
    [
        ("Send the form", "", (), "fr: not translated: 'Send the form'"),
        ("Send the form", "Envoyer", ("fuzzy",), "fr: fuzzy: 'Send the form'"),
        ("100 %% of the seats", "100 %% de <b>places</b>", (), "fr: placeholders differ: '100 %% of the seats'"),
        (("%(n)s city", "%(n)s cities"), ("une ville", "%(n)s villes"), (), None),
        (("%(n)s city", "%(n)s cities"), ("%(n)s ville", ""), (), "fr: not translated: '%(n)s city'"),
        (("%(n)s city", "%(n)s cities"), ("%(n)s ville", "%(m)s villes"), (), "fr: placeholders differ: '%(n)s city'"),
    ],
)
def test_a_fault_is_named(translated, text, string, flags, fault):
    change(translated, "fr", text, string, *flags)
    assert list(catalogues.faults(translated)) == ([fault] if fault else [])


def test_a_text_that_is_new_or_gone_is_named(translated):
    (translated / "cda_portal" / "views.py").write_text(CODE.replace("Send the form", "Send it"))
    assert sorted(fault for fault in catalogues.faults(translated) if fault.startswith("es")) == [
        "es: no longer in the code: 'Send the form'",
        "es: not in the catalogue: 'Send it'",
    ]


def test_an_update_keeps_what_is_translated_and_guesses_nothing(translated):
    change(translated, "es", "Send the form", "Enviar el formulario")
    (translated / "cda_portal" / "more.py").write_text('_("Send the forms")')
    catalogues.update(translated)
    spanish = catalogues.read(catalogues.po_file(translated, "es"), "es")
    assert spanish.get("Send the form").string == "Enviar el formulario"
    assert (spanish.get("Send the forms").string, spanish.get("Send the forms").fuzzy) == ("", False)


def test_an_update_without_news_changes_no_file(translated):
    catalogues.update(translated)
    before = [catalogues.po_file(translated, locale).read_bytes() for locale in catalogues.LOCALES]
    catalogues.update(translated)
    assert [catalogues.po_file(translated, locale).read_bytes() for locale in catalogues.LOCALES] == before


def test_compiled_catalogues_speak(translated):
    change(translated, "es", "Send the form", "Enviar el formulario")
    catalogues.compile_changed(translated)
    with catalogues.po_file(translated, "es").with_suffix(".mo").open("rb") as file:
        assert read_mo(file).get("Send the form").string == "Enviar el formulario"
