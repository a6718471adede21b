"""Files of translations: what is read of them, what is refused and why, what each row becomes, and that nothing is lost."""

import csv
import io
from datetime import timedelta

import pytest

from applications.models import AnswerTranslation, Submission
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from selection import texts_file
from selection.models import TranslationImport
from selection.services import translating_import
from selection.services.translating import digest_of
from selection.tests.translated import a_call, sent, translated
from selection.texts_file import COLUMNS, Unreadable

pytestmark = pytest.mark.django_db
PROBLEM = "Los buses llegan tarde."
HEAD = ",".join(COLUMNS)
LINE = f"CDA-2027-TEXT,problem,problem,es,en,{digest_of(PROBLEM)},x,Late."


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def call():
    call = a_call()
    sent(call, reference="CDA-2027-TEXT")
    return call


def file(*rows, delimiter=",", encoding="utf-8-sig", head=COLUMNS, above=()):
    """A CSV as a spreadsheet saves it; a row is (reference, question, language, digest, translation)."""
    text = io.StringIO(newline="")
    write = csv.writer(text, delimiter=delimiter)
    write.writerows(above)
    write.writerow(head)
    for reference, question, language, digest, words in rows:
        cells = dict(
            zip(COLUMNS, (reference, "problem", question, "es", language, digest, "Source", words), strict=True)
        )
        write.writerow([cells.get(name, "") for name in head])
    return text.getvalue().encode(encoding)


def row(words="Buses are late.", *, reference="CDA-2027-TEXT", question="problem", language="en", text=PROBLEM):
    return (reference, question, language, digest_of(text), words)


def brought(call, officer, *rows, **how):
    return translating_import.receive(call, "spanish.csv", file(*rows, **how), by=officer)


def judged(call, officer, *rows, **how):
    found = translating_import.judge(brought(call, officer, *rows, **how), officer)
    return [(one.row.number, one.verdict, one.why) for one in found]


# ---- what can be read


READ = {
    "comma": {},
    "semicolon": {"delimiter": ";"},
    "tab": {"delimiter": "\t"},
    "no mark": {"encoding": "utf-8"},
    "a line above": {"above": [["Demonstration data.", ""]]},
    "sep=": {"above": [["sep=,"]]},
    "other order": {"head": tuple(reversed(COLUMNS))},
    "a column less that is not needed": {"head": tuple(name for name in COLUMNS if name != "source_text")},
    "capitals": {"head": tuple(name.upper() for name in COLUMNS)},
}


