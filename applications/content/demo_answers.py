"""Believable answers for the demonstration, different for each city and the same at each run.

Everything here is invented: people, departments and figures. Mayors are not named. A city's own facts
(population, mayor's term) come from its interest form, so they are not written here.
"""

import random
import string
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

from applications.content import demo_en, demo_es, demo_fr, demo_pt_br
from applications.content.languages import Text, in_four
from applications.content.practices import PRACTICES

BOOKS: dict[str, ModuleType] = {"en": demo_en, "es": demo_es, "pt-br": demo_pt_br, "fr": demo_fr}

MAYOR: Text = in_four(
    "Not named in this demonstration",
    "Sin nombre en esta demostración",
    "Sem nome nesta demonstração",
    "Sans nom dans cette démonstration",
)

# What residents call the mayor; elsewhere the language's own word.
TITLES: dict[str, str] = {"AR": "Intendente", "UY": "Intendente", "MX": "Presidente municipal", "PY": "Intendente"}
TITLE: Text = in_four("Mayor", "Alcalde o alcaldesa", "Prefeito ou prefeita", "Maire")

# A country's language as most cities there would write; any other country writes English.
SPANISH = frozenset("AR BO CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV UY VE".split())
FRENCH = frozenset("BL GF GP HT MF MQ PM".split())

_GROUPING = {"en": ",", "es": "\N{NO-BREAK SPACE}", "pt-br": ".", "fr": "\N{NO-BREAK SPACE}"}
_TEAM_SHAPES = (
    ("sponsor", "lead", "service", "data", "engagement"),
    ("sponsor", "lead", "service", "data", "technical", "legal"),
    ("lead", "service", "data", "engagement", "coordinator"),
    ("sponsor", "service", "data", "technical", "engagement", "coordinator"),
)


@dataclass(frozen=True)
class Story:
    """One city's invented problem: its language, themes, a line for the interest form and every answer."""

    archetype: str
    language: str
    themes: tuple[str, ...]
    short: str
    answers: dict[str, Any]


def language_of(country: str, region: str = "") -> str:
    """The language in which a city of this country and region would write."""
    if country == "BR":
        return "pt-br"
    if country in SPANISH:
        return "es"
    return "fr" if country in FRENCH or region == "Québec" else "en"


def mayor_title(country: str, language: str) -> str:
    return TITLES.get(country, TITLE[language])


def archetypes(language: str) -> list[str]:
    return [archetype["key"] for archetype in BOOKS[language].ARCHETYPES]


def story(language: str, number: int, *, seed: int = 2027) -> Story:
    """The story for the `number`th city that writes in this language; neighbours in number differ in kind."""
    book = BOOKS[language]
    chance = random.Random(f"{seed}/{language}/{number}")  # noqa: S311 - the same demonstration at each run
    archetype = book.ARCHETYPES[number % len(book.ARCHETYPES)]
    numbers = {name: chance.randrange(low, high + 1, step) for name, (low, high, step) in archetype["numbers"].items()}
    area, area2 = chance.sample(book.AREAS, 2)
    values = {name: _grouped(value, language) for name, value in numbers.items()} | {"area": area, "area2": area2}

    def tell(key: str) -> str:
        text = archetype[key]
        return str(chance.choice(text) if isinstance(text, tuple) else text).format_map(values)

    answers: dict[str, Any] = {
        key: tell(key)
        for key in (
            "problem",
            "affected",
            "evidence",
            "why_hard",
            "tried_what",
            "constraints",
            "left_out",
            "data_sources",
            "ai_use",
            "risks",
        )
    }
    answers |= {
        "boundary": chance.choice(["government", "government", "government", "larger", "not_sure"]),
        "mayor_can_run_again": "not_sure",
        "transition_plan": chance.choice(book.TRANSITION),
        "practices": _practices(book, chance),
        "wwc_status": chance.choice(["none", "none", "none", "assessed", "silver"]),
        "data_decision": chance.choice(book.DECISIONS),
        "since_year": str(chance.randint(*archetype["since"])),
        "evidence_kinds": list(archetype["kinds"]),
        "tried_before": "yes",
        "metric": _metric(archetype["metric"], numbers, chance),
        "team": _team(book, archetype, chance),
        "team_authority": chance.choice(book.AUTHORITY),
        "leadership": chance.choice(book.LEADERSHIP),
        "public_statement": "",
        "support_letter": None,
    }
    return Story(archetype["key"], language, archetype["themes"], tell("short"), answers)


def person(language: str, number: int) -> str:
    """An invented name; names repeat after some twenty people of one language."""
    people = BOOKS[language].PEOPLE
    return str(people[number % len(people)])


def placeholders(text: str) -> set[str]:
    """The names in braces that a text is to be filled in with."""
    return {name for _before, name, _format, _how in string.Formatter().parse(text) if name}


def _grouped(value: int, language: str) -> str:
    # Spanish and French set four digits without a space.
    if value < 10_000 and language in ("es", "fr"):
        return str(value)
    return f"{value:,}".replace(",", _GROUPING[language])


def _practices(book: ModuleType, chance: random.Random) -> dict[str, dict[str, str]]:
    level = chance.choice([0.8, 1.3, 1.8])
    rows = {}
    for practice in PRACTICES:
        score = min(3, max(0, round(chance.gauss(level, 0.7))))
        evidence = book.EVIDENCE[practice["value"]][score - 1] if score else ""
        rows[practice["value"]] = {"score": str(score), "evidence": evidence}
    return rows


def _metric(metric: dict[str, Any], numbers: dict[str, int], chance: random.Random) -> dict[str, str]:
    baseline = numbers[metric["number"]]
    target = max(1, round(baseline * metric["ratio"] * chance.uniform(0.9, 1.1)))
    return {
        "name": metric["name"],
        "unit": metric["unit"],
        "baseline": str(baseline),
        "baseline_date": date(2026, chance.choice([6, 9]), 30).isoformat(),
        "target": str(target),
        "target_date": date(2028, chance.choice([3, 5, 6]), 1).isoformat(),
        "source": metric["source"],
    }


def _team(book: ModuleType, archetype: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    roles = chance.choice(_TEAM_SHAPES)
    people = chance.sample(range(len(book.PEOPLE)), len(roles))
    posts = book.POSTS | {"service": archetype["service"]}
    return [
        {
            "name": book.PEOPLE[one],
            "job_title": posts[role][one % 2],
            "department": posts[role][2],
            "role": role,
            "decides": role in ("sponsor", "service"),
        }
        for role, one in zip(roles, people, strict=True)
    ]
