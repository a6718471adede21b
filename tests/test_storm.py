"""`make storm`: what its applicants do, what they remember, and that each broken promise is found."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from applications.models import Answer, Call
from applications.tests.factories import QuestionFactory, SectionFactory, complete_draft
from bench import storm, storm_data
from bench.storm import Log, Person
from cda_portal.core import clock

KEPT = {"lost": [], "twice": 0, "submissions": 2, "receipts": 2, "violations": {}}


def finish(coroutine):
    """What it returns, run in a thread of its own: where a browser was used before, Playwright's loop fills this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def a_person(number=0, **fields):
    return Person(f"s{number}", f"CDA-2027-P{number:03}", 7, "problem", 3, **fields)


@asynccontextmanager
async def serving(answer):
    """A server that answers as `answer(method, path, body)` says, and the requests it got."""
    asked = []

    async def one(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        body = await reader.readexactly(length)
        method, path, _rest = head.decode().split(" ", 2)
        asked.append((method, path, body.decode()))
        writer.write(answer(method, path))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], asked
    finally:
        server.close()
        await server.wait_closed()


def as_the_portal(method, path):
    if path.endswith("/submit/"):
        return b"HTTP/1.1 302 Found\r\nLocation: /status/\r\n\r\n"
    return b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps({"version": 4}).encode()


async def run(people, senders, seconds, answer=as_the_portal):
    async with serving(answer) as (port, asked):
        return await storm.storm(port, people, senders, seconds), asked


def test_everybody_saves_and_the_senders_send_once(monkeypatch):
    monkeypatch.setattr(storm, "EVERY", 1.0)
    people = [a_person(number) for number in range(6)]

    log, asked = finish(run(people, 2, 4.0))

    sent = [path for method, path, _body in asked if path.endswith("/submit/")]
    assert sorted(sent) == ["/apply/CDA-2027-P000/submit/", "/apply/CDA-2027-P001/submit/"]
    assert [person.sent for person in people] == [True, True, False, False, False, False]
    assert {len(log.taken[kind]) for kind in ("check", "send", "status")} == {2}
    assert len(log.taken["save"]) >= 4 * 2
    assert log.errors == []
    assert {person.version for person in people[2:]} == {4}
    assert all(person.text.startswith("Saved for the") for person in people[2:])


def test_a_save_says_on_which_version_it_was_written():
    async def one():
        async with serving(as_the_portal) as (port, asked):
            await storm.save(port, a_person(), Log())
            return asked

    [(method, path, body)] = finish(one())
    assert (method, path) == ("POST", "/apply/CDA-2027-P000/answer/7/")
    assert "&version=3&language=en" in body


@pytest.mark.parametrize("answer", [b"HTTP/1.1 500 Oh\r\n\r\n", b"", b"nonsense"])
def test_an_answer_that_is_none_is_an_error_and_no_promise(answer):
    person, log = a_person(), Log()

    async def one():
        async with serving(lambda method, path: answer) as (port, _asked):
            await storm.save(port, person, log)

    finish(one())
    assert (len(log.errors), person.text, person.version) == (1, "", 3)


def test_a_server_that_is_away_or_silent_is_an_error(monkeypatch):
    monkeypatch.setattr(storm, "PATIENCE", 0.1)
    assert finish(storm.ask(1, storm.Request("/")))[0] == 0

    async def silent():
        async with serving(lambda method, path: time.sleep(0.3) or b"") as (port, _asked):
            return await storm.ask(port, storm.Request("/"))

    assert finish(silent())[0] == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, []),
        ({"lost": ["CDA-2027-P000"]}, ["1 saves lost: ['CDA-2027-P000']"]),
        ({"twice": 1}, ["1 sent twice"]),
        ({"submissions": 1}, ["1 submissions of 2"]),
        ({"receipts": 3}, ["3 receipts of 2"]),
        ({"violations": {"a rule": 1}}, ["rules broken: {'a rule': 1}"]),
    ],
)
def test_what_was_missed_is_said(changed, words):
    people = [a_person(sent=True), a_person(1, sent=True), a_person(2)]
    assert storm.judge(Log(), {**KEPT, **changed}, people, 2) == words


def test_slow_answers_errors_and_senders_without_a_confirmation_are_missed():
    log = Log()
    for _time in range(20):
        log.note("save", 0.5, 200)
    log.note("send", 0.1, 503)

    assert storm.judge(log, KEPT, [a_person(sent=True), a_person(1)], 2) == [
        "1 errors, such as ['send: 503']",
        "1 of 2 were told that they have sent",
        "save: p95 is 500 ms",
    ]
    assert storm.table(log).splitlines()[1].split() == ["save", "20", "500", "500", "500", "500"]


# ---- what became of it


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("version", "text", "lost"),
    [(3, "Mine", False), (3, "", False), (2, "Older", False), (3, "Another", True), (4, "Mine", True)],
)
def test_a_promised_save_is_there_or_a_newer_one(version, text, lost):
    application, _lead = complete_draft()
    question = QuestionFactory(section=SectionFactory(call=application.call), key="problem", required=False)
    Answer.objects.create(application=application, question=question, value="Mine", version=3, language="en")

    found = storm_data.check({application.reference: [question.pk, version, text]})

    assert found["lost"] == [application.reference] * lost
    assert (found["submissions"], found["receipts"], found["twice"], found["violations"]) == (0, 0, 0, {})


@pytest.mark.django_db
def test_the_deadline_is_a_real_one():
    application, _lead = complete_draft()

    storm_data.close_at(time.time() + 60)

    call = Call.objects.get(pk=application.call_id)
    assert 55 <= (call.application_closes - clock.now()).total_seconds() <= 60
    assert call.grace_minutes == 0
