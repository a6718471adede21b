"""A submission as a reviewer reads it: each answer in its own words and, where there is one, beside a translation."""

from collections.abc import Iterable, Mapping
from typing import Any

from applications import snapshot
from applications.models import Application, Submission
from cda_portal.core import files
from cda_portal.core.models import StoredFile
from cda_portal.core.text import say
from selection.models import Review, ReviewAssignment

Translations = Mapping[tuple[str, str], Any]


def submission_of(application: Application) -> Submission | None:
    """The one that counts."""
    return application.submissions.counting_first().first()


def sections(
    sheet: Mapping[str, Any], translations: Translations, stored: Mapping[str, StoredFile]
) -> list[dict[str, Any]]:
    """The answers under their sections; `stored` are the application's files by their key."""
    made: list[dict[str, Any]] = []
    for entry in sheet["answers"]:
        if not made or made[-1]["key"] != entry["section"]:
            made.append({"key": entry["section"], "heading": say(entry["section_title"]), "rows": []})
        made[-1]["rows"].append(_row(entry, translations.get((entry["section"], entry["question"])), stored))
    return made


def _row(entry: dict[str, Any], translation: Any, stored: Mapping[str, StoredFile]) -> dict[str, Any]:
    row = {
        "label": say(entry["label"]),
        "lines": snapshot.lines(entry),
        "language": entry.get("language", ""),
        "translation": translation.text.splitlines() if translation else [],
        "machine": bool(translation) and translation.origin == "machine",
    }
    key = (entry["value"] or {}).get("key") if entry["kind"] == "file" and isinstance(entry["value"], dict) else None
    if key and (file := stored.get(key)):
        state = files.away(file)
        row["file"] = {
            "key": key,
            "name": file.name,
            "size": file.size,
            "away": str(files.AWAY[state]) if state else "",
        }
    return row


def files_of(application: Application, sheet: Mapping[str, Any]) -> dict[str, StoredFile]:
    """The files that were sent, by their key: one query, if any."""
    keys = [
        entry["value"]["key"]
        for entry in sheet["answers"]
        if entry["kind"] == "file" and isinstance(entry["value"], dict) and entry["value"].get("key")
    ]
    rows = StoredFile.objects.filter(key__in=keys, attachment__application=application) if keys else []
    return {file.key: file for file in rows}


def letters(assignments: Iterable[ReviewAssignment]) -> dict[int, str]:
    """Reviewers of one application as A, B, C, by their id: who is meant stays the same from page to page."""
    people = list(dict.fromkeys(one.reviewer_id for one in sorted(assignments, key=lambda one: one.pk)))
    return {pk: chr(ord("A") + number % 26) for number, pk in enumerate(people)}


def reviews_beside(own: ReviewAssignment, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """What the other reviewers sent about the same application in the same round, by their letters: two queries."""
    rows = Review.objects.counting().filter(assignment__application=own.application_id, assignment__round=own.round_id)
    rows = rows.select_related("assignment").prefetch_related("scores__criterion").order_by("assignment")
    return [
        {
            "letter": names[one.assignment.reviewer_id],
            "total": one.total,
            "scores": sorted(one.scores.all(), key=lambda score: score.criterion.position),
            "for_panel": one.for_panel,
        }
        for one in rows
        if one.assignment_id != own.pk
    ]
