"""`make bench`: what it asks for, how it judges, and that its data and its client do what the figures claim."""

import json
import threading
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client

from applications import exports
from applications.content import call_2027
from applications.models import Answer, Application, Submission
from bench import asking, data, export, floor, measure, selection, web
from bench.__main__ import chosen, main, table
from bench.measure import Result
from bench.pages import LIST, PAGES, STRING, WORK_SECONDS, Page
from cda_portal.accounts import gazetteer
from cda_portal.accounts.models import Place, User
from selection.models import MatchingPlan, Standing

AIMS = {
    "call": (0.6, 4, None),
    "eligibility": (1, 8, None),
    "apply-home": (2, 12, None),
    "apply-section": (2, 12, None),
    "autosave": (1.6, 10, None),
    "submit": (4, 30, None),
    "staff-list": (2.2, 10, 60_000),
    "staff-search": (2.6, 10, None),
    "staff-application": (3, 20, None),
    "ranking": (3, 12, None),
    "review-queue": (2.2, 12, None),
    "review-page": (3, 18, None),
    "review-save": (2, 18, None),
    "composer": (5, 15, None),
}
COLUMNS = [
    "page",
    "p50_ms",
    "p95_ms",
    "queries",
    "bytes",
    "gzip_bytes",
    "per_second",
    "ratio_to_list_floor",
    "aim",
    "holds",
]


def test_the_aims():
    assert {page.name: (page.ratio, page.queries, page.bytes) for page in PAGES} == AIMS
    assert [page.name for page in PAGES if page.under_load] == ["call", "staff-list"]


@pytest.mark.parametrize(
    ("ratio", "queries", "size", "holds"),
    [(2.2, 10, 60_000, True), (2.21, 10, 100, False), (1, 11, 100, False), (1, 1, 60_001, False), (None, 1, 1, False)],
)
def test_a_page_holds_when_ratio_and_queries_and_bytes_do(ratio, queries, size, holds):
    page = Page("staff-list", 2.2, 10, 60_000)

    assert page.holds(ratio=ratio, queries=queries, size=size) is holds
    assert page.aim == "<= 2.2 x list floor, <= 10 queries, <= 60 kB"


def test_a_floor_has_nothing_to_hold():
    assert (LIST.aim, LIST.holds(ratio=1, queries=1, size=1)) == (None, None)


def test_only_one_page_is_measured_beside_the_floors():
    assert chosen("submit") == [STRING, LIST, next(page for page in PAGES if page.name == "submit")]
    assert len(chosen("")) == 16


def test_an_unknown_page_gets_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("ONLY", "nowhere")

    assert main() == 2
    assert capsys.readouterr().out.startswith("ONLY=nowhere is no page. There are: call, eligibility,")


def test_percentiles():
    values = [float(number) for number in range(1, 101)]

    assert [measure.percentile(values, share) for share in (50, 95, 100)] == [50, 95, 100]
    assert measure.percentile([7.0], 95) == 7


def test_a_result_is_a_row_of_the_agreed_shape():
    assert list(Result("call").row()) == COLUMNS
    shown = table([Result("call", p50_ms=1.5, aim="<= 4 queries", holds=False), Result("memory", bytes=99_000_000)])
    assert [line.split()[0] for line in shown.splitlines()] == ["page", "call", "memory"]
    assert "NO" in shown
    assert "99,000,000" in shown


# ---- The data, and what is asked of it


@pytest.fixture
def targets(db, settings):
    floor.first_call.cache_clear()
    settings.ROOT_URLCONF = "bench.urls"
    settings.MIDDLEWARE = ["bench.floor.CountQueries", *settings.MIDDLEWARE]
    Place.objects.bulk_create(Place.of(row) for row in islice(gazetteer.read(), 12))
    call_command("default_call")
    call = data.Call.objects.get()
    with data.clock.standing_at(call.application_opens + data.timedelta(days=5)):
        yield json.loads(json.dumps(asdict(data.load(drafts=6, sent=4, fresh=3))))


def answer(request: web.Request, settings) -> object:
    client = Client(enforce_csrf_checks=True)
    if request.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = request.session
    if not request.post:
        return client.get(request.path)
    client.cookies[settings.CSRF_COOKIE_NAME] = web.CSRF
    kind = "application/x-www-form-urlencoded"
    return client.post(request.path, urlencode(request.form), content_type=kind, headers={"X-CSRFToken": web.CSRF})


def test_every_page_answers_as_expected(targets, settings):
    asks = asking.requests(targets, "problem")
    answer(asks["staff-list"](), settings)  # the kinds of objects are asked for once a process

    for page in (STRING, LIST, *PAGES):
        response = answer(asks[page.name](), settings)
        assert (page.name, response.status_code) == (page.name, page.status)
        assert int(response["X-Queries"]) <= (page.queries or 5)


