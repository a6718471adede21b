"""The sheet of 2,000 applications with 30 answers of 90 words: how long a worker takes for it, and in how many queries.

`python -m bench.export` fills a call of its own in the bench's database and says on standard output what it measured.
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from applications import exports
from applications.content import demo_answers
from applications.models import Application, Call, Question, Section, Submission
from cda_portal.accounts.models import City, User
from cda_portal.core import jobs
from cda_portal.core.models import Job

APPLICATIONS, ANSWERS, WORDS, TIMES = 2_000, 30, 90, 5
SLUG = "export-bench"


def load(count: int = APPLICATIONS, answers: int = ANSWERS, words: int = WORDS) -> None:
    """A past call whose every city has sent its application; the cities and the officer are there already."""
    chance = random.Random(2027)  # noqa: S311 - the same texts at each run
    now = Call.objects.earliest("pk")
    windows = {
        name: getattr(now, name) - timedelta(days=365)
        for name in ("interest_opens", "interest_closes", "application_opens", "application_closes")
    }
    days = {name: getattr(now, name) - timedelta(days=365) for name in ("reference_date", "programme_start")}
    call = Call.objects.create(slug=SLUG, title=now.title, published_at=windows["interest_opens"], **windows, **days)
    section = Section.objects.create(call=call, key="all", title=now.title, group=now.title, position=0)
    label = {code: f"What does your city know about this, and how does it know? ({code})" for code in call.title}
    asked = Question.objects.bulk_create(
        Question(section=section, key=f"q{number}", kind="long_text", label=label, words=words, position=number)
        for number in range(answers)
    )
    sources = {code: vocabulary(code) for code in demo_answers.BOOKS}
    people = list(User.objects.filter(memberships__role="lead").order_by("pk")[:count])
    cities = list(City.objects.order_by("pk")[:count])
    made = Application.objects.bulk_create(
        Application(
            call=call,
            city=city,
            reference=f"CDA-2026-{number:05}",
            language=demo_answers.language_of(city.country, city.region),
            findings={"population": "meets", "mandate": "below"},
            status="submitted",
            submitted_at=call.application_opens + timedelta(minutes=number),
        )
        for number, city in enumerate(cities)
    )
    Submission.objects.bulk_create(
        (
            Submission(
                application=one,
                number=1,
                arrived_at=one.submitted_at,
                late=False,
                by=person,
                snapshot=snapshot(one, section, asked, sources, words, chance),
                sha256="0" * 64,
            )
            for one, person in zip(made, people, strict=True)
        ),
        batch_size=200,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def vocabulary(language: str) -> list[str]:
    texts = demo_answers.story(language, 0).answers.values()
    return " ".join(text for text in texts if isinstance(text, str)).split()


def snapshot(
    one: Application,
    section: Section,
    asked: list[Question],
    sources: dict[str, list[str]],
    words: int,
    chance: random.Random,
) -> dict[str, Any]:
    known = sources[one.language]
    return {
        "reference": one.reference,
        "city": one.city.name,
        "language": one.language,
        "findings": one.findings,
        "answers": [
            {
                "section": section.key,
                "section_title": section.title,
                "question": question.key,
                "kind": question.kind,
                "label": question.label,
                "options": [],
                "value": " ".join(chance.choices(known, k=words)),
                "language": one.language,
                "meant": None,
                "words": words,
            }
            for question in asked
        ],
    }


def measure(officer: User, times: int = TIMES) -> dict[str, Any]:
    """Seconds of the whole task and bytes of its file by format, and the statements of each batch of rows."""
    found: dict[str, Any] = {kind: task(officer, kind, times) for kind in ("csv", "xlsx")}
    return {**found, "queries": sorted(set(queries(officer)))}


def task(officer: User, kind: str, times: int) -> dict[str, Any]:
    seconds = []
    for _time in range(times):
        parameters = {"what": "applications", "format": kind, "query": f"call={SLUG}"}
        job = jobs.start("export", by=officer, parameters=parameters)
        started = time.perf_counter()
        jobs.run(job.pk)
        seconds.append(time.perf_counter() - started)
        job = Job.objects.select_related("result").get(pk=job.pk)
        if job.result is None or job.done != Application.objects.filter(call__slug=SLUG).count():
            raise RuntimeError(f"The export is {job.status} with {job.done} rows: {job.error}")
    return {"seconds": seconds, "median": median(seconds), "bytes": job.result.size}


def queries(officer: User) -> Iterator[int]:
    batches = iter(exports.applications(officer, QueryDict(f"call={SLUG}"), False).batches)
    while True:
        with CaptureQueriesContext(connection) as seen:
            if next(batches, None) is None:
                return
        yield len(seen)


if __name__ == "__main__":
    load()
    json.dump(measure(User.objects.get(email="officer@bench.example")), sys.stdout)
