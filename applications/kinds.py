"""Every kind of question: what it takes, and how it is read, judged, counted and shown. Touches no database.

`applications/kind.py` has the kinds of one value; here stand those of several, and the list of all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.kind import AnyQuestion, Choice, Date, Kind, Link, LongText, Number, Posted, Several, YesNo
from applications.reading import count_words, is_web_address, tidy

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


@dataclass(frozen=True)
class File(Kind):
    """What the upload left, {"key", "name", "size"}, or a link in its place, {"link"}; a form never brings a file."""

    template: str = "applications/questions/_file.html"

    def read(self, posted: Posted, key: str) -> Any:
        link = tidy(posted.get(f"{key}-link"))[:2000]
        return {"link": link} if link else None

    def words(self, value: Any) -> int:
        return 0

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        link = value.get("link", "https://a.b")
        safe = link.startswith("https://") and is_web_address(link)
        return "" if safe else _("Enter a link that begins with https://, or choose a file")

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
        return [value.get("name") or value.get("link", "")] if value else []


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

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        scores = [value.get(name, {}).get("score", "") for name in PRACTICES]
        missing = sum(score not in ("0", "1", "2", "3") for score in scores)
        if not missing:
            return ""
        return ngettext(
            "Score the one practice that is left", "Score the %(count)d practices that are left", missing
        ) % {"count": missing}

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
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

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        if any(not (row["name"] and row["job_title"] and row["department"]) for row in value):
            return _("Give each person a name, a job title and a department")
        if any(row["role"] not in TEAM_ROLES for row in value):
            return _("Choose what each person does in the team")
        if not any(row["decides"] for row in value):
            return _("Tick at least one person who can decide")
        return ""

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
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


PARTS: dict[str, Kind] = {"baseline": Number(), "baseline_date": Date(), "target": Number(), "target_date": Date()}


@dataclass(frozen=True)
class Metric(Kind):
    """{"name", "unit", "baseline", "baseline_date", "target", "target_date", "source"}, each as typed."""

    template: str = "applications/questions/_metric.html"

    def read(self, posted: Posted, key: str) -> Any:
        value = {part: tidy(posted.get(f"{key}-{part}"))[:300] for part in METRIC_PARTS}
        return value if any(value.values()) else {}

    def words(self, value: Any) -> int:
        return sum(count_words(value.get(part, "")) for part in ("name", "source")) if value else 0

    def problem(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        for part in METRIC_PARTS:
            if not value.get(part):
                return _("Fill in “%(part)s”") % {"part": METRIC_PARTS[part]}
        for part in ("baseline", "target"):
            if Number().problem(_bare(question), value[part], language):
                return _("Write “%(part)s” in digits, such as 42 or 12.5") % {"part": METRIC_PARTS[part]}
        for part in ("baseline_date", "target_date"):
            if Date().problem(question, value[part], language):
                return _("Write “%(part)s” as a date, such as 31/12/2028") % {"part": METRIC_PARTS[part]}
        return ""

    def show(self, question: AnyQuestion, value: Any, language: str = "") -> list[str]:
        shown: Mapping[str, Any] = value or {}
        return [
            f"{label}: {self._part(question, name, shown[name], language)}"
            for name, label in METRIC_PARTS.items()
            if shown.get(name)
        ]

    def _part(self, question: AnyQuestion, name: str, text: str, language: str) -> str:
        return PARTS[name].show(_bare(question), text, language)[0] if name in PARTS else text

    def meant(self, value: Any, language: str = "") -> Any:
        shown: Mapping[str, Any] = value or {}
        return {name: kind.meant(shown[name], language) for name, kind in PARTS.items() if shown.get(name)} or None

    def understood(self, question: AnyQuestion, value: Any, language: str = "") -> str:
        """Each part by its name: 18.5 (Value today), …"""
        shown: Mapping[str, Any] = value or {}
        read = [(name, kind.understood(_bare(question), shown.get(name, ""), language)) for name, kind in PARTS.items()]
        return "; ".join(f"{METRIC_PARTS[name]}: {words}" for name, words in read if words)


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
