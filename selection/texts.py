"""The texts of what was sent: which they are, and by what a translation is bound to one. No database."""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

TRANSLATED = ("short_text", "long_text")  # the kinds of question whose answers are prose
Key = tuple[str, str]  # of a section and a question


class SourceText(NamedTuple):
    section: str
    question: str
    language: str
    text: str

    @property
    def key(self) -> Key:
        return self.section, self.question


def digest_of(text: str) -> str:
    """By which a translation knows the words it was made of: SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def sources(snapshot: dict[str, Any]) -> Iterator[SourceText]:
    """The texts that were sent, in the order of the form; one with no words in it is none."""
    own = snapshot.get("language", "")
    for entry in snapshot["answers"]:
        value = entry["value"]
        if entry["kind"] in TRANSLATED and isinstance(value, str) and value.strip():
            yield SourceText(entry["section"], entry["question"], entry.get("language") or own, value)
