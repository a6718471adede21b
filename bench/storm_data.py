"""The storm's side in the database: `python -m bench.storm_data load PEOPLE | close-at EPOCH | check PROMISES`."""

import json
import os
import sys
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.core.management import call_command

from applications.models import Answer, Application, Call, Section, Submission
from bench import data
from cda_portal.core import clock
from cda_portal.core.registry import contributions
from cda_portal.notifications.models import Message

KEY = "problem"  # the answer that everybody saves


def load(people: int) -> list[dict[str, Any]]:
    """Complete drafts, each with its lead's session: the first of them are sent."""
    call_command("default_call", stdout=sys.stderr)
    call = Call.objects.get()
    opens = {name: clock.ago(days=30) for name in ("interest_opens", "application_opens", "published_at")}
    closes = {name: clock.ahead(days=1) for name in ("interest_closes", "application_closes")}
    Call.objects.update(**opens, **closes)
    call.refresh_from_db()
    sections = Section.objects.for_form(call.pk)
    chance = data.random.Random(2027)
    cities = data._cities(people)
    leads = data._people(cities)
    drafts = data._applications(call, cities, leads, people, chance)
    data._answers(drafts, leads, sections, people, people, chance)
    question = next(one for section in sections for one in section.live_questions if one.key == KEY)
    versions = dict(Answer.objects.filter(question=question).values_list("application", "version"))
    return [
        {
            "session": data.session_of(lead),
            "reference": draft.reference,
            "question": question.pk,
            "key": KEY,
            "version": versions[draft.pk],
        }
        for lead, draft in zip(leads, drafts, strict=True)
    ]


def close_at(epoch: float) -> None:
    """The deadline, without minutes of grace: what comes later is refused."""
    Call.objects.update(application_closes=datetime.fromtimestamp(epoch, UTC), grace_minutes=0)


def check(promises: dict[str, list[Any]]) -> dict[str, Any]:
    """What became of it. A promised save is there, or a newer one over it."""
    kept = {
        reference: (version, value)
        for reference, version, value in Answer.objects.filter(question__key=KEY).values_list(
            "application__reference", "version", "value"
        )
    }
    lost = [
        reference
        for reference, (_question, version, text) in promises.items()
        if kept[reference][0] < version or (text and kept[reference][0] == version and kept[reference][1] != text)
    ]
    rules = chain.from_iterable(invariants().items() for invariants in contributions("invariants"))
    sent = Submission.objects.filter(application__status=Application.Status.SUBMITTED, number=1, late=False)
    return {
        "lost": lost,
        "twice": Submission.objects.exclude(number=1).count(),
        "submissions": sent.count(),
        "receipts": Message.objects.filter(kind="application_receipt").count(),
        "violations": {name: count for name, count in rules if count},
    }


def main(act: str, *given: str) -> Any:
    if act == "load":
        return load(int(given[0]))
    if act == "close-at":
        return close_at(float(given[0]))
    return check(json.loads(Path(given[0]).read_text()))


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
