"""From one plain text to both parts of a mail.

A mail is written once, as text. Its author follows four conventions:

- paragraphs are separated by an empty line, each written on one line: they are wrapped when the mail leaves;
- lines that begin with "- " are a list;
- a line "-> See your status" followed by a line with nothing but the address is the button. Only the first such pair
  becomes one, since a mail asks for one act, and only an address of this portal: text that people typed cannot plant
  a button that leads elsewhere;
- `{{ secret.code }}` stands for something that is not stored: the stored text keeps `{{secret.code}}`, and the value
  is put in at the hand-off (`reveal`).

The footer says why the reader gets this, whom to ask, and how to stop.
"""

import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape

from cda_portal.core import secrets
from cda_portal.core.templatetags.text import html_language
from cda_portal.notifications.kinds import Kind

WIDTH = 72
SIGNATURE = "-- "  # mail programs fold away what follows this line
TOKEN = re.compile(r"\{\{secret\.(\w+)\}\}")
WHOLE_TEXT, WHOLE_HTML = "whole_text", "whole_html"  # of a mail that is secret as a whole


@dataclass
class Block:
    """A piece of a mail: "paragraph" and "list" have lines, "button" and "link" a label and an address."""

    kind: str
    lines: list[str] = field(default_factory=list)
    label: str = ""
    url: str = ""


def token(name: str) -> str:
    return f"{{{{secret.{name}}}}}"


def one_line(text: str) -> str:
    """For headers: no line break, tab or control character survives."""
    return " ".join("".join(" " if ord(c) < 32 or ord(c) == 127 else c for c in text).split())


def is_own_address(line: str) -> bool:
    """An address of this portal, or a secret that will be one, with nothing beside it."""
    return bool(TOKEN.fullmatch(line)) or (
        line.startswith(f"{settings.PUBLIC_URL}/") and not re.search(r"[\s\"'<>]", line)
    )


def tidy(text: str) -> str:
    """No null bytes, no trailing blanks, at most one empty line in a row."""
    lines = [line.rstrip() for line in text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for part in tidy(text).split("\n\n"):
        paragraph: list[str] = []
        lines = part.split("\n")
        while lines:
            line = lines.pop(0)
            if line.startswith("-> ") and lines and is_own_address(lines[0]):
                first = all(block.kind != "button" for block in found)
                piece = Block("button" if first else "link", label=line.removeprefix("-> ").strip(), url=lines.pop(0))
            elif is_own_address(line):
                piece = Block("link", label=line, url=line)
            else:
                paragraph.append(line)
                continue
            found += [*lists(paragraph), piece]
            paragraph = []
        found += lists(paragraph)
    return found


def lists(lines: list[str]) -> list[Block]:
    """The paragraphs and lists among these lines."""
    found: list[Block] = []
    for line in lines:
        if not line:
            continue
        kind, said = ("list", line[2:]) if line.startswith("- ") else ("paragraph", line)
        if found and found[-1].kind == kind:
            found[-1].lines.append(said)
        else:
            found.append(Block(kind, [said]))
    return found


def wrap(text: str) -> str:
    """Lines of at most WIDTH, for programs that do not wrap themselves; an address is never broken."""
    return "\n".join(
        line
        if len(line) <= WIDTH
        else textwrap.fill(
            line,
            WIDTH,
            subsequent_indent="  " if line.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def write(body: str, *, kind: Kind, subject: str, language: str, reply_to: str, stop: str) -> tuple[str, str]:
    """Both parts of the mail, in the language that is active; `stop` is the address that ends this kind, or empty."""
    body = tidy(body)
    values = {
        "subject": subject,
        "body": body,
        "blocks": blocks(body),
        "language": html_language(language),
        "why": kind.why,
        "reply_to": reply_to or settings.REPLY_TO_EMAIL,
        "stop": stop,
        "site": settings.SITE_NAME,
        "public_url": settings.PUBLIC_URL,
        "signature": SIGNATURE,
    }
    text = render_to_string("emails/_layout.txt", values).replace("\x00", "").strip() + "\n"
    return text, render_to_string("emails/_layout.html", values).replace("\x00", "")


def without_footer(text: str) -> str:
    return text.rsplit(f"\n{SIGNATURE}\n", 1)[0].strip()


def seal(values: Mapping[str, str]) -> str:
    return secrets.encrypt(json.dumps(dict(values))) if values else ""


def reveal(text: str, html: str, sealed: str) -> tuple[str, str]:
    """Both parts with their secrets in place. A secret that was wiped leaves its token."""
    values: dict[str, str] = json.loads(secrets.decrypt(sealed)) if sealed else {}
    if WHOLE_TEXT in values:
        return values[WHOLE_TEXT], values[WHOLE_HTML]
    return fill(text, values), fill(html, {name: escape(value) for name, value in values.items()})


def fill(text: str, values: Mapping[str, str]) -> str:
    return TOKEN.sub(lambda found: values.get(found[1], found[0]), text)


def masked(text: str, mask: str) -> str:
    """The text for somebody who may not see its secrets."""
    return TOKEN.sub(mask, text)
