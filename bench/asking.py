"""Which request stands for which page. Every autosave is a real change, every submit the first one of its draft."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from bench import web
from bench.web import Request

Ask = Callable[[], Request]


def requests(targets: dict[str, Any], section: str) -> dict[str, Ask]:
    """For each page a function that gives its next request."""
    officer, lead, reference = targets["officer"], targets["lead"], targets["reference"]
    saves, fresh = count(), iter(targets["fresh"])

    def autosave() -> Request:
        number = next(saves)
        form = {
            targets["key"]: f"{targets['text']} {number}",
            "version": str(targets["version"] + number),
            "language": "en",
        }
        return Request(f"/apply/{reference}/answer/{targets['question']}/", lead, form, post=True)

    def submit() -> Request:
        session, own = next(fresh)
        return Request(f"/apply/{own}/submit/", session, post=True)

    chosen, reviewer = targets["selection"], targets["selection"]["session"]
    reviews = count()

    def review_save() -> Request:
        number = next(reviews)
        form = {"version": str(number), "score-problem": "4", "for_panel": f"The baseline is measured. {number}"}
        return Request(f"/review/{chosen['next']}/save/", reviewer, form, post=True)

    fixed = {
        "floor-string": Request("/bench/string/", officer),
        "floor-list": Request("/bench/list/", officer),
        "call": Request("/call/"),
        "eligibility": Request(f"/eligibility/{targets['check']}/"),
        "apply-home": Request(f"/apply/{reference}/", lead),
        "apply-section": Request(f"/apply/{reference}/section/{section}/", lead),
        "staff-list": Request("/staff/applications/", officer),
        "staff-search": Request("/staff/search/?q=san", officer),
        "staff-application": Request(f"/staff/applications/{targets['sent']}/", officer),
        "ranking": Request(f"/staff/selection/rounds/{chosen['round']}/ranking/", officer),
        "review-queue": Request("/review/", reviewer),
        "review-page": Request(f"/review/{chosen['review']}/", reviewer),
        "composer": Request(f"/staff/selection/scenarios/{chosen['scenario']}/", officer),
    }
    always = {name: _always(one) for name, one in fixed.items()}
    return {**always, "autosave": autosave, "submit": submit, "review-save": review_save}


def _always(request: Request) -> Ask:
    return lambda: request


def answers(port: int, ask: Ask, status: int) -> Iterator[web.Answer]:
    """One answer after the other; raises when the page does not say what it should."""
    while True:
        request = ask()
        answer = web.exchange(port, request.raw(port))
        if answer.status != status:
            raise RuntimeError(f"{request.path} answered {answer.status} and not {status}: {answer.body[:300]!r}")
        yield answer
