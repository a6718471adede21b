"""Letters: Markdown of staff with listed placeholders, filled by plain replacement. Touches no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
LIMIT = 200  # of a subject
ALL = frozenset({"select", "waitlist", "decline", "moved_up", "corrected"})
PLACE = frozenset({"select", "moved_up", "corrected"})

_parser = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Placeholder:
    """One thing that a letter may name; `kinds` are the letters that know it. `rich` is Markdown itself."""

    name: str
    says: str | Promise
    kinds: frozenset[str] = ALL
    rich: bool = False


PLACEHOLDERS = [
    Placeholder("city", _("The city’s name")),
    Placeholder("reference", _("The application’s reference")),
    Placeholder("mayor", _("The mayor with the local title, or “the mayor’s office” where we know no name")),
    Placeholder("call", _("The call’s title")),
    Placeholder("confirm_by", _("Until when to confirm, in the call’s zone and in UTC"), PLACE),
    Placeholder("announced_at", _("When the decisions become public, in the call’s zone and in UTC")),
    Placeholder(
        "rank",
        _("A sentence with the city’s number on the waiting list, empty unless these decisions tell it"),
        frozenset({"waitlist", "corrected"}),
    ),
    Placeholder("feedback", _("What readers said, as you edited it for this city"), rich=True),
    Placeholder("median", _("The middle score of all applications by criterion"), frozenset({"decline"}), rich=True),
    Placeholder("next_call", _("The day the next call opens")),
    Placeholder("decision", _("The corrected decision in the city’s words"), frozenset({"corrected"})),
    Placeholder("message", _("What you write about the correction"), frozenset({"corrected"}), rich=True),
    Placeholder("contact", _("The address of our team")),
]
RICH = frozenset(one.name for one in PLACEHOLDERS if one.rich)


def known(kind: str) -> list[Placeholder]:
    """The placeholders of a kind of letter."""
    return [one for one in PLACEHOLDERS if kind in one.kinds]


def unknown(text: str, kind: str) -> list[str]:
    """The names in double braces that this kind of letter does not know, each once."""
    names = {one.name for one in known(kind)}
    return list(dict.fromkeys(name for name in PLACEHOLDER.findall(text) if name not in names))


def named(text: str, name: str) -> bool:
    return name in PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, in one pass: what a value holds is not read again."""

    def put(found: re.Match[str]) -> str:
        value = values.get(found[1], found[0])
        return value if found[1] in RICH else SPECIAL.sub(r"\\\1", " ".join(value.split()))

    return PLACEHOLDER.sub(put, text).replace("\r\n", "\n").strip()


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """A subject: one line of plain text."""
    line = PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
    return " ".join(line.split())[:LIMIT]


def digest(subject: str, text: str) -> str:
    return sha256(f"{subject}\n\n{text}".encode()).hexdigest()


# ---- as the text of a mail


def as_mail(text: str) -> str:
    """Markdown as a mail's plain text: paragraphs apart, "- " before list items, links with their address."""
    lines: list[str] = []
    marks: list[str] = []
    for token in _parser.parse(text.replace("\x00", "")):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            marks.append("-" if token.type == "bullet_list_open" else str(token.attrGet("start") or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
            lines += [] if marks else [""]
        elif token.type == "inline":
            lines += _said(token, marks)
        elif token.type in ("fence", "code_block"):
            lines += [*token.content.rstrip().split("\n"), ""]
    return "\n".join(lines).strip()


def _said(token: Token, marks: list[str]) -> list[str]:
    words = _inline(token)
    if not marks:
        return [words, ""]
    mark = marks[-1]
    if mark.isdigit():
        marks[-1] = str(int(mark) + 1)
        return [f"{mark}. {words}"]
    return [f"- {words}"]


def _inline(token: Token) -> str:
    said: list[str] = []
    address = ""
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            said.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            said.append("\n" if child.type == "hardbreak" else " ")
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close" and address and address != "".join(said[-1:]):
            said.append(f" ({address.removeprefix('mailto:')})")
    return "".join(said).strip()
