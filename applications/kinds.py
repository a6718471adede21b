"""What each kind of question takes and how it is read, judged, counted and shown. Touches no database.

Answers are kept as they were typed, errors and all: nobody loses a word to a rule. `problem` says what
stands between an answer and being sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.reading import count_words, is_web_address, plain_number, read_date, read_number, tidy
from cda_portal.core import moments
from cda_portal.core.text import say

TEAM_ROWS = 10

# The eight practices of What Works Cities, scored 0 to 3 by the city itself.
PRACTICES: dict[str, str | Promise] = {
    "data_management": gettext_lazy("Data management"),
    "budget": gettext_lazy("Data-driven budget and finance"),
    "leadership": gettext_lazy("Leadership and capacity"),
    "open_data": gettext_lazy("Open data"),
    "performance": gettext_lazy("Performance and analytics"),
    "contracting": gettext_lazy("Results-driven contracting"),
    "evaluation": gettext_lazy("Rigorous evaluations"),
    "engagement": gettext_lazy("Stakeholder engagement"),
}


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

    def problem(self, question: AnyQuestion, value: Any) -> str:
        """What is wrong with a value that is not empty, in one sentence that says what to do; "" when nothing is."""
        if question.words and (over := self.words(value) - question.words) > 0:
            return ngettext("Shorten this answer by %(count)d word", "Shorten this answer by %(count)d words", over) % {
                "count": over
            }
        return ""

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        """The value as lines of plain text in the active language."""
        return [str(value)] if value else []


@dataclass(frozen=True)
class LongText(Kind):
    template: str = "applications/questions/_long_text.html"

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        return [line for line in str(value or "").split("\n") if line.strip()]


@dataclass(frozen=True)
class Choice(Kind):
    template: str = "applications/questions/_choice.html"

    def options(self, question: AnyQuestion) -> list[tuple[str, str]]:
        return [(option["value"], say(option["label"])) for option in question.options]

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any) -> str:
        known = {option for option, _label in self.options(question)}
        return "" if value in known else _("Choose one of the answers")

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
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

    def problem(self, question: AnyQuestion, value: Any) -> str:
        known = {option for option, _label in self.options(question)}
        return "" if set(value) <= known else _("Choose from the answers in the list")

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        return [label for option, label in self.options(question) if option in (value or [])]


@dataclass(frozen=True)
class Number(Kind):
    template: str = "applications/questions/_number.html"

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any) -> str:
        try:
            number = read_number(str(value))
        except ValueError:
            return _("Enter a number in digits, such as 221800")
        low, high = question.minimum, question.maximum
        if low is not None and number < low:
            return _("Enter %(limit)s or more") % {"limit": plain_number(low)}
        if high is not None and number > high:
            return _("Enter %(limit)s or less") % {"limit": plain_number(high)}
        return ""

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        try:
            number = read_number(str(value))
        except ValueError:
            return [str(value)] if value else []
        is_year = question.key.endswith("year")
        return [str(number) if is_year else plain_number(number)]


@dataclass(frozen=True)
class Date(Kind):
    template: str = "applications/questions/_date.html"

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any) -> str:
        try:
            read_date(str(value))
        except ValueError:
            return _("Enter a date, such as 31/12/2028")
        return ""

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        try:
            return [moments.day(read_date(str(value)))]
        except ValueError:
            return [str(value)] if value else []


@dataclass(frozen=True)
class Link(Kind):
    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any) -> str:
        return "" if is_web_address(str(value)) else _("Enter a web address that begins with https://")


@dataclass(frozen=True)
class File(Kind):
    """The value is what the upload left: {"key", "name", "size"}; a form without a file changes nothing."""

    template: str = "applications/questions/_file.html"

    def read(self, posted: Posted, key: str) -> Any:
        return None

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any) -> str:
        return ""

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        return [value["name"]] if value else []


@dataclass(frozen=True)
class Practices(Kind):
    """{"open_data": {"score": "2", "evidence": "…"}, …}"""

    template: str = "applications/questions/_practices.html"

    def read(self, posted: Posted, key: str) -> Any:
        rows = {
            name: {
                "score": tidy(posted.get(f"{key}-{name}-score"))[:1],
                "evidence": tidy(posted.get(f"{key}-{name}-evidence"))[:2000],
            }
            for name in PRACTICES
        }
        return rows if any(row["score"] or row["evidence"] for row in rows.values()) else {}

    def words(self, value: Any) -> int:
        return sum(count_words(row["evidence"]) for row in (value or {}).values())

    def problem(self, question: AnyQuestion, value: Any) -> str:
        scores = [value.get(name, {}).get("score", "") for name in PRACTICES]
        missing = sum(score not in ("0", "1", "2", "3") for score in scores)
        if not missing:
            return ""
        return ngettext(
            "Score the one practice that is left", "Score the %(count)d practices that are left", missing
        ) % {"count": missing}

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        rows = [(label, value[name]) for name, label in PRACTICES.items() if name in (value or {})]
        return [
            f"{label}: {row['score']}" + (f" – {row['evidence']}" if row["evidence"] else "")
            for label, row in rows
            if row["score"]
        ]


TEAM_ROLES: dict[str, str | Promise] = {
    "sponsor": gettext_lazy("Executive sponsor"),
    "lead": gettext_lazy("Project lead"),
    "data": gettext_lazy("Data lead"),
    "technical": gettext_lazy("AI or technical"),
    "service": gettext_lazy("Service owner"),
    "engagement": gettext_lazy("Resident engagement"),
    "legal": gettext_lazy("Legal or privacy"),
    "communications": gettext_lazy("Communications"),
    "coordinator": gettext_lazy("Coordinator"),
}


@dataclass(frozen=True)
class Team(Kind):
    """[{"name", "job_title", "department", "role", "decides"}, …]; rows left empty are dropped."""

    template: str = "applications/questions/_team.html"
    columns: tuple[str, ...] = field(default=("name", "job_title", "department", "role"))

    def read(self, posted: Posted, key: str) -> Any:
        rows = []
        for number in range(TEAM_ROWS):
            row: dict[str, Any] = {
                column: tidy(posted.get(f"{key}-{number}-{column}"))[:120] for column in self.columns
            }
            row["decides"] = posted.get(f"{key}-{number}-decides") == "yes"
            if any(row.values()):
                rows.append(row)
        return rows

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any) -> str:
        if any(not (row["name"] and row["job_title"] and row["department"]) for row in value):
            return _("Give each person a name, a job title and a department")
        if any(row["role"] not in TEAM_ROLES for row in value):
            return _("Choose what each person does in the team")
        if not any(row["decides"] for row in value):
            return _("Tick at least one person who can decide")
        return ""

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        return [
            ", ".join(
                str(part)
                for part in (
                    row["name"],
                    row["job_title"],
                    row["department"],
                    TEAM_ROLES.get(row["role"], ""),
                    _("can decide") if row["decides"] else "",
                )
                if part
            )
            for row in value or []
        ]


METRIC_PARTS: dict[str, str | Promise] = {
    "name": gettext_lazy("What you measure"),
    "unit": gettext_lazy("Unit"),
    "baseline": gettext_lazy("Value today"),
    "baseline_date": gettext_lazy("Date of that value"),
    "target": gettext_lazy("Value you aim for"),
    "target_date": gettext_lazy("By when"),
    "source": gettext_lazy("Where the figure comes from"),
}


@dataclass(frozen=True)
class Metric(Kind):
    """{"name", "unit", "baseline", "baseline_date", "target", "target_date", "source"}, each as typed."""

    template: str = "applications/questions/_metric.html"

    def read(self, posted: Posted, key: str) -> Any:
        value = {part: tidy(posted.get(f"{key}-{part}"))[:300] for part in METRIC_PARTS}
        return value if any(value.values()) else {}

    def words(self, value: Any) -> int:
        return sum(count_words(value.get(part, "")) for part in ("name", "source")) if value else 0

    def problem(self, question: AnyQuestion, value: Any) -> str:
        for part in METRIC_PARTS:
            if not value.get(part):
                return _("Fill in “%(part)s”") % {"part": METRIC_PARTS[part]}
        for part in ("baseline", "target"):
            if Number().problem(_bare(question), value[part]):
                return _("Write “%(part)s” in digits, such as 42 or 12.5") % {"part": METRIC_PARTS[part]}
        for part in ("baseline_date", "target_date"):
            if Date().problem(question, value[part]):
                return _("Write “%(part)s” as a date, such as 31/12/2028") % {"part": METRIC_PARTS[part]}
        return ""

    def show(self, question: AnyQuestion, value: Any) -> list[str]:
        shown: Mapping[str, Any] = value or {}
        return [
            f"{label}: {self._part(question, name, shown[name])}"
            for name, label in METRIC_PARTS.items()
            if shown.get(name)
        ]

    def _part(self, question: AnyQuestion, name: str, text: str) -> str:
        if name.endswith("_date"):
            return Date().show(question, text)[0]
        return Number().show(_bare(question), text)[0] if name in ("baseline", "target") else text


@dataclass(frozen=True)
class _Unbounded:
    key: str
    options: list[dict[str, Any]] = field(default_factory=list)
    words: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


def _bare(question: AnyQuestion) -> AnyQuestion:
    return _Unbounded(question.key)


KINDS: dict[str, Kind] = {
    "short_text": Kind(),
    "long_text": LongText(),
    "choice": Choice(),
    "several": Several(),
    "number": Number(),
    "date": Date(),
    "yes_no": YesNo(),
    "link": Link(),
    "file": File(),
    "practices": Practices(),
    "team": Team(),
    "metric": Metric(),
}
