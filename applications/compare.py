"""Two versions of an application side by side: which answers differ, and in which words. Touches no database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from applications import snapshot
from cda_portal.core.text import say

MOST = (
    4_000_000  # words of one text times words of the other; past that both are shown whole, for it would take seconds
)


@dataclass(frozen=True)
class Part:
    """A run of words: in both versions, only in the older one, or only in the newer one."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class Row:
    label: dict[str, str]
    changed: bool
    parts: list[Part]


@dataclass(frozen=True)
class Section:
    heading: str
    changed: list[Row]
    same: list[Row]


def versions(old: dict[str, Any], new: dict[str, Any]) -> list[Section]:
    """Section by section, in the order of the newer one; what only the older one asked comes last in its section."""
    before = {(one["section"], one["question"]): one for one in old["answers"]}
    after = {(one["section"], one["question"]): one for one in new["answers"]}
    titles = {one["section"]: one["section_title"] for one in [*old["answers"], *new["answers"]]}
    keys = list(dict.fromkeys([*after, *before]))
    order = list(dict.fromkeys(section for section, _question in keys))
    sections = []
    for section in order:
        rows = [_row(before.get(key), after.get(key)) for key in keys if key[0] == section]
        changed, same = [row for row in rows if row.changed], [row for row in rows if not row.changed]
        sections.append(Section(say(titles[section]), changed, same))
    return sections


def _row(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Row:
    was, now = (("\n".join(snapshot.lines(one)) if one else "") for one in (old, new))
    label = (new or old or {})["label"]
    return Row(label, was != now, words(was, now))


def words(old: str, new: str) -> list[Part]:
    """Both texts as one: the words they share, those that went and those that came, in reading order."""
    before, after = _tokens(old), _tokens(new)
    if len(before) * len(after) > MOST:
        return [Part("gone", old), Part("new", new)] if old != new else [Part("same", old)]
    return [part for part in _parts(before, after) if part.text]


def _tokens(text: str) -> list[str]:
    """Words with the blanks that follow them; a line break is a token of its own."""
    return re.findall(r"\n|[^\s]+[^\S\n]*|[^\S\n]+", text)


def _parts(before: list[str], after: list[str]) -> Iterator[Part]:
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            yield Part("same", "".join(before[a:b]))
        else:
            yield Part("gone", "".join(before[a:b]))
            yield Part("new", "".join(after[c:d]))
