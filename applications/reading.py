"""Reading what people type: texts made tidy, numbers and dates as they are written in the Americas. Touches no database."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from django.utils.formats import number_format

LONGEST = 20_000  # characters kept of one text; a page of the form allows about 600 words


def tidy(text: str | None) -> str:
    """Line ends made one kind, control characters that PostgreSQL or XML refuse left out, length bounded."""
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", plain)[:LONGEST].strip()


def count_words(text: str) -> int:
    return len(text.split())


_DIGITS = r"(?:\d+|[1-9]\d{0,2}(?:(?P<group>[.,])\d{3})(?:(?P=group)\d{3})*)"
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:(?P<group>[.,])\d{3})(?:(?P=group)\d{3})*")
_DECIMAL = re.compile(rf"(?P<whole>-?{_DIGITS})(?:(?P<mark>[.,])(?P<rest>\d*))?")


def read_number(text: str) -> Decimal:
    """A number as people write it: 221800, 221,800, 221.800, 221 800 or 12.5. Raises ValueError.

    A single separator followed by exactly three digits groups thousands, unless what stands before it is no such
    group (0.125, 1234.567); any other last separator is the decimal mark.
    """
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text).rstrip("%")
    if _GROUPED.fullmatch(plain):
        return Decimal(re.sub(r"[.,]", "", plain))
    found = _DECIMAL.fullmatch(plain)
    if found is None or (found["group"] and found["group"] == found["mark"]):
        raise ValueError(text)
    whole = re.sub(r"[.,]", "", found["whole"])
    return Decimal(f"{whole}.{found['rest']}" if found["rest"] else whole)


def read_date(text: str) -> date:
    """A date as a browser's date field sends it, 2027-04-16, or as day/month/year. Raises ValueError."""
    if match := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text):
        day, month, year = (int(part) for part in match.groups())
        return date(year, month, day)
    return date.fromisoformat(text)


def plain_number(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return number_format(number, decimal_pos=0 if whole else None, use_l10n=True, force_grouping=True)


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"[\s<>\"]", text)
