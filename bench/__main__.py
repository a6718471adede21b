"""`make bench`: fill, count, time, print, and write results.json. ONLY names one page. Exits with 1 where an aim is missed."""

import json
import os
import sys
import time
from pathlib import Path

from bench import measure
from bench.asking import requests
from bench.measure import Result
from bench.pages import EXPORT, LIST, PAGES, STRING, WORK, Page
from bench.server import Bench, Web

RESULTS = Path(__file__).with_name("results.json")
COLUMNS = ("page", "p50_ms", "p95_ms", "ratio", "queries", "bytes", "gzip", "per s", "holds", "aim")


def chosen(only: str) -> list[Page]:
    """The floors and the pages to measure; raises LookupError with the names there are."""
    pages = [page for page in PAGES if only in ("", page.name)]
    if not pages and only not in (EXPORT, WORK):
        names = [*(page.name for page in PAGES), EXPORT, WORK]
        raise LookupError(f"ONLY={only} is no page. There are: {', '.join(names)}.")
    return [STRING, LIST, *pages]


def run(pages: list[Page], *, exports: bool = False, works: bool = False) -> list[Result]:
    with Bench() as bench:
        say("Loading 2,000 applications ...")
        targets = json.loads(bench.fill())
        with Web(bench) as server:
            sections = {section: requests(targets, section) for section in targets["sections"]}
            section = measure.heaviest(server, sections)
        asks = requests(targets, section)
        say(f"The heaviest section of the form is “{section}”. Counting queries ...")
        with Web(bench, workers=1, count=True) as server:
            counts = {
                page.name: measure.count(server, page, asks[page.name], forget=bench.forget_pages) for page in pages
            }
        say("Measuring ...")
        with Web(bench) as server:
            results = [measure.measure(server, page, asks, counts[page.name]) for page in pages]
            results.append(measure.memory(server))
        if exports:
            say("Loading 2,000 applications of 30 answers of 90 words, and exporting them ...")
            results += measure.exports(bench.tell("bench.export"))
        if works:
            say("Ranking, assigning and exporting 2,000 applications, 60 reviewers and 6,000 reviews ...")
            results += measure.works(bench.tell("bench.selection"))
        return results


def table(results: list[Result]) -> str:
    rows = [COLUMNS, *(cells(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def cells(result: Result) -> tuple[str, ...]:
    holds = {True: "yes", False: "NO", None: ""}[result.holds]
    values = (
        result.p50_ms,
        result.p95_ms,
        result.ratio_to_list_floor,
        result.queries,
        result.bytes,
        result.gzip_bytes,
        result.per_second,
    )
    return (result.page, *("" if value is None else f"{value:,}" for value in values), holds, result.aim or "")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    started = time.monotonic()
    try:
        pages = chosen(only := os.environ.get("ONLY", ""))
    except LookupError as error:
        say(str(error))
        return 2
    results = run(pages, exports=only in ("", EXPORT), works=only in ("", WORK))
    RESULTS.write_text(json.dumps([result.row() for result in results], indent=1) + "\n")
    say(table(results))
    missed = [result.page for result in results if result.holds is False]
    say(f"Aims missed: {', '.join(missed)}." if missed else "Every aim is held.")
    say(f"Written to {RESULTS.relative_to(Path.cwd())} after {time.monotonic() - started:.0f} s.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
