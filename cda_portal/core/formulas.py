"""What a spreadsheet could take for a formula: sheets put an apostrophe before it, and what comes back loses it again."""

import unicodedata

FORMULA = frozenset("=+-@")
BREAKS = frozenset("\t\r\n")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula: full-width signs and what hides in front included."""
    for character in text:
        if unicodedata.normalize("NFKC", character)[:1] in FORMULA or character in BREAKS:
            return True
        if unicodedata.category(character)[0] not in "CZ":
            return False
    return False


def kept_from_running(text: str) -> str:
    """The text as a cell of a CSV. One that looks like such a cell already gets an apostrophe too: `as_typed` finds it."""
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def as_typed(cell: str) -> str:
    """The text that a cell of a CSV holds."""
    return cell[1:] if cell.startswith("'") and is_formula(cell.lstrip("'")) else cell
