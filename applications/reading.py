"""Reading what people type: texts made tidy, numbers and dates as they are written in the Americas. Touches no database."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from urllib.parse import urlsplit

from babel.core import Locale
from django.utils.formats import number_format

from cda_portal.core.text import fold

LONGEST = 20_000  # characters kept of one text; a page of the form allows about 600 words


def tidy(text: str | None) -> str:
    """Line ends made one kind, control characters that PostgreSQL or XML refuse left out, length bounded."""
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", plain)[:LONGEST].strip()


def count_words(text: str) -> int:
    return len(text.split())


_DIGITS = r"(?:\d+|[1-9]\d{0,2}(?:(?P<group>[.,])\d{3})(?:(?P=group)\d{3})*)"
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:(?P<group>[.,])\d{3})(?:(?P=group)\d{3})*")
_EITHER = re.compile(r"-?[1-9]\d{0,2}(?P<mark>[.,])\d{3}")  # 1.234: thousands or thousandths, as the language writes
_DECIMAL = re.compile(rf"(?P<whole>-?{_DIGITS})(?:(?P<mark>[.,])(?P<rest>\d*))?")
_DECIMAL_MARK = {"en": ".", "es": ",", "pt-br": ",", "fr": ","}


def read_number(text: str, language: str = "") -> Decimal:
    """A number as people write it: 221800, 221,800, 221.800, 221 800 or 12.5. Raises ValueError.

    A single separator followed by exactly three digits is what the language takes it for: "1.234" has thousands in
    Spanish, Portuguese and French, and thousandths in English; without a language it groups thousands. Where what
    stands before it is no group (0.125, 1234.567) it is the decimal mark, as any other last separator.
    """
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text).rstrip("%")
    either = _EITHER.fullmatch(plain)
    if either and either["mark"] == _DECIMAL_MARK.get(language):
        return Decimal(plain.replace(",", "."))
    if _GROUPED.fullmatch(plain):
        return Decimal(re.sub(r"[.,]", "", plain))
    found = _DECIMAL.fullmatch(plain)
    if found is None or (found["group"] and found["group"] == found["mark"]):
        raise ValueError(text)
    whole = re.sub(r"[.,]", "", found["whole"])
    return Decimal(f"{whole}.{found['rest']}" if found["rest"] else whole)


_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4})")
_DAY_THEN_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|°|ª)?\.?\s+(?:de\s+)?([^\W\d_]+)\.?,?\s+(?:del?\s+)?(\d{4})"
)
_MONTH_THEN_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")


@cache
def months() -> dict[str, int]:
    """Every month by its name, whole or shortened, without accents, in the portal's four languages: none says two."""
    names: dict[str, int] = {}
    for locale in ("en", "es", "pt_BR", "fr"):
        for width in ("wide", "abbreviated"):
            for number, name in Locale.parse(locale).months["format"][width].items():
                names[fold(name).rstrip(".")] = number
    return {**names, "sept": 9, "set": 9, "setiembre": 9}


def read_date(text: str) -> date:
    """A date as 2027-04-16, 16/4/2027 with the day first, or 16 April 2027 in any of our languages. Raises ValueError.

    The month first is read in words alone (April 16, 2027): 4/5/2027 would be two days.
    """
    plain = " ".join(text.split())
    if match := _DAY_FIRST.fullmatch(plain):
        day, month, year = (int(part) for part in match.groups())
        return date(year, month, day)
    if match := _DAY_THEN_MONTH.fullmatch(plain):
        return date(int(match[3]), months().get(fold(match[2]), 0), int(match[1]))
    if match := _MONTH_THEN_DAY.fullmatch(plain):
        return date(int(match[3]), months().get(fold(match[1]), 0), int(match[2]))
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", plain, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(plain)


def plain_number(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return number_format(number, decimal_pos=0 if whole else None, use_l10n=True, force_grouping=True)


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"[\s<>\"]", text)
