"""Message catalogues without gettext's programs: extracted, checked and compiled by Babel."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LOCALES = ("en", "es", "pt_BR", "fr")
SOURCE = "en"  # its catalogue lists the texts; an empty entry means "as written"
NOT_SHOWN = ("tests", "migrations", "node_modules", "bench", "var")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT = ("Translators:",)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")
HEADER = "# Texts of the portal. `make messages` updates this file from the code."


def extract_template(fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Babel's extraction method for templates, through Django's own reading of them.

    Django turns a template into calls of gettext among filler words. In brackets Python's reader takes that,
    percent signs and trimmed blocks come out as Django looks them up, and line numbers stay.
    """
    code = templatize(fileobj.read().decode())
    return extract_python(BytesIO(f"({code}\n)".encode()), keywords, comment_tags, options)


def sources(root: Path) -> Iterator[tuple[Path, Any]]:
    """Every file that may hold texts, with Babel's method to read it, in an order that never changes."""
    folders = [root / name for name in ("cda_portal", "applications", "selection", "templates")]
    for path in sorted(found for folder in folders for found in folder.rglob("*")):
        if path.is_dir() or set(path.relative_to(root).parts) & set(NOT_SHOWN):
            continue
        if path.suffix == ".py":
            yield path, "python"
        elif "templates" in path.parts and path.suffix in (".html", ".txt"):
            yield path, extract_template


def extracted(root: Path) -> Catalog:
    catalog = Catalog(charset="utf-8")
    for path, method in sources(root):
        for _line, text, comments, context in extract_from_file(method, path, KEYWORDS, COMMENT, {"encoding": "utf-8"}):
            if text and (text[0] if isinstance(text, tuple) else text):
                where = [(path.relative_to(root).as_posix(), 0)]
                catalog.add(text, locations=where, auto_comments=comments, context=context)
    return catalog


def po_file(root: Path, locale: str) -> Path:
    return root / "locale" / locale / "LC_MESSAGES" / "django.po"


def read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update(root: Path) -> None:
    """Bring every catalogue up to the code: new texts empty, unused ones gone, nothing guessed."""
    template = extracted(root)
    for locale in LOCALES:
        path = po_file(root, locale)
        old = read(path, locale)
        new = Catalog(locale=locale, charset="utf-8", fuzzy=False, header_comment=HEADER)
        new.creation_date, new.revision_date = old.creation_date, old.revision_date
        for message in _entries(template):
            known = old.get(message.id, message.context)
            text = known.string if known and _shape(known.id) == _shape(message.id) else None
            flags = {flag for flag in (known.flags if known else ()) if flag == "fuzzy"}
            new.add(
                message.id, text, message.locations, flags | message.flags, message.auto_comments,
                known.user_comments if known else (), context=message.context,
            )  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, new, width=120, include_lineno=False, ignore_obsolete=True)


def compile_changed(root: Path) -> None:
    for locale in LOCALES:
        path = po_file(root, locale)
        target = path.with_suffix(".mo")
        if path.exists() and not (target.exists() and target.stat().st_mtime > path.stat().st_mtime):
            with target.open("wb") as file:
                write_mo(file, read(path, locale))


def faults(root: Path) -> Iterator[str]:
    """What keeps the catalogues from being complete, one sentence each."""
    template = extracted(root)
    wanted = {(message.context, _shape(message.id)): message for message in _entries(template)}
    for locale in LOCALES:
        held = {
            (message.context, _shape(message.id)): message for message in _entries(read(po_file(root, locale), locale))
        }
        yield from (f"{locale}: not in the catalogue: {_short(wanted[key])}" for key in wanted.keys() - held.keys())
        yield from (f"{locale}: no longer in the code: {_short(held[key])}" for key in held.keys() - wanted.keys())
        for message in held.values():
            if fault := _fault(message, may_be_empty=locale == SOURCE):
                yield f"{locale}: {fault}: {_short(message)}"


def _entries(catalog: Catalog) -> Iterable[Message]:
    return [message for message in catalog if message.id]


def _shape(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (text,)


def _short(message: Message) -> str:
    return repr(_shape(message.id)[0][:70])


def _fault(message: Message, *, may_be_empty: bool) -> str:
    said = _shape(message.string) if message.string else ("",)
    if message.fuzzy:
        return "fuzzy"
    if not all(said):
        return "" if may_be_empty else "not translated"
    asked = _shape(message.id)
    if len(asked) == 1:
        return "" if _placeholders(asked[0]) == _placeholders(said[0]) else "placeholders differ"
    known = set().union(*(_placeholders(text) for text in asked))
    return "" if all(set(_placeholders(text)) <= known for text in said) else "placeholders differ"


def _placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))
