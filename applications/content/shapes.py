"""The shapes of a form written as data: what `Section` and `Question` hold, with the same names."""

from typing import Any

from applications.content.languages import Text


def section(
    key: str, group: str, title: Text, intro: Text, minutes: int, questions: list[dict[str, Any]]
) -> dict[str, Any]:
    return {"key": key, "group": group, "title": title, "intro": intro, "minutes": minutes, "questions": questions}


def question(
    key: str,
    kind: str,
    label: Text,
    help_text: Text | None = None,
    *,
    example: Text | None = None,
    required: bool = True,
    words: int | None = None,
    minimum: int | None = None,
    maximum: int | None = None,
    options: list[dict[str, Any]] | None = None,
    semantic: str = "",
    depends_on: str = "",
    depends_value: str = "",
    mayor: str = "",
) -> dict[str, Any]:
    """`depends_on` is the key of an earlier question; this one is asked when that answer is `depends_value`.

    `mayor`: "reads" stands in the mayor's summary, "renews" does too and asks for a new endorsement when it changes.
    """
    return {
        "key": key,
        "kind": kind,
        "label": label,
        "help": help_text or {},
        "example": example or {},
        "required": required,
        "words": words,
        "minimum": minimum,
        "maximum": maximum,
        "options": options or [],
        "semantic": semantic,
        "depends_on": depends_on,
        "depends_value": depends_value,
        "in_summary": bool(mayor),
        "renews_endorsement": mayor == "renews",
    }


def option(value: str, label: Text) -> dict[str, Any]:
    return {"value": value, "label": label}
