"""Two versions of an application, question by question and word by word. No database."""

import pytest

from applications import compare, snapshot
from applications.compare import Part


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("", "", []),
        ("a b", "a b", [("same", "a b")]),
        ("", "a b", [("new", "a b")]),
        ("a b", "", [("gone", "a b")]),
        ("a b c", "a c", [("same", "a "), ("gone", "b "), ("same", "c")]),
        ("a c", "a b c", [("same", "a "), ("new", "b "), ("same", "c")]),
        ("a b c", "a x c", [("same", "a "), ("gone", "b "), ("new", "x "), ("same", "c")]),
        ("a\nb", "a\nc", [("same", "a\n"), ("gone", "b"), ("new", "c")]),
        ("<b>", "<i>", [("gone", "<b>"), ("new", "<i>")]),
        ("ñandú 🙂", "ñandú", [("gone", "ñandú 🙂"), ("new", "ñandú")]),
    ],
)
def test_words(old, new, parts):
    assert compare.words(old, new) == [Part(*part) for part in parts]


@pytest.mark.parametrize("text", ["one two three", "one\n\ntwo  three\t", " leading", "l’eau, 1.234,5 – fin."])
def test_no_word_is_lost(text):
    other = "two one four"
    parts = compare.words(text, other)
    assert "".join(part.text for part in parts if part.kind != "new") == text
    assert "".join(part.text for part in parts if part.kind != "gone") == other


def test_texts_too_long_to_compare_are_shown_whole():
    old, new = "a " * 2500, "b " * 2500
    assert compare.words(old, new) == [Part("gone", old), Part("new", new)]
    assert compare.words(old, old) == [Part("same", old)]


def entry(question, value, *, section="basics", kind="short_text", language="en"):
    return {
        "section": section,
        "section_title": {"en": section.capitalize()},
        "question": question,
        "kind": kind,
        "label": {"en": question},
        "options": [],
        "value": value,
        "language": language,
    }


def sheet(*entries):
    return {"answers": list(entries)}


def test_versions_side_by_side():
    old = sheet(entry("a", "One"), entry("b", "Same"), entry("gone", "Old", section="last"))
    new = sheet(entry("a", "Two"), entry("b", "Same"), entry("c", None))

    found = [
        (section.heading, [row.label["en"] for row in section.changed], [row.label["en"] for row in section.same])
        for section in compare.versions(old, new)
    ]

    assert found == [("Basics", ["a"], ["b", "c"]), ("Last", ["gone"], [])]


def test_what_changed_goes_by_answers_and_not_by_how_they_are_kept():
    old = sheet(entry("a", "One"), entry("b", ""), entry("c", "x"))
    new = sheet({**entry("a", "One"), "label": {"en": "Renamed"}}, entry("b", None), entry("d", "y"))
    assert snapshot.changed(old, new) == [("basics", "d"), ("basics", "c")]
    assert snapshot.changed(old, old) == []


def test_a_number_is_shown_as_its_own_language_wrote_it():
    [section] = compare.versions(
        sheet(entry("n", "1.234", kind="number", language="en")),
        sheet(entry("n", "1.234", kind="number", language="es")),
    )
    assert [part.text for part in section.changed[0].parts] == ["1.234", "1,234"]


def test_a_snapshot_from_before_languages_were_kept_is_still_read():
    old = entry("n", "221800", kind="number")
    del old["language"]
    assert snapshot.lines(old) == ["221,800"]