def test_every_section_is_asked_for(targets, settings):
    assert len(targets["sections"]) == 9
    for section in targets["sections"]:
        assert answer(asking.requests(targets, section)["apply-section"](), settings).status_code == 200


def test_every_autosave_is_a_change_and_every_submit_the_first(targets, settings):
    asks = asking.requests(targets, "problem")
    before = targets["version"]

    for _time in range(3):
        assert answer(asks["autosave"](), settings).status_code == 200
    for _session, _reference in targets["fresh"]:
        assert answer(asks["submit"](), settings)["Location"].endswith("/status/")

    kept = Answer.objects.get(application__reference=targets["reference"], question=targets["question"])
    assert (kept.version, kept.value) == (before + 3, f"{targets['text']} 2")
    assert Application.objects.filter(status="submitted").count() == 4 + 3


def test_the_data_keeps_the_rules(targets):
    call_command("invariants")
    assert Application.objects.filter(call__slug=call_2027.CALL["slug"]).count() == 10
    assert 15 * 10 <= Answer.objects.count() <= 29 * 10


def test_the_floor_is_twenty_kilobytes_and_fifty_rows(targets, settings):
    asks = asking.requests(targets, "problem")

    assert len(answer(asks["floor-string"](), settings).content) == len(floor.STRING) == 20_008
    assert answer(asks["floor-list"](), settings).content.count(b"<tr>") == 10 + 1


def test_the_export_measures_whole_sheets(targets, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 4)
    export.load(count=10, answers=3, words=90)

    found = export.measure(User.objects.get(email="officer@bench.example"), times=1)

    [csv, xlsx] = measure.exports(found)
    assert (found["queries"], csv.page, xlsx.page) == ([2], "export-csv", "export-xlsx")
    assert csv.bytes > 10 * 3 * 90 * 3
    assert (csv.holds, csv.aim) == (True, "<= 1 s, <= 3 queries a batch")
    answers = Submission.objects.filter(application__call__slug=export.SLUG).first().snapshot["answers"]
    assert [len(answer["value"].split()) for answer in answers] == [90, 90, 90]


@pytest.mark.parametrize(
    ("median", "queries", "holds"), [(1.0, [2, 3], True), (1.01, [2], False), (0.5, [2, 4], False)]
)
def test_an_export_holds_when_seconds_and_queries_do(median, queries, holds):
    one = {"median": median, "seconds": [median], "bytes": 1}

    assert measure.exports({"csv": one, "xlsx": one, "queries": queries})[0].holds is holds


def test_only_the_export_or_the_selections_work_is_measured_beside_the_floors():
    assert [chosen(name) for name in ("export", "selection")] == [[STRING, LIST]] * 2


def test_the_selections_work_is_done_and_judged(targets):
    found = selection.measure(times=1)

    assert {one.page: one.holds for one in measure.works(found)} == dict.fromkeys(selection.results(found), True)
    assert Standing.objects.filter(round=targets["selection"]["round"]).count() == 10
    assert MatchingPlan.objects.get().unmet == []
    slow = {name: [limit + 0.01] for name, limit in WORK_SECONDS.items()}
    assert [one.holds for one in measure.works(slow)] == [False, False, False]


# ---- The client


@pytest.fixture
def server():
    class Echo(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/" else 500)
            self.send_header("X-Said", self.headers.get("Accept-Encoding", "nothing"))
            self.end_headers()
            self.wfile.write(b"x" * 100_000)

        def log_message(self, *args):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running.server_port
    running.shutdown()
    running.server_close()


def test_an_exchange_is_the_whole_answer(server):
    got = web.exchange(server, web.Request("/").raw(server))

    assert (got.status, got.headers["x-said"], len(got.body)) == (200, "gzip", 100_000)
    assert got.seconds > 0
    assert web.exchange(server, web.Request("/").raw(server, gzip=False)).headers["x-said"] == "nothing"


def test_a_post_carries_cookie_and_header():
    raw = web.Request("/save/", "s3", {"problem": "años"}, post=True).raw(80).decode()

    head, body = raw.split("\r\n\r\n")
    assert body == "problem=a%C3%B1os"
    assert head.splitlines() == [
        "POST /save/ HTTP/1.1",
        "Host: localhost:80",
        "Accept-Language: en",
        "Accept-Encoding: gzip",
        f"Cookie: csrf={web.CSRF}; session=s3",
        f"X-CSRFToken: {web.CSRF}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 17",
    ]


def test_answers_a_second_are_counted(server):
    assert web.drive(server, web.Request("/").raw(server), seconds=0.3, connections=4) > 10


def test_a_failing_page_is_no_figure(server):
    with pytest.raises(RuntimeError, match="500"):
        web.drive(server, web.Request("/fails/").raw(server), seconds=0.3, connections=2)
    with pytest.raises(RuntimeError, match="answered 500 and not 200"):
        next(asking.answers(server, lambda: web.Request("/fails/"), 200))
