"""The pages that are measured, and what each must hold: ratio to the list floor, SQL statements, bytes before gzip."""

from dataclasses import dataclass

POOL = 8  # connections while requests a second are counted
MEMORY_MB = 150
EXPORT = "export"  # no page, but the task of a worker: its seconds by format
EXPORT_SECONDS = {"csv": 1.0, "xlsx": 4.0}
EXPORT_QUERIES = 3  # of a batch of 500 rows
WORK_SECONDS = {"calibration": 0.3, "matching": 5.0, "export-reviews": 1.0}  # of a worker, at 2,000 x 60 x 3
WORK = "selection"  # all of these


@dataclass(frozen=True)
class Page:
    name: str
    ratio: float | None = None
    queries: int | None = None
    bytes: int | None = None
    status: int = 200
    under_load: bool = False
    public: bool = False  # asked without a session
    changes: bool = False  # a POST, and each a new one

    @property
    def aim(self) -> str | None:
        parts = []
        if self.ratio is not None:
            parts.append(f"<= {self.ratio:g} x list floor")
        if self.queries is not None:
            parts.append(f"<= {self.queries} queries")
        if self.bytes is not None:
            parts.append(f"<= {self.bytes // 1000} kB")
        return ", ".join(parts) or None

    def holds(self, *, ratio: float | None, queries: int, size: int) -> bool | None:
        """None where there is nothing to hold."""
        if self.aim is None:
            return None
        limits = [(ratio, self.ratio), (queries, self.queries), (size, self.bytes)]
        return all(value is not None and value <= limit for value, limit in limits if limit is not None)


STRING = Page("floor-string", under_load=True)
LIST = Page("floor-list", under_load=True)
PAGES = (
    Page("call", 0.6, 4, under_load=True, public=True),
    Page("eligibility", 1, 8, public=True),
    Page("apply-home", 2, 12),
    Page("apply-section", 2, 12),
    Page("autosave", 1.6, 10, changes=True),
    Page("submit", 4, 30, status=302, changes=True),
    Page("staff-list", 2.2, 10, 60_000, under_load=True),
    Page("staff-search", 2.6, 10),
    Page("staff-application", 3, 20),
    Page("ranking", 3, 12),
    Page("review-queue", 2.2, 12),
    Page("review-page", 3, 18),
    Page("review-save", 2, 18, changes=True),
    Page("composer", 5, 15),
)