def test_what_spreadsheets_make_of_it_is_read(officer, call):
    found = {}
    for name, how in READ.items():
        rows = file(row("Late; “very”, ñandú\n🏙"), **{**how, "head": how.get("head", COLUMNS)})
        if name == "capitals":
            rows = file(row("Late; “very”, ñandú\n🏙")).replace(HEAD.encode(), HEAD.upper().encode())
        found[name] = [one.text for one in texts_file.read(rows)]

    assert found == dict.fromkeys(READ, ["Late; “very”, ñandú\n🏙"])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=1+1", "=1+1"),
        ("'-2", "-2"),
        ("'＝1", "＝1"),
        ("'tis late", "'tis late"),
        ("''=1", "'=1"),
        ("  Late. \r\n", "Late."),
        ("a\r\nb\rc", "a\nb\nc"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_a_cell_is_the_text_that_was_meant(cell, text):
    assert [one.text for one in texts_file.read(file(row(cell)))] == [text]


REFUSED = {
    "empty": (b"", "The file is empty."),
    "spaces": (b" \r\n ", "The file is empty."),
    "latin": (f"{HEAD}\r\n{LINE} ñ".encode("latin-1"), "The file is not in UTF-8."),
    "utf-16": (f"{HEAD}\r\n{LINE}".encode("utf-16"), "The file is not in UTF-8."),
    "null": (f"{HEAD}\r\n{LINE}\0".encode(), "The file is not in UTF-8."),
    "excel": (b"PK\x03\x04rest", "This is an Excel file."),
    "picture": (b"\x89PNG\r\n\x1a\n", "The file is not in UTF-8."),
    "html": (b"<html><body>reference</body></html>", "The heading is missing."),
    "columns": (file(row(), head=COLUMNS[:-1]), "The heading is missing."),
    "heading far below": (file(row(), above=[["x"]] * 6), "The heading is missing."),
    "nothing below": (file(), "There is no row below the heading."),
    "open quote": (f'{HEAD}\r\n{LINE}"\r\n"{"x" * 140_000}'.encode(), "The file cannot be read as CSV"),
    "huge": (b"x" * (texts_file.MOST_BYTES + 1), "The file is larger than 10 MB."),
    "rows": (f"{HEAD}\r\n{chr(10).join([LINE] * 10_001)}".encode(), "The file has more than 10000 rows."),
}


def test_what_cannot_be_read_is_refused_with_what_to_do_and_not_kept(officer, call):
    said = {}
    for name, (data, _start) in REFUSED.items():
        with pytest.raises(Unreadable) as refusal:
            translating_import.receive(call, "x.csv", data, by=officer)
        said[name] = str(refusal.value)

    assert {name: text for name, text in said.items() if not text.startswith(REFUSED[name][1])} == {}
    assert not TranslationImport.objects.exists()


# ---- what becomes of each row


def test_every_row_says_what_becomes_of_it(officer, call):
    old = sent(call, reference="CDA-2027-PPPP")
    translated(old, "problem", "By a person")
    translated(old, "title", "BY A MACHINE", origin="machine")
    hidden = sent(call, reference="CDA-2027-HDDN")
    Conflict.objects.create(user=officer, city=hidden.city, reason="Worked there", declared_by=officer)
    sent(a_call(), reference="CDA-2027-CALL")
    nowhere = "There is no such text in this call. Check reference, section and question."
    older = "The city has changed this text since it was exported. Export it again and translate it anew."
    again = "A later row has a translation of the same text. That one counts."

    found = judged(
        call,
        officer,
        row("First"),
        row(""),
        row("New"),
        row("By a person", reference="CDA-2027-PPPP"),
        row("By machine", reference="CDA-2027-PPPP", question="title", text="Buses a tiempo"),
        row("Stale", question="title", text="An older title"),
        row("Hidden", reference="CDA-2027-HDDN"),
        row("Elsewhere", reference="CDA-2027-CALL"),
        row("Nobody", reference="=1+1"),
        row("No question", question="none"),
        row("German", language="de"),
        row("Spanish", language="es"),
        row("x" * 50_001, language="fr"),
    )

    assert found == [
        (2, "refused", again),
        (3, "empty", ""),
        (4, "new", ""),
        (5, "unchanged", ""),
        (6, "changed", "It replaces a machine translation."),
        (7, "stale", older),
        (8, "unknown", nowhere),
        (9, "unknown", nowhere),
        (10, "unknown", nowhere),
        (11, "unknown", nowhere),
        (12, "refused", "The target language has to be one of: en, es, pt-br, fr."),
        (13, "refused", "The city wrote this text in that language."),
        (14, "refused", "The translation is longer than 50000 characters."),
    ]


def test_it_is_applied_once_and_judged_anew(officer, call):
    found = brought(call, officer, row("Late."), row("On time", question="title", text="Buses a tiempo"))
    first = Submission.objects.get()
    answers = [
        {**one, "value": "Otro" if one["question"] == "title" else one["value"]} for one in first.snapshot["answers"]
    ]
    Submission.objects.create(
        application=first.application, number=2, arrived_at=first.arrived_at, late=False, by=officer,
        snapshot={**first.snapshot, "answers": answers}, sha256="",
    )  # fmt: skip

    results = [translating_import.apply(found, by=officer) for _time in range(2)]

    assert [(one.result, one.rows) for one in results] == [({"new": 1, "changed": 0}, [])] * 2
    [kept] = AnswerTranslation.objects.all()
    assert (kept.text, kept.origin, kept.by, kept.language) == ("Late.", "human", officer, "en")
    assert [one.act for one in Change.objects.about(call)] == ["translations kept: human"]


def test_a_person_s_takes_the_place_of_a_machine_s(officer, call):
    application = call.applications.get()
    translated(application, "problem", "LATE", origin="machine")

    translating_import.apply(brought(call, officer, row("LATE")), by=officer)

    kept = AnswerTranslation.objects.get()
    assert (kept.text, kept.origin) == ("LATE", "human")


def test_forgotten_it_is_gone_and_applied_it_stays(officer, call):
    left, used = brought(call, officer, row()), brought(call, officer, row())
    translating_import.apply(used, by=officer)

    for one in (left, used):
        translating_import.discard(one)

    assert list(TranslationImport.objects.all()) == [used]
    assert AnswerTranslation.objects.count() == 1


def test_a_file_that_nobody_applies_goes_after_a_week(officer, call):
    old, new = brought(call, officer, row()), brought(call, officer, row())
    TranslationImport.objects.filter(pk=old.pk).update(at=clock.now() - timedelta(days=8))

    third = brought(call, officer, row())

    assert set(TranslationImport.objects.all()) == {new, third}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_judging(officer, django_assert_num_queries, count):
    call, rows = a_call(), []
    for number in range(count):
        sent(call, reference=f"CDA-2027-XX{number}")
        rows.append(row(reference=f"CDA-2027-XX{number}"))
    found = brought(call, officer, *rows)
    officer.roles  # noqa: B018 - asked once a request

    with django_assert_num_queries(3):
        translating_import.judge(found, officer)
