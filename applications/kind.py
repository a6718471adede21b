"""Kinds of question that take one value, and what every kind can do. Touches no database.

Answers are kept as they were typed, errors and all: nobody loses a word to a rule. `problem` says what
stands between an answer and being sent. Numbers and dates are read as the language of the answer writes them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.reading import count_words, is_web_address, plain_number, read_date, read_number, tidy
from cda_portal.core import moments
from cda_portal.core.text import say


class Posted(Protocol):
    """Form data, as Django's QueryDict gives it."""

    def get(self, key: str, /) -> str | None: ...
    def getlist(self, key: str, /) -> list[str]: ...


class AnyQuestion(Protocol):
    """What is read of applications.models.Question."""

    @property
    def key(self) -> str: ...
    @property
    def options(self) -> list[dict[str, Any]]: ...
    @property
    def words(self) -> int | None: ...
    @property
    def minimum(self) -> Decimal | None: ...
    @property
    def maximum(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Kind:
    """One line of text; the others build on it."""

    template: str = "applications/questions/_short_text.html"

    def read(self, posted: Posted, key: str) -> Any:
        return tidy(posted.get(key))

    def is_empty(self, value: Any) -> bool:
        return not value

    def words(self, value: Any) -> int:
        return count_words(value) if isinstance(value, str) else 0

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        """What is wrong with a value that is not empty, in one sentence that says what to do; "" when nothing is."""
        if question.words and (over := self.words(value) - question.words) > 0:
            return ngettext("Shorten this answer by %(count)d word", "Shorten this answer by %(count)d words", over) % {
                "count": over
            }
        return ""

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
        """The value, written in `language`, as lines of plain text in the active one."""
        return [str(value)] if value else []

    def meant(self, value: Any, language: str = "") -> Any:
        """The value as machines compare it: a plain number, an ISO date; None where it is what was typed."""
        return None

    def understood(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        """How a number or a date was read, where the page should say so; else ""."""
        return ""


@dataclass(frozen=True)
class LongText(Kind):
    template: str = "applications/questions/_long_text.html"

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
        return [line for line in str(value or "").split("\n") if line.strip()]


@dataclass(frozen=True)
class Choice(Kind):
    template: str = "applications/questions/_choice.html"

    def options(self, question: AnyQuestion) -> list[tuple[str, str]]:
        return [(option["value"], say(option["label"])) for option in question.options]

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        known = {option for option, _label in self.options(question)}
        return "" if value in known else _("Choose one of the answers")

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
        return [label for option, label in self.options(question) if option == value]


@dataclass(frozen=True)
class YesNo(Choice):
    def options(self, question: AnyQuestion) -> list[tuple[str, str]]:
        return [("yes", _("Yes")), ("no", _("No"))]


@dataclass(frozen=True)
class Several(Choice):
    template: str = "applications/questions/_several.html"

    def read(self, posted: Posted, key: str) -> Any:
        return [tidy(value)[:60] for value in posted.getlist(key)[:40] if tidy(value)]

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        known = {option for option, _label in self.options(question)}
        return "" if set(value) <= known else _("Choose from the answers in the list")

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
        return [label for option, label in self.options(question) if option in (value or [])]


@dataclass(frozen=True)
class Number(Kind):
    template: str = "applications/questions/_number.html"

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        try:
            number = read_number(str(value), language)
        except ValueError:
            return _("Enter a number in digits, such as 221800")
        low, high = question.minimum, question.maximum
        if low is not None and number < low:
            return _("Enter %(limit)s or more") % {"limit": plain_number(low)}
        if high is not None and number > high:
            return _("Enter %(limit)s or less") % {"limit": plain_number(high)}
        return ""

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
        number = number_or_none(value, language)
        if number is None:
            return [str(value)] if value else []
        is_year = question.key.endswith("year")
        return [str(number) if is_year else plain_number(number)]

    def meant(self, value: Any, language: str = "") -> Any:
        number = number_or_none(value, language)
        return None if number is None else f"{number:f}"

    def understood(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        if number_or_none(value, language) is None:
            return ""
        [written] = self.show(question, value, language)
        return "" if written == value else written


def number_or_none(value: Any, language: str) -> Decimal | None:
    try:
        number = read_number(str(value), language)
    except ValueError:
        return None
    # 221.800 in English is 221.8: the zeros at the end say nothing.
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


@dataclass(frozen=True)
class Date(Kind):
    template: str = "applications/questions/_date.html"

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        return "" if date_or_none(value) else _("Enter a date, such as 31/12/2028")

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
        if day := date_or_none(value):
            return [moments.day(day)]
        return [str(value)] if value else []

    def meant(self, value: Any, language: str = "") -> Any:
        day = date_or_none(value)
        return day.isoformat() if day else None

    def understood(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        day = date_or_none(value)
        return "" if day is None or moments.day(day) == value else moments.day(day)


def date_or_none(value: Any) -> date | None:
    try:
        return read_date(str(value))
    except ValueError:
        return None


@dataclass(frozen=True)
class Link(Kind):
    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        return "" if is_web_address(str(value)) else _("Enter a web address that begins with https://")
