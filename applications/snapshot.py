"""What is sent: all that is asked and answered, in the words of the moment, and how two of them differ. No database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from applications import progress
from applications.kinds import KINDS
from applications.models import Question
from cda_portal.core.text import say

Key = tuple[str, str]  # of a section and a question


def of(
    application: Any, sections: Iterable[Any], values: Mapping[int, Any], languages: Mapping[int, str]
) -> dict[str, Any]:
    """The application as it stands: later edits of the form do not reach it.

    A question that does not apply is left out, though its answer is kept: nobody has judged it. `language` is the
    one the value was written in, `meant` a number or a date as it was read.
    """
    sections = list(sections)
    others = progress.known(sections)
    return {
        "reference": application.reference,
        "city": application.city.name,
        "country": application.city.country,
        "region": application.city.region,
        "language": application.language,
        "findings": application.findings,
        "answers": [
            {
                "section": section.key,
                "section_title": section.title,
                "question": question.key,
                "kind": question.kind,
                "label": question.label,
                "options": question.options,
                "value": values.get(question.pk),
                "language": languages.get(question.pk, ""),
                "meant": _meant(question, values, languages),
                "words": KINDS[question.kind].words(values.get(question.pk)),
            }
            for section in sections
            for question in section.live_questions
            if progress.applies(question, values, others)
        ],
    }


def _meant(question: Any, values: Mapping[int, Any], languages: Mapping[int, str]) -> Any:
    kind, value = KINDS[question.kind], values.get(question.pk)
    return None if kind.is_empty(value) else kind.meant(value, languages.get(question.pk, ""))


def digest(snapshot: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def content(snapshot: dict[str, Any]) -> dict[Key, Any]:
    """What was answered, and nothing of how it was asked; an empty answer is none, however it is kept."""
    return {
        (entry["section"], entry["question"]): entry["value"]
        for entry in snapshot["answers"]
        if not KINDS[entry["kind"]].is_empty(entry["value"])
    }


def changed(old: dict[str, Any], new: dict[str, Any]) -> list[Key]:
    """The questions whose answers differ, in the order of the newer form, then those that are gone."""
    before, after = content(old), content(new)
    order = [(entry["section"], entry["question"]) for one in (new, old) for entry in one["answers"]]
    return [key for key in dict.fromkeys(order) if before.get(key) != after.get(key)]


def sections_of(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """A snapshot's answers under their sections, shown in the words they were asked in."""
    sections: list[dict[str, Any]] = []
    for entry in snapshot["answers"]:
        if not sections or sections[-1]["key"] != entry["section"]:
            sections.append({"key": entry["section"], "heading": say(entry["section_title"]), "rows": []})
        file = entry["value"] if entry["kind"] == "file" else None
        sections[-1]["rows"].append({"label": entry["label"], "lines": lines(entry), "file": file})
    return sections


def lines(entry: dict[str, Any]) -> list[str]:
    """One answer of a snapshot as lines of plain text in the active language."""
    question = Question(key=entry["question"], kind=entry["kind"], label=entry["label"], options=entry["options"])
    return KINDS[entry["kind"]].show(question, entry["value"], entry.get("language", ""))
