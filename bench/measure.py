"""Timing, counting and judging; a page and the floor take turns, so that what slows the machine slows both."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench import web
from bench.asking import Ask, answers
from bench.pages import EXPORT_QUERIES, EXPORT_SECONDS, LIST, MEMORY_MB, POOL, WORK_SECONDS, Page
from bench.server import Web

WARM, TIMES, SECONDS = 12, 120, 4


@dataclass
class Result:
    """A row of results.json; None where it does not apply."""

    page: str
    p50_ms: float | None = None
    p95_ms: float | None = None
    queries: int | None = None
    bytes: int | None = None
    gzip_bytes: int | None = None
    per_second: float | None = None
    ratio_to_list_floor: float | None = None
    aim: str | None = None
    holds: bool | None = None

    def row(self) -> dict[str, Any]:
        return asdict(self)


def measure(server: Web, page: Page, asks: dict[str, Ask], queries: int) -> Result:
    """Time the page beside the list floor on a server that counts nothing."""
    mine = answers(server.port, asks[page.name], page.status)
    floor = answers(server.port, asks[LIST.name], LIST.status)
    last = take_turns(mine, floor, WARM)[0][-1]
    own, beside = take_turns(mine, floor, TIMES)
    times, floors = seconds(own), seconds(beside)
    plain = last if page.changes else web.exchange(server.port, asks[page.name]().raw(server.port, gzip=False))
    ratio = round(median(times) / median(floors), 2)
    return Result(
        page=page.name,
        p50_ms=round(1000 * median(times), 2),
        p95_ms=round(1000 * percentile(times, 95), 2),
        queries=queries,
        bytes=len(plain.body),
        gzip_bytes=len(last.body),
        per_second=_per_second(server, asks[page.name]) if page.under_load else None,
        ratio_to_list_floor=ratio,
        aim=page.aim,
        holds=page.holds(ratio=ratio, queries=queries, size=len(plain.body)),
    )


def take_turns(
    mine: Iterator[web.Answer], floor: Iterator[web.Answer], times: int
) -> tuple[list[web.Answer], list[web.Answer]]:
    pairs = [(next(mine), next(floor)) for _time in range(times)]
    return [own for own, _beside in pairs], [beside for _own, beside in pairs]


def seconds(taken: list[web.Answer]) -> list[float]:
    return [one.seconds for one in taken]


def percentile(values: list[float], share: int) -> float:
    """The value that so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def _per_second(server: Web, ask: Ask) -> float:
    return round(web.drive(server.port, ask().raw(server.port), seconds=SECONDS, connections=POOL), 1)


def count(server: Web, page: Page, ask: Ask, *, forget: Callable[[], None]) -> int:
    """SQL statements of the page on the server that counts, with a warm process.

    A page without a session is counted with an empty cache, because otherwise it is not rendered at all.
    """
    asked = answers(server.port, ask, page.status)
    next(asked)
    if page.public:
        forget()
    return int(next(asked).headers["x-queries"])


def heaviest(server: Web, asks: dict[str, dict[str, Ask]]) -> str:
    """The section of the form whose page takes longest."""
    times = {}
    for section, ask in asks.items():
        page = answers(server.port, ask["apply-section"], 200)
        times[section] = min(next(page).seconds for _time in range(WARM))
    return max(times, key=lambda section: times[section])


def memory(server: Web) -> Result:
    """What the larger worker holds after all of it; its aim is in megabytes, its figure in bytes."""
    held = server.memory()
    aim = f"<= {MEMORY_MB} MB a worker"
    return Result("memory", bytes=held, aim=aim, holds=held <= MEMORY_MB * 1_000_000)


def exports(found: dict[str, Any]) -> list[Result]:
    """The task of a worker by format: its seconds, its file's bytes, and the statements of its largest batch."""
    return [
        Result(
            f"export-{kind}",
            p50_ms=round(1000 * found[kind]["median"], 2),
            p95_ms=round(1000 * max(found[kind]["seconds"]), 2),
            queries=max(found["queries"]),
            bytes=found[kind]["bytes"],
            aim=f"<= {limit:g} s, <= {EXPORT_QUERIES} queries a batch",
            holds=found[kind]["median"] <= limit and max(found["queries"]) <= EXPORT_QUERIES,
        )
        for kind, limit in EXPORT_SECONDS.items()
    ]


def works(found: dict[str, list[float]]) -> list[Result]:
    """What a worker does for a selection: the median of its seconds, and the slowest."""
    return [
        Result(
            name,
            p50_ms=round(1000 * median(found[name]), 2),
            p95_ms=round(1000 * max(found[name]), 2),
            aim=f"<= {limit:g} s",
            holds=median(found[name]) <= limit,
        )
        for name, limit in WORK_SECONDS.items()
    ]
